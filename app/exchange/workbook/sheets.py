"""A workbook as it was handed in: the values of its cells, and what is hidden, struck through or merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """Where something stands; rows and columns count from 0."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{self.name}"

    @property
    def name(self) -> str:
        """Its name within the sheet."""
        return f"{letters(self.column)}{self.row + 1}"


def letters(column: int) -> str:
    """The name of a column.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of merged cells, its ends included."""

    row: int
    column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        return f"{letters(self.column)}{self.row + 1}:{letters(self.last_column)}{self.last_row + 1}"

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.row <= row <= self.last_row and self.column <= column <= self.last_column


@dataclass(frozen=True, slots=True)
class SheetIn:
    """One sheet from its first cell.

    Values are numbers, texts, booleans; days as ``{"day": "2026-11-22"}``, what is shown as per cent as
    ``{"percent": 0.75}``, and cells that show no value as ``{"error": "#N/A"}`` or ``{"formula": "=A1"}``. Blank ends
    of rows are left out. `numbered_comments` are the cells whose comment holds the number of an identity card.
    `is_cut` says that there are more rows, which nobody read.
    """

    rows: Sequence[Sequence[Any]]
    merged: tuple[Merged, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    struck: frozenset[tuple[int, int]] = frozenset()
    numbered_comments: tuple[tuple[int, int], ...] = ()
    is_cut: bool = False

    def value(self, row: int, column: int) -> Any:
        """What a cell holds; None beyond the ends."""
        return at(self.rows[row], column) if 0 <= row < len(self.rows) else None

    def is_hidden(self, row: int, column: int) -> bool:
        """Whether a cell's row or column is hidden."""
        return row in self.hidden_rows or any(first <= column <= last for first, last in self.hidden_columns)


Sheets = dict[str, SheetIn]
"""The sheets by name, in their order."""


def at(row: Sequence[Any], place: int) -> Any:
    """The value in a column of a row; None beyond its end."""
    return row[place] if 0 <= place < len(row) else None
