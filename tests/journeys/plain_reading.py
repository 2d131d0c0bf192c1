"""What the columns of a network answer, read once more off its sites one by one: slowly, counting for itself."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable

from geopy.distance import geodesic

from app.compliance.progress import STEPS
from app.journeys.house import House
from app.journeys.network.find import (
    Box,
    Facets,
    Nearest,
    SiteQuery,
    count_choices,
    find_sites,
    nearest_sites,
)
from app.journeys.network.judged import Network, NetworkSite, network, programme_progress
from app.sites.divisions import lies_within
from app.sites.vocabulary import STATUSES
from app.units import LatLon

MIDDLE = LatLon(lat=30.84, lon=106.97)


async def assert_reads_as_the_sites_say(house: House, rng: random.Random) -> None:
    """Ask the network a handful of random questions, and its sites the same."""
    whole = await network(house)
    assert list(whole.columns.codes) == [member.site.code for member in whole.every]
    assert whole.has_samples == any(member.site.sample for member in whole.every)
    counting = [member for member in whole.every if member.site.status != "closed"]
    parents = [parent for m in counting if (parent := m.site.on(whole.as_of, "parent")) is not None]
    assert list(whole.heads) == list(dict.fromkeys(parents))
    for head in whole.heads:
        assert list(whole.below(head)) == [m for m in counting if m.site.on(whole.as_of, "parent") == head]
    for slug in whole.programmes:
        own = [member for member in counting if member.site.programme == slug]
        assert list(whole.of_programme(slug)) == own
        assert whole.statuses_of(slug) == Counter(member.status for member in own)
        await _assert_targets(house, whole, slug, own)
    for _ in range(3):
        wanted = _question(rng, whole)
        found = await find_sites(house, wanted)
        assert found.members() == list(_found(house, whole, wanted))
        assert await count_choices(house, wanted) == _facets(house, whole, wanted)
        _assert_nearest(await nearest_sites(house, MIDDLE, wanted, 4), list(_found(house, whole, wanted)), wanted)


async def _assert_targets(house: House, whole: Network, slug: str, own: list[NetworkSite]) -> None:
    for line in await programme_progress(house, slug):
        is_staff = line.target.counts == "staff"
        for step in STEPS:
            counted = [m for m in own if _counts(whole, m, line.target.id, step)]
            people = sum(p.in_post(whole.as_of) for m in counted for p in m.site.staff or ())
            assert getattr(line, step) == (people if is_staff else len(counted)), (line.target.id, step)
        silent = [m for m in own if m.site.staff is None and _counts(whole, m, line.target.id, "built")]
        assert line.unreported == (len(silent) if is_staff else 0)


def _counts(whole: Network, member: NetworkSite, target: str, step: str) -> bool:
    site = member.site
    accepted = site.accepted_on is not None and site.accepted_on <= whole.as_of
    come = {
        "registered": True,
        "built": accepted or site.status in ("declared", "operating", "suspended"),
        "accepted": accepted,
        "compliant": member.status == "compliant",
    }
    return come[step] and any(
        known.id == target and any(of.covers(site.kind, site.on(whole.as_of, "tier")) for of in known.of)
        for known in whole.programmes[site.programme].targets
    )


def _question(rng: random.Random, whole: Network) -> SiteQuery:
    sites = [member.site for member in whole.every]

    def some(values: Iterable[str | None]) -> frozenset[str]:
        known = sorted({value for value in values if value})
        return frozenset(rng.sample(known, min(len(known), rng.choice((0, 0, 1, 3)))))

    west, south = rng.uniform(106.7, 107.1), rng.uniform(30.6, 31.0)
    target = rng.choice([t.id for p in whole.programmes.values() for t in p.targets])
    return SiteQuery(
        programmes=some(whole.programmes),
        kinds=some(site.kind for site in sites),
        tiers=some(site.tier for site in sites),
        statuses=some(STATUSES),
        compliance=some(("compliant", "non_compliant", "incomplete", "not_assessed", "not_built")),
        target=target if rng.random() < 0.3 else None,
        step=rng.choice(STEPS),
        division=rng.choice([None, None, "511725000000", *(site.division for site in sites)]),
        box=Box(west, south, west + 0.3, south + 0.3) if rng.random() < 0.3 else None,
    )


def _found(house: House, whole: Network, wanted: SiteQuery, but: str = "") -> Iterable[NetworkSite]:
    for member in whole.every:
        site = member.site
        point = site.location.point if site.location else None
        box = wanted.box
        holds = {
            "": site.programme in (wanted.programmes or {site.programme})
            and (wanted.target is None or _counts(whole, member, wanted.target, wanted.step))
            and (box is None or (point is not None and _is_inside(box, point))),
            "kinds": site.kind in (wanted.kinds or {site.kind})
            and (not wanted.tiers or site.on(whole.as_of, "tier") in wanted.tiers),
            "statuses": site.status in wanted.statuses if wanted.statuses else site.status != "closed",
            "compliance": member.status in (wanted.compliance or {member.status}),
            "division": wanted.division is None or (site.division and lies_within(site.division, wanted.division)),
        }
        if but == "statuses":
            holds["statuses"] = True
        elif but:
            del holds[but]
        closed_by_target = wanted.target is not None and site.status == "closed"
        if all(holds.values()) and not closed_by_target:
            yield member


def _is_inside(box: Box, point: LatLon) -> bool:
    return box.west <= point.lon <= box.east and box.south <= point.lat <= box.north


def _facets(house: House, whole: Network, wanted: SiteQuery) -> Facets:
    def counted(but: str) -> list[NetworkSite]:
        return list(_found(house, whole, wanted, but))

    towns = [house.divisions.township_of(m.site.division) for m in counted("division")]
    return Facets(
        kinds=Counter(m.site.kind for m in counted("kinds")),
        statuses=Counter(m.site.status for m in counted("statuses") if m.site.status),
        compliance=Counter(m.status for m in counted("compliance")),
        townships=Counter(town.code for town in towns if town),
    )


def _assert_nearest(near: Nearest, found: list[NetworkSite], wanted: SiteQuery) -> None:
    members = found if wanted.statuses else [m for m in found if m.site.status == "operating"]
    placed = [(m.site.location.point, m) for m in members if m.site.location is not None]
    by_distance = sorted(placed, key=lambda one: geodesic((MIDDLE.lat, MIDDLE.lon), (one[0].lat, one[0].lon)).meters)
    assert [one.member for one in near.sites] == [member for _, member in by_distance[:4]]
    assert near.network.at(near.unlocated) == [m for m in members if m.site.location is None]
    assert (near.matched, near.left_out) == (len(members), len(found) - len(members))
