"""The demonstration as its TOML files say it: what sites of a kind report when all is well, and which there are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Mood = Literal["fine", "partial", "short", "silent", "waived", "stale", "planned"]
"""How a sample site does: all well, something left out, something below its mark, nothing reported, a miss that the
county consented to, reported long ago, not open yet."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WaivedMiss(_Table):
    """A clause that a site misses with the county's consent, and what it reports then."""

    clause: str
    facts: Mapping[str, Any] = Field(default_factory=dict)
    equipment: Mapping[str, int] = Field(default_factory=dict)
    without: tuple[str, ...] = ()


class Model(_Table):
    """What a site of a kind (of these tiers, or of all) reports when all is well."""

    kind: str
    tiers: tuple[str, ...] = ()
    operating_days: Annotated[int, Field(gt=0)]
    facts: Mapping[str, Any] = Field(default_factory=dict)
    equipment: Mapping[str, int] | None = None
    staff: tuple[str, ...] | None = None
    trainings: tuple[str, ...] | None = None
    metrics: Mapping[str, float] = Field(default_factory=dict)
    waived: tuple[WaivedMiss, ...] = ()

    def covers(self, kind: str, tier: str) -> bool:
        """Whether sites of this kind and tier report so."""
        return self.kind == kind and (not self.tiers or tier in self.tiers)


class Group(_Table):
    """Sites to make: those registered already, one a division, so many villages, or one a host city."""

    kind: str
    tier: str
    code: str = ""
    name: str = ""
    known: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    villages: int = 0
    host_cities: Mapping[str, str] = Field(default_factory=dict)
    mood: Mood | None = None


class Visited(_Table):
    """What a made-up visit so many days ago found at a site, and in how many days it is to be rectified."""

    site: str
    days_ago: Annotated[int, Field(ge=0)]
    finding: str
    clauses: tuple[str, ...] = ()
    demand: str
    due_in_days: int


class EndingWaiver(_Table):
    """A waiver that ends in so many days."""

    clause: str
    reason: str
    ends_in_days: Annotated[int, Field(ge=0)]


class SiteChange(_Table):
    """A state that one of the sample sites has and no model gives."""

    site: str
    status: Literal["suspended", "closed"] | None = None
    waived: EndingWaiver | None = None


class SiteRequest(_Table):
    """A change request of the township's sample account: values by item, as a form sends them.

    `sent_back` is the reviewer's reason, empty while it waits. `meanwhile` is what the county published of the same
    site after it was handed in, which makes the two a conflict.
    """

    site: str
    says: Mapping[str, Any]
    reason: str
    sent_back: str = ""
    meanwhile: Mapping[str, Any] = Field(default_factory=dict)
    meanwhile_reason: str = ""


class Inspected(_Table):
    """A made-up visit so many days ago that is on record: what was seen by clause, where that differs from what was
    reported, and which clauses were as reported.
    """

    site: str
    days_ago: Annotated[int, Field(ge=0)]
    inspectors: str
    seen: Mapping[str, str]
    same: tuple[str, ...] = ()
    remarks: str


class TriedClause(_Table):
    """A what-if that the county's sample account kept: what is turned of a clause, by path."""

    clause: str
    name: str
    turned: Mapping[str, str]


class UnderWay(_Table):
    """What is going on: shown by `serve --demo` on top of the sample network."""

    change: tuple[SiteChange, ...] = ()
    visited: tuple[Visited, ...] = ()
    request: tuple[SiteRequest, ...] = ()
    inspected: tuple[Inspected, ...] = ()
    what_if: tuple[TriedClause, ...] = ()


class Demo(_Table):
    """One programme's demonstration."""

    model: tuple[Model, ...]
    group: tuple[Group, ...]
    visited: tuple[Visited, ...] = ()
    under_way: UnderWay = UnderWay()


def read_demo(path: Path) -> Demo | None:
    """The demonstration in a file; None where there is no such file."""
    if not path.exists():
        return None
    return Demo.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
