"""What people type into forms and workbooks, in the one form that entry reads.

What cannot be read is handed on as it is, for entry to refuse where it stands. Full-width digits and punctuation,
thousands apart, dates with other strokes, spans of hours with other dashes are all understood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from app.normal.days import written_day
from app.normal.hours import CLOSED, written_spans
from app.normal.numbers import written_number
from app.normal.text import compared

_MOST_DIGITS = 30
_BETWEEN_DAYS = re.compile(r"\s*[;；\n]\s*")
_ON_A_DAY = re.compile(r"(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)\s*[:,]?\s*(.*)", re.DOTALL)


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
    """The spans of a day; none where it says that nobody is there.

    >>> typed_spans("9:00至12:00，13:30-17:30"), typed_spans("上午")
    ([['09:00', '12:00'], ['13:30', '17:30']], [['上午', '上午']])
    >>> typed_spans("9-12、14点半到17点"), typed_spans("全天"), typed_spans("休息")
    ([['09:00', '12:00'], ['14:30', '17:00']], [['00:00', '24:00']], [])
    """
    return written_spans(text)


def spans_text(spans: list[list[str]] | tuple[tuple[str, str], ...]) -> str:
    """The spans of a day as people write them; inverse of `typed_spans`."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


def typed_special_days(text: str) -> dict[str, list[list[str]]]:
    """The hours of single days in one text; a day without hours is closed.

    >>> typed_special_days("2026/10/1 不开放；2026-10-08 10:00-12:00"), typed_special_days("2026年10月1日休息")
    ({'2026-10-01': [], '2026-10-08': [['10:00', '12:00']]}, {'2026-10-01': []})
    """
    days = {}
    for part in _BETWEEN_DAYS.split(compared(text)):
        if (found := _ON_A_DAY.fullmatch(part)) is not None:
            days[typed_day(found[1])] = typed_spans(found[2])
        elif part:
            days[part] = []
    return dict(sorted(days.items()))


def special_days_text(days: Mapping[str, list[list[str]]]) -> str:
    """The hours of single days as people write them in one text; inverse of `typed_special_days`."""
    return "; ".join(f"{day} {spans_text(spans) or CLOSED}" for day, spans in days.items())
