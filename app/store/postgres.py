"""PostgreSQL as the store needs it: a pool from the start, sessions that only read, and one writer at a time.

Every session begins read-only; only `begin` opens a writing transaction, and there it takes the store's
advisory lock, which PostgreSQL hands out in the order of asking and lets go at COMMIT, ROLLBACK or when the
client dies.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from piccolo.engine.postgres import PostgresEngine

from app.store.refusals import in_our_words, unavailable
from app.store.replica import Replica, chosen
from app.store.transactions import SingleWriter

MOST_CONNECTIONS = 10
"""How many each process opens at most, unless it is told another number."""
APPLICATION_NAME = "zhanwang"
"""How the sessions of this program are named, in PostgreSQL's own list of them too."""
BATCH = 500
WRITERS_LOCK = 0x7A68616E77616E67
"""The key of the advisory lock: the letters of `zhanwang`."""


class PostgresStore(SingleWriter, PostgresEngine):  # type: ignore[misc] # the transaction is ours, not piccolo's
    """The store on a PostgreSQL server; `replica`, where there is one, answers what is read inside `may_lag()`."""

    def __init__(self, url: str, patience_seconds: float, connections: int, replica: Replica | None = None) -> None:
        super().__init__(config={"dsn": url})
        self._connections = connections
        self.patience_seconds = patience_seconds
        self.replica = replica
        self._begin = (
            f"BEGIN READ WRITE; SET LOCAL lock_timeout = '{patience_seconds * 1000:.0f}ms';"
            f" SELECT pg_advisory_xact_lock({WRITERS_LOCK})"
        )

    async def check_version(self) -> None:
        """Nothing: piccolo would connect here, from the constructor."""

    async def start(self) -> None:
        """Open the pool."""
        self.open_for_business()
        with in_our_words(writing=True):
            await self.start_connection_pool(
                min_size=1,
                max_size=self._connections,
                server_settings={"default_transaction_read_only": "on", "application_name": APPLICATION_NAME},
            )

        if self.replica is not None:
            await self.replica.start()

    async def stop(self) -> None:
        await self.all_ended()
        if self.replica is not None:
            await self.replica.stop()
        if self.pool is not None:
            await self.close_connection_pool()

    async def allowed_connections(self) -> int:
        """How many connections the server lets all its clients have together, but for those that it keeps back."""
        kept_back = "'superuser_reserved_connections', 'reserved_connections'"
        (row,) = await self.read(
            "SELECT sum(CASE name WHEN 'max_connections' THEN setting::int ELSE -setting::int END)::int AS allowed"
            f" FROM pg_settings WHERE name IN ('max_connections', {kept_back})",
            (),
        )
        return int(row["allowed"])

    async def begin(self) -> Any:
        connection = await self._pool().acquire()
        try:
            await connection.execute(self._begin)
        except BaseException:
            await self.shielded(self.end(connection, commit=False))
            raise
        return connection

    async def end(self, connection: Any, commit: bool) -> None:
        try:
            await connection.execute("COMMIT" if commit else "ROLLBACK")
        except BaseException:
            connection.terminate()  # the server rolls back what a vanished client had begun
            raise
        finally:
            await self._pool().release(connection)

    async def read(self, sql: str, args: Sequence[Any]) -> list[Any]:
        if (replica := chosen()) is not None and (rows := await replica.rows(sql, args)) is not None:
            return rows
        async with self._pool().acquire() as connection:
            return list(await connection.fetch(sql, *args))

    async def fetch(self, connection: Any, sql: str, args: Sequence[Any]) -> list[Any]:
        return list(await connection.fetch(sql, *args))

    async def copy_in(self, connection: Any, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        await connection.copy_records_to_table(table, columns=list(columns), records=rows)

    @asynccontextmanager
    async def one_moment(self) -> AsyncIterator[Any]:
        """A connection that reads everything as it stood when the block began; of the replica inside `may_lag()`."""
        lender = chosen()
        connection = None if lender is None else await lender.connection()
        if connection is None:
            lender, connection = None, await self._pool().acquire()
        try:
            async with connection.transaction(isolation="repeatable_read"):
                with in_our_words(writing=False):
                    await connection.fetchval("SELECT 1")  # the first query fixes the moment
                yield connection
        finally:
            await (self._pool() if lender is None else lender).release(connection)

    async def in_batches(self, connection: Any, sql: str) -> AsyncIterator[Sequence[Any]]:
        """The rows of a query on a connection of `one_moment`, a few hundred at a time."""
        cursor = await connection.cursor(sql)
        while rows := await cursor.fetch(BATCH):
            yield rows

    def _pool(self) -> Any:
        if self.pool is None:
            raise unavailable("not opened")
        return self.pool
