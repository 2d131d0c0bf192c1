"""JSON read strictly and written exactly.

Reading keeps decimals to the digit and refuses what JSON parsers usually let pass: a key given twice, text that is not
UTF-8, nesting that would exhaust the stack. NaN and Infinity come out as decimals that are not finite, which entry
refuses where they stand, so that the fault names its path. Writing puts decimals out as plain JSON numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

import orjson

from app.errors import Fault, InvalidInput, Malformed
from app.exchange.bounded_json import BoundedDecoder
from app.normal.encodings import MARK
from app.normal.printable import printable
from app.units import plain
from app.wording import Wording

LONGEST_WHOLE_NUMBER = 40
_DECIMALS = json.JSONDecoder(parse_float=Decimal)
_DIGITS = bytes(ord("0" if chr(code) in "0123456789." else " ") for code in range(256))
_TOO_LONG = b"0" * 17
TOO_DEEP = Wording("JSON 嵌套过深", "the JSON is nested too deeply")
Written = orjson.Fragment
"""A part of a document that stands as JSON already."""


class Writable(Protocol):
    """What can be written down as JSON."""

    def as_document(self) -> Mapping[str, Any]:
        """It as JSON."""
        ...


def load_json(raw: bytes, most_members: int | None = None) -> Any:
    """The value of a JSON text; `most_members` bounds each object and each list of what strangers send.

    Raises Malformed where it is no JSON, InvalidInput where it is JSON that says something twice, TooLarge.
    """
    try:
        text = raw.decode("utf-8").lstrip(MARK)
    except UnicodeDecodeError as error:
        raise not_utf8(error.start) from None
    doubles: list[Fault] = []
    try:
        value = decoder_of(doubles, most_members).decode(text)
    except json.JSONDecodeError as error:
        raise not_json(error.msg, error.lineno, error.colno) from None
    except RecursionError:
        raise Malformed(TOO_DEEP) from None
    if doubles:
        raise InvalidInput(doubles)
    return value


def reload_json(raw: bytes) -> Any:
    """The value of a JSON text that `dump_json` wrote; a number with a fraction as a double where that holds it to the
    digit, else as a decimal.
    """
    # Fifteen digits do. Where any number may have more, as a long code in a text has too, all are read as decimals.
    return _DECIMALS.decode(raw.decode()) if _TOO_LONG in raw.translate(_DIGITS) else orjson.loads(raw)


def decoder_of(doubles: list[Fault], most_members: int | None = None) -> json.JSONDecoder:
    """What reads a JSON text as `load_json` does; keys that are given twice go to `doubles`."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            seen: set[str] = set()
            for key, _ in items:
                if key in seen:
                    doubles.append(given_twice(key))
                seen.add(key)
        return found

    of = json.JSONDecoder if most_members is None else BoundedDecoder.of(most_members)
    return of(parse_float=_decimal, parse_int=_integer, parse_constant=Decimal, object_pairs_hook=pairs)


def not_utf8(place: int) -> Malformed:
    """What is told of a text whose byte at this place, counted from 0, is none of UTF-8."""
    return Malformed(Wording(f"第 {place + 1} 个字节不是 UTF-8 文字", f"byte {place + 1} is not UTF-8 text"))


def given_twice(key: str) -> Fault:
    """What is wrong where an object has a key twice."""
    return Fault(printable(key), "duplicate_key", Wording("字段重复", "the key is given twice"))


def not_json(said: str, line: int, column: int) -> Malformed:
    """What is told of a text that is no JSON from this place on."""
    return Malformed(
        Wording(
            f"第 {line} 行第 {column} 列不是合法的 JSON",
            f"line {line} column {column} is not valid JSON: {said}",
        )
    )


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def _integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= LONGEST_WHOLE_NUMBER else _decimal(text)


def dump_json(value: object, *, indent: bool = False) -> bytes:
    """A value as UTF-8 JSON, keys in the order given, decimals as numbers without loss."""
    return orjson.dumps(value, default=_fragment, option=orjson.OPT_INDENT_2 if indent else None)


def _fragment(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(plain(value))
    raise TypeError(f"{type(value).__name__} has no JSON form")


def json_text(value: object) -> str:
    """A value as JSON text, as the store keeps it. `load_json(json_text(v).encode())` gives the value back."""
    return dump_json(value).decode()
