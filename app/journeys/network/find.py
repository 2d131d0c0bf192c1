"""Finding sites: by words, kind, place, state, and which is nearest, in the network kept in memory.

What words mean and how well a site fits them is for the search room; here its answer meets the other filters. Pages,
map, API and the nearest sites all ask here, so the same words find the same sites everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.compliance.progress import Step, counts_towards
from app.compliance.verdicts import Status
from app.coverage.nearest import NearestSearch
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.network.open_now import is_operating
from app.journeys.network.search_index import SearchIndex, search_index
from app.search.columns import NO
from app.search.matching import Note
from app.sites.divisions import lies_within
from app.sites.vocabulary import STATUSES
from app.standards.programme import CircleMode, ServiceCircle
from app.units import LatLon

LONGEST_WAY_MINUTES = 180
"""Beyond it speeds and detours of a county's roads say nothing of how long a way takes."""
_COUNTING = frozenset(STATUSES) - {"closed"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in WGS-84 degrees, edges included. It does not reach across the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: LatLon) -> bool:
        """Whether the point lies inside or on the edge."""
        return self.west <= point.lon <= self.east and self.south <= point.lat <= self.north


@dataclass(frozen=True, slots=True)
class SiteQuery:
    """Which sites are wanted: all conditions hold together, an empty one asks nothing.

    Closed sites are found only where `statuses` names them: they count nowhere.

    `target` is one of the programme's targets, `step` which of its figures: the sites counted there are wanted.
    `division` is a 12-digit code, everything below it included. `box` leaves out sites without a point.
    """

    programmes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    compliance: frozenset[str] = frozenset()
    target: str | None = None
    step: Step = "registered"
    division: str | None = None
    box: Box | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many sites each choice of a filter would give, the other filters as they are.

    `townships` counts by 12-digit code. Choices that would give none are left out.
    """

    kinds: Mapping[str, int] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    compliance: Mapping[Status, int] = field(default_factory=dict)
    townships: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The sites wanted, and the network they were found in: where words were given the best fit first, operating sites
    before others that fit as well; else in the order of their codes.

    `by_fit`: they are in the order of their fit. `loose` are those that fit the words only by their place or by what
    they say of themselves.
    """

    sites: tuple[NetworkSite, ...]
    network: Network
    loose: frozenset[str] = frozenset()
    by_fit: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """How words were read: what is to be said of the places they name, and, where they find nothing, what was meant."""

    notes: tuple[Note, ...] = ()
    meant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearSite:
    """A site and how far it is along the earth's surface."""

    member: NetworkSite
    metres: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """Sites by their distance from a point.

    `unlocated` are those that count and have no point, `matched` says how many count at all, `left_out` how many do
    not because nobody can be served there now (planned, being built, not opened yet, suspended, closed).
    """

    sites: tuple[NearSite, ...]
    unlocated: tuple[NetworkSite, ...]
    matched: int
    left_out: int


@dataclass(frozen=True, slots=True)
class WayEstimate:
    """How long a way may take: an estimate from the distance, the programme's speed and its detour factors.

    Whole minutes, rounded up, never less than one; `low` for a direct way, `high` for a winding one.
    """

    mode: Literal["walk", "ebike", "car"]
    low_minutes: int
    high_minutes: int


async def find_sites(house: House, wanted: SiteQuery, as_of: date | None = None) -> Found:
    """The sites wanted, judged on a day (today when None)."""
    whole = await network(house, as_of)
    index = await search_index(house, whole)
    places = np.flatnonzero(_Filters(whole, index, wanted).all_but())
    found = index.fit(wanted.text)
    if found.fits is None:
        return Found(tuple(whole.every[place] for place in places), whole)
    places = places[np.lexsort((index.choices.order[places], found.fits[places]))]
    return Found(
        sites=tuple(whole.every[place] for place in places),
        network=whole,
        by_fit=True,
        loose=frozenset(whole.every[place].site.code for place in places[found.is_loose[places]]),
    )


async def count_choices(house: House, wanted: SiteQuery, as_of: date | None = None) -> Facets:
    """What each choice of kind, status, compliance and township would give."""
    whole = await network(house, as_of)
    index = await search_index(house, whole)
    filters, choices = _Filters(whole, index, wanted), index.choices
    return Facets(
        kinds=choices.kinds.counts(filters.all_but("kinds", "tiers")),
        statuses=choices.statuses.counts(filters.all_but("statuses")),
        compliance=choices.compliance.counts(filters.all_but("compliance")),
        townships=choices.townships.counts(filters.all_but("division")),
    )


