"""What one site document says, asked in the few ways the documents ask: the ground the clauses stand on.

Every question is answered in three values: true, false, or not known because a fact was never reported.
Numbers are compared as decimals. Nothing here knows a clause or a threshold.
"""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

MINUTES_IN_A_DAY = 24 * 60


class Answer(NamedTuple):
    """True, False or None (not known); with None, the codes of the facts nobody has reported.

    `not_yet_due` marks the one None with nothing to report: every period had ended before the site opened.
    """

    truth: bool | None
    needs: frozenset[str] = frozenset()
    not_yet_due: bool = False


YES = Answer(True)
NO = Answer(False)


def unknown(*facts: str) -> Answer:
    return Answer(None, frozenset(facts))


def said(truth: bool) -> Answer:
    return YES if truth else NO


def all_true(*answers: Answer) -> Answer:
    """`and` of three-valued logic: one false decides it, whatever else is not known."""
    if any(answer.truth is False for answer in answers):
        return NO
    open_ones = [answer for answer in answers if answer.truth is None]
    if not open_ones:
        return YES
    return Answer(
        None,
        frozenset().union(*(answer.needs for answer in open_ones)),
        all(answer.not_yet_due for answer in open_ones),
    )


def exact(number: Any) -> Decimal:
    """The number as it was written: 0.1 is one tenth, not the nearest binary fraction."""
    return number if isinstance(number, Decimal) else Decimal(str(number))


def years_earlier(day: date, years: int) -> date:
    """The same day that many years earlier; 29 February goes back to 28 February where there is none."""
    last = monthrange(day.year - years, day.month)[1]
    return date(day.year - years, day.month, min(day.day, last))


def full_months_before(day: date, count: int) -> list[tuple[str, date]]:
    """The last full calendar months before the month of `day`: (period, last day), newest first."""
    months = []
    first = day.replace(day=1)
    for _ in range(count):
        last = first - timedelta(days=1)
        months.append((f"{last.year:04d}-{last.month:02d}", last))
        first = last.replace(day=1)
    return months


def full_years_before(day: date, count: int) -> list[tuple[str, date]]:
    """The last full calendar years before the year of `day`: (period, last day), newest first."""
    return [(f"{day.year - back:04d}", date(day.year - back, 12, 31)) for back in range(1, count + 1)]


def one_spelling(text: str) -> str:
    """The ministry writes 𰝟渡镇, the statistics bureau 鲜渡镇: one town."""
    return text.replace("\U0003075f渡镇", "鲜渡镇")


def as_read(text: str) -> str:
    """A text as a reader sees it: the contract's one normal form. What the drafts use of it, not all of Unicode."""
    seen = "".join(sign for sign in text if sign not in "\u200b\u200e\ufeff")
    return unicodedata.normalize("NFKC", seen).strip()


