"""Judging a whole network in columns: the same clauses as `judge`, without explanations, many sites at once.

Every answer is an int8: NOT_MET, MET, UNKNOWN (and WAIVED, DOES_NOT_APPLY in the finished matrix). Decimals stay exact:
floats decide only where they differ, ties go back to the decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from app.compliance.judge import facts_with_parameters, township_names, waiver_in_force
from app.compliance.periods import BEGAN, periods_of, uncovered_days
from app.compliance.table import Bools, Numbers, SiteTable
from app.compliance.texts import text_truth
from app.compliance.verdicts import Status, Verdict
from app.sites.divisions import Divisions
from app.sites.site import Site, WeeklyHours
from app.standards import checks as c
from app.standards.programme import Clause, Programme
from app.units import years_before

Answers = NDArray[np.int8]
NOT_MET, MET, UNKNOWN, WAIVED, DOES_NOT_APPLY = 0, 1, 2, 3, -1
VERDICT_OF: Mapping[int, Verdict] = {NOT_MET: "not_met", MET: "met", UNKNOWN: "unknown", WAIVED: "waived"}
_ANSWER_OF = {"not_met": NOT_MET, "met": MET, "unknown": UNKNOWN}


@dataclass(frozen=True, slots=True)
class ClauseMatrix:
    """Verdicts of `sites` (rows) under `clauses` (columns), as int8 codes of VERDICT_OF; -1 for does not apply."""

    sites: tuple[Site, ...]
    clauses: tuple[Clause, ...]
    verdicts: Answers

    def row(self, index: int) -> dict[str, Verdict]:
        """Clause ids and verdicts of one site, clauses that do not apply left out."""
        return {
            clause.id: VERDICT_OF[int(code)]
            for clause, code in zip(self.clauses, self.verdicts[index], strict=True)
            if code != DOES_NOT_APPLY
        }

    def statuses(self) -> tuple[Status, ...]:
        """The status of every site, as `verdicts.status_of` has it."""
        applies = (self.verdicts != DOES_NOT_APPLY).any(axis=1)
        failing = (self.verdicts == NOT_MET).any(axis=1)
        open_ = (self.verdicts == UNKNOWN).any(axis=1)
        return tuple(
            "not_assessed" if not a else "non_compliant" if f else "incomplete" if o else "compliant"
            for a, f, o in zip(applies.tolist(), failing.tolist(), open_.tolist(), strict=True)
        )

    def counts(self, verdict: int) -> NDArray[np.int64]:
        """How many clauses of each site came out as `verdict` (a code of this module)."""
        return cast("NDArray[np.int64]", (self.verdicts == verdict).sum(axis=1))


def judge_columns(sites: Sequence[Site], programme: Programme, divisions: Divisions, as_of: date) -> ClauseMatrix:
    """Judge sites of one programme on one day. Agrees with `judge.judge` clause by clause."""
    clauses = tuple(clause for clause in programme.clauses if clause.in_force(as_of))
    verdicts = np.full((len(sites), len(clauses)), DOES_NOT_APPLY, np.int8)
    for kind in sorted({site.kind for site in sites}):
        rows = np.array([i for i, site in enumerate(sites) if site.kind == kind], np.int64)
        table = _table([sites[i] for i in rows], programme, divisions, as_of)
        for column, clause in enumerate(clauses):
            if any(a.kind == kind for a in clause.applies_to):
                verdicts[rows, column] = _clause_column(clause, kind, table)
    return ClauseMatrix(tuple(sites), clauses, verdicts)


def _table(sites: Sequence[Site], programme: Programme, divisions: Divisions, as_of: date) -> SiteTable:
    return SiteTable(
        sites,
        [site.on(as_of, "tier") or site.tier for site in sites],
        [facts_with_parameters(site, programme) for site in sites],
        [township_names(site, divisions) for site in sites],
        as_of,
    )


def _clause_column(clause: Clause, kind: str, table: SiteTable) -> Answers:
    tiers = {tier for tier in set(table.tiers) if clause.covers(kind, tier)}
    applies = np.isin(table.tiers, list(tiers))
    if clause.applies_when is not None:
        applies &= _holds(clause.applies_when, table)
    answers = np.where(applies, answer(clause.check, table), DOES_NOT_APPLY).astype(np.int8)
    if clause.level == "generally":
        for index, site in enumerate(table.sites):
            if site.waivers and answers[index] in (NOT_MET, UNKNOWN) and waiver_in_force(site, clause, table.as_of):
                answers[index] = WAIVED
    return answers


def answer(check: c.Check, table: SiteTable) -> Answers:
    """The answers of any check for every site of the table."""
    return _COLUMNS[type(check)](check, table)


def _answers(reported: Bools, met: Bools) -> Answers:
    return np.where(reported, np.where(met, MET, NOT_MET), UNKNOWN).astype(np.int8)


def _not_below(numbers: Numbers, bound: Decimal) -> Bools:
    limit = float(bound)
    result = numbers.floats >= limit
    for index in np.flatnonzero(numbers.floats == limit).tolist():
        result[index] = cast(Decimal, numbers.exact[index]) >= bound
    return result


def _at_least(check: c.AtLeast, table: SiteTable) -> Answers:
    numbers = table.numbers(check.fact)
    if check.value_of is None:
        return _answers(~np.isnan(numbers.floats), _not_below(numbers, cast(Decimal, check.value)))
    bounds = table.numbers(check.value_of)
    reported = ~np.isnan(numbers.floats) & ~np.isnan(bounds.floats)
    met = numbers.floats >= bounds.floats
    for index in np.flatnonzero(numbers.floats == bounds.floats).tolist():
        met[index] = cast(Decimal, numbers.exact[index]) >= cast(Decimal, bounds.exact[index])
    return _answers(reported, met)


def _at_most(check: c.AtMost, table: SiteTable) -> Answers:
    numbers, limit = table.numbers(check.fact), float(check.value)
    met = numbers.floats <= limit
    for index in np.flatnonzero(numbers.floats == limit).tolist():
        met[index] = cast(Decimal, numbers.exact[index]) <= check.value
    return _answers(~np.isnan(numbers.floats), met)


def _is_true(check: c.IsTrue, table: SiteTable) -> Answers:
    return _answers(*table.truths(check.fact))


def _one_of(check: c.OneOf, table: SiteTable) -> Answers:
    values = table.values(check.fact)
    allowed = set(check.items)
    return _answers(np.array([v is not None for v in values], bool), np.array([v in allowed for v in values], bool))


def _held(table: SiteTable, key: str, sets: Callable[[], list[Any]], wanted: Sequence[str], needed: int) -> Answers:
    reported, columns = table.members(key, sets)
    count = np.zeros(len(table), np.int64)
    for item in set(wanted):
        if item in columns:
            count += columns[item]
    return _answers(reported, count >= needed)


def _contains_all(check: c.ContainsAll, table: SiteTable) -> Answers:
    return _held(
        table,
        check.fact,
        lambda: cast("list[Any]", table.values(check.fact)),
        check.items,
        len(set(check.items)),
    )


def _contains_at_least(check: c.ContainsAtLeast, table: SiteTable) -> Answers:
    return _held(table, check.fact, lambda: cast("list[Any]", table.values(check.fact)), check.items, check.count)


def _has_equipment(check: c.HasEquipment, table: SiteTable) -> Answers:
    def working() -> list[Any]:
        return [None if s.equipment is None else [i for i, n in s.equipment.items() if n > 0] for s in table.sites]

    return _held(table, "equipment", working, check.items, len(set(check.items)))


def _trained_within(check: c.TrainedWithin, table: SiteTable) -> Answers:
    since = years_before(table.as_of, check.years)

    def topics() -> list[Any]:
        return [
            None if s.trainings is None else {t.topic for t in s.trainings if since <= t.day <= table.as_of}
            for s in table.sites
        ]

    return _held(table, f"trainings {check.years}", topics, check.topics, len(set(check.topics)))


def _count_people(check: c.CountPeople, table: SiteTable) -> Answers:
    roster, today = table.roster, table.as_of.toordinal()
    counted = (roster.start <= today) & (today <= roster.end)
    if check.role is not None:
        counted &= roster.role == check.role
    if check.employment is not None:
        counted &= roster.employment == check.employment
    found = np.bincount(roster.site[counted], minlength=len(table))
    return _answers(roster.reported, found >= check.at_least)


def _text_matches(check: c.TextMatches, table: SiteTable) -> Answers:
    texts = cast("list[str | None]", table.values(check.fact))
    return np.array(
        [
            _ANSWER_OF[text_truth(check, text, site.host_city, names)]
            for text, site, names in zip(texts, table.sites, table.townships, strict=True)
        ],
        np.int8,
    )


def _in_service_for(check: c.InServiceFor, table: SiteTable) -> Answers:
    days = table.ordinals(check.fact)
    return _answers(days >= 0, days <= years_before(table.as_of, check.years).toordinal())


def _every_period(check: c.EveryPeriod, table: SiteTable) -> Answers:
    began = table.ordinals(BEGAN)
    below, absent, asked = (np.zeros(len(table), bool) for _ in range(3))
    for period in periods_of(check, table.as_of):
        numbers = table.metric(check.metric, period)
        due = np.ones(len(table), bool) if period.grain == "cumulative" else period.last_day.toordinal() >= began
        unreported = np.isnan(numbers.floats)
        asked |= due
        absent |= due & unreported
        below |= due & ~unreported & ~_not_below(numbers, check.at_least)
    return np.where(below, NOT_MET, np.where(absent | ~asked, UNKNOWN, MET)).astype(np.int8)


def _hours_cover(check: c.HoursCover, table: SiteTable) -> Answers:
    weeks = cast("list[WeeklyHours | None]", table.values(check.fact))
    reported = np.array([w is not None for w in weeks], bool)
    return _answers(reported, np.array([w is not None and not uncovered_days(check, w) for w in weeks], bool))


def _all_of(check: c.AllOf, table: SiteTable) -> Answers:
    parts = np.stack([answer(part, table) for part in check.checks])
    return _kleene(parts, deciding=NOT_MET, otherwise=MET)


def _any_of(check: c.AnyOf, table: SiteTable) -> Answers:
    parts = np.stack([answer(part, table) for part in check.checks])
    return _kleene(parts, deciding=MET, otherwise=NOT_MET)


def _kleene(parts: Answers, *, deciding: int, otherwise: int) -> Answers:
    decided, open_ = (parts == deciding).any(axis=0), (parts == UNKNOWN).any(axis=0)
    return np.where(decided, deciding, np.where(open_, UNKNOWN, otherwise)).astype(np.int8)


def _holds(condition: c.Condition, table: SiteTable) -> Bools:
    reported, yes = table.truths(condition.fact)
    return cast(Bools, np.where(reported, yes, condition.unreported) == condition.equals)


def _when(check: c.When, table: SiteTable) -> Answers:
    holds = (
        np.isin(table.tiers, list(check.tiers))
        if check.tiers is not None
        else _holds(cast(c.Condition, check.condition), table)
    )
    return np.where(holds, answer(check.then, table), answer(check.otherwise, table)).astype(np.int8)


_COLUMNS: Mapping[type[Any], Callable[[Any, SiteTable], Answers]] = {
    c.AtLeast: _at_least,
    c.AtMost: _at_most,
    c.IsTrue: _is_true,
    c.OneOf: _one_of,
    c.ContainsAll: _contains_all,
    c.ContainsAtLeast: _contains_at_least,
    c.HasEquipment: _has_equipment,
    c.TrainedWithin: _trained_within,
    c.CountPeople: _count_people,
    c.TextMatches: _text_matches,
    c.InServiceFor: _in_service_for,
    c.EveryPeriod: _every_period,
    c.HoursCover: _hours_cover,
    c.AllOf: _all_of,
    c.AnyOf: _any_of,
    c.When: _when,
}
