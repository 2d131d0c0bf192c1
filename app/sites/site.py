"""The site itself, as values: identity, place, facts, roster, inventory, metrics, trainings, waivers, history.

Frozen: an edit makes a new site. Left out means unreported (None); an empty collection means reported as none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Literal

from app.units import LatLon, Period

Employment = Literal["full_time", "part_time"]
Span = tuple[time, time]
"""Opening and closing time of one stretch; closing at midnight is written time.max."""
WeeklyHours = Mapping[str, tuple[Span, ...]]
"""Spans a weekday (``mon`` … ``sun``). A weekday left out, or with no span, is closed."""
SpecialDays = Mapping[str, tuple[Span, ...]]
"""Spans on single days (``2026-10-01``) that differ from the week's; no span means closed that day."""
FactValue = bool | int | Decimal | str | date | frozenset[str] | WeeklyHours | SpecialDays
SourceCrs = Literal["wgs84", "gcj02", "bd09"]
Dated = Literal["parent", "tier", "name"]
"""Fields whose former values are kept with the days on which they held."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a site stands: the point in WGS-84, and the coordinates as they were handed in with their system."""

    point: LatLon
    source_lon: Decimal
    source_lat: Decimal
    source_crs: SourceCrs


@dataclass(frozen=True, slots=True)
class Person:
    """One person on the roster. Personal data: `name` and `phone` leave the house only when `public` is true.

    `start` and `end` are both inclusive; an empty start means since before any date, an empty end still in post.
    """

    role: str
    employment: Employment
    start: date | None = None
    end: date | None = None
    name: str | None = None
    phone: str | None = None
    public: bool = False

    def in_post(self, day: date) -> bool:
        """Whether this person holds the post on `day`."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Training:
    """A training that was held."""

    topic: str
    day: date


@dataclass(frozen=True, slots=True)
class Waiver:
    """The county's written consent that a *generally* clause need not be met here, up to and including `until`."""

    clause: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class FormerValue:
    """What `field` was from `start` to `end` (both inclusive, empty start = since the beginning).

    The site itself holds today's value; the latest hierarchy is never used for a past date.
    """

    field: Dated
    value: str | None
    start: date | None
    end: date


@dataclass(frozen=True, slots=True)
class Report:
    """Who reported a fact, and the day on which it was last said or confirmed."""

    day: date
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One employment site of one programme.

    `facts` holds only what was reported. `equipment`, `staff` and `trainings` are None when unreported.
    `metrics` maps (metric, period) to a value. `reports` maps fact codes (and the three collections) to who and when.
    `accepted_on` is the day its acceptance was recorded. `sample` marks demonstration data.
    """

    code: str
    programme: str
    kind: str
    tier: str
    name: str | None = None
    division: str | None = None
    parent: str | None = None
    status: str | None = None
    location: Location | None = None
    address: str | None = None
    phone: str | None = None
    host_city: str | None = None
    accepted_on: date | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    equipment: Mapping[str, int] | None = None
    staff: tuple[Person, ...] | None = None
    trainings: tuple[Training, ...] | None = None
    metrics: Mapping[tuple[str, Period], Decimal] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    history: tuple[FormerValue, ...] = ()
    reports: Mapping[str, Report] = field(default_factory=dict)
    sample: bool = False

    @property
    def called(self) -> str:
        """Its name; of a document that has none, which is never registered, its code.

        >>> Site("QX-HUB", "qu-2023", "service_station", "county_hub").called
        'QX-HUB'
        """
        return self.name or self.code

    @property
    def is_closed(self) -> bool:
        """Whether it has closed for good: it then counts nowhere and nothing is asked of it."""
        return self.status == "closed"

    def on(self, day: date, field_name: Dated) -> str | None:
        """What parent, tier or name was on `day`: a former value that covers the day, else today's."""
        for former in self.history:
            if former.field == field_name and (former.start is None or former.start <= day) and day <= former.end:
                return former.value
        return getattr(self, field_name)  # type: ignore[no-any-return] # the three fields are str | None
