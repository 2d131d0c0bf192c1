"""The turn to write, and the transaction that gives everything back whatever happens.

One writer at a time, on both engines: inside a process the turn is a fair lock taken before the connection,
between processes it is the database's own lock, taken by BEGIN. So whatever is read inside a transaction
stays true until it commits, sequences rise in the order of the commits, and nothing can deadlock. Readers
never wait.

A transaction belongs to the task that opened it. Sharing it (`asyncio.gather`, `asyncio.wait_for`) raises
instead of mixing two conversations on one connection. Ending it is shielded from cancellation: a client that
hangs up costs no connection. Nothing is retried, and nothing is swallowed.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

from piccolo.engine.base import BaseTransaction
from piccolo.querystring import QueryString

from app.errors import Unavailable
from app.store.refusals import busy, in_our_words, refuse_unstorable_text
from app.store.replica import Replica
from app.store.revision_watch import RevisionWatch

PATIENCE_SECONDS = 60.0
"""How long a writer waits for its turn, and then for another process, before it hears that the system is
busy."""


class StoreTransaction(BaseTransaction):
    """One write as a whole: ``async with`` it; it commits when the block ends and rolls back on any error.

    Leaving the block without an error means saved for good. A query that failed inside spoils the transaction
    even if its error was caught: PostgreSQL would quietly turn the COMMIT into a ROLLBACK, so both engines
    refuse alike.
    """

    def __init__(self, engine: SingleWriter, may_join: bool) -> None:
        self._engine = engine
        self._may_join = may_join
        self._joined = False
        self._task: asyncio.Task[Any] | None = None
        self._connection: Any = None  # untyped drivers: aiosqlite's or asyncpg's connection
        self._token: contextvars.Token[StoreTransaction | None] | None = None
        self.is_open = False
        self.failure: BaseException | None = None
        self.to_raise: dict[str, int] = {}
        self.raised: dict[str, int] = {}
        self.before_commit: Callable[[dict[str, int]], Awaitable[object]] | None = None

    @property
    def connection(self) -> Any:
        """The driver's connection; only for the task that opened the transaction."""
        if self._task is not asyncio.current_task():
            raise RuntimeError("a transaction belongs to the task that opened it: no gather, no wait_for inside")
        return self._connection

    async def __aenter__(self) -> StoreTransaction:
        outer = self._engine.open_transaction()
        if outer is not None:
            if not self._may_join:
                raise RuntimeError("a journey is one transaction: one is already open here")
            self._joined = True
            return outer
        self._task = asyncio.current_task()
        await self._engine.take_turn()
        try:
            with in_our_words(writing=True):
                self._connection = await self._engine.begin()
        except BaseException:
            self._engine.watch.expire()  # a database that is gone is found gone by whoever writes, too
            self._engine.turn.release()
            raise
        self.is_open = True
        self._token = self._engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> Literal[False]:
        if self._joined:
            return False
        if error is None and self.failure is None and self.before_commit is not None:
            try:
                await self.before_commit(self.to_raise)
            except BaseException as failed:
                await self._close(failed)
                raise
        await self._close(error)
        return False

    async def _close(self, error: BaseException | None) -> None:
        """Commit where there was no error, else roll back."""
        assert self._token is not None
        self.is_open = False
        self._engine.current_transaction.reset(self._token)
        try:
            with in_our_words(writing=True):
                await self._engine.shielded(self._end(commit=error is None and self.failure is None))
        except Exception:
            if error is None:
                raise
            # The error that made us roll back is the one to tell. The connection is gone, and with it what it
            # had begun.
        if error is None and self.failure is not None:
            raise RuntimeError("a query failed inside the transaction; nothing was saved") from self.failure

    async def _end(self, commit: bool) -> None:
        try:
            await self._engine.end(self._connection, commit)
        finally:
            # Also where it failed: then nobody knows whether the server had committed.
            self._engine.watch.expire()
            self._engine.turn.release()


