"""Which pieces of road a way of travelling may use, who is joined to them, and how long each takes."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from app.coverage.distance import metres_along
from app.coverage.road_graph import BACKWARD, ENDS_ONLY, FORWARD, RoadGraph, road_graph
from app.coverage.road_pieces import LEAST_SECONDS, RoadPieces
from app.standards.programme import RoadTravel

RULES = RoadTravel.model_validate(
    {
        "speeds_kmh": {"car": {"primary": 60, "residential": 20, "motorway": 90}, "walk": {"residential": 5}},
        "walking_kmh": Decimal(5),
        "snap_limit_m": Decimal(1000),
        "smallest_network_nodes": 3,
        "clip_margin_km": Decimal(0),
    }
)
CLASSES = ("primary", "residential", "steps", "motorway", "ferry")
CAR, WALK = FORWARD["car"] | BACKWARD["car"], FORWARD["walk"] | BACKWARD["walk"]
NORTH_KM, EAST_KM = 1 / 110.87, 1 / 95.504
"""Degrees of a kilometre there."""


def graph(*pieces: tuple[int, int, str, int], nodes: list[tuple[float, float]]) -> RoadGraph:
    """Nodes by kilometres east and north of a place, and pieces between two of them, of a class, open to some."""
    degrees = np.concatenate([at(east, north) for east, north in nodes])
    start, end, kind, ways = (np.array([piece[n] for piece in pieces]) for n in range(4))
    return road_graph(
        degrees,
        start.astype(np.int32),
        end.astype(np.int32),
        np.array([CLASSES.index(name) for name in kind], dtype=np.uint8),
        ways.astype(np.uint8),
        CLASSES,
        source="",
        attribution="",
    )


TRIANGLE = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]


def triangle(kind: str = "residential", ways: int = CAR, **more: Any) -> RoadGraph:
    return graph((0, 1, kind, ways), (1, 2, kind, ways), (2, 0, kind, ways), **{"nodes": TRIANGLE, **more})


def at(east: float, north: float) -> np.ndarray:
    return np.array([(31.0 + north * NORTH_KM, 107.0 + east * EAST_KM)])


@pytest.mark.parametrize(
    ("kind", "ways", "mode", "usable", "joined"),
    [
        ("residential", CAR, "car", 3, 3),
        ("residential", CAR | WALK, "walk", 3, 3),
        ("residential", WALK, "car", 0, 0),
        ("residential", FORWARD["car"], "car", 3, 3),
        ("residential", BACKWARD["car"], "car", 3, 3),
        ("primary", WALK, "walk", 0, 0),
        ("steps", CAR, "car", 0, 0),
        ("residential", CAR, "ebike", 0, 0),
        ("motorway", CAR, "car", 3, 0),
        ("residential", CAR | ENDS_ONLY, "car", 3, 0),
        ("residential", ENDS_ONLY | WALK, "car", 0, 0),
    ],
)
def test_a_mode_uses_the_pieces_open_to_it_that_have_a_speed_and_joins_those_with_sides(
    kind: str, ways: int, mode: Any, usable: int, joined: int
) -> None:
    pieces = RoadPieces(triangle(kind, ways), mode, RULES)
    assert (len(pieces.start), len(pieces.snappable)) == (usable, joined)
    found = pieces.snap(at(0.5, -0.1)).found.tolist()
    assert found == [joined > 0]


def test_each_piece_takes_its_length_at_the_speed_of_its_class() -> None:
    made = graph((0, 1, "primary", CAR), (1, 2, "residential", FORWARD["car"]), nodes=TRIANGLE)
    pieces = RoadPieces(made, "car", RULES)
    metres = metres_along(made.degrees[made.start], made.degrees[made.end])
    assert pieces.seconds == pytest.approx(metres * 3.6 / np.array([60, 20]), rel=1e-6)
    assert pieces.lengths_m == pytest.approx(metres, rel=1e-6)
    assert (pieces.forward.tolist(), pieces.backward.tolist()) == ([True, True], [True, False])
    against = pieces.against_travel.toarray()
    expected = np.zeros((3, 3))
    expected[1, 0] = expected[0, 1] = pieces.seconds[0]
    expected[2, 1] = pieces.seconds[1]
    assert against == pytest.approx(expected)


def test_of_parallel_pieces_the_quickest_counts_in_each_direction_and_none_takes_no_time() -> None:
    twice = graph(
        (0, 1, "residential", CAR),
        (0, 1, "primary", FORWARD["car"]),
        (1, 0, "motorway", FORWARD["car"]),
        (1, 2, "primary", CAR),
        nodes=[(0.0, 0.0), (1.0, 0.0), (1.0, 0.0)],
    )
    pieces = RoadPieces(twice, "car", RULES)
    against = pieces.against_travel.toarray()
    assert against[1, 0] == pytest.approx(pieces.seconds[1])
    assert against[0, 1] == pytest.approx(pieces.seconds[2])
    assert against[1, 2] == against[2, 1] == LEAST_SECONDS


@pytest.mark.parametrize(("smallest", "joined"), [(3, 3), (4, 0)])
def test_a_part_of_as_many_nodes_as_make_a_network_is_joined(smallest: int, joined: int) -> None:
    rules = RULES.model_copy(update={"smallest_network_nodes": smallest})
    assert len(RoadPieces(triangle(), "car", rules).snappable) == joined
    one_way = RoadPieces(triangle(ways=FORWARD["car"]), "car", rules)
    assert len(one_way.snappable) == joined, "round and round"
    there_only = graph((0, 1, "primary", FORWARD["car"]), (1, 2, "primary", FORWARD["car"]), nodes=TRIANGLE)
    assert len(RoadPieces(there_only, "car", rules).snappable) == 0, "nobody comes back"


@pytest.mark.parametrize(("east", "found"), [(0.999, True), (1.001, False)])
def test_a_point_is_joined_up_to_the_limit_and_its_walk_is_told_beyond(east: float, found: bool) -> None:
    limit_m = float(RULES.snap_limit_m)
    pieces = RoadPieces(triangle(nodes=[(0.0, 0.0), (-1.0, 0.0), (0.0, 1.0)]), "car", RULES)
    met = pieces.snap(at(east, 0.4))
    assert met.found.tolist() == [found]
    assert (met.metres[0] <= limit_m) is np.bool_(found)
    assert met.metres[0] == pytest.approx(1000 * east, abs=2)
    # the third piece leads from the north back to the south
    assert (met.piece[0], met.along[0]) == ((2, pytest.approx(0.6, abs=0.01)) if found else (-1, 0))
    nowhere = RoadPieces(triangle("steps"), "car", RULES).snap(at(0, 0))
    assert (nowhere.found.tolist(), nowhere.metres.tolist()) == ([False], [np.inf])


@pytest.mark.parametrize(
    ("patch_nodes", "main_km", "joins_patch"),
    [(3, 0.9, False), (3, 1.2, True), (4, 0.9, True), (3, 0.99, False)],
)
def test_a_part_under_half_of_the_main_one_is_passed_over_where_the_main_one_is_within_the_limit(
    patch_nodes: int, main_km: float, joins_patch: bool
) -> None:
    """The main network is a row of eight nodes to the west; the patch one of three or four, two metres to the east."""
    patch = [(0.002, n * 0.1) for n in range(patch_nodes)]
    row = [(-main_km, n * 0.1) for n in range(8)]
    pairs = [(n, n + 1) for n in range(patch_nodes - 1)] + [(n, n + 1) for n in range(patch_nodes, patch_nodes + 7)]
    made = graph(*((one, two, "residential", CAR) for one, two in pairs), nodes=[*patch, *row])
    met = RoadPieces(made, "car", RULES).snap(at(0.0, 0.1))
    assert met.found.tolist() == [True]
    assert (met.metres[0] < 10) is np.bool_(joins_patch)
    assert met.metres[0] == pytest.approx(2 if joins_patch else 1000 * main_km, abs=3)


def test_what_was_prepared_is_asked_for_once_and_kept_by_whoever_keeps_it() -> None:
    kept: list[Any] = []

    def keep(make: Any) -> Any:
        kept.append(make())
        return kept[-1]

    pieces = RoadPieces(triangle(), "car", RULES, keep)
    first = pieces.snap(at(0.5, 0.1))
    assert pieces.snap(at(0.5, 0.1)) is first
    assert pieces.against_travel.shape == (3, 3)
    assert len(kept) == 1
    again = RoadPieces(triangle(), "car", RULES, lambda make: kept[0])
    assert again.snap(at(0.5, 0.1)).metres.tolist() == first.metres.tolist()
    assert len(pieces.snap(np.zeros((0, 2))).piece) == 0
