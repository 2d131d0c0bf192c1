"""The values of a file that holds one JSON value, a list of them, or one a line, each with its place in the file."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from app.errors import Fault, InvalidInput, Malformed
from app.exchange.entered import on_line, within
from app.exchange.sites_json import EMPTY_FILE, lines_of_json
from app.exchange.strict_json import load_json
from app.normal.encodings import decoded

Placed = tuple[object, Callable[[str], str]]
"""A value, and what turns a path inside it into a place in the file."""


def json_values(stream: BinaryIO, faults: list[Fault], most_members: int | None = None) -> Iterator[Placed]:
    """Every value of a file, whichever form it has; JSON lines are read one at a time, so they may be any number.

    What is wrong with a line goes to `faults`. Raises Malformed and InvalidInput for a file that is one JSON text and
    cannot be read, TooLarge for an object or a list with more than `most_members`.
    """
    lines = _lines(stream)
    head = list(_until_two_have_text(lines))
    written = [line for line in head if line.strip()]
    if not written:
        raise Malformed(EMPTY_FILE)
    if len(written) == 2 and _is_one_object(written[0], most_members):
        for number, value in lines_of_json(itertools.chain(head, lines), faults, most_members):
            yield value, on_line(number)
        return
    value = load_json(b"".join([*head, *lines]), most_members)
    if isinstance(value, list):
        yield from ((item, within(f"[{index}]")) for index, item in enumerate(value))
    else:
        yield value, within("")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream in UTF-8, or in UTF-16 with its mark, which is read whole."""
    first = stream.readline()
    if not first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield first
        yield from stream
        return
    text, _ = decoded(first + stream.read())
    yield from text.encode().splitlines(keepends=True)


def _until_two_have_text(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines up to and including the second that is not blank."""
    met = 0
    for line in lines:
        yield line
        met += bool(line.strip())
        if met == 2:
            return


def _is_one_object(line: bytes, most_members: int | None) -> bool:
    """Whether a line is a JSON object by itself, so that the lines after it are others."""
    try:
        return isinstance(load_json(line, most_members), dict)
    except InvalidInput:
        return True
    except Malformed:
        return False
