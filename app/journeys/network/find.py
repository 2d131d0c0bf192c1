"""Finding sites: by words, kind, place, state, and which is nearest, in the network kept in memory.

Words are looked for in what the registry keeps for searching (`sites.search`), in the kind's label and in the
services that the site reported; all words must be found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Literal

from app.compliance.verdicts import Status
from app.coverage.nearest import NearestSearch
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.network.open_now import is_operating
from app.normal.text import searched
from app.sites.divisions import lies_within
from app.sites.site import Site
from app.standards.programme import CircleMode, ServiceCircle
from app.units import LatLon

_NO_TOWNSHIP = ""
_SERVICES = "services"


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

    `division` is a 12-digit code, everything below it included. `box` leaves out sites without a point.
    """

    programmes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    compliance: frozenset[str] = frozenset()
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
    """The sites wanted, in the order of their codes, and the network they were found in."""

    sites: tuple[NetworkSite, ...]
    network: Network


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
    return Found(_matching(house, whole, wanted), whole)


async def count_choices(house: House, wanted: SiteQuery, as_of: date | None = None) -> Facets:
    """What each choice of kind, status, compliance and township would give."""
    whole = await network(house, as_of)
    return Facets(
        kinds=Counter(
            m.site.kind for m in _matching(house, whole, replace(wanted, kinds=frozenset(), tiers=frozenset()))
        ),
        statuses=Counter(
            m.site.status for m in _matching(house, whole, replace(wanted, statuses=frozenset())) if m.site.status
        ),
        compliance=Counter(m.status for m in _matching(house, whole, replace(wanted, compliance=frozenset()))),
        townships=Counter(
            township
            for m in _matching(house, whole, replace(wanted, division=None))
            if (township := _township(house, m)) != _NO_TOWNSHIP
        ),
    )


async def nearest_sites(house: House, point: LatLon, wanted: SiteQuery, limit: int | None) -> Nearest:
    """Up to `limit` of the sites wanted that have a point, nearest first; all of them when None.

    Who asks for the nearest site wants a place to go to: only operating sites count, unless `wanted` names states.
    """
    every = (await find_sites(house, wanted)).sites
    members = every if wanted.statuses else tuple(m for m in every if is_operating(m.site))
    placed = [m for m in members if m.site.location is not None]
    search = NearestSearch([m.site.location.point for m in placed if m.site.location is not None])
    near = search.nearest(point, len(placed) if limit is None else limit)
    return Nearest(
        sites=tuple(NearSite(placed[n.index], n.metres) for n in near),
        unlocated=tuple(m for m in members if m.site.location is None),
        matched=len(members),
        left_out=len(every) - len(members),
    )


def estimate_way(metres: float, circle: ServiceCircle) -> WayEstimate:
    """How long so many metres as the crow flies may take, the way a person would go.

    That is the programme's urban way (on foot) as long as it takes no longer than its rural limit, else the
    rural way (by road).
    """
    urban = _estimate(metres, circle.urban)
    return urban if urban.high_minutes <= circle.rural.limit_minutes else _estimate(metres, circle.rural)


def _estimate(metres: float, mode: CircleMode) -> WayEstimate:
    straight_minutes = Decimal(metres) / 1000 / mode.speed_kmh * 60
    low, high = (
        max(1, ceil(straight_minutes * detour)) for detour in (mode.detour_factor_good, mode.detour_factor_bad)
    )
    return WayEstimate(mode.mode, low, high)


def _township(house: House, member: NetworkSite) -> str:
    township = house.divisions.township_of(member.site.division)
    return township.code if township else _NO_TOWNSHIP


def _matching(house: House, whole: Network, wanted: SiteQuery) -> tuple[NetworkSite, ...]:
    words = searched(wanted.text).split()
    return tuple(m for m in whole.sites if _is_wanted(m, wanted) and _is_said(house, m, words))


def _is_wanted(member: NetworkSite, wanted: SiteQuery) -> bool:
    site = member.site
    return (
        (not wanted.programmes or site.programme in wanted.programmes)
        and (not wanted.kinds or site.kind in wanted.kinds)
        and (not wanted.tiers or site.tier in wanted.tiers)
        and (not wanted.statuses or site.status in wanted.statuses)
        and (not wanted.compliance or member.status in wanted.compliance)
        and (wanted.division is None or (site.division is not None and lies_within(site.division, wanted.division)))
        and (wanted.box is None or (site.location is not None and wanted.box.holds(site.location.point)))
    )


def _places_in_english(house: House, site: Site) -> str:
    """What the English pages call the divisions of a site, which is then what people type. Remembered by division."""
    if site.division is None:
        return ""
    kept = house.kept.of(EnglishPlaces).by_division
    if site.division not in kept:
        kept[site.division] = "\n".join(searched(d.label.en) for d in house.divisions.path(site.division))
    return kept[site.division]


@dataclass(slots=True)
class EnglishPlaces:
    """Kept: the English names of each division asked about and of those around it, by code.

    As good as the divisions, which a process reads once; never renewed. Lost, they are spelled again.
    """

    by_division: dict[str, str] = field(default_factory=dict)


def _is_said(house: House, member: NetworkSite, words: list[str]) -> bool:
    if not words:
        return True
    site = member.site
    programme = house.programmes[site.programme]
    labels = [programme.kinds_by_code[site.kind].label]
    services = site.facts.get(_SERVICES)
    if isinstance(services, frozenset):
        known = programme.vocabulary.facts[_SERVICES].items
        labels += [known[code] for code in services if code in known]
    in_words = [searched(f"{label.zh}\n{label.en}") for label in labels]
    said = "\n".join([member.search_text, *in_words, _places_in_english(house, site)])
    return all(word in said for word in words)
