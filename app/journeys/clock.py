"""What a server does by itself, at once and then every hour."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

EVERY_SECONDS = 3600
Work = Callable[[], Awaitable[object]]

_log = structlog.get_logger()


async def an_hour() -> None:
    """Wait for it."""
    await asyncio.sleep(EVERY_SECONDS)


@asynccontextmanager
async def by_the_clock(work: Work, when_failed: str, pause: Work = an_hour) -> AsyncIterator[None]:
    """Do `work` in the background for the length of the block: at once, and after every `pause`.

    A round that fails is logged as `when_failed`, and the next one tries again.
    """
    rounds = asyncio.create_task(_rounds(work, when_failed, pause))
    try:
        yield
    finally:
        rounds.cancel()
        await asyncio.gather(rounds, return_exceptions=True)


async def _rounds(work: Work, when_failed: str, pause: Work) -> None:
    while True:
        try:
            await work()
        except Exception as error:
            _log.error(when_failed, exc_info=error)
        await pause()
