"""What a search for sites is made of, held against the same done plainly with sets: greedy choices, exchanges, what is
superfluous, what choices are worth at most when their demands are priced, and what is left to choose.
"""

import random
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest

from app.coverage.cover_choices import exchanged, greedy, greedy_without, without_needless
from app.coverage.cover_problem import MOST_WEIGHT, CoverProblem
from app.coverage.cover_reduction import reduced
from app.coverage.cover_relaxation import Relaxation, Relaxed
from app.coverage.cover_rest import Rest, whole
from tests.thorough import share

CANDIDATES, DEMANDS = 7, 8
Sets = list[frozenset[int]]


class Case(NamedTuple):
    """A small problem, and some of its candidates and of their prices."""

    serves: Sets
    weights: list[int]
    most: int | None
    avoided: list[int]
    first: list[int]
    eighths: list[int]


def cases(count: int) -> Iterator[Case]:
    """So many problems, the same in every run: of like candidates and unlike ones, with little to choose and much."""
    for number in range(count):
        rng = random.Random(number)
        serves = [frozenset(rng.sample(range(DEMANDS), rng.randint(0, 4))) for _ in range(rng.randint(1, CANDIDATES))]
        every = range(len(serves))
        yield Case(
            serves,
            [rng.randint(0, 3) for _ in range(DEMANDS)],
            rng.choice([None, 1, 2, 3, 4]),
            sorted(rng.sample(every, min(rng.randint(0, 3), len(serves)))),
            rng.choice([[], sorted(rng.sample(every, min(rng.randint(0, 3), len(serves))))]),
            [rng.randint(-1, 9) for _ in range(DEMANDS)],
        )


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


def test_a_greedy_choice_takes_each_time_what_adds_most() -> None:
    for case in cases(share(300, 20_000)):
        serves, weights, most, avoided, first, eighths = case
        problem = CoverProblem.of(serves, weights)
        for among, worths in ((None, None), (avoided, None), (None, eighths), (avoided, eighths)):
            given = None if worths is None else np.array(worths) / 4
            found = greedy(problem, most, among, first=first, worths=given)
            assert found == plain_greedy(serves, worths or weights, most, among, first), case


def left_out(case: Case) -> int:
    """Which of those to be avoided the others are missed least without."""

    def missed(j: int) -> tuple[bool, int]:
        alone = case.serves[j] - frozenset[int]().union(*(case.serves[k] for k in case.avoided if k != j))
        if case.most is not None:
            return False, sum(case.weights[i] for i in alone)
        return any(sum(i in one for one in case.serves) == 1 for i in alone), len(alone)

    return min(case.avoided, key=missed)


def test_a_greedy_choice_without_all_of_some_leaves_out_the_one_that_is_missed_least() -> None:
    for case in cases(share(400, 20_000)):
        serves, weights, most, avoided, first, _ = case
        found = greedy_without(CoverProblem.of(serves, weights), most, avoided, first=first)
        if not avoided:
            assert found == plain_greedy(serves, weights, most, None, first), case
            continue
        if {*avoided} <= {*first}:
            assert found == first, "what is wanted cannot be had: whoever asked has to look"
            continue
        assert not {*avoided} <= {*found}, case
        out = next(j for j in avoided if j not in first) if first else left_out(case)
        begun = first or [j for j in avoided if j != out]
        if most is not None and len(begun) > most:
            begun = []
        others = [j for j in range(len(serves)) if j != out]
        assert found == plain_greedy(serves, weights, most, others, begun), case


def test_who_is_needless_goes_from_the_last_on() -> None:
    for case in cases(share(200, 10_000)):
        serves = case.serves
        kept = some = [*case.first, *(j for j in range(len(serves)) if j not in case.first)]
        for j in reversed(some):
            others = [k for k in kept if k != j]
            if serves[j] <= frozenset[int]().union(*(serves[k] for k in others)):
                kept = others
        assert without_needless(CoverProblem.of(serves, [1] * DEMANDS), some) == kept, case


