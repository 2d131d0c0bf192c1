"""The few typed checks that clauses are made of. Data, not a programming language.

A check says what must hold; how it is decided stands in `compliance`, once with an explanation for one site and once in
columns for many. Every check answers met, not met or unknown; combinations follow three-valued logic.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.validation import Unfit

WEEKDAY = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Items = Annotated[tuple[str, ...], Field(min_length=1)]


class CheckModel(BaseModel):
    """Base of all checks: unknown keys are faults, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AtLeast(CheckModel):
    """A number fact is `value` or more, or not less than another number fact of the same site (`value_of`)."""

    type: Literal["at_least"]
    fact: str
    value: Decimal | None = None
    value_of: str | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> AtLeast:
        if (self.value is None) == (self.value_of is None):
            raise Unfit("value 和 value_of 须填其一", "give either value or value_of")
        return self


class AtMost(CheckModel):
    """A number fact is `value` or less."""

    type: Literal["at_most"]
    fact: str
    value: Decimal


class IsTrue(CheckModel):
    """A yes/no fact is yes."""

    type: Literal["is_true"]
    fact: str


class OneOf(CheckModel):
    """A single-choice fact is one of the items."""

    type: Literal["one_of"]
    fact: str
    items: Items


class ContainsAll(CheckModel):
    """A reported set holds every item."""

    type: Literal["contains_all"]
    fact: str
    items: Items


class ContainsAtLeast(CheckModel):
    """A reported set holds at least `count` of the items."""

    type: Literal["contains_at_least"]
    fact: str
    count: Annotated[int, Field(ge=1)]
    items: Items


class TrainedWithin(CheckModel):
    """Each topic was trained within the `years` up to and including the day of assessment."""

    type: Literal["trained_within"]
    years: Annotated[int, Field(ge=1)]
    topics: Items


class HasEquipment(CheckModel):
    """At least one working piece of every item."""

    type: Literal["has_equipment"]
    items: Items


class CountPeople(CheckModel):
    """At least `at_least` people in post on the day, of a role and an employment where these are named."""

    type: Literal["count_people"]
    at_least: Annotated[int, Field(ge=1)]
    role: str | None = None
    employment: Literal["full_time", "part_time"] | None = None


class TextMatches(CheckModel):
    """A text fact has the wording asked for.

    `ends_with`, `contains`, `equals`: one of the given texts fits. `names_township`: it also contains the name of the
    township the site lies in, in any writing of that name. ``{host_city}`` in `equals` stands for the site's own host
    city: when that is unreported, a text of the right form is unknown and any other is not met.
    """

    type: Literal["text_matches"]
    fact: str
    ends_with: Items | None = None
    contains: Items | None = None
    equals: Items | None = None
    names_township: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> TextMatches:
        if self.ends_with is None and self.contains is None and self.equals is None:
            raise Unfit("ends_with、contains、equals 至少填一项", "give at least one of ends_with, contains, equals")
        return self


class InServiceFor(CheckModel):
    """A date fact lies at least `years` before the day of assessment; exactly so many years counts."""

    type: Literal["in_service_for"]
    fact: str
    years: Annotated[int, Field(ge=1)]


class EveryPeriod(CheckModel):
    """A metric is `at_least` so much in every period looked at.

    `over` says which: the last `count` full years or months before the day, or the one cumulative figure. Periods that
    ended before the site began (`operating_since`) are not asked for; if none is left: unknown, "not yet due".
    """

    type: Literal["every_period"]
    metric: str
    over: Literal["full_years", "full_months", "cumulative"]
    count: Annotated[int, Field(ge=1)] = 1
    at_least: Decimal


class HoursCover(CheckModel):
    """The weekly opening hours cover `opens`–`closes` on each of the days. Adjoining and overlapping spans join."""

    type: Literal["hours_cover"]
    fact: str
    days: Annotated[tuple[WEEKDAY, ...], Field(min_length=1)]
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    closes: Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]

    @model_validator(mode="after")
    def _in_order(self) -> HoursCover:
        if self.opens >= self.closes:
            raise Unfit("opens 须早于 closes", "opens must come before closes")
        return self


class AllOf(CheckModel):
    """Every part holds. One part not met decides, whatever else is unknown."""

    type: Literal["all_of"]
    checks: Annotated[tuple[Check, ...], Field(min_length=2)]


class AnyOf(CheckModel):
    """One part holds. One part met decides, whatever else is unknown."""

    type: Literal["any_of"]
    checks: Annotated[tuple[Check, ...], Field(min_length=2)]


class Condition(CheckModel):
    """A yes/no fact equals `equals`; an unreported fact is read as `unreported`."""

    fact: str
    equals: bool
    unreported: bool


class When(CheckModel):
    """One check or another, by the site's tier or by a yes/no fact."""

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


Check = Annotated[
    AtLeast
    | AtMost
    | IsTrue
    | OneOf
    | ContainsAll
    | ContainsAtLeast
    | TrainedWithin
    | HasEquipment
    | CountPeople
    | TextMatches
    | InServiceFor
    | EveryPeriod
    | HoursCover
    | AllOf
    | AnyOf
    | When,
    Field(discriminator="type"),
]

for _model in (AllOf, AnyOf, When):
    _model.model_rebuild()


def parts(check: Check) -> tuple[Check, ...]:
    """The check itself and every check inside it."""
    match check:
        case AllOf() | AnyOf():
            inner = check.checks
        case When():
            inner = (check.then, check.otherwise)
        case _:
            return (check,)
    return (check, *(p for i in inner for p in parts(i)))