def minute_of_day(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def open_throughout(spans: Iterable[Iterable[str]], start: str, end: str) -> bool:
    """Whether the spans, joined where they touch or overlap, leave no minute of start..end closed."""
    open_minutes = [False] * MINUTES_IN_A_DAY
    for opens, closes in spans:
        for minute in range(minute_of_day(opens), minute_of_day(closes)):
            open_minutes[minute] = True
    return all(open_minutes[minute_of_day(start) : minute_of_day(end)])


@dataclass(frozen=True)
class Site:
    """A site document with the day it is looked at and the township it lies in (None: not known)."""

    document: Mapping[str, Any]
    as_of: date
    township: str | None

    @property
    def kind(self) -> str:
        return str(self.document["kind"])

    @property
    def tier(self) -> str:
        return str(self.document["tier"])

    def fact(self, code: str) -> Any:
        """The reported value, or None where nobody has reported it."""
        return (self.document.get("facts") or {}).get(code)

    # -- facts ------------------------------------------------------------------------------------------

    def is_so(self, code: str) -> Answer:
        value = self.fact(code)
        return unknown(code) if value is None else said(value is True)

    def at_least(self, code: str, mark: str) -> Answer:
        value = self.fact(code)
        return unknown(code) if value is None else said(exact(value) >= Decimal(mark))

    def at_most(self, code: str, mark: str) -> Answer:
        value = self.fact(code)
        return unknown(code) if value is None else said(exact(value) <= Decimal(mark))

    def not_less_than_fact(self, code: str, other: str) -> Answer:
        missing = [name for name in (code, other) if self.fact(name) is None]
        if missing:
            return unknown(*missing)
        return said(exact(self.fact(code)) >= exact(self.fact(other)))

    def has_all(self, code: str, items: str) -> Answer:
        """A reported set is complete: what is not in it is absent. `items` are parted by blanks."""
        value = self.fact(code)
        return unknown(code) if value is None else said(set(items.split()) <= set(value))

    def has_at_least(self, code: str, count: int, items: str) -> Answer:
        value = self.fact(code)
        return unknown(code) if value is None else said(len(set(items.split()) & set(value)) >= count)

    def one_of(self, code: str, choices: str) -> Answer:
        value = self.fact(code)
        return unknown(code) if value is None else said(value in choices.split())

    def text(self, code: str, fits: Callable[[str], bool]) -> Answer:
        value = self.fact(code)
        return unknown(code) if value is None else said(fits(as_read(value)))

    def open_on(self, weekdays: str, start: str, end: str) -> Answer:
        """A weekday left out of reported hours is a day on which the site is closed."""
        hours = self.fact("opening_hours")
        if hours is None:
            return unknown("opening_hours")
        return said(all(open_throughout(hours.get(day, []), start, end) for day in weekdays.split()))

    # -- inventory, roster, trainings -------------------------------------------------------------------

    def has_equipment(self, items: str) -> Answer:
        inventory = self.document.get("equipment")
        if inventory is None:
            return unknown("equipment")
        return said(all(inventory.get(item, 0) >= 1 for item in items.split()))

    def in_post(self, person: Mapping[str, Any]) -> bool:
        came, left = person.get("from"), person.get("to")
        if came is not None and date.fromisoformat(came) > self.as_of:
            return False
        return left is None or date.fromisoformat(left) >= self.as_of

    def people(self, count: int, *, role: str | None = None, employment: str | None = None) -> Answer:
        """Whether at least `count` people of the role (any) and employment (any) are in post on the day."""
        roster = self.document.get("staff")
        if roster is None:
            return unknown("staff")
        counted = 0
        for person in roster:
            if role is not None and person["role"] != role:
                continue
            if employment is not None and person["employment"] != employment:
                continue
            if self.in_post(person):
                counted += 1
        return said(counted >= count)

    def trained_within_a_year(self, topics: str) -> Answer:
        held = self.document.get("trainings_held")
        if held is None:
            return unknown("trainings_held")
        since = years_earlier(self.as_of, 1)
        within = {one["topic"] for one in held if since <= date.fromisoformat(one["date"]) <= self.as_of}
        return said(set(topics.split()) <= within)

    # -- metrics ----------------------------------------------------------------------------------------

    def metric(self, code: str, period: str) -> Decimal | None:
        for row in self.document.get("metrics") or []:
            if row["metric"] == code and row["period"] == period:
                return exact(row["value"])
        return None

    def every_month(self, code: str, mark: str, months: int) -> Answer:
        return self._every(code, mark, full_months_before(self.as_of, months))

    def every_year(self, code: str, mark: str, years: int) -> Answer:
        return self._every(code, mark, full_years_before(self.as_of, years))

    def since_opening(self, code: str, mark: str) -> Answer:
        value = self.metric(code, "cumulative")
        return unknown(code) if value is None else said(value >= Decimal(mark))

    def _every(self, code: str, mark: str, periods: list[tuple[str, date]]) -> Answer:
        opened = self.fact("operating_since")
        if opened is not None:
            periods = [one for one in periods if not one[1] < date.fromisoformat(opened)]
        if not periods:
            return Answer(None, frozenset(), not_yet_due=True)
        values = [self.metric(code, period) for period, _ in periods]
        if any(value is not None and value < Decimal(mark) for value in values):
            return NO
        return unknown(code) if None in values else YES
