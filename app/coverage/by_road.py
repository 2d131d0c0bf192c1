"""Minutes on a loaded road network, for places that travel by different modes.

What the roads cannot answer is said, not guessed: places and sites farther from any road than the limit,
and places from which no road leads to any site.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from app.coverage.assumptions import AREAS, limit_for, road_rules, rule_for
from app.coverage.columns import PlaceColumns, ReachColumns, degrees_or_none
from app.coverage.nearest import Indices
from app.coverage.places import Place, ServingSite
from app.coverage.road_graph import RoadGraph
from app.coverage.road_network import RoadNetwork
from app.coverage.road_pieces import Arrays, made_anew
from app.standards.programme import ServiceCircle, TravelMode
from app.units import LatLon

ROUNDING_SECONDS = 0.001
"""A search is cut off this much beyond the limit, so that the comparison of whole milliseconds decides
and not the search.
"""

KeepByMode = Callable[[TravelMode, Callable[[], Arrays]], Arrays]
"""Gives what was prepared before for a mode, or has it made."""


class RoadNetworks:
    """One road graph as each mode sees it, prepared on first use and kept, since preparing takes longer
    than asking.
    """

    def __init__(self, graph: RoadGraph, circle: ServiceCircle, keep: KeepByMode | None = None) -> None:
        self.graph, self._keep = graph, keep
        self._rules = road_rules(circle)
        self._by_mode: dict[TravelMode, RoadNetwork] = {}

    def of(self, mode: TravelMode) -> RoadNetwork:
        """The network that this mode may use."""
        if mode not in self._by_mode:
            keep = made_anew if self._keep is None else partial(self._keep, mode)
            self._by_mode[mode] = RoadNetwork(self.graph, mode, self._rules, keep)
        return self._by_mode[mode]


def reach_by_road(
    places: PlaceColumns, sites: Sequence[ServingSite], circle: ServiceCircle, networks: RoadNetworks
) -> tuple[ReachColumns, dict[TravelMode, tuple[str, ...]]]:
    """For every located place the site that it reaches first by the mode of its area; and for each mode in use the
    located sites too far from its roads to be reached, by code.
    """
    reached, off_road = ReachColumns.of_none(len(places)), dict[TravelMode, tuple[str, ...]]()
    there = np.array([n for n, site in enumerate(sites) if site.location is not None], dtype=np.intp)
    points = degrees_or_none([sites[n].location for n in there])
    for mode in dict.fromkeys(rule_for(circle, area).mode for area in AREAS):
        areas = [area for area in AREAS if rule_for(circle, area).mode == mode]
        rows = np.flatnonzero(places.located & np.logical_or.reduce([places.of_area(area) for area in areas]))
        if not len(rows):
            continue
        times = networks.of(mode).times_to_first_site(places.degrees[rows], points)
        off_road[mode] = tuple(sites[n].code for n in there[~times.sites_on_roads])
        reached.off_road_m[rows] = np.where(np.isfinite(times.off_road_m), times.off_road_m, np.nan)
        arrived = times.site >= 0
        rows = rows[arrived]
        reached.site[rows] = there[times.site[arrived]]
        reached.shortest[rows] = reached.longest[rows] = np.rint(times.seconds[arrived] * 1000)
    return reached, off_road


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
