"""A write is whole or absent, nothing leaks, and errors are told in this program's words, on both engines."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import random
from dataclasses import replace

import pytest

from app.errors import Busy, Malformed, Unavailable
from app.store.engine import Engine, open_engine, opened, transaction
from app.store.postgres import PostgresStore
from app.store.refusals import RowRefused, WriteOutsideTransaction
from app.store.sites import Site, insert_sites, read_sites, read_stored_site, replace_site
from tests.patience import PATIENCE_SECONDS
from tests.store.examples import a_site


async def codes() -> list[str]:
    return [site.code for site in await read_sites()]


async def still_works(engine: Engine, after: str) -> None:
    """Nothing is left open: the turn is free, every connection is back, and a write goes through."""
    assert not engine.turn.locked()
    if isinstance(engine, PostgresStore):
        assert engine.pool is not None
        assert engine.pool.get_idle_size() == engine.pool.get_size()
    async with transaction():
        await insert_sites([a_site(after)])
    assert after in await codes()


async def test_a_write_is_there_for_everybody_when_the_block_has_ended(database: Engine) -> None:
    async with transaction():
        await insert_sites([a_site("A")])
    assert await codes() == ["A"]


async def test_an_error_in_the_block_takes_everything_back(database: Engine) -> None:
    async def fail() -> None:
        async with transaction():
            await insert_sites([a_site("A")])
            await insert_sites([a_site(str(1 // 0))])

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await codes() == []
    await still_works(database, "AFTER")


async def test_the_writer_sees_its_own_writes_and_others_do_not_wait_to_see_the_last_commit(database: Engine) -> None:
    outside = contextvars.copy_context()
    async with transaction():
        await insert_sites([a_site("A")])
        assert await codes() == ["A"]
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await asyncio.create_task(codes(), context=outside) == []


async def test_a_transaction_cannot_be_opened_inside_another(database: Engine) -> None:
    async def open_two() -> None:
        async with transaction():
            await insert_sites([a_site("A")])
            async with transaction():
                pass

    with pytest.raises(RuntimeError, match="one is already open"):
        await open_two()
    assert await codes() == []
    await still_works(database, "AFTER")


async def test_a_write_outside_a_transaction_is_refused_by_the_database_itself(database: Engine) -> None:
    with pytest.raises(WriteOutsideTransaction):
        await Site.delete(force=True)
    with pytest.raises(RuntimeError, match="transaction"):
        await insert_sites([a_site("A")])
    assert await codes() == []
    await still_works(database, "AFTER")


async def test_a_transaction_cannot_be_shared_between_tasks(database: Engine) -> None:
    async def share() -> None:
        async with transaction():
            await insert_sites([a_site("A")])
            await asyncio.gather(read_stored_site("A"), read_stored_site("A"))

    with pytest.raises(RuntimeError, match="belongs to the task"):
        await share()
    assert await codes() == []
    await still_works(database, "AFTER")


async def test_a_task_left_behind_by_a_transaction_does_not_stand_in_it_any_more(database: Engine) -> None:
    ended = asyncio.Event()

    async def later() -> list[str]:
        await ended.wait()
        return await codes()

    async with transaction():
        task = asyncio.create_task(later())
        await insert_sites([a_site("A")])
    ended.set()
    assert await task == ["A"]
    await still_works(database, "AFTER")


async def test_an_error_that_was_caught_inside_cannot_turn_a_save_into_a_loss(database: Engine) -> None:
    async def carry_on_regardless() -> None:
        async with transaction():
            await insert_sites([a_site("A")])
            with contextlib.suppress(RowRefused):
                await insert_sites([a_site("A")])

    with pytest.raises(RuntimeError, match="nothing was saved") as caught:
        await carry_on_regardless()
    assert isinstance(caught.value.__cause__, RowRefused)
    assert await codes() == []
    await still_works(database, "AFTER")


async def test_a_commit_that_fails_gives_everything_back(database: Engine) -> None:
    async with transaction():
        await database.run_ddl("CREATE TABLE upper (id INT PRIMARY KEY)")
        await database.run_ddl("CREATE TABLE lower (id INT REFERENCES upper (id) DEFERRABLE INITIALLY DEFERRED)")

    async def refer_to_nothing() -> None:
        async with transaction():
            await insert_sites([a_site("A")])
            await database.run_ddl("INSERT INTO lower VALUES (1)")

    with pytest.raises(RowRefused):
        await refer_to_nothing()
    assert await codes() == []
    await still_works(database, "AFTER")


async def test_a_client_that_hangs_up_at_any_moment_costs_no_connection_and_leaves_nothing_half(
    database: Engine,
) -> None:
    chance = random.Random(20261122)

    async def a_pair(number: int) -> None:
        async with transaction():
            await insert_sites([a_site(f"{number:03}-1")])
            await insert_sites([a_site(f"{number:03}-2")])

    async def hung_up_on(number: int) -> None:
        task = asyncio.create_task(a_pair(number))
        await asyncio.sleep(chance.uniform(0, 0.15))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    await asyncio.gather(*(hung_up_on(number) for number in range(150)))
    await database.all_ended()
    saved = await codes()
    assert {code[:3] for code in saved if code.endswith("-1")} == {code[:3] for code in saved if code.endswith("-2")}
    await still_works(database, "AFTER")


async def test_those_who_wait_to_write_get_their_turn_in_the_order_they_came(database: Engine) -> None:
    order: list[int] = []

    async def write(number: int) -> None:
        async with transaction():
            order.append(number)
            await insert_sites([a_site(f"{number:02}")])

    await asyncio.gather(*(write(number) for number in range(40)))
    assert order == list(range(40))


async def test_a_writer_that_waits_too_long_for_its_own_process_is_told_that_the_system_is_busy(
    database: Engine,
) -> None:
    database.patience_seconds = 0.2
    outside = contextvars.copy_context()

    async def write() -> None:
        async with transaction():
            await insert_sites([a_site("B")])

    async with transaction():
        await insert_sites([a_site("A")])
        with pytest.raises(Busy) as told:
            await asyncio.create_task(write(), context=outside)
    assert told.value.retry_after_seconds > 0
    assert await codes() == ["A"]
    await still_works(database, "AFTER")


async def test_a_writer_that_waits_too_long_for_another_process_is_told_that_the_system_is_busy(
    database: Engine, database_url: str
) -> None:
    other = open_engine(database_url, patience_seconds=0.2)
    await other.start()
    try:
        async with database.transaction():
            await insert_sites([a_site("A")])
            with pytest.raises(Busy):
                async with other.transaction():
                    pass
        async with other.transaction():
            pass
    finally:
        await other.stop()
    assert await codes() == ["A"]


async def test_what_is_read_inside_a_transaction_stays_true_until_it_ends(database: Engine) -> None:
    async with transaction():
        await insert_sites([a_site("A", document="0")])

    async def count_up() -> None:
        async with transaction():
            site = await read_stored_site("A")
            assert site is not None
            await asyncio.sleep(0)
            counted = replace(site, document=str(int(site.document) + 1), version=site.version + 1)
            assert await replace_site(counted, site.version)

    await asyncio.gather(*(count_up() for _ in range(50)))
    site = await read_stored_site("A")
    assert site is not None
    assert (site.document, site.version) == ("50", 51)


async def test_text_that_one_engine_could_not_keep_is_refused_by_both(database: Engine) -> None:
    for text in ("nul \x00", "half a pair \ud800"):
        with pytest.raises(Malformed):
            await read_stored_site(text)
        with pytest.raises(Malformed):
            async with transaction():
                await insert_sites([a_site("A", document=text)])
    await still_works(database, "𰝟渡镇")


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_server_that_drops_the_connection_is_told_as_such_and_the_next_write_goes_through(
    database: Engine,
) -> None:
    async def write_while_the_server_goes() -> None:
        async with transaction():
            await insert_sites([a_site("A")])
            await Site.raw("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unavailable):
        await write_while_the_server_goes()
    assert await codes() == []
    await still_works(database, "AFTER")


async def test_an_engine_that_was_stopped_says_so_instead_of_waiting(database_url: str) -> None:
    async with opened(database_url) as engine:
        pass
    with pytest.raises(Unavailable):
        await read_stored_site("A")
    with pytest.raises(Unavailable):
        async with transaction():
            pass
    assert not engine.turn.locked()
    await engine.stop()
