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
    due_in_days: Annotated[int, Field(ge=0)]


class Demo(_Table):
    """One programme's demonstration."""

    model: tuple[Model, ...]
    group: tuple[Group, ...]
    visited: tuple[Visited, ...] = ()


def read_demo(path: Path) -> Demo | None:
    """The demonstration in a file; None where there is no such file."""
    if not path.exists():
        return None
    return Demo.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
