"""Minutes without roads: geodesic distance times a stated detour factor over a stated speed, always as a
range.

The range runs from good roads to bad ones. It is an estimate and must be called one wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from app.coverage.assumptions import AREAS, limit_for, rule_for, seconds_per_metre
from app.coverage.columns import PlaceColumns, ReachColumns
from app.coverage.distance import Floats
from app.coverage.nearest import Indices, NearestSearch
from app.coverage.places import Area, Place
from app.standards.programme import ServiceCircle
from app.units import LatLon


def milliseconds_for(metres: Floats, circle: ServiceCircle, area: Area, *, good_roads: bool) -> Floats:
    """How many whole milliseconds such distances as the crow flies are taken to last for such places."""
    rule = rule_for(circle, area)
    straight = metres * seconds_per_metre(rule.speed_kmh)
    factor = rule.detour_factor_good if good_roads else rule.detour_factor_bad
    return np.asarray(np.rint(straight * float(factor) * 1000))


def reach_by_straight_line(places: PlaceColumns, sites: Floats, circle: ServiceCircle) -> ReachColumns:
    """For every located place the located site (a row of `sites`) that is nearest on the ellipsoid."""
    reached = ReachColumns.of_none(len(places))
    there, rows = np.flatnonzero(~np.isnan(sites[:, 0])), np.flatnonzero(places.located)
    if not len(there) or not len(rows):
        return reached
    nearest, metres = NearestSearch(sites[there]).nearest_of_each(places.degrees[rows])
    reached.site[rows], reached.straight_m[rows] = there[nearest], metres
    for area in AREAS:
        here = places.of_area(area)[rows]
        for good_roads, times in ((True, reached.shortest), (False, reached.longest)):
            times[rows[here]] = milliseconds_for(metres[here], circle, area, good_roads=good_roads)
    return reached


def farthest_metres(circle: ServiceCircle, area: Area, *, good_roads: bool) -> float:
    """The straight line that just fits into the limit for such places: the radius of the circle to draw."""
    rule = rule_for(circle, area)
    factor = rule.detour_factor_good if good_roads else rule.detour_factor_bad
    seconds = float(rule.limit_minutes) * 60
    return seconds / (seconds_per_metre(rule.speed_kmh) * float(factor))


def within_limit_by_straight_line(
    candidates: Sequence[LatLon], places: Sequence[Place], circle: ServiceCircle, *, good_roads: bool
) -> tuple[Indices, Indices]:
    """Every pair of a candidate point and a located place that it would serve within the place's limit, by index.

    `good_roads` False asks for what holds even on bad roads.
    """
    by, to = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.intp)]
    search = NearestSearch(candidates)
    for area in AREAS:
        group = [(i, p.location) for i, p in enumerate(places) if p.location is not None and p.settlement.area == area]
        if not group:
            continue
        limit, farthest = limit_for(circle, area).milliseconds, farthest_metres(circle, area, good_roads=good_roads)
        lasting = partial(milliseconds_for, circle=circle, area=area, good_roads=good_roads)
        # a metre beyond the radius, so that the exact comparison below and not this search decides
        near = search.pairs_within([point for _, point in group], farthest + 1)
        served = lasting(near.at_most_m) <= limit
        unsure = np.flatnonzero(~served & (lasting(near.at_least_m) <= limit))
        served[unsure] = lasting(search.metres_between(near, unsure)) <= limit
        by.append(near.index[served])
        to.append(np.array([i for i, _ in group], dtype=np.intp)[near.row[served]])
    return np.concatenate(by), np.concatenate(to)
