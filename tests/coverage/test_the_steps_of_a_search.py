"""What a search for sites is made of, held against the same done plainly with sets: greedy choices, exchanges, what is
superfluous, what choices are worth at most when their demands are priced, and what is left to choose.
"""

from collections.abc import Collection, Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coverage.cover_choices import exchanged, greedy, greedy_without, without_needless
from app.coverage.cover_problem import MOST_WEIGHT, CoverProblem
from app.coverage.cover_reduction import reduced
from app.coverage.cover_relaxation import Relaxation
from app.coverage.cover_rest import whole
from tests.thorough import share

CANDIDATES, DEMANDS = 7, 8
SERVED = st.lists(st.frozensets(st.integers(0, DEMANDS - 1), max_size=4), min_size=1, max_size=CANDIDATES)
WEIGHTS = st.lists(st.integers(0, 3), min_size=DEMANDS, max_size=DEMANDS)
SOME = st.frozensets(st.integers(0, CANDIDATES - 1), max_size=3)
MOST = st.none() | st.integers(1, 4)
Sets = list[frozenset[int]]


def known(some: Collection[int], serves: Sets) -> list[int]:
    """Those of some numbers that are candidates, in order."""
    return [j for j in sorted(some) if j < len(serves)]


def won(serves: Sets, weights: Sequence[int], chosen: Collection[int]) -> int:
    return sum(weights[i] for i in frozenset[int]().union(*(serves[j] for j in chosen)))


def plain_greedy(
    serves: Sets, weights: Sequence[float], most: int | None, among: Collection[int] | None, first: Sequence[int]
) -> list[int]:
    order, done = list(first), set[int]().union(*(serves[j] for j in first))
    while most is None or len(order) < most:
        useful = [j for j in range(len(serves)) if (among is None or j in among) and serves[j] - done]
        if not useful:
            break
        best = max(useful, key=lambda j: (sum(weights[i] for i in serves[j] - done), len(serves[j] - done), -j))
        order.append(best)
        done |= serves[best]
    return order


@given(serves=SERVED, weights=WEIGHTS, most=MOST, among=st.none() | SOME, first=SOME, worths=st.none() | WEIGHTS)
@settings(max_examples=share(80, 3000))
def test_a_greedy_choice_takes_each_time_what_adds_most(
    serves: Sets,
    weights: list[int],
    most: int | None,
    among: frozenset[int] | None,
    first: frozenset[int],
    worths: list[int] | None,
) -> None:
    allowed = None if among is None else known(among, serves)
    found = greedy(
        CoverProblem.of(serves, weights),
        most,
        allowed,
        first=known(first, serves),
        worths=None if worths is None else np.array(worths) / 4,
    )
    assert found == plain_greedy(serves, worths or weights, most, allowed, known(first, serves))


@given(serves=SERVED, weights=WEIGHTS, most=MOST, avoided=SOME, first=SOME)
@settings(max_examples=share(100, 3000))
def test_a_greedy_choice_without_all_of_some_leaves_out_the_one_that_is_missed_least(
    serves: Sets, weights: list[int], most: int | None, avoided: frozenset[int], first: frozenset[int]
) -> None:
    problem, never, hints = CoverProblem.of(serves, weights), known(avoided, serves), known(first, serves)
    found = greedy_without(problem, most, never, first=hints)
    if not never:
        assert found == plain_greedy(serves, weights, most, None, hints)
        return
    if set(never) <= set(hints):
        assert found == hints, "what is wanted cannot be had: whoever asked has to look"
        return
    assert not set(never) <= set(found)
    if hints:
        out, begun = next(j for j in never if j not in hints), hints
    else:

        def missed(j: int) -> tuple[bool, int]:
            alone = serves[j] - frozenset[int]().union(*(serves[k] for k in never if k != j))
            if most is not None:
                return False, sum(weights[i] for i in alone)
            return any(sum(i in one for one in serves) == 1 for i in alone), len(alone)

        out = min(never, key=missed)
        begun = [j for j in never if j != out]
    if most is not None and len(begun) > most:
        begun = []
    others = [j for j in range(len(serves)) if j != out]
    assert found == plain_greedy(serves, weights, most, others, begun)


