"""The open files of all sites that count, each made once for a state of the network, in a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import IO, Any, Literal, TypeVar

import numpy as np

from app.exchange.open_data.columns import OpenColumn, OpenSite, open_row, site_columns
from app.exchange.open_data.files import dictionary_rows, write_csv, write_dictionary, write_geojson, write_xlsx
from app.exchange.strict_json import json_text
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.network.saved_at import saved_at
from app.journeys.turns import OPEN_FILES, in_turn
from app.store.geopackage import PackedColumn, write_geopackage

Kept = TypeVar("Kept")
Form = Literal["csv", "geojson", "xlsx", "gpkg", "dictionary"]
FORMS: tuple[Form, ...] = ("csv", "xlsx", "geojson", "gpkg", "dictionary")
_IN_UTC = "%Y-%m-%dT%H:%M:%S.000Z"


@dataclass(frozen=True, slots=True)
class Offered:
    """What the open data page says: how many sites the files hold, when the last of them changed (None of no site)."""

    network: Network
    sites: int
    changed: datetime | None


def open_columns(house: House) -> tuple[OpenColumn, ...]:
    """The columns of every open file."""
    return site_columns(house.programmes.values(), verdicts=house.settings.public_compliance)


def open_site(house: House, member: NetworkSite) -> OpenSite:
    """A site of the network as it leaves the house."""
    verdict = member.status if house.settings.public_compliance else None
    return OpenSite(member.site, member.version, member.updated_at, verdict)


async def offered(house: House) -> Offered:
    """What there is to download now."""
    whole = await network(house)
    counting = whole.columns.counting
    moments = (await saved_at(house, whole))[counting]
    changed = datetime.fromtimestamp(int(moments.max()) / 1_000_000, UTC) if len(moments) else None
    return Offered(whole, int(counting.sum()), changed)


async def open_file(
    house: House, now: Offered, form: Form, said: Sequence[str], keep: Callable[[Callable[[IO[bytes]], None]], Kept]
) -> Kept:
    """A file of the state that was offered, as it is kept: `keep` is called in a thread with what writes it. `said` are
    the lines that go with the data: source, licence, moment. Raises Busy.
    """
    return await in_turn(house, OPEN_FILES, keep, partial(_write, house, now, form, said))


def _write(house: House, now: Offered, form: Form, said: Sequence[str], out: IO[bytes]) -> None:
    columns = open_columns(house)
    if form == "dictionary":
        write_dictionary(out, columns)
        return
    # Each site is read when its line is written, so that a province's are never in memory together.
    places = np.flatnonzero(now.network.columns.counting).tolist()
    rows = (
        open_row(columns, open_site(house, now.network.every[place]), house.programmes, house.divisions)
        for place in places
    )
    match form:
        case "csv":
            write_csv(out, columns, rows)
        case "xlsx":
            write_xlsx(out, columns, rows, said, samples=now.network.has_samples)
        case "geojson":
            write_geojson(out, map(_feature, rows), {"about": list(said)})
        case _:
            _geopackage(out, columns, rows, now, said)


def _feature(row: Mapping[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in row.items() if name not in ("lon", "lat")}
    geometry = None if row["lon"] is None else {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    return {"type": "Feature", "id": row["code"], "geometry": geometry, "properties": properties}


def _geopackage(
    out: IO[bytes],
    columns: Sequence[OpenColumn],
    rows: Iterable[Mapping[str, Any]],
    now: Offered,
    said: Sequence[str],
) -> None:
    fields = [
        PackedColumn(one.name, one.holds, f"{one.label.zh} {one.label.en}", codes)
        for one, (*_, codes) in zip(columns, dictionary_rows(columns), strict=True)
    ]
    values = ((row["lon"], row["lat"], [_plain(row[one.name]) for one in columns]) for row in rows)
    changed = (now.changed or datetime.fromtimestamp(0, UTC)).astimezone(UTC)
    write_geopackage(out, fields, values, "\n".join(said), changed.strftime(_IN_UTC))


def _plain(value: Any) -> Any:
    """A value as a cell of an SQLite file holds it."""
    if isinstance(value, Decimal):
        return float(value)
    return json_text(value) if isinstance(value, list | dict) else value
