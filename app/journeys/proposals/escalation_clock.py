"""The server's own clock for silent reviews.

Apart from `escalating`, which commands load too: a log takes longer to load than most of them take to run.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.journeys.clock import Work, an_hour, by_the_clock
from app.journeys.house import House
from app.journeys.proposals.escalate import escalate


@asynccontextmanager
async def escalating_by_the_clock(house: House, pause: Work = an_hour) -> AsyncIterator[None]:
    """Escalate in the background for the length of the block: at once, and after every `pause`.

    A round that fails is logged, and the next one tries again.
    """
    async with by_the_clock(lambda: escalate(house), "escalation failed", pause):
        yield
