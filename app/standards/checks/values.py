"""Checks on one value: a number against a bound, yes or no, a choice, a date counted back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from app.standards.checks.base import FactCheck, Inconsistency, ItemsCheck, Need, Surroundings, badly_typed
from app.validation import Unfit


class AtLeast(FactCheck):
    """A number fact is `value` or more, or not less than another number fact of the same site (`value_of`)."""

    EXAMPLE: ClassVar[str] = 'type = "at_least"\nfact = "area_m2"\nvalue = 15'
    TYPES = ("number", "integer")
    type: Literal["at_least"]
    value: Decimal | None = None
    value_of: str | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> AtLeast:
        if (self.value is None) == (self.value_of is None):
            raise Unfit("value 和 value_of 须填其一", "give either value or value_of")
        return self

    def needs(self) -> Iterator[Need]:
        """The fact, and the fact it is held against."""
        yield Need(self.fact)
        if self.value_of is not None:
            yield Need(self.value_of)

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """Facts that do not exist or are no numbers."""
        for need in self.needs():
            yield from badly_typed(need.code, self.TYPES, around.vocabulary)


class AtMost(FactCheck):
    """A number fact is `value` or less."""

    EXAMPLE: ClassVar[str] = 'type = "at_most"\nfact = "lawyer_response_workdays"\nvalue = 2'
    TOO_MUCH = True
    TYPES = ("number", "integer")
    type: Literal["at_most"]
    value: Decimal


class IsTrue(FactCheck):
    """A yes/no fact is yes."""

    EXAMPLE: ClassVar[str] = 'type = "is_true"\nfact = "fixed_office"'
    TYPES = ("boolean",)
    type: Literal["is_true"]


class OneOf(ItemsCheck):
    """A single-choice fact is one of the items."""

    EXAMPLE: ClassVar[str] = 'type = "one_of"\nfact = "operator_type"\nitems = ["cooperative"]'
    TYPES = ("choice",)
    type: Literal["one_of"]


class InServiceFor(FactCheck):
    """A date fact lies at least `years` before the day of assessment; exactly so many years counts."""

    EXAMPLE: ClassVar[str] = 'type = "in_service_for"\nfact = "operating_since"\nyears = 1'
    TYPES = ("date",)
    type: Literal["in_service_for"]
    years: Annotated[int, Field(ge=1)]


ValueCheck = AtLeast | AtMost | IsTrue | OneOf | InServiceFor
