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
    below = tuple(one.site.code for one in whole.below(site.code))
    return Consequences(_township_left(house, whole, site), len(await every_open_rectification(row)), below)


def _township_left(house: House, whole: Network, site: Site) -> str | None:
    township, columns = house.divisions.township_of(site.division), whole.columns
    kind = house.programme(site.programme).kinds_by_code[site.kind]
    stations = [tier.code for tier in kind.tiers if tier.lies_in_township]
    if township is None or site.tier not in stations or site.is_closed:
        return None
    others = (
        columns.of_programme(site.programme)
        & columns.named("kind").any_of((site.kind,))
        & columns.named("tier").any_of(stations)
        & columns.named("township").any_of((township.code,))
    )
    if (place := columns.place(site.code)) is not None:
        others[place] = False
    return None if others.any() else township.code
