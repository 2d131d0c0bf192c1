"""The clauses of a programme as formulas on plain columns, as somebody would write them who knows numpy and no more.

Made from the packs' checks and the sites, and evaluated by `formula_answers`, in this process or in OpenFisca's. Texts
and weeks are judged beforehand, as our columns judge each different one once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.compliance.column_values import bracket
from app.compliance.columns import in_post
from app.compliance.rules.periods import periods_of, uncovered_days
from app.compliance.rules.texts import text_truth
from app.sites.divisions import Divisions
from app.sites.site import Site
from app.standards.checks import combined, lists, periods, texts, values
from app.standards.programme import Clause, Programme
from app.units import years_before
from tests.bench.formula_answers import BoundClause, Formula

Columns = dict[str, NDArray[Any]]
_TRUTH = {None: 1, True: 2, False: 0}
_WORDS = {"not_met": 0, "unknown": 1, "met": 2}


class Plain:
    """The columns of sites of one kind and tier, and the formulas of the clauses that bind them."""

    def __init__(self, programme: Programme, sites: Sequence[Site], divisions: Divisions, day: date, tier: str) -> None:
        self.programme, self.sites, self.divisions, self.day, self.tier = programme, sites, divisions, day, tier
        self.columns: Columns = {}

    def clause(self, clause: Clause) -> BoundClause:
        """Its formula, the column of its waivers, and the column and the answers under which it applies."""
        waived = None
        if clause.level == "generally":
            waived = self._column(f"waived {clause.id}", lambda s: self._is_waived(s, clause.id), bool)
        applies = None if clause.applies_when is None else self._condition(clause.applies_when)
        return self.formula(clause.check), waived, applies

    def formula(self, check: Any) -> Formula:
        """A check as a formula."""
        match check:
            case values.AtLeast(value=None):
                return ("not less", self._number(check.fact), self._number(check.value_of))
            case values.AtLeast():
                return ("at least", self._number(check.fact), float(check.value))
            case values.AtMost():
                return ("at most", self._number(check.fact, 1), float(check.value))
            case values.IsTrue():
                return ("answer", self._truth(check.fact))
            case values.OneOf():
                decide = {None: 1} | dict.fromkeys(check.items, 2)
                return ("answer", self._fact(f"one of {check.items}", check.fact, lambda v: decide.get(v, 0)))
            case values.InServiceFor():
                days = self._fact("ordinal", check.fact, lambda v: np.nan if v is None else v.toordinal(), float)
                return ("at most", days, float(years_before(self.day, check.years).toordinal()))
            case lists.ContainsAll() | lists.ContainsAtLeast():
                held = [self._fact(f"holds {i}", check.fact, lambda v, i=i: i in (v or ()), bool) for i in check.items]
                unknown = self._fact("unknown", check.fact, lambda v: v is None, bool)
                return ("some of", held, unknown, getattr(check, "count", len(check.items)))
            case lists.HasEquipment():
                held = [
                    self._column(f"has {i}", lambda s, i=i: (s.equipment or {}).get(i, 0) > 0, bool)
                    for i in check.items
                ]
                unknown = self._column("no inventory", lambda s: s.equipment is None, bool)
                return ("some of", held, unknown, len(check.items))
            case lists.TrainedWithin():
                since = years_before(self.day, check.years)
                held = [
                    self._column(f"trained {i} {since}", lambda s, i=i: self._was_trained(s, i, since), bool)
                    for i in check.topics
                ]
                unknown = self._column("no trainings", lambda s: s.trainings is None, bool)
                return ("some of", held, unknown, len(check.topics))
            case lists.CountPeople():
                return ("at least", self._people(check.role, check.employment), float(check.at_least))
            case periods.EveryPeriod():
                asked = [self._figure(check.metric, period) for period in periods_of(check, self.day)]
                return ("every", asked, float(check.at_least))
            case periods.HoursCover():
                return ("answer", self._fact(f"covers {check}", check.fact, lambda v: _covers(check, v)))
            case texts.TextMatches():
                return ("answer", self._column(f"reads {check}", lambda s: self._reads(check, s)))
            case combined.AllOf():
                return ("least", [self.formula(part) for part in check.checks])
            case combined.AnyOf():
                return ("greatest", [self.formula(part) for part in check.checks])
            case combined.When() if check.tiers is not None:
                return self.formula(check.then if self.tier in check.tiers else check.otherwise)
            case combined.When():
                return (
                    "when",
                    *self._condition(check.condition),
                    self.formula(check.then),
                    self.formula(check.otherwise),
                )
        raise TypeError(check)

    def _condition(self, condition: Any) -> tuple[str, tuple[bool, bool, bool]]:
        read_as = (False, condition.unreported, True)
        no, unknown, yes = (value == condition.equals for value in read_as)
        return self._truth(condition.fact), (no, unknown, yes)

    def _column(self, name: str, tell: Callable[[Site], Any], sort: type = np.int8) -> str:
        if name not in self.columns:
            self.columns[name] = np.array([tell(site) for site in self.sites], sort)
        return name

    def _fact(self, name: str, fact: str, tell: Callable[[Any], Any], sort: type = np.int8) -> str:
        set_for_all = self.programme.sums_set.get(fact)
        return self._column(f"{fact} {name}", lambda site: tell(site.facts.get(fact, set_for_all)), sort)

    def _number(self, fact: str, side: int = 0) -> str:
        """The nearest double below what a double cannot say (`side` 1: above), so that no bound is met by rounding."""
        return self._fact(f"number {side}", fact, lambda v: np.nan if v is None else bracket(v)[side], float)

    def _truth(self, fact: str) -> str:
        return self._fact("truth", fact, _TRUTH.__getitem__)

    def _people(self, role: str | None, employment: str | None) -> str:
        def count(site: Site) -> float:
            found = in_post(site, role, employment, self.day)
            return np.nan if found is None else found

        return self._column(f"people {role} {employment}", count, float)

    def _figure(self, metric: str, period: Any) -> str:
        """The figure, NaN where it was not reported, infinite where it is not asked for."""

        def figure(site: Site) -> float:
            began = site.facts.get("operating_since")
            if period.grain != "cumulative" and isinstance(began, date) and began > period.last_day:
                return np.inf
            value = site.metrics.get((metric, period))
            return np.nan if value is None else bracket(value)[0]

        return self._column(f"figure {metric} {period.text}", figure, float)

    def _was_trained(self, site: Site, topic: str, since: date) -> bool:
        return any(one.topic == topic and since <= one.day <= self.day for one in site.trainings or ())

    def _is_waived(self, site: Site, clause: str) -> bool:
        return any(one.clause == clause and self.day <= one.until for one in site.waivers or ())

    def _reads(self, check: texts.TextMatches, site: Site) -> int:
        township = self.divisions.township_of(site.division) if site.division else None
        text: Any = site.facts.get(check.fact)
        return _WORDS[text_truth(check, text, site.host_city, township.names if township else ())]


def _covers(check: periods.HoursCover, week: Any) -> int:
    return 1 if week is None else 0 if uncovered_days(check, week) else 2
