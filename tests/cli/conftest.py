"""Commands run as processes of their own, on SQLite and on PostgreSQL."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import ENGINES, PostgresServer, copy_sqlite, postgres_server
from tests.launching import ran
from tests.networks import (
    ROOT,
    clean_environment,
    demo_codes,
    demo_postgres,
    demo_server,
    demo_sqlite,
    registered_sqlite,
)

__all__ = ["demo_codes", "demo_postgres", "demo_server", "demo_sqlite", "postgres_server", "registered_sqlite"]
from tests.patience import PATIENCE_SECONDS

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(params=ENGINES)
def bare_environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation with an empty database."""
    if request.param == "sqlite":
        yield clean_environment(tmp_path / "own")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield clean_environment(tmp_path / "own", ZHANWANG_DATABASE_URL=server.database_url(name))
    server.drop(name)


@pytest.fixture
def environment(request: pytest.FixtureRequest, bare_environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The same as a first start leaves it; on PostgreSQL the first command is that."""
    if "ZHANWANG_DATABASE_URL" not in bare_environment:
        (tmp_path / "own").mkdir()
        copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path / "own" / "zhanwang.sqlite")
    return bare_environment


@pytest.fixture(params=ENGINES)
def demo_environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation with the demonstration."""
    (tmp_path / "data").mkdir()
    if request.param == "sqlite":
        copy_sqlite(request.getfixturevalue("demo_sqlite"), tmp_path / "data" / "zhanwang.sqlite")
        yield clean_environment(tmp_path / "data")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("demo_postgres"))
    yield clean_environment(tmp_path / "data", ZHANWANG_DATABASE_URL=server.database_url(name))
    server.drop(name)


def run(environment: dict[str, str], *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """One call of `zhanwang`."""
    return ran(words, environment, ROOT, given, PATIENCE_SECONDS)
