"""A house with the demonstration network in it: as a client inside the test, and as a server of its own.

Making the demonstration takes seconds, so it is made once a run on each engine and copied.
"""

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from litestar.testing import TestClient

from app.journeys.demo.add import PASSWORD, add_demo
from app.journeys.house import House, build_house
from app.journeys.network.judged import network
from app.journeys.network.keeping import keep_network
from app.journeys.opening import database_of
from app.store.accounts import Account
from app.store.engine import transaction
from tests.databases import ENGINES, PostgresServer, copy_sqlite, made_once, run_apart
from tests.installed import ROOT, seeds, settings_for
from tests.launching import Launched
from tests.patience import PATIENCE_SECONDS
from tests.standing import READERS, WRITERS, knowing, on_postgres, on_sqlite, remember

__all__ = ["ROOT", "seeds", "settings_for"]


async def _make_demo(url: str, folder: Path) -> None:
    house = build_house(settings_for(url, folder), seeds=seeds())
    async with database_of(house):
        await add_demo(house)
        # Checking a password costs what its hash says, and tests sign in some thousand times.
        cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
        async with transaction():
            await Account.update({Account.password_hash: cheap}, force=True)
        await network(house)
        await keep_network(house)


@pytest.fixture(scope="session")
def demo_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the demonstration, to copy."""

    def make(folder: Path) -> None:
        run_apart(_make_demo(f"sqlite:///{folder}/demo.sqlite", folder))

    return made_once(tmp_path_factory, "demo", make) / "demo.sqlite"


@pytest.fixture(scope="session", name="sqlite_template")
def registered_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the documents' own sites registered, to copy: for rooms whose every test has a house."""

    def make(folder: Path) -> None:
        run_apart(_register_own_sites(f"sqlite:///{folder}/registered.sqlite", folder))

    return made_once(tmp_path_factory, "registered", make) / "registered.sqlite"


async def _register_own_sites(url: str, folder: Path) -> None:
    house = build_house(settings_for(url, folder), seeds=seeds())
    async with database_of(house):
        await network(house)
        await keep_network(house)


@pytest.fixture(scope="session")
def demo_postgres(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a PostgreSQL database with the demonstration, to copy."""
    name = postgres_server.create()
    run_apart(_make_demo(postgres_server.database_url(name), tmp_path_factory.mktemp("demo")))
    yield name
    postgres_server.drop(name)


@asynccontextmanager
async def house_of_copy(template: Path, folder: Path) -> AsyncIterator[House]:
    """A house on a copy of this file, its database open: for modules whose tests share it."""
    copy_sqlite(template, folder / template.name)
    house = build_house(settings_for(f"sqlite:///{folder / template.name}", folder), seeds=seeds())
    async with database_of(house):
        yield house


@contextmanager
def demo_copy(request: pytest.FixtureRequest, engine: str, folder: Path) -> Iterator[str]:
    """The address of a fresh copy of the demonstration on one engine."""
    if engine == "sqlite":
        copy_sqlite(request.getfixturevalue("demo_sqlite"), folder / "demo.sqlite")
        yield f"sqlite:///{folder / 'demo.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("demo_postgres"))
    yield server.database_url(name)
    server.drop(name)


@pytest.fixture(scope="module", params=ENGINES)
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the demonstration for tests that only read; one a module and engine."""
    with _before_the_demo(request, tmp_path_factory.mktemp("reader"), READERS) as client:
        yield client


@pytest.fixture(params=ENGINES)
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestClient]:
    """A client of a demonstration of its own, for tests that write."""
    with _before_the_demo(request, tmp_path, WRITERS) as client:
        yield client


@contextmanager
def _before_the_demo(request: pytest.FixtureRequest, folder: Path, whose: str) -> Iterator[TestClient]:
    asked = request.getfixturevalue
    if request.param == "sqlite":
        opened = on_sqlite(asked("demo_sqlite"), folder, whose)
    else:
        opened = on_postgres(asked("postgres_server"), asked("demo_postgres"), folder, whose)
    with opened as app, TestClient(app) as client:
        yield client


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house with its database open and the documents' own sites registered."""
    built = build_house(settings_for(database_url, tmp_path), seeds=seeds())
    async with database_of(built):
        yield built


@pytest.fixture(params=ENGINES)
async def demo_house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """A house with the demonstration in it."""
    with demo_copy(request, request.param, tmp_path) as url:
        built = build_house(settings_for(url, tmp_path), seeds=seeds())
        knowing(built, f"demo on {request.param}")
        async with database_of(built):
            await network(built)
            remember(built, f"demo on {request.param}")
            yield built


@pytest.fixture(scope="session")
def demo_codes(demo_sqlite: Path) -> frozenset[str]:
    """The codes of all sites of the demonstration, as its table has them."""
    with closing(sqlite3.connect(demo_sqlite)) as database:
        return frozenset(code for (code,) in database.execute("SELECT code FROM site"))


def clean_environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a command under test: nothing of the developer's settings, its own data directory.

    Bytecode is kept, or each process that is started anew compiles the whole program: seconds of a core.
    """
    left_out = ("ZHANWANG_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "ZHANWANG_DATA_DIR": str(folder), "PYTHONUTF8": "1", **more}


@contextmanager
def serving(folder: Path, *options: str, **environment: str) -> Iterator[str]:
    """`zhanwang serve` as a process of its own on a free port, and its address."""
    heard = folder / "server.log"
    with launching(clean_environment(folder, **environment), heard, *options) as process:
        yield address_of(process, heard)


@contextmanager
def launching(environment: dict[str, str], heard: Path, *options: str) -> Iterator[Launched]:
    """The process of `zhanwang serve`, begun and not waited for; what it says goes to `heard`."""
    heard.write_bytes(b"")  # the address of a server before must not be taken for this one's
    streams = (Path(os.devnull), heard, heard)
    process = Launched(("serve", "--port", "0", *options), environment, ROOT, streams)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


@contextmanager
def served_process(folder: Path, *options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The process of `zhanwang serve` started as people start it, and its address."""
    heard = folder / "server.log"
    with heard.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve", "--port", "0", *options],
            cwd=ROOT,
            env=clean_environment(folder, **environment),
            stderr=log,
            stdout=log,
        )
    try:
        yield process, address_of(process, heard)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def address_of(process: subprocess.Popen[bytes] | Launched, heard: Path) -> str:
    """What the server says its address is."""
    until = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        if found := re.search(r"http://127\.0\.0\.1:\d+", heard.read_text("utf-8")):
            return found.group()
        time.sleep(0.05)
    pytest.fail(f"the server said no address:\n{heard.read_text('utf-8')}", pytrace=False)


@pytest.fixture(scope="session")
def demo_server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the demonstration that tests only read from."""
    folder = tmp_path_factory.mktemp("server")
    copy_sqlite(demo_sqlite, folder / "zhanwang.sqlite")
    with serving(folder, "--demo", ZHANWANG_BASE_URL="http://registry.example") as address:
        yield address
