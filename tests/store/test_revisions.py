"""Counters for readers that keep things in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.errors import Unavailable
from app.store.engine import Engine, open_engine, transaction
from app.store.refusals import WriteOutsideTransaction
from app.store.revision_watch import GOOD_FOR_SECONDS, RevisionWatch
from app.store.revisions import ask_anew, bump_revision, read_revision, read_revisions
from tests.databases import statements


class Hand:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def bump(name: str, by: int = 1) -> int:
    async with transaction():
        return await bump_revision(name, by)


async def test_a_counter_starts_at_zero_and_says_what_it_became(database: Engine) -> None:
    assert await read_revision("sites") == 0
    assert await bump("sites") == 1
    assert await bump("sites", by=5) == 6
    assert await bump("changes") == 1
    assert await read_revisions() == {"sites": 6, "changes": 1}


async def test_no_raise_is_lost_among_many_writers(database: Engine) -> None:
    values = await asyncio.gather(*(bump("sites") for _ in range(50)))
    assert sorted(values) == list(range(1, 51))
    assert await read_revision("sites") == 50


async def test_a_write_that_is_taken_back_raises_nothing(database: Engine) -> None:
    async def fail() -> None:
        async with transaction():
            await bump_revision("sites")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await read_revision("sites") == 0


async def test_a_counter_is_raised_inside_a_transaction_only(database: Engine) -> None:
    with pytest.raises(WriteOutsideTransaction):
        await bump_revision("sites")
    assert await read_revision("sites") == 0


async def test_readers_ask_the_database_once_in_a_while_and_who_writes_sees_it_at_once(database: Engine) -> None:
    database.watch = RevisionWatch(hand := Hand())
    with statements() as heard:
        for _ in range(3):
            assert await read_revision("sites") == 0
        assert len(heard) == 1
        hand.seconds = GOOD_FOR_SECONDS
        assert await read_revision("sites") == 0
        assert len(heard) == 2
    assert await bump("sites") == 1
    assert await read_revision("sites") == 1


async def test_what_another_process_wrote_is_seen_within_a_second_and_at_once_by_who_asks_anew(
    database: Engine, database_url: str
) -> None:
    async def written_elsewhere() -> None:
        async with other.transaction():
            await other.run_ddl(
                "INSERT INTO revision (name, value) VALUES ('sites', 1)"
                " ON CONFLICT (name) DO UPDATE SET value = revision.value + 1"
            )

    assert GOOD_FOR_SECONDS < 1
    other = open_engine(database_url)
    await other.start()
    try:
        database.watch = RevisionWatch(hand := Hand())
        assert await read_revision("sites") == 0
        await written_elsewhere()
        assert await read_revision("sites") == 0
        hand.seconds = GOOD_FOR_SECONDS
        assert await read_revision("sites") == 1
        await written_elsewhere()
        ask_anew()
        assert await read_revision("sites") == 2
    finally:
        await other.stop()


async def test_a_transaction_reads_the_counters_as_it_raised_them_and_nobody_else_does(database: Engine) -> None:
    assert await read_revision("sites") == 0

    async def fail() -> None:
        async with transaction():
            await bump_revision("sites")
            assert await read_revision("sites") == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await read_revision("sites") == 0


async def test_a_reading_that_began_before_a_write_is_not_kept_as_one_after_it() -> None:
    watch, asked = RevisionWatch(Hand()), asyncio.Event()

    async def slow() -> dict[str, int]:
        await asked.wait()
        return {"sites": 1}

    async def quick() -> dict[str, int]:
        return {"sites": 2}

    before = asyncio.create_task(watch.counters(slow))
    await asyncio.sleep(0)
    watch.expire()
    assert await watch.counters(quick) == {"sites": 2}
    asked.set()
    assert await before == {"sites": 1}
    assert await watch.counters(quick) == {"sites": 2}


async def test_a_database_that_went_away_is_missed_and_found_again(database: Engine) -> None:
    database.watch = RevisionWatch(hand := Hand())
    assert await bump("sites") == 1
    assert await read_revision("sites") == 1
    await database.stop()
    hand.seconds = GOOD_FOR_SECONDS
    for _ in range(2):
        with pytest.raises(Unavailable):
            await read_revision("sites")
    await database.start()
    assert await read_revision("sites") == 1
    assert await bump("sites") == 2
    assert await read_revision("sites") == 2


async def read(database: Engine) -> None:
    await database.run_ddl("SELECT 1")


async def begin(_: Engine) -> None:
    async with transaction():
        pass


@pytest.mark.parametrize("ask", [read, begin])
async def test_counters_read_a_moment_ago_are_not_good_once_any_question_found_the_database_gone(
    database: Engine, ask: Callable[[Engine], Awaitable[None]]
) -> None:
    database.watch = RevisionWatch(Hand())
    assert await bump("sites") == 1
    assert await read_revision("sites") == 1
    await database.stop()
    assert await read_revision("sites") == 1
    with pytest.raises(Unavailable):
        await ask(database)
    with pytest.raises(Unavailable):
        await read_revision("sites")
