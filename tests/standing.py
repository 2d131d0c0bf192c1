"""The application that tests write into: built once a worker and engine, opened anew before a fresh database each time.

Building it costs half a second of a core and is the same for every test: routes, maps, templates. What it remembers of
a database goes when that closes. Its data directory is a link, which leads to the folder of whoever is at it. One at a
time: tables are bound to one database in a process.

So is the sample network, which is read and judged once a worker: another copy of the same database begins with what
was judged of the first, as a process does that nobody has saved anything in.
"""

import atexit
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from litestar import Litestar
from litestar.plugins.jinja import JinjaTemplateEngine

from app.asgi import create_app
from app.journeys.house import House
from app.journeys.network.judged import Network, Networks
from tests.databases import PostgresServer, copy_sqlite
from tests.installed import seeds, settings_for

DATABASE = "demo.sqlite"
WRITERS, READERS, VISITORS = "writers", "readers", "visitors"
"""Whose application it is: a client that writes is opened for one test beside a reader that stays open. That of people
with a browser knows the address at which it is reached, for codes to print.
"""
ADDRESSES = {VISITORS: "http://registry.example"}


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


_JUDGED: dict[tuple[str, date], Network] = {}
"""The network of a sample database as it was opened."""


def knowing(house: House, template: object) -> None:
    """Give a house that opens a copy of `template` what was judged of an earlier copy today.

    The states of a network are never changed, only followed by others.
    """
    found = _JUDGED.get((str(template), house.today()))
    if found is not None:
        kept = house.kept.of(Networks)
        kept.by_day[house.today()] = kept.in_file = found


def remember(house: House, template: object) -> None:
    """Keep what a house judged at its opening of a copy of `template`, for the next who opens one."""
    network = house.kept.of(Networks).by_day.get(house.today())
    if network is not None:
        _JUDGED.setdefault((str(template), house.today()), network)


class _Standing:
    """One application a database, with its link to a folder and the name of its own database on PostgreSQL."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._place = Path(tempfile.mkdtemp(prefix="zhanwang-standing-"))
        atexit.register(shutil.rmtree, self._place, ignore_errors=True)
        self._applications: dict[str, Litestar] = {}
        self._template: object = None
        self.database_name = f"zhanwang_test_{uuid.uuid4().hex}"

    def leading_to(self, folder: Path) -> Path:
        """The link, leading to this folder from now on."""
        CLOCK.tell(CLOCK.truly)
        link = self._place / "data"
        link.unlink(missing_ok=True)
        link.symlink_to(folder, target_is_directory=True)
        return link

    @contextmanager
    def application(self, url: str, template: object) -> Iterator[Litestar]:
        """The application before the database at `url`, a copy of `template`."""
        if url not in self._applications:
            settings = settings_for(url, self._place / "data", base_url=self._address)
            built = create_app(settings, CLOCK, seeds())
            built.on_startup.append(lambda: remember(built.state["house"], self._template))
            self._applications[url] = built
        application = self._applications[url]
        house: House = application.state["house"]
        self._template = template
        knowing(house, template)
        try:
            yield application
        finally:
            CLOCK.tell(CLOCK.truly)
        assert house.now is CLOCK, "tell CLOCK another moment: a house of another lasts for all tests"


@contextmanager
def on_sqlite(template: Path, folder: Path, whose: str = WRITERS) -> Iterator[Litestar]:
    """The application before a copy of `template`, with its files in `folder`."""
    folder.mkdir(exist_ok=True)
    copy_sqlite(template, folder / DATABASE)
    standing = _standing(whose)
    with standing.application(f"sqlite:///{standing.leading_to(folder) / DATABASE}", template) as application:
        _share_compiled_pages(application, template.with_name("pages"))
        yield application


def _share_compiled_pages(application: Litestar, folder: Path) -> None:
    """What one worker of a run has compiled of the pages' templates the others read: all of them take over a second."""
    engine = application.template_engine
    assert isinstance(engine, JinjaTemplateEngine)
    if engine.engine.bytecode_cache is None:
        folder.mkdir(exist_ok=True)
        engine.engine.bytecode_cache = FileSystemBytecodeCache(str(folder))


@contextmanager
def on_postgres(server: PostgresServer, template: str, folder: Path, whose: str = WRITERS) -> Iterator[Litestar]:
    """The application before a copy of the database `template`, with its files in `folder`."""
    standing = _standing(whose)
    standing.leading_to(folder)
    name = server.create(template, standing.database_name)
    with standing.application(server.database_url(name), template) as application:
        yield application
    server.drop(name)


def move_out() -> None:
    """From now on another application, in a place of its own: for a process that was forked off a worker."""
    _standing.cache_clear()


@cache
def _standing(whose: str) -> _Standing:
    return _Standing(ADDRESSES.get(whose, ""))
