"""What people type into forms and workbooks, in the one form that entry reads.

What cannot be read is handed on as it is, for entry to refuse where it stands. Full-width digits and punctuation,
thousands apart, dates with other strokes, spans of hours with other dashes are all understood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.normal.days import written_day
from app.normal.hours import CLOSED, written_spans
from app.normal.numbers import with_unit
from app.normal.positions import written_angle, written_pair
from app.normal.text import compared
from app.wording import Wording

_MOST_DIGITS = 30
_BETWEEN_DAYS = re.compile(r"\s*[;；\n]\s*")
_LONGEST_RUN = 62
_ON_DAYS = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?\s*(?:至|到|~|—+|–|--|-)\s*"
    r"(?:(?:(?P<last_year>\d{4})\s*[-/.年]\s*)?(?P<last_month>\d{1,2})\s*[-/.月]\s*)?(?P<last_day>\d{1,2})\s*[日号]?(?![\d:点时])"
    r"\s*[:,]?\s*(?P<hours>.*)",
    re.DOTALL,
)
_ON_A_DAY = re.compile(r"(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)\s*[:,]?\s*(.*)", re.DOTALL)


COUNTED = Wording("台/个/套/部/张/把/件/块/组/架/只/条/面/间/人/本/份/辆", "pieces/piece/pcs")
"""How things are counted: none of these says anything but how many."""


def typed_number(text: str, unit: Wording | None = None) -> int | Decimal | str | None:
    """A number, the `unit` it is asked in behind it or not; None for nothing.

    >>> typed_number("１,２００"), typed_number("14.50"), typed_number("很大"), typed_number("")
    (1200, Decimal('14.50'), '很大', None)
    >>> typed_number("75 %", Wording("%", "%")), typed_number("30 people", Wording("人", "people"))
    (75, 30)
    """
    if not text:
        return None
    spellings = (unit.zh, unit.en) if unit is not None else ("",)
    number = next((read for one in spellings if (read := with_unit(text, one)) is not None), None)
    if number is None:
        return text
    if number != number.to_integral_value():
        return number
    return int(number) if abs(number.adjusted()) < _MOST_DIGITS else text


def typed_point(lon: str, lat: str) -> dict[str, Any]:
    """Longitude and latitude; either of the two texts may hold both where the other is blank.

    >>> typed_point("106.9724", "30.8362") == typed_point("", "30.8362, 106.9724")
    True
    >>> typed_point("东经106.9724°", "30°50′10″N"), typed_point("很远", "")
    ({'lon': Decimal('106.9724'), 'lat': Decimal('30.836111')}, {'lon': '很远', 'lat': None})
    """
    if not (lon and lat) and (pair := written_pair(lon or lat)) is not None:
        return {"lon": pair[0], "lat": pair[1]}
    return {"lon": _typed_angle(lon), "lat": _typed_angle(lat)}


def _typed_angle(text: str) -> Any:
    number = typed_number(text)
    angle = written_angle(text) if isinstance(number, str) else None
    return number if angle is None else angle


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
    """The spans of a day as people write them, what could not be read as it was typed; inverse of `typed_spans`."""
    return ", ".join(opens if opens == closes else f"{opens}-{closes}" for opens, closes in spans)


def typed_special_days(text: str) -> dict[str, list[list[str]]]:
    """The hours of single days in one text; a day without hours is closed.

    >>> typed_special_days("2026/10/1 不开放；2026-10-08 10:00-12:00"), typed_special_days("2026年10月1日休息")
    ({'2026-10-01': [], '2026-10-08': [['10:00', '12:00']]}, {'2026-10-01': []})
    >>> typed_special_days("2026-10-01至2026-10-03休息") == typed_special_days("2026年10月1日-3日休息")
    True
    """
    days: dict[str, list[list[str]]] = {}
    for part in _BETWEEN_DAYS.split(compared(text)):
        if (several := _ON_DAYS.fullmatch(part)) is not None and (run := _run_of_days(several)):
            days |= dict.fromkeys(run, typed_spans(several["hours"]))
        elif (found := _ON_A_DAY.fullmatch(part)) is not None:
            days[typed_day(found[1])] = typed_spans(found[2])
        elif part:
            days[part] = []
    return dict(sorted(days.items()))


def _run_of_days(found: re.Match[str]) -> list[str]:
    """Every day from the first to the last, which may leave out the year, or the month too; none where that is no run
    of days of a length that anybody means.
    """
    year, month, day = found["year"], found["month"], found["day"]
    first = written_day(f"{year}-{month}-{day}")
    last = written_day(f"{found['last_year'] or year}-{found['last_month'] or month}-{found['last_day']}")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return []
    length = (end - start).days + 1
    return [(start + timedelta(days=n)).isoformat() for n in range(length)] if 1 < length <= _LONGEST_RUN else []


def special_days_text(days: Mapping[str, list[list[str]]]) -> str:
    """The hours of single days as people write them in one text; inverse of `typed_special_days`."""
    return "; ".join(f"{day} {spans_text(spans) or CLOSED}" for day, spans in days.items())
