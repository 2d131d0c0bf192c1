"""The house is opened with its registry ready; a command that only reads leaves the database as it stands; more
connections than the database allows are refused before anybody needs them.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from app.errors import NotFound, Refused, Unavailable
from app.journeys.house import build_house
from app.journeys.opening import (
    database_of,
    existing_database_of,
    migrations_due,
    opened_house,
    require_connections,
)
from app.store.engine import allowed_connections, opened
from app.store.programmes import read_programme_version
from app.store.sites import read_sites
from tests.databases import PostgresServer
from tests.networks import seeds, settings_for


@pytest.mark.both_engines
async def test_an_opened_house_is_up_to_date_and_has_its_own_sites(empty_database_url: str, tmp_path: Path) -> None:
    async with opened_house(settings_for(empty_database_url, tmp_path)) as house:
        assert await migrations_due() == []
        assert "QX-HUB" in {row.code for row in await read_sites()}
        assert house.settings.database == empty_database_url
        for slug, programme in house.programmes.items():
            assert await read_programme_version(slug, programme.content_hash) is not None


@pytest.mark.parametrize("fails", [False, True])
async def test_what_journeys_left_working_ends_while_the_database_is_open(tmp_path: Path, fails: bool) -> None:
    house = build_house(settings_for(f"sqlite:///{tmp_path}/x.sqlite", tmp_path), seeds=seeds())
    ended = []

    async def end() -> None:
        ended.append(len(await read_sites()))

    with contextlib.suppress(ZeroDivisionError):
        async with database_of(house):
            house.kept.at_close(end)
            if fails:
                raise ZeroDivisionError
    assert len(ended) == 1
    assert ended[0] > 0


async def test_without_a_file_there_is_no_database_and_none_is_made(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("none.sqlite", "folder"):
        house = build_house(settings_for(f"sqlite:///{tmp_path}/{name}", tmp_path), seeds=seeds())
        with pytest.raises(NotFound) as told:
            async with existing_database_of(house):
                raise AssertionError("a database was opened")
        for said in (told.value.message.zh, told.value.message.en):
            assert f"{tmp_path}/{name}" in said
            assert "sqlite:" not in said
    assert os.listdir(tmp_path) == ["folder"]


async def test_a_database_of_a_server_is_asked_for_there_and_not_taken_for_a_file(tmp_path: Path) -> None:
    nobody_listens = "postgres://zhanwang@127.0.0.1:1/none"
    house = build_house(settings_for(nobody_listens, tmp_path), seeds=seeds())
    with pytest.raises(Unavailable):
        async with existing_database_of(house):
            await read_sites()


@pytest.mark.both_engines
async def test_an_existing_database_is_neither_brought_up_to_date_nor_filled(
    empty_database_url: str, tmp_path: Path
) -> None:
    async with opened(empty_database_url):
        due = await migrations_due()
    house = build_house(settings_for(empty_database_url, tmp_path), seeds=seeds())
    async with existing_database_of(house):
        assert await migrations_due() == due
        assert len(due) > 0
        with pytest.raises(Unavailable):
            await read_sites()


async def test_an_existing_database_is_read_as_it_stands(database_url: str, tmp_path: Path) -> None:
    house = build_house(settings_for(database_url, tmp_path), seeds=seeds())
    async with existing_database_of(house):
        before = [row.code for row in await read_sites()]
    async with database_of(house):
        whole = [row.code for row in await read_sites()]
    async with existing_database_of(house):
        assert [row.code for row in await read_sites()] == whole
    assert len(before) <= len(whole)


async def test_just_as_many_connections_as_the_server_allows_are_let_pass(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    name = postgres_server.create()
    url = postgres_server.database_url(name)
    async with opened(url):
        allowed = await allowed_connections()
        assert allowed is not None
        for processes in (1, 3):
            fitting = allowed // processes
            await require_connections(settings_for(url, tmp_path, database_connections=fitting), processes)
            above = settings_for(url, tmp_path, database_connections=fitting + 1)
            with pytest.raises(Refused) as told:
                await require_connections(above, processes)
            said = f"{processes} processes with {fitting + 1} connections each are more than the {allowed} that"
            assert said in told.value.message.en
            assert f"to at most {fitting}," in told.value.message.en
            assert all(str(number) in told.value.message.zh for number in (processes, fitting + 1, allowed, fitting))
    postgres_server.drop(name)


async def test_a_file_may_be_opened_by_any_number_of_processes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite"
    async with opened(url):
        await require_connections(settings_for(url, tmp_path, database_connections=1000), 1000)
