"""Long readings go to a streaming replica that has everything, and to nobody who has less; with real servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from app.errors import InvalidInput
from app.journeys.house import build_house
from app.journeys.network.judged import network
from app.journeys.opening import database_of
from app.settings import Settings, read_settings
from app.store.engine import bound_engine, opened, transaction
from app.store.migrate import migrate
from app.store.postgres import PostgresStore
from app.store.replica import LEFT_ALONE_SECONDS, Replica, may_lag
from app.store.revisions import Revision, bump_revision
from app.store.sites import sites_of_one_moment
from tests.databases import PostgresServer, own_server, replica_of
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    with own_server() as first, replica_of(first) as second:
        yield first, second


@pytest.fixture
async def store(servers: tuple[PostgresServer, PostgresServer]) -> AsyncIterator[PostgresStore]:
    name = servers[0].create()
    async with _both(name, *servers) as engine:
        yield engine
    servers[0].drop(name)


@asynccontextmanager
async def _both(name: str, first: PostgresServer, second: PostgresServer) -> AsyncIterator[PostgresStore]:
    """A new database with its replica, which has all of it."""
    async with opened(first.database_url(name), replica_url=second.database_url(name)) as engine:
        assert isinstance(engine, PostgresStore)
        await migrate(engine)
        await _caught_up(engine)
        yield engine


@pytest.fixture
async def replica(
    store: PostgresStore, servers: tuple[PostgresServer, PostgresServer]
) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(servers[1].url)
    yield connection
    await connection.execute("SELECT pg_wal_replay_resume()")
    await connection.close()


async def _caught_up(engine: PostgresStore) -> None:
    """Wait until the replica has what is saved."""
    for _ in range(PATIENCE_SECONDS * 100):
        async with may_lag():
            if await _answers_from_the_replica():
                return
        assert engine.replica is not None
        engine.replica._failed = None
        await asyncio.sleep(0.01)
    pytest.fail("the replica never caught up")


async def _answers_from_the_replica() -> bool:
    return bool((await Revision.raw("SELECT pg_is_in_recovery() AS there"))[0]["there"])


async def _promoted(replica: asyncpg.Connection, first: PostgresServer) -> None:
    """Promote the replica once it has replayed all of the other's log, and come back when it can be written to.

    `pg_promote` would wait by itself, but looks at the data all the while, and replaying may end whoever does so for
    half a minute: so nothing is left to replay, and each question here is a short one.
    """
    written = await asyncpg.connect(first.url)
    end = await written.fetchval("SELECT pg_current_wal_lsn()::text")
    await written.close()
    await _until(replica, "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn", end)
    assert await replica.fetchval("SELECT pg_promote(false)")
    await _until(replica, "SELECT NOT pg_is_in_recovery()")


async def _until(server: asyncpg.Connection, question: str, *args: object) -> None:
    for _ in range(PATIENCE_SECONDS * 100):
        if await server.fetchval(question, *args):
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"never true: {question}")


async def _save() -> None:
    async with transaction():
        await bump_revision("sites")


async def test_what_may_lag_is_read_off_the_replica_and_nothing_else(store: PostgresStore) -> None:
    async with may_lag():
        assert await _answers_from_the_replica()
    assert not await _answers_from_the_replica()


async def test_a_replica_that_lacks_what_was_just_saved_here_is_not_asked(
    store: PostgresStore, replica: asyncpg.Connection
) -> None:
    await replica.execute("SELECT pg_wal_replay_pause()")
    await _save()
    async with may_lag():
        assert not await _answers_from_the_replica()
    await replica.execute("SELECT pg_wal_replay_resume()")
    await _caught_up(store)


async def test_what_is_written_inside_goes_to_the_first_database(store: PostgresStore) -> None:
    async with may_lag():
        await _save()
    await _caught_up(store)


async def test_an_export_is_read_off_the_replica_as_of_one_moment(
    store: PostgresStore, replica: asyncpg.Connection
) -> None:
    reading = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'zhanwang' AND state LIKE 'idle in%'"
    async with sites_of_one_moment() as (count, _):
        assert count == 0
        assert await replica.fetchval(reading) == 1
        assert not await _answers_from_the_replica()
    assert await replica.fetchval(reading) == 0


async def test_a_replica_that_is_gone_costs_nobody_an_answer_and_is_left_alone_for_a_while(
    servers: tuple[PostgresServer, PostgresServer],
) -> None:
    now = [0.0]
    gone = Replica("postgres://postgres@/nowhere?host=%2Fno%2Fsuch%2Ffolder", 2, lambda: now[0])
    first, second = servers
    name = first.create()
    async with _both(name, first, second) as engine:
        assert engine.replica is not None
        await engine.replica.stop()
        engine.replica = gone
        await gone.start()
        async with may_lag():
            assert not await _answers_from_the_replica()
        gone._url = second.database_url(name)
        await gone.stop()
        await gone.start()
        async with may_lag():
            assert not await _answers_from_the_replica()
        now[0] = LEFT_ALONE_SECONDS
        async with may_lag():
            assert await _answers_from_the_replica()
    first.drop(name)


async def test_a_replica_that_goes_away_in_the_middle_is_answered_for_by_the_first_database(
    servers: tuple[PostgresServer, PostgresServer],
) -> None:
    first, name = servers[0], servers[0].create()
    with ExitStack() as there:
        second = there.enter_context(replica_of(first))
        async with _both(name, first, second), may_lag():
            assert await _answers_from_the_replica()
            there.close()
            assert not await _answers_from_the_replica()
    first.drop(name)


async def test_a_replica_that_was_promoted_is_no_longer_asked_whatever_is_written_there() -> None:
    with own_server() as first, replica_of(first) as second:
        name = first.create()
        async with _both(name, first, second):
            there = await asyncpg.connect(second.database_url(name))
            await _promoted(there, first)
            await there.execute("UPDATE revision SET value = value + 1000")
            await there.execute("CREATE TABLE written_elsewhere ()")
            await there.close()
            async with may_lag():
                known = await Revision.raw("SELECT to_regclass('written_elsewhere') IS NOT NULL AS elsewhere")
                assert known == [{"elsewhere": False}]


async def test_the_reading_at_a_start_and_a_past_day_are_asked_of_the_replica(
    servers: tuple[PostgresServer, PostgresServer], tmp_path: Path
) -> None:
    first, second = servers
    name = first.create()
    urls = {"database_url": first.database_url(name), "replica_url": second.database_url(name)}
    house = build_house(Settings(data_dir=tmp_path, **urls))
    async with database_of(house):
        engine = bound_engine()
        assert isinstance(engine, PostgresStore)
        assert engine.replica is not None
        await _caught_up(engine)
        before = engine.replica.answered
        whole = await network(house)
        at_start = engine.replica.answered
        assert at_start > before
        assert len(whole.columns) > 0
        await network(house, house.today() - timedelta(days=1))
        assert engine.replica.answered > at_start
    first.drop(name)


@pytest.mark.parametrize(
    ("database", "replica"),
    [("", "postgres://postgres@localhost/x"), ("postgres://postgres@localhost/x", "sqlite:///data/x.sqlite")],
)
async def test_a_replica_of_anything_but_postgresql_is_refused_by_the_settings_name(
    monkeypatch: pytest.MonkeyPatch, database: str, replica: str
) -> None:
    monkeypatch.setenv("ZHANWANG_DATABASE_URL", database)
    monkeypatch.setenv("ZHANWANG_REPLICA_URL", replica)
    with pytest.raises(InvalidInput) as refused:
        read_settings()
    assert [fault.path for fault in refused.value.faults] == ["ZHANWANG_REPLICA_URL"]
