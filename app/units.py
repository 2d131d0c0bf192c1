"""Quantities that carry their meaning: positions, periods, dates counted back, exact decimals.

Pure values only. Nothing here reads a clock: every "today" is handed in.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

Grain = Literal["year", "half", "quarter", "month", "cumulative"]

CHINA = ZoneInfo("Asia/Shanghai")
"""The one time of the whole country, and of every day and hour that people read here."""

# Larger or finer numbers than these do not occur in a county and would only serve to exhaust memory when printed.
MOST_DIGITS_BEFORE_POINT = 15
MOST_DIGITS_AFTER_POINT = 20


@dataclass(frozen=True, slots=True)
class LatLon:
    """A point in WGS-84 degrees. The only way a coordinate pair travels through the program.

    Raises ValueError outside -90…90 / -180…180 or when not a finite number, so that swapped axes of a Chinese
    point (latitude 106) cannot pass.

    >>> LatLon(30.84, 106.97).lat
    30.84
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90.0 <= self.lat <= 90.0):
            raise ValueError(f"latitude {self.lat} is outside -90…90")
        if not (-180.0 <= self.lon <= 180.0):
            raise ValueError(f"longitude {self.lon} is outside -180…180")


_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """What a metric is reported for: ``2026``, ``2026-H1``, ``2026-Q3``, ``2026-09``, ``cumulative``."""

    text: str

    @classmethod
    @lru_cache(4096)
    def parse(cls, text: str) -> Period:
        """Read a period; ValueError if it is none.

        >>> Period.parse("2026-09").last_day
        datetime.date(2026, 9, 30)
        """
        if text == "cumulative":
            return cls(text)
        match = _PERIOD.fullmatch(text)
        if match is None or match["year"] == "0000":
            raise ValueError(f"{text!r} is not a period")
        return cls(text)

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(f"{year:04d}")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """The calendar month."""
        return cls(f"{year:04d}-{month:02d}")

    @property
    def grain(self) -> Grain:
        """Which kind of stretch this is."""
        if self.text == "cumulative":
            return "cumulative"
        if len(self.text) == 4:
            return "year"
        return {"H": "half", "Q": "quarter"}.get(self.text[5], "month")  # type: ignore[return-value] # the mapping's values are grains

    @property
    def months(self) -> tuple[int, int, int]:
        """(year, first month, last month); ValueError for ``cumulative``, which has no end."""
        if self.grain == "cumulative":
            raise ValueError("a cumulative figure has no first and last month")
        year = int(self.text[:4])
        if self.grain == "year":
            return year, 1, 12
        if self.grain == "month":
            month = int(self.text[5:])
            return year, month, month
        part, length = int(self.text[6:]), 6 if self.grain == "half" else 3
        return year, (part - 1) * length + 1, part * length

    @property
    def first_day(self) -> date:
        """First day of the period."""
        year, first, _ = self.months
        return date(year, first, 1)

    @property
    def last_day(self) -> date:
        """Last day of the period, inclusive."""
        year, _, last = self.months
        return date(year, last, calendar.monthrange(year, last)[1])


def last_full_years(as_of: date, count: int) -> tuple[Period, ...]:
    """The `count` calendar years that ended before `as_of`'s year, oldest first.

    >>> [p.text for p in last_full_years(date(2026, 11, 22), 2)]
    ['2024', '2025']
    """
    return tuple(Period.year(as_of.year - back) for back in range(count, 0, -1))


def last_full_months(as_of: date, count: int) -> tuple[Period, ...]:
    """The `count` calendar months that ended before `as_of`'s month, oldest first.

    >>> [p.text for p in last_full_months(date(2026, 1, 31), 3)]
    ['2025-10', '2025-11', '2025-12']
    """
    index = as_of.year * 12 + as_of.month - 1
    return tuple(Period.month((index - back) // 12, (index - back) % 12 + 1) for back in range(count, 0, -1))


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; 29 February goes back to 28 February where there is none.

    >>> years_before(date(2024, 2, 29), 1), years_before(date(2024, 2, 29), 4)
    (datetime.date(2023, 2, 28), datetime.date(2020, 2, 29))
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def days_between(earlier: date, later: date) -> int:
    """Whole days from `earlier` to `later`; negative when `later` comes first."""
    return (later - earlier) // timedelta(days=1)


def plain(number: Decimal) -> str:
    """A decimal without exponent and without idle zeros.

    >>> plain(Decimal("15.00")), plain(Decimal("1E+2")), plain(Decimal("0.30"))
    ('15', '100', '0.3')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def within_bounds(number: Decimal) -> bool:
    """Whether a decimal is finite and of a size that a county could mean (see the constants above)."""
    _, digits, exponent = number.as_tuple()
    return (
        isinstance(exponent, int)
        and number.adjusted() < MOST_DIGITS_BEFORE_POINT
        and exponent >= -MOST_DIGITS_AFTER_POINT
        and len(digits) <= MOST_DIGITS_BEFORE_POINT + MOST_DIGITS_AFTER_POINT
    )
