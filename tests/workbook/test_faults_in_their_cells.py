"""Whatever is wrong in a workbook is told at the very cell it stands in, in the words of the drop-down."""

import io
import random
import re
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from app.errors import InvalidInput
from app.journeys.files.workbook_out import download
from app.journeys.files.workbook_preview import preview, with_marks
from app.journeys.files.workbooks import carry_out
from app.journeys.house import House
from app.journeys.registry.register import register
from app.sites.vocabulary import STATUSES
from tests.thorough import share
from tests.workbook.filling import ROSTER, YEARS
from tests.workbook.filling import column as column_of
from tests.workbook.filling import row as row_of
from tests.workbook.test_round_trip import ADMIN, STATION, TUXI, cell, touched

FREE = {"name", "address", "phone", "host_city", "site", "label"}
"""Columns that take any text."""
FULL = {
    "code": "QX-TUXI",
    "status": "operating",
    "location": {"lon": 107.06, "lat": 31.01, "crs": "gcj02"},
    "facts": {
        "area_m2": 20,
        "networks": ["jinbao"],
        "opening_hours": {"mon": [["09:00", "17:00"]]},
        "special_days": {"2026-10-01": []},
    },
    "equipment": {"computer": 2, "printer": 1},
    "staff": [
        {"role": "hr_specialist", "employment": "full_time", "from": "2026-01-05"},
        {"role": "info_officer", "employment": "part_time", "from": "2026-01-06", "to": "2026-09-01"},
    ],
    "trainings_held": [{"topic": "career_guidance", "date": "2026-03-02"}],
    "metrics": [{"metric": "livestream_sessions", "period": "2026-09", "value": 4}],
}


def breakable(book: openpyxl.Workbook) -> list[tuple[str, int, int]]:
    """Every cell below the headers that does not take any text: sheet, row, column, from 1."""
    found = []
    for page in book.worksheets:
        if page.title in ("说明", "选项"):
            continue
        codes = {column: page.cell(2, column).value for column in range(1, page.max_column + 1)}
        named = page.title == "人员名册"
        for row in range(3, page.max_row + 1):
            for column, code in codes.items():
                text_fact = "special" in str(code) or str(code).endswith(("_text", "description"))
                if code in FREE or text_fact or (named and code in ("name", "phone")):
                    continue
                found.append((page.title, row, column))
    return found


def is_text_fact(house: House, code: object) -> bool:
    """Whether a column holds a fact in free text."""
    name = str(code).removeprefix("facts.")
    return any(
        name in programme.vocabulary.facts and programme.vocabulary.facts[name].type == "text"
        for programme in house.programmes.values()
    )


async def test_breaking_any_one_cell_is_told_at_that_cell_and_at_no_other(demo_house: House) -> None:
    house = demo_house
    await register(house, ADMIN, [FULL], reason="x")
    raw = await download(house, TUXI)
    places = breakable(openpyxl.load_workbook(io.BytesIO(raw)))
    assert {sheet for sheet, _, _ in places} >= {STATION, "人员名册", "设施设备", "培训"}
    rng = random.Random(7)
    for sheet, row, column in rng.sample(places, share(8, 24)):
        book = openpyxl.load_workbook(io.BytesIO(raw))
        code = book[sheet].cell(2, column).value
        if is_text_fact(house, code):
            continue
        book[sheet].cell(row, column).value = "乱 写"
        out = io.BytesIO()
        book.save(out)
        found = await preview(house, TUXI, out.getvalue())
        where = f"{sheet}!{get_column_letter(column)}{row}"
        if code == "code":
            # The rows of the other sheets then belong to nobody, and say so.
            assert where in {str(at) for at, _ in found.faults}
            continue
        assert {str(at) for at, _ in found.faults} == {where}, (where, code, [str(f) for f in found.faults])