@given(serves=SERVED, chosen=st.permutations(range(CANDIDATES)), count=st.integers(0, CANDIDATES))
@settings(max_examples=share(60, 2000))
def test_who_is_needless_goes_from_the_last_on(serves: Sets, chosen: list[int], count: int) -> None:
    kept = some = [j for j in chosen[:count] if j < len(serves)]
    for j in reversed(some):
        others = [k for k in kept if k != j]
        if serves[j] <= frozenset[int]().union(*(serves[k] for k in others)):
            kept = others
    assert without_needless(CoverProblem.of(serves, [1] * DEMANDS), some) == kept


@given(serves=SERVED, weights=WEIGHTS, count=st.integers(1, 3), avoided=SOME)
@settings(max_examples=share(100, 3000))
def test_sites_are_exchanged_one_by_one_for_what_wins_most_until_none_wins_more(
    serves: Sets, weights: list[int], count: int, avoided: frozenset[int]
) -> None:
    never = known(avoided, serves)
    begun = [j for j in range(len(serves)) if not never or j != never[0]][:count]
    best, place, unchanged = list(begun), 0, 0
    while unchanged < len(best):
        others = [j for j in best if j != best[place]]
        allowed = [j for j in range(len(serves)) if j not in best and not (never and {*never} <= {*others, j})]
        new = max(allowed, key=lambda j: (won(serves, weights, [*others, j]), -j), default=best[place])
        unchanged += 1
        if won(serves, weights, [*others, new]) > won(serves, weights, best):
            best[place], unchanged = new, 0
        place = (place + 1) % len(best)
    assert exchanged(CoverProblem.of(serves, weights), begun, never) == best


@given(serves=SERVED, weights=WEIGHTS, keep=SOME, everyone=st.booleans())
@settings(max_examples=share(100, 3000))
def test_what_is_superfluous_goes_and_like_demands_are_joined(
    serves: Sets, weights: list[int], keep: frozenset[int], everyone: bool
) -> None:
    kept = known(keep, serves)
    small = reduced(CoverProblem.of(serves, weights), keep=kept, every_demand=everyone)
    wanted = {i for i in range(DEMANDS) if any(i in one for one in serves) and (everyone or weights[i])}
    rows = [one & wanted for one in serves]
    others = [k for k in range(len(rows)) if k not in kept]
    left = [
        j
        for j, one in enumerate(rows)
        if j in kept or (one and not any(one < rows[k] or (one == rows[k] and k < j) for k in others))
    ]
    assert small.candidates.tolist() == left
    columns = {i: frozenset(j for j in left if i in rows[j]) for i in wanted}
    heads = [i for i in sorted(wanted) if not any(columns[h] == columns[i] for h in wanted if h < i)]
    if everyone:
        heads = [i for i in heads if not any(columns[h] < columns[i] for h in heads)]
    assert small.problem.weights.tolist() == [
        sum(weights[i] for i in wanted if columns[i] == columns[head]) for head in heads
    ]
    assert [set(small.problem.serves(k).tolist()) for k in range(len(left))] == [
        {n for n, head in enumerate(heads) if head in rows[j]} for j in left
    ]
    assert small.joined.tolist() == [
        next((n for n, head in enumerate(heads) if i in wanted and columns[head] == columns[i]), -1)
        for i in range(DEMANDS)
    ]


@given(serves=SERVED, weights=WEIGHTS, most=MOST, avoided=SOME, eighths=st.lists(st.integers(-1, 9), min_size=8))
@settings(max_examples=share(120, 4000))
def test_priced_choices_are_worth_at_most_what_trying_all_finds(
    serves: Sets, weights: list[int], most: int | None, avoided: frozenset[int], eighths: list[int]
) -> None:
    """... in all, with each candidate and without it."""
    never = known(avoided, serves)
    worths = np.array([1] * DEMANDS if most is None else weights, dtype=float)
    problem, asked = CoverProblem.of(serves, weights), np.array(eighths[:DEMANDS]) / 8 * worths
    relaxed = Relaxation(problem, most, never).at(asked)
    prices = np.clip(asked, 0, worths)
    assert relaxed.prices.tolist() == prices.tolist()

    def worth(some: Collection[int]) -> float:
        scored = sum(prices[i] for j in some for i in serves[j]) + (worths - prices).sum()
        return float(scored if most is not None else scored - worths.sum() - len(some))

    every = [some for n in range(len(serves) + 1) for some in combinations(range(len(serves)), n)]
    choices = [some for some in every if (most is None or len(some) <= most) and not (never and {*never} <= {*some})]
    best = max(map(worth, choices))
    assert relaxed.bound == best
    assert worth(relaxed.chosen.tolist()) == best
    assert tuple(relaxed.chosen.tolist()) in choices
    assert relaxed.times.tolist() == [sum(i in serves[j] for j in relaxed.chosen.tolist()) for i in range(DEMANDS)]
    freely = {*Relaxation(problem, most).at(asked).chosen.tolist()}
    if not {*never} <= freely:
        # the best of all is allowed, and what cannot be chosen together is not asked about one by one
        choices = [some for some in every if most is None or len(some) <= most]
    for j in range(len(serves)):
        for bounds, has in ((relaxed.with_each, True), (relaxed.without_each, False)):
            allowed = [worth(some) for some in choices if (j in some) is has]
            if has or not {*never} <= freely:
                assert bounds[j] == max(allowed, default=-np.inf)
            else:  # one and the same may stand in for both who are left out, so that this is only a bound
                assert max(allowed, default=-np.inf) <= bounds[j] <= best


