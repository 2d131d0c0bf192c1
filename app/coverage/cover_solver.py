"""Solving a cover problem to a proven optimum, or as far as time and the caller allow.

Each step has the best choice so far and a bound in hand: the greedy choice; prices that bound what any choice can be
worth (`cover_relaxation`), with better choices found on the way and by exchanges; candidates that no better choice can
have are left out and those that it must have are taken (`cover_rest`), until little is left; HiGHS proves that
(`cover_program`). The same problem gives the same choice, unless time or the caller ended the search.

Blocks while it works: a caller that must stay responsive runs it in a thread or in a process. Stopping early loses the
proof and never the answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from math import inf

import numpy as np

from app.coverage.cover_choices import greedy_without, without_needless
from app.coverage.cover_problem import CoverProblem
from app.coverage.cover_program import run_program
from app.coverage.cover_relaxation import Descent
from app.coverage.cover_rest import Rest, whole

INFINITE = inf
BOUND_SLACK = 1e-3
"""Rounding allowed in HiGHS's bound before it is cut down to a whole number."""
NEWS_EVERY = 10
"""Steps between two looks at the clock and at whoever watches."""
STEPS = 150
"""Steps to better prices before exchanges are tried and candidates left out."""
FEW = 300
"""So few candidates go to HiGHS at once."""
MUCH_SMALLER = 0.7
"""The share of candidates left that makes it worth to go on with them alone."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How a search stands after `seconds` by its clock: the best choice so far, its `value`, the `bound` none can pass.

    Values are weights served, or numbers of candidates when everybody must be served. `bound` None: not yet
    known. HiGHS may work for some seconds between two reports; whoever ends it by force meanwhile still has the choice
    of the last report.
    """

    seconds: float
    chosen: tuple[int, ...]
    value: int
    bound: int | None


Watch = Callable[[Progress], bool]
"""Told before the search and now and then during it how it stands; answers whether to go on."""


Clock = Callable[[], float]
"""Seconds that only go forward. Nothing in this package reads one by itself."""


def standing_still() -> float:
    """A clock that does not go: for who sets no limit, or leaves it to HiGHS alone."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Solved:
    """The best choice found (ascending), its value, and the bound: no choice has a better value than that."""

    chosen: tuple[int, ...]
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether value and bound meet, so that no choice is better."""
        return self.value == self.bound


def most_worth(
    problem: CoverProblem,
    most: int,
    *,
    not_all_of: Collection[int] = (),
    seconds: float = INFINITE,
    watch: Watch | None = None,
    clock: Clock = standing_still,
) -> Solved:
    """At most `most` candidates that together serve the greatest weight; with `not_all_of`, without one
    of those at least.

    The maximal covering location problem (Church and ReVelle 1974, doi:10.1007/BF01942293). Always has an
    answer.
    """
    search = _Search(problem, most, frozenset(not_all_of), seconds, watch, clock)
    rest = whole(problem, most, not_all_of)
    search.consider(rest, greedy_without(rest.problem, most, rest.avoided or ()))
    return search.run(rest)


def fewest(
    problem: CoverProblem,
    *,
    not_all_of: Collection[int] = (),
    seconds: float = INFINITE,
    watch: Watch | None = None,
    clock: Clock = standing_still,
) -> Solved | None:
    """The fewest candidates that together serve every demand; with `not_all_of`, without one of those at
    least.

    The location set covering problem (Toregas and others 1971, doi:10.1287/opre.19.6.1363). None: it
    cannot be done.
    """
    if problem.out_of_reach.any():
        return None
    search = _Search(problem, None, frozenset(not_all_of), seconds, watch, clock)
    rest = whole(problem, None, not_all_of)
    search.consider(rest, without_needless(rest.problem, greedy_without(rest.problem, None, rest.avoided or ())))
    return search.run(rest) if search.has_answer else None


