"""Distances on the ellipsoid, the nearest by them, and minutes on the right side of their limit."""

from datetime import date
from decimal import Decimal

import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.account import STANDINGS
from app.coverage.nearest import NearestSearch
from app.coverage.places import Area, Basis, Place, ServingSite, Settlement, settlement_of
from app.coverage.report import report_by_straight_line
from app.coverage.straight_line import farthest_metres
from app.coverage.travel_time import TravelTime
from app.units import LatLon
from tests.standards.cases import seeds

CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None
DAY = date(2026, 11, 24)
AROUND = st.builds(LatLon, lat=st.floats(30.6, 31.3), lon=st.floats(106.6, 107.3))


def metres(one: LatLon, other: LatLon) -> float:
    return geodesic((one.lat, one.lon), (other.lat, other.lon)).m


@given(points=st.lists(AROUND, min_size=1, max_size=25), asked=st.lists(AROUND, min_size=1, max_size=12))
@settings(max_examples=60)
def test_the_nearest_is_the_nearest_by_geopys_geodesic(points: list[LatLon], asked: list[LatLon]) -> None:
    _, found = NearestSearch(points).nearest_of_each(asked)
    every = [min(metres(one, point) for point in points) for one in asked]
    assert found.tolist() == pytest.approx(every, abs=0.01)


def place(point: LatLon | None, area: Area = "rural", code: str = "511725103201", **more: object) -> Place:
    return Place(code, "村", "511725103000", Settlement(area, "class_code"), point, **more)


def north_of(point: LatLon, far_m: float) -> LatLon:
    found = geodesic(meters=far_m).destination((point.lat, point.lon), 0)
    return LatLon(lat=found.latitude, lon=found.longitude)


@pytest.mark.parametrize("area", ["urban", "rural"])
@pytest.mark.parametrize("good", [True, False])
def test_a_place_at_the_limit_is_inside_and_one_a_little_beyond_is_not(area: Area, good: bool) -> None:
    site = LatLon(lat=30.9, lon=106.9)
    edge = farthest_metres(CIRCLE, area, good_roads=good)
    standings = []
    for far in (edge - 5, edge + 5):
        sites = [ServingSite("S", "站", "gig_market", site)]
        (entry,) = report_by_straight_line([place(north_of(site, far), area)], sites, CIRCLE, DAY).entries
        standings.append(entry.standing)
    assert standings == (["covered_if_roads_good", "not_covered"] if good else ["covered", "covered_if_roads_good"])


@pytest.mark.parametrize(("minutes", "inside"), [("59.9", True), ("60", True), ("60.1", False)])
def test_59_9_60_and_60_1_fall_on_the_right_sides(minutes: str, inside: bool) -> None:
    limit = TravelTime.of_minutes(Decimal(60))
    assert (TravelTime.of_minutes(Decimal(minutes)) <= limit) is inside


@given(
    located=st.lists(st.one_of(st.none(), AROUND), max_size=20),
    sites=st.lists(st.one_of(st.none(), AROUND), max_size=6),
    urban=st.booleans(),
)
@settings(max_examples=60)
def test_nobody_is_dropped_and_a_share_is_of_everybody(
    located: list[LatLon | None], sites: list[LatLon | None], urban: bool
) -> None:
    area = "urban" if urban else "rural"
    places = [place(point, area, f"5117251032{n:02d}") for n, point in enumerate(located)]
    serving = [ServingSite(f"S{n}", "站", "gig_market", point) for n, point in enumerate(sites)]
    report = report_by_straight_line(places, serving, CIRCLE, DAY)
    everyone = report.with_approximate.everyone
    assert everyone.total == len(places)
    assert set(everyone.places) == set(STANDINGS)
    assert everyone.places["unlocated"] == sum(point is None for point in located)
    assert everyone.share.whole == len(places)
    assert everyone.share.low <= everyone.share.high
    assert everyone.share.low == everyone.places["covered"]


def test_a_rough_point_is_counted_apart() -> None:
    site = LatLon(lat=30.9, lon=106.9)
    places = [place(site, approximate=True), place(site, code="511725103202")]
    report = report_by_straight_line(places, [ServingSite("S", "站", "gig_market", site)], CIRCLE, DAY)
    assert report.with_approximate.everyone.places["covered"] == 2
    assert report.without_approximate.everyone.places["covered"] == 1
    assert report.without_approximate.everyone.places["unlocated"] == 1


def test_people_are_counted_only_where_all_are_known() -> None:
    site = LatLon(lat=30.9, lon=106.9)
    serving = [ServingSite("S", "站", "gig_market", site)]
    known = [place(site, population=100), place(None, code="511725103202", population=300)]
    share = report_by_straight_line(known, serving, CIRCLE, DAY).with_approximate.everyone
    assert (share.weighed_by, share.share.low, share.share.whole) == ("people", 100, 400)
    unknown = [known[0], place(None, code="511725103202")]
    assert report_by_straight_line(unknown, serving, CIRCLE, DAY).with_approximate.everyone.weighed_by == "places"


def test_the_same_inputs_have_the_same_fingerprint_and_any_other_has_not() -> None:
    site = LatLon(lat=30.9, lon=106.9)
    serving = [ServingSite(f"S{n}", "站", "gig_market", site) for n in range(3)]
    places = [place(site), place(None, code="511725103202")]
    mark = report_by_straight_line(places, serving, CIRCLE, DAY).fingerprint
    assert report_by_straight_line(places[::-1], serving[::-1], CIRCLE, DAY).fingerprint == mark
    assert report_by_straight_line(places, serving[1:], CIRCLE, DAY).fingerprint != mark
    slower = CIRCLE.model_copy(update={"rural": CIRCLE.rural.model_copy(update={"speed_kmh": Decimal(29)})})
    assert report_by_straight_line(places, serving, slower, DAY).fingerprint != mark


@pytest.mark.parametrize(
    ("code", "name", "area", "basis"),
    [
        ("111", "学堂村村民委员会", "urban", "class_code"),
        ("220", "某社区居民委员会", "rural", "class_code"),
        (None, "某社区居委会", "urban", "name"),
        (None, "某村村委会", "rural", "name"),
    ],
)
def test_the_class_code_decides_and_the_name_only_where_there_is_none(
    code: str | None, name: str, area: Area, basis: Basis
) -> None:
    assert settlement_of(code, name) == Settlement(area, basis)
