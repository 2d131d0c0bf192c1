"""Numbers of resident identity cards, so that none is kept: 18 digits by the check digit, 15 by province and day.

Source: GB 11643-1999 (ISO 7064 MOD 11-2); the older form has two digits of the year and no check digit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_BETWEEN = r"[\s\-‐-―−.·_/\\,:|()+~*'’]{0,3}"
"""What people put between the digits of a number; what parts numbers in a list (、；) is none of it."""
_ANYTHING = r"[^0-9A-Za-z\u3400-\u9fff]{0,6}"
"""Between the parts that a number is made of: place, day of birth, order."""
_LONG = re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{16}}{_BETWEEN}[\dXx])(?![\dA-Za-z]))", re.ASCII)
_IN_PARTS = re.compile(rf"(?<!\d)(?=(\d{{6}}{_ANYTHING}\d{{8}}{_ANYTHING}\d{{3}}[\dXx])(?![\dA-Za-z]))", re.ASCII)
_SHORT = re.compile(r"(?<!\d)(?=(\d(?:[\s\-‐-―−.·_/]{0,3}\d){14})(?!\d))", re.ASCII)
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_FEWEST_DIGITS = 15
_CROSSES = dict.fromkeys(map(ord, "×✕✖╳ΧχХх"), "X")
"""Signs that stand for the last one of a number."""
_NUMERALS = {
    ord(sign): str(digit)
    for signs in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "○壱貳叄肆伍陸柒捌玖")
    for digit, sign in enumerate(signs)
}


def holds_identity_number(text: str) -> bool:
    """Whether a text holds the number of an identity card, in whatever width, script or numerals and however
    it is parted.

    The number in the example is made up; its last digit is the right one, or a wrong one.

    >>> holds_identity_number("甲 511725 19000101 003Ｘ"), holds_identity_number("甲 511725190001010031")
    (True, False)
    >>> holds_identity_number("511725/19000101/003X"), holds_identity_number("五一一七二五一九〇〇〇一〇一〇〇三X")
    (True, True)
    """
    return bool(_spans(text)[1])


def without_identity_numbers(text: str, instead: str) -> str:
    """The text with `instead` in the place of every such number; as it is where it holds none.

    >>> without_identity_numbers("甲 51172519000101003X 乙", "…")
    '甲 … 乙'
    """
    plain, spans = _spans(text)
    if not spans:
        return text
    kept, end = "", 0
    for first, last in spans:
        kept, end = kept + (plain[end:first] + instead if first >= end else ""), max(end, last)
    return kept + plain[end:]


def _spans(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with the width of its signs made one, and where in it the numbers stand."""
    if len(text) < _FEWEST_DIGITS or sum(map(_counts, text)) < _FEWEST_DIGITS:
        return text, []
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_CROSSES)
    digits = plain if plain.isascii() else "".join(map(_digit, plain))
    # A numeral in the words before a number is none of its digits, so the text is looked through both ways.
    found = {span for read in {digits, digits.translate(_NUMERALS)} for span in _found(read)}
    return plain, sorted(found)


@lru_cache(8192)
def _counts(sign: str) -> bool:
    """Whether a sign may be one of a number's digits."""
    return sign.isdigit() or ord(sign) in _NUMERALS


def _digit(sign: str) -> str:
    """A decimal digit of any script as ours; any other sign as it is."""
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def _found(digits: str) -> Iterator[tuple[int, int]]:
    for pattern, is_one in ((_LONG, _is_long), (_IN_PARTS, _is_long), (_SHORT, _is_short)):
        yield from (match.span(1) for match in pattern.finditer(digits) if is_one(match[1]))


def _bare(found: str) -> str:
    return "".join(sign for sign in found if sign.isalnum()).upper()


def _is_long(found: str) -> bool:
    digits = _bare(found)
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return bool(_PROVINCES.match(digits)) and _is_day(digits[6:14]) and _CHECK_DIGITS[total % 11] == digits[17]


def _is_short(found: str) -> bool:
    digits = _bare(found)
    return bool(_PROVINCES.match(digits)) and _is_day(f"19{digits[6:12]}")


def _is_day(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1850 <= day.year <= 2100
