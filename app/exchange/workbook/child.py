"""Reading the cells of a workbook in a process of its own, with little memory and little time.

A workbook is a zip of XML that anybody can have written: one cell at BZZ200000 asks a reader for gigabytes. The child
gets the file on stdin and writes its cells as JSON; when it is ended, only the child is gone.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import itertools
import json
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any, BinaryIO
from xml.parsers.expat import ExpatError, errors
from zipfile import BadZipFile

from app.errors import TooLarge
from app.exchange.workbook.scan import MOST_UNPACKED_BYTES, SheetScan, as_json, scanned
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
_NO_MEMORY = errors.codes[errors.XML_ERROR_NO_MEMORY]


class Child:
    """One process that reads what anybody may have written. Another thread can end it, before it begins too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def run(self, words: Sequence[str], given: bytes) -> tuple[int, bytes]:
        """Its exit code and what it wrote to stdout; the code is negative where it was ended. Raises TooLarge when
        time is up."""
        with self._lock:
            if self._ended:
                return -signal.SIGKILL, b""
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        with self._process as process:
            try:
                out, _ = process.communicate(given, PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                raise too_big() from None
            finally:
                process.kill()
        return process.returncode, out

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


def read_sheets(raw: bytes, child: Child | None = None, most_rows: int | None = None) -> Sheets:
    """The cells of a workbook, read by the `child`; a sheet with more than `most_rows` that say anything under its
    first is cut behind them. Takes minutes: call in a thread. Raises Malformed, TooLarge.
    """
    words = [] if most_rows is None else [str(most_rows)]
    read = json.loads(in_child("app.exchange.workbook.child", raw, raw, child, words))
    return {name: _sheet(found) for name, found in read.items()}


def _sheet(found: dict[str, Any]) -> SheetIn:
    return SheetIn(
        found["cells"],
        tuple(Merged(*ends) for ends in found["merged"]),
        frozenset(found["rows"]),
        tuple((first, last) for first, last in found["columns"]),
        frozenset((row, column) for row, column in found["struck"]),
        tuple((row, column) for row, column in found["comments"]),
        found["is_cut"],
    )


def in_child(
    module: str, given: bytes, workbook: bytes, child: Child | None = None, words: Sequence[str] = ()
) -> bytes:
    """What a module that is called with these words writes to stdout when it is given these bytes, within the limits.
    Raises Malformed, TooLarge.
    """
    code, out = (child or Child()).run([sys.executable, "-m", module, *words], given)
    if code == EXIT_UNREADABLE:
        raise unreadable(workbook)
    if code == EXIT_TOO_FAR:
        cell = Cell(*json.loads(out))
        said = (
            f"{cell.sheet} 写到了很远的单元格（{cell.name}），请删去多余的行列",
            f"{cell} lies too far out; delete it",
        )
        raise TooLarge(Wording(f"填报表太大，无法读取：{said[0]}", f"the workbook is too big to be read: {said[1]}"))
    if code != 0:
        raise too_big()
    return out


def limit_this_process() -> None:
    """Hold this process to the limits of a child."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _main(most_rows: int | None = None) -> int:
    limit_this_process()
    gc.disable()  # what is read stays until the process ends
    from python_calamine import CalamineError, CalamineWorkbook

    raw = sys.stdin.buffer.read()
    read: dict[str, Any] = {}
    try:
        scans = dict(scanned(raw))
        cells = 0
        for name, scan in scans.items():
            cells += scan.end[0] * scan.end[1]
            if cells > MOST_CELLS:
                json.dump([name, scan.end[0] - 1, scan.end[1] - 1], sys.stdout)
                return EXIT_TOO_FAR
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        for name in book.sheet_names:
            scan = scans.get(name, SheetScan())
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False) if scan.end != (0, 0) else []
            cells_read, is_cut = _cut(_rows(rows, scan), most_rows)
            read[name] = as_json(scan) | {"cells": cells_read, "is_cut": is_cut}
    except (TooLarge, MemoryError):
        return EXIT_TOO_BIG
    except ExpatError as error:
        return EXIT_TOO_BIG if error.code == _NO_MEMORY else EXIT_UNREADABLE
    except (CalamineError, BadZipFile, ValueError, OSError, KeyError, StopIteration):
        return EXIT_UNREADABLE
    text = json.dumps(read, ensure_ascii=True, separators=(",", ":"))
    if len(text) > MOST_CHARACTERS:
        return EXIT_TOO_BIG
    sys.stdout.write(text)
    return 0


def _rows(rows: Sequence[Sequence[Any]], scan: SheetScan) -> list[list[Any]]:
    """The values as they go to the parent, without the blank ends of rows and of the sheet."""
    found = [_without_blank_end([_cell(value) for value in row]) for row in rows]
    for row, column in scan.percent:
        if row < len(found) and column < len(found[row]) and type(found[row][column]) in (float, int):
            found[row][column] = {"percent": found[row][column]}
    for (row, column), value in scan.broken.items():
        # The reader of the values has a blank there, or nothing.
        found += [[] for _ in range(row + 1 - len(found))]
        found[row] += [""] * (column + 1 - len(found[row]))
        found[row][column] = value
    while found and not found[-1]:
        found.pop()
    return found


def _cut(rows: list[list[Any]], most: int | None) -> tuple[list[list[Any]], bool]:
    """The rows up to the last of so many under the first that say anything, and whether there are more."""
    saying = (place for place, row in enumerate(rows) if place and row)
    end = None if most is None else next(itertools.islice(saying, most, None), None)
    return rows[:end], end is not None


def _without_blank_end(row: list[Any]) -> list[Any]:
    end = len(row)
    while end and row[end - 1] in ("", None):
        end -= 1
    return row[:end]


def _cell(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"day": value.date().isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    return value


if __name__ == "__main__":
    sys.exit(_main(*map(int, sys.argv[1:])))
