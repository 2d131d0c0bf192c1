"""The application behind a real socket, in a thread of the test's own process: for tests that bring a browser.

A server that is a process of its own reads the seeds, compiles the templates and judges the network anew for each test
that writes; here only the database is new. What a process does on its own (its entry point, signals, workers) is tested
where processes are started: `tests/cli`. One at a time: tables are bound to one database in a process.
"""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import uvicorn
from litestar import Litestar

from app.settings import Settings
from app.web.door.connection import Connection
from app.web.door.hall import Hall
from app.web.door.limits import Limits
from tests.standing import WRITERS, on_sqlite


class _Announced(uvicorn.Server):
    """A server that tells when it has started, or that it never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.decided = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.decided.set()


@contextmanager
def serving_demo(template: Path, folder: Path, whose: str = WRITERS) -> Iterator[str]:
    """A copy of the demonstration served in this process, and its address."""
    with on_sqlite(template, folder, whose) as app, serving_here(app) as address:
        yield address


@contextmanager
def serving_here(app: Litestar) -> Iterator[str]:
    """The application at its own door, and its address: that of the server before where it is free."""
    settings: Settings = app.state["house"].settings
    limits = Limits(settings.max_body_bytes, settings.request_head_seconds, settings.request_body_seconds)
    door = partial(Connection, Hall(limits))
    config = uvicorn.Config(app, http=door, ws="none", log_config=None, lifespan="on", timeout_graceful_shutdown=10)  # type: ignore[arg-type] # called like a class
    server = _Announced(config)
    with _listening() as listening:
        thread = threading.Thread(target=asyncio.run, args=(server.serve([listening]),))
        thread.start()
        try:
            server.decided.wait()
            assert server.started, "the server did not start"
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


_last_port = 0


def _listening() -> socket.socket:
    """A socket where the server before stood, which is what a kept browser context knows; at a free port where that is
    taken.
    """
    global _last_port  # noqa: PLW0603 # one server at a time, and where it stood
    try:
        listening = socket.create_server(("127.0.0.1", _last_port))
    except OSError:
        listening = socket.create_server(("127.0.0.1", 0))
    _last_port = listening.getsockname()[1]
    return listening
