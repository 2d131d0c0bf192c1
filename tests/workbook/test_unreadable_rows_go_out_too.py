"""A site whose record does not pass entry any more goes out in the workbook like every other, to be mended in it; and
a point that another site has too is asked about.
"""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from app.access.actor import Actor
from app.exchange.strict_json import dump_json, load_json
from app.journeys.files.workbook_out import download
from app.journeys.house import House
from app.store.engine import transaction
from app.store.sites import read_stored_site, replace_site
from tests.workbook.filling import ADMIN, TUXI, at, questions, uploaded


async def spoiled(code: str) -> str:
    """A record as an older release may have left it; the division that stands in its row."""
    async with transaction():
        row = await read_stored_site(code)
        assert row is not None
        document = dump_json({**load_json(row.document.encode()), "address": "旧址", "tier": "no_such_tier"}).decode()
        await replace_site(replace(row, version=row.version + 1, document=document), row.version)
        return row.division


async def addresses(house: House, actor: Actor, township: str = "") -> dict[str, str]:
    """The addresses that a workbook holds, by code."""
    book = openpyxl.load_workbook(io.BytesIO(await download(house, actor, township=township)))
    found = {}
    for page in book.worksheets:
        heads = {str(cell.value): cell.column for cell in page[2]}
        if "address" in heads:
            rows = range(3, page.max_row + 1)
            found |= {page.cell(row, 1).value: page.cell(row, heads["address"]).value for row in rows}
    return found


async def test_a_record_that_does_not_pass_entry_goes_out_to_whom_it_is_for_and_in_its_township(
    county: House,
) -> None:
    township, whole = await spoiled("QX-SANHUI"), await spoiled("QX-PARK")
    assert whole.endswith("000000")
    every = await addresses(county, ADMIN)
    assert (every["QX-SANHUI"], every["QX-PARK"], every["QX-TUXI"]) == ("旧址", "旧址", "土溪镇文化街1号")
    assert await addresses(county, ADMIN, township) == {"QX-SANHUI": "旧址"}
    at_the_county = await addresses(county, ADMIN, whole)
    assert (at_the_county["QX-PARK"], "QX-SANHUI" in at_the_county) == ("旧址", False)
    assert [*await addresses(county, ADMIN, "511725103000")] == ["QX-TUXI"]
    assert [*await addresses(county, TUXI)] == ["QX-TUXI"]


@pytest.mark.parametrize("same", [True, False])
async def test_a_point_that_another_site_has_too_is_asked_about(county: House, same: bool) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for item, value in (("lon", 107.06 if same else 107.0612), ("lat", 31.01), ("crs", "gcj02")):
            at(book, "QX-ZHONGTAN", f"location.{item}").value = value

    _, found = await uploaded(county, edit)
    asked = questions(found).get("location")
    assert (asked is not None and "土溪" in asked.why.zh and "相同" in asked.why.zh) == same
