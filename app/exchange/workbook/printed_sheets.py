"""Sheets that are read and printed, not filled in: a head that says what they stand on, a table, nothing locked.

What people typed is written as text: nothing in it is taken for a formula or an address. The header stays in view, is
printed on every page, and can be filtered by; pages are A4 across.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from app.exchange.workbook.plain_book import plain_book
from app.normal.printable import unprintable
from app.sites.words import SAMPLE_DATA
from app.wording import Language, Wording

Cell = str | int | date | Decimal
"""A Decimal is a sum of money in yuan: a number with two places, that Excel can add up."""
Row = Sequence[Cell]
Columns = Sequence[tuple[str, int]]
"""Heads, each with the width of its column in characters."""
Heads = Sequence[tuple[Wording, int]]
"""The same in both languages."""
_A4 = 9
_TO_BE_SIGNED = 30
"""The height of a line to be signed, in points."""
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_LONGEST_CELL = 32_767
"""Characters that Excel takes in a sheet's name and in a cell."""
_FULL = 0.85
"""How far a line is filled where words and ideographs with their punctuation are not broken."""
_LINE_POINTS, _HIGHEST_POINTS = 15.0, 409.0
"""A line of text; and the highest row there is in Excel."""


def columns_in(heads: Heads, language: Language) -> Columns:
    """The heads of a table in one language, each with its width."""
    return [(head.in_(language), width) for head, width in heads]


class PrintedBook:
    """A workbook on its way out. `footer` stands at the foot of every page, beside its number. `mark`, where there is
    one, says that samples are among what it shows: above every table and at the foot of every page.
    """

    def __init__(self, book: Any, footer: str, mark: str) -> None:
        self._book, self._mark = book, [mark] if mark else []
        self._footer = " · ".join([*self._mark, footer])
        self._names: set[str] = set()
        self._title = book.add_format({"bold": True, "font_size": 13})
        self._said = book.add_format({})
        head = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#9AA3AF"}
        self._head = book.add_format(head | {"bg_color": "#E8F2F8"})
        cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D9DFE6"}
        self._cell = book.add_format(cell)
        self._day = book.add_format(cell | {"num_format": "yyyy-mm-dd", "align": "left"})
        self._money = book.add_format(cell | {"num_format": "#,##0.00"})
        self._middle = book.add_format(cell | {"align": "center"})

    def add(
        self,
        name: str,
        said: Sequence[str],
        columns: Columns,
        rows: Iterable[Row],
        *,
        frozen: int = 0,
        signs: int = 0,
        below: Sequence[str] = (),
    ) -> None:
        """A sheet with its rows; see `begin`."""
        sheet = self.begin(name, said, columns, frozen=frozen, signs=signs)
        sheet.write(rows)
        sheet.end(below)

    def begin(
        self, name: str, said: Sequence[str], columns: Columns, *, frozen: int = 0, signs: int = 0
    ) -> PrintedSheet:
        """A sheet: what it stands on in lines on top, then the table, its first `frozen` columns kept in view. Its rows
        are written part by part, and it must be ended.

        The last `signs` columns hold one sign each and are centred.
        """
        sheet = self._book.add_worksheet(self._free(name))
        said = [*said, *self._mark]
        for line, text in enumerate(said):
            sheet.write_string(line, 0, cell_text(text), self._title if line == 0 else self._said)
        top = len(said)
        widths = [width for _, width in columns]
        for column, (head, width) in enumerate(columns):
            sheet.write_string(top, column, cell_text(head), self._head)
            sheet.set_column(column, column, width)
        sheet.set_row(top, _height([head for head, _ in columns], widths))
        sheet.freeze_panes(top + 1, frozen)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L" + self._footer.replace("&", "&&") + "&R&P / &N")
        return PrintedSheet(self, sheet, top, widths, len(columns) - signs)

    def write_row(self, sheet: Any, line: int, row: Row, first_sign: int) -> None:
        """The cells of one row; those from `first_sign` on are centred."""
        for column, value in enumerate(row):
            self._write(sheet, line, column, value, column >= first_sign)

    def write_said(self, sheet: Any, line: int, text: str) -> None:
        """A line beside the table."""
        sheet.write_string(line, 0, cell_text(text), self._said)

    def _write(self, sheet: Any, line: int, column: int, value: Cell, is_sign: bool) -> None:
        if value == "":
            sheet.write_blank(line, column, None, self._cell)
        elif isinstance(value, date):
            sheet.write_datetime(line, column, value, self._day)
        elif isinstance(value, Decimal):
            sheet.write_number(line, column, value, self._money)
        elif isinstance(value, int):
            sheet.write_number(line, column, value, self._middle if is_sign else self._cell)
        else:
            sheet.write_string(line, column, cell_text(value), self._middle if is_sign else self._cell)

    def _free(self, name: str) -> str:
        """A name that a sheet may have and none has yet."""
        plain = _NOT_IN_A_NAME.sub(" ", name).strip()[:_LONGEST_NAME] or "1"
        made, number = plain, 2
        while made.casefold() in self._names:
            ending = f" {number}"
            made, number = plain[: _LONGEST_NAME - len(ending)] + ending, number + 1
        self._names.add(made.casefold())
        return made


class PrintedSheet:
    """A sheet of a printed book on its way out. Each row leaves memory when the next one comes."""

    def __init__(self, book: PrintedBook, sheet: Any, top: int, widths: Sequence[int], first_sign: int) -> None:
        self._book, self._sheet, self._top, self._widths = book, sheet, top, widths
        self._first_sign, self._last = first_sign, top

    def write(self, rows: Iterable[Row]) -> None:
        """More rows, below those that are there."""
        for row in rows:
            self._last += 1
            self._sheet.set_row(self._last, _height(row, self._widths))
            self._book.write_row(self._sheet, self._last, row, self._first_sign)

    def end(self, below: Sequence[str] = ()) -> None:
        """Say that all rows are there; `below` are lines to be signed under the table."""
        sheet, top, last, across = self._sheet, self._top, self._last, len(self._widths) - 1
        for line, text in enumerate(below, start=last + 1):
            sheet.set_row(line, _TO_BE_SIGNED)
            self._book.write_said(sheet, line, text)
        sheet.autofilter(top, 0, max(last, top + 1), across)
        sheet.print_area(0, 0, max(last, top) + len(below), across)


@contextmanager
def printed_book(footer: str, mark: str) -> Iterator[tuple[PrintedBook, io.BytesIO]]:
    """A new workbook, and where its bytes are when the block has ended. Every book says whether it shows samples: by
    `sample_mark`, or by an empty `mark` where it shows no site's data.
    """
    with plain_book() as (book, out):
        yield PrintedBook(book, footer, mark), out


def sample_mark(is_sample: bool, language: Language) -> str:
    """What a book says of itself that shows samples; nothing for one that shows none."""
    return SAMPLE_DATA.in_(language) if is_sample else ""


def _height(row: Row, widths: Sequence[int]) -> float:
    """The height in points that shows a row whole: programs do not agree on who reckons it."""
    lines = (ceil(_signs_wide(str(value)) / (_FULL * width)) for value, width in zip(row, widths, strict=True))
    return min(_HIGHEST_POINTS, _LINE_POINTS * max(1, *lines))


def _signs_wide(text: str) -> int:
    """How many columns of signs a text takes; an ideograph takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def cell_text(text: str) -> str:
    """A text as a cell can hold it, with what cannot be printed replaced."""
    if len(text) <= _LONGEST_CELL and text.isprintable():
        return text
    return "".join("�" if unprintable(sign) and sign not in "\t\n" else sign for sign in text[:_LONGEST_CELL])
