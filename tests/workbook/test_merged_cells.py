"""Merged cells: what may be meant for several sites is asked once, everything else is refused by name."""

import openpyxl
import pytest

from app.errors import Refused
from app.journeys.files.workbooks import carry_out, import_workbook
from app.journeys.house import House
from app.normal.doubts import Unconfirmed
from tests.workbook.filling import (
    ADMIN,
    INCUBATOR,
    ROSTER,
    STATION,
    accepted,
    column,
    proposed,
    questions,
    record,
    records,
    refused,
    uploaded,
)
from tests.workbook.rows import of_row


@of_row("one address merged over three sites' rows")
async def test_an_address_merged_over_rows_is_asked_once_for_all(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page, place = book[STATION], column(book, STATION, "address")
        page.cell(3, place).value = "文化街9号"
        page.merge_cells(start_row=3, end_row=5, start_column=place, end_column=place)

    raw, found = await uploaded(county, edit)
    assert found.faults == ()
    asked = [question for change in found.changes for question in change.questions]
    assert len(asked) == 3
    assert len({question.key for question in asked}) == 1, "one answer is for all of them"
    assert "这 3 个站点" in asked[0].why.zh
    assert "都填“文化街9号”吗" in asked[0].why.zh
    before = await records()
    with pytest.raises(Refused, match="chosen"):
        await carry_out(county, ADMIN, raw, found.fingerprint, "x")
    assert await records() == before
    with pytest.raises(Unconfirmed, match="文化街9号"):
        await import_workbook(county, ADMIN, raw, reason="x", dry_run=False)
    done = await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={asked[0].key: "read"})
    assert len(done.changed) == 3
    for code in done.changed:
        assert (await record(code))["address"] == "文化街9号"


async def test_a_range_over_one_site_and_blank_rows_asks_nothing_and_names_are_never_shared(county: House) -> None:
    def over_blanks(book: openpyxl.Workbook) -> None:
        page, place = book[INCUBATOR], column(book, INCUBATOR, "address")
        page.cell(3, place).value = "新街1号"
        page.merge_cells(start_row=3, end_row=6, start_column=place, end_column=place)

    _, found = await uploaded(county, over_blanks)
    assert (found.faults, proposed(found), questions(found)) == ((), {"address": "新街1号"}, {})

    def names(book: openpyxl.Workbook) -> None:
        place = column(book, STATION, "name")
        book[STATION].merge_cells(start_row=3, end_row=5, start_column=place, end_column=place)

    ((_, said),) = await refused(county, names)
    assert "合并单元格" in said
    assert "请拆开" in said


@of_row("merged cells elsewhere")
async def test_merged_cells_are_refused_with_their_range(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[ROSTER].merge_cells("A3:A4")

    ((_, said),) = await refused(county, edit)
    assert "合并单元格 A3:A4，请拆开" in said

    def outside(book: openpyxl.Workbook) -> None:
        book["说明"].merge_cells("A1:C1")

    assert (await accepted(county, outside)).changes == ()
