"""A parent is a site of the same programme, whichever way it comes in; a made-up one or a ring is refused."""

import io

import openpyxl
import pytest
from openpyxl.cell import Cell

from app.access.actor import Actor
from app.errors import InvalidInput
from app.journeys.files.workbook_out import download
from app.journeys.files.workbook_preview import preview
from app.journeys.house import House
from app.journeys.registry.register import register
from tests.journeys.proposing_people import ADMIN, CODE, accepted, published, submitted

FOREIGN, HUB = "GB-CENTRE", "QX-HUB"
CASES = [(FOREIGN, "foreign_parent"), ("NO-SUCH", "unknown_parent")]


@pytest.mark.parametrize(("parent", "fault"), CASES)
async def test_a_document_with_such_a_parent_is_not_registered(house: House, parent: str, fault: str) -> None:
    before = await published()
    with pytest.raises(InvalidInput) as refused:
        await register(house, ADMIN, [{"code": CODE, "parent": parent}], reason="x")
    assert [(f.path, f.code) for f in refused.value.faults] == [("[0].parent", fault)]
    assert await published() == before


@pytest.mark.parametrize(("parent", "fault"), CASES)
async def test_a_request_with_such_a_parent_is_not_published(house: House, parent: str, fault: str) -> None:
    before = await published()
    sent = await submitted(house, Actor("second", "县局二", "county_admin"), {"parent": parent})
    with pytest.raises(InvalidInput) as refused:
        await accepted(house, sent)
    assert [(f.path, f.code) for f in refused.value.faults] == [("parent", fault)]
    assert await published() == before


@pytest.mark.parametrize(("parent", "fault"), CASES)
async def test_a_workbook_with_such_a_parent_names_the_cell(house: House, parent: str, fault: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(await download(house, ADMIN)))
    sheet = next(page for page in book if CODE in {row[0].value for row in page.iter_rows(min_row=3)})
    column = next(c.column for c in sheet[2] if c.value == "parent")
    row = next(r for r in range(3, sheet.max_row + 1) if sheet.cell(r, 1).value == CODE)
    sheet.cell(row, column).value = parent
    out = io.BytesIO()
    book.save(out)
    found = await preview(house, ADMIN, out.getvalue())
    assert [(str(cell), f.code) for cell, f in found.faults] == [
        (f"{sheet.title}!{sheet.cell(row, column).coordinate}", fault)
    ]


@pytest.mark.parametrize("also", ["", CODE, HUB])
async def test_a_ring_is_seen_in_a_workbook_whatever_else_it_changes(house: House, also: str) -> None:
    await register(house, ADMIN, [{"code": CODE, "parent": HUB}], reason="x")
    book = openpyxl.load_workbook(io.BytesIO(await download(house, ADMIN)))
    place = {cell.value: cell for page in book for row in page.iter_rows(min_row=3, max_col=1) for cell in row}

    def at(code: str, item: str) -> Cell:
        page = place[code].parent
        return page.cell(place[code].row, next(c.column for c in page[2] if c.value == item))

    at(HUB, "parent").value = CODE
    if also:
        at(also, "address").value = "新街9号"
    out = io.BytesIO()
    book.save(out)
    found = await preview(house, ADMIN, out.getvalue())
    ring = at(HUB, "parent")
    assert [(str(cell), f.code) for cell, f in found.faults] == [(f"{ring.parent.title}!{ring.coordinate}", "circular")]


async def test_a_parent_of_the_same_programme_is_taken_and_a_ring_refused(house: House) -> None:
    await register(house, ADMIN, [{"code": CODE, "parent": HUB}], reason="x")
    assert (await published())["parent"] == HUB
    with pytest.raises(InvalidInput) as refused:
        await register(house, ADMIN, [{"code": HUB, "parent": CODE}], reason="x")
    assert [(f.path, f.code) for f in refused.value.faults] == [("[0].parent", "circular")]
