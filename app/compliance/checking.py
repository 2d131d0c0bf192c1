"""Every typed check decided for one site, with the sentence that explains it.

`columns` decides the same checks for many sites at once; a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from app.compliance import lists, periods, texts, values
from app.compliance.case import Case, condition_holds
from app.compliance.outcome import Outcome, all_of, any_of, noted
from app.standards import checks as c


def decide(check: c.Check, case: Case) -> Outcome:
    """The outcome of any check."""
    return _DECIDERS[type(check)](check, case)


def _all_of(check: c.AllOf, case: Case) -> Outcome:
    return all_of([decide(part, case) for part in check.checks])


def _any_of(check: c.AnyOf, case: Case) -> Outcome:
    return any_of([decide(part, case) for part in check.checks])


def _when(check: c.When, case: Case) -> Outcome:
    if check.tiers is not None:
        return decide(check.then if case.tier in check.tiers else check.otherwise, case)
    holds, note = condition_holds(cast(c.Condition, check.condition), case)
    outcome = decide(check.then if holds else check.otherwise, case)
    return noted(outcome, note) if note else outcome


_DECIDERS: Mapping[type[Any], Callable[[Any, Case], Outcome]] = {
    c.AtLeast: values.at_least,
    c.AtMost: values.at_most,
    c.IsTrue: values.is_true,
    c.OneOf: values.one_of,
    c.ContainsAll: lists.contains_all,
    c.ContainsAtLeast: lists.contains_at_least,
    c.HasEquipment: lists.has_equipment,
    c.TrainedWithin: lists.trained_within,
    c.CountPeople: lists.count_people,
    c.TextMatches: texts.text_matches,
    c.InServiceFor: values.in_service_for,
    c.EveryPeriod: periods.every_period,
    c.HoursCover: periods.hours_cover,
    c.AllOf: _all_of,
    c.AnyOf: _any_of,
    c.When: _when,
}
