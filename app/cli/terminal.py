"""Speaking to the terminal: UTF-8 whatever the locale, one line a complaint, bars only where somebody
looks.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, NoReturn, TypeVar

from app.errors import Fault
from app.journeys.coverage.own_thread import is_still_working

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

NOT_PASSED, FAILED, STOPPED = 1, 2, 130
LONG_WORK = 200
"""From this many items on, work is long enough for a bar."""

Item = TypeVar("Item")


def speak_utf8() -> None:
    """Write UTF-8 also where the locale says ASCII or GBK; what cannot be written is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def complain(*wordings: str) -> None:
    """One line on stderr, the languages side by side."""
    _say("zhanwang: " + " / ".join(" ".join(text.split()) for text in wordings))


def complain_of(faults: Iterable[Fault]) -> None:
    """One line for every fault: its place, then what is wrong with it."""
    for fault in faults:
        _say(" ".join(fault.line().split()))


def tell(zh: str, en: str) -> None:
    """One line of news on stderr."""
    _say(f"{zh} / {en}")


def _say(line: str) -> None:
    with suppress(BrokenPipeError):
        print(line, file=sys.stderr, flush=True)  # noqa: T201 # the one place that prints


def emit(data: bytes | str) -> None:
    """Data on stdout."""
    if isinstance(data, str):
        data = data.encode()
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def let_go_of_stdout() -> None:
    """Send what is still buffered nowhere, so that Python does not complain about the broken pipe when it
    ends.
    """
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def leave(code: int) -> NoReturn:
    """End the process with a code, also under a solver that works on: nothing is torn down beneath it.

    What is pressed from here on comes too late to stop anything.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if is_still_working():
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


@contextmanager
def first_ctrl_c(stop: Callable[[], None]) -> Iterator[None]:
    """What Ctrl+C does while the body runs; one that comes after the body ends the process at once.

    It never becomes a `KeyboardInterrupt`: Python would print one that meets a finaliser as a traceback.
    """
    over = False

    def heard(_signal: int, _frame: object) -> None:
        if not over:
            stop()
            return
        os.write(sys.stderr.fileno(), "zhanwang: 已停止 / stopped\n".encode())
        os._exit(STOPPED)

    signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        over = True


def tracked(
    items: Iterable[Item], what: str, total: int | None = None, *, file: IO[bytes] | None = None
) -> Iterable[Item]:
    """The items, with a bar on stderr where it is a terminal and the work is long (or of unknown length).

    Where nobody knows how many they are, the bar tells how much was read of the `file` that they come from.
    """
    if not sys.stderr.isatty() or (total is not None and total < LONG_WORK):
        return items
    if total is None and file is not None and (size := _size_of(file)):
        return _with_share(items, what, file, size)
    return _with_bar(items, what, total)


def _size_of(file: IO[bytes]) -> int:
    """Bytes of a file; 0 of what has no end yet, as a pipe."""
    with suppress(OSError):
        told = os.fstat(file.fileno())
        return told.st_size if stat.S_ISREG(told.st_mode) else 0
    return 0


def _with_bar(items: Iterable[Item], what: str, total: int | None) -> Iterator[Item]:
    with _bar() as bar:
        yield from bar.track(items, total=total, description=what)


def _with_share(items: Iterable[Item], what: str, file: IO[bytes], size: int) -> Iterator[Item]:
    from rich.progress import TaskProgressColumn, TextColumn

    with _bar(TaskProgressColumn(), TextColumn("{task.fields[done]}")) as bar:
        task = bar.add_task(what, total=size, done=0)
        for done, item in enumerate(items, start=1):
            yield item
            bar.update(task, completed=file.tell(), done=done)


async def tracked_as_they_come(items: AsyncIterable[Item], what: str, total: int) -> AsyncIterator[Item]:
    """The same of items that are waited for."""
    if not sys.stderr.isatty() or total < LONG_WORK:
        async for item in items:
            yield item
        return
    with _bar() as bar:
        task = bar.add_task(what, total=total)
        async for item in items:
            yield item
            bar.advance(task)


def _bar(*how_far: ProgressColumn) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    told = how_far or (MofNCompleteColumn(),)
    columns = (TextColumn("{task.description}"), BarColumn(), *told, TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


@contextmanager
def libraries_hushed() -> Iterator[None]:
    """What a library prints on stdout goes to stderr instead: stdout is for data alone."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


@contextmanager
def busy_with(what: str) -> Iterator[Callable[[str], None]]:
    """A moving sign on stderr while one long step runs, where it is a terminal; call it to say how far that is."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as sign:
        yield lambda news: sign.update(f"{what} · {news}")


@contextmanager
def news_of(what: str) -> Iterator[Callable[[str, float], None]]:
    """Say on stderr how long work stands: a moving line with the seconds on a terminal, else a line for each news."""
    said = [what]
    if sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status(what) as status:
            yield lambda text, seconds: status.update(f"{text} · {round(seconds)} s")
        return

    def say(text: str, _: float) -> None:
        if text != said[0]:
            said[0] = text
            _say(text)

    yield say
