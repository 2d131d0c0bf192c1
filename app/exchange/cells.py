"""One cell of a points file in CSV: how a value is written there and read back, to the digit and to the
letter.

- An empty cell says nothing.
- Numbers are written plainly. Yes and no are ``true`` and ``false``; the signs that people make for them are read too.
- A set is its codes joined by ``|``; ``[]`` is a set that was reported as empty. Opening hours are JSON; they are
  read too as people write them (周一至周五 9:00-12:00, 14:00-17:00；周六 休息).
- Codes may be given by their Chinese or English label.
- A text that a spreadsheet would take for a formula (it begins with ``= + - @`` in either width, a tab or an
  apostrophe) is written with one apostrophe before it, which reading takes away again. A text that is blank, or
  begins with a double quote, is written as a JSON string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, assert_never

from app.errors import InvalidInput, Malformed
from app.exchange.strict_json import json_text, load_json
from app.normal.hours import written_spans, written_week
from app.normal.text import compared, searched
from app.normal.words import same_word, yes_or_no
from app.sites.facts import shape_of, typed_value, write_fact
from app.sites.site import FactValue
from app.sites.typed import typed_number, typed_special_days
from app.sites.vocabulary import FactKind
from app.wording import Wording

_GUARDED = tuple("=+-@＝＋－＠\t\r'")
SET_SEPARATOR = "|"
EMPTY_SET = "[]"


def written_text(text: str) -> str:
    """A text as a cell that no spreadsheet runs as a formula."""
    if not text.strip() or text.startswith('"'):
        return json.dumps(text, ensure_ascii=False)
    return f"'{text}" if text.startswith(_GUARDED) else text


def read_text(cell: str) -> str:
    """The text of a cell; inverse of `written_text`.

    >>> read_text(written_text("=1+1")), read_text(written_text("")), read_text("'a quote'")
    ('=1+1', '', "'a quote'")
    """
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        try:
            return str(json.loads(cell))
        except ValueError:
            return cell
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_GUARDED) else cell


def written_number(number: Decimal | int) -> str:
    """A number with all its digits and without an exponent."""
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def read_number(cell: str, unit: Wording | None = None) -> object:
    """The number of a cell, its `unit` behind it or not; the cell itself where it holds none (which the document's
    reader then refuses).
    """
    return typed_number(cell, unit)


def read_boolean(cell: str) -> object:
    """Yes or no, or the cell itself."""
    said = yes_or_no(cell)
    return cell if said is None else said


def read_code(cell: str, labels: Mapping[str, Wording]) -> str:
    """The code of a cell that holds a code or, where only one code is called so, its label."""
    text = compared(cell)
    if text in labels:
        return text
    meant = [
        code
        for code, label in labels.items()
        if searched(text) in (searched(label.zh), searched(label.en)) or same_word(text, label.zh)
    ]
    return meant[0] if len(meant) == 1 else text


def written_fact(value: FactValue) -> str:
    """The value of a fact as a cell."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return written_number(value)
    match write_fact(value):
        case bool() as truth:
            return "true" if truth else "false"
        case str() as text:
            return written_text(text)
        case list() as codes:
            return SET_SEPARATOR.join(codes) or EMPTY_SET
        case others:
            return json_text(others)


def _read_days(cell: str, shape: Literal["week", "days"]) -> Any:
    """The spans by day of a cell that holds them as JSON, or as people write them."""
    try:
        document = load_json(cell.encode())
    except (Malformed, InvalidInput):
        if shape == "days":
            return typed_special_days(cell)
        week = written_week(cell)
        return cell if week is None else week
    if not isinstance(document, dict):
        return document
    return {day: written_spans(said) if isinstance(said, str) else said for day, said in document.items()}


def read_fact_cell(cell: str, kind: FactKind) -> Any:
    """What a cell says about a fact of this kind, in the form a site document has it."""
    shape = shape_of(kind)
    match shape:
        case "number":
            return read_number(cell, kind.unit)
        case "truth":
            return read_boolean(cell)
        case "text":
            return typed_value(kind, read_text(cell))
        case "code":
            return read_code(cell, kind.items)
        case "codes":
            if compared(cell) == EMPTY_SET:
                return []
            parts = re.split(r"[|、；;\n]", cell)
            return [read_code(part, kind.items) for part in parts if part.strip()]
        case "week" | "days":
            return _read_days(cell, shape)
        case _:
            assert_never(shape)
