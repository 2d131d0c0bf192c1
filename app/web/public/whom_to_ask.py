"""Where somebody at a closed door goes on: who answers for a site that gave no telephone, and what is open instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.compliance.standing import is_operating
from app.journeys.house import House
from app.journeys.network.find import SiteQuery, nearest_sites
from app.journeys.network.judged import Network
from app.sites.site import Site
from app.units import LatLon
from app.web.language import Speech
from app.web.plain_services import SERVICES
from app.web.site_rows import SiteRow, visitors_row

INSTEAD_AT_MOST = 3
LOOKED_AT = 40
"""Among so many of the nearest it is looked for those that give the service."""


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


async def where_to_go_instead(site: Site, house: House, say: Speech) -> tuple[SiteRow, ...]:
    """The nearest sites that do what this one does, of whatever kind, as far as anybody knows where this one is.

    Of a site that cannot be gone to: operating ones. Of one that is closed at this moment: those that are open now.
    What it did not report is not guessed: sites of its own kind serve too.
    """
    point, _ = point_of(site, house)
    if point is None:
        return ()
    slug = frozenset({site.programme})
    wanted = SiteQuery(programmes=slug, open_now=is_operating(site))
    near = (await nearest_sites(house, point, wanted, LOOKED_AT)).sites
    others = {one.member.site.code: one for one in near if _serves_for(one.member.site, site)}
    if len(others) < INSTEAD_AT_MOST:
        own_kind = replace(wanted, kinds=frozenset({site.kind}))
        near = (await nearest_sites(house, point, own_kind, INSTEAD_AT_MOST + 1)).sites
        others |= {one.member.site.code: one for one in near if one.member.site.code != site.code}
    nearest = sorted(others.values(), key=lambda one: one.metres)[:INSTEAD_AT_MOST]
    moment = house.now()
    return tuple(visitors_row(house, say, one.member, moment, one) for one in nearest)


def _serves_for(other: Site, site: Site) -> bool:
    """Whether another site gives a service that this one gives; where either did not say which, whether it is of the
    same kind.
    """
    if other.code == site.code:
        return False
    theirs, ours = other.facts.get(SERVICES), site.facts.get(SERVICES)
    if isinstance(theirs, frozenset) and isinstance(ours, frozenset):
        return bool(theirs & ours) or other.kind == site.kind
    return other.kind == site.kind
