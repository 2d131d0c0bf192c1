"""Cells that show no value: an error of Excel's, or a formula whose result nobody has saved.

The reader of the values gives both as blank, and blank means "leave as it is": so they are looked for in the sheets
themselves. Called in the child process, since the XML can be anybody's.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_BOOK, _PARTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """Where such a cell is, counted from 0, and what it holds: ``{"error": "#N/A"}`` or ``{"formula": "=A1"}``."""

    row: int
    column: int
    value: Mapping[str, str]


def broken_cells(raw: bytes) -> Iterator[tuple[str, list[BrokenCell]]]:
    """The broken cells of every sheet by its name. Raises KeyError, ValueError, ExpatError, BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {_plain(name): name for name in archive.namelist()}
        targets: dict[str, str] = {}
        sheets: list[tuple[str, str]] = []

        def part(tag: str, attributes: Mapping[str, str]) -> None:
            if _local(tag) == "Relationship":
                targets[attributes["Id"]] = _plain(posixpath.join("xl", attributes["Target"]))

        def sheet(tag: str, attributes: Mapping[str, str]) -> None:
            if _local(tag) == "sheet":
                key = next(value for name, value in attributes.items() if _local(name) == "id" and " " in name)
                sheets.append((attributes["name"], key))

        for path, look in ((_PARTS, part), (_BOOK, sheet)):
            with archive.open(parts[path]) as stream:
                _parser(look).ParseFile(stream)
        for name, key in sheets:
            with archive.open(parts[targets[key]]) as stream:
                yield name, _Sheet().read(stream)


def _plain(path: str) -> str:
    """A path in the archive as it is compared: not every program writes them alike."""
    return posixpath.normpath(path.replace("\\", "/")).lstrip("/").lower()


def _local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def _parser(start: Callable[[str, Mapping[str, str]], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_: object) -> None:
    """A workbook has none; entities that blow up are declared in one."""
    raise ValueError("a document type in a workbook")


class _Sheet:
    """One sheet on its way through the parser, which tells of texts and ends only inside cells that may be broken."""

    def __init__(self) -> None:
        self._parser = _parser(self._start)
        self._found: list[BrokenCell] = []
        self._row = self._column = -1
        self._type = ""
        self._open = ""
        self._texts: dict[str, str] = {}

    def read(self, stream: IO[bytes]) -> list[BrokenCell]:
        """The broken cells of this sheet."""
        self._parser.ParseFile(stream)
        return self._found

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        if name == "c":
            self._column += 1
            if place := _PLACE.fullmatch(attributes.get("r", "")):
                self._row, self._column = int(place[2]) - 1, _number(place[1]) - 1
            self._type, self._open, self._texts = attributes.get("t", ""), "", {}
            self._listen(self._type == "e")
        elif name in ("f", "v"):
            if name == "f":
                self._listen(True)
            self._open, self._texts[name] = name, ""
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1

    def _listen(self, really: bool) -> None:
        self._parser.CharacterDataHandler = self._text if really else None
        self._parser.EndElementHandler = self._end if really else None

    def _text(self, text: str) -> None:
        if self._open:
            self._texts[self._open] += text

    def _end(self, tag: str) -> None:
        name = _local(tag)
        if name in ("f", "v"):
            self._open = ""
        elif name == "c":
            self._listen(False)
            value = self._texts.get("v")
            if self._type == "e" and value:
                self._found.append(BrokenCell(self._row, self._column, {"error": value}))
            elif "f" in self._texts and (value is None or (not value and self._type != "str")):
                # A formula may well come to an empty text, which is then saved as one.
                self._found.append(BrokenCell(self._row, self._column, {"formula": f"={self._texts['f']}"}))


def _number(letters: str) -> int:
    """
    >>> _number("A"), _number("Z"), _number("AA")
    (1, 26, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
