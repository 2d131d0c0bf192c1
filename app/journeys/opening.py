"""Opening the house: the database brought up to date, the seeds in it, ready for the next journey."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.journeys.house import House, build_house
from app.journeys.seeding import seed
from app.settings import Settings
from app.store.engine import opened
from app.store.migrate import migrate


@asynccontextmanager
async def opened_house(settings: Settings) -> AsyncIterator[House]:
    """The house with its database open, migrated and seeded, for the length of the block.

    Raises InvalidInput where a pack is faulty, Unavailable where the database cannot be used.
    """
    house = build_house(settings)
    async with opened(settings.database) as engine:
        await migrate(engine)
        await seed(house)
        yield house
