"""The service circle as one result: every place with its time and standing, the totals, what was assumed,
what is missing.

Two answers stand side by side: with the rough points (`with_approximate`) and with those places counted
as having no point. Values only: `report_wording` says them in sentences, `report_record` as plain data,
`features` as GeoJSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.coverage.account import Standing, Tally, standing_of, tallies_by, tally, weighing_of
from app.coverage.assumptions import AREAS, limit_for
from app.coverage.by_road import RoadNetworks, reach_by_road
from app.coverage.fingerprint import fingerprint_of_inputs
from app.coverage.places import Area, Place, ServingSite, in_code_order
from app.coverage.reach import Method, Reach
from app.coverage.road_graph import fingerprint_of_roads
from app.coverage.straight_line import reach_by_straight_line
from app.coverage.travel_time import TravelTime
from app.standards.programme import ServiceCircle, TravelMode


@dataclass(frozen=True, slots=True)
class PlaceReached:
    """One place in the result. `off_road_m` is the walk to the nearest road, None by straight line or
    where there is none.
    """

    place: Place
    limit: TravelTime
    reach: Reach | None
    standing: Standing
    standing_without_approximate: Standing
    off_road_m: float | None = None


@dataclass(frozen=True, slots=True)
class CoverageTotals:
    """The totals of one answer. `townships` by 12-digit code. All tallies are weighed alike."""

    everyone: Tally
    areas: Mapping[Area, Tally]
    townships: Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class RoadsUsed:
    """Which roads the minutes rest on. `attribution` has to be shown wherever they are."""

    source: str
    data_as_of: str | None
    attribution: str
    fingerprint: str
    nodes: int
    sites_off_road: Mapping[TravelMode, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """The service circle on one day. `sites` are all that count, the ones without a point included."""

    as_of: date
    method: Method
    circle: ServiceCircle
    fingerprint: str
    entries: tuple[PlaceReached, ...]
    sites: tuple[ServingSite, ...]
    with_approximate: CoverageTotals
    without_approximate: CoverageTotals
    roads: RoadsUsed | None = None

    @property
    def unlocated_sites(self) -> tuple[ServingSite, ...]:
        """Sites that count but serve nobody in this result, because nobody said where they are."""
        return tuple(s for s in self.sites if s.location is None)

    @property
    def placed(self) -> int:
        """How many villages and communities have a point, rough ones among them."""
        return sum(e.place.location is not None for e in self.entries)

    @property
    def has_too_few_placed(self) -> bool:
        """Whether less than half of them have one: a rate would then say nothing but what is not known."""
        return 2 * self.placed < len(self.entries)

    @property
    def approximate(self) -> tuple[PlaceReached, ...]:
        """Entries whose point is a rough one."""
        return tuple(e for e in self.entries if e.place.approximate)


def report_by_straight_line(
    places: Iterable[Place], sites: Iterable[ServingSite], circle: ServiceCircle, as_of: date
) -> CoverageReport:
    """The circle estimated without roads. `sites` are those that count; InvalidInput names codes given
    twice.
    """
    ordered, counting = in_code_order(places, sites)
    reached = reach_by_straight_line(ordered, counting, circle)
    entries = [_entry(p, reached.get(p.code), circle, roads_answer=False) for p in ordered]
    mark = fingerprint_of_inputs(ordered, counting, circle, "straight_line", None)
    return _report(as_of, "straight_line", circle, mark, entries, counting, None)


def report_by_road(
    places: Iterable[Place],
    sites: Iterable[ServingSite],
    circle: ServiceCircle,
    networks: RoadNetworks,
    as_of: date,
) -> CoverageReport:
    """The circle on a loaded road network. Refused when the pack has no road speeds."""
    ordered, counting = in_code_order(places, sites)
    answer = reach_by_road(ordered, counting, circle, networks)
    any_site = any(s.location is not None for s in counting)
    entries = [
        _entry(
            p,
            answer.reached.get(p.code),
            circle,
            roads_answer=any_site,
            off_road_m=answer.off_road_m.get(p.code),
        )
        for p in ordered
    ]
    graph = networks.graph
    used = RoadsUsed(
        graph.source,
        graph.data_as_of,
        graph.attribution,
        fingerprint_of_roads(graph),
        graph.nodes,
        answer.sites_off_road,
    )
    mark = fingerprint_of_inputs(ordered, counting, circle, "roads", used.fingerprint)
    return _report(as_of, "roads", circle, mark, entries, counting, used)


def _entry(
    place: Place,
    reach: Reach | None,
    circle: ServiceCircle,
    *,
    roads_answer: bool,
    off_road_m: float | None = None,
) -> PlaceReached:
    limit = limit_for(circle, place.settlement.area)
    standing = standing_of(place.location is not None, reach, limit, roads_answer=roads_answer)
    return PlaceReached(place, limit, reach, standing, "unlocated" if place.approximate else standing, off_road_m)


def _report(
    as_of: date,
    method: Method,
    circle: ServiceCircle,
    mark: str,
    entries: Sequence[PlaceReached],
    sites: tuple[ServingSite, ...],
    roads: RoadsUsed | None,
) -> CoverageReport:
    places = [e.place for e in entries]
    with_approximate = _account(places, {e.place.code: e.standing for e in entries})
    without = _account(places, {e.place.code: e.standing_without_approximate for e in entries})
    return CoverageReport(as_of, method, circle, mark, tuple(entries), sites, with_approximate, without, roads)


def _account(places: Sequence[Place], standings: Mapping[str, Standing]) -> CoverageTotals:
    weighed_by = weighing_of(places)
    areas: dict[Area, Tally] = {}
    for area in AREAS:
        areas[area] = tally([p for p in places if p.settlement.area == area], standings, weighed_by)
    townships = tallies_by(places, standings, weighed_by, lambda p: p.township)
    return CoverageTotals(tally(places, standings, weighed_by), areas, townships)
