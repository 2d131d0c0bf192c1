"""A workbook is made a site and a row at a time, so that one of any length takes little memory."""

import io
import weakref
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.plain_book import plain_book
from app.exchange.workbook.writing import write_workbook
from tests.fields.whole_site import DAY
from tests.standards.cases import seeds
from tests.workbook.large import well_equipped

ROWS = 50


class Document(dict[str, Any]):
    """A document whose end can be seen; a weak set holds it by what it is."""

    __hash__ = object.__hash__  # type: ignore[assignment] # a dict has none


def test_no_more_than_two_documents_are_there_at_once() -> None:
    there: weakref.WeakSet[Document] = weakref.WeakSet()
    most = 0

    class Records:
        def __iter__(self) -> Iterator[tuple[Document, int]]:
            nonlocal most
            for drawn in well_equipped(30):
                document = Document(drawn)
                there.add(document)
                most = max(most, len(list(there)))
                yield document, 1
                del document

    assert write_workbook(Records(), seeds().programmes, DAY)
    assert 0 < most <= 2


def test_rows_are_let_go_as_the_next_are_written_and_sheets_may_take_turns() -> None:
    with plain_book() as (book, out):
        sheets = [book.add_worksheet(name) for name in "ab"]
        for row in range(ROWS):
            for sheet in sheets:
                sheet.set_row(row, 20)
                sheet.write_string(row, 0, f"{sheet.name}{row}")
                assert (len(sheet.table), len(sheet.row_info)) == (1, 1)
    assert out.getvalue()


def test_texts_are_shared_among_cells() -> None:
    with plain_book() as (book, out):
        sheet = book.add_worksheet("a")
        for row in range(ROWS):
            sheet.write_string(row, 0, "土溪镇")
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as parts:
        assert b"inlineStr" not in parts.read("xl/worksheets/sheet1.xml")
        assert parts.read("xl/sharedStrings.xml").count("土溪镇".encode()) == 1


def test_a_row_behind_its_turn_is_refused_and_not_lost() -> None:
    with plain_book() as (book, _):
        sheet = book.add_worksheet("a")
        sheet.write_string(1, 0, "x")
        with pytest.raises(ValueError, match="row 0 comes after row 1"):
            sheet.write_string(0, 0, "y")


def test_a_text_that_looks_like_an_element_stays_a_text_and_breaks_nothing() -> None:
    typed = ["<r>甲 & 乙</r>", "<r><t>甲</t></r>", "<r>", "</r>"]
    with plain_book() as (book, out):
        sheet = book.add_worksheet("a")
        for row, text in enumerate(typed):
            sheet.write_string(row, 0, text)
    assert [row[0].strip() for row in read_sheets(out.getvalue())["a"].rows] == typed
