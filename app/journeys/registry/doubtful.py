"""What is doubtful about sites that are to be registered, held against what is registered already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from app.coverage.elsewhere import elsewhere
from app.errors import InvalidInput
from app.journeys.house import House
from app.journeys.network.judged import Network
from app.journeys.network.stored import readable
from app.normal.doubts import Doubt
from app.sites.document import read_site
from app.sites.doubts import doubts, points_of_the_same, shared_points
from app.sites.edit import merged
from app.sites.items import item_at
from app.sites.site import Site
from app.store.sites import StoredSite, read_sites_at
from app.wording import sentences


async def rows_at_points_of(sites: Iterable[Site]) -> list[StoredSite]:
    """The rows, in the order of their codes, that stand where one of these sites does, or would in another system."""
    return await read_sites_at({point for site in sites for point in points_of_the_same(site)})


class Doubted(NamedTuple):
    """A site that is to be registered, at its place in the input: what is doubtful about it alone, and of what it was
    (None when new) and becomes as much as says where it stands.
    """

    place: str
    alone: tuple[Doubt, ...]
    before: Site | None
    after: Site


def doubted(house: House, row: StoredSite | None, site: Site, place: str) -> Doubted:
    """The doubts of a site that was read from the input: its row (None when new), and what it becomes."""
    before = readable(house, row) if row is not None else None
    alone = doubts(before, site, house.programme(site.programme).vocabulary, house.today())
    return Doubted(place, alone, before and _whereabouts(before), _whereabouts(site))


def _whereabouts(site: Site) -> Site:
    nothing: dict[str, Any] = {"facts": {}, "equipment": None, "staff": None, "trainings": None, "metrics": {}}
    return replace(site, **nothing, waivers=(), history=(), reports={})


def doubts_across(house: House, every: Sequence[Doubted], standing: Iterable[StoredSite]) -> list[Doubt]:
    """The doubts of all sites that were read, in their order, those between them too. `standing` are the rows at their
    points (see `rows_at_points_of`).
    """
    touched = {one.after.code for one in every}
    near = [row for row in standing if row.code not in touched]
    others = [site for row in near if (site := readable(house, row)) is not None]
    changed = [(one.before, one.after) for one in every]
    points = point_doubts(house, changed, [*others, *(one.after for one in every)])
    return [doubt.under(one.place) for one in every for doubt in (*one.alone, *points.get(one.after.code, ()))]


def point_doubts(
    house: House, changed: Sequence[tuple[Site | None, Site]], everyone: Iterable[Site]
) -> dict[str, tuple[Doubt, ...]]:
    """What is doubtful about where changed sites stand, by code: one point for two of `everyone`, another township."""
    found: dict[str, tuple[Doubt, ...]] = {}
    for doubted in (shared_points(changed, everyone), elsewhere(changed, house.divisions)):
        for code, doubt in doubted.items():
            found[code] = (*found.get(code, ()), doubt)
    return found


def doubts_by_item(
    house: House, whole: Network, before: Site | None, published: Mapping[str, Any], edit: Mapping[str, Any]
) -> dict[str, Doubt]:
    """What is doubtful about an edit of a published record, by item: a mark beside the difference. Nothing is said of
    an edit that cannot be read, which is refused anyway.
    """
    try:
        after = read_site(merged(published, edit), house.rules, house.divisions, recorded=True)
    except InvalidInput:
        return {}
    return doubts_of_change(house, whole, before, after)


def doubts_of_change(house: House, whole: Network, before: Site | None, after: Site) -> dict[str, Doubt]:
    """What is doubtful about one site beside the others of the network, by item: all that is said of each in one."""
    found = [*doubts(before, after, house.programme(after.programme).vocabulary, house.today())]
    found += point_doubts(house, [(before, after)], _sites_at_points_of(whole, after)).get(after.code, ())
    by_item: dict[str, Doubt] = {}
    for doubt in found:
        item = item_at(doubt.path)
        by_item[item] = _with(by_item[item], doubt) if item in by_item else doubt
    return by_item


def _sites_at_points_of(whole: Network, site: Site) -> Iterator[Site]:
    """The sites, in the order of their codes, that stand where this one does, or would in another system: of all others
    none is read.
    """
    cells = whole.columns.cells
    here = np.zeros(len(whole.columns), np.bool_)
    for point in points_of_the_same(site):
        here |= (cells.lon == point.lon) & (cells.lat == point.lat)
    return (member.site for member in whole.these(here))


def _with(first: Doubt, other: Doubt) -> Doubt:
    return first if other.why == first.why else replace(first, why=sentences((first.why, other.why)))
