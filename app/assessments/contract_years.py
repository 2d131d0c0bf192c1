"""The years of a contract, and the months and quarters that end in one."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from app.units import Period, years_before


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def elapsed(self, today: date) -> int:
        """How many of its days are over or run today."""
        return max(0, min((today - self.first).days + 1, self.days))

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class ContractYear:
    """A year of a contract. `number` is None where nobody entered when operation began: then it is a calendar year."""

    number: int | None
    span: Span

    def stretches(self, every: str) -> tuple[Period, ...]:
        """Its twelve months, or four quarters: those that end in it.

        >>> year = contract_year(date(2026, 3, 15), 3, date(2026, 4, 1))
        >>> year.number, year.stretches("month")[0].text, len(year.stretches("quarter"))
        (1, '2026-03', 4)
        """
        found = []
        day = self.span.first.replace(day=1)
        while day <= self.span.last:
            end = day.replace(day=calendar.monthrange(day.year, day.month)[1])
            if self.span.holds(end) and (every == "month" or end.month % 3 == 0):
                quarter = Period(f"{end.year}-Q{end.month // 3}")
                found.append(Period.month(end.year, end.month) if every == "month" else quarter)
            day = end + timedelta(days=1)
        return tuple(found)


def term_of(started_on: date, years: int) -> Span:
    """The whole term of a contract.

    >>> term_of(date(2026, 1, 1), 3).last
    datetime.date(2028, 12, 31)
    """
    return Span(started_on, _later(started_on, years) - timedelta(days=1))


def contract_year(started_on: date | None, years: int, today: date) -> ContractYear:
    """The year that runs today; before the term its first, after it its last; a calendar year where none is known."""
    if started_on is None:
        return ContractYear(None, Span(date(today.year, 1, 1), date(today.year, 12, 31)))
    number = 1
    while number < years and _later(started_on, number) <= today:
        number += 1
    first = _later(started_on, number - 1)
    return ContractYear(number, Span(first, _later(started_on, number) - timedelta(days=1)))


def _later(day: date, years: int) -> date:
    return years_before(day, -years)
