"""What is doubtful about sites that are to be registered, held against what is registered already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.journeys.house import House
from app.journeys.network.stored import readable
from app.normal.doubts import Doubt
from app.sites.doubts import doubts, shared_points
from app.sites.site import Site
from app.store.sites import StoredSite


def doubts_of(
    house: House, read: Sequence[tuple[StoredSite | None, Site, str]], known: Mapping[str, StoredSite]
) -> list[Doubt]:
    """The doubts of every site that was read: its row (None when new), what it becomes, its place in the input."""
    before = {site.code: readable(house, row) if row is not None else None for row, site, _ in read}
    touched = {site.code for _, site, _ in read}
    others = [site for row in known.values() if row.code not in touched and (site := readable(house, row)) is not None]
    shared = shared_points(
        [(before[site.code], site) for _, site, _ in read], [*others, *(site for _, site, _ in read)]
    )
    found = []
    for _, site, place in read:
        of_site = [*doubts(before[site.code], site, house.programme(site.programme).vocabulary)]
        if site.code in shared:
            of_site.append(shared[site.code])
        found += [doubt.under(place) for doubt in of_site]
    return found
