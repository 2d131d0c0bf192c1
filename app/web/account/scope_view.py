"""The part of the county that an account looks after: in words, and as lists to choose it from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from app.access.actor import Actor
from app.access.grants import path_name
from app.access.may import Target, may
from app.journeys.house import House
from app.journeys.network.find import SiteQuery, find_sites
from app.journeys.network.judged import network
from app.journeys.site_rights import allowed_at

MOST_LISTED = 400
"""Sites up to which all are listed to choose from; with more, those that are looked for."""
_MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class ScopeOption:
    """One thing to choose: its code, its name, and what tells it from others of this name."""

    code: str
    name: str
    more: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ScopeChoices:
    """The townships and sites to choose from, those chosen first. `looks`: sites are found by the text `find`.

    `typed` are chosen things that are in no list, as they were written.
    """

    divisions: Sequence[ScopeOption]
    sites: Sequence[ScopeOption]
    typed_divisions: Sequence[str]
    typed_sites: Sequence[str]
    looks: bool
    find: str


async def scope_choices(
    house: House,
    actor: Actor,
    divisions: Collection[str] = (),
    sites: Collection[str] = (),
    find: str = "",
    most_listed: int = MOST_LISTED,
) -> ScopeChoices:
    """What the actor may give to an account that has these divisions and sites."""
    whole = await network(house)
    columns = whole.columns
    mine = columns.counting & allowed_at(actor, "manage_accounts", columns)
    looks = int(mine.sum()) > most_listed
    members = whole.at(np.flatnonzero(mine)) if not looks else []
    if looks and find:
        members = [
            one
            for one in (await find_sites(house, SiteQuery(text=find))).members(0, _MOST_FOUND)
            if mine[columns.place(one.site.code)]
        ]
    listed = {one.site.code: one for one in members}
    listed |= {code: whole.by_code[code] for code in sites if code in whole.by_code}
    offered = [ScopeOption(code, one.site.called, code, code in sites) for code, one in sorted(listed.items())]
    places = _places(house, actor, divisions)
    known = {one.code for one in places}
    return ScopeChoices(
        divisions=_chosen_first(places),
        sites=_chosen_first(offered),
        typed_divisions=[code for code in divisions if code not in known],
        typed_sites=[code for code in sites if code not in listed],
        looks=looks,
        find=find,
    )


def division_names(house: House, codes: Collection[str]) -> list[str]:
    """Divisions by name; one that is not known by its code."""
    return [found.name if (found := house.divisions.get(code)) else code for code in codes]


def _places(house: House, actor: Actor, chosen: Collection[str]) -> list[ScopeOption]:
    """The counties of the programmes and their townships, and whatever else is chosen already."""
    counties = sorted({programme.jurisdiction for programme in house.programmes.values()})
    inside = [
        one for county in counties for one in house.divisions.under(county) if one.level in ("county", "township")
    ]
    codes = {one.code: one.name for one in inside if may(actor, "manage_accounts", Target(division=one.code)).allowed}
    codes |= {code: found.name for code in chosen if (found := house.divisions.get(code)) is not None}
    shared = Counter(codes.values())
    return [
        ScopeOption(code, name, path_name(code, house.divisions) if shared[name] > 1 else "", code in chosen)
        for code, name in sorted(codes.items())
    ]


def _chosen_first(options: Sequence[ScopeOption]) -> list[ScopeOption]:
    return sorted(options, key=lambda one: not one.chosen)
