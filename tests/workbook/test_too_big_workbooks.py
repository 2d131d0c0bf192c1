"""A workbook that costs more to read than any of ours is refused as too big, before most of it is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from xml.parsers.expat import ExpatError

import openpyxl
import pytest

from app.errors import TooLarge
from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.scan import MOST_ELEMENTS, MOST_UNPACKED_BYTES, scanned
from app.exchange.workbook.writing import OTHER_ELEMENTS, write_workbook
from tests.fields.whole_site import DAY
from tests.standards.cases import seeds
from tests.workbook.large import well_equipped

pytestmark = pytest.mark.long

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(inside: str, **more: bytes) -> bytes:
    """A workbook with one sheet, whose rows are given, and more parts."""
    plain, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'
    with (
        zipfile.ZipFile(plain) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        parts = {name: made.read(name) for name in made.namelist()} | {SHEET: sheet.encode()} | more
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def many_cells() -> bytes:
    return workbook("<row>" + "<c/>" * MOST_ELEMENTS + "</row>")


def many_bytes() -> bytes:
    return workbook("", **{"xl/other.xml": bytes(MOST_UNPACKED_BYTES)})


@pytest.mark.parametrize("handed_in", [many_cells, many_bytes])
def test_it_is_called_too_big_and_not_damaged(handed_in: Callable[[], bytes]) -> None:
    with pytest.raises(TooLarge) as told:
        read_sheets(handed_in())
    assert "太大" in told.value.message.zh


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_reading_stops_at_the_bound_in_whatever_part(part: str) -> None:
    """What comes behind it would be found broken."""
    raw = workbook("", **{part: b"<x>" + b"<c/>" * 2_000 + b"<broken"})
    with pytest.raises(TooLarge):
        list(scanned(raw, most_elements=1_000))
    with pytest.raises(ExpatError):
        list(scanned(raw))


def test_a_small_one_of_the_same_make_is_read() -> None:
    inside = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    assert [list(row) for row in read_sheets(workbook(inside))["Sheet"].rows] == [["x"]]


def made(count: int, most_elements: int = MOST_ELEMENTS) -> bytes:
    """The workbook of so many sites."""
    return write_workbook([(site, 1) for site in well_equipped(count)], seeds().programmes, DAY, most_elements)


def elements(raw: bytes) -> int:
    """How many elements its parts have, together."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    return sum(part.count(b"<") - part.count(b"</") for part in parts)


def test_a_workbook_that_could_not_be_read_again_is_not_made_and_it_is_said_what_to_do() -> None:
    """What is counted in making it is what its reader will meet, but for heads and looks, which one site has too."""
    whole, of_one = elements(made(20)), elements(made(1))
    assert made(20, whole + OTHER_ELEMENTS)
    with pytest.raises(TooLarge) as told:
        made(20, whole - of_one + OTHER_ELEMENTS)
    assert "按乡镇（街道）分开下载" in told.value.message.zh


def test_one_that_would_be_too_long_unpacked_is_not_made_either() -> None:
    records = [(site, 1) for site in well_equipped(1)]
    with pytest.raises(TooLarge, match="township by township"):
        write_workbook(records, seeds().programmes, DAY, most_bytes=len(made(1)))
