"""An error of Excel's or a formula saved without its result is a fault at its cell, and never taken for a blank."""

import io
import random
import zipfile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from app.errors import InvalidInput, Malformed
from app.journeys.files.workbook_out import download
from app.journeys.files.workbook_preview import preview, with_marks
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from app.journeys.registry.register import register
from tests.thorough import share
from tests.workbook.filling import worked_out
from tests.workbook.test_faults_in_their_cells import FULL
from tests.workbook.test_round_trip import ADMIN, STATION, TUXI, cell, setting, touched

ERRORS = ("#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!")
AREA = "facts.area_m2"


@pytest.mark.parametrize("error", ERRORS[: share(2, len(ERRORS))])
async def test_an_error_of_excel_is_a_fault_at_its_cell_and_coloured_there(house: House, error: str) -> None:
    raw = touched(await download(house, TUXI), setting(STATION, "QX-TUXI", AREA, error))
    found = await preview(house, TUXI, raw)
    ((at, fault),) = found.faults
    book = openpyxl.load_workbook(io.BytesIO(await with_marks(house, ADMIN, raw, found)))
    bad = cell(book, STATION, "QX-TUXI", AREA)
    assert str(at) == f"{STATION}!{bad.coordinate}"
    assert f"Excel 的错误值 {error}，" in fault.message.zh
    assert f"Excel's error {error};" in fault.message.en
    assert bad.fill.fgColor.rgb == "FFFDECEA"
    assert error in bad.comment.text
    with pytest.raises(InvalidInput):
        await carry_out(house, TUXI, raw, found.fingerprint, "x")


async def test_an_error_in_any_one_cell_is_the_only_thing_said_and_said_there(demo_house: House) -> None:
    house = demo_house
    await register(house, ADMIN, [FULL], reason="x")
    raw = await download(house, TUXI)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    places = [
        (page.title, row, column)
        for page in book.worksheets
        if page.title not in ("说明", "选项")
        for row in range(3, page.max_row + 1)
        for column in range(2, page.max_column + 1)
    ]
    assert len({sheet for sheet, _, _ in places}) > 4
    rng = random.Random(3)
    for sheet, row, column in rng.sample(places, share(8, 24)):
        book = openpyxl.load_workbook(io.BytesIO(raw))
        book[sheet].cell(row, column).value = rng.choice((*ERRORS, "=A9/0"))
        out = io.BytesIO()
        book.save(out)
        found = await preview(house, TUXI, out.getvalue())
        where = f"{sheet}!{get_column_letter(column)}{row}"
        assert [(str(at), f.code) for at, f in found.faults] == [(where, "broken_cell")], str(
            book[sheet].cell(2, column)
        )


async def test_an_error_where_the_code_should_be_registers_no_site(house: House) -> None:
    raw = touched(await download(house, ADMIN), setting(STATION, "QX-TUXI", "code", "#REF!"))
    found = await preview(house, ADMIN, raw)
    assert ("A", "broken_cell") in {(str(at).split("!")[1][0], fault.code) for at, fault in found.faults}
    assert {str(at).split("!")[1][0] for at, _ in found.faults} == {"A"}


async def test_a_formula_saved_without_its_result_is_a_fault_and_one_with_it_is_read(house: House) -> None:
    raw = touched(await download(house, TUXI), setting(STATION, "QX-TUXI", AREA, "=4*5"))
    ((_, fault),) = (await preview(house, TUXI, raw)).faults
    assert "公式 =4*5 没有保存计算结果" in fault.message.zh
    assert "formula =4*5 was saved without its result" in fault.message.en
    found = await preview(house, TUXI, worked_out(raw, "4*5", "20"))
    assert found.faults == ()
    assert [(d.item, d.proposed) for change in found.changes for d in change.differences] == [(AREA, 20)]


async def test_a_formula_that_comes_to_an_empty_text_leaves_things_as_they_are(house: House) -> None:
    raw = touched(await download(house, TUXI), setting(STATION, "QX-TUXI", AREA, '=""'))
    found = await preview(house, TUXI, worked_out(raw, '""', "", text=True))
    assert (found.changes, found.faults, found.unchanged) == ((), (), 1)


async def test_what_a_clerk_works_out_beside_the_columns_may_be_an_error(house: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        page = book[STATION]
        page.cell(3, page.max_column + 2).value = "#DIV/0!"
        page.cell(1, 5).value = "#N/A"
        book["说明"]["A30"].value = "=A31"

    found = await preview(house, TUXI, touched(await download(house, TUXI), edit))
    assert (found.changes, found.faults, found.unchanged) == ((), (), 1)


async def test_a_sheet_that_declares_entities_is_no_workbook(house: House) -> None:
    raw = touched(await download(house, TUXI), setting(STATION, "QX-TUXI", "name", "=A1"))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace(b"<worksheet", bomb, 1) if name == "xl/worksheets/sheet2.xml" else part)
    with pytest.raises(Malformed):
        await preview(house, TUXI, out.getvalue())
