"""Where somebody at a closed door goes on: who answers for a site that gave no telephone, and what is open instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.journeys.house import House
from app.journeys.network.find import SiteQuery, nearest_sites
from app.journeys.network.judged import Network
from app.sites.site import Site
from app.units import LatLon
from app.web.language import Speech
from app.web.site_rows import SiteRow, visitors_row

INSTEAD_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Answerable:
    """A site that can be asked about another one. `phone` is empty where it gave none either."""

    code: str
    name: str
    phone: str


def whom_to_ask(site: Site, whole: Network, house: House, day: date) -> Answerable | None:
    """Who answers for a site without a telephone: the nearest above it that has one; else the one right above it.

    Above a site are its parents; then the sites that others belong to, those of its own township first, those that
    belong to nobody (the hub) last. None where the network has no such site.
    """
    above = list({s.code: s for s in _above(site, whole, house, day)}.values())
    chosen = next((s for s in above if s.phone), above[0] if above else None)
    return Answerable(chosen.code, chosen.name or chosen.code, chosen.phone or "") if chosen else None


def _above(site: Site, whole: Network, house: House, day: date) -> Iterator[Site]:
    seen = {site.code}
    code = site.on(day, "parent")
    while isinstance(code, str) and code not in seen and code in whole.by_code:
        seen.add(code)
        parent = whole.by_code[code].site
        yield parent
        code = parent.on(day, "parent")
    heads = [
        whole.by_code[head].site
        for head in whole.heads
        if head not in seen and head in whole.by_code and whole.by_code[head].site.programme == site.programme
    ]
    township = house.divisions.township_of(site.division)
    yield from (head for head in heads if township and house.divisions.township_of(head.division) == township)
    yield from (head for head in heads if head.on(day, "parent") is None)


def point_of(site: Site, house: House) -> tuple[LatLon | None, bool]:
    """Where a site lies, and whether that is only its township's place on the map."""
    if site.location is not None:
        return site.location.point, False
    township = house.divisions.township_of(site.division)
    return (township.point, True) if township and township.point else (None, False)


async def what_is_open_instead(site: Site, house: House, say: Speech) -> tuple[SiteRow, ...]:
    """The nearest operating sites of the same kind, as far as anybody knows where this one is."""
    point, _ = point_of(site, house)
    if point is None:
        return ()
    wanted = SiteQuery(programmes=frozenset({site.programme}), kinds=frozenset({site.kind}))
    near = await nearest_sites(house, point, wanted, INSTEAD_AT_MOST + 1)
    others = [one for one in near.sites if one.member.site.code != site.code][:INSTEAD_AT_MOST]
    return tuple(visitors_row(house, say, one.member, house.now(), one) for one in others)
