"""Where next: the optimum against brute force on small cases, plain HiGHS and a published library's on medium ones."""

from collections.abc import Collection
from itertools import combinations

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.cover_problem import CoverProblem
from app.coverage.cover_program import run_program
from app.coverage.cover_reduction import reduced
from app.coverage.cover_relaxation import Descent, Relaxation
from app.coverage.cover_rest import whole
from app.coverage.cover_solver import Progress, fewest, most_worth
from tests.thorough import share

pytestmark = pytest.mark.long


@st.composite
def problems(draw: st.DrawFn, candidates: int = 7, demands: int = 9) -> CoverProblem:
    served = draw(st.lists(st.frozensets(st.integers(0, demands - 1), max_size=5), min_size=1, max_size=candidates))
    weights = tuple(draw(st.lists(st.integers(0, 9), min_size=demands, max_size=demands)))
    return CoverProblem.of(served, weights)


def every_choice(problem: CoverProblem, not_all_of: Collection[int] = ()) -> list[tuple[int, ...]]:
    """All choices, those with all of `not_all_of` left out where that has any."""
    every = range(problem.candidates)
    choices = [some for n in range(len(every) + 1) for some in combinations(every, n)]
    return [some for some in choices if not not_all_of or not set(not_all_of) <= set(some)]


