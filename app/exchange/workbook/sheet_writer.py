"""Laying sheets down: heads, formats, drop-downs, protection, one cell. Nothing that people typed becomes a formula or
a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from app.exchange.workbook.layout import OPTIONS, Column

FIRST_ROW = 2
"""Rows 1 and 2 hold the headers and the codes."""
SPARE_ROWS = 200
"""So many rows below the last keep their drop-downs, for what is added."""
_A4, _WIDEST_ON_A_PAGE = 9, 220
_WHOLE = 2**53
"""Below it each whole number is a double."""
_EARLIEST_IN_EXCEL = date(1900, 3, 1)
_MAY = dict.fromkeys(("insert_rows", "delete_rows", "sort", "autofilter", "format_columns", "format_rows"), True)
_HEAD = {
    "bold": True,
    "font_color": "white",
    "text_wrap": True,
    "valign": "top",
    "border": 1,
    "border_color": "#FFFFFF",
}
_NOT_OFFERED = {
    "validate": "list",
    "error_type": "warning",
    "error_title": "请从列表中选择",
    "error_message": "这一列只能填列表中的内容；要删除已填内容请填“清除”。",
}


def _for_print(sheet: Any, columns: Sequence[Column], frozen: int) -> None:
    """On paper: head and first columns on each page, and narrow sheets on one page's width."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.repeat_rows(0, FIRST_ROW - 1)
    if sum(column.width for column in columns) <= _WIDEST_ON_A_PAGE:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.repeat_columns(0, frozen - 1)


class SheetWriter:
    """A workbook on its way out, and the formats and lists that its sheets share."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format(_HEAD | {"bg_color": "#0B5C8A"})
        self.must = book.add_format(_HEAD | {"bg_color": "#B45309"})
        self.code = book.add_format({"font_size": 8, "font_color": "#6B7280", "bg_color": "#EEF2F6"})
        self.locked = book.add_format({"bg_color": "#EEF2F6", "locked": True, "num_format": "@"})
        self.open = {
            "number": book.add_format({"locked": False}),
            "text": book.add_format({"locked": False, "num_format": "@"}),
            "day": book.add_format({"locked": False, "num_format": "yyyy-mm-dd"}),
        }
        self._lists = book.add_worksheet(OPTIONS)
        self._lists.hide()
        self._ranges: dict[tuple[str, ...], str] = {}
        self._sheets: list[SheetOut] = []
        self.elements = 0
        """Of rows and cells so far, as whoever reads them counts; of a text that many share two more."""

    def sheet(self, name: str, columns: Sequence[Column], frozen: int) -> SheetOut:
        """A new sheet, its first columns kept in view. Sheets stand in the order in which they are made; their rows may
        come in turns.
        """
        made = SheetOut(self, name, columns, frozen)
        self._sheets.append(made)
        return made

    def end(self) -> None:
        """Say that all rows are there: blank ones stand below them, and what every column offers is written."""
        for sheet in self._sheets:
            sheet.end()
        for row, labels in enumerate(zip_longest(*self._ranges)):
            for column, label in enumerate(labels):
                if label is not None:
                    self._lists.write_string(row, column, label)

    def offered(self, labels: tuple[str, ...]) -> str:
        """Where the list of these labels stands."""
        from xlsxwriter.utility import xl_col_to_name  # here, as in `plain_book`

        if labels not in self._ranges:
            letter = xl_col_to_name(len(self._ranges))
            self._ranges[labels] = f"='{OPTIONS}'!${letter}$1:${letter}${len(labels)}"
        return self._ranges[labels]


class SheetOut:
    """One sheet, row after row: each leaves memory when the next one comes."""

    def __init__(self, writer: SheetWriter, name: str, columns: Sequence[Column], frozen: int) -> None:
        self._sheet, self._writer, self.columns = writer.book.add_worksheet(name), writer, columns
        self._frozen, self._next = frozen, FIRST_ROW
        sheet = self._sheet
        sheet.set_row(0, 48)
        for place, column in enumerate(columns):
            head = f"* {column.header}" if column.required else column.header
            sheet.write_string(0, place, head, writer.must if column.required else writer.head)
            sheet.set_column(place, place, column.width, writer.open[column.holds])
        for place, column in enumerate(columns):
            sheet.write_string(1, place, column.code, writer.code)
        self._styles = [
            (writer.locked, writer.locked) if column.locked else (writer.open[column.holds], writer.open["text"])
            for column in columns
        ]

    def add(self, row: Iterable[Any]) -> None:
        """One row more."""
        elements = 1
        for place, value in enumerate(row):
            _put(self._sheet, self._next, place, value, *self._styles[place])
            elements += 1 if value is None or value == "" else 2
        self._writer.elements += elements
        self._next += 1

    def end(self) -> None:
        """Blank rows below for what is added, with what each column offers; protection, and how it is printed."""
        last = self._next + SPARE_ROWS
        for place, column in enumerate(self.columns):
            if column.choices:
                source = self._writer.offered(tuple(column.choices.values()))
                self._sheet.data_validation(FIRST_ROW, place, last, place, _NOT_OFFERED | {"source": source})
        self._sheet.freeze_panes(FIRST_ROW, self._frozen)
        _for_print(self._sheet, self.columns, self._frozen)
        # Without a password: it keeps codes from being changed by accident, not by intent.
        self._sheet.protect("", _MAY)


def _put(sheet: Any, row: int, place: int, value: Any, style: Any, as_text: Any) -> None:
    """One cell: numbers as numbers where they survive it to the digit, days as days, the rest as text."""
    if value is None or value == "":
        sheet.write_blank(row, place, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, as_text)
    elif isinstance(value, date) and value >= _EARLIEST_IN_EXCEL:
        sheet.write_datetime(row, place, value, style)
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool) and _survives(value):
        sheet.write_number(row, place, float(value), style)
    else:
        sheet.write_string(row, place, str(value), as_text)


def _survives(number: int | Decimal) -> bool:
    """Whether a number is the same to the digit as a double writes it."""
    return (isinstance(number, int) and -_WHOLE < number < _WHOLE) or Decimal(repr(float(number))) == number
