"""The server's own clock for silent reviews.

Apart from `escalating`, which commands load too: a log takes longer to load than most of them take to run.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from app.journeys.house import House
from app.journeys.proposals.escalate import escalate

EVERY_SECONDS = 3600

_log = structlog.get_logger()


async def _an_hour() -> None:
    await asyncio.sleep(EVERY_SECONDS)


@asynccontextmanager
async def escalating_by_the_clock(
    house: House, pause: Callable[[], Awaitable[object]] = _an_hour
) -> AsyncIterator[None]:
    """Escalate in the background for the length of the block: at once, and after every `pause`.

    A round that fails is logged, and the next one tries again.
    """
    rounds = asyncio.create_task(_rounds(house, pause))
    try:
        yield
    finally:
        rounds.cancel()
        await asyncio.gather(rounds, return_exceptions=True)


async def _rounds(house: House, pause: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await escalate(house)
        except Exception as error:
            _log.error("escalation failed", exc_info=error)
        await pause()
