"""Deadlines in working days (工作日) by the statutory calendar.

Where no notice of holidays is held for a year, its Mondays to Fridays that the law does not name are taken as worked,
and the deadline says so: it may turn out to be another day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.sites.statutory_days import is_worked, statutory_day
from app.wording import Wording

CHOICES = (5, 10, 15, 20, 30)
"""The numbers of working days that a form offers."""
USUAL_WORKING_DAYS = 10


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day in time. `unknown_years` are those it was counted through without their notice of holidays."""

    day: date
    unknown_years: tuple[int, ...] = ()

    @property
    def note(self) -> Wording | None:
        """What is to be said beside the day; None where it is sure."""
        if not self.unknown_years:
            return None
        years = "、".join(map(str, self.unknown_years))
        return Wording(
            f"{years} 年放假安排尚未收录，暂按周一至周五推算",
            f"the holidays of {years} are not known yet; Mondays to Fridays were counted",
        )


def after_working_days(start: date, count: int) -> Deadline:
    """The day that ends `count` working days, the first of them the one after `start`.

    >>> after_working_days(date(2026, 9, 30), 1).day  # National Day is off until the 7th
    datetime.date(2026, 10, 8)
    >>> after_working_days(date(2026, 12, 31), 2).unknown_years
    (2027,)
    """
    if count < 1:
        raise ValueError("a deadline lies at least one working day ahead")
    day, unknown = start, set[int]()
    while count:
        day += timedelta(days=1)
        if statutory_day(day).kind == "unknown":
            unknown.add(day.year)
        count -= is_worked(day)
    return Deadline(day, tuple(sorted(unknown)))


def working_days_past(due_on: date, today: date) -> int:
    """How many working days have gone by since a deadline; 0 on its own day and before.

    >>> working_days_past(date(2026, 11, 27), date(2026, 11, 30))
    1
    """
    days = ((due_on + timedelta(days=ahead)) for ahead in range(1, (today - due_on).days + 1))
    return sum(is_worked(day) for day in days)
