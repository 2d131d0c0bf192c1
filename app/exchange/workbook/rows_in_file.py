"""The rows of a sheet in a file that has no name: read when they are asked for, so that no sheet is in memory."""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, overload
from weakref import finalize

import orjson

_AT_ONCE = 16
"""So many rows are read together."""
Row = Sequence[Any]


class PassingFile:
    """A file without a name, which goes when nobody holds it any more."""

    def __init__(self) -> None:
        self.file: IO[bytes] = TemporaryFile()  # noqa: SIM115 # held as long as this
        finalize(self, self.file.close)


class RowsInFile(Sequence[Row]):
    """Rows that stand in a file as JSON, a list a line, from where it ends when they begin; `add` writes one more."""

    def __init__(self, among: PassingFile) -> None:
        self._among, self._file = among, among.file
        self._ends = array("Q", [self._file.tell()])
        self._read: tuple[int, list[Row]] = (0, [])

    def add(self, line: bytes) -> None:
        """One more row, as it stands on its line."""
        self._file.write(line)
        self._ends.append(self._ends[-1] + len(line))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[Row]:
        for first in range(0, len(self), _AT_ONCE):
            yield from self._from(first, _AT_ONCE)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        place %= len(self)
        first, rows = self._read
        if not first <= place < first + len(rows):
            rows = self._from(place, _AT_ONCE if place == first + len(rows) else 1)
            first, _ = self._read = place, rows
        return rows[place - first]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowsInFile) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment] # rows are no key

    def _from(self, first: int, count: int) -> list[Row]:
        begin, end = self._ends[first], self._ends[min(first + count, len(self))]
        lines = os.pread(self._file.fileno(), end - begin, begin).rstrip().replace(b"\n", b",")
        return _read(b"[%b]" % lines)


def _read(text: bytes) -> list[Row]:
    try:
        found: list[Row] = orjson.loads(text)
    except orjson.JSONDecodeError:  # numbers without an end, and halves of signs
        found = json.loads(text)
    return found
