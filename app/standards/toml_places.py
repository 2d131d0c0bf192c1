"""Where in a TOML file a value stands, so that a fault can name its line.

The standard library's parser keeps no positions. This walks the source once, beside the parser, and remembers the line
of every table header and every key at the start of a line; for anything deeper the enclosing key's line is given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+(?:\s*\.\s*[A-Za-z0-9_\-]+)*)\s*=")

Place = tuple[str | int, ...]


class TomlPlaces:
    """Line numbers by path; paths are keys and list positions, as in pydantic's ``loc``."""

    def __init__(self, source: str) -> None:
        self._lines: dict[Place, int] = {(): 1}
        counts: dict[Place, int] = {}
        table: Place = ()
        for number, line in enumerate(source.splitlines(), start=1):
            if header := _HEADER.match(line):
                table = self._enter(header[2], header[1] == "[[", counts)
                self._lines.setdefault(table, number)
            elif key := _KEY.match(line):
                self._lines.setdefault(table + tuple(part.strip() for part in key[1].split(".")), number)

    @staticmethod
    def _enter(name: str, repeated: bool, counts: dict[Place, int]) -> Place:
        path: Place = ()
        parts = [part.strip(" \"'") for part in name.split(".")]
        for position, part in enumerate(parts):
            path = (*path, part)
            if repeated and position == len(parts) - 1:
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        return path

    def line(self, path: Sequence[str | int]) -> int:
        """The line of the value at `path`, or of the nearest thing around it that has a line of its own."""
        place = tuple(path)
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)
