"""Checks on collections: sets, inventory, trainings, and people in post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from app.sites.vocabulary import EQUIPMENT, STAFF, TRAININGS
from app.standards.checks.base import CheckModel, Inconsistency, Items, ItemsCheck, Need, Surroundings, unknown_codes
from app.wording import Wording


class ContainsAll(ItemsCheck):
    """A reported set holds every item."""

    EXAMPLE: ClassVar[str] = 'type = "contains_all"\nfact = "services"\nitems = ["policy_consulting"]'
    TYPES = ("set",)
    type: Literal["contains_all"]


class ContainsAtLeast(ItemsCheck):
    """A reported set holds at least `count` of the items."""

    EXAMPLE: ClassVar[str] = """\
type = "contains_at_least"\nfact = "services"\ncount = 1\nitems = ["policy_consulting", "aptitude_test"]"""
    TYPES = ("set",)
    type: Literal["contains_at_least"]
    count: Annotated[int, Field(ge=1)]

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """Also: more items asked for than listed."""
        yield from super().faults(around)
        if self.count > len(set(self.items)):
            said = Wording("要求的项数多于所列项", "asks for more items than it lists")
            yield Inconsistency("check", "impossible", said)


class TrainedWithin(CheckModel):
    """Each topic was trained within the `years` up to and including the day of assessment."""

    EXAMPLE: ClassVar[str] = 'type = "trained_within"\nyears = 1\ntopics = ["career_guidance"]'
    type: Literal["trained_within"]
    years: Annotated[int, Field(ge=1)]
    topics: Items

    def needs(self) -> Iterator[Need]:
        """The trainings held on the topics."""
        yield Need(TRAININGS, self.topics)

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """Topics that do not exist."""
        yield from unknown_codes(self.topics, around.vocabulary.trainings, "training topic", "培训主题")


class HasEquipment(CheckModel):
    """At least one working piece of every item."""

    EXAMPLE: ClassVar[str] = 'type = "has_equipment"\nitems = ["printer"]'
    type: Literal["has_equipment"]
    items: Items

    def needs(self) -> Iterator[Need]:
        """The items of the inventory."""
        yield Need(EQUIPMENT, self.items)

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """Equipment that does not exist."""
        yield from unknown_codes(self.items, around.vocabulary.equipment, "equipment", "设备")


class CountPeople(CheckModel):
    """At least `at_least` people in post on the day, of a role and an employment where these are named."""

    EXAMPLE: ClassVar[str] = 'type = "count_people"\nat_least = 1\nrole = "mentor"\nemployment = "full_time"'
    type: Literal["count_people"]
    at_least: Annotated[int, Field(ge=1)]
    role: str | None = None
    employment: Literal["full_time", "part_time"] | None = None

    def needs(self) -> Iterator[Need]:
        """The roster."""
        yield Need(STAFF, (self.role,) if self.role else ())

    def faults(self, around: Surroundings) -> Iterator[Inconsistency]:
        """A role that does not exist."""
        yield from unknown_codes((self.role,) if self.role else (), around.vocabulary.roles, "role", "岗位")


ListCheck = ContainsAll | ContainsAtLeast | TrainedWithin | HasEquipment | CountPeople
