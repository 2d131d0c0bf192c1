"""The nearest by every way of asking are those that measuring every one of them finds, all over the earth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.distance import degrees_of, longest_way_of_chord, metres_along, metres_between, on_ellipsoid
from app.coverage.nearest import NearestSearch
from app.coverage.nearest_among import PointColumns
from app.units import LatLon
from tests.thorough import share

CLOSE = st.builds(LatLon, lat=st.integers(0, 9).map(lambda n: 30 + n / 50), lon=st.integers(0, 9).map(lambda n: n / 50))
WIDE = st.builds(LatLon, lat=st.floats(-90, 90), lon=st.floats(-180, 180))
POINTS = st.lists(CLOSE, min_size=1, max_size=12) | st.lists(CLOSE | WIDE, min_size=1, max_size=12)
EQUATOR_TWICE = [LatLon(0.0, 0.0), LatLon(0.0, 179.5), LatLon(0.0, 179.4), LatLon(0.5, 179.5), LatLon(90.0, 0.0)]


def measured(points: list[LatLon], asked: LatLon) -> np.ndarray:
    return metres_along(np.repeat(degrees_of([asked]), len(points), axis=0), degrees_of(points))


def ranked(metres: np.ndarray) -> list[int]:
    """By distance, of those equally far the first handed in."""
    return np.argsort(metres, kind="stable").tolist()


@given(points=POINTS, asked=st.lists(CLOSE | WIDE, max_size=6), count=st.integers(-1, 8))
@settings(max_examples=share(80, 3000))
def test_the_nearest_are_those_that_measuring_all_finds(points: list[LatLon], asked: list[LatLon], count: int) -> None:
    search = NearestSearch(points)
    index, metres = search.nearest_of_each(asked)
    columns = PointColumns(*degrees_of(points).T)
    for n, point in enumerate(asked):
        every = measured(points, point)
        order = ranked(every)
        assert (int(index[n]), metres[n]) == (order[0], every[order[0]])
        among = np.arange(len(points))[::2]
        of_some = [int(among[i]) for i in ranked(every[among])]
        for most in (count, None):
            those, far = columns.nearest(point, among, most)
            wanted = of_some if most is None else of_some[: max(most, 0)]
            assert (those.tolist(), far.tolist()) == (wanted, every[wanted].tolist())


@given(points=POINTS, asked=st.lists(CLOSE | WIDE, max_size=6), metres=st.sampled_from([0.0, 2_000.0, 9_000.0, 1e6]))
@settings(max_examples=share(40, 2000))
def test_every_pair_within_a_distance_is_found_and_between_what_it_lies(
    points: list[LatLon], asked: list[LatLon], metres: float
) -> None:
    search = NearestSearch(points)
    pairs = search.pairs_within(asked, metres)
    exact = search.metres_between(pairs, np.arange(len(pairs.row)))
    assert (pairs.at_least_m <= exact).all()
    assert (exact <= pairs.at_most_m).all()
    near = exact < 1e5
    assert (pairs.at_most_m - pairs.at_least_m <= exact * 0.001 + 3e-6)[near].all()
    every = [measured(points, point) for point in asked]
    found = {*zip(pairs.row.tolist(), pairs.index.tolist(), strict=True)}
    assert {(n, i) for n, far in enumerate(every) for i in range(len(points)) if far[i] <= metres} <= found
    assert all(every[n][i] <= metres * 1.001 + 1e-5 for n, i in found) or metres >= 1e6


def test_where_the_earth_is_flatter_the_chord_does_not_decide() -> None:
    """Nearly on the other side of it, ways over the pole and along the equator differ from their chords."""
    search = NearestSearch(EQUATOR_TWICE)
    for asked in (LatLon(0.0, -0.5), LatLon(0.2, 0.0), LatLon(-0.5, -0.5), LatLon(-90.0, 0.0)):
        order = ranked(measured(EQUATOR_TWICE, asked))
        assert search.nearest_of_each([asked])[0].tolist() == order[:1]


@given(one=WIDE, other=WIDE)
@settings(max_examples=share(60, 3000))
def test_a_chord_is_never_longer_than_the_way_over_it_and_bounds_it(one: LatLon, other: LatLon) -> None:
    way, ends = metres_between(one, other), on_ellipsoid(degrees_of([one, other]))
    chord = np.linalg.norm(ends[0] - ends[1])
    assert way == pytest.approx(float(metres_along(degrees_of([one]), degrees_of([other]))[0]), abs=1e-5)
    assert chord <= way + 1e-6 <= longest_way_of_chord(np.array([chord]))[0] + 2e-6
    if chord < 1e5:
        assert longest_way_of_chord(np.array([chord]))[0] <= way * 1.001 + 1e-6


def test_points_on_the_ellipsoid_lie_where_geodesy_has_them() -> None:
    """The half axes of WGS 84, and the example of EPSG guidance note 7-2 (method 9602), which lies 73 m above."""
    found = on_ellipsoid(np.array([(0.0, 0.0), (90.0, 0.0), (0.0, -90.0)]))
    assert np.allclose(found, [(6378137.0, 0, 0), (0, 0, 6356752.3142), (0, -6378137.0, 0)], atol=1e-3)
    lat, lon = 53 + 48 / 60 + 33.820 / 3600, 2 + 7 / 60 + 46.380 / 3600
    north, east = np.radians(lat), np.radians(lon)
    up = np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])
    (surface,) = on_ellipsoid(np.array([(lat, lon)]))
    assert surface + 73.0 * up == pytest.approx([3771793.968, 140253.342, 5124304.349], abs=0.02)


@pytest.mark.parametrize(
    ("box", "inside"),
    [
        ((106.0, 30.0, 107.0, 31.0), [True, True, False]),
        ((106.0, 30.0, 106.9, 31.0), [True, False, False]),
        ((106.1, 30.0, 107.0, 31.0), [False, True, False]),
        ((106.0, 30.1, 107.0, 31.0), [False, True, False]),
        ((106.0, 30.0, 107.0, 30.9), [True, False, False]),
    ],
)
def test_what_lies_on_an_edge_of_a_rectangle_lies_inside_and_who_is_nowhere_does_not(
    box: tuple[float, float, float, float], inside: list[bool]
) -> None:
    columns = PointColumns(np.array([30.0, 31.0, np.nan]), np.array([106.0, 107.0, np.nan]))
    assert columns.inside(*box).tolist() == inside
    assert columns.known.tolist() == [True, True, False]
