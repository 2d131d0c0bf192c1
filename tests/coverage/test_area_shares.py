"""The share of the area within the limit agrees with points strewn all over the region, each judged by its distance."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.area_share import area_shares, square_metres
from app.coverage.circle_shapes import CircleShape, shapes_by_straight_line
from app.coverage.distance import wgs84
from app.coverage.places import ServingSite
from app.coverage.straight_line import farthest_metres
from app.units import LatLon
from tests.standards.cases import seeds

CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None
COUNTY = shapely.Polygon([(107.0, 30.9), (107.3, 30.92), (107.22, 31.1), (107.1, 31.0), (107.02, 31.12)])
SEED = np.random.default_rng(12)
STREWN = SEED.uniform((107.0, 30.9), (107.3, 31.12), (8_000, 2))
STREWN = STREWN[shapely.contains_xy(COUNTY, STREWN[:, 0], STREWN[:, 1])]
TOLERANCE_POINTS = 2.8
"""Four standard errors of a share of the points strewn, in percentage points."""

places = st.builds(lambda x, y: LatLon(lat=30.85 + y / 1000, lon=106.95 + x / 1000), *[st.integers(0, 320)] * 2)


@settings(max_examples=6, deadline=None)
@given(st.lists(places, max_size=5))
def test_the_share_is_that_of_points_strewn_over_the_county(points: list[LatLon]) -> None:
    assert CIRCLE is not None
    sites = [ServingSite(f"S{n}", "站", "service_station", point) for n, point in enumerate(points)]
    sites.append(ServingSite("N", "无址", "service_station", None))
    drawn = shapes_by_straight_line(sites, CIRCLE, COUNTY, to_measure=True)
    outer = [part.exterior for one in drawn for part in one.shape.geoms]
    assert all(shapely.is_ccw(ring) for ring in outer), "rings turn as RFC 7946 asks"
    weights = np.cos(np.radians(STREWN[:, 1]))
    for share in area_shares(drawn, COUNTY):
        for good, said in ((False, share.low), (True, share.high)):
            near = np.zeros(len(STREWN), dtype=bool)
            for point in points:
                lon, lat = np.full(len(STREWN), point.lon), np.full(len(STREWN), point.lat)
                metres = wgs84().inv(lon, lat, STREWN[:, 0], STREWN[:, 1])[2]
                near |= metres <= farthest_metres(CIRCLE, share.area, good_roads=good)
            counted = 100 * weights[near].sum() / weights.sum()
            assert float(said) == pytest.approx(counted, abs=TOLERANCE_POINTS)


def test_one_circle_inside_has_the_area_of_its_cap_and_a_hole_is_no_area() -> None:
    assert CIRCLE is not None
    site = [ServingSite("S", "站", "service_station", LatLon(lat=31.0, lon=107.1))]
    wide = shapely.box(106, 30, 108, 32)
    radius_m = farthest_metres(CIRCLE, "rural", good_roads=False)
    (bad,) = [
        one.shape
        for one in shapes_by_straight_line(site, CIRCLE, wide, to_measure=True)
        if (one.area, one.roads) == ("rural", "bad")
    ]
    assert square_metres(bad) == pytest.approx(np.pi * radius_m**2, rel=2e-5)
    ring = shapely.difference(wide, shapely.box(106.5, 30.5, 107.5, 31.5))
    assert square_metres(ring) + square_metres(shapely.box(106.5, 30.5, 107.5, 31.5)) == pytest.approx(
        square_metres(wide), rel=1e-4
    )
    half = shapely.MultiPolygon([shapely.box(106, 30, 107, 32)])
    urban, rural = area_shares([CircleShape("urban", "as_mapped", half), CircleShape("rural", "good", half)], wide)
    assert (urban.low, urban.high, rural.high) == (urban.high, rural.low, urban.low)
    with pytest.raises(ValueError, match="no share"):
        area_shares([], shapely.Polygon())


def test_lines_and_points_where_shapes_only_touch_are_no_area_and_a_small_region_is_measured_too() -> None:
    square = shapely.box(107.0, 31.0, 107.01, 31.01)
    touching = shapely.GeometryCollection(
        [square, shapely.LineString([(0, 0), (1, 0), (1, 1)]), shapely.Point(0, 0), shapely.Polygon()]
    )
    assert square_metres(touching) == square_metres(square)
    tiny = shapely.box(107.0, 31.0, 107.000005, 31.000005)
    assert 0 < square_metres(tiny) < 0.5
    (share,) = area_shares([CircleShape("urban", "good", shapely.MultiPolygon([square]))], tiny)
    assert (share.low, share.high) == (100, 100)
