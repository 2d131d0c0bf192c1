"""What a workbook says of one site, and where each part of it stands: the place of every fault to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.errors import Fault
from app.exchange.workbook.layout import NONE
from app.sites.entry import printable
from app.sites.typed import typed_number
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class Cell:
    """Where something stands; rows and columns count from 0."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{self.sheet}!{letters}{self.row + 1}"


@dataclass
class SiteCells:
    """What the workbook says of one site: the items that are filled in and where; None takes a value away."""

    code: str
    programme: str
    kind: str
    version: int | None
    at: Cell
    items: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def say(self, item: str, value: Any, cell: Cell) -> None:
        """Note what an item says."""
        self.items[item] = value
        self.cells[item] = cell

    def place(self, path: str, cell: Cell, choices: Iterable[str] = (), text: str = "") -> None:
        """Note where a part of an item stands, by its path in the site document; what its drop-down offers, and what
        is written there instead.
        """
        self.cells[path] = cell
        if labels := tuple(choices):
            self.choices[path], self.texts[path] = labels, text

    def cell_of(self, path: str) -> Cell:
        """Where a path of the site document stands: itself, or the nearest thing that it is part of."""
        while path and path not in self.cells:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.cells.get(path, self.at)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list with the site it belongs to: its values and their cells by the codes of the columns.

    `lead` is the column that says what the row is about, or that the site has none.
    """

    site: SiteCells
    lead: str
    values: Mapping[str, Any]
    cells: Mapping[str, Cell]
    at: Cell

    @property
    def is_none(self) -> bool:
        """Whether the row says that the site has none."""
        return text_in(self.values.get(self.lead)).strip() == NONE

    def cell(self, *codes: str) -> Cell:
        """The cell of the first of these columns that there is."""
        return next((self.cells[code] for code in codes if code in self.cells), self.at)

    def place(self, path: str, offered: Mapping[str, Iterable[str]]) -> None:
        """Note where the parts of the row stand, as parts of `path`."""
        self.site.place(path, self.at)
        for code, cell in self.cells.items():
            self.site.place(f"{path}.{code}", cell, offered.get(code, ()), text_in(self.values.get(code)))


def not_offered(cell: Cell, text: str, offered: Iterable[str]) -> tuple[Cell, Fault]:
    """The fault of a cell that holds what its drop-down does not offer, in the words of the drop-down."""
    labels = "、".join(offered)
    said = printable(text)
    zh = f"列表里没有“{said}”，可填：{labels}" if said else f"必须填写，可填：{labels}"
    en = f"the list has no “{said}”; use one of: {labels}" if said else f"is required; use one of: {labels}"
    return cell, Fault(str(cell), "not_offered", Wording(zh, en))


BROKEN = "broken_cell"
"""The code of the fault of a cell that shows no value. Whatever else is said of such a cell only follows from it."""


def broken(cell: Cell, value: Any) -> tuple[Cell, Fault] | None:
    """The fault of a cell that shows no value but an error of Excel's or a formula not worked out; None for others."""
    if not isinstance(value, dict) or "day" in value:
        return None
    said = printable(text_in(value))
    if "error" in value:
        zh = f"单元格是 Excel 的错误值 {said}，请改为数值或文字，或者清空"
        en = f"the cell holds Excel's error {said}; put a value in its place or clear it"
    else:
        zh = f"单元格里的公式 {said} 没有保存计算结果，请改为数值或文字，或者清空"
        en = f"the cell's formula {said} was saved without its result; put a value in its place or clear it"
    return cell, Fault(str(cell), BROKEN, Wording(zh, en))


def at(row: Sequence[Any], place: int) -> Any:
    """The value in a column of a row; None beyond its end."""
    return row[place] if 0 <= place < len(row) else None


def text_in(value: Any) -> str:
    """A cell as text; whole numbers, which arrive as floats, without their point. What shows no value (`broken`) is
    an error's sign or a formula, which passes for no number, day or label.
    """
    if value is None:
        return ""
    if isinstance(value, dict):
        return str(next(iter(value.values())))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def number_in(value: Any) -> Any:
    """A cell as a number; as it is where it is none."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        number = Decimal(repr(value))
        return int(number) if number == number.to_integral_value() else number
    return typed_number(text_in(value).strip())


def code_of(labels: Mapping[str, Wording], value: Any) -> str:
    """The code that a label stands for; the text as it is where it is none."""
    text = text_in(value).strip()
    return next((code for code, label in labels.items() if text in (code, label.zh, label.en)), text)
