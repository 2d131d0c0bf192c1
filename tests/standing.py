"""The application that tests write into: built once a worker and engine, opened anew before a fresh database each time.

Building it costs half a second of a core and is the same for every test: routes, maps, templates. What it remembers of
a database goes when that closes. Its data directory is a link, which leads to the folder of whoever is at it. One at a
time: tables are bound to one database in a process.
"""

import atexit
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from litestar import Litestar

from app.asgi import create_app
from tests.databases import PostgresServer
from tests.installed import seeds, settings_for

DATABASE = "demo.sqlite"


class Clock:
    """What the application takes for the present moment: the true one, until a test says another."""

    def __init__(self) -> None:
        self._tells: Callable[[], datetime] = self.truly

    def __call__(self) -> datetime:
        return self._tells()

    def truly(self) -> datetime:
        """The moment that it is."""
        return datetime.now(UTC)

    def tell(self, moment: Callable[[], datetime]) -> None:
        """Tell this from now on, until the next test."""
        self._tells = moment


CLOCK = Clock()


@contextmanager
def on_sqlite(template: Path, folder: Path) -> Iterator[Litestar]:
    """The application before a copy of `template`, with its files in `folder`."""
    folder.mkdir(exist_ok=True)
    shutil.copy(template, folder / DATABASE)
    application = _application(f"sqlite:///{_leading_to(folder) / DATABASE}")
    yield application
    _goes_by_the_clock(application)


@contextmanager
def on_postgres(server: PostgresServer, template: str, folder: Path) -> Iterator[Litestar]:
    """The application before a copy of the database `template`, with its files in `folder`."""
    _leading_to(folder)
    name = server.create(template, _database_name())
    application = _application(server.database_url(name))
    yield application
    server.drop(name)
    _goes_by_the_clock(application)


def _goes_by_the_clock(application: Litestar) -> None:
    assert application.state["house"].now is CLOCK, "tell CLOCK another moment: a house of another lasts for all tests"


def _leading_to(folder: Path) -> Path:
    """The worker's link, leading to this folder from now on."""
    CLOCK.tell(CLOCK.truly)
    link = _place() / "data"
    link.unlink(missing_ok=True)
    link.symlink_to(folder, target_is_directory=True)
    return link


def move_out() -> None:
    """From now on another application, in a place of its own: for a process that was forked off a worker."""
    _application.cache_clear()
    _place.cache_clear()


@cache
def _application(url: str) -> Litestar:
    return create_app(settings_for(url, _place() / "data"), CLOCK, seeds())


@cache
def _place() -> Path:
    place = Path(tempfile.mkdtemp(prefix="zhanwang-standing-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


@cache
def _database_name() -> str:
    return f"zhanwang_test_{uuid.uuid4().hex}"
