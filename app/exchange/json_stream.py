"""A JSON text read one value after another, so that a list or an object of any length is never in memory as a whole.

Every value is read by the decoder of `strict_json`, and what is wrong is told in the same words and at the same place
as where the text is read at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, Protocol

from app.errors import Fault, Malformed
from app.exchange.strict_json import TOO_DEEP, decoder_of, given_twice, not_json

_PIECE = 1 << 18
_LONGEST_TOKEN = 16
"""No sign of JSON but a text has so many letters: an error so near the end of what was read may be none."""
_AFTER_A_NUMBER = 3
"""So much must be read behind a value: of `1`, `.5` or `e-7` may follow."""
_WHITESPACE = " \t\n\r"
_NO_NAME = "Expecting property name enclosed in double quotes"


class Readable(Protocol):
    """A text that is read on and on."""

    def read(self, size: int, /) -> str:
        """So many signs or some more; fewer, or none, only at its end."""
        ...


class JsonText:
    """A JSON text that is gone through once, from its beginning. Raises Malformed from any of its methods."""

    def __init__(self, text: Readable, piece: int = _PIECE) -> None:
        self._text, self._piece = text, piece
        self._doubles: list[Fault] = []
        decoder: Any = decoder_of(self._doubles)
        self._scan: Callable[[str, int], tuple[Any, int]] = decoder.scan_once
        self._read, self._at, self._is_whole = "", 0, False
        self._lines, self._columns = 0, 0

    def sign(self) -> str:
        """The sign at which the text stands, blanks passed over; empty at its end."""
        while True:
            while self._at < len(self._read) and self._read[self._at] in _WHITESPACE:
                self._at += 1
            if self._at < len(self._read):
                return self._read[self._at]
            if not self._more():
                return ""

    @property
    def line(self) -> int:
        """The line of the text in which it stands, counted from 1."""
        return self._lines + self._read.count("\n", 0, self._at) + 1

    def value(self, faults: list[Fault]) -> Any:
        """The value at which the text stands; keys that it gives twice go to `faults`."""
        self.sign()
        while True:
            said, place = "Expecting value", self._at
            try:
                value, end = self._scan(self._read, self._at)
            except StopIteration as stopped:
                place = stopped.value
            except json.JSONDecodeError as error:
                said, place = error.msg, error.pos
            except RecursionError:
                raise Malformed(TOO_DEEP) from None
            else:
                if self._is_whole or end + _AFTER_A_NUMBER <= len(self._read):
                    self._at = end
                    faults += self._doubles
                    self._doubles.clear()
                    return value
                self._again()
                continue
            may_go_on = said.startswith("Unterminated string") or place + _LONGEST_TOKEN > len(self._read)
            if self._is_whole or not may_go_on:
                self._refuse(said, place)
            self._again()

    def items(self) -> Iterator[int]:
        """The places of a list, whose `[` the text stands at: at each, its value must be read before the next."""
        self.sign()
        self._at += 1
        if self.sign() != "]":
            place = 0
            while True:
                yield place
                if not self._goes_on("]"):
                    break
                place += 1
        self._at += 1

    def members(self, faults: list[Fault]) -> Iterator[str]:
        """The keys of an object, whose `{` the text stands at: at each, its value must be read before the next. One
        that is there already goes to `faults`, and is handed on again.
        """
        seen: set[str] = set()
        self.sign()
        self._at += 1
        if self.sign() != "}":
            while True:
                if self.sign() != '"':
                    self._refuse(_NO_NAME, self._at)
                key = self.value(faults)
                if key in seen:
                    faults.append(given_twice(key))
                seen.add(key)
                if self.sign() != ":":
                    self._refuse("Expecting ':' delimiter", self._at)
                self._at += 1
                yield key
                if not self._goes_on("}"):
                    break
        self._at += 1

    def end(self) -> None:
        """Pass where the text has ended."""
        if self.sign():
            self._refuse("Extra data", self._at)

    def _goes_on(self, closing: str) -> bool:
        sign = self.sign()
        if sign == closing:
            return False
        if sign != ",":
            self._refuse("Expecting ',' delimiter", self._at)
        self._at += 1
        self.sign()
        return True

    def _again(self) -> None:
        """Have twice as much of a value that did not end in what was read."""
        self._doubles.clear()
        self._more(max(self._piece, len(self._read) - self._at))

    def _more(self, count: int = 0) -> bool:
        """Whether anything was read behind what was; what is done with is let go."""
        done, self._read = self._read[: self._at], self._read[self._at :]
        if "\n" in done:
            self._lines, self._columns = self._lines + done.count("\n"), len(done) - done.rindex("\n") - 1
        else:
            self._columns += len(done)
        self._at = 0
        more = self._text.read(count or self._piece)
        self._is_whole = not more
        self._read += more
        return bool(more)

    def _refuse(self, said: str, place: int) -> NoReturn:
        before = self._read[:place]
        column = place - before.rfind("\n") if "\n" in before else self._columns + place + 1
        raise not_json(said, self._lines + before.count("\n") + 1, column)
