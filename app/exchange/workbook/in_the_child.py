"""What the child does that reads a workbook: the file comes on stdin, its cells go to stdout, a row a line.

First how many pieces the sheets have, and a line for each that was gone through; then how many rows they have. Of each
sheet what is told beside the values, and its rows, which are lists where all else are objects.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import itertools
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError, errors
from zipfile import BadZipFile

from app.errors import TooLarge
from app.exchange.workbook.child import (
    EXIT_TOO_BIG,
    EXIT_TOO_FAR,
    EXIT_UNREADABLE,
    MOST_CELLS,
    MOST_CHARACTERS,
    limit_this_process,
)
from app.exchange.workbook.scan import SheetScan, as_json, bytes_of_sheets, scanned

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_NO_MEMORY = errors.codes[errors.XML_ERROR_NO_MEMORY]
_PIECE = 1 << 18


def _main(most_rows: int | None = None) -> int:
    limit_this_process()
    gc.disable()  # what is read stays until the process ends
    from python_calamine import CalamineError, CalamineWorkbook

    raw = sys.stdin.buffer.read()
    left = MOST_CHARACTERS
    try:
        scans = dict(scanned(raw, told=_Pieces(bytes_of_sheets(raw)).take))
        cells = 0
        for name, scan in scans.items():
            cells += scan.end[0] * scan.end[1]
            if cells > MOST_CELLS:
                _tell({"too_far": [name, scan.end[0] - 1, scan.end[1] - 1]})
                return EXIT_TOO_FAR
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        _tell({"rows": sum(scan.end[0] for scan in scans.values())})
        for name in book.sheet_names:
            scan = scans.pop(name, SheetScan())
            sheet = book.get_sheet_by_name(name) if scan.end != (0, 0) else None
            left -= _tell({"sheet": name, "is_cut": False} | as_json(scan))
            saying = -1  # of the rows under the first
            for row in _without_blank_rows(_rows(sheet, scan)):
                saying += bool(row) or saying < 0
                if most_rows is not None and saying > most_rows:
                    left -= _tell({"is_cut": True})
                    break
                left -= _tell(row)
                if left < 0:
                    return EXIT_TOO_BIG
    except (TooLarge, MemoryError):
        return EXIT_TOO_BIG
    except ExpatError as error:
        return EXIT_TOO_BIG if error.code == _NO_MEMORY else EXIT_UNREADABLE
    except (CalamineError, BadZipFile, ValueError, OSError, KeyError, StopIteration):
        return EXIT_UNREADABLE
    return 0


class _Pieces:
    """Tells the parent of every piece of the sheets that was gone through."""

    def __init__(self, of_bytes: int) -> None:
        self._done = 0
        _tell({"pieces": of_bytes // _PIECE})

    def take(self, count: int) -> None:
        """So many bytes more."""
        self._done += count
        if self._done >= _PIECE:
            self._done -= _PIECE
            _tell({})
            sys.stdout.flush()


def _tell(said: Any) -> int:
    """Write a line to the parent; how many characters it has."""
    return sys.stdout.write(json.dumps(said, ensure_ascii=True, separators=(",", ":")) + "\n")


def _rows(sheet: CalamineSheet | None, scan: SheetScan) -> Iterator[list[Any]]:
    """The rows of values from the first as they go to the parent, without their blank ends."""
    percent, broken = defaultdict[int, list[int]](list), defaultdict[int, dict[int, dict[str, str]]](dict)
    for row, column in scan.percent:
        percent[row].append(column)
    for (row, column), said in scan.broken.items():
        broken[row][column] = said
    _, left = sheet.start or (0, 0) if sheet is not None else (0, 0)
    read = iter(sheet.iter_rows()) if sheet is not None else iter(())
    last = max(broken, default=-1)
    for number in itertools.count():
        values = next(read, None)
        if values is None and number > last:
            return
        found = _without_blank_end([*[""] * left, *map(_cell, values or ())])
        for column in percent.get(number, ()):
            if column < len(found) and type(found[column]) in (float, int):
                found[column] = {"percent": found[column]}
        for column, said in broken.get(number, {}).items():
            # The reader of the values has a blank there, or nothing.
            found += [""] * (column + 1 - len(found))
            found[column] = said
        yield found


def _without_blank_rows(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """The rows up to the last that says anything."""
    blank = 0
    for row in rows:
        if not row:
            blank += 1
            continue
        yield from ([] for _ in range(blank))
        yield row
        blank = 0


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
