"""What a server does by itself: once at its start, or at once and then every hour."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

EVERY_SECONDS = 3600
BACKGROUND = "in the background"
"""What the tasks are called that nobody asked for by a request."""
Work = Callable[[], Awaitable[object]]

log = structlog.get_logger()


async def an_hour() -> None:
    """Wait for it."""
    await asyncio.sleep(EVERY_SECONDS)


@asynccontextmanager
async def by_the_clock(work: Work, when_failed: str, pause: Work = an_hour) -> AsyncIterator[None]:
    """Do `work` in the background for the length of the block: at once, and after every `pause`.

    A round that fails is logged as `when_failed`, and the next one tries again.
    """
    async with _in_background(_rounds(work, when_failed, pause)):
        yield


@asynccontextmanager
async def beside(work: Work, when_failed: str) -> AsyncIterator[None]:
    """Do `work` once, in the background of the block. Where it fails, that is logged as `when_failed`."""
    async with _in_background(_once(work, when_failed)):
        yield


@asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work, name=BACKGROUND)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _once(work: Work, when_failed: str) -> None:
    try:
        await work()
    except Exception as error:
        log.error(when_failed, exc_info=error)


async def _rounds(work: Work, when_failed: str, pause: Work) -> None:
    while True:
        await _once(work, when_failed)
        await pause()
