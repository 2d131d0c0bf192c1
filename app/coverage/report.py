"""The service circle as one result: every place with its time and standing, the totals, what was assumed,
what is missing.

Two answers stand side by side: with the rough points (`with_approximate`) and with those places counted
as having no point. Values only: `report_wording` says them in sentences, `report_record` as plain data,
`features` as GeoJSON. Totals are there at once; the line of a place, and the fingerprint, are made when they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import overload

import numpy as np

from app.coverage.account import STANDINGS, Standing, Tally, WeighedBy, standings_of, tallies_by, tally, weighing_of
from app.coverage.assumptions import AREAS, limit_for
from app.coverage.by_road import RoadNetworks, reach_by_road
from app.coverage.columns import NOT_REACHED, Milliseconds, PlaceColumns, ReachColumns, Rows, known
from app.coverage.fingerprint import fingerprint_of_inputs
from app.coverage.places import Area, Place, ServingSite, SitesByCode, in_code_order
from app.coverage.reach import Method, Reach
from app.coverage.road_graph import fingerprint_of_roads
from app.coverage.straight_line import reach_by_straight_line
from app.coverage.travel_time import MILLISECONDS_PER_MINUTE, TravelTime
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


@dataclass(frozen=True, eq=False)
class CoverageReport:
    """The service circle on one day. `sites` are all that count, the ones without a point included.

    `standings` and `standings_without_approximate`: a number in STANDINGS for each of the `places`, in the order of
    codes.
    """

    as_of: date
    method: Method
    circle: ServiceCircle
    columns: PlaceColumns
    reached: ReachColumns
    standings: Rows
    standings_without_approximate: Rows
    sites: SitesByCode
    with_approximate: CoverageTotals
    without_approximate: CoverageTotals
    roads: RoadsUsed | None = None

    @property
    def places(self) -> Sequence[Place]:
        """All places, by code."""
        return self.columns.places

    @cached_property
    def fingerprint(self) -> str:
        """What names this result among others, from everything that it rests on."""
        roads = None if self.roads is None else self.roads.fingerprint
        return fingerprint_of_inputs(self.places, self.sites, self.circle, self.method, roads)

    @property
    def entries(self) -> PlacesReached:
        """A line a place, by code."""
        return PlacesReached(self, np.arange(len(self.places)))

    @property
    def unlocated_sites(self) -> tuple[ServingSite, ...]:
        """Sites that count but serve nobody in this result, because nobody said where they are."""
        return tuple(self.sites[row] for row in np.flatnonzero(np.isnan(self.sites.degrees[:, 0])).tolist())

    @property
    def serving(self) -> list[ServingSite]:
        """The sites that some place reaches first."""
        return [self.sites[row] for row in np.unique(self.reached.site[self.reached.site != NOT_REACHED]).tolist()]

    @property
    def located(self) -> int:
        """How many of the sites have a point."""
        return int((~np.isnan(self.sites.degrees[:, 0])).sum())

    @property
    def unlocated(self) -> int:
        """How many of the sites have none."""
        return len(self.sites) - self.located

    @property
    def placed(self) -> int:
        """How many villages and communities have a point, rough ones among them."""
        return int(self.columns.located.sum())

    @property
    def has_too_few_placed(self) -> bool:
        """Whether less than half of them have one: a rate would then say nothing but what is not known."""
        return 2 * self.placed < len(self.places)

    def in_steps(self, minutes: Sequence[int]) -> list[int]:
        """How many places reach a site within each of some rising steps of whole minutes, and how many later; on bad
        roads.
        """
        longest = self.reached.longest[self.reached.site != NOT_REACHED]
        step = np.searchsorted(np.array(minutes) * MILLISECONDS_PER_MINUTE, longest)
        return [int(count) for count in np.bincount(step, minlength=len(minutes) + 1)]

    @property
    def approximate(self) -> PlacesReached:
        """The lines of those whose point is a rough one."""
        return PlacesReached(self, np.flatnonzero(self.columns.approximate))


class PlacesReached(Sequence[PlaceReached]):
    """Lines of a report, each made when it is read."""

    def __init__(self, report: CoverageReport, rows: Rows) -> None:
        self._report, self._rows = report, rows
        self._limits = {area: limit_for(report.circle, area) for area in AREAS}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> PlaceReached: ...

    @overload
    def __getitem__(self, place: slice) -> PlacesReached: ...

    def __getitem__(self, place: int | slice) -> PlaceReached | PlacesReached:
        if isinstance(place, slice):
            return PlacesReached(self._report, self._rows[place])
        report, row = self._report, int(self._rows[place])
        one = report.places[row]
        return PlaceReached(
            one,
            self._limits[one.settlement.area],
            report.reached.reach(row, report.sites),
            STANDINGS[report.standings[row]],
            STANDINGS[report.standings_without_approximate[row]],
            known(report.reached.off_road_m[row]),
        )

    def __iter__(self) -> Iterator[PlaceReached]:
        return (self[place] for place in range(len(self)))


def report_by_straight_line(
    places: Iterable[Place], sites: Iterable[ServingSite], circle: ServiceCircle, as_of: date
) -> CoverageReport:
    """The circle estimated without roads. `sites` are those that count; InvalidInput names codes given
    twice.
    """
    ordered, counting = in_code_order(places, sites)
    columns = PlaceColumns(ordered)
    reached = reach_by_straight_line(columns, counting.degrees, circle)
    return _report(as_of, "straight_line", circle, columns, reached, counting, None)


def report_by_road(
    places: Iterable[Place],
    sites: Iterable[ServingSite],
    circle: ServiceCircle,
    networks: RoadNetworks,
    as_of: date,
) -> CoverageReport:
    """The circle on a loaded road network. Refused when the pack has no road speeds."""
    ordered, counting = in_code_order(places, sites)
    columns = PlaceColumns(ordered)
    reached, sites_off_road = reach_by_road(columns, counting, circle, networks)
    graph = networks.graph
    used = RoadsUsed(
        graph.source,
        graph.data_as_of,
        graph.attribution,
        fingerprint_of_roads(graph),
        graph.nodes,
        sites_off_road,
    )
    return _report(as_of, "roads", circle, columns, reached, counting, used)


def _report(
    as_of: date,
    method: Method,
    circle: ServiceCircle,
    columns: PlaceColumns,
    reached: ReachColumns,
    sites: SitesByCode,
    roads: RoadsUsed | None,
) -> CoverageReport:
    limits: Milliseconds = np.array([limit_for(circle, area).milliseconds for area in AREAS])[columns.area]
    # by road a site that is nowhere near has no answer, by straight line each is near; with none nothing is to answer
    roads_answer = not np.isnan(sites.degrees[:, 0]).all()
    standings = standings_of(columns.located, reached, limits, roads_answer=roads_answer)
    without = np.where(columns.approximate, STANDINGS.index("unlocated"), standings)
    weighed_by = weighing_of(columns.people)
    return CoverageReport(
        as_of,
        method,
        circle,
        columns,
        reached,
        standings,
        without,
        sites,
        _account(columns, standings, weighed_by),
        _account(columns, without, weighed_by),
        roads,
    )


def _account(columns: PlaceColumns, standings: Rows, weighed_by: WeighedBy) -> CoverageTotals:
    people = columns.people
    of_areas = tallies_by(standings, people, weighed_by, columns.area, len(AREAS))
    codes, township = columns.townships
    of_townships = tallies_by(standings, people, weighed_by, township, len(codes))
    return CoverageTotals(
        tally(standings, people, weighed_by),
        dict(zip(AREAS, of_areas, strict=True)),
        dict(zip(codes, of_townships, strict=True)),
    )
