"""Rules on one value: a number against a bound, yes or no, a choice, a date counted back."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, assert_never, cast

from app.compliance.answers import MET, NOT_MET, UNKNOWN, Answers, answered
from app.compliance.block import Block
from app.compliance.case import YES_NO, Case, at_least_words, measured, unreported
from app.compliance.columns import FactChoices, FactDays, FactNotLess, FactNumbers, FactTruths
from app.compliance.outcome import Outcome
from app.compliance.rules.base import Bound, Rule
from app.standards.checks.values import AtLeast, AtMost, InServiceFor, IsTrue, OneOf, ValueCheck
from app.units import plain, years_before
from app.wording import Wording, listed


def rule_of(check: ValueCheck) -> Rule[Any]:
    """The rule of a check on one value."""
    match check:
        case AtLeast():
            return AtLeastRule(check)
        case AtMost():
            return AtMostRule(check)
        case IsTrue():
            return IsTrueRule(check)
        case OneOf():
            return OneOfRule(check)
        case InServiceFor():
            return InServiceForRule(check)
        case _:
            assert_never(check)


class AtLeastRule(Rule[AtLeast]):
    """A number is high enough."""

    def __init__(self, check: AtLeast) -> None:
        super().__init__(check)
        self._numbers = FactNumbers(check.fact)
        self._bound = None if check.value is None else Bound(check.value)
        self._not_less = None if check.value_of is None else FactNotLess(check.fact, check.value_of)

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        if check.value_of is None:
            return _bounded(case, check.fact, cast(Decimal, check.value), lowest=True)
        other = case.vocabulary.label(check.value_of)
        bound = case.facts.get(check.value_of)
        if bound is not None:
            return _bounded(case, check.fact, Decimal(cast(Decimal, bound)), lowest=True)
        required, sign = (
            Wording(f"要求不低于{other.zh}", f"not less than {other.en} required"),
            f"≥ {check.value_of}",
        )
        unit = case.vocabulary.facts[check.fact].unit
        if (value := case.facts.get(check.fact)) is not None:
            found = plain(Decimal(cast(Decimal, value)))
            return unreported(check.value_of, case, required, found=found, required=sign, unit=unit)
        label = case.vocabulary.label(check.fact)
        statement = Wording(
            f"“{label.zh}”和“{other.zh}”均未填报，{required.zh}",
            f"{label.en}, {other.en}: not reported yet; {required.en}",
        )
        return Outcome("unknown", statement, needs=(check.fact, check.value_of), required=sign, unit=unit)

    def looked_at(self, case: Case) -> Hashable:
        """The number, and the bound where that is another fact."""
        number, other = case.facts.get(self.check.fact), self.check.value_of
        return number if other is None else (number, case.facts.get(other))

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        if self._bound is None:
            return answered(*block.cells(cast(FactNotLess, self._not_less)))
        numbers = block.cells(self._numbers)
        return answered(self._bound.not_under(numbers.low, partial(_exact, self._numbers, block)), numbers.unknown)


class AtMostRule(Rule[AtMost]):
    """A number is low enough."""

    def __init__(self, check: AtMost) -> None:
        super().__init__(check)
        self._numbers = FactNumbers(check.fact)
        self._bound = Bound(check.value)

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        return _bounded(case, self.check.fact, self.check.value, lowest=False)

    def looked_at(self, case: Case) -> Hashable:
        """The number."""
        return case.facts.get(self.check.fact)

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        numbers = block.cells(self._numbers)
        return answered(self._bound.not_over(numbers.high, partial(_exact, self._numbers, block)), numbers.unknown)


class IsTrueRule(Rule[IsTrue]):
    """A yes/no fact is yes."""

    def __init__(self, check: IsTrue) -> None:
        super().__init__(check)
        self._truths = FactTruths(check.fact)

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        label, value = case.vocabulary.label(check.fact), case.facts.get(check.fact)
        if value is None:
            return unreported(check.fact, case, Wording("须为“是”", "must be yes"), required="true")
        shown = YES_NO[bool(value)]
        tail = Wording("", "") if value else Wording("，须为“是”", "; must be yes")
        statement = Wording(f"“{label.zh}”填报为“{shown.zh}”{tail.zh}", f"{label.en}: reported as {shown.en}{tail.en}")
        return Outcome("met" if value else "not_met", statement, found="true" if value else "false", required="true")

    def looked_at(self, case: Case) -> Hashable:
        """The answer."""
        return case.facts.get(self.check.fact)

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        answers: Answers = block.cells(self._truths).answers
        return answers


class OneOfRule(Rule[OneOf]):
    """A choice is an allowed one."""

    def __init__(self, check: OneOf) -> None:
        super().__init__(check)
        self._choices = FactChoices(check.fact)

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        kind, value = case.vocabulary.facts[check.fact], case.facts.get(check.fact)
        allowed = listed(kind.items[item] for item in check.items)
        required = Wording(f"要求为{allowed.zh}", f"must be {allowed.en}")
        sign = " | ".join(check.items)
        if value is None:
            return unreported(check.fact, case, required, required=sign)
        shown = kind.items[cast(str, value)]
        met = value in check.items
        tail = Wording("", "") if met else Wording(f"，{required.zh}", f"; {required.en}")
        statement = Wording(f"{kind.label.zh}：{shown.zh}{tail.zh}", f"{kind.label.en}: {shown.en}{tail.en}")
        return Outcome("met" if met else "not_met", statement, found=cast(str, value), required=sign)

    def looked_at(self, case: Case) -> Hashable:
        """The choice."""
        return case.facts.get(self.check.fact)

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        numbers = block.cells(self._choices).numbers
        answers: Answers = block.background.dictionary(self._choices).answers(self, self._decide)[numbers]
        return answers

    def _decide(self, choice: str | None) -> int:
        return UNKNOWN if choice is None else MET if choice in self.check.items else NOT_MET


class InServiceForRule(Rule[InServiceFor]):
    """A date lies far enough back."""

    def __init__(self, check: InServiceFor) -> None:
        super().__init__(check)
        self._days = FactDays(check.fact)

    def explain(self, case: Case) -> Outcome:
        """The answer with its reason."""
        check = self.check
        label, value = case.vocabulary.label(check.fact), case.facts.get(check.fact)
        latest = years_before(case.as_of, check.years)
        span = measured(Decimal(check.years), Wording("年", "years"))
        required = Wording(f"要求满 {span.zh}（不晚于 {latest}）", f"{span.en} required (not after {latest})")
        sign = f"≤ {latest}"
        if value is None:
            return unreported(check.fact, case, required, required=sign)
        day = cast(date, value)
        statement = Wording(f"{label.zh} {day}，{required.zh}", f"{label.en} {day}; {required.en}")
        if day <= latest:
            return Outcome("met", statement, found=day.isoformat(), required=sign)
        gap = (day - latest).days
        unit = Wording("天", "days")
        short = measured(Decimal(gap), unit)
        statement = Wording(f"{statement.zh}，差 {short.zh}", f"{statement.en}, short by {short.en}")
        return Outcome(
            "not_met",
            statement,
            found=day.isoformat(),
            required=sign,
            unit=unit,
            shortfall=str(gap),
        )

    def looked_at(self, case: Case) -> Hashable:
        """The date."""
        return case.facts.get(self.check.fact)

    def answers(self, block: Block) -> Answers:
        """The answers of a block."""
        days = block.cells(self._days)
        latest = years_before(block.background.as_of, self.check.years).toordinal()
        return answered(days.days <= latest, days.unknown)


def _exact(numbers: FactNumbers, block: Block, row: int) -> Decimal:
    return numbers.exact(block.sites[row], block.background)


def _bounded(case: Case, fact: str, bound: Decimal, *, lowest: bool) -> Outcome:
    """A number against a bound, for at_least and at_most."""
    kind = case.vocabulary.facts[fact]
    limit = measured(bound, kind.unit)
    required = (
        at_least_words(limit, kind.unit) if lowest else Wording(f"要求不超过 {limit.zh}", f"at most {limit.en} allowed")
    )
    sign = f"{'≥' if lowest else '≤'} {plain(bound)}"
    value = case.facts.get(fact)
    if value is None:
        return unreported(fact, case, required, required=sign, unit=kind.unit)
    number = Decimal(cast(Decimal, value))
    gap = bound - number if lowest else number - bound
    found = measured(number, kind.unit)
    statement = Wording(f"{kind.label.zh} {found.zh}，{required.zh}", f"{kind.label.en} {found.en}; {required.en}")
    if gap <= 0:
        return Outcome("met", statement, found=plain(number), required=sign, unit=kind.unit)
    short = measured(gap, kind.unit)
    verb = Wording("差", "short by") if lowest else Wording("超出", "over by")
    statement = Wording(f"{statement.zh}，{verb.zh} {short.zh}", f"{statement.en}, {verb.en} {short.en}")
    return Outcome("not_met", statement, found=plain(number), required=sign, unit=kind.unit, shortfall=plain(gap))
