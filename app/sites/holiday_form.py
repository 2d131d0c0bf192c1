"""A year's notice of holidays as it is typed: for each holiday the days off and the weekend days worked for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.sites.entry import LONGEST_NAME, Entry
from app.sites.statutory_days import HOLIDAYS, SATURDAY, YearNotice, days_by_law

YEARLY = (
    *("New Year's Day", "Spring Festival", "Tomb-sweeping Day", "Labour Day"),
    *("Dragon Boat Festival", "Mid-autumn Festival", "National Day"),
)
"""The holidays of every year, as the notices list them."""
MAKE_UP_DAYS = 2
"""So many worked weekend days of one holiday fit into the form; no notice so far had more."""
_MOST_DAYS_OFF = 14


def field_of(holiday: str, part: str) -> str:
    """The name of a field of the form.

    >>> field_of("Labour Day", "first")
    'first-3'
    """
    return f"{part}-{YEARLY.index(holiday)}"


def read_notice(given: Mapping[str, Any], year: int) -> tuple[YearNotice, str]:
    """The arrangement of a year and the number of the notice it was taken from.

    Raises InvalidInput with every fault: a day that the law sets and no row covers, a stretch that ends before it
    begins, a worked day that is no weekend or is off as well.
    """
    entry = Entry()
    document = entry.text(given.get("document"), "document", longest=LONGEST_NAME) or ""
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    for holiday in YEARLY:
        off |= _days_off(entry, given, holiday, year, off)
        for number in range(MAKE_UP_DAYS):
            path = field_of(holiday, f"worked{number}")
            day = entry.day(given[path], path) if given.get(path) else None
            if day is not None and day.weekday() < SATURDAY:
                entry.fault(path, "no_weekend", f"{day} 不是周六或周日", f"{day} is neither a Saturday nor a Sunday")
            elif day is not None and not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
                entry.fault(path, "other_year", f"{day} 不在 {year} 年", f"{day} does not lie in {year}")
            elif day is not None:
                worked[day] = holiday
    for day in sorted(off.keys() & worked.keys()):
        path = field_of(worked[day], "worked0")
        entry.fault(path, "both", f"{day} 既放假又上班，请核对", f"{day} is off and worked; check it")
    for day, name in days_by_law(year).items():
        if day not in off and name in YEARLY:
            zh, en = HOLIDAYS[name].zh, HOLIDAYS[name].en
            path = field_of(name, "first")
            entry.fault(
                path, "by_law", f"{day} 是法定{zh}假日，应在放假日期内", f"{day} is {en} by law and must be off"
            )
    entry.end()
    return YearNotice(year, off, worked), document


def _days_off(
    entry: Entry, given: Mapping[str, Any], holiday: str, year: int, others: Mapping[date, str]
) -> dict[date, str]:
    first_path, last_path = field_of(holiday, "first"), field_of(holiday, "last")
    if not given.get(first_path) and not given.get(last_path):
        return {}  # one that falls into another, as the Mid-autumn Festival sometimes does
    first, last = entry.day(given.get(first_path) or "", first_path), entry.day(given.get(last_path) or "", last_path)
    if first is None or last is None:
        return {}
    if first > last or last - first >= timedelta(days=_MOST_DAYS_OFF):
        zh = f"最后一天应在第一天之后，最多放假 {_MOST_DAYS_OFF} 天"
        entry.fault(last_path, "order", zh, f"must follow the first day, at most {_MOST_DAYS_OFF} days off")
        return {}
    if last.year != year or first < date(year - 1, 12, 1):
        entry.fault(last_path, "other_year", f"放假日期应在 {year} 年", f"the days off must lie in {year}")
        return {}
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    if any(day in others for day in days):
        entry.fault(first_path, "twice", "与另一个节日的放假日期重叠", "overlaps another holiday")
        return {}
    return dict.fromkeys(days, holiday)
