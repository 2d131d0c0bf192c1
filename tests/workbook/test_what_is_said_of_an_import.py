"""Who brings a file in is told what it changes, line by line; who takes one out, what it could not hold."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from app.exchange.files import WORKBOOK
from app.exchange.strict_json import dump_json, load_json
from app.journeys.files.import_export import export_sites, import_sites
from app.journeys.house import House
from app.store.engine import transaction
from app.store.sites import read_sites, read_stored_site, replace_site
from tests.workbook.filling import ADMIN, AREA, FILLED_IN, PHONE, STATION, Edit, of_these, touched, typing
from tests.workbook.test_imported_at_once import new_site


async def told_of(house: House, *edits: Edit) -> list[tuple[str, str]]:
    """The notes of a workbook after somebody worked in it, in both languages; but for what it does not hold."""

    def every(book: openpyxl.Workbook) -> None:
        for edit in edits:
            edit(book)

    raw = touched(await of_these(house, ADMIN, FILLED_IN), every)
    said = await import_sites(house, ADMIN, io.BytesIO(raw), WORKBOOK, reason="x", dry_run=True, confirmed=True)
    return [(note.zh, note.en) for note in said.notes if note.zh.startswith(("QX-", "INC-"))]


async def test_of_a_site_that_is_there_each_difference_is_said_with_both_values(county: House) -> None:
    assert await told_of(county, typing("12333", PHONE), typing(24, AREA)) == [
        ("QX-TUXI 对外电话: 未填报 → 12333", "QX-TUXI Telephone: not reported → 12333"),
        ("QX-TUXI 场地面积: 20 平方米 → 24 平方米", "QX-TUXI Floor area: 20 m² → 24 m²"),
    ]


async def test_of_a_site_that_is_not_there_yet_it_is_said_that_it_is_new_and_no_more(county: House) -> None:
    assert await told_of(county, new_site) == [("INC-2：新站点", "INC-2: a new site")]
    assert await told_of(county) == []


async def spoiled(code: str) -> None:
    """A record as an older release may have left it: it does not pass entry."""
    async with transaction():
        row = await read_stored_site(code)
        assert row is not None
        document = dump_json({**load_json(row.document.encode()), "kind": "no_such_kind"}).decode()
        await replace_site(replace(row, version=row.version + 1, document=document), row.version)


@pytest.mark.parametrize("ending", [WORKBOOK, "csv", "json", "geojson"])
async def test_a_file_of_all_sites_holds_those_that_could_come_in_again_and_names_the_others(
    county: House, ending: str
) -> None:
    await spoiled("QX-SANHUI")
    async with export_sites(county, ADMIN, ending) as going_out:
        content = b"".join([piece async for piece in going_out.pieces])
    rows = {row.code for row in await read_sites()}
    assert (going_out.count, [one.code for one in going_out.left_out]) == (len(rows), ["QX-SANHUI"])
    if ending == WORKBOOK:
        page = openpyxl.load_workbook(io.BytesIO(content))[STATION]
        written = {page.cell(number, 1).value for number in range(3, page.max_row + 1)}
        assert ("QX-TUXI" in written, "QX-SANHUI" in written) == (True, False)
    said = await import_sites(county, ADMIN, io.BytesIO(content), ending, reason="x", dry_run=True, confirmed=True)
    assert (said.outcome.created, said.outcome.changed, len(said.outcome.unchanged)) == ((), (), len(rows) - 1)