def test_sites_are_exchanged_one_by_one_for_what_wins_most_until_none_wins_more() -> None:
    for case in cases(share(300, 10_000)):
        serves, weights, most, avoided = case[:4]
        begun = [j for j in range(len(serves)) if not avoided or j != avoided[0]][: most or 2]
        best, place, unchanged = list(begun), 0, 0
        while unchanged < len(best):
            others = [j for j in best if j != best[place]]
            allowed = [j for j in range(len(serves)) if j not in best and not (avoided and {*avoided} <= {*others, j})]
            new = max(allowed, key=lambda j: (won(serves, weights, [*others, j]), -j), default=best[place])
            unchanged += 1
            if won(serves, weights, [*others, new]) > won(serves, weights, best):
                best[place], unchanged = new, 0
            place = (place + 1) % len(best)
        assert exchanged(CoverProblem.of(serves, weights), begun, avoided) == best, case


@pytest.mark.parametrize("everyone", [False, True])
def test_what_is_superfluous_goes_and_like_demands_are_joined(everyone: bool) -> None:
    for case in cases(share(200, 10_000)):
        serves, weights, kept = case.serves, case.weights, case.avoided
        small = reduced(CoverProblem.of(serves, weights), keep=kept, every_demand=everyone)
        wanted = {i for i in range(DEMANDS) if any(i in one for one in serves) and (everyone or weights[i])}
        rows = [one & wanted for one in serves]
        others = [k for k in range(len(rows)) if k not in kept]
        left = [
            j
            for j, one in enumerate(rows)
            if j in kept or (one and not any(one < rows[k] or (one == rows[k] and k < j) for k in others))
        ]
        assert small.candidates.tolist() == left, case
        columns = {i: frozenset(j for j in left if i in rows[j]) for i in wanted}
        heads = [i for i in sorted(wanted) if not any(columns[h] == columns[i] for h in wanted if h < i)]
        if everyone:
            heads = [i for i in heads if not any(columns[h] < columns[i] for h in heads)]
        assert small.problem.weights.tolist() == [
            sum(weights[i] for i in wanted if columns[i] == columns[head]) for head in heads
        ], case
        assert [set(small.problem.serves(k).tolist()) for k in range(len(left))] == [
            {n for n, head in enumerate(heads) if head in rows[j]} for j in left
        ], case
        assert small.joined.tolist() == [
            next((n for n, head in enumerate(heads) if i in wanted and columns[head] == columns[i]), -1)
            for i in range(DEMANDS)
        ], case


def test_priced_choices_are_worth_at_most_what_trying_all_finds() -> None:
    """... in all, with each candidate and without it."""
    for case in cases(share(200, 5000)):
        serves, weights, most, avoided, _, eighths = case
        worths = np.array([1] * DEMANDS if most is None else weights, dtype=float)
        problem, asked = CoverProblem.of(serves, weights), np.array(eighths) / 8 * worths
        relaxed, prices = Relaxation(problem, most, avoided).at(asked), np.clip(asked, 0, worths)
        assert relaxed.prices.tolist() == prices.tolist(), case
        scores = [float(sum(prices[i] for i in one)) for one in serves]
        spare = float((worths - prices).sum())
        numbers = range(len(serves))
        every = [some for n in range(min(len(serves), most or 9) + 1) for some in combinations(numbers, n)]
        worth = {some: sum(scores[j] for j in some) + spare for some in every}
        if most is None:
            worth = {some: worth[some] - float(worths.sum()) - len(some) for some in every}
        choices = [some for some in every if not (avoided and {*avoided} <= {*some})]
        best = max(worth[some] for some in choices)
        chosen = tuple(relaxed.chosen.tolist())
        assert relaxed.bound == best == worth[chosen], case
        assert chosen in choices, case
        assert relaxed.times.tolist() == [sum(i in serves[j] for j in chosen) for i in range(DEMANDS)], case
        freely = {*Relaxation(problem, most).at(asked).chosen.tolist()}
        if not {*avoided} <= freely:
            choices = every  # the best of all is allowed, and what cannot be together is not asked about one by one
        for j in numbers:
            for bounds, has in ((relaxed.with_each, True), (relaxed.without_each, False)):
                most_with = max((worth[some] for some in choices if (j in some) is has), default=-np.inf)
                if has or not {*avoided} <= freely:
                    assert bounds[j] == most_with, case
                else:  # one and the same may stand in for both who are left out, so that this is only a bound
                    assert most_with <= bounds[j] <= best, case


