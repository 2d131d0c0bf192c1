"""Finding sites: by words, kind, place, state, and which is nearest, in the network kept in memory.

What words mean and how well a site fits them is for the search room; here its answer meets the other filters. Pages,
map, API and the nearest sites all ask here, so the same words find the same sites everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.compliance.progress import Step, counted
from app.compliance.standing import OPEN_STATUSES
from app.compliance.verdicts import Status
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.network.open_index import HowOpen, Ranks, open_ranks
from app.journeys.network.search_index import search_index
from app.search.columns import NO
from app.search.matching import Fit, Note
from app.sites.divisions import lies_within
from app.sites.splice import place_of
from app.units import LatLon

Places = NDArray[np.intp]
"""Places of sites in a network."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in WGS-84 degrees, edges included. It does not reach across the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class SiteQuery:
    """Which sites are wanted: all conditions hold together, an empty one asks nothing.

    Closed sites are found only where `statuses` names them: they count nowhere.

    `target` is one of the programme's targets, `step` which of its figures: the sites counted there are wanted.
    `division` is a 12-digit code, everything below it included. `box` leaves out sites without a point.
    `open_now` leaves only sites that are open at this moment, by the clock of the house: asked of today's network only.
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
    open_now: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """How many sites each choice of a filter would give, the other filters as they are.

    `townships` counts by 12-digit code. Choices that would give none are left out. `open_now` says how many of them are
    open at this moment.
    """

    kinds: Mapping[str, int] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    compliance: Mapping[Status, int] = field(default_factory=dict)
    townships: Mapping[str, int] = field(default_factory=dict)
    open_now: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """The sites wanted as places in the network they were found in: where words were given the best fit first,
    operating sites before others that fit as well; else in the order of their codes.

    `by_fit`: they are in the order of their fit. `is_loose` says of every place of the network whether it fits the
    words only by where it lies or by what it says of itself; None where no words were given. `fits` says of every place
    how well it fits them.
    """

    places: Places
    network: Network
    is_loose: NDArray[np.bool_] | None = None
    by_fit: bool = False
    fits: NDArray[np.int16] | None = None

    def __len__(self) -> int:
        return len(self.places)

    def begun_after(self, code: str) -> int:
        """How many of them are passed over by who has read up to a code: in the order of codes also one that is gone;
        in the order of their fit, none where no such site fits."""
        codes = self.network.columns.codes
        if not self.by_fit:
            return int(np.searchsorted(self.places, bisect_right(codes, code)))
        place = place_of(codes, code)
        met = [] if place is None else np.flatnonzero(self.places == place).tolist()
        return met[0] + 1 if met else 0

    def members(self, start: int = 0, stop: int | None = None) -> list[NetworkSite]:
        """The sites from `start` to `stop` (the end) of them."""
        return self.network.at(self.places[start:stop])


@dataclass(frozen=True, slots=True)
class Understood:
    """How words were read: what is to be said of the places they name, and, where they find nothing, what was meant.

    `at_weekends`: whether they ask for what is open on Saturdays or Sundays.
    """

    notes: tuple[Note, ...] = ()
    meant: tuple[str, ...] = ()
    at_weekends: bool = False


@dataclass(frozen=True, slots=True)
class NearSite:
    """A site and how far it is along the earth's surface."""

    member: NetworkSite
    metres: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """Sites by their distance from a point.

    `unlocated` are the places in the network of those that count and have no point, `matched` says how many count at
    all, `left_out` how many do not because nobody can be served there now (planned, not opened yet, suspended, closed).
    """

    sites: tuple[NearSite, ...]
    network: Network
    unlocated: Places
    matched: int
    left_out: int


async def find_sites(house: House, wanted: SiteQuery, as_of: date | None = None) -> Found:
    """The sites wanted, judged on a day (today when None)."""
    whole = await network(house, as_of)
    found = await _fit(house, whole, wanted)
    ranks = await open_ranks(house, whole) if wanted.open_now else None
    places = np.flatnonzero(_Filters(whole, wanted, found, ranks).all_but())
    if found.fits is None:
        return Found(places, whole)
    columns, fits = whole.columns, found.fits[places]
    is_idle = ~columns.named("status").any_of(OPEN_STATUSES)[places]
    county = _by_county(house, whole)[columns.cells.programme[places]]
    return Found(columns.in_order(places, fits, is_idle, county), whole, found.is_loose, by_fit=True, fits=found.fits)


async def open_first(house: House, found: Found) -> Found:
    """What was found for somebody who wants to go there now: open sites first, then those that open later today, those
    of which it is not known, closed ones, and at the end those that are not operating; where words were given, in this
    order among those that fit as well.
    """
    whole, places = found.network, found.places
    ranks = (await open_ranks(house, whole))[places]
    if found.fits is None:
        return replace(found, places=whole.columns.in_order(places, ranks))
    county = _by_county(house, whole)[whole.columns.cells.programme[places]]
    return replace(found, places=whole.columns.in_order(places, found.fits[places], ranks, county))


