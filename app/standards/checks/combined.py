"""Checks made of checks, and with them every check that a clause can hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.standards.checks.base import (
    CheckModel,
    Inconsistency,
    Items,
    Need,
    Surroundings,
    badly_typed,
    unknown_codes,
)
from app.standards.checks.lists import ListCheck
from app.standards.checks.periods import PeriodCheck
from app.standards.checks.texts import TextCheck
from app.standards.checks.values import ValueCheck
from app.validation import Unfit

_TWO = 'checks = [{ type = "is_true", fact = "fixed_office" }, { type = "is_true", fact = "dedicated_body" }]'


class _OfParts(CheckModel):
    """Base of the checks that only combine others: what they look at and what does not fit stands in their parts."""

    checks: Annotated[tuple[Check, ...], Field(min_length=2)]

    def inner(self) -> tuple[CheckModel, ...]:
        """The parts."""
        return self.checks

    def needs(self) -> Iterator[Need]:
        """Nothing by itself."""
        yield from ()

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """None by itself."""
        yield from ()


class AllOf(_OfParts):
    """Every part holds. One part not met decides, whatever else is unknown."""

    EXAMPLE: ClassVar[str] = f'type = "all_of"\n{_TWO}'
    type: Literal["all_of"]


class AnyOf(_OfParts):
    """One part holds. One part met decides, whatever else is unknown."""

    EXAMPLE: ClassVar[str] = f'type = "any_of"\n{_TWO}'
    type: Literal["any_of"]


class Condition(BaseModel):
    """A yes/no fact equals `equals`; an unreported fact is read as `unreported`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    fact: str
    equals: bool
    unreported: bool

    def faults(self, around: Surroundings, key: str) -> Iterator[Inconsistency]:
        """A fact that does not exist or is no yes/no fact; told at `key`."""
        yield from badly_typed(self.fact, ("boolean",), around.vocabulary, key=key)


class When(CheckModel):
    """One check or another, by the site's tier or by a yes/no fact."""

    EXAMPLE: ClassVar[str] = """\
type = "when"\ncondition = { fact = "fixed_office", equals = true, unreported = false }
then = { type = "at_least", fact = "area_m2", value = 15 }
otherwise = { type = "at_least", fact = "area_m2", value = 30 }"""
    type: Literal["when"]
    tiers: Items | None = None
    condition: Condition | None = None
    then: Check
    otherwise: Check

    @model_validator(mode="after")
    def _one_question(self) -> When:
        if (self.tiers is None) == (self.condition is None):
            raise Unfit("tiers 和 condition 须填其一", "give either tiers or condition")
        return self

    def inner(self) -> tuple[CheckModel, ...]:
        """Both checks."""
        return (self.then, self.otherwise)

    def needs(self) -> Iterator[Need]:
        """The fact that decides between the two checks."""
        if self.condition is not None:
            yield Need(self.condition.fact)

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """A condition on no yes/no fact, or tiers that the kinds do not have."""
        if self.condition is not None:
            yield from self.condition.faults(around, "check")
        yield from unknown_codes(self.tiers or (), around.tiers, "tier", "层级")


CombinedCheck = AllOf | AnyOf | When
Check = Annotated[ValueCheck | ListCheck | TextCheck | PeriodCheck | CombinedCheck, Field(discriminator="type")]

for _model in (AllOf, AnyOf, When):
    _model.model_rebuild()
