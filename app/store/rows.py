"""From dataclass to row and back. A dataclass of this room has exactly the columns of its table as fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from piccolo.columns import Column
from piccolo.table import Table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from app.store.transactions import SingleWriter

Record = TypeVar("Record", bound="DataclassInstance")
Value = TypeVar("Value", str, float)

MOST_PARAMETERS = 500
"""Values in one IN list; SQLite's own limit is 32,766 parameters a statement, PostgreSQL's 32,767."""


def as_row(record: DataclassInstance) -> dict[str, Any]:
    """The record's fields by column name. ValueError for a time without a zone, which would mean another
    moment."""
    row = {name: getattr(record, name) for name in _names(type(record))}
    for name, value in row.items():
        if isinstance(value, datetime) and value.utcoffset() is None:
            raise ValueError(f"{type(record).__name__}.{name} has no time zone")
    return row


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def as_values(table: type[Table], row: Mapping[str, Any], *, but: Column) -> dict[Column | str, Any]:
    """The row by column, for an UPDATE; `but` is the column that stays as it is."""
    return {column: row[column._meta.name] for column in table._meta.columns if column is not but}


async def replace_row(table: type[Table], record: Record, expected_version: int, *, key: Column) -> Record | None:
    """Save a record over the version that was read, as the next one; None, and nothing saved, if somebody was quicker.

    `key` is the column that names it. Record and table count their versions in `version`.
    """
    saved = replace(record, version=expected_version + 1)
    row, version = as_row(saved), table._meta.get_column_by_name("version")
    rows = (
        await table.update(as_values(table, row, but=key))
        .where((key == row[key._meta.name]) & (version == expected_version))
        .returning(version)
    )
    return saved if rows else None


def as_record(kind: type[Record], row: dict[str, Any]) -> Record:
    """One row read from the database, as the dataclass of its table."""
    return kind(**row)


async def insert(table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each with a value for every column, fast however many. Needs an open transaction.

    Raises `RowRefused` when a rule of the table is broken.
    """
    names = [column._meta.name for column in table._meta.columns]
    # Every bound engine is one of ours; piccolo only knows its own base class.
    engine = cast("SingleWriter", table._meta.db)
    await engine.insert_many(table._meta.tablename, names, [tuple(row[name] for name in names) for row in rows])


def in_chunks(values: Iterable[Value]) -> list[list[Value]]:
    """The distinct values in lists short enough for one statement."""
    distinct = list(dict.fromkeys(values))
    return [distinct[start : start + MOST_PARAMETERS] for start in range(0, len(distinct), MOST_PARAMETERS)]
