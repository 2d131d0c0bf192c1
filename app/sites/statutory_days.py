"""What kind of day a date is by the State Council's yearly notice of holidays (国务院办公厅放假安排).

The notices are those that the library `chinesecalendar` carries, and for years that it lacks those that the county
entered (`hold_notices`). Outside both nothing is known, which is said and never guessed: the notice of a year comes out
in the November before it. Only the days that the law itself sets are known before, those of the lunar calendar for a
few years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from chinese_calendar import get_holiday_detail, is_holiday

from app.wording import Wording

SATURDAY = 5
HOLIDAYS: Mapping[str, Wording] = {
    "New Year's Day": Wording("元旦", "New Year's Day"),
    "Spring Festival": Wording("春节", "Spring Festival"),
    "Tomb-sweeping Day": Wording("清明节", "Tomb-sweeping Day"),
    "Labour Day": Wording("劳动节", "Labour Day"),
    "Dragon Boat Festival": Wording("端午节", "Dragon Boat Festival"),
    "National Day": Wording("国庆节", "National Day"),
    "Mid-autumn Festival": Wording("中秋节", "Mid-autumn Festival"),
    "Anti-Fascist 70th Day": Wording("抗战胜利纪念日", "Victory Day"),
}
_BY_LAW = {
    (1, 1): "New Year's Day",
    **dict.fromkeys(((5, 1), (5, 2)), "Labour Day"),
    **dict.fromkeys(((10, 1), (10, 2), (10, 3)), "National Day"),
}
"""Month and day: 全国年节及纪念日放假办法 (国令第795号), article 2, in force from 2025. The days off around these and
around the festivals wait for the notice.
"""
_FIRST_OF_THE_YEAR = frozenset(
    (date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23))
)
_DAYS_BEFORE, _DAYS_AFTER = 1, 2
_FESTIVALS = {
    date(2027, 4, 5): "Tomb-sweeping Day",
    date(2027, 6, 9): "Dragon Boat Festival",
    date(2027, 9, 15): "Mid-autumn Festival",
    date(2028, 4, 4): "Tomb-sweeping Day",
    date(2028, 5, 28): "Dragon Boat Festival",
    date(2028, 10, 3): "Mid-autumn Festival",
    date(2029, 4, 4): "Tomb-sweeping Day",
    date(2029, 6, 16): "Dragon Boat Festival",
    date(2029, 9, 22): "Mid-autumn Festival",
    date(2030, 4, 5): "Tomb-sweeping Day",
    date(2030, 6, 5): "Dragon Boat Festival",
    date(2030, 9, 12): "Mid-autumn Festival",
    date(2031, 4, 5): "Tomb-sweeping Day",
    date(2031, 6, 24): "Dragon Boat Festival",
}
"""Days of the lunar calendar (GB/T 33661-2017) and of the sun that the same article names: of the Spring Festival New
Year's Eve and the first three days. 2031's Mid-autumn Festival is National Day.
"""
_LAW_IN_FORCE_FROM = 2025
_SOME_HOLIDAY = Wording("法定节假日", "a public holiday")


@dataclass(frozen=True, slots=True)
class StatutoryDay:
    """A date as the notice has it.

    `holiday`: a day off, weekends inside it included. `make_up`: a Saturday or Sunday that is worked for a day off
    elsewhere. `ordinary`: neither. `unknown`: no notice is held for its year, and the law alone does not tell. `name`
    is the holiday that a day off or a make-up day belongs to.
    """

    kind: Literal["holiday", "make_up", "ordinary", "unknown"]
    name: Wording | None = None


@dataclass(frozen=True, slots=True)
class YearNotice:
    """A year's arrangement as it was entered: `off` are the days off, `worked` the weekend days that are worked.

    Each day by the holiday it belongs to, a key of `HOLIDAYS`.
    """

    year: int
    off: Mapping[date, str]
    worked: Mapping[date, str]


_entered: dict[int, YearNotice] = {}
"""Of this process, by year: a copy of what the database keeps. Years that the library carries are left out."""


def hold_notices(notices: Iterable[YearNotice]) -> None:
    """From now on judge days by these too, in place of those held before. The library's years stay the library's."""
    _entered.clear()
    _entered.update({one.year: one for one in notices if not is_carried(one.year)})
    statutory_day.cache_clear()


def is_carried(year: int) -> bool:
    """Whether the program itself carries the notice of a year.

    >>> is_carried(2026), is_carried(2050)
    (True, False)
    """
    try:
        get_holiday_detail(_amid(year))
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=4096)
def statutory_day(day: date) -> StatutoryDay:
    """What kind of day it is.

    >>> statutory_day(date(2026, 10, 1)).name.zh, statutory_day(date(2026, 10, 10)).kind
    ('国庆节', 'make_up')
    >>> statutory_day(date(2026, 11, 22)).kind, statutory_day(date(2003, 10, 1)).kind
    ('ordinary', 'unknown')
    >>> statutory_day(date(2050, 10, 3)).kind, statutory_day(date(2050, 10, 4)).kind
    ('holiday', 'unknown')
    """
    for year in (day.year, day.year + 1):  # a notice may arrange the last days of December before its year
        if year in _entered and (day in _entered[year].off or day in _entered[year].worked):
            return _by_notice(day, _entered[year])
    try:
        _, name = get_holiday_detail(day)
        is_off = is_holiday(day)
    except NotImplementedError:
        return StatutoryDay("ordinary") if day.year in _entered else _without_notice(day)
    if name is None:
        return StatutoryDay("ordinary")
    said = HOLIDAYS.get(name, _SOME_HOLIDAY)
    if is_off:
        return StatutoryDay("holiday", said)
    return StatutoryDay("make_up", said) if day.weekday() >= SATURDAY else StatutoryDay("ordinary")


def is_worked(day: date) -> bool:
    """Whether a day is a working day, as far as is known.

    >>> is_worked(date(2026, 10, 10)), is_worked(date(2026, 10, 1))
    (True, False)
    """
    known = statutory_day(day)
    return known.kind == "make_up" or (known.kind in ("ordinary", "unknown") and day.weekday() < SATURDAY)


def unknown_years(first: date, last: date) -> tuple[int, ...]:
    """The years of a stretch of days whose notice of holidays is not held.

    >>> unknown_years(date(2026, 7, 1), date(2027, 6, 30))
    (2027,)
    """
    return tuple(year for year in range(first.year, last.year + 1) if statutory_day(_amid(year)).kind == "unknown")


def _amid(year: int) -> date:
    """A day of the year that is a holiday by no law."""
    return date(year, 7, 15)


def _by_notice(day: date, notice: YearNotice) -> StatutoryDay:
    if day in notice.off:
        return StatutoryDay("holiday", HOLIDAYS[notice.off[day]])
    return StatutoryDay("make_up", HOLIDAYS[notice.worked[day]])


def _without_notice(day: date) -> StatutoryDay:
    name = _by_law(day)
    return StatutoryDay("unknown") if name is None else StatutoryDay("holiday", HOLIDAYS[name])


def days_by_law(year: int) -> Mapping[date, str]:
    """The days off of a year that the law itself sets, by holiday; those of the lunar calendar as far as they are held.

    >>> days_by_law(2027)[date(2027, 2, 5)]
    'Spring Festival'
    """
    days = (date(year, 1, 1) + timedelta(days=ahead) for ahead in range(366))
    return {day: name for day in days if day.year == year and (name := _by_law(day)) is not None}


def _by_law(day: date) -> str | None:
    if day.year < _LAW_IN_FORCE_FROM:
        return None
    if any(day + timedelta(days=ahead) in _FIRST_OF_THE_YEAR for ahead in range(-_DAYS_AFTER, _DAYS_BEFORE + 1)):
        return "Spring Festival"
    return _BY_LAW.get((day.month, day.day)) or _FESTIVALS.get(day)
