"""Merged cells: what may be meant for several sites is asked once, everything else is refused by name."""

import openpyxl
import pytest

from app.errors import Refused
from app.journeys.files.workbooks import carry_out, import_workbook
from app.journeys.house import House
from app.normal.doubts import Unconfirmed
from tests.workbook.filling import (
    ADMIN,
    EQUIPMENT,
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
    row,
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


async def test_a_code_merged_over_two_roster_rows_is_asked_once_and_taken_for_both(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page, first = book[ROSTER], row(book, ROSTER, "QX-TUXI")
        page.merge_cells(start_row=first, end_row=first + 1, start_column=1, end_column=1)
        page.cell(first + 1, column(book, ROSTER, "name")).value = "张三"
        page.cell(first + 1, column(book, ROSTER, "employment")).value = None
        page.cell(first, column(book, ROSTER, "employment")).value = "兼职"
        place = column(book, ROSTER, "employment")
        page.merge_cells(start_row=first, end_row=first + 1, start_column=place, end_column=place)

    raw, found = await uploaded(county, edit)
    assert found.faults == ()
    asked = [question for change in found.changes for question in change.questions]
    assert ["这 2 行的“站点”都是“土溪镇公共就业创业中心服务站”吗" in one.why.zh for one in asked] == [True, False]
    assert "这 2 行的“专兼职”都是“兼职”吗" in asked[1].why.zh
    before = await records()
    with pytest.raises(Refused, match="chosen"):
        await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={asked[0].key: "read"})
    assert await records() == before
    with pytest.raises(Unconfirmed, match="土溪镇公共就业创业中心服务站"):
        await import_workbook(county, ADMIN, raw, reason="x", dry_run=False)
    await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={one.key: "read" for one in asked})
    people = [(person["name"], person["employment"]) for person in (await record())["staff"]]
    assert people == [("王芳", "part_time"), ("张三", "part_time")]


async def test_a_number_merged_over_the_rows_of_equipment_is_asked_and_a_code_alone_changes_nothing(
    county: House,
) -> None:
    def codes(book: openpyxl.Workbook) -> None:
        first = row(book, EQUIPMENT, "QX-TUXI")
        book[EQUIPMENT].merge_cells(start_row=first, end_row=first + 1, start_column=1, end_column=1)

    _, found = await uploaded(county, codes)
    assert (found.faults, found.changes) == ((), ())

    def counts(book: openpyxl.Workbook) -> None:
        first, place = row(book, EQUIPMENT, "QX-TUXI"), column(book, EQUIPMENT, "count")
        book[EQUIPMENT].cell(first, place).value = 3
        book[EQUIPMENT].merge_cells(start_row=first, end_row=first + 1, start_column=place, end_column=place)

    _, found = await uploaded(county, counts)
    assert "都是“3”吗" in questions(found)["equipment"].why.zh
    assert proposed(found) == {"equipment": {"computer": 3, "printer": 3}}


@of_row("merged cells elsewhere")
async def test_merged_cells_are_refused_with_their_range(county: House) -> None:
    def two_columns(book: openpyxl.Workbook) -> None:
        book[ROSTER].merge_cells("A3:B4")

    def people(book: openpyxl.Workbook) -> None:
        place = column(book, ROSTER, "name")
        book[ROSTER].merge_cells(start_row=3, end_row=4, start_column=place, end_column=place)

    ((_, said),) = await refused(county, two_columns)
    assert "合并单元格 A3:B4，请拆开" in said
    ((_, said),) = await refused(county, people)
    assert "请拆开" in said

    def outside(book: openpyxl.Workbook) -> None:
        book["说明"].merge_cells("A1:C1")

    assert (await accepted(county, outside)).changes == ()