async def _fit(house: House, whole: Network, wanted: SiteQuery) -> Fit:
    return (await search_index(house, whole)).fit(wanted.text) if wanted.text else Fit(None)


def _by_county(house: House, whole: Network) -> NDArray[np.intp]:
    """The turn of each programme, by its number: the installation's own first (that with the most sites where none is
    set).
    """
    home = house.settings.home_programme
    slugs = sorted(whole.programmes, key=lambda slug: (slug != home, -whole.count_of(slug), slug))
    names = whole.columns.names["programme"]
    turns = np.zeros(len(slugs) + 1, np.intp)
    for turn, slug in enumerate(slugs):
        turns[names.known((slug,))] = turn
    return turns


async def count_choices(house: House, wanted: SiteQuery, as_of: date | None = None) -> Facets:
    """What each choice of kind, status, compliance and township would give."""
    whole = await network(house, as_of)
    ranks = await open_ranks(house, whole) if as_of is None else None
    filters, columns = _Filters(whole, wanted, await _fit(house, whole, wanted), ranks), whole.columns
    return Facets(
        kinds=columns.named("kind").counts(filters.all_but("kinds", "tiers")),
        statuses=columns.named("status").counts(filters.all_but("statuses")),
        compliance=columns.named("compliance").counts(filters.all_but("compliance")),
        townships=columns.named("township").counts(filters.all_but("division")),
        open_now=0 if ranks is None else int((filters.all_but("open_now") & (ranks == HowOpen.OPEN)).sum()),
    )


async def understood(house: House, wanted: SiteQuery) -> Understood:
    """How the words of a query were read, for the counties of its programmes; of all where it names none."""
    if not wanted.text:
        return Understood()
    index = await search_index(house, await network(house))
    found = index.fit(wanted.text)
    slugs = wanted.programmes or frozenset(house.programmes)
    counties = [house.programmes[slug].jurisdiction for slug in slugs]
    return Understood(
        notes=tuple(note for note in found.notes if _concerns(note, slugs, counties)),
        meant=() if found.finds else tuple(index.meant_by(wanted.text)),
        at_weekends=any(
            segment.meaning is not None and segment.meaning.at_weekends
            for term in index.asked(wanted.text).terms
            for segment in term.segments
        ),
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
    whole, places = found.network, found.places
    if not wanted.statuses:
        places = places[whole.columns.named("status").any_of(OPEN_STATUSES)[places]]
    is_known = whole.points.known[places]
    located = places[is_known]
    parts = [located]
    if found.is_loose is not None:
        is_loose = found.is_loose[located]
        parts = [located[~is_loose], located[is_loose]]
    sites: list[NearSite] = []
    for part in parts:
        near, metres = whole.points.nearest(point, part, None if limit is None else limit - len(sites))
        sites += map(NearSite, whole.at(near), metres.tolist())
    return Nearest(tuple(sites), whole, places[~is_known], len(places), len(found) - len(places))


class _Filters:
    """Each filter of a query as the sites it leaves; those that ask nothing are left out."""

    def __init__(self, whole: Network, wanted: SiteQuery, found: Fit, ranks: Ranks | None) -> None:
        columns = whole.columns
        self._every = np.ones(len(columns), np.bool_)
        self._masks = {"statuses": columns.counting}
        asked = {
            "programmes": ("programme", wanted.programmes),
            "kinds": ("kind", wanted.kinds),
            "tiers": ("tier", wanted.tiers),
            "statuses": ("status", wanted.statuses),
            "compliance": ("compliance", wanted.compliance),
        }
        self._masks |= {name: columns.named(column).any_of(codes) for name, (column, codes) in asked.items() if codes}
        if wanted.division is not None:
            self._masks["division"] = columns.inside(wanted.division)
        if found.fits is not None:
            self._masks["text"] = found.fits < NO
        if wanted.target is not None:
            self._masks["target"] = _of_target(whole, wanted.target, wanted.step)
        if wanted.open_now and ranks is not None:
            self._masks["open_now"] = ranks == HowOpen.OPEN
        if (box := wanted.box) is not None:
            self._masks["box"] = whole.points.inside(box.west, box.south, box.east, box.north)

    def all_but(self, *left_out: str) -> NDArray[np.bool_]:
        """The sites that all filters leave, but for those named."""
        left = self._every
        for name, mask in self._masks.items():
            if name not in left_out:
                left = left & mask
        return left


def _of_target(whole: Network, target: str, step: Step) -> NDArray[np.bool_]:
    """The sites that a figure of any programme's target of this id counts."""
    found = np.zeros(len(whole.columns), np.bool_)
    for slug, programme in whole.programmes.items():
        for known in programme.targets:
            if known.id == target:
                found |= counted(slug, known, step, whole.columns)
    return found
