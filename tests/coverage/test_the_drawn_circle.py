"""The circle as it is drawn holds the places that are judged to be inside, and no others: by road and straight."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely

from app.coverage.by_road import RoadNetworks, within_limit_by_road
from app.coverage.circle_shapes import CircleShape, shapes_by_road, shapes_by_straight_line
from app.coverage.places import Area, Place, ServingSite, Settlement
from app.coverage.report import report_by_road, report_by_straight_line
from app.coverage.road_graph import FORWARD, road_graph
from app.units import LatLon
from tests.standards.cases import seeds

CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None
DAY = date(2026, 11, 24)
COUNTY = shapely.box(106.6, 30.7, 107.4, 31.3)
SITES = [
    ServingSite("S", "站", "service_station", LatLon(lat=31.0, lon=107.0)),
    ServingSite("N", "无址", "service_station", None),
]
ALL_WAYS = sum(FORWARD.values()) * 3
"""The bits of every mode, both ways."""
# The site stands on the road: who lives nearer to a site than to any road walks straight there, which is not drawn.


def networks(attribution: str = "", data_as_of: str | None = None) -> RoadNetworks:
    """A straight road from west to east past the site, with a node every half kilometre."""
    assert CIRCLE is not None
    steps = np.arange(161)
    nodes = np.array([(31.0, 106.6 + 0.005 * n) for n in steps])
    start = steps[:-1]
    graph = road_graph(
        nodes,
        start,
        start + 1,
        np.zeros(len(start), dtype=np.uint8),
        np.full(len(start), ALL_WAYS, dtype=np.uint8),
        ("unclassified",),
        source="test",
        attribution=attribution,
        data_as_of=data_as_of,
    )
    return RoadNetworks(graph, CIRCLE)


def grid(area: Area) -> list[Place]:
    """Places all over the county, denser near the site, where the urban circle ends."""
    near = [(31.0 + 0.0023 * y, 107.0 + 0.0031 * x) for y in range(-12, 13) for x in range(-12, 13)]
    far = [(30.75 + 0.05 * y, 106.65 + 0.017 * x) for y in range(11) for x in range(42)]
    by_the_road = [(31.0 + 0.0031 * y, 106.61 + 0.0113 * x) for y in range(-2, 3) for x in range(69)]
    return [
        Place(f"{n:06}", "村", "T", Settlement(area, "class_code"), LatLon(lat=lat, lon=lon))
        for n, (lat, lon) in enumerate([*near, *far, *by_the_road])
    ]


def disagreeing(shape: CircleShape, places: list[Place], inside: set[str]) -> list[str]:
    """Places drawn on the other side than they are judged, 150 m of a coarse line left aside."""
    line = shapely.boundary(shape.shape)
    found = []
    for place in places:
        assert place.location is not None
        point = shapely.Point(place.location.lon, place.location.lat)
        if shapely.distance(line, point) * 100_000 > 150 and shapely.contains(shape.shape, point) != (
            place.code in inside
        ):
            found.append(place.code)
    return found


@pytest.mark.parametrize("area", ["urban", "rural"])
def test_by_road_the_drawing_holds_whom_the_roads_bring_there_in_time(area: Area) -> None:
    assert CIRCLE is not None
    assert CIRCLE.roads is not None
    roads, places = networks(), grid(area)
    report = report_by_road(places, SITES, CIRCLE, roads, DAY)
    inside = {entry.place.code for entry in report.entries if entry.standing == "covered"}
    assert 5 < len(inside) < len(places) - 5
    (shape,) = [one for one in shapes_by_road(SITES, CIRCLE, roads, COUNTY) if one.area == area]
    assert shape.roads == "as_mapped"
    assert shapely.within(shape.shape, COUNTY.buffer(1e-6))
    # On foot the drawing lets people walk straight to any point of the road; they are judged by the nearest one.
    crossing = {p.code for p in places if area == "urban" and 250 < abs(p.location.lat - 31) * 111_195 < 833}
    assert set(disagreeing(shape, places, inside)) <= crossing
    assert [code for code in disagreeing(shape, places, inside) if code in inside] == []
    west, south, east, north = shape.shape.bounds
    if area == "urban":
        walk_m = float(CIRCLE.urban.limit_minutes * CIRCLE.roads.walking_kmh) * 1000 / 60
        assert ((north - south) * 111_195 / 2, (east - west) * 95_400 / 2) == pytest.approx((walk_m, walk_m), rel=0.02)
    nobody = [replace(site, location=None) for site in SITES]
    assert all(one.shape.is_empty for one in shapes_by_road(nobody, CIRCLE, roads, COUNTY))


@pytest.mark.parametrize("area", ["urban", "rural"])
@pytest.mark.parametrize("roads", ["good", "bad"])
def test_as_the_crow_flies_the_drawing_holds_whom_such_roads_bring_there_in_time(area: Area, roads: str) -> None:
    assert CIRCLE is not None
    places = grid(area)
    report = report_by_straight_line(places, SITES, CIRCLE, DAY)
    wanted = {"covered"} if roads == "bad" else {"covered", "covered_if_roads_good"}
    inside = {entry.place.code for entry in report.entries if entry.standing in wanted}
    drawn = shapes_by_straight_line(SITES, CIRCLE, COUNTY)
    (shape,) = [one for one in drawn if (one.area, one.roads) == (area, roads)]
    assert disagreeing(shape, places, inside) == []
    assert len(drawn) == 4


@pytest.mark.parametrize(("north", "served"), [(0.0, [0]), (0.0135, [])])
def test_whom_a_candidate_would_serve_has_to_walk_to_the_road_as_well(north: float, served: list[int]) -> None:
    # 9 km along the road take less than half an hour, and 1.5 km on foot before it more than what is left
    site, home = LatLon(lat=31.0, lon=107.0), LatLon(lat=31.0 + north, lon=107.09)
    place = Place("P", "村", "T", Settlement("rural", "class_code"), home)
    assert within_limit_by_road([site], [place], CIRCLE, networks())[1].tolist() == served