class _Search:
    """The best choice so far, by the problem's own numbers, and the best bound so far.

    A choice is `worth` the weight that it serves or, when everybody must be served, minus the number of candidates.
    """

    def __init__(
        self,
        problem: CoverProblem,
        most: int | None,
        avoided: frozenset[int],
        seconds: float,
        watch: Watch | None,
        clock: Clock,
    ) -> None:
        self._problem, self._most, self._avoided, self._watch = problem, most, avoided, watch
        self._clock, self._began, self._seconds = clock, clock(), seconds
        self._best: tuple[int, ...] | None = () if most is not None else None
        self._worth = 0 if most is not None else -problem.candidates - 1
        self._bound: int | None = None

    @property
    def has_answer(self) -> bool:
        """Whether any choice that does is known."""
        return self._best is not None

    def run(self, rest: Rest) -> Solved:
        """Search until proven, out of time or told to stop, with the first choice in hand."""
        if self._goes_on():
            self._search(rest)
        if self._bound is None:  # what needs no proof
            self._bound = 0 if self._most is None else int(self._problem.weights[~self._problem.out_of_reach].sum())
            self._bound = max(self._bound, self._worth)
        return Solved(self._best or (), abs(self._worth), abs(self._bound))

    def consider(self, rest: Rest, chosen: Iterable[int]) -> None:
        """Keep a choice, by numbers of the rest, if it is allowed and the best so far."""
        whole_choice = rest.original(chosen)
        if self._avoided and self._avoided <= set(whole_choice):
            return
        if self._most is None:
            worth, allowed = -len(whole_choice), bool(self._problem.served_by(whole_choice).all())
        else:
            worth, allowed = self._problem.worth(whole_choice), len(whole_choice) <= self._most
        if allowed and worth > self._worth:
            self._best, self._worth = whole_choice, worth

    def _search(self, first: Rest) -> None:
        rest, descent = first, Descent(first.relaxation(), first.prices)
        while not self._proven and self._priced(rest, descent):
            narrow = rest.narrowed(descent.best, self._worth)
            if narrow is not None:
                self.consider(narrow, ())
            if narrow is None or narrow.is_settled:
                self._bound = self._worth
            elif narrow.problem.candidates <= FEW or (descent.is_done and not _much_smaller(narrow, rest)):
                self._program(narrow)
                return
            elif _much_smaller(narrow, rest):
                rest, descent = narrow, Descent(narrow.relaxation(), narrow.prices)

    def _priced(self, rest: Rest, descent: Descent) -> bool:
        """Some steps to better prices, with the choices found on the way; whether to go on after."""
        at = descent.best
        for number in range(STEPS):
            if rest.worth_of(at) > self._worth:
                self.consider(rest, at.chosen)
            if not number % NEWS_EVERY:
                self._hear_of(rest, descent.best.bound)
                if self._proven or not self._goes_on():
                    return False
            if descent.is_done:
                break
            at = descent.step(self._worth - rest.base)
        for chosen in rest.better(descent.best, self._best or ()):
            self.consider(rest, chosen)
        self._hear_of(rest, descent.best.bound)
        return self._goes_on()

    def _program(self, rest: Rest) -> None:
        def standing(bound: float) -> bool:
            self._hear_of(rest, bound + BOUND_SLACK)
            return self._goes_on() and not self._proven

        left = self._seconds - (self._clock() - self._began)
        found = partial(self.consider, rest)
        standing(run_program(rest.problem, rest.most, rest.avoided or (), max(left, 0.0), found, standing))

    def _hear_of(self, rest: Rest, bound: float) -> None:
        """Take a bound of the rest, outside of which no choice is worth more than the one in hand."""
        if bound == -math.inf:
            self._bound = self._worth
        elif math.isfinite(bound):
            known = int(rest.worth_at_most(np.array([bound]))[0])
            if self._bound is not None:
                known = min(known, self._bound)
            self._bound = max(known, self._worth)

    @property
    def _proven(self) -> bool:
        return self._bound == self._worth

    def _goes_on(self) -> bool:
        spent = self._clock() - self._began
        if self._watch is not None and self._best is not None:
            bound = None if self._bound is None else abs(self._bound)
            if not self._watch(Progress(spent, self._best, abs(self._worth), bound)):
                return False
        return spent < self._seconds


def _much_smaller(one: Rest, other: Rest) -> bool:
    return one.problem.candidates <= MUCH_SMALLER * other.problem.candidates
