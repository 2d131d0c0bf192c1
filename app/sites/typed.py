"""What people type into forms and workbooks, in the one form that entry reads.

What cannot be read is handed on as it is, for entry to refuse where it stands. Full-width digits and punctuation,
thousands apart, dates with other strokes, spans of hours with other dashes are all understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from app.normal.days import written_day
from app.normal.numbers import written_number

_MOST_DIGITS = 30
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-~–—−至到]+\s*(\d{1,2}):(\d{2})")
_BETWEEN_SPANS = re.compile(r"[,;、，；\s]+(?=\d{1,2}:)")
_BETWEEN_DAYS = re.compile(r"\s*[;；]\s*")
CLOSED = "不开放"


def typed_number(text: str) -> int | Decimal | str | None:
    """A number; None for nothing.

    >>> typed_number("１,２００"), typed_number("14.50"), typed_number("很大"), typed_number("")
    (1200, Decimal('14.50'), '很大', None)
    """
    if not text:
        return None
    if (number := written_number(text)) is None:
        return text
    if number != number.to_integral_value():
        return number
    return int(number) if abs(number.adjusted()) < _MOST_DIGITS else text


def typed_day(text: str) -> str:
    """A date.

    >>> typed_day("2026年11月2日"), typed_day("2026/11/2"), typed_day("yesterday")
    ('2026-11-02', '2026-11-02', 'yesterday')
    """
    return written_day(text)


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


def typed_special_days(text: str) -> dict[str, list[list[str]]]:
    """The hours of single days in one text; a day without hours is closed.

    >>> typed_special_days("2026/10/1 不开放；2026-10-08 10:00-12:00")
    {'2026-10-01': [], '2026-10-08': [['10:00', '12:00']]}
    """
    days = {}
    for part in _BETWEEN_DAYS.split(text.strip()):
        day, _, hours = part.partition(" ")
        if day:
            days[typed_day(day)] = [] if hours.strip() in ("", CLOSED) else typed_spans(hours)
    return dict(sorted(days.items()))


def special_days_text(days: Mapping[str, list[list[str]]]) -> str:
    """The hours of single days as people write them in one text; inverse of `typed_special_days`."""
    return "; ".join(f"{day} {spans_text(spans) or CLOSED}" for day, spans in days.items())
