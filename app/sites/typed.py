"""What people type into forms and workbooks, in the one form that entry reads.

What cannot be read is handed on as it is, for entry to refuse where it stands. Full-width digits and punctuation,
thousands apart, dates with other strokes, spans of hours with other dashes are all understood.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_MOST_DIGITS = 30
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-~–—−至到]+\s*(\d{1,2}):(\d{2})")
_BETWEEN_SPANS = re.compile(r"[,;、，；\s]+(?=\d{1,2}:)")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def typed_number(text: str) -> int | Decimal | str | None:
    """A number; None for nothing.

    >>> typed_number("１,２００"), typed_number("14.50"), typed_number("很大"), typed_number("")
    (1200, Decimal('14.50'), '很大', None)
    """
    if not text:
        return None
    try:
        number = Decimal(unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return text
    if not number.is_finite() or number != number.to_integral_value():
        return number
    return int(number) if abs(number.adjusted()) < _MOST_DIGITS else text


def typed_day(text: str) -> str:
    """A date.

    >>> typed_day("2026年11月2日"), typed_day("2026/11/2"), typed_day("yesterday")
    ('2026-11-02', '2026-11-02', 'yesterday')
    """
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text


def typed_spans(text: str) -> list[list[str]]:
    """The spans of a day.

    >>> typed_spans("9:00至12:00，13:30-17:30"), typed_spans("上午")
    ([['09:00', '12:00'], ['13:30', '17:30']], [['上午', '上午']])
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    spans = []
    for part in _BETWEEN_SPANS.split(plain) if plain else ():
        found = _SPAN.fullmatch(part.strip())
        spans.append([f"{int(found[1]):02d}:{found[2]}", f"{int(found[3]):02d}:{found[4]}"] if found else [part, part])
    return spans


def spans_text(spans: list[list[str]] | tuple[tuple[str, str], ...]) -> str:
    """The spans of a day as people write them; inverse of `typed_spans`."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)