def test_every_choice_of_the_rest_is_one_of_the_whole_with_those_taken_and_worth_as_much() -> None:
    for case in cases(share(120, 5000)):
        serves, weights, most, avoided, _, eighths = case
        problem = CoverProblem.of(serves, weights)
        problem = problem.part(np.ones(problem.candidates, dtype=bool), ~problem.out_of_reach)
        rest = whole(problem, most, avoided)
        assert (rest.original([]), rest.base, rest.most) == ((), 0, most), case
        relaxation = rest.relaxation()
        relaxed = relaxation.at(np.array(eighths[: rest.problem.demands]) / 8 * relaxation.worths)
        unit = int(np.gcd.reduce(rest.problem.weights)) or 1 if most is not None else 1
        assert (rest.worth_at_most(np.arange(-9, 9) / 2) == np.arange(-9, 9) / 2 // unit * unit).all(), case
        if most is not None:
            assert rest.worth_of(relaxed) == rest.problem.worth(relaxed.chosen), case
        else:
            served = rest.problem.served_by(relaxed.chosen)
            assert rest.worth_of(relaxed) == (-len(relaxed.chosen) if served.all() else -np.inf), case
        numbers = range(len(serves))
        every = [some for n in range(min(len(serves), most or 9) + 1) for some in combinations(numbers, n)]
        allowed = [some for some in every if not (avoided and {*avoided} <= {*some})]
        if most is None:
            best = max((-len(some) for some in allowed if problem.served_by(some).all()), default=-np.inf)
        else:
            best = max(problem.worth(some) for some in allowed)
        for worth in range(int(relaxed.bound) - 4, int(relaxed.bound) + 1):
            narrow = rest.narrowed(relaxed, worth)
            if narrow is None:
                assert best <= worth, case
            else:
                _is_the_same_narrowed(case, problem, (rest, narrow), relaxed, worth)


def _is_the_same_narrowed(
    case: Case, problem: CoverProblem, rests: tuple[Rest, Rest], relaxed: Relaxed, worth: int
) -> None:
    (rest, narrow), most = rests, case.most
    taken = len(narrow.taken)
    assert narrow.most == (None if most is None else most - taken), case
    assert narrow.base == (-taken if most is None else problem.worth(narrow.taken)), case
    assert {*narrow.taken} | {*narrow.numbers.tolist()} <= {*rest.numbers.tolist()}, case
    # whoever is left can still be in a choice that is worth more
    number = {n: k for k, n in enumerate(rest.numbers.tolist())}
    left = [number[n] for n in narrow.numbers.tolist()]
    assert (rest.worth_at_most(relaxed.with_each[left]) > worth).all(), case
    assert (rest.worth_at_most(relaxed.without_each[[number[n] for n in narrow.taken]]) <= worth).all(), case
    if narrow.avoided is not None:
        assert narrow.avoided, "one of them is still to be left out"
        assert {*case.avoided} - {*narrow.taken} == {int(narrow.numbers[k]) for k in narrow.avoided}, case
    for count in range(len(left) + 1 if most is None else min(len(left), most - taken) + 1):
        for chosen in combinations(range(len(left)), count):
            every = narrow.original(chosen)
            assert every == tuple(sorted([*narrow.taken, *narrow.numbers[list(chosen)].tolist()])), case
            assert narrow.numbered(every) == list(chosen), case
            if most is None:
                assert narrow.problem.served_by(chosen).all() == problem.served_by(every).all(), case
            else:
                assert narrow.base + narrow.problem.worth(chosen) == problem.worth(every), case


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
