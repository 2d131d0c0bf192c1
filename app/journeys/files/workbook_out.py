"""Workbooks out: what a person may fill in, of all their sites, of some, or of a township's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Collection, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO

import numpy as np

from app.access.actor import Actor
from app.access.may import may, may_somewhere
from app.compliance.answers import Bools
from app.compliance.network_columns import NetworkColumns
from app.exchange.strict_json import load_json
from app.exchange.workbook.writing import Record, write_workbook
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.journeys.network.records import Records
from app.journeys.site_rights import SomeSite, allowed_at, target_of
from app.journeys.turns import FILES, LISTS, in_turn
from app.store.sites import StoredSite, read_sites_of

_NEWS_SECONDS = 0.2
_IN_A_COUNTY = 10**6
"""Codes of divisions that begin with the six digits of one county."""
MOST_LOOKED_AT, _MOST_CITIES = 20, 3
"""Of a part of more sites than that, or with more host cities, no city is the name."""


async def download(house: House, actor: Actor, *, township: str = "") -> bytes:
    """The workbook of the sites that the actor may export, or of those of one of the `townships`. Raises NotAllowed."""
    may_somewhere(actor, "export_sites_inside").require()
    whole = await network(house)
    unreadable = await read_sites_of(one.code for one in whole.unreadable)
    rows = [row for row in unreadable.values() if is_given(house, actor, row)]
    rows = [row for row in rows if not township or _township(house, row) == township]
    return await in_turn(house, FILES, _written, house, actor, whole, township, rows)


async def workbook_of(house: House, actor: Actor, rows: AsyncIterable[StoredSite]) -> AsyncIterator[bytes]:
    """The workbook of these rows, of those that the actor may export, however many there are: they wait in a file that
    has no name. An empty piece for each as it is written, then all of the workbook. Raises NotAllowed.
    """
    may_somewhere(actor, "export_sites_inside").require()
    with TemporaryFile() as file:
        waiting = _Waiting(file)
        async for row in rows:
            if is_given(house, actor, row):
                waiting.add(row)
        writing = asyncio.ensure_future(in_turn(house, FILES, write_workbook, waiting, house.programmes, house.today()))
        told = 0
        while not writing.done():
            await asyncio.wait({writing}, timeout=_NEWS_SECONDS)
            for _ in range(waiting.written - told):
                yield b""
            told = waiting.written
        yield await writing


class _Waiting:
    """Records in a file, read one by one as often as they are gone through. `written` counts those of the second time,
    in which a workbook is written.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._times = file, 0
        self.written = 0

    def add(self, row: StoredSite) -> None:
        """One more, behind the others."""
        on_one_line = row.document.replace("\n", " ")  # which never stands inside a text of JSON
        self._file.write(b"%d %s\n" % (row.version, on_one_line.encode()))

    def __iter__(self) -> Iterator[Record]:
        self._times += 1
        self._file.seek(0)
        for line in self._file:
            version, _, document = line.partition(b" ")
            yield load_json(document), int(version)
            self.written += self._times > 1


def _written(house: House, actor: Actor, whole: Network, township: str, rows: Sequence[StoredSite]) -> bytes:
    """The workbook of these rows and, of the `whole` network, of the sites that the actor is given there: they are read
    off its records, so that nothing has to be asked of the database.
    """
    given = _given(house, actor, whole.columns)
    if township:
        given &= _in_township(whole.columns, township)
    codes = [whole.columns.codes[place] for place in np.flatnonzero(given).tolist()]
    records = _Recorded({row.code: row for row in rows}, whole.records, codes)
    return write_workbook(records, house.programmes, house.today())


class _Recorded:
    """Rows, and the records of more codes, by code: each is read when its turn comes, as often as they are gone
    through.
    """

    def __init__(self, rows: Mapping[str, StoredSite], records: Records, codes: Sequence[str]) -> None:
        self._rows, self._records = rows, records
        self._codes = sorted({*rows, *codes})

    def __iter__(self) -> Iterator[Record]:
        for code in self._codes:
            row = self._rows.get(code)
            if row is not None:
                yield load_json(row.document.encode()), row.version
            else:
                record = self._records.of(code)
                yield load_json(record.document), record.version


async def townships(house: House, actor: Actor) -> dict[str, int]:
    """How many of the sites that the actor may export stand in each township, by code; those of no township stand under
    the county. A workbook that is too large is downloaded and filled in by these.
    """
    columns = (await network(house)).columns
    given = _given(house, actor, columns)
    found = columns.named("township").counts(given)
    counties, each = np.unique(columns.cells.division[given & (columns.cells.township == 0)], return_counts=True)
    for division, count in zip(counties.tolist(), each.tolist(), strict=True):
        county = _county(str(division) if division else "")
        found[county] = found.get(county, 0) + count
    return dict(sorted(found.items()))


async def host_cities(
    house: House, actor: Actor, parts: Collection[str], most: int = MOST_LOOKED_AT
) -> dict[str, tuple[str, ...]]:
    """The host cities that the sites of some of the `townships` stand in, by code: those that lie outside of the known
    counties are called by them. Empty for more than `most` sites, and where the cities are too many for a name.
    """
    whole = await network(house)
    return await in_turn(house, LISTS, _host_cities, house, actor, whole, parts, most)


def _host_cities(
    house: House, actor: Actor, whole: Network, parts: Collection[str], most: int
) -> dict[str, tuple[str, ...]]:
    given = _given(house, actor, whole.columns)
    return {code: _cities_of(whole, given & _in_township(whole.columns, code), most) for code in parts}


def _cities_of(whole: Network, sites: Bools, most: int) -> tuple[str, ...]:
    places = np.flatnonzero(sites)
    if len(places) > most:
        return ()
    found = tuple(dict.fromkeys(one.site.host_city for one in whole.at(places) if one.site.host_city))
    return found if len(found) <= _MOST_CITIES else ()


def _in_township(columns: NetworkColumns, township: str) -> Bools:
    """Which sites stand in a township; under a county, those of no township."""
    county = columns.cells.division // _IN_A_COUNTY * _IN_A_COUNTY == int(township)
    found: Bools = columns.named("township").any_of((township,)) | ((columns.cells.township == 0) & county)
    return found


def _township(house: House, row: SomeSite) -> str:
    township = house.divisions.township_of(row.division)
    return township.code if township is not None else _county(row.division or "")


def _county(division: str) -> str:
    return f"{division[:6]:0<12}"


def _given(house: House, actor: Actor, columns: NetworkColumns) -> Bools:
    return allowed_at(actor, "export_sites_inside", columns) & columns.named("programme").any_of(house.programmes)


def is_given(house: House, actor: Actor, row: SomeSite) -> bool:
    """Whether a site is on the actor's workbook."""
    return row.programme in house.programmes and may(actor, "export_sites_inside", target_of(row)).allowed
