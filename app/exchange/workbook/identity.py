"""Numbers of identity cards anywhere in a workbook: read or not, in a comment, in the name of a sheet. None is kept, so
none is passed over; and no message repeats one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from app.errors import Fault, Malformed
from app.exchange.workbook.sheets import Cell, Sheets
from app.exchange.workbook.site_cells import Note, Placed
from app.exchange.workbook.values import text_in
from app.normal.identity_numbers import holds_identity_number, without_identity_numbers
from app.sites.entry import IDENTITY_NUMBER
from app.wording import Wording

_IN_A_COMMENT = Wording(
    "批注中含有身份证号码，不得登记，请删去批注", "its comment holds an identity card number; delete the comment"
)
_IN_A_NAME = Wording(
    "有工作表的名称含有身份证号码，请改名后再上传", "the name of a sheet holds an identity card number; rename it"
)
_HIDDEN = "（身份证号码）"
_FEWEST_SIGNS = 15


def refuse_named_sheets(sheets: Sheets) -> None:
    """Raises Malformed where the name of a sheet holds a number: it would stand in the place of every message."""
    if any(holds_identity_number(name) for name in sheets):
        raise Malformed(_IN_A_NAME)


def identity_faults(sheets: Sheets, known: Collection[Cell]) -> Iterator[tuple[Cell, Fault]]:
    """A fault for every cell or comment that holds a number, but for the cells whose fault is `known`."""
    for name, sheet in sheets.items():
        for row, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                cell = Cell(name, row, column)
                if _may_hold(value) and holds_identity_number(text_in(value)) and cell not in known:
                    yield Placed(cell).fault(IDENTITY_NUMBER.code, IDENTITY_NUMBER.message)
        for row, column in sheet.numbered_comments:
            yield Placed(Cell(name, row, column)).fault(IDENTITY_NUMBER.code, _IN_A_COMMENT)


def _may_hold(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) >= _FEWEST_SIGNS
    return isinstance(value, float | int) and not isinstance(value, bool) and abs(value) >= 10 ** (_FEWEST_SIGNS - 1)


def hidden_in_fault(found: tuple[Cell, Fault]) -> tuple[Cell, Fault]:
    """A fault whose sentence repeats no number."""
    cell, fault = found
    return cell, replace(fault, message=_hidden(fault.message))


def hidden_in_note(note: Note) -> Note:
    """A note whose sentence repeats no number."""
    return replace(note, message=_hidden(note.message))


def _hidden(said: Wording) -> Wording:
    return Wording(without_identity_numbers(said.zh, _HIDDEN), without_identity_numbers(said.en, "…"))
