"""What `evaluate` is asked: a site document, an envelope ``{"as_of": …, "site": …}``, a list of them, or
JSON lines.
"""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from app.errors import Fault, InvalidInput, Malformed
from app.exchange.entered import on_line, within
from app.exchange.sites_json import EMPTY_FILE, lines_of_json
from app.exchange.strict_json import load_json
from app.normal.encodings import decoded
from app.sites.entry import Entry


@dataclass(frozen=True, slots=True)
class Asked:
    """One site to be judged. `as_of` is None when the document names no day; `place` locates a path of
    `document`.
    """

    document: object
    as_of: date | None
    place: Callable[[str], str]


def asked_in(value: object, faults: list[Fault]) -> Iterator[Asked]:
    """What one JSON value asks: the document, envelope, or list of either. Envelope faults go to `faults`."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _asked(item, within(f"[{index}]"), faults)
    else:
        yield from _asked(value, within(""), faults)


def asked_of(stream: BinaryIO, faults: list[Fault]) -> Iterator[Asked]:
    """What a file asks, whichever form it has; JSON lines are read one at a time, so they may be any number.

    What is wrong with an envelope or a line goes to `faults`. Raises Malformed and InvalidInput for a file
    that is one JSON text and cannot be read.
    """
    lines = _lines(stream)
    head = list(_until_two_have_text(lines))
    written = [line for line in head if line.strip()]
    if not written:
        raise Malformed(EMPTY_FILE)
    if len(written) == 2 and _is_one_object(written[0]):
        for number, value in lines_of_json(itertools.chain(head, lines), faults):
            yield from _asked(value, on_line(number), faults)
    else:
        yield from asked_in(load_json(b"".join([*head, *lines])), faults)


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


def _is_one_object(line: bytes) -> bool:
    """Whether a line is a JSON object by itself, so that the lines after it are others."""
    try:
        return isinstance(load_json(line), dict)
    except InvalidInput:
        return True
    except Malformed:
        return False


def _asked(value: object, place: Callable[[str], str], faults: list[Fault]) -> Iterator[Asked]:
    if not isinstance(value, Mapping) or not ("site" in value or "as_of" in value):
        yield Asked(value, None, place)
        return
    entry = Entry()
    entry.unknown_keys(value, ("as_of", "site"), "")
    as_of = entry.day(value["as_of"], "as_of") if value.get("as_of") is not None else None
    if value.get("site") is None:
        entry.fault("site", "missing", "缺少站点文档", "holds no site document")
    faults += [Fault(place(fault.path), fault.code, fault.message) for fault in entry.faults]
    if not entry.faults:
        yield Asked(value["site"], as_of, lambda path: place(f"site.{path}" if path else "site"))
