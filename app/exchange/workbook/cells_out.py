"""What the cells of a workbook say of a site: its document taken apart, column by column and row by row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never

from app.exchange.workbook.layout import CLOSED_DAY, HAVE, HAVE_NOT, NO, YES, Column
from app.exchange.workbook.versions import version_mark
from app.sites.facts import shape_of
from app.sites.typed import spans_text, special_days_text
from app.sites.vocabulary import FactKind


def site_cell(document: Mapping[str, Any], version: int, column: Column) -> Any:
    """What a site's document says in one column of its kind's sheet."""
    if column.code == "version":
        return version_mark(document["code"], version)
    head, _, rest = column.code.partition(".")
    if head == "location":
        value = document.get("location", {}).get(rest)
        return column.choices.get(value, value) if rest == "crs" and value else value
    name, _, item = (rest if head == "facts" else column.code).partition("[")
    value = (document.get("facts", {}) if head == "facts" else document).get(name)
    if column.kind is None:
        return column.choices.get(value, value) if value is not None else None
    return value_cell(column, column.kind, value, item.removesuffix("]"))


def value_cell(column: Column, kind: FactKind, value: Any, item: str = "") -> Any:
    """A value of this kind as its cell has it; of a set or a week, the cell of one item."""
    if value is None:
        return None
    shape = shape_of(kind)
    match shape:
        case "codes":
            return HAVE if item in value else HAVE_NOT
        case "week":
            return spans_text(value.get(item, ())) or CLOSED_DAY
        case "days":
            return special_days_text(value)
        case "truth":
            return YES if value else NO
        case "code":
            return column.choices.get(value, value)
        case "text":
            return _day(value) if kind.type == "date" else value
        case "number":
            return value
        case _:
            assert_never(shape)


def _day(text: str | None) -> date | str | None:
    return date.fromisoformat(text) if text else None
