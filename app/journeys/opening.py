"""Opening the house: the database brought up to date, the seeds in it, ready for the next journey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.errors import NotFound, Refused
from app.journeys.holidays import hold_calendar
from app.journeys.house import House, build_house
from app.journeys.registry.seed import seed
from app.settings import Settings
from app.store.engine import allowed_connections, bound_engine, opened
from app.store.migrate import migrate, pending
from app.wording import Wording


@asynccontextmanager
async def opened_house(settings: Settings) -> AsyncIterator[House]:
    """The house with its database open, migrated and seeded, for the length of the block.

    Raises InvalidInput where a pack is faulty, Unavailable where the database cannot be used.
    """
    house = build_house(settings)
    async with database_of(house):
        yield house


@asynccontextmanager
async def database_of(house: House) -> AsyncIterator[None]:
    """The database of a house that was built already: open, migrated and seeded for the length of the block.

    What journeys left working (`kept.at_close`) is ended before it closes.
    """
    settings = house.settings
    async with opened(
        settings.database, connections=settings.database_connections, replica_url=settings.replica_url
    ) as engine:
        await migrate(engine)
        await seed(house)
        await hold_calendar(house)
        try:
            yield
        finally:
            await house.kept.close()


@asynccontextmanager
async def existing_database_of(house: House) -> AsyncIterator[None]:
    """The database as it stands, neither migrated nor seeded. Raises NotFound where there is no file of it yet."""
    url = house.settings.database
    if url.startswith("sqlite:///") and not await asyncio.to_thread(Path(url.removeprefix("sqlite:///")).is_file):
        place = url.removeprefix("sqlite:///")
        raise NotFound(Wording(f"没有数据库文件 {place}", f"there is no database file {place}"))
    async with opened(url):
        yield


async def require_connections(settings: Settings, processes: int) -> None:
    """Pass where the open database lets so many processes have all the connections that they may open.

    Raises Refused: under load some would be turned away, at whatever they were doing.
    """
    each, allowed = settings.database_connections, await allowed_connections()
    if allowed is not None and processes * each > allowed:
        fits = allowed // processes
        raise Refused(
            Wording(
                f"{processes} 个进程各开 {each} 个数据库连接，超过数据库允许的 {allowed} 个；请把"
                f" ZHANWANG_DATABASE_CONNECTIONS 设为不大于 {fits} 的数，或调高数据库的 max_connections",
                f"{processes} processes with {each} connections each are more than the {allowed} that the database"
                f" allows; set ZHANWANG_DATABASE_CONNECTIONS to at most {fits}, or raise its max_connections",
            )
        )


async def migrations_due() -> list[str]:
    """The migrations that the open database still lacks. Raises Unavailable when it does not answer."""
    engine = bound_engine()
    assert engine is not None, "whoever asks has opened a database"
    return await pending(engine)
