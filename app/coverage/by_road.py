"""Minutes on a loaded road network, for places that travel by different modes.

What the roads cannot answer is said, not guessed: places and sites farther from any road than the limit,
and places from which no road leads to any site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.coverage.assumptions import AREAS, limit_for, road_rules, rule_for
from app.coverage.nearest import Indices
from app.coverage.places import Place, ServingSite
from app.coverage.reach import Reach
from app.coverage.road_graph import RoadGraph
from app.coverage.road_network import RoadNetwork
from app.coverage.travel_time import TravelTime
from app.standards.programme import ServiceCircle, TravelMode
from app.units import LatLon

ROUNDING_SECONDS = 0.001
"""A search is cut off this much beyond the limit, so that the comparison of whole milliseconds decides
and not the search.
"""


class RoadNetworks:
    """One road graph as each mode sees it, prepared on first use and kept, since preparing takes longer
    than asking.
    """

    def __init__(self, graph: RoadGraph, circle: ServiceCircle) -> None:
        self.graph = graph
        self._rules = road_rules(circle)
        self._by_mode: dict[TravelMode, RoadNetwork] = {}

    def of(self, mode: TravelMode) -> RoadNetwork:
        """The network that this mode may use."""
        if mode not in self._by_mode:
            self._by_mode[mode] = RoadNetwork(self.graph, mode, self._rules)
        return self._by_mode[mode]


@dataclass(frozen=True, slots=True)
class RoadAnswer:
    """`reached`: by code, the places from which a road leads to a site. `off_road_m`: by code, every
    located place and its metres to the nearest road (None: there is no road at all). `sites_off_road`:
    for each mode in use the located sites too far from its roads to be reached, by code.
    """

    reached: dict[str, Reach]
    off_road_m: dict[str, float | None]
    sites_off_road: dict[TravelMode, tuple[str, ...]]


def reach_by_road(
    places: Sequence[Place], sites: Sequence[ServingSite], circle: ServiceCircle, networks: RoadNetworks
) -> RoadAnswer:
    """For every located place the site that it reaches first by the mode of its area."""
    located_sites = [(s, s.location) for s in sites if s.location is not None]
    answer = RoadAnswer({}, {}, {})
    for mode, group in _by_mode(places, circle).items():
        times = networks.of(mode).times_to_first_site(
            [point for _, point in group], [point for _, point in located_sites]
        )
        answer.sites_off_road[mode] = tuple(
            site.code for (site, _), joined in zip(located_sites, times.sites_on_roads, strict=True) if not joined
        )
        for row, (place, _) in enumerate(group):
            walked = float(times.off_road_m[row])
            answer.off_road_m[place.code] = walked if np.isfinite(walked) else None
            if times.site[row] >= 0:
                time = TravelTime.of_seconds(float(times.seconds[row]))
                first = located_sites[int(times.site[row])][0]
                answer.reached[place.code] = Reach(first.code, time, time, off_road_m=walked)
    return answer


def within_limit_by_road(
    candidates: Sequence[LatLon], places: Sequence[Place], circle: ServiceCircle, networks: RoadNetworks
) -> tuple[Indices, Indices]:
    """Every pair of a candidate point and a located place that it would serve within the place's limit, by index."""
    by, to = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.intp)]
    for area in AREAS:
        group = [(i, p.location) for i, p in enumerate(places) if p.location is not None and p.settlement.area == area]
        if not group:
            continue
        limit = limit_for(circle, area)
        network = networks.of(rule_for(circle, area).mode)
        most = limit.milliseconds / 1000 + ROUNDING_SECONDS
        rows = np.array([i for i, _ in group], dtype=np.intp)
        for index, seconds in network.times_from_each(list(candidates), [point for _, point in group], most):
            served = rows[np.rint(seconds * 1000) <= limit.milliseconds]
            by.append(np.full(len(served), index, dtype=np.intp))
            to.append(served)
    return np.concatenate(by), np.concatenate(to)


def _by_mode(places: Sequence[Place], circle: ServiceCircle) -> dict[TravelMode, list[tuple[Place, LatLon]]]:
    groups: dict[TravelMode, list[tuple[Place, LatLon]]] = {}
    for place in places:
        if place.location is not None:
            groups.setdefault(rule_for(circle, place.settlement.area).mode, []).append((place, place.location))
    return groups
