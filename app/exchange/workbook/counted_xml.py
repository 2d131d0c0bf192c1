"""The XML of a workbook as it comes: how much may be there is counted on the way, so that the rest is not read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from app.exchange.workbook.what_it_is import too_big


@lru_cache(maxsize=256)
def local_name(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


class Told:
    """A stream of which somebody is told how much was read."""

    def __init__(self, stream: IO[bytes], told: Callable[[int], None]) -> None:
        self._stream, self._told = stream, told

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, fewer at the end."""
        found = self._stream.read(size)
        self._told(len(found))
        return found


class Budget:
    """How many elements may still come, in all parts together."""

    def __init__(self, most: int) -> None:
        self._left = most

    def spend(self) -> None:
        """One more has come. Raises TooLarge."""
        self._left -= 1
        if self._left < 0:
            raise too_big()


def counting_parser(start: Callable[[str, Mapping[str, str]], None], budget: Budget) -> expat.XMLParserType:
    """A parser that tells `start` of every element, spends one of the budget for it, and takes no document type."""
    spend = budget.spend

    def counted(tag: str, attributes: Mapping[str, str]) -> None:
        spend()
        start(tag, attributes)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = counted
    parser.StartDoctypeDeclHandler = no_doctype
    return parser


def no_doctype(*_: object) -> None:
    """Raises ValueError: a workbook has no document type; entities that blow up are declared in one."""
    raise ValueError("a document type in a workbook")


def is_on(attributes: Mapping[str, str], name: str = "val") -> bool:
    """Whether an attribute says yes; one that is left out does."""
    return attributes.get(name, "1") not in ("0", "false", "none")
