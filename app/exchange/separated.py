"""Text files of rows, their cells parted by commas, or by the tabs and semicolons that spreadsheets write instead."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from typing import TextIO

from app.errors import Malformed
from app.wording import Wording

LONGEST_CELL = 1_000_000
LONGEST_LINE = 16 * LONGEST_CELL
"""Of a cell and of a line, in signs: so much of a file is in memory, whatever it is."""
_SEPARATORS = ",\t;"


def rows_of(text: TextIO) -> Iterator[list[str]]:
    """The rows of a CSV text whose line breaks are as they were, each read when it is asked for. Raises Malformed."""
    csv.field_size_limit(LONGEST_CELL)
    lines = _lines(text)
    head: list[str] = []
    for begun in lines:
        head.append(begun)
        if begun.strip():
            break
    reader = csv.reader(itertools.chain(head, lines), strict=True, delimiter=separator_of("".join(head)))
    try:
        yield from reader
    except csv.Error as error:
        raise _no_csv(reader.line_num, str(error)) from None


def _lines(text: TextIO) -> Iterator[str]:
    for number, line in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), start=1):
        if len(line) >= LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise _no_csv(number, f"line longer than {LONGEST_LINE} signs")
        yield line


def _no_csv(line: int, why: str) -> Malformed:
    return Malformed(Wording(f"第 {line} 行不是合法的 CSV：{why}", f"line {line} is not valid CSV: {why}"))


def separator_of(text: str) -> str:
    """The sign that parts the cells: the one that the heading has most of, a comma where it has none.

    >>> [separator_of(text) for text in ("code\\tname\\n1\\ta;b", "编码;名称", "编码", '"a;b;c",d')]
    ['\\t', ';', ',', ',']
    """
    heading = text.lstrip().partition("\n")[0]
    outside = "".join(heading.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)
