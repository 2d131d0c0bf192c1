"""Points written as CSV, as `points_csv` reads them: UTF-8 with a byte order mark, because Excel needs one."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence

from app.exchange import cells
from app.exchange.points_csv import COLUMNS, FACT_PREFIX
from app.sites.divisions import Divisions
from app.sites.fields import carried
from app.sites.site import Location, Site
from app.sites.vocabulary import EntryRules


async def write_points(
    sites: AsyncIterable[Site], rules: Mapping[str, EntryRules], divisions: Divisions
) -> AsyncIterator[bytes]:
    """The sites as CSV: every base column, then every fact that the programmes know, a row a site."""
    facts = [*dict.fromkeys(code for rule in rules.values() for code in rule.vocabulary.facts)]
    yield "\N{BYTE ORDER MARK}".encode() + _line([*COLUMNS, *(FACT_PREFIX + code for code in facts)])
    async for site in sites:
        base = _base_cells(site, divisions)
        row = [base.get(column, "") for column in COLUMNS]
        row += [cells.written_fact(site.facts[code]) if code in site.facts else "" for code in facts]
        yield _line(row)


def _base_cells(site: Site, divisions: Divisions) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in carried("csv"):
        value = getattr(site, field.name)
        if field.part != "facts" and value is not None and value != field.absent:
            found |= _location_cells(value) if field.part == "location" else {field.key: cells.written_fact(value)}
    if site.division is not None and (division := divisions.get(site.division)) is not None:
        found["division_name"] = division.name
    return found


def _location_cells(location: Location) -> dict[str, str]:
    return {
        "lon": cells.written_number(location.source_lon),
        "lat": cells.written_number(location.source_lat),
        "crs": location.source_crs,
    }


def _line(row: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(row)
    return out.getvalue().encode()
