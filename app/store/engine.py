"""The way into the store: open a database by its URL, bind the tables to it, write inside `transaction()`.

>>> from app.store.engine import opened, transaction
>>> async def save_something(url):
...     async with opened(url):
...         async with transaction():
...             ...
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from piccolo.apps.migrations.tables import Migration

from app.errors import Unavailable
from app.store.postgres import MOST_CONNECTIONS, PostgresStore
from app.store.replica import Replica
from app.store.schema import TABLES
from app.store.sqlite import SqliteStore
from app.store.transactions import PATIENCE_SECONDS, StoreTransaction
from app.wording import Wording

Engine = SqliteStore | PostgresStore

_bound: Engine | None = None


def open_engine(
    url: str,
    *,
    patience_seconds: float = PATIENCE_SECONDS,
    connections: int = MOST_CONNECTIONS,
    replica_url: str = "",
) -> Engine:
    """The engine for ``sqlite:///PATH`` or ``postgres://…``. Touches nothing until `start`.

    `patience_seconds` is how long a writer waits for the others before it is told `Busy`; `connections` how many are
    opened to PostgreSQL at most; `replica_url` the address of a streaming replica of it, if there is one.

    ``sqlite:///data/x.sqlite`` is relative to the working directory, ``sqlite:////srv/x.sqlite`` is absolute.
    Raises `Unavailable` for any other URL.
    """
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        if not path.startswith(":memory:"):
            return SqliteStore(Path(path), patience_seconds)
    if url.startswith(("postgres://", "postgresql://")):
        replica = Replica(replica_url, connections) if replica_url else None
        return PostgresStore(url, patience_seconds, connections, replica)
    raise Unavailable(
        Wording(
            "数据库地址无法识别：应为 sqlite:///路径 或 postgres://…",
            "Unknown database URL: it must be sqlite:///PATH or postgres://…",
        )
    )


def bind(engine: Engine) -> None:
    """Make `engine` the one all tables and `transaction()` use. One engine a process at a time."""
    global _bound  # noqa: PLW0603 # piccolo binds its table classes for the whole process, so there is exactly one
    _bound = engine
    Migration._meta.db = engine
    for table in TABLES:
        table._meta.db = engine
    # Piccolo's migrations look for their engine by themselves, in the module this names.
    os.environ["PICCOLO_CONF"] = "app.piccolo_conf"


def bound_engine() -> Engine | None:
    """The engine in use, or None."""
    return _bound


async def allowed_connections() -> int | None:
    """How many connections the bound database lets all its clients have together; None where it knows no limit."""
    return await _bound.allowed_connections() if isinstance(_bound, PostgresStore) else None


def transaction() -> StoreTransaction:
    """``async with transaction():`` one journey's writes: all saved when the block ends, or none.

    Raises `Busy` when others write for too long, `Unavailable` when the database is gone, RuntimeError when
    one is open already (a journey is one transaction).
    """
    if _bound is None:
        raise RuntimeError("no database: open an engine and bind it first")
    return _bound.transaction(allow_nested=False)


@asynccontextmanager
async def opened(url: str, *, connections: int = MOST_CONNECTIONS, replica_url: str = "") -> AsyncIterator[Engine]:
    """Open, start and bind a database for the length of the block, and close it whatever happens."""
    engine = open_engine(url, connections=connections, replica_url=replica_url)
    await engine.start()
    bind(engine)
    try:
        yield engine
    finally:
        await engine.stop()
