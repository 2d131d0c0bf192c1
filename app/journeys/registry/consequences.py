"""What it means for others when a site closes or moves away: said before anybody decides it."""

from __future__ import annotations

from dataclasses import dataclass

from app.journeys.house import House
from app.journeys.inspections.rectifications import every_open_rectification
from app.journeys.network.judged import Network
from app.sites.site import Site
from app.store.sites import StoredSite


@dataclass(frozen=True, slots=True)
class Consequences:
    """`township_left`: the code of a township that would be left without a station, None where it would not.

    `orders`: open rectifications of the site; `below`: codes of open sites whose parent it is.
    """

    township_left: str | None
    orders: int
    below: tuple[str, ...]


async def consequences(house: House, whole: Network, row: StoredSite, site: Site) -> Consequences:
    """What is left behind if this site closes or moves to another township."""
    township = house.divisions.township_of(site.division)
    stations = _stations(house, site)
    left = None
    if township is not None and site.tier in stations and not site.is_closed:
        others = (
            one.site
            for one in whole.of_programme(site.programme)
            if one.site.kind == site.kind and one.site.code != site.code and not one.site.is_closed
        )
        if not any(o.tier in stations and house.divisions.township_of(o.division) == township for o in others):
            left = township.code
    below = tuple(
        one.site.code
        for one in whole.of_programme(site.programme)
        if one.site.parent == site.code and not one.site.is_closed
    )
    return Consequences(left, len(await every_open_rectification(row)), below)


def _stations(house: House, site: Site) -> frozenset[str]:
    """The tiers of its kind that stand for a township."""
    kind = house.programme(site.programme).kinds_by_code[site.kind]
    return frozenset(tier.code for tier in kind.tiers if tier.lies_in_township)
