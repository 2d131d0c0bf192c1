"""Databases for tests: every store test runs twice, on a fresh SQLite file and on a fresh PostgreSQL
database; for other rooms see `tests.engines`.

A room that needs a database imports all the fixtures into its `conftest.py`, as `tests/store/conftest.py`
does. `database` is the started and bound engine of an up-to-date database, `database_url` its address before
anything is opened, `empty_database_url` one without tables. One PostgreSQL server lives as long as the test
session, in a directory of its own, without fsync; `ZHANWANG_TEST_POSTGRES_URL` names a server to use instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import pytest

from app.journeys.clock import BACKGROUND
from app.store.engine import Engine, bound_engine, opened
from app.store.migrate import migrate
from tests.patience import PATIENCE_SECONDS

ENGINES = ("sqlite", "postgres")
Result = TypeVar("Result")


def run_apart(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end in a thread and a loop of its own, wherever this is called from."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker of a run fills, and that the others find filled."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    base = factory.getbasetemp().parent if worker else factory.getbasetemp()
    folder, done = base / f"made-{name}", base / f"made-{name}" / "done"
    with (base / f"made-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            done.touch()
    return folder


def copy_sqlite(template: Path, place: Path) -> None:
    """Copy a database file with the judged network that is kept beside it, so that a house opens without judging."""
    shutil.copy(template, place)
    kept = template.with_name(f"{template.name}.network")
    if kept.exists():
        shutil.copy(kept, place.with_name(f"{place.name}.network"))


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL server on which databases may be made and dropped. `url` leads to its `postgres`
    database."""

    url: str

    def database_url(self, name: str) -> str:
        """The address of one of its databases."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def create(self, template: str = "template0", name: str = "") -> str:
        """A new database, as a copy of `template`; its name, one of its own unless it is given."""
        name = name or f"zhanwang_test_{uuid.uuid4().hex}"

        async def create(connection: asyncpg.Connection) -> None:
            # Copying files is six times as fast as the write-ahead log that 15 and newer prefer.
            strategy = "STRATEGY FILE_COPY" if connection.get_server_version() >= (15,) else ""
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {strategy}')

        run_apart(self._connected(create))
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        run_apart(self._connected(lambda connection: connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')))

    async def _connected(self, work: Callable[[asyncpg.Connection], Awaitable[object]]) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            await work(connection)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this test session."""
    if url := os.environ.get("ZHANWANG_TEST_POSTGRES_URL"):
        yield PostgresServer(url)
        return
    with own_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of an up-to-date database to copy."""
    name = postgres_server.create()
    run_apart(_brought_up_to_date(postgres_server.database_url(name)))
    yield name
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date file to copy."""

    def make(folder: Path) -> None:
        run_apart(_brought_up_to_date(f"sqlite:///{folder}/template.sqlite"))

    return made_once(tmp_path_factory, "template", make) / "template.sqlite"


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, gone after the test."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/test.sqlite"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.database_url(name)
    server.drop(name)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an up-to-date database without any row, gone after the test."""
    if request.param == "sqlite":
        copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path / "test.sqlite")
        yield f"sqlite:///{tmp_path}/test.sqlite"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.database_url(name)
    server.drop(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Engine]:
    """The engine of an up-to-date database without any row, started and bound."""
    async with opened(database_url) as engine:
        yield engine


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the bound database inside the block, one entry a statement; BEGIN and COMMIT are not counted."""
    with queries() as heard:
        yield heard.statements


class Heard(NamedTuple):
    """The statements that were run, and how many rows each gave."""

    statements: list[str]
    rows: list[int]


@contextlib.contextmanager
def queries() -> Iterator[Heard]:
    """The same with the rows that came back."""
    engine, heard = bound_engine(), Heard([], [])
    assert engine is not None

    def hear(statement: str, rows: int) -> None:
        if (task := asyncio.current_task()) is not None and task.get_name() == BACKGROUND:
            return  # what an application does by the clock belongs to nobody's request
        heard.statements.append(statement)
        heard.rows.append(rows)

    engine.listener = hear
    try:
        yield heard
    finally:
        engine.listener = None


async def _brought_up_to_date(url: str) -> None:
    async with opened(url) as engine:
        await migrate(engine)


@contextlib.contextmanager
def own_server() -> Iterator[PostgresServer]:
    in_utf8 = ["--encoding", "UTF8", "--locale", "C.UTF-8"]
    owned = ["--username", "postgres", "--auth", "trust"]
    with _server_on(["initdb", "--no-sync", *owned, *in_utf8]) as server:
        yield server


@contextlib.contextmanager
def replica_of(server: PostgresServer) -> Iterator[PostgresServer]:
    """A server that streams everything that is written to another one and only reads."""
    with _server_on(
        ["pg_basebackup", "--dbname", server.url, "--write-recovery-conf", "--checkpoint", "fast"]
    ) as replica:
        yield replica


@contextlib.contextmanager
def _server_on(making: list[Any]) -> Iterator[PostgresServer]:
    """A server on the files that this command makes in a folder of their own."""
    programs = _postgres_programs()
    # PostgreSQL refuses to run as root; it then runs as a user without rights.
    user = _unprivileged_user() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="zhanwang-postgres-", dir=_roomy_memory()))
    data, log = folder / "data", folder / "log"
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    as_user: dict[str, Any] = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]
    settings += ["listen_addresses=", f"unix_socket_directories={folder}"]
    try:
        _run([programs / making[0], "--pgdata", data, *making[1:]], cwd=folder, **as_user)
        with log.open("wb") as output:
            server = subprocess.Popen(
                # The kernel ends the server when the test run itself is killed.
                ["setpriv", "--pdeathsig", "QUIT", programs / "postgres", "-D", data]
                + [part for setting in settings for part in ("-c", setting)],
                stdout=output,
                stderr=output,
                cwd=folder,
                **as_user,
            )
        try:
            url = f"postgres://postgres@/postgres?host={quote(str(folder), safe='')}"
            _wait_until_it_answers(server, url, log)
            yield PostgresServer(url)
        finally:
            server.send_signal(signal.SIGQUIT)  # "immediate": nothing here is worth a clean end
            server.wait(timeout=PATIENCE_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _roomy_memory() -> Path | None:
    """Where files live in memory, if there is room for a server: a new database then takes 10 ms instead of 300."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3 else None


def _postgres_programs() -> Path:
    """The folder of `initdb` and `postgres`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    if pg_config := shutil.which("pg_config"):
        folder = Path(_run([pg_config, "--bindir"]).strip())
        if (folder / "initdb").exists():
            return folder
    pytest.fail(
        "The store is tested on PostgreSQL too, and none is installed: sudo apt-get install postgresql,"
        " or name a server in ZHANWANG_TEST_POSTGRES_URL (a user that may create databases).",
        pytrace=False,
    )


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    pytest.fail(
        "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor `nobody`.", pytrace=False
    )


def _run(command: list[Any], **options: Any) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        pytest.fail(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}", pytrace=False)
    return done.stdout


def _wait_until_it_answers(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    async def answers() -> bool:
        try:
            connection = await asyncpg.connect(url)
        except (OSError, asyncpg.CannotConnectNowError):
            return False
        await connection.close()
        return True

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not run_apart(answers()):
        if server.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"PostgreSQL does not start:\n{log.read_text(errors='replace')}", pytrace=False)
        time.sleep(0.05)
