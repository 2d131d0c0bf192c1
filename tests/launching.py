"""Commands under test as processes of their own that need not load the program anew: forked from one that has.

Loading takes one to two seconds of a core, and the suite starts some hundreds of commands. Environment, folder,
standard streams, signals and exit code are a new process's in every way; the entry point is the command's own. Tests of
the start itself, of a server that is killed and of interrupting start Python anew all the same.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkContext, ForkServerContext
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        *("app.cli", "app.asgi", "uvicorn", "app.web.maps.drawing", "litestar.plugins.pydantic"),
        *("app.journeys.demo.add", "app.journeys.files.import_export", "app.journeys.backup", "pypinyin"),
        # What migrating a database loads, a tenth of a second of each command that meets an empty one.
        *("app.piccolo_conf", "app.store.piccolo_app", "black"),
        # What commands load only where they judge or measure: two tenths of a second of those that do.
        *("scipy.spatial", "pyproj", "geocoordinates_ffi"),
        "tests.read_before",
    ]
)


@dataclass
class _Origin:
    """What commands are forked from, and what each of them does at its end."""

    context: ForkServerContext | ForkContext = _FORKS
    at_end: Callable[[], None] | None = None


_ORIGIN = _Origin()


def fork_from_here(at_end: Callable[[], None] | None = None) -> None:
    """From now on commands are forked from whichever process starts them, with all that is in it: a fault that was
    planted, functions that tell what they pass over. `at_end` is called in each before it ends by itself.
    """
    _ORIGIN.context, _ORIGIN.at_end = multiprocessing.get_context("fork"), at_end


class Launched:
    """A running command, with what of `subprocess.Popen` tests need."""

    def __init__(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        streams: tuple[Path, Path, Path],
        last_write: int | None = None,
    ) -> None:
        self._process = _ORIGIN.context.Process(
            target=_command, args=(list(words), dict(environment), str(folder), tuple(map(str, streams)), last_write)
        )
        self._process.start()

    def poll(self) -> int | None:
        """The exit code, None while it runs; minus the signal that ended it."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def wait(self, seconds: float) -> int:
        """The exit code once it has ended. Raises TimeoutExpired, and ends it, when that takes longer."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
            raise subprocess.TimeoutExpired("zhanwang", seconds)
        return self._process.exitcode


def ran(
    words: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    given: bytes,
    seconds: float,
    last_write: int | None = None,
) -> "subprocess.CompletedProcess[bytes]":
    """One call of `zhanwang` from beginning to end; it is killed after its `last_write`, where that is a number."""
    with tempfile.TemporaryDirectory() as place:
        streams = tuple(Path(place) / name for name in ("in", "out", "err"))
        streams[0].write_bytes(given)
        code = Launched(words, environment, folder, streams, last_write).wait(seconds)  # type: ignore[arg-type] # three of them
        return subprocess.CompletedProcess(list(words), code, streams[1].read_bytes(), streams[2].read_bytes())


def _command(
    words: list[str],
    environment: dict[str, str],
    folder: str,
    streams: tuple[str, str, str],
    last_write: int | None,
) -> None:
    """What runs in the new process: its surroundings first, then the command."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    flags = (os.O_RDONLY, *(os.O_WRONLY | os.O_CREAT | os.O_APPEND,) * 2)
    for number, (path, flag) in enumerate(zip(streams, flags, strict=True)):
        opened = os.open(path, flag, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    # The process's own, for as long as it lives: those that were forked know files where there may be a terminal.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 # as said
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 # as said
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115 # as said
    sys.argv = ["zhanwang", *words]
    if last_write is not None:
        _die_after(last_write)
    from app.cli import main

    try:
        main()
    finally:
        if _ORIGIN.at_end is not None:
            _ORIGIN.at_end()


def _die_after(last_write: int) -> None:
    """This process kills itself once it has run so many statements that write, with whatever it has open."""
    from app.store.transactions import SingleWriter

    written = 0

    def hear(statement: str, _rows: int) -> None:
        nonlocal written
        written += statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))
        if written == last_write:
            os.kill(os.getpid(), signal.SIGKILL)

    SingleWriter.listener = staticmethod(hear)
