"""SQLite as the store needs it: one connection that writes, a few that only read, and none of them in
another's way.

Write-ahead log: readers see the last commit and never wait for a writer. BEGIN IMMEDIATE takes the file's
write lock at once, so a transaction cannot find out at its end that another process was quicker.

synchronous=FULL: a commit returns when the log is on the disk, so an answered save survives not only `kill
-9` of the process (NORMAL would do for that: the log is then in the system's hands) but also a power cut in
the county's office.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from piccolo.engine.sqlite import SQLiteEngine, dict_factory

from app.store.refusals import in_our_words, unavailable
from app.store.transactions import SingleWriter

READERS = 4
BATCH = 500


class SqliteStore(SingleWriter, SQLiteEngine):  # type: ignore[misc] # the transaction is ours, not piccolo's
    """The store on a file."""

    def __init__(self, path: Path, patience_seconds: float) -> None:
        super().__init__(path=str(path), timeout=patience_seconds)
        self.patience_seconds = patience_seconds
        self._file = path
        self._writer: aiosqlite.Connection | None = None
        self._readers: asyncio.LifoQueue[aiosqlite.Connection]
        self._opened: list[aiosqlite.Connection] = []

    async def start(self) -> None:
        """Create the file where there is none, readable by its owner only, and open the connections."""
        self.open_for_business()
        self._readers = asyncio.LifoQueue()
        try:
            with in_our_words(writing=True):
                await asyncio.to_thread(_create, self._file)
                self._writer = await self._connect("synchronous = FULL")
                await self._use_write_ahead_log(self._writer)
                for _ in range(READERS):
                    self._readers.put_nowait(await self._connect("query_only = ON"))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        await self.all_ended()
        while self._opened:
            await self._opened.pop().close()
        self._writer = None

    async def begin(self) -> aiosqlite.Connection:
        if self._writer is None:
            raise unavailable("not opened")
        try:
            await self._writer.execute_fetchall("BEGIN IMMEDIATE")
        except BaseException:
            # When the task was cancelled the statement may still succeed; the rollback queues up behind it.
            await self.shielded(self._writer.rollback())
            raise
        return self._writer

    async def end(self, connection: aiosqlite.Connection, commit: bool) -> None:
        try:
            if commit:
                await connection.commit()
        finally:
            await connection.rollback()  # does nothing after a commit

    async def read(self, sql: str, args: Sequence[Any]) -> list[Any]:
        if self._writer is None:
            raise unavailable("not opened")
        reader = await self._readers.get()
        try:
            return list(await reader.execute_fetchall(sql, args))
        finally:
            self._readers.put_nowait(reader)

    async def fetch(self, connection: aiosqlite.Connection, sql: str, args: Sequence[Any]) -> list[Any]:
        return list(await connection.execute_fetchall(sql, args))

    async def copy_in(
        self,
        connection: aiosqlite.Connection,
        table: str,
        columns: Sequence[str],
        rows: list[tuple[Any, ...]],
    ) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" for _ in columns)
        await connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)

    @asynccontextmanager
    async def one_moment(self) -> AsyncIterator[aiosqlite.Connection]:
        """A connection that reads everything as it stood when the block began; writers do not wait for it."""
        connection = await self._connect("query_only = ON")
        try:
            with in_our_words(writing=False):
                await connection.execute_fetchall("BEGIN")
                await connection.execute_fetchall("SELECT 1 FROM sqlite_master")  # the first query fixes the moment
            yield connection
        finally:
            self._opened.remove(connection)
            await connection.close()

    async def in_batches(self, connection: aiosqlite.Connection, sql: str) -> AsyncIterator[Sequence[Any]]:
        """The rows of a query on a connection of `one_moment`, a few hundred at a time."""
        async with connection.execute(sql) as cursor:
            while rows := list(await cursor.fetchmany(BATCH)):
                yield rows

    async def _connect(self, pragma: str) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(**self.connection_kwargs)
        self._opened.append(connection)
        connection.row_factory = dict_factory  # type: ignore[assignment] # aiosqlite names a class where any callable does
        await connection.execute_fetchall("PRAGMA foreign_keys = ON")
        await connection.execute_fetchall(f"PRAGMA {pragma}")
        return connection

    async def _use_write_ahead_log(self, connection: aiosqlite.Connection) -> None:
        # Only the very first process changes the mode, and SQLite does not let the others wait for it: they
        # ask again.
        mode = None
        async with asyncio.timeout(self.patience_seconds):
            while mode is None:
                try:
                    mode = (await self.fetch(connection, "PRAGMA journal_mode = WAL", ()))[0]["journal_mode"]
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorname != "SQLITE_BUSY":
                        raise
                    await asyncio.sleep(0.02)
        if mode != "wal":
            raise unavailable("SQLite cannot keep a write-ahead log here (a network drive?)")


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
