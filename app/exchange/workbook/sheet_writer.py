"""Laying sheets down: heads, formats, drop-downs, protection, one cell. Nothing that people typed becomes a formula or
a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
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
        self._head = book.add_format(_HEAD | {"bg_color": "#0B5C8A"})
        self._must = book.add_format(_HEAD | {"bg_color": "#B45309"})
        self._code = book.add_format({"font_size": 8, "font_color": "#6B7280", "bg_color": "#EEF2F6"})
        self._locked = book.add_format({"bg_color": "#EEF2F6", "locked": True, "num_format": "@"})
        self._open = {
            "number": book.add_format({"locked": False}),
            "text": book.add_format({"locked": False, "num_format": "@"}),
            "day": book.add_format({"locked": False, "num_format": "yyyy-mm-dd"}),
        }
        self._lists = book.add_worksheet(OPTIONS)
        self._lists.hide()
        self._ranges: dict[tuple[str, ...], str] = {}

    def sheet(self, name: str, columns: Sequence[Column], frozen: int, rows: Sequence[Sequence[Any]]) -> None:
        """A sheet with these rows, its first columns kept in view, and blank rows below for what is added."""
        sheet = self.book.add_worksheet(name)
        sheet.set_row(0, 48)
        for place, column in enumerate(columns):
            head = f"* {column.header}" if column.required else column.header
            sheet.write_string(0, place, head, self._must if column.required else self._head)
            sheet.write_string(1, place, column.code, self._code)
            sheet.set_column(place, place, column.width, self._open[column.holds])
            if column.choices:
                self._drop_down(sheet, place, tuple(column.choices.values()), len(rows))
        styles = [
            (self._locked, self._locked) if column.locked else (self._open[column.holds], self._open["text"])
            for column in columns
        ]
        for number, row in enumerate(rows, start=FIRST_ROW):
            for place, value in enumerate(row):
                _put(sheet, number, place, value, *styles[place])
        sheet.freeze_panes(FIRST_ROW, frozen)
        _for_print(sheet, columns, frozen)
        # Without a password: it keeps codes from being changed by accident, not by intent.
        sheet.protect("", _MAY)

    def _drop_down(self, sheet: Any, place: int, labels: tuple[str, ...], rows: int) -> None:
        from xlsxwriter.utility import xl_col_to_name  # here, as in `plain_book`

        if labels not in self._ranges:
            column = len(self._ranges)
            for row, label in enumerate(labels):
                self._lists.write_string(row, column, label)
            letter = xl_col_to_name(column)
            self._ranges[labels] = f"='{OPTIONS}'!${letter}$1:${letter}${len(labels)}"
        last = FIRST_ROW + rows + SPARE_ROWS
        sheet.data_validation(FIRST_ROW, place, last, place, _NOT_OFFERED | {"source": self._ranges[labels]})


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
