"""The database as a whole, for backups: every row as of one moment, and a whole new database that takes the place of
the old one at once.

Rows go out and in as plain JSON values beside the types of their columns, so that what left one engine can enter the
other, and an older program's rows a newer program's database. Sessions stay behind: they are keys to doors that are
open right now. Accounts, the hashes of their passwords and those of tokens go along.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from app.store.engine import Engine, bind, bound_engine, open_engine
from app.store.migrate import known_migrations, migrate, pending
from app.store.refusals import in_our_words, unavailable
from app.store.replacing_postgres import beside_postgres
from app.store.replacing_sqlite import beside_sqlite
from app.store.schema import TABLES
from app.store.sessions import Session
from app.store.sqlite import SqliteStore
from app.store.transactions import SingleWriter
from app.wording import Wording

_IN_JSON: Mapping[str, Callable[[Any], Any]] = {
    "UUID": str,
    "datetime": datetime.isoformat,
    "date": date.isoformat,
}
_FROM_JSON: Mapping[str, Callable[[Any], Any]] = {
    "UUID": uuid.UUID,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bool": bool,
    "int": int,
    "float": float,
    "str": str,
}
_EARLIER = Wording(
    "数据库还是旧版结构；请用写入它的那一版程序备份，或先用 zhanwang serve 更新",
    "its tables are of an earlier version; back it up with that one, or bring it up to date with zhanwang serve",
)


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table and its columns, each with the Python type of its values, in the order in which rows give them."""

    name: str
    columns: tuple[tuple[str, str], ...]

    def as_document(self) -> dict[str, Any]:
        """The shape as JSON."""
        return {"table": self.name, "columns": [list(column) for column in self.columns]}


def shape_from(document: Mapping[str, Any]) -> TableShape:
    """The shape that `as_document` told. Raises KeyError, TypeError or ValueError for anything else."""
    columns = tuple((str(name), str(kind)) for name, kind in document["columns"])
    if unknown := {kind for _, kind in columns} - set(_FROM_JSON):
        raise ValueError(f"no such type of column: {unknown}")
    return TableShape(str(document["table"]), columns)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The database as it stood at one moment, whatever is written meanwhile."""

    migrations: tuple[str, ...]
    tables: tuple[TableShape, ...]
    _engine: Engine
    _connection: Any

    async def rows(self, table: TableShape) -> AsyncIterator[list[list[Any]]]:
        """The rows of a table as lists of JSON values, a few hundred at a time."""
        names = ", ".join(f'"{name}"' for name, _ in table.columns)
        with in_our_words(writing=False):
            async for rows in self._engine.in_batches(self._connection, f'SELECT {names} FROM "{table.name}"'):
                yield [[_as_json(row[name], kind) for name, kind in table.columns] for row in rows]


@asynccontextmanager
async def snapshot() -> AsyncIterator[Snapshot]:
    """The bound database at this moment. Raises Unavailable where its tables are not this program's."""
    engine = bound_engine()
    if engine is None:
        raise RuntimeError("no database: open an engine and bind it first")
    if await pending(engine):
        raise unavailable(_EARLIER)
    async with engine.one_moment() as connection:
        yield Snapshot(known_migrations(), tuple(_shapes()), engine, connection)


def _shapes() -> Iterable[TableShape]:
    for table in TABLES:
        if table is not Session:
            columns = tuple((column._meta.name, column.value_type.__name__) for column in table._meta.columns)
            yield TableShape(table._meta.tablename, columns)


def _as_json(value: Any, kind: str) -> Any:
    return value if value is None or kind not in _IN_JSON else _IN_JSON[kind](value)


@asynccontextmanager
async def whole_new_database(url: str, *, force: bool) -> AsyncIterator[None]:
    """A new, empty database, bound, that takes the place of that at `url` when the block ends without an error; on any
    error that one is as it was.

    Raises Refused where it holds anything, unless `force`, and where another process has it open.
    """
    engine = open_engine(url)
    beside = (
        beside_sqlite(Path(engine.path), force=force)
        if isinstance(engine, SqliteStore)
        else beside_postgres(url, force=force)
    )
    async with beside as new_url:
        new = open_engine(new_url)
        await new.start()
        bind(new)
        try:
            yield
        finally:
            await new.stop()


async def make_tables(migrations: Sequence[str] | None = None) -> None:
    """Make the bound database's tables: as they were after these migrations, or with None as they are now.

    Raises Unavailable for migrations that this program does not know.
    """
    engine = bound_engine()
    assert engine is not None
    if migrations is not None and (unknown := set(migrations) - set(known_migrations())):
        raise unavailable(f"a newer version of this program has used it (migration {max(unknown)})")
    await migrate(engine, up_to=max(migrations) if migrations else None)


async def insert_rows(table: TableShape, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of JSON values. Needs an open transaction. Raises ValueError or TypeError for what is no such row."""
    kinds = [_FROM_JSON[kind] for _, kind in table.columns]
    values = [
        tuple(None if value is None else kind(value) for kind, value in zip(kinds, row, strict=True)) for row in rows
    ]
    await cast("SingleWriter", bound_engine()).insert_many(table.name, [name for name, _ in table.columns], values)