class SingleWriter:
    """What both engines share: who may write, where a query runs, and that driver errors come out in our
    words."""

    current_transaction: contextvars.ContextVar[StoreTransaction | None]
    engine_type: str
    patience_seconds: float
    turn: asyncio.Lock
    watch: RevisionWatch
    replica: Replica | None = None
    listener: Callable[[str, int], None] | None = None
    """Hears every statement that was run, but for BEGIN and COMMIT, and how many rows it gave: how tests count what a
    request asks.
    """
    _ending: set[asyncio.Future[None]]

    def open_for_business(self) -> None:
        """Prepare the turn for the running loop, with nothing known of the counters; part of every engine's `start`."""
        self.turn = asyncio.Lock()
        self.watch = RevisionWatch()
        self._ending = set()

    async def start(self) -> None:
        """Open the connections. Raises `Unavailable` when the database cannot be reached."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Close every connection, after what is being written has ended. Safe to call twice."""
        raise NotImplementedError

    async def begin(self) -> Any:
        """A connection with an open writing transaction; on failure nothing stays behind."""
        raise NotImplementedError

    async def end(self, connection: Any, commit: bool) -> None:
        """Commit or roll back, and give the connection back in any case."""
        raise NotImplementedError

    async def read(self, sql: str, args: Sequence[Any]) -> list[Any]:
        """Run a query on a connection that is not allowed to write."""
        raise NotImplementedError

    async def fetch(self, connection: Any, sql: str, args: Sequence[Any]) -> list[Any]:
        """Run a query on this connection."""
        raise NotImplementedError

    async def copy_in(self, connection: Any, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Insert many rows the fastest way the driver has."""
        raise NotImplementedError

    def open_transaction(self) -> StoreTransaction | None:
        """The transaction this task stands in; one that has ended no longer counts, even for tasks it left
        behind."""
        transaction = self.current_transaction.get()
        return transaction if transaction is not None and transaction.is_open else None

    def transaction(self, *_: object, allow_nested: bool = True, **__: object) -> StoreTransaction:
        """Piccolo's own way to open a transaction; inside an open one it joins it. Journeys use
        `engine.transaction`."""
        return StoreTransaction(self, may_join=allow_nested)

    async def take_turn(self) -> None:
        """Wait, first come first served, for the turn to write. Raises `Busy` when patience ends."""
        try:
            async with asyncio.timeout(self.patience_seconds):
                await self.turn.acquire()
        except TimeoutError:
            raise busy() from None

    async def shielded(self, work: Any) -> None:
        """Await `work` so that cancelling the caller does not stop it; `stop` waits for it."""
        task = asyncio.ensure_future(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        await asyncio.shield(task)

    async def all_ended(self) -> None:
        """Wait until every transaction being ended has ended."""
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[Any]:
        """Piccolo's way in for queries: inside the open transaction, else on a connection that only reads."""
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._run(sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[Any]:
        """Piccolo's way in for CREATE and ALTER."""
        return await self._run(ddl, ())

    async def insert_many(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Insert rows, each with a value a column. Needs an open transaction."""
        transaction = self.open_transaction()
        if transaction is None:
            raise RuntimeError("insert_many stands inside `async with transaction():`")
        for row in rows:
            refuse_unstorable_text(row)
        try:
            with in_our_words(writing=True):
                await self.copy_in(transaction.connection, table, columns, rows)
        except BaseException as error:
            transaction.failure = error
            raise
        self._tell(f"INSERT INTO {table}", 0)

    async def _run(self, sql: str, args: Sequence[Any]) -> list[Any]:
        refuse_unstorable_text(args)
        transaction = self.open_transaction()
        if transaction is None:
            try:
                with in_our_words(writing=False):
                    rows = await self.read(sql, args)
            except Unavailable:
                self.watch.expire()  # whoever heard that the database is gone is not told otherwise a moment later
                raise
        else:
            try:
                with in_our_words(writing=True):
                    rows = await self.fetch(transaction.connection, sql, args)
            except BaseException as error:
                transaction.failure = error
                raise
        self._tell(sql, len(rows))
        return rows

    def _tell(self, sql: str, rows: int) -> None:
        if self.listener is not None:
            self.listener(sql, rows)
