"""Rules made of rules, and with them the rule of every check."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, assert_never, cast

import numpy as np

from app.compliance.answers import Answers, Bools
from app.compliance.block import Block
from app.compliance.case import Case, condition_holds
from app.compliance.columns import FactTruths
from app.compliance.outcome import Outcome, all_of, any_of, noted
from app.compliance.rules import lists, periods, texts, values
from app.compliance.rules.base import Rule
from app.standards.checks.combined import AllOf, AnyOf, Check, Condition, When
from app.standards.checks.lists import CountPeople, ListCheck
from app.standards.checks.periods import PeriodCheck
from app.standards.checks.texts import TextCheck
from app.standards.checks.values import ValueCheck


def rule_of(check: Check) -> Rule[Any]:
    """The rule of any check."""
    if isinstance(check, ValueCheck):
        return values.rule_of(check)
    if isinstance(check, ListCheck):
        return lists.rule_of(check)
    if isinstance(check, TextCheck):
        return texts.rule_of(check)
    if isinstance(check, PeriodCheck):
        return periods.rule_of(check)
    match check:
        case AllOf():
            return AllOfRule(check)
        case AnyOf():
            return AnyOfRule(check)
        case When():
            return WhenRule(check)
        case _:
            assert_never(check)


class AllOfRule(Rule[AllOf]):
    """Every part must hold: one not met decides, else one unknown."""

    def __init__(self, check: AllOf) -> None:
        super().__init__(check)
        self._parts = [
            _told_after(part, before) for before, part in zip((None, *check.checks), check.checks, strict=False)
        ]

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        return all_of([part.explain(case) for part in self._parts])

    def looked_at(self, case: Case) -> Hashable:
        """What the parts look at."""
        return tuple([part.looked_at(case) for part in self._parts])

    def answers(self, block: Block) -> Answers:
        """The least answers of the parts."""
        found, *others = (part.answers(block) for part in self._parts)
        for other in others:
            found = np.minimum(found, other)
        return found


def _told_after(check: Check, before: Check | None) -> Rule[Any]:
    """The rule of a check that is told after another: people counted again are told as some of those before."""
    if isinstance(check, CountPeople) and isinstance(before, CountPeople):
        return lists.CountPeopleRule(check, before)
    return rule_of(check)


class AnyOfRule(Rule[AnyOf]):
    """One part must hold: one met decides, else one unknown."""

    def __init__(self, check: AnyOf) -> None:
        super().__init__(check)
        self._parts = [rule_of(part) for part in check.checks]

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        return any_of([part.explain(case) for part in self._parts])

    def looked_at(self, case: Case) -> Hashable:
        """What the parts look at."""
        return tuple([part.looked_at(case) for part in self._parts])

    def answers(self, block: Block) -> Answers:
        """The greatest answers of the parts."""
        found, *others = (part.answers(block) for part in self._parts)
        for other in others:
            found = np.maximum(found, other)
        return found


class WhenRule(Rule[When]):
    """One rule or another, by the tier or by a yes/no fact."""

    def __init__(self, check: When) -> None:
        super().__init__(check)
        self._then, self._otherwise = rule_of(check.then), rule_of(check.otherwise)
        self._holds = None if check.condition is None else Holds(check.condition)

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        if self.check.tiers is not None:
            return self._by_tier(case.tier).explain(case)
        holds, note = condition_holds(cast(Condition, self.check.condition), case)
        outcome = (self._then if holds else self._otherwise).explain(case)
        return noted(outcome, note) if note else outcome

    def looked_at(self, case: Case) -> Hashable:
        """What decides between the two, and what the chosen one looks at."""
        if self.check.tiers is not None:
            chosen = self._by_tier(case.tier)
            return chosen is self._then, chosen.looked_at(case)
        condition = cast(Condition, self.check.condition)
        chosen = self._then if condition_holds(condition, case)[0] else self._otherwise
        return case.facts.get(condition.fact), chosen.looked_at(case)

    def _by_tier(self, tier: str) -> Rule[Any]:
        return self._then if tier in cast("tuple[str, ...]", self.check.tiers) else self._otherwise

    def answers(self, block: Block) -> Answers:
        """The answers of a block, all of whose sites are of one tier."""
        if self._holds is None:
            return self._by_tier(block.tier).answers(block)
        return np.where(self._holds.column(block), self._then.answers(block), self._otherwise.answers(block))


class Holds:
    """Whether a yes/no condition holds, in columns."""

    def __init__(self, condition: Condition) -> None:
        self._truths = FactTruths(condition.fact)
        read_as = (False, condition.unreported, True)
        self._by_answer = np.array([value == condition.equals for value in read_as])

    def column(self, block: Block) -> Bools:
        """Where it holds."""
        holds: Bools = self._by_answer[block.cells(self._truths).answers]
        return holds
