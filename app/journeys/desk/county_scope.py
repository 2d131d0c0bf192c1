"""Whose county somebody may look at as a whole."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.may import Target, may, may_somewhere
from app.errors import NotFound
from app.journeys.house import House
from app.standards.programme import Programme
from app.wording import Wording

_NO_COUNTY = Wording("您的管理范围内没有整个县的方案。", "No programme's whole county lies in your scope.")


def county_programmes(house: House, actor: Actor) -> tuple[Programme, ...]:
    """The programmes whose whole county the actor may look at, those with more targets first. Raises NotAllowed.

    NotFound where the role may, but no county lies in the scope.
    """
    may_somewhere(actor, "read_county").require()
    found = [p for p in house.programmes.values() if may(actor, "read_county", Target(division=p.jurisdiction)).allowed]
    if not found:
        raise NotFound(_NO_COUNTY)
    return tuple(sorted(found, key=lambda p: (-len(p.targets), p.slug)))


def chosen_programme(house: House, actor: Actor, slug: str) -> Programme:
    """One programme whose whole county the actor may look at. Raises NotFound, NotAllowed."""
    programme = house.programme(slug)
    may(actor, "read_county", Target(division=programme.jurisdiction)).require()
    return programme
