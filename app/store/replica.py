"""A streaming replica of the PostgreSQL database, for long readings that need not be of this very moment.

Whoever reads inside `may_lag()` is answered by the replica where one is set and has all that this process knows to be
saved, its own saves among it; else by the database that is written to. So nothing is ever shown older than what was
shown before. A replica that is gone costs nobody an answer: it is left alone for a while, then asked again. Once it was
promoted it is none any more.
"""

from __future__ import annotations

import contextvars
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import asyncpg
from asyncpg.pool import Pool

from app.store.refusals import REFUSALS
from app.store.revisions import Revision, read_revisions

if TYPE_CHECKING:
    from app.store.transactions import SingleWriter

LEFT_ALONE_SECONDS = 30.0
"""For so long a replica that failed is not asked again."""
PATIENCE_SECONDS = 5.0
"""How long a connection to the replica may take; who waits could have been answered elsewhere."""
_FAILURES = (*REFUSALS, OSError, TimeoutError)
_COUNTERS = "SELECT pg_is_in_recovery() AS follows, name, value FROM (SELECT 1) AS always LEFT JOIN revision ON true"
"""A server that follows no other one was promoted, or is another database altogether: its counters say nothing."""

_chosen: contextvars.ContextVar[Replica | None] = contextvars.ContextVar("chosen_replica", default=None)


class Replica:
    """The replica as one process sees it. `clock` gives seconds that only rise.

    `answered` counts the long readings that it has answered.
    """

    def __init__(self, url: str, connections: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._connections = connections
        self._clock = clock
        self._pool: Pool[Any] | None = None
        self._failed: float | None = None
        self.answered = 0

    async def has(self, counters: Mapping[str, int]) -> bool:
        """Whether it can be asked, follows another server, and has everything that these counters of the first database
        count.
        """
        if self._failed is not None and self._clock() - self._failed < LEFT_ALONE_SECONDS:
            return False
        rows = await self._fetched(_COUNTERS, ())
        if rows is None:
            return False
        its = {row["name"]: row["value"] for row in rows}
        return rows[0]["follows"] and all(its.get(name, 0) >= value for name, value in counters.items())

    async def rows(self, sql: str, args: Sequence[Any]) -> list[Any] | None:
        """What a query gives there; None where it cannot be asked, or has to break off for what the other one sends."""
        rows = await self._fetched(sql, args)
        self.answered += rows is not None
        return rows

    async def connection(self) -> Any:
        """A connection of its own, to be given back with `release`; None where it cannot be asked."""
        try:
            connection = await self._opened().acquire(timeout=PATIENCE_SECONDS)
        except _FAILURES as error:
            self._leave_alone(error)
            return None
        self.answered += 1
        return connection

    async def release(self, connection: Any) -> None:
        """Give back what `connection` gave."""
        await self._opened().release(connection)

    async def start(self) -> None:
        """Open the pool without connecting: where the replica is down, the program starts all the same."""
        self._pool = asyncpg.create_pool(
            self._url,
            min_size=0,
            max_size=self._connections,
            timeout=PATIENCE_SECONDS,
            server_settings={"default_transaction_read_only": "on", "application_name": "zhanwang"},
        )
        await self._pool

    async def stop(self) -> None:
        """Close every connection. Safe to call twice."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _fetched(self, sql: str, args: Sequence[Any]) -> list[Any] | None:
        try:
            async with self._opened().acquire(timeout=PATIENCE_SECONDS) as connection:
                return list(await connection.fetch(sql, *args))
        except _FAILURES as error:
            self._leave_alone(error)
            return None

    def _leave_alone(self, error: BaseException) -> None:
        import structlog  # here, since it takes a command longer to load than most take to run

        self._failed = self._clock()
        if structlog.is_configured():
            structlog.get_logger("zhanwang.store").warning("replica left alone", why=type(error).__name__)

    def _opened(self) -> Pool[Any]:
        if self._pool is None:
            raise OSError("not opened")
        return self._pool


@asynccontextmanager
async def may_lag() -> AsyncIterator[None]:
    """What is read inside may be answered by the replica, where there is one that has all that this process knows of.

    For long readings outside any transaction: a whole registry, a past day.
    """
    replica = cast("SingleWriter", Revision._meta.db).replica
    if replica is None or not await replica.has(await read_revisions()):
        yield
        return
    token = _chosen.set(replica)
    try:
        yield
    finally:
        _chosen.reset(token)


def chosen() -> Replica | None:
    """The replica that is to answer here, or None."""
    return _chosen.get()
