"""Reading the cells of a workbook in a process of its own, with little memory and little time.

A workbook is a zip of XML that anybody can have written: one cell at BZZ200000 asks a reader for gigabytes. The child
gets the file on stdin and writes its cells as JSON (see `in_the_child`); when it is ended, only the child is gone.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from app.errors import TooLarge
from app.exchange.private_files import room_for_it
from app.exchange.track import Track, untracked
from app.exchange.workbook.rows_in_file import PassingFile, RowsInFile
from app.exchange.workbook.scan import MOST_UNPACKED_BYTES
from app.exchange.workbook.sheets import Cell, Merged, SheetIn, Sheets
from app.exchange.workbook.what_it_is import too_big, unreadable
from app.wording import Wording

MEMORY_BYTES = 1024 * 1024 * 1024
SECONDS = 60
"""Of the processor. A busy machine may take longer over it."""
PATIENCE_SECONDS = 240
EXIT_TOO_BIG, EXIT_UNREADABLE, EXIT_TOO_FAR = 1, 3, 4
MOST_CELLS = 6_000_000
"""What the cells of all sheets may come to, from the first to the one farthest out: the reader keeps room for each."""
MOST_CHARACTERS = 96 * 1024 * 1024
"""What the values may come to in writing: it is kept by the server, not by the child."""
_Told = tuple[dict[str, Any], RowsInFile]
"""What the child tells of a sheet, and its rows."""


class Child:
    """One process that reads what anybody may have written. Another thread can end it, before it begins too.

    `code` is its exit code, when its lines were read to their end; negative where it was ended.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = self._is_late = False
        self.code = 0

    def lines(self, words: Sequence[str], given: bytes) -> Iterator[bytes]:
        """What it writes to stdout when it is given these bytes, line by line as they come. Raises TooLarge when time
        is up.
        """
        with TemporaryFile() as file, self._lock:
            if self._ended:
                self.code = -signal.SIGKILL
                return
            file.write(given)
            file.seek(0)
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(words, stdin=file, stdout=pipe, stderr=subprocess.DEVNULL)
        with self._process as process, self._in_time(process):
            try:
                assert process.stdout is not None, "it was given a pipe"
                yield from process.stdout
                process.wait()
            finally:
                process.kill()
        if self._is_late:
            raise too_big()
        self.code = process.returncode

    @contextmanager
    def _in_time(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Kill the process when time is up."""

        def late() -> None:
            self._is_late = True
            process.kill()

        timer = threading.Timer(PATIENCE_SECONDS, late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def end(self) -> None:
        """Kill it, or keep it from beginning. Whoever waits for it goes on at once."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                self._process.kill()


def packed(file: BinaryIO) -> bytes:
    """The bytes of a workbook, of which no more are read than any may have. Raises TooLarge."""
    raw = file.read(MOST_UNPACKED_BYTES + 1)
    if len(raw) > MOST_UNPACKED_BYTES:
        raise too_big()
    return raw


def read_sheets(
    raw: bytes, child: Child | None = None, most_rows: int | None = None, track: Track = untracked
) -> Sheets:
    """The cells of a workbook, read by the `child`, their rows in a file without a name; a sheet with more than
    `most_rows` that say anything under its first is cut behind them. `track` shows how many rows were read of how many.
    Takes minutes: call in a thread. Raises Malformed, TooLarge, and Unavailable where the disk is full.
    """
    words = [] if most_rows is None else [str(most_rows)]
    lines = lines_of_child("app.exchange.workbook.in_the_child", raw, raw, child, words)
    into, found = PassingFile(), list[_Told]()
    with room_for_it():
        head: dict[str, Any] = json.loads(next(lines))
        for _ in track(_unpacked(lines, head), "unpack", head.get("pieces")):
            pass
        for _ in track(_taken(lines, into, found), "read", head.get("rows")):
            pass
        into.file.flush()
    return {told["sheet"]: _sheet(told, rows) for told, rows in found}


def _unpacked(lines: Iterable[bytes], head: dict[str, Any]) -> Iterator[bytes]:
    """A line for each piece that was gone through, up to what is said of all sheets, which goes to the `head`."""
    for line in lines:
        head |= json.loads(line)
        if "rows" in head:
            return
        yield line


def _taken(lines: Iterable[bytes], into: PassingFile, found: list[_Told]) -> Iterator[bytes]:
    """The rows, while they and what is told of their sheets are taken in."""
    for line in lines:
        if line.startswith(b"["):
            found[-1][1].add(line)
            yield line
        elif "sheet" in (told := json.loads(line)):
            found.append((told, RowsInFile(into)))
        else:
            found[-1][0].update(told)


def _sheet(found: dict[str, Any], rows: RowsInFile) -> SheetIn:
    return SheetIn(
        rows,
        tuple(Merged(*ends) for ends in found["merged"]),
        frozenset(found["rows"]),
        tuple((first, last) for first, last in found["columns"]),
        frozenset((row, column) for row, column in found["struck"]),
        tuple((row, column) for row, column in found["comments"]),
        found["is_cut"],
    )


def in_child(module: str, given: bytes, workbook: bytes, child: Child | None = None) -> bytes:
    """What a module writes to stdout when it is given these bytes, within the limits. Raises Malformed, TooLarge."""
    return b"".join(lines_of_child(module, given, workbook, child))


def lines_of_child(
    module: str, given: bytes, workbook: bytes, child: Child | None = None, words: Sequence[str] = ()
) -> Iterator[bytes]:
    """What a module that is called with these words writes to stdout when it is given these bytes, line by line; what
    was read is good for something only when all of it is there. Raises Malformed, TooLarge.
    """
    last, child = b"", child or Child()
    for last in child.lines([sys.executable, "-m", module, *words], given):
        yield last
    if child.code == EXIT_UNREADABLE:
        raise unreadable(workbook)
    if child.code == EXIT_TOO_FAR:
        cell = Cell(*json.loads(last)["too_far"])
        said = (
            f"{cell.sheet} 写到了很远的单元格（{cell.name}），请删去多余的行列",
            f"{cell} lies too far out; delete it",
        )
        raise TooLarge(Wording(f"填报表太大，无法读取：{said[0]}", f"the workbook is too big to be read: {said[1]}"))
    if child.code != 0:
        raise too_big()


def limit_this_process() -> None:
    """Hold this process to the limits of a child."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