@given(serves=SERVED, weights=WEIGHTS, most=MOST, avoided=SOME, eighths=st.lists(st.integers(0, 8), min_size=8))
@settings(max_examples=share(80, 3000))
def test_every_choice_of_the_rest_is_one_of_the_whole_with_those_taken_and_worth_as_much(
    serves: Sets, weights: list[int], most: int | None, avoided: frozenset[int], eighths: list[int]
) -> None:
    problem, never = CoverProblem.of(serves, weights), known(avoided, serves)
    problem = problem.part(np.ones(problem.candidates, dtype=bool), ~problem.out_of_reach)
    rest = whole(problem, most, never)
    begun = rest.original([])
    assert (begun, rest.base, rest.most) == ((), 0, most)
    relaxation = rest.relaxation()
    relaxed = relaxation.at(np.array(eighths[: rest.problem.demands]) / 8 * relaxation.worths)
    unit = int(np.gcd.reduce(rest.problem.weights)) or 1 if most is not None else 1
    assert (rest.worth_at_most(np.arange(-9, 9) / 2) == np.arange(-9, 9) / 2 // unit * unit).all()
    served = rest.problem.served_by(relaxed.chosen)
    its_worth = rest.worth_of(relaxed)
    if most is not None:
        assert its_worth == rest.problem.worth(relaxed.chosen)
    else:
        assert its_worth == (-len(relaxed.chosen) if served.all() else -np.inf)
    for worth in range(int(relaxed.bound) - 4, int(relaxed.bound) + 1):
        narrow = rest.narrowed(relaxed, worth)
        if narrow is None:
            continue
        taken = len(narrow.taken)
        assert narrow.most == (None if most is None else most - taken)
        assert narrow.base == (-taken if most is None else problem.worth(narrow.taken))
        assert {*narrow.taken} | {*narrow.numbers.tolist()} <= {*rest.numbers.tolist()}
        # whoever is left can still be in a choice that is worth more
        number = {n: k for k, n in enumerate(rest.numbers.tolist())}
        left = [number[n] for n in narrow.numbers.tolist()]
        assert (rest.worth_at_most(relaxed.with_each[left]) > worth).all()
        assert (rest.worth_at_most(relaxed.without_each[[number[n] for n in narrow.taken]]) <= worth).all()
        if narrow.avoided is not None:
            original = {int(narrow.numbers[k]) for k in narrow.avoided}
            assert {*never} - {*narrow.taken} == original
        for count in range(len(left) + 1 if most is None else min(len(left), most - taken) + 1):
            for chosen in combinations(range(len(left)), count):
                every = narrow.original(chosen)
                assert every == tuple(sorted([*narrow.taken, *narrow.numbers[list(chosen)].tolist()]))
                assert narrow.numbered(every) == list(chosen)
                if most is None:
                    assert narrow.problem.served_by(chosen).all() == problem.served_by(every).all()
                else:
                    assert narrow.base + narrow.problem.worth(chosen) == problem.worth(every)


def test_weights_that_floats_cannot_add_up_and_demands_that_do_not_exist_are_refused() -> None:
    half = int(MOST_WEIGHT / 2)
    assert CoverProblem.of([{0, 1}], [half, half - 1]).worth([0]) == 2 * half - 1
    with pytest.raises(ValueError, match="too great"):
        CoverProblem.of([{0, 1}], [half, half])
    with pytest.raises(ValueError, match="negative"):
        CoverProblem.of([{0}], [-1])
    for served in (-1, 1):
        with pytest.raises(ValueError, match="does not exist"):
            CoverProblem.of([{served}], [1])