async def understood(house: House, wanted: SiteQuery) -> Understood:
    """How the words of a query were read, for the counties of its programmes; of all where it names none."""
    index = await search_index(house, await network(house))
    found = index.fit(wanted.text)
    slugs = wanted.programmes or frozenset(house.programmes)
    counties = [house.programmes[slug].jurisdiction for slug in slugs]
    return Understood(
        notes=tuple(note for note in found.notes if _concerns(note, slugs, counties)),
        meant=() if found.finds else tuple(index.meant_by(wanted.text)),
    )


def _concerns(note: Note, slugs: Collection[str], counties: Collection[str]) -> bool:
    if not note.place:
        return True
    return note.place in slugs or any(lies_within(note.place, county) for county in counties)


async def nearest_sites(house: House, point: LatLon, wanted: SiteQuery, limit: int | None) -> Nearest:
    """Up to `limit` of the sites wanted that have a point, nearest first; all of them when None.

    Sites that fit the words of the query only by their place or by what they say of themselves come after the others.
    Who asks for the nearest site wants a place to go to: only operating sites count, unless `wanted` names states.
    """
    found = await find_sites(house, wanted)
    every = found.sites
    members = every if wanted.statuses else tuple(m for m in every if is_operating(m.site))
    sites = _by_distance(point, [m for m in members if m.site.code not in found.loose], limit)
    if limit is None or len(sites) < limit:
        loose = [m for m in members if m.site.code in found.loose]
        sites += _by_distance(point, loose, None if limit is None else limit - len(sites))
    return Nearest(
        sites=tuple(sites),
        unlocated=tuple(m for m in members if m.site.location is None),
        matched=len(members),
        left_out=len(every) - len(members),
    )


def _by_distance(point: LatLon, members: Sequence[NetworkSite], limit: int | None) -> list[NearSite]:
    placed = [m for m in members if m.site.location is not None]
    search = NearestSearch([m.site.location.point for m in placed if m.site.location is not None])
    near = search.nearest(point, len(placed) if limit is None else limit)
    return [NearSite(placed[n.index], n.metres) for n in near]


def estimate_way(metres: float, circle: ServiceCircle) -> WayEstimate | None:
    """How long so many metres as the crow flies may take, the way a person would go.

    That is the programme's urban way (on foot) as long as it takes no longer than its rural limit, else the
    rural way (by road). None beyond `LONGEST_WAY_MINUTES`.
    """
    urban = _estimate(metres, circle.urban)
    way = urban if urban.high_minutes <= circle.rural.limit_minutes else _estimate(metres, circle.rural)
    return way if way.low_minutes <= LONGEST_WAY_MINUTES else None


def _estimate(metres: float, mode: CircleMode) -> WayEstimate:
    straight_minutes = Decimal(metres) / 1000 / mode.speed_kmh * 60
    low, high = (
        max(1, ceil(straight_minutes * detour)) for detour in (mode.detour_factor_good, mode.detour_factor_bad)
    )
    return WayEstimate(mode.mode, low, high)


class _Filters:
    """Each filter of a query as the sites it leaves."""

    def __init__(self, whole: Network, index: SearchIndex, wanted: SiteQuery) -> None:
        choices, fits = index.choices, index.fit(wanted.text).fits
        self._masks = {
            "programmes": choices.programmes.any_of(wanted.programmes),
            "kinds": choices.kinds.any_of(wanted.kinds),
            "tiers": choices.tiers.any_of(wanted.tiers),
            "statuses": choices.statuses.any_of(wanted.statuses or _COUNTING),
            "compliance": choices.compliance.any_of(wanted.compliance),
            "division": choices.inside(wanted.division),
        }
        if fits is not None:
            self._masks["text"] = fits < NO
        if (target := wanted.target) is not None:
            counted = (_counts(whole, member, target, wanted.step) for member in whole.every)
            self._masks["target"] = np.fromiter(counted, np.bool_, len(whole.every))
        if wanted.box is not None:
            self._masks["box"] = np.array([_is_in(m, wanted.box) for m in whole.every], dtype=np.bool_)

    def all_but(self, *left_out: str) -> NDArray[np.bool_]:
        """The sites that all filters leave, but for those named."""
        left: NDArray[np.bool_] = np.logical_and.reduce(
            [mask for name, mask in self._masks.items() if name not in left_out]
        )
        return left


def _is_in(member: NetworkSite, box: Box) -> bool:
    location = member.site.location
    return location is not None and box.holds(location.point)


def _counts(whole: Network, member: NetworkSite, target: str, step: Step) -> bool:
    return any(
        known.id == target and counts_towards(known, step, member.site, member.status, whole.as_of)
        for known in whole.programme(member.site.programme).targets
    )
