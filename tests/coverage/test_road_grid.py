"""The nearest piece of road is the one that measuring to every piece finds."""

from functools import partial

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.road_grid import PAIRS_AT_ONCE, RoadGrid
from tests.thorough import share


def made(seed: int, pieces: int, points: int, length: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pieces about so many metres long around a few towns, and points among them and far outside."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(-20_000, 20_000, (3, 2))
    one = towns[rng.integers(0, 3, pieces)] + rng.normal(0, 2_000, (pieces, 2))
    two = one + rng.normal(0, length, (pieces, 2)) * rng.choice([0, 1, 10], (pieces, 1), p=[0.1, 0.8, 0.1])
    asked = np.concatenate((towns[rng.integers(0, 3, points)] + rng.normal(0, 3_000, (points, 2)), [[90_000, -90_000]]))
    return one, two, asked


def ends_of(one: np.ndarray, two: np.ndarray, piece: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return one[piece], two[piece]


@given(
    seed=st.integers(0, 10**6),
    pieces=st.integers(0, 60),
    length=st.sampled_from([30.0, 300.0, 3000.0]),
    kept=st.sampled_from([0.0, 0.5, 1.0]),
)
@settings(max_examples=share(60, 2000), deadline=None)
def test_the_nearest_piece_is_as_near_as_any(seed: int, pieces: int, length: float, kept: float) -> None:
    one, two, asked = made(seed, pieces, 20, length)
    among = np.random.default_rng(seed).random(pieces) < kept
    grid, ends = RoadGrid.of(one, two), partial(ends_of, one, two)
    for some in (None, among):
        found = grid.nearest(asked, ends, np.inf, some)
        allowed = np.arange(pieces) if some is None else np.flatnonzero(some)
        if not len(allowed):
            assert (found == -1).all()
            continue
        lines = np.array([shapely.LineString([one[n], two[n]]) for n in range(pieces)])
        every = shapely.distance(shapely.points(asked)[:, None], lines[allowed][None, :])
        assert np.isin(found, allowed).all()
        assert np.allclose(shapely.distance(shapely.points(asked), lines[found]), every.min(axis=1), atol=1e-6)


def test_points_and_pieces_too_many_to_be_measured_in_one_go_are_measured_in_several() -> None:
    rng = np.random.default_rng(1)
    one = rng.uniform(0, 500, (1_500, 2))
    two, asked = one + rng.normal(0, 20, one.shape), rng.uniform(0, 500, (3_000, 2))
    assert len(one) * len(asked) > 2 * PAIRS_AT_ONCE
    found = RoadGrid.of(one, two).nearest(asked, partial(ends_of, one, two), np.inf)
    lines = shapely.linestrings(np.stack([one, two], axis=1))
    nearest = shapely.distance(shapely.points(asked), lines[shapely.STRtree(lines).nearest(shapely.points(asked))])
    assert np.allclose(shapely.distance(shapely.points(asked), lines[found]), nearest, atol=1e-6)


@given(seed=st.integers(0, 10**6), most=st.sampled_from([200.0, 1500.0]))
@settings(max_examples=share(20, 500), deadline=None)
def test_what_lies_within_the_limit_is_found_and_farther_pieces_need_not_be(seed: int, most: float) -> None:
    one, two, asked = made(seed, 30, 20, 300.0)
    found = RoadGrid.of(one, two).nearest(asked, partial(ends_of, one, two), most)
    lines = np.array([shapely.LineString(pair) for pair in zip(one, two, strict=True)])
    nearest = shapely.distance(shapely.points(asked)[:, None], lines[None, :]).min(axis=1)
    near = nearest <= most
    assert (found[near] >= 0).all()
    assert np.allclose(shapely.distance(shapely.points(asked[near]), lines[found[near]]), nearest[near], atol=1e-6)


def test_of_two_that_are_equally_near_the_first_is_taken() -> None:
    one, two = np.array([[0.0, 10.0], [0.0, -10.0]]), np.array([[100.0, 10.0], [100.0, -10.0]])
    for begin, end in ((one, two), (one[::-1], two[::-1])):
        found = RoadGrid.of(begin, end).nearest(np.array([[50.0, 0.0]]), partial(ends_of, begin, end), np.inf)
        assert found.tolist() == [0]


def test_a_point_is_measured_to_the_pieces_around_it_and_not_to_others_in_the_same_rows() -> None:
    west_to_east = np.arange(-200, 201) * 1_000.0
    one = np.stack([west_to_east, np.zeros(401)], axis=1)
    two, looked_at = one + np.array([10.0, 0.0]), list[int]()

    def ends(piece: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        looked_at.extend(piece.tolist())
        return one[piece], two[piece]

    assert RoadGrid.of(one, two).nearest(np.array([[4.0, 30.0]]), ends, np.inf).tolist() == [200]
    assert len(looked_at) <= 3
