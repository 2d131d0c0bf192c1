"""Minutes without roads: geodesic distance times a stated detour factor over a stated speed, always as a
range.

The range runs from good roads to bad ones. It is an estimate and must be called one wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.coverage.assumptions import rule_for, seconds_per_metre
from app.coverage.nearest import NearestSearch
from app.coverage.places import Area, Place, ServingSite
from app.coverage.reach import Reach
from app.coverage.travel_time import TravelTime
from app.standards.programme import ServiceCircle
from app.units import LatLon


def estimate(metres: float, circle: ServiceCircle, area: Area) -> tuple[TravelTime, TravelTime]:
    """(on good roads, on bad roads): how long `metres` as the crow flies are taken to last for such
    places.
    """
    rule = rule_for(circle, area)
    straight = metres * seconds_per_metre(rule.speed_kmh)
    good, bad = float(rule.detour_factor_good), float(rule.detour_factor_bad)
    return TravelTime.of_seconds(straight * good), TravelTime.of_seconds(straight * bad)


def reach_by_straight_line(
    places: Sequence[Place], sites: Sequence[ServingSite], circle: ServiceCircle
) -> dict[str, Reach]:
    """For every located place the located site that is nearest on the ellipsoid, by the place's code.

    Places without a point are not in the answer; with no located site the answer is empty.
    """
    located_sites = [(s, s.location) for s in sites if s.location is not None]
    located = [(p, p.location) for p in places if p.location is not None]
    if not located_sites or not located:
        return {}
    search = NearestSearch([point for _, point in located_sites])
    indices, metres = search.nearest_of_each([point for _, point in located])
    reached = {}
    for (place, _), index, distance in zip(located, indices.tolist(), metres.tolist(), strict=True):
        good, bad = estimate(distance, circle, place.settlement.area)
        reached[place.code] = Reach(located_sites[index][0].code, good, bad, straight_m=distance)
    return reached


def farthest_metres(circle: ServiceCircle, area: Area, *, good_roads: bool) -> float:
    """The straight line that just fits into the limit for such places: the radius of the circle to draw."""
    rule = rule_for(circle, area)
    factor = rule.detour_factor_good if good_roads else rule.detour_factor_bad
    seconds = float(rule.limit_minutes) * 60
    return seconds / (seconds_per_metre(rule.speed_kmh) * float(factor))


def within_limit_by_straight_line(
    candidates: Sequence[LatLon], places: Sequence[Place], circle: ServiceCircle, *, good_roads: bool
) -> list[list[int]]:
    """For each candidate point the indices of the located places that it would serve within their limit.

    `good_roads` False asks for what holds even on bad roads.
    """
    served: list[list[int]] = [[] for _ in candidates]
    if not candidates:
        return served
    search = NearestSearch(candidates)
    for index, place in enumerate(places):
        if place.location is None:
            continue
        area = place.settlement.area
        limit = TravelTime.of_minutes(rule_for(circle, area).limit_minutes)
        # a metre beyond the radius, so that the exact comparison below and not this search decides
        for neighbour in search.within(place.location, farthest_metres(circle, area, good_roads=good_roads) + 1):
            good, bad = estimate(neighbour.metres, circle, area)
            if (good if good_roads else bad) <= limit:
                served[neighbour.index].append(index)
    return served
