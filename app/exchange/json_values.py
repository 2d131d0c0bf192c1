"""The values of a file that holds one JSON value, a list of them, or one a line, each with its place in the file."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from app.errors import Fault, InvalidInput, Malformed
from app.exchange.entered import on_line, within
from app.exchange.json_stream import JsonText
from app.exchange.sites_json import EMPTY_FILE, lines_of_json, said_once
from app.exchange.strict_json import load_json, not_utf8
from app.normal.encodings import MARK, decoded

_PIECE = 1 << 18
_BEFORE_TEXT = b" \t\r\n" + codecs.BOM_UTF8
Placed = tuple[object, Callable[[str], str]]
"""A value, and what turns a path inside it into a place in the file."""


def json_values(stream: BinaryIO, faults: list[Fault], most_members: int | None = None) -> Iterator[Placed]:
    """Every value of a file, whichever form it has; JSON lines, and the values of a list, are read one at a time, so
    they may be any number. With `most_members`, which is for what strangers send, a list is read at once.

    What is wrong with a line or a value goes to `faults`. Raises Malformed and InvalidInput for a file that is one JSON
    text and cannot be read, TooLarge for an object or a list with more than `most_members`.
    """
    begun = list(_begun(stream))
    if most_members is None and b"".join(begun).lstrip(_BEFORE_TEXT).startswith(b"["):
        yield from _of_a_list(itertools.chain(begun, iter(lambda: stream.read(_PIECE), b"")), faults)
        return
    lines = _lines(begun, stream)
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


def values_under(key: str, stream: BinaryIO, faults: list[Fault]) -> Iterator[Placed]:
    """Every value of the list that stands under a key of the object that a file holds, or of several one after another,
    read one at a time; an object without such a list is one value. Where the first has none, or is none, every value
    of the file as `json_values` reads them. The file must be one that can be wound back.
    """
    if b"".join(_begun(stream)).lstrip(_BEFORE_TEXT).startswith(b"{"):
        stream.seek(0)
        text = _text(stream)
        if _has_list(key, text):
            stream.seek(0)
            text, first = _text(stream), True
            while text.sign() == "{":
                yield from _under(key, text, within("") if first else on_line(text.line), faults)
                first = False
            text.end()
            return
    stream.seek(0)
    yield from json_values(stream, faults)


def _text(stream: BinaryIO) -> JsonText:
    return JsonText(_Utf8(iter(lambda: stream.read(_PIECE), b"")))


def _has_list(key: str, text: JsonText) -> bool:
    """Whether the object at which a text stands has a list under this key; no more of it is read than shows that."""
    try:
        for name in text.members([]):
            if name == key and text.sign() == "[":
                return True
            text.value([])
    except Malformed:
        pass  # told in the words of whoever reads the file otherwise
    return False


def _under(key: str, text: JsonText, place: Callable[[str], str], faults: list[Fault]) -> Iterator[Placed]:
    """The values under the key of the object at which a text stands, or that object where it has no such list."""
    doubles: list[Fault] = []
    others, is_found = dict[str, object](), False
    for name in text.members(doubles):
        if name == key and text.sign() == "[":
            is_found = True
            for index in text.items():
                there = within_place(place, f"{key}[{index}]")
                yield from ((one.document, one.place) for one in said_once(text, there, faults))
        else:
            others[name] = text.value(doubles)
    faults += [Fault(place(fault.path), fault.code, fault.message) for fault in doubles]
    if not is_found:
        yield others, place


def within_place(place: Callable[[str], str], prefix: str) -> Callable[[str], str]:
    """Places of something that stands at `prefix` of what stands at a place."""
    inner = within(prefix)
    return lambda path: place(inner(path))


def _begun(stream: BinaryIO) -> Iterator[bytes]:
    """The lines up to the first that is not blank, of which no more than a piece is read."""
    for line in iter(lambda: stream.readline(_PIECE), b""):
        yield line
        if line.strip(_BEFORE_TEXT):
            return


def _of_a_list(pieces: Iterable[bytes], faults: list[Fault]) -> Iterator[Placed]:
    """The values of a list, each when it is asked for. What one says twice is among the faults."""
    text = JsonText(_Utf8(pieces))
    for index in text.items():
        for one in said_once(text, within(f"[{index}]"), faults):
            yield one.document, one.place
    text.end()


class _Utf8:
    """The text of bytes that come in pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._done, self._is_begun = iter(pieces), 0, False
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def read(self, size: int, /) -> str:
        """So many signs or some more; fewer only at the end. Raises Malformed."""
        parts: list[str] = []
        met = 0
        while met < size:
            piece = next(self._pieces, b"")
            parts.append(self._decoded(piece))
            met += len(parts[-1])
            if not piece:
                break
        return "".join(parts)

    def _decoded(self, piece: bytes) -> str:
        kept = len(self._decoder.getstate()[0])
        try:
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            raise not_utf8(self._done - kept + error.start) from None
        self._done += len(piece)
        if not self._is_begun:
            text = text.lstrip(MARK)
            self._is_begun = bool(text)
        return text


def _lines(begun: Sequence[bytes], stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream that has begun with these, in UTF-8, or in UTF-16 with its mark, which is read whole."""
    if not begun:
        return
    if not begun[0].startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from begun[:-1]
        yield begun[-1] if begun[-1].endswith(b"\n") else begun[-1] + stream.readline()
        yield from stream
        return
    text, _ = decoded(b"".join([*begun, stream.read()]))
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
