"""The columns that rules look at: how each is read off sites. What they hold stands in `column_values`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import inf
from typing import Any, cast

import numpy as np

from app.compliance.block import Background, Column
from app.compliance.column_values import (
    NEVER,
    Compared,
    Counts,
    Days,
    Figures,
    Members,
    Numbered,
    Numbers,
    Reported,
    Texted,
    Truths,
    Waived,
    brackets,
    items_of,
    members,
    unknown_of,
)
from app.sites.site import Site, WeeklyHours
from app.sites.vocabulary import EQUIPMENT, TRAININGS
from app.units import Period, years_before


class _FactColumn(Column[Any]):
    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact

    def values(self, sites: Sequence[Site], background: Background) -> list[Any]:
        """The fact of every site, else the sum that the county set for all, else None."""
        fact, set_for_all = self.fact, background.parameters.get(self.fact)
        return [site.facts.get(fact, set_for_all) for site in sites]


class FactNumbers(_FactColumn, Column[Numbers]):
    """A number fact."""

    def read(self, sites: Sequence[Site], background: Background) -> Numbers:
        """The numbers."""
        values = self.values(sites, background)
        low, high = brackets(values)
        return Numbers(low, high, unknown_of(values))

    def exact(self, site: Site, background: Background) -> Decimal:
        """The number of a site that has one."""
        return cast(Decimal, site.facts.get(self.fact, background.parameters.get(self.fact)))


class FactNotLess(Column[Compared]):
    """Whether a number fact is not less than another of the same site."""

    def __init__(self, fact: str, other: str) -> None:
        super().__init__(fact, other)
        self._columns = FactNumbers(fact), FactNumbers(other)

    def read(self, sites: Sequence[Site], background: Background) -> Compared:
        """The comparisons."""
        pairs = list(zip(*(column.values(sites, background) for column in self._columns), strict=True))
        known = [one is not None and other is not None for one, other in pairs]
        not_less = [both and one >= other for both, (one, other) in zip(known, pairs, strict=True)]
        return Compared(np.array(not_less, bool), 1 - np.array(known, np.int8))


class FactTruths(_FactColumn, Column[Truths]):
    """A yes/no fact."""

    def read(self, sites: Sequence[Site], background: Background) -> Truths:
        """The answers."""
        values = self.values(sites, background)
        return Truths(np.array([1 if v is None else 2 if v is True else 0 for v in values], np.int8))


class FactDays(_FactColumn, Column[Days]):
    """A date fact."""

    def read(self, sites: Sequence[Site], background: Background) -> Days:
        """The days."""
        values = self.values(sites, background)
        return Days(np.array([NEVER if v is None else v.toordinal() for v in values], np.int32), unknown_of(values))


class FactChoices(_FactColumn, Column[Numbered]):
    """A choice."""

    def read(self, sites: Sequence[Site], background: Background) -> Numbered:
        """The chosen items by number."""
        return Numbered(background.dictionary(self).numbers((v, v) for v in self.values(sites, background)))


class FactWeeks(_FactColumn, Column[Numbered]):
    """Weekly hours."""

    def read(self, sites: Sequence[Site], background: Background) -> Numbered:
        """The weeks by number."""
        weeks = cast("list[WeeklyHours | None]", self.values(sites, background))
        keyed = ((None if week is None else tuple(sorted(week.items())), week) for week in weeks)
        return Numbered(background.dictionary(self).numbers(keyed))


class FactTexts(_FactColumn, Column[Numbered]):
    """A text fact."""

    def read(self, sites: Sequence[Site], background: Background) -> Numbered:
        """The texts by number."""
        texts = [
            None if text is None else Texted(text, site.host_city, background.township_names(site.division))
            for text, site in zip(self.values(sites, background), sites, strict=True)
        ]
        return Numbered(background.dictionary(self).numbers((text, text) for text in texts))


class FactSets(_FactColumn, Column[Members]):
    """A set fact."""

    def read(self, sites: Sequence[Site], background: Background) -> Members:
        """The sets."""
        return members(self.values(sites, background), items_of(self.fact, background.vocabulary))


class WorkingEquipment(Column[Members]):
    """The inventory: of what there is a working piece."""

    def read(self, sites: Sequence[Site], background: Background) -> Members:
        """The sets."""
        working = [None if s.equipment is None else [i for i, n in s.equipment.items() if n > 0] for s in sites]
        return members(working, items_of(EQUIPMENT, background.vocabulary))


class TrainedTopics(Column[Members]):
    """The topics trained within some years up to the day."""

    def __init__(self, years: int) -> None:
        super().__init__(years)
        self.years = years

    def read(self, sites: Sequence[Site], background: Background) -> Members:
        """The sets."""
        today = background.as_of
        since = years_before(today, self.years)
        topics = [
            None if s.trainings is None else [t.topic for t in s.trainings if since <= t.day <= today] for s in sites
        ]
        return members(topics, items_of(TRAININGS, background.vocabulary))


class PeopleInPost(Column[Counts]):
    """How many people of a role and an employment (None: any) are in post on the day."""

    def __init__(self, role: str | None, employment: str | None) -> None:
        super().__init__(role, employment)
        self.role, self.employment = role, employment

    def read(self, sites: Sequence[Site], background: Background) -> Counts:
        """The counts."""
        today = background.as_of
        counts = [in_post(site, self.role, self.employment, today) for site in sites]
        return Counts(np.array([n or 0 for n in counts], np.int32), unknown_of(counts))


def in_post(site: Site, role: str | None, employment: str | None, day: date) -> int | None:
    """How many people of a role and an employment (None: any) are in post on a day; None without a roster."""
    if site.staff is None:
        return None
    return sum(
        1
        for person in site.staff
        if role in (None, person.role) and employment in (None, person.employment) and person.in_post(day)
    )


class FiguresDue(Column[Figures]):
    """A metric in periods, those left out that ended before a site began."""

    def __init__(self, metric: str, periods: tuple[Period, ...], began: str) -> None:
        super().__init__(metric, periods, began)
        self.metric, self.periods, self.began = metric, periods, began

    def read(self, sites: Sequence[Site], background: Background) -> Figures:
        """The figures."""
        began = FactDays(self.began).read(sites, background)
        none_due = np.ones(len(sites), bool)
        shape = len(self.periods), len(sites)
        low, unknown = np.empty(shape), np.empty(shape, np.int8)
        for row, period in enumerate(self.periods):
            key = (self.metric, period)
            values = [site.metrics.get(key) for site in sites]
            low[row], _ = brackets(values)
            unknown[row] = unknown_of(values)
            if period.grain != "cumulative":
                over = (began.days > period.last_day.toordinal()) & (began.unknown == 0)
                low[row][over], unknown[row][over] = inf, 0
                none_due &= over
            else:
                none_due[:] = False
        return Figures(low, unknown, np.where(none_due, 1, 2).astype(np.int8))


class FigureReported(Column[Reported]):
    """Whether a metric was reported for a period."""

    def __init__(self, metric: str, period: Period) -> None:
        super().__init__(metric, period)
        self.figure = metric, period

    def read(self, sites: Sequence[Site], background: Background) -> Reported:
        """Where it was."""
        return Reported(np.array([self.figure in site.metrics for site in sites], bool))


class WaivedUntil(Column[Waived]):
    """The waivers of a clause, each up to and including its last day."""

    def __init__(self, clause: str) -> None:
        super().__init__(clause)
        self.clause = clause

    def read(self, sites: Sequence[Site], background: Background) -> Waived:
        """Where one is in force."""
        clause, today = self.clause, background.as_of
        found = [bool(s.waivers) and any(w.clause == clause and today <= w.until for w in s.waivers) for s in sites]
        return Waived(np.array(found, bool))