def serving_all(problem: CoverProblem, choices: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [some for some in choices if problem.served_by(some).all()]


def without_the_unserved(problem: CoverProblem) -> CoverProblem:
    return problem.part(np.ones(problem.candidates, dtype=bool), ~problem.out_of_reach)


AVOIDED = st.frozensets(st.integers(0, 6), max_size=3)


@given(problem=problems(), sites=st.integers(1, 4), avoided=AVOIDED)
@settings(max_examples=share(150, 2000))
def test_the_most_that_so_many_sites_win_is_what_trying_all_finds(
    problem: CoverProblem, sites: int, avoided: frozenset[int]
) -> None:
    avoided &= set(range(problem.candidates))
    best = max(problem.worth(some) for some in every_choice(problem, avoided) if len(some) <= sites)
    solved = most_worth(problem, sites, not_all_of=avoided)
    assert solved.proven
    assert (solved.value, problem.worth(solved.chosen)) == (best, best)
    assert len(solved.chosen) <= sites
    assert not avoided or not avoided <= set(solved.chosen)


@given(problem=problems(), avoided=AVOIDED)
@settings(max_examples=share(150, 2000))
def test_the_fewest_sites_that_serve_everybody_are_what_trying_all_finds(
    problem: CoverProblem, avoided: frozenset[int]
) -> None:
    avoided &= set(range(problem.candidates))
    for asked in (problem, without_the_unserved(problem)):
        enough = serving_all(asked, every_choice(asked, avoided))
        solved = fewest(asked, not_all_of=avoided)
        if not enough:
            assert solved is None
            continue
        assert solved is not None
        assert solved.proven
        assert asked.served_by(solved.chosen).all()
        assert len(solved.chosen) == solved.value == min(map(len, enough))
        assert not avoided or not avoided <= set(solved.chosen)


@given(problem=problems(), sites=st.none() | st.integers(1, 4), avoided=AVOIDED, seed=st.integers(0, 99))
@settings(max_examples=share(200, 3000))
def test_at_any_prices_the_bound_holds_and_nothing_better_is_left_out(
    problem: CoverProblem, sites: int | None, avoided: frozenset[int], seed: int
) -> None:
    problem = without_the_unserved(problem)
    avoided &= set(range(problem.candidates))
    choices = every_choice(problem, avoided)
    if sites is None:
        worth = {some: -len(some) for some in serving_all(problem, choices)}
    else:
        worth = {some: problem.worth(some) for some in choices if len(some) <= sites}
    rest = whole(problem, sites, avoided)
    relaxation = rest.relaxation()
    relaxed = relaxation.at(np.random.default_rng(seed).random(rest.problem.demands) * relaxation.worths)
    best = max(worth.values(), default=-np.inf)
    assert relaxed.bound >= best
    in_rest = {some: w for some, w in worth.items() if set(some) <= set(rest.numbers.tolist())}
    for k, number in enumerate(rest.numbers.tolist()):
        assert relaxed.with_each[k] >= max((w for some, w in in_rest.items() if number in some), default=-np.inf)
        assert relaxed.without_each[k] >= max((w for some, w in in_rest.items() if number not in some), default=-np.inf)
    if worth:
        less = int(best) - 1 - seed % 3
        narrow = rest.narrowed(relaxed, less)
        assert narrow is not None, "there is a better choice"
        left = set(narrow.numbers.tolist()) | set(narrow.taken)
        assert any(set(narrow.taken) <= set(some) <= left for some, w in worth.items() if w == best)


@given(problem=problems(8, 8), keep=AVOIDED, everyone=st.booleans())
@settings(max_examples=share(150, 2000))
def test_what_is_left_out_or_joined_changes_no_optimum(
    problem: CoverProblem, keep: frozenset[int], everyone: bool
) -> None:
    keep &= set(range(problem.candidates))
    small = reduced(problem, keep=keep, every_demand=everyone)
    assert keep <= set(small.candidates.tolist())
    for avoided in {frozenset[int](), keep}:
        number = {j: k for k, j in enumerate(small.candidates.tolist())}
        here = every_choice(small.problem, [number[j] for j in avoided])
        there = every_choice(problem, avoided)
        if everyone:
            reachable = without_the_unserved(problem)
            few = [len(some) for some in serving_all(small.problem, here)]
            assert min(few, default=-1) == min(map(len, serving_all(reachable, there)), default=-1)
            continue
        for most in range(1, 4):
            worth = max(small.problem.worth(some) for some in here if len(some) <= most)
            assert worth == max(problem.worth(some) for some in there if len(some) <= most)


def medium(seed: int, villages: int = 120, points: int = 40) -> tuple[CoverProblem, np.ndarray, np.ndarray]:
    """Points in a square, served within a radius: the problem, its distances, its weights."""
    rng = np.random.default_rng(seed)
    demand, candidate = rng.uniform(0, 10, (villages, 2)), rng.uniform(0, 10, (points, 2))
    distances = np.linalg.norm(demand[:, None, :] - candidate[None, :, :], axis=2)
    weights = rng.integers(1, 50, villages)
    serves = [np.flatnonzero(distances[:, j] <= 1.8).tolist() for j in range(points)]
    return CoverProblem.of(serves, weights.tolist()), distances, weights


@pytest.mark.parametrize("seed", range(share(3, 12)))
def test_the_most_worth_is_spopts(seed: int) -> None:
    from spopt.locate import MCLP

    problem, distances, weights = medium(seed)
    model = MCLP.from_cost_matrix(distances, weights, service_radius=1.8, p_facilities=5)
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    solved = most_worth(problem, 5)
    assert solved.proven
    assert problem.worth(solved.chosen) == round(pulp.value(model.problem.objective))


@pytest.mark.parametrize("seed", range(share(3, 12)))
def test_the_fewest_are_spopts(seed: int) -> None:
    from spopt.locate import LSCP

    problem, distances, _ = medium(seed)
    reached = ~problem.out_of_reach
    small = without_the_unserved(problem)
    model = LSCP.from_cost_matrix(distances[reached], service_radius=1.8)
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    solved = fewest(small)
    assert solved is not None
    assert solved.proven
    assert small.served_by(solved.chosen).all()
    assert len(solved.chosen) == round(pulp.value(model.problem.objective))


def plain(problem: CoverProblem, most: int | None, avoided: Collection[int] = ()) -> int:
    """What HiGHS alone finds, with nothing reduced, priced or left out."""
    bound = run_program(problem, most, avoided, 60, lambda chosen: None, lambda worth: True)
    return round(bound - 0.5 + 1e-6)


@pytest.mark.parametrize("seed", range(share(3, 30)))
@pytest.mark.parametrize("most", [8, None])
def test_medium_problems_and_their_second_best_are_as_plain_highs_solves_them(seed: int, most: int | None) -> None:
    problem = without_the_unserved(medium(seed, 300, 200)[0])
    seen: list[Progress] = []

    def watch(progress: Progress) -> bool:
        seen.append(progress)
        return True

    avoided: tuple[int, ...] = ()
    for _ in range(2):
        optimum = plain(problem, most, avoided)
        if most is None:
            solved = fewest(problem, not_all_of=avoided, watch=watch)
        else:
            solved = most_worth(problem, most, not_all_of=avoided, watch=watch)
        assert solved is not None
        assert solved.proven
        assert solved.value == abs(optimum)
        sign = 1 if most is not None else -1
        bounds = [sign * one.bound for one in seen if one.bound is not None]
        assert bounds == sorted(bounds, reverse=True)
        assert min(bounds) >= optimum
        values = [sign * one.value for one in seen]
        assert values == sorted(values)
        assert max(values) <= optimum
        avoided, seen = solved.chosen, []


def test_where_leaving_one_out_leaves_no_choice_as_small_the_larger_one_is_proven() -> None:
    problem = without_the_unserved(CoverProblem.of([{2}, set(), {0, 1, 4}, {4}, {0, 1}], [0] * 9))
    solved = fewest(problem, not_all_of=(0, 2))
    assert solved is not None
    assert (solved.chosen, solved.bound) == ((0, 3, 4), 3)


def test_the_same_question_gives_the_same_choice() -> None:
    problem, _, _ = medium(3, 300, 200)
    assert len({most_worth(problem, 8).chosen for _ in range(3)}) == 1


def test_a_bound_is_known_before_highs_is_asked() -> None:
    problem, _, _ = medium(9, 300, 200)
    descent = Descent(Relaxation(problem, 8), Relaxation(problem, 8).even_prices())
    best = most_worth(problem, 8).value
    while not descent.is_done:
        descent.step(best)
    assert best <= descent.best.bound <= best * 1.02


def test_a_choice_by_scores_that_leaves_one_out_takes_one_other_however_many_are_as_good() -> None:
    problem = CoverProblem.of([{0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}], [1] * 10)
    chosen = Relaxation(problem, 2).at(np.ones(10)).chosen
    relaxed = Relaxation(problem, 2, not_all_of=tuple(int(one) for one in chosen)).at(np.ones(10))
    assert len(set(relaxed.chosen)) == 2
    assert set(relaxed.chosen) != set(chosen)


def test_a_search_out_of_time_by_the_clock_it_is_given_ends_with_what_it_has() -> None:
    problem, _, _ = medium(3, 300, 200)
    ticks = iter(range(1000))
    solved = most_worth(problem, 8, seconds=3, clock=lambda: float(next(ticks)))
    assert 0 < solved.value < solved.bound < problem.weights.sum()
    assert next(ticks) < 10


def test_a_search_that_is_stopped_keeps_the_best_so_far_and_says_how_far_it_may_be_off() -> None:
    problem, _, _ = medium(9)
    solved = most_worth(problem, 5, watch=lambda progress: False)
    assert problem.worth(solved.chosen) > 0
    assert solved.bound >= problem.worth(solved.chosen)
