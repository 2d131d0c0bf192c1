"""Roads whose columns do not fit are refused; a clipped graph keeps what touches its area; a plane is true."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from geopy.distance import geodesic

from app.coverage.local_plane import LocalPlane
from app.coverage.nearest import NearestSearch
from app.coverage.road_graph import BACKWARD, ENDS_ONLY, FORWARD, RoadGraph, clipped, road_graph, with_margin
from app.units import LatLon

LINE = [(30.0, 106.0), (30.0, 106.1), (30.0, 106.2), (30.0, 106.3)]


def graph(**changed: Any) -> RoadGraph:
    """Four nodes in a row with a road between neighbours, open both ways on foot."""
    given: dict[str, Any] = {
        "degrees": np.array(LINE),
        "start": np.array([0, 1, 2]),
        "end": np.array([1, 2, 3]),
        "road_class": np.array([0, 0, 0]),
        "open_to": np.array([3, 3, 3]),
        "classes": ("path",),
        "source": "test",
        "attribution": "",
    }
    return road_graph(**{**given, **changed})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"end": np.array([1, 2])}, "one row a piece"),
        ({"degrees": np.array([30.0, 106.0])}, "two columns"),
        ({"degrees": np.zeros((4, 3))}, "two columns"),
        ({"degrees": np.array([*LINE[:3], (90.1, 0.0)])}, "outside"),
        ({"degrees": np.array([*LINE[:3], (0.0, -180.1)])}, "outside"),
        ({"start": np.array([-1, 1, 2])}, "names a node"),
        ({"end": np.array([1, 2, -1])}, "names a node"),
        ({"start": np.array([4, 1, 2])}, "names a node"),
        ({"end": np.array([1, 2, 4])}, "names a node"),
        ({"road_class": np.array([0, 0, 1])}, "names a class"),
    ],
)
def test_columns_that_do_not_fit_together_are_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        graph(**changed)


def test_pieces_that_nobody_may_use_or_that_lead_nowhere_are_left_out() -> None:
    assert graph(open_to=np.array([3, 0, 3])).start.tolist() == [0, 2]
    assert graph(end=np.array([0, 2, 3])).start.tolist() == [1, 2]
    none = np.zeros(0, dtype=int)
    assert graph(start=none, end=none, road_class=none, open_to=none).metres.tolist() == []
    edge = graph(degrees=np.array([*LINE[:3], (-90.0, 180.0)]))
    assert edge.nodes == 4
    assert graph().metres == pytest.approx([geodesic(a, b).m for a, b in pairwise(LINE)], rel=1e-6)


def test_a_clipped_graph_keeps_the_pieces_that_touch_the_area_and_their_nodes() -> None:
    kept = clipped(graph(), shapely.box(106.05, 29.9, 106.15, 30.1))
    assert kept.degrees.tolist() == [list(node) for node in LINE[:3]]
    assert (kept.start.tolist(), kept.end.tolist(), len(kept.metres)) == ([0, 1], [1, 2], 2)
    assert clipped(graph(), shapely.box(106.25, 29.9, 106.35, 30.1)).degrees.tolist() == [list(n) for n in LINE[2:]]
    assert clipped(graph(), shapely.box(0, 0, 1, 1)).nodes == 0


def test_an_area_with_a_margin_is_so_many_kilometres_wider_on_every_side() -> None:
    west, south, east, north = with_margin(shapely.box(106, 30, 107, 31), 10).bounds
    assert geodesic((30, 106.5), (south, 106.5)).km == pytest.approx(10, rel=0.02)
    assert geodesic((31, 106.5), (north, 106.5)).km == pytest.approx(10, rel=0.02)
    assert geodesic((30, 106), (30, west)).km == pytest.approx(10, rel=0.02)
    assert geodesic((30, 107), (30, east)).km == pytest.approx(10, rel=0.02)


@pytest.mark.parametrize("turn", [0.0, 73.5])
def test_the_plane_around_some_points_is_true_to_a_centimetre_a_kilometre_and_leads_back(turn: float) -> None:
    """... wherever they lie, across the line of dates too."""
    points = np.array([(30.5, 106.5 + turn), (31.0, 107.0 + turn), (31.5, (106.4 + turn + 180) % 360 - 180)])
    plane = LocalPlane.around(points)
    flat = plane.metres(points)
    for one in range(3):
        for other in range(one):
            way = geodesic((points[one][0], points[one][1] - turn), (points[other][0], points[other][1] - turn)).m
            assert np.hypot(*(flat[one] - flat[other])) == pytest.approx(way, rel=3e-5)
    assert plane.degrees(flat)[:, 0] == pytest.approx(points[:, 0])
    assert np.hypot(*flat.mean(axis=0)) < 20_000, "its middle is theirs"
    assert LocalPlane.around(np.zeros((0, 2))).metres(np.zeros((1, 2))).tolist() == [[0, 0]]


def test_of_two_that_are_equally_near_the_first_is_taken_and_none_among_none() -> None:
    here, twin = LatLon(lat=30.0, lon=106.0), LatLon(lat=30.0, lon=106.2)
    middle = LatLon(lat=30.0, lon=106.1)
    search = NearestSearch([here, twin, here])
    index, metres = search.nearest_of_each([middle, here])
    assert (index.tolist()[1], metres[1]) == (0, 0)
    assert search.nearest_of_each([])[0].tolist() == []
    assert NearestSearch([here]).nearest_of_each([twin])[0].tolist() == [0]
    empty = NearestSearch([])
    assert len(empty) == 0
    with pytest.raises(ValueError, match="no points"):
        empty.nearest_of_each([here])


def test_every_way_of_travelling_has_a_bit_of_its_own_in_either_direction() -> None:
    bits = [*FORWARD.values(), *BACKWARD.values(), ENDS_ONLY]
    assert sum(bits) == np.bitwise_or.reduce(bits) == 2 ** len(bits) - 1
    assert FORWARD.keys() == BACKWARD.keys()
    for bit in bits[:-1]:
        assert len(graph(open_to=np.full(3, bit)).start) == 3
