"""Counters for readers that keep things in memory."""

from __future__ import annotations

import asyncio

import pytest

from app.store.engine import Engine, transaction
from app.store.refusals import WriteOutsideTransaction
from app.store.revisions import bump_revision, read_revision, read_revisions


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
