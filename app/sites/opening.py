"""Whether a site is open at a moment, and until or from when, by its weekly opening hours.

Moments are local times of the county, handed in; nothing here knows a time zone or reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from app.sites.site import Span, SpecialDays, WeeklyHours
from app.sites.vocabulary import WEEKDAYS

_DAYS = tuple(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class Opening:
    """Open or closed at a moment.

    Open: `until` is when it closes, None when it stays open all day. Closed: `weekday` and `at` say when it opens
    next (`weekday` None for later the same day); both None when no day of the week has hours.
    """

    state: Literal["open", "closed"]
    until: time | None = None
    weekday: str | None = None
    at: time | None = None


def joined(spans: tuple[Span, ...]) -> list[Span]:
    """The spans of a day in order, adjoining and overlapping ones as one.

    >>> joined(((time(12), time(17)), (time(9), time(12))))
    [(datetime.time(9, 0), datetime.time(17, 0))]
    """
    result: list[Span] = []
    for opens, closes in sorted(spans):
        if result and opens <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], closes))
        else:
            result.append((opens, closes))
    return result


def opening_at(hours: WeeklyHours, moment: datetime, special: SpecialDays | None = None) -> Opening:
    """Whether a site with these hours is open at a local moment. A span holds from its opening up to its closing.

    On the days that `special` names, its spans hold instead of the week's.

    >>> week = {"mon": ((time(9), time(17)),)}
    >>> opening_at(week, datetime(2026, 11, 23, 10)).until
    datetime.time(17, 0)
    >>> opening_at(week, datetime(2026, 11, 23, 10), {"2026-11-23": ()}).state
    'closed'
    >>> opening_at(week, datetime(2026, 11, 22, 10))
    Opening(state='closed', until=None, weekday='mon', at=datetime.time(9, 0))
    """
    now = moment.time()
    for opens, closes in _spans_on(moment, hours, special):
        if opens <= now < closes:
            all_day = opens == time.min and closes == time.max
            return Opening("open", until=None if all_day else closes)
        if now < opens:
            return Opening("closed", at=opens)
    for ahead in range(1, len(_DAYS) + 1):
        day = moment + timedelta(days=ahead)
        spans = _spans_on(day, hours, special)
        if spans:
            return Opening("closed", weekday=_DAYS[day.weekday()], at=spans[0][0])
    return Opening("closed")


def _spans_on(day: datetime, hours: WeeklyHours, special: SpecialDays | None) -> list[Span]:
    named = (special or {}).get(day.date().isoformat())
    return joined(hours.get(_DAYS[day.weekday()], ()) if named is None else named)