async def test_a_bad_role_and_a_bad_date_are_told_at_their_own_cells_and_coloured_there(house: House) -> None:
    await register(house, ADMIN, [FULL], reason="x")

    broken: list[str] = []

    def edit(book: openpyxl.Workbook) -> None:
        first = row_of(book, ROSTER, "QX-TUXI")
        for below, item, value in ((1, "role", "打杂的"), (0, "from", "去年")):
            typed = book[ROSTER].cell(first + below, column_of(book, ROSTER, item))
            typed.value = value
            broken.append(typed.coordinate)

    raw = touched(await download(house, TUXI), edit)
    found = await preview(house, TUXI, raw)
    said = {str(at): fault.message.zh for at, fault in found.faults}
    assert set(said) == {f"{ROSTER}!{place}" for place in broken}
    assert "打杂的" in said[f"{ROSTER}!{broken[0]}"]
    assert "人力资源专员" in said[f"{ROSTER}!{broken[0]}"]
    book = openpyxl.load_workbook(io.BytesIO(await with_marks(house, ADMIN, raw, found)))
    red = {c.coordinate for row in book["人员名册"] for c in row if c.fill.fgColor.rgb == "FFFDECEA"}
    assert red == set(broken)


async def test_a_code_that_is_not_offered_is_answered_in_the_words_of_the_list(house: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        cell(book, STATION, "QX-TUXI", "status").value = "乱写"
        cell(book, STATION, "QX-TUXI", "facts.networks[jinbao]").value = "大概有"
        cell(book, STATION, "QX-TUXI", "facts.ready_for_full_service").value = "也许"

    found = await preview(house, TUXI, touched(await download(house, TUXI), edit))
    texts = [fault.message.zh for _, fault in found.faults]
    assert len(texts) == 3
    for said in texts:
        assert "planned" not in said
        assert "true" not in said
    assert any(all(label.zh in said for label in STATUSES.values()) for said in texts)
    assert any("可填：有、无" in said for said in texts)
    assert any("可填：是、否" in said for said in texts)


async def test_two_rows_for_one_thing_are_both_refused_and_name_each_other(house: House) -> None:
    await register(house, ADMIN, [FULL], reason="x")

    def edit(book: openpyxl.Workbook) -> None:
        book["设施设备"].append(["QX-TUXI", None, "电脑", 9])
        book["培训"].append(["QX-TUXI", None, "无", None])

    raw = touched(await download(house, TUXI), edit)
    found = await preview(house, TUXI, raw)
    said = {str(at): fault.message.zh for at, fault in found.faults}
    assert set(said) == {"设施设备!C3", "设施设备!C5", "培训!C3", "培训!C4"}
    assert "设施设备!C5" in said["设施设备!C3"]
    assert "设施设备!C3" in said["设施设备!C5"]
    with pytest.raises(InvalidInput):
        await carry_out(house, TUXI, raw, found.fingerprint, "x")


def a_figure(page: Any, row: int = 3) -> Cell:
    """The first figure of a sheet's row that is reported; the first of them where none is."""
    cells = [cell for cell in page[row] if re.fullmatch(r"\d{4}(-\d{2})?", str(page.cell(2, cell.column).value))]
    return next((cell for cell in cells if cell.value is not None), cells[0])


async def test_a_figure_that_is_none_is_told_in_its_cell_beside_every_other_fault(demo_house: House) -> None:
    house = demo_house
    broken: set[str] = set()

    def edit(book: openpyxl.Workbook) -> None:
        assert a_figure(book[YEARS]).value is not None, "one that was reported is overwritten"
        for sheet in (YEARS, "月度数据"):
            for row, value in enumerate(("一百", "1e999999", True, -3), start=3):
                cell = a_figure(book[sheet], row)
                cell.value = value
                broken.add(f"{sheet}!{cell.coordinate}")

    found = await preview(house, ADMIN, touched(await download(house, ADMIN), edit))
    assert {str(at) for at, _ in found.faults} == broken
