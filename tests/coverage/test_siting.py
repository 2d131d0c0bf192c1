"""Where next: the optimum against brute force on small cases and a published library's on medium ones."""

from itertools import combinations

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.cover_problem import CoverProblem
from app.coverage.cover_solver import fewest, most_worth


@st.composite
def problems(draw: st.DrawFn, candidates: int = 7, demands: int = 9) -> CoverProblem:
    served = draw(st.lists(st.frozensets(st.integers(0, demands - 1), max_size=5), min_size=1, max_size=candidates))
    weights = tuple(draw(st.lists(st.integers(0, 9), min_size=demands, max_size=demands)))
    return CoverProblem(tuple(served), weights)


@given(problem=problems(), sites=st.integers(1, 4))
@settings(max_examples=80)
def test_the_most_that_so_many_sites_win_is_what_trying_all_finds(problem: CoverProblem, sites: int) -> None:
    every = range(len(problem.serves))
    best = max(problem.worth(some) for n in range(min(sites, len(every)) + 1) for some in combinations(every, n))
    solved = most_worth(problem, sites)
    assert solved is not None
    assert solved.proven
    assert problem.worth(solved.chosen) == best
    assert len(solved.chosen) <= sites


@given(problem=problems())
@settings(max_examples=80)
def test_the_fewest_sites_that_serve_everybody_are_what_trying_all_finds(problem: CoverProblem) -> None:
    everyone = frozenset(range(len(problem.weights)))
    every = range(len(problem.serves))
    enough = [
        n for n in range(len(every) + 1) for some in combinations(every, n) if problem.served_by(some) == everyone
    ]
    if not enough:
        assert problem.out_of_reach
        return
    solved = fewest(problem)
    assert solved is not None
    assert solved.proven
    assert problem.served_by(solved.chosen) == everyone
    assert len(solved.chosen) == min(enough)


def medium(seed: int) -> tuple[CoverProblem, np.ndarray, np.ndarray]:
    """Points in a square, served within a radius: the problem, its distances, its weights."""
    rng = np.random.default_rng(seed)
    demand, candidate = rng.uniform(0, 10, (120, 2)), rng.uniform(0, 10, (40, 2))
    distances = np.linalg.norm(demand[:, None, :] - candidate[None, :, :], axis=2)
    weights = rng.integers(1, 50, 120)
    serves = tuple(frozenset(np.flatnonzero(distances[:, j] <= 1.8).tolist()) for j in range(40))
    return CoverProblem(serves, tuple(int(w) for w in weights)), distances, weights


@pytest.mark.parametrize("seed", range(12))
def test_the_most_worth_is_spopts(seed: int) -> None:
    from spopt.locate import MCLP

    problem, distances, weights = medium(seed)
    model = MCLP.from_cost_matrix(distances, weights, service_radius=1.8, p_facilities=5)
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    solved = most_worth(problem, 5)
    assert solved is not None
    assert solved.proven
    assert problem.worth(solved.chosen) == round(pulp.value(model.problem.objective))


@pytest.mark.parametrize("seed", range(12))
def test_the_fewest_are_spopts(seed: int) -> None:
    from spopt.locate import LSCP

    problem, distances, _ = medium(seed)
    reached = sorted(set(range(120)) - problem.out_of_reach)
    number = {demand: place for place, demand in enumerate(reached)}
    serves = tuple(frozenset(number[d] for d in served) for served in problem.serves)
    small = CoverProblem(serves, tuple(problem.weights[d] for d in reached))
    model = LSCP.from_cost_matrix(distances[reached], service_radius=1.8)
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    solved = fewest(small)
    assert solved is not None
    assert solved.proven
    assert small.served_by(solved.chosen) == frozenset(range(len(reached)))
    assert len(solved.chosen) == round(pulp.value(model.problem.objective))


def test_a_search_that_is_stopped_keeps_the_best_so_far_and_says_how_far_it_may_be_off() -> None:
    problem, _, _ = medium(9)
    solved = most_worth(problem, 5, watch=lambda progress: False)
    assert solved is not None
    assert problem.worth(solved.chosen) > 0
    assert solved.bound >= problem.worth(solved.chosen)
