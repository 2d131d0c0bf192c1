"""Cells that can be meant in two ways, where several of them stand in one item or say what is recorded."""

import openpyxl

from app.journeys.files.workbook_answers import settled
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from tests.workbook.filling import ADMIN, EQUIPMENT, column, record, row, uploaded


async def test_two_cells_of_one_item_are_asked_about_apart_and_both_answers_are_written(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        first, count = row(book, EQUIPMENT, "QX-TUXI"), column(book, EQUIPMENT, "count")
        for place, number in ((first, 3), (first + 1, 4)):
            book[EQUIPMENT].cell(place, count).value = number
            book[EQUIPMENT].cell(place, count).number_format = "0%"

    before = (await record())["equipment"]
    assert sorted(before) == ["computer", "printer"]
    raw, found = await uploaded(county, edit)
    assert [str(fault) for _, fault in found.faults] == []
    asked = {question.path: question for change in found.changes for question in change.questions}
    assert asked.keys() == {"equipment.computer", "equipment.printer"}
    one, other = (question.key for question in asked.values())
    for answers, wanted in (
        ({one: "instead", other: "read"}, [300, 4]),
        ({one: "read", other: "instead"}, [3, 400]),
        ({one: "instead", other: "instead"}, [300, 400]),
    ):
        (change,) = [settled(one, answers) for one in found.changes]
        assert [change.edit["equipment"][part.removeprefix("equipment.")] for part in asked] == wanted, answers
    await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={one: "instead", other: "instead"})
    assert sorted((await record())["equipment"].values()) == [300, 400]


async def test_a_cell_that_says_what_is_recorded_in_another_form_may_be_meant_otherwise(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book[EQUIPMENT].cell(row(book, EQUIPMENT, "QX-TUXI"), column(book, EQUIPMENT, "count")).number_format = "0%"

    before = (await record())["equipment"]
    raw, found = await uploaded(county, edit)
    ((asked,),) = [change.questions for change in found.changes]
    part = asked.path.removeprefix("equipment.")
    (change,) = found.changes
    assert settled(change, {asked.key: "read"}).edit == {}
    assert settled(change, {asked.key: "instead"}).edit == {"equipment": before | {part: before[part] * 100}}
    await carry_out(county, ADMIN, raw, found.fingerprint, "x", answers={asked.key: "instead"})
    assert (await record())["equipment"] == before | {part: before[part] * 100}
