"""Positions handed in as Amap, Tencent or Baidu draw them, brought back to WGS-84."""

import math
from decimal import Decimal

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from app.sites.crs import SOURCE_CRS, from_wgs84, to_wgs84
from app.units import LatLon

# The formula as published (Krasovsky 1940 axis and eccentricity, polynomial with sines), and Baidu's on top.
AXIS_M, ECCENTRICITY = 6378245.0, 0.00669342162296594323
BAIDU_TURN = math.pi * 3000.0 / 180.0

chinese_points = st.builds(LatLon, st.floats(3.0, 53.0), st.floats(74.0, 135.0))


def published_gcj02(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    waves = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    bend = 1 - ECCENTRICITY * math.sin(math.radians(lat)) ** 2
    north_deg = math.degrees(north * bend * math.sqrt(bend) / (AXIS_M * (1 - ECCENTRICITY)))
    east_deg = math.degrees(east * math.sqrt(bend) / (AXIS_M * math.cos(math.radians(lat))))
    return lon + east_deg, lat + north_deg


def published_bd09(lon: float, lat: float) -> tuple[float, float]:
    x, y = published_gcj02(lon, lat)
    reach = math.hypot(x, y) + 0.00002 * math.sin(y * BAIDU_TURN)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * BAIDU_TURN)
    return reach * math.cos(angle) + 0.0065, reach * math.sin(angle) + 0.006


def inverted(formula, lon: float, lat: float) -> tuple[float, float]:
    """Fixed-point inverse: shift the guess by what the formula still misses."""
    x, y = lon, lat
    for _ in range(30):
        there = formula(x, y)
        x, y = x + lon - there[0], y + lat - there[1]
    return x, y


def metres(a: LatLon, b: LatLon) -> float:
    return float(geodesic((a.lat, a.lon), (b.lat, b.lon)).m)


def decimals(lon: float, lat: float) -> tuple[Decimal, Decimal]:
    return Decimal(repr(lon)), Decimal(repr(lat))


@pytest.mark.parametrize(("crs", "formula"), [("gcj02", published_gcj02), ("bd09", published_bd09)])
class TestAgainstThePublishedFormula:
    @given(point=chinese_points)
    def test_is_within_a_metre_of_its_iterative_inverse(self, crs, formula, point):
        lon, lat = formula(point.lon, point.lat)
        expected_lon, expected_lat = inverted(formula, lon, lat)
        found = to_wgs84(*decimals(lon, lat), crs)
        assert metres(found, LatLon(expected_lat, expected_lon)) < 1.0
        assert metres(found, point) < 1.0

    @given(point=chinese_points)
    def test_the_way_there_is_the_formula(self, crs, formula, point):
        lon, lat = from_wgs84(point, crs)
        expected = formula(point.lon, point.lat)
        assert metres(LatLon(lat, lon), LatLon(expected[1], expected[0])) < 0.01


@pytest.mark.parametrize("crs", SOURCE_CRS)
@given(point=chinese_points)
def test_there_and_back_is_the_same_point(crs, point):
    assert metres(to_wgs84(*decimals(*from_wgs84(point, crs)), crs), point) < 0.01


@given(lon=st.decimals(-180, 180, places=6), lat=st.decimals(-90, 90, places=6))
def test_wgs84_passes_unchanged(lon, lat):
    assert to_wgs84(lon, lat, "wgs84") == LatLon(float(lat), float(lon))


@given(lon=st.decimals(-180, 70, places=6), lat=st.decimals(-90, 90, places=6))
def test_gcj02_outside_china_passes_unchanged(lon, lat):
    assert to_wgs84(lon, lat, "gcj02") == LatLon(float(lat), float(lon))


def test_a_county_point_moves_by_the_shift_of_that_county():
    """The county town as the source draws it (GCJ-02) and as its compiler converted it, about 490 m apart."""
    raw, converted = LatLon(30.838137, 106.971831), LatLon(30.840679, 106.967698)
    assert 400 < metres(raw, converted) < 600
    assert metres(to_wgs84(Decimal("106.971831"), Decimal("30.838137"), "gcj02"), converted) < 0.2


@pytest.mark.parametrize("crs", SOURCE_CRS)
@pytest.mark.parametrize(("lon", "lat"), [("30.84", "106.97"), ("181", "0"), ("-200", "30"), ("0", "-90.1")])
def test_coordinates_off_the_globe_are_refused(crs, lon, lat):
    with pytest.raises(ValueError, match="outside"):
        to_wgs84(Decimal(lon), Decimal(lat), crs)


def test_a_baidu_point_pushed_off_the_globe_is_refused():
    with pytest.raises(ValueError, match="outside the world"):
        to_wgs84(Decimal("-180"), Decimal("-90"), "bd09")
