"""Reading the cells of a workbook in a process of its own, with little memory and little time.

A workbook is a zip of XML that anybody can have written: one cell at BZZ200000 asks a reader for gigabytes. The child
gets the file on stdin and writes its cells as JSON; when it is ended, only the child is gone.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import resource
import subprocess
import sys
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from app.errors import Malformed, TooLarge
from app.exchange.workbook.broken_cells import BrokenCell, broken_cells
from app.wording import Wording

MEMORY_BYTES = 1024 * 1024 * 1024
SECONDS = 60
EXIT_UNREADABLE = 3
MOST_ROWS, MOST_COLUMNS = 20_000, 400
_UNREADABLE = Wording("不是可以读取的填报表（.xlsx）", "is not an Excel workbook (.xlsx) that can be read")
_TOO_BIG = Wording("填报表太大，无法读取", "the workbook is too big to be read")

Sheets = dict[str, list[list[Any]]]
"""Rows of each sheet from its first cell. Numbers, texts, booleans; days as ``{"day": "2026-11-22"}``, and cells that
show no value as ``{"error": "#N/A"}`` or ``{"formula": "=A1"}``.
"""


def read_sheets(raw: bytes) -> Sheets:
    """The cells of a workbook. Takes up to a minute: call in a thread. Raises Malformed, TooLarge."""
    sheets: Sheets = json.loads(in_child("app.exchange.workbook.child", raw))
    return sheets


def in_child(module: str, given: bytes) -> bytes:
    """What a module writes to stdout when it is given these bytes, within the limits. Raises Malformed, TooLarge."""
    words = [sys.executable, "-m", module]
    try:
        done = subprocess.run(words, input=given, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise TooLarge(_TOO_BIG) from None
    if done.returncode == EXIT_UNREADABLE:
        raise Malformed(_UNREADABLE)
    if done.returncode != 0:
        raise TooLarge(_TOO_BIG)
    return done.stdout


def limit_this_process() -> None:
    """Hold this process to the limits of a child."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _main() -> int:
    limit_this_process()
    from python_calamine import CalamineError, CalamineWorkbook

    raw = sys.stdin.buffer.read()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = {}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.end is not None and (sheet.end[0] >= MOST_ROWS or sheet.end[1] >= MOST_COLUMNS):
                return 4
            sheets[name] = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        for name, cells in broken_cells(raw):
            for cell in cells:
                if cell.row >= MOST_ROWS or cell.column >= MOST_COLUMNS:
                    return 4
                _lay_in(sheets[name], cell)
    except (CalamineError, BadZipFile, ExpatError, ValueError, OSError, KeyError):
        return EXIT_UNREADABLE
    json.dump(sheets, sys.stdout, ensure_ascii=True)
    return 0


def _lay_in(rows: list[list[Any]], cell: BrokenCell) -> None:
    """Put a broken cell where the reader of the values has a blank, or nothing."""
    rows += [[] for _ in range(cell.row + 1 - len(rows))]
    row = rows[cell.row]
    row += [""] * (cell.column + 1 - len(row))
    row[cell.column] = cell.value


def _cell(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return {"day": value.date().isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    return value


if __name__ == "__main__":
    sys.exit(_main())
