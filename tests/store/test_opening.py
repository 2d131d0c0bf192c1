"""A database is opened by its URL, and when that does not work one sentence says why."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from app.errors import Refused, Unavailable
from app.journeys.opening import require_connections
from app.settings import Settings
from app.store.engine import Engine, allowed_connections, open_engine, opened
from app.store.migrate import migrate
from app.store.sites import read_sites


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///", "sqlite:///:memory:", "mysql://localhost/x", "/srv/x.sqlite", "sqlite"]
)
def test_a_url_of_another_kind_is_refused_with_the_two_that_are_known(url: str) -> None:
    with pytest.raises(Unavailable, match="sqlite:///PATH or postgres://"):
        open_engine(url)


async def test_a_new_file_is_made_with_its_folder_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "registry.sqlite"
    async with opened(f"sqlite:///{path}") as engine:
        await migrate(engine)
        made = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert made == {"registry.sqlite": 0o600, "registry.sqlite-wal": 0o600, "registry.sqlite-shm": 0o600}


async def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("渠县人力资源和社会保障局\n" * 100)
    with pytest.raises(Unavailable, match="not a database"):
        async with opened(f"sqlite:///{path}"):
            pass
    assert path.read_text() == "渠县人力资源和社会保障局\n" * 100


async def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("")
    with pytest.raises(Unavailable):
        async with opened(f"sqlite:///{tmp_path}/occupied/registry.sqlite"):
            pass


async def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as told:
        async with opened(f"postgres://clerk:very-secret@/registry?host={tmp_path}"):
            pass
    assert "very-secret" not in str(told.value)


async def test_a_database_without_tables_is_told_as_such(empty_database_url: str) -> None:
    async with opened(empty_database_url):
        with pytest.raises(Unavailable):
            await read_sites()


async def test_more_processes_than_the_server_has_connections_for_are_refused_with_what_fits(database: Engine) -> None:
    settings, allowed = Settings(database_connections=50), await allowed_connections()
    await require_connections(settings, 1)
    if allowed is None:
        await require_connections(settings, 64)  # a file has no such limit
        return
    fitting = allowed // 50
    await require_connections(settings, fitting)
    with pytest.raises(Refused, match=f"at most {allowed // (fitting + 1)},"):
        await require_connections(settings, fitting + 1)
