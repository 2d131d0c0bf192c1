"""What is doubtful about sites that are to be registered, held against what is registered already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.coverage.elsewhere import elsewhere
from app.errors import InvalidInput
from app.journeys.house import House
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


def doubts_of(
    house: House, read: Sequence[tuple[StoredSite | None, Site, str]], standing: Iterable[StoredSite]
) -> list[Doubt]:
    """The doubts of every site that was read: its row (None when new), what it becomes, its place in the input.
    `standing` are the rows at their points (see `rows_at_points_of`).
    """
    before = {site.code: readable(house, row) if row is not None else None for row, site, _ in read}
    touched = {site.code for _, site, _ in read}
    near = [row for row in standing if row.code not in touched]
    others = [site for row in near if (site := readable(house, row)) is not None]
    changed = [(before[site.code], site) for _, site, _ in read]
    points = point_doubts(house, changed, [*others, *(site for _, site, _ in read)])
    found = []
    for _, site, place in read:
        of_site = [*doubts(before[site.code], site, house.programme(site.programme).vocabulary, house.today())]
        found += [doubt.under(place) for doubt in (*of_site, *points.get(site.code, ()))]
    return found


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
    house: House, before: Site | None, published: Mapping[str, Any], edit: Mapping[str, Any], others: Iterable[Site]
) -> dict[str, Doubt]:
    """What is doubtful about an edit of a published record, by item: a mark beside the difference. Nothing is said of
    an edit that cannot be read, which is refused anyway.
    """
    try:
        after = read_site(merged(published, edit), house.rules, house.divisions, recorded=True)
    except InvalidInput:
        return {}
    return doubts_of_change(house, before, after, others)


def doubts_of_change(house: House, before: Site | None, after: Site, others: Iterable[Site]) -> dict[str, Doubt]:
    """What is doubtful about one site, by item: all that is said of each in one."""
    found = [*doubts(before, after, house.programme(after.programme).vocabulary, house.today())]
    found += point_doubts(house, [(before, after)], others).get(after.code, ())
    by_item: dict[str, Doubt] = {}
    for doubt in found:
        item = item_at(doubt.path)
        by_item[item] = _with(by_item[item], doubt) if item in by_item else doubt
    return by_item


def _with(first: Doubt, other: Doubt) -> Doubt:
    return first if other.why == first.why else replace(first, why=sentences((first.why, other.why)))
