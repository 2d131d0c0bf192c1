"""The number of an identity card is refused wherever it stands in a workbook, and no message repeats it."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.comments import Comment

from app.errors import Malformed
from app.journeys.files.workbook_out import download
from app.journeys.files.workbook_preview import preview, with_marks
from app.journeys.house import House
from tests.workbook.filling import ADMIN, ROSTER, STATION, at, touched, uploaded

pytestmark = pytest.mark.long

CARD = "51172519000101003X"
"""Made up; its last sign is the right one."""
SPACED, SHORT = "511725 19000101 003x", 511725000101003


def _in_its_own_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("备忘").append(["张三", CARD])


def _beside_the_columns(book: openpyxl.Workbook) -> None:
    book[STATION].cell(4, book[STATION].max_column + 2).value = SPACED


def _as_a_header(book: openpyxl.Workbook) -> None:
    place = book[STATION].max_column + 1
    book[STATION].cell(1, place).value = f"负责人 {CARD}"
    book[STATION].cell(3, place).value = "张三"


def _in_a_signature(book: openpyxl.Workbook) -> None:
    book[STATION].cell(book[STATION].max_row + 1, 1).value = f"填表人：张三 {CARD}"


def _as_a_number(book: openpyxl.Workbook) -> None:
    book.create_sheet("备忘").append([SHORT])


def _in_a_comment(book: openpyxl.Workbook) -> None:
    at(book, "QX-TUXI", "address").comment = Comment(f"联系 {SPACED}", "张三")


def _in_a_comment_of_an_unread_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("备忘")["B2"].comment = Comment(CARD, "张三")


def _for_a_code(book: openpyxl.Workbook) -> None:
    book[ROSTER].append([CARD, None, "人社专员", "专职"])


def _where_a_number_belongs(book: openpyxl.Workbook) -> None:
    at(book, "QX-TUXI", "facts.area_m2").value = CARD


def _in_the_text_of_a_site(book: openpyxl.Workbook) -> None:
    at(book, "QX-TUXI", "address").value = f"文化街 {CARD}"


@pytest.mark.parametrize(
    "edit",
    [
        _in_its_own_sheet,
        _beside_the_columns,
        _as_a_header,
        _in_a_signature,
        _as_a_number,
        _in_a_comment,
        _in_a_comment_of_an_unread_sheet,
        _for_a_code,
        _where_a_number_belongs,
        _in_the_text_of_a_site,
    ],
)
async def test_it_is_refused_and_never_repeated(county: House, edit: Callable[[openpyxl.Workbook], None]) -> None:
    raw, found = await uploaded(county, edit)
    assert "身份证号码" in "".join(fault.message.zh for _, fault in found.faults)
    told = [text for _, fault in found.faults for text in (fault.message.zh, fault.message.en, fault.path)]
    told += [text for note in found.notes for text in (note.message.zh, note.message.en)]
    plain = "".join("".join(told).split())
    assert [number for number in (CARD, CARD.lower(), str(SHORT)) if number in plain] == []
    book = openpyxl.load_workbook(io.BytesIO(await with_marks(county, ADMIN, raw, found)))
    assert CARD not in "".join(str(cell.value) for row in book["错误清单"] for cell in row)


async def test_the_name_of_a_sheet_is_looked_at_too(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.create_sheet(CARD)

    raw = touched(await download(county, ADMIN), edit)
    with pytest.raises(Malformed) as told:
        await preview(county, ADMIN, raw)
    assert "身份证号码" in told.value.message.zh
    assert CARD not in str(told.value)


async def test_long_numbers_that_are_no_cards_are_passed_over(county: House) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book.create_sheet("备忘").append(["51172519000101003 1", "6222021234567890123", 123456789012345])
        at(book, "QX-TUXI", "address").comment = Comment("统一社会信用代码 91511725MA00000000", "张三")

    _, found = await uploaded(county, edit)
    assert found.faults == ()
