"""What the styles and the shared texts of a workbook say of a cell: shown in per cent, struck through."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO

from app.exchange.workbook.counted_xml import Budget, counting_parser, is_on, local_name

_PERCENT_FORMATS = ("9", "10")
"""The formats of per cent that need no definition (ECMA-376, 18.8.30)."""
_QUOTED = re.compile(r'"[^"]*"|\\.|_.')


class Looks:
    """Which styles show per cent or a stroke through the text, and which shared texts are struck through."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.percent: set[str] = set()
        self.struck: set[str] = set()
        self.struck_texts: set[str] = set()

    def read_styles(self, stream: IO[bytes]) -> None:
        """The styles of the workbook."""
        formats, fonts, count = set(_PERCENT_FORMATS), set[str](), {"font": -1, "xf": -1}
        inside: list[str] = []

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            name = local_name(tag)
            inside.append(name)
            if name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
                formats.add(attributes.get("numFmtId", ""))
            elif name == "font" and "fonts" in inside:
                count["font"] += 1
            elif name == "strike" and "fonts" in inside and is_on(attributes):
                fonts.add(str(count["font"]))
            elif name == "xf" and "cellXfs" in inside:
                count["xf"] += 1
                if attributes.get("numFmtId") in formats:
                    self.percent.add(str(count["xf"]))
                if attributes.get("fontId") in fonts:
                    self.struck.add(str(count["xf"]))

        parser = counting_parser(start, self._budget)
        parser.EndElementHandler = lambda _: inside.pop()
        parser.ParseFile(stream)

    def read_texts(self, stream: IO[bytes]) -> None:
        """The texts that cells share."""
        count = -1

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            nonlocal count
            name = local_name(tag)
            if name == "si":
                count += 1
            elif name == "strike" and is_on(attributes):
                self.struck_texts.add(str(count))

        counting_parser(start, self._budget).ParseFile(stream)
