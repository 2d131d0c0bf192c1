"""Whether a site is open at a moment, and until or from when: the one answer that pages, lists and API give.

What holds on a day, the first that applies: the site's own special days; the statutory calendar; the week. By the
calendar a site is closed on public holidays, and on a make-up working day (调休上班) keeps Monday's hours, since the
notices do not say which weekday such a day stands in for (without hours on Mondays, those of that Saturday or Sunday).
Where no notice of the year is known, a site that its week or a make-up day would have open may be open or not: that is
unknown, not open. When it opens next follows the week, and says so. Moments are local times of the county, handed in;
nothing here knows a time zone or reads a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from app.sites.site import Span, SpecialDays, WeeklyHours
from app.sites.statutory_days import SATURDAY, statutory_day
from app.sites.vocabulary import WEEKDAYS
from app.wording import Wording

OPENING_HOURS, SPECIAL_DAYS = "opening_hours", "special_days"
DAYS_AHEAD = 400
"""How far the next opening is looked for: past a year in which a site is rebuilt, too."""
Because = Literal["special", "holiday", "make_up", "unknown_year"]
_DAYS = tuple(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class DayHours:
    """The stretches of one day, in order; none means closed. `because` says what set the week aside, None if nothing
    did; with ``unknown_year`` the week holds only because no notice is known. `holiday` is the holiday meant.
    """

    spans: tuple[Span, ...]
    because: Because | None = None
    holiday: Wording | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Open or closed at a moment, or not known where the day may be a holiday or a make-up day.

    Open: `until` is when it closes, None when it stays open all day. Unknown: `until` is when its week would close it,
    None where only a make-up day would have it open. Closed: `day` and `at` say when it opens next,
    both None when it does not within `DAYS_AHEAD`. `because` and `holiday` are those of the day itself or, where that
    is like any other or the next opening is uncertain, those of the day on which it opens next.
    """

    state: Literal["open", "closed", "unknown"]
    until: time | None = None
    day: date | None = None
    at: time | None = None
    because: Because | None = None
    holiday: Wording | None = None


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

    >>> week = {"mon": ((time(9), time(17)),)}
    >>> opening_at(week, datetime(2026, 11, 23, 10)).until
    datetime.time(17, 0)
    >>> opening_at(week, datetime(2026, 11, 23, 10), {"2026-11-23": ()}).state
    'closed'
    >>> opening_at(week, datetime(2026, 11, 22, 10)).day
    datetime.date(2026, 11, 23)
    """
    today, now = hours_on(moment.date(), hours, special), moment.time()
    is_unknown = today.because == "unknown_year"
    for opens, closes in today.spans:
        if opens <= now < closes:
            all_day = opens == time.min and closes == time.max
            until = None if all_day else closes
            state: Literal["open", "unknown"] = "unknown" if is_unknown else "open"
            return Opening(state, until=until, because=today.because, holiday=today.holiday)
    # A Saturday or Sunday worked for a day off elsewhere would keep the hours of Monday.
    made_up = joined(hours.get(_DAYS[0], ())) if is_unknown and moment.weekday() >= SATURDAY else []
    if any(opens <= now < closes for opens, closes in made_up):
        return Opening("unknown", because=today.because)
    for opens, _ in today.spans:
        if now < opens:
            return Opening("closed", day=moment.date(), at=opens, because=today.because, holiday=today.holiday)
    ever = any(hours.values()) or any((special or {}).values())
    for ahead in range(1, DAYS_AHEAD + 1) if ever else ():
        day = moment.date() + timedelta(days=ahead)
        next_day = hours_on(day, hours, special)
        if next_day.spans:
            told = today if today.because and next_day.because != "unknown_year" else next_day
            return Opening("closed", day=day, at=next_day.spans[0][0], because=told.because, holiday=told.holiday)
    return Opening("closed", because=today.because, holiday=today.holiday)


def hours_on(day: date, hours: WeeklyHours, special: SpecialDays | None = None) -> DayHours:
    """What holds on a day.

    >>> week = {"mon": ((time(9), time(17)),), "sat": ((time(9), time(12)),)}
    >>> hours_on(date(2026, 10, 1), week).because, hours_on(date(2026, 10, 10), week).spans
    ('holiday', ((datetime.time(9, 0), datetime.time(17, 0)),))
    """
    own = (special or {}).get(day.isoformat())
    statutory = statutory_day(day)
    if own is not None:
        return DayHours(tuple(joined(own)), "special", statutory.name if statutory.kind == "holiday" else None)
    match statutory.kind:
        case "holiday":
            return DayHours((), "holiday", statutory.name)
        case "make_up":
            return DayHours(tuple(joined(hours.get(_DAYS[0], ()))) or _weekly(hours, day), "make_up", statutory.name)
        case "unknown":
            return DayHours(_weekly(hours, day), "unknown_year")
        case "ordinary":
            return DayHours(_weekly(hours, day))


def _weekly(hours: WeeklyHours, day: date) -> tuple[Span, ...]:
    return tuple(joined(hours.get(_DAYS[day.weekday()], ())))
