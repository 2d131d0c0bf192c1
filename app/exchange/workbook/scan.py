"""What the reader of the values does not tell: cells without a value, percent signs, strokes, what is hidden or merged.

It gives an error of Excel's and a formula without its result as blank, and blank means "leave as it is"; 75 % as 0.75;
of the rest nothing. So the sheets themselves are gone through, as a stream. Called in the child process, since the XML
can be anybody's.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.exchange.workbook.comments import numbered_comments
from app.exchange.workbook.counted_xml import Budget, Told, counting_parser, is_on, local_name
from app.exchange.workbook.looks import Looks
from app.exchange.workbook.what_it_is import too_big

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_BOOK, _PARTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHEETS = "xl/worksheets/sheet"
_STYLES, _TEXTS = "xl/styles.xml", "xl/sharedstrings.xml"
MOST_UNPACKED_BYTES = 192 * 1024 * 1024
"""What all parts may come to unpacked. Three thousand sites that have reported everything take a third."""
MOST_ELEMENTS = 8_000_000
"""Of all parts that are gone through; counted as they come, so that the rest is not read. The same sites take half."""

Place = tuple[int, int]
"""Row and column, counted from 0."""


@dataclass
class SheetScan:
    """What was found in one sheet.

    `broken`: cells that show no value, ``{"error": "#N/A"}`` or ``{"formula": "=A1"}``. `columns` are first and last
    of stretches that are hidden, `merged` first row, first column, last row, last column, `comments` the cells with the
    number of an identity card in their comment. `end` is how far any value
    lies out, in rows and in columns.
    """

    broken: dict[Place, dict[str, str]] = field(default_factory=dict)
    percent: set[Place] = field(default_factory=set)
    struck: set[Place] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    comments: list[Place] = field(default_factory=list)
    end: Place = (0, 0)


def scanned(
    raw: bytes, most_elements: int = MOST_ELEMENTS, told: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[str, SheetScan]]:
    """Every sheet by its name; `told` is told of every byte that was gone through in them. Raises TooLarge, KeyError,
    ValueError, ExpatError, BadZipFile.
    """
    budget = Budget(most_elements)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
            raise too_big()
        parts = {_plain(name): name for name in archive.namelist()}
        targets: dict[str, str] = {}
        sheets: list[tuple[str, str]] = []

        def part(tag: str, attributes: Mapping[str, str]) -> None:
            if local_name(tag) == "Relationship":
                targets[attributes["Id"]] = _plain(posixpath.join("xl", attributes["Target"]))

        def sheet(tag: str, attributes: Mapping[str, str]) -> None:
            if local_name(tag) == "sheet":
                key = next(value for name, value in attributes.items() if local_name(name) == "id" and " " in name)
                sheets.append((attributes["name"], key))

        for path, look in ((_PARTS, part), (_BOOK, sheet)):
            with archive.open(parts[path]) as stream:
                counting_parser(look, budget).ParseFile(stream)
        looks = Looks(budget)
        for path, read in ((_STYLES, looks.read_styles), (_TEXTS, looks.read_texts)):
            if path in parts:
                with archive.open(parts[path]) as stream:
                    read(stream)
        for name, key in sheets:
            with archive.open(parts[targets[key]]) as stream:
                found = _Sheet(looks, budget).read(Told(stream, told))
            places = map(_placed, numbered_comments(archive, parts, targets[key], budget.spend))
            found.comments = [place for place in places if place is not None]
            yield name, found


def bytes_of_sheets(raw: bytes) -> int:
    """How many bytes the sheets come to, about. Raises BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return sum(part.file_size for part in archive.infolist() if _plain(part.filename).startswith(_SHEETS))


def _plain(path: str) -> str:
    """A path in the archive as it is compared: not every program writes them alike."""
    return posixpath.normpath(path.replace("\\", "/")).lstrip("/").lower()


class _Sheet:
    """One sheet on its way through the parser, which tells of texts and ends only inside cells that need it."""

    def __init__(self, looks: Looks, budget: Budget) -> None:
        self._parser = counting_parser(self._start, budget)
        self._looks = looks
        self._found = SheetScan()
        self._row = self._column = -1
        self._type = ""
        self._open = ""
        self._listening = False
        self._texts: dict[str, str] = {}

    def read(self, stream: Told) -> SheetScan:
        """What is found in this sheet."""
        self._parser.ParseFile(stream)
        return self._found

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local_name(tag)
        if name == "c":
            self._cell(attributes)
        elif name in ("f", "v", "is"):
            if name == "f":
                self._listen(True)
            else:
                rows, columns = self._found.end
                if self._row >= rows or self._column >= columns:
                    self._found.end = (max(rows, self._row + 1), max(columns, self._column + 1))
            self._open, self._texts[name] = name, ""
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            if "hidden" in attributes and is_on(attributes, "hidden"):
                self._found.rows.add(self._row)
        elif name == "col" and "hidden" in attributes and is_on(attributes, "hidden"):
            self._found.columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            if (begin := _placed(first)) is not None and (end := _placed(last)) is not None:
                self._found.merged.append((*begin, *end))

    def _cell(self, attributes: Mapping[str, str]) -> None:
        self._column += 1
        if (place := _placed(attributes.get("r", ""))) is not None:
            self._row, self._column = place
        self._type, self._open, self._texts = attributes.get("t", ""), "", {}
        looks, style = self._looks, attributes.get("s", "0")
        if style in looks.percent:
            self._found.percent.add((self._row, self._column))
        if style in looks.struck:
            self._found.struck.add((self._row, self._column))
        self._listen(self._type == "e" or (self._type == "s" and bool(looks.struck_texts)))

    def _listen(self, really: bool) -> None:
        if really is self._listening:
            return
        self._listening = really
        self._parser.CharacterDataHandler = self._text if really else None
        self._parser.EndElementHandler = self._end if really else None

    def _text(self, text: str) -> None:
        if self._open:
            self._texts[self._open] += text

    def _end(self, tag: str) -> None:
        name = local_name(tag)
        if name in ("f", "v"):
            self._open = ""
        elif name == "c":
            self._listen(False)
            place, value = (self._row, self._column), self._texts.get("v")
            if self._type == "e" and value:
                self._found.broken[place] = {"error": value}
            elif "f" in self._texts and (value is None or (not value and self._type != "str")):
                # A formula may well come to an empty text, which is then saved as one.
                self._found.broken[place] = {"formula": f"={self._texts['f']}"}
            elif self._type == "s" and value in self._looks.struck_texts:
                self._found.struck.add(place)


def _placed(name: str) -> Place | None:
    """
    >>> _placed("A1"), _placed("AA12"), _placed("")
    ((0, 0), (11, 26), None)
    """
    found = _PLACE.fullmatch(name)
    if found is None:
        return None
    return int(found[2]) - 1, _column(found[1])


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def as_json(scan: SheetScan) -> dict[str, Any]:
    """What goes from the child to its parent beside the values."""
    return {
        "rows": sorted(scan.rows),
        "columns": scan.columns,
        "merged": scan.merged,
        "struck": sorted(scan.struck),
        "comments": sorted(scan.comments),
    }
