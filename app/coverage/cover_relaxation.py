"""How good a choice could be at most: the cover problem with its demands priced instead of counted once.

Each demand gets a price of at most its worth. A candidate then scores the prices of all that it serves, whether or not
others serve it too, and the best choice by scores is found without a search. What that scores, with all that worths
exceed prices by, is never less than what any choice is worth: every set of prices gives a bound. This is Lagrangian
relaxation, for the most as Galvão and ReVelle have it (1996, doi:10.1016/0377-2217(94)00159-6), for the fewest as
Beasley (1990, Naval Research Logistics 37). Prices are whole multiples of a power of two so coarse that every sum is
exact: no bound is off by rounding.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from app.coverage.cover_problem import CoverProblem, Numbers
from app.coverage.distance import Floats

EXACT_BITS = 52
FIRST_PACE, SLOWER, LAST_PACE = 1.0, 0.7, 1e-3
PATIENCE = 10
"""Steps without a better bound after which the pace falls."""
BETTER = 1e-5
"""The share of a bound that counts as getting better."""


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The relaxed problem at some prices. Worths are the problem's weights, or minus the number of candidates.

    `bound`: no choice is worth more. `chosen`: the best by scores. `times`: how many of these serve each demand.
    `with_each`, `without_each`: no choice that has, or has not, this candidate is worth more.
    """

    prices: Floats
    bound: float
    chosen: Numbers
    times: Floats
    with_each: Floats
    without_each: Floats


class Relaxation:
    """A cover problem relaxed: for the `most` worth of so many candidates, or (None) for the fewest that serve all.

    With `not_all_of`, at least one of those is left out.
    """

    def __init__(self, problem: CoverProblem, most: int | None, not_all_of: Collection[int] = ()) -> None:
        self._problem, self._most = problem, most
        self._avoided = np.array(sorted(not_all_of), dtype=np.int64)
        self.worths = np.ones(problem.demands) if most is None else problem.weights.astype(np.float64)
        greatest = self.worths.sum() * (1 + (problem.candidates if most is None else most))
        self._grain = 2.0 ** (math.ceil(math.log2(greatest + 2)) - EXACT_BITS)

    def even_prices(self) -> Floats:
        """Prices to begin with: each demand's worth shared among those that serve it."""
        return np.asarray(self.worths / np.maximum(np.bincount(self._problem.served, minlength=len(self.worths)), 1))

    def at(self, prices: Floats) -> Relaxed:
        """The relaxed problem at such prices, or the nearest allowed ones."""
        prices = np.clip(np.floor(prices / self._grain) * self._grain, 0, self.worths)
        scores = self._problem.matrix @ prices
        chosen, last, following = self._best_by(scores)
        spare = (self.worths - prices).sum()
        if self._most is None:
            spare -= self.worths.sum() + len(chosen)
        bound = float(spare + scores[chosen].sum())
        with_each, without_each = bound + scores - last, bound - scores + following
        is_chosen = np.zeros(len(scores), dtype=bool)
        is_chosen[chosen] = True
        with_each[is_chosen], without_each[~is_chosen] = bound, bound
        if len(self._avoided) and is_chosen[self._avoided].all():
            out = self._avoided[scores[self._avoided].argmin()]
            loss = float(scores[out] - following)
            others = is_chosen.copy()
            others[self._avoided] = False
            # whoever has another candidate has it in place of the one left out, not of the last
            with_each = np.where(is_chosen, bound - loss, bound - loss + scores - following)
            with_each[out] = self._without_another(scores, int(out), bound, following)
            without_each[others] -= loss
            without_each[~is_chosen] = without_each[out] = bound - loss
            bound -= loss
            is_chosen[out] = False
            if self._most is not None and len(scores) > self._most:
                ahead = np.flatnonzero(~is_chosen & (scores == following))
                is_chosen[ahead[ahead != out][:1]] = True
            chosen = np.flatnonzero(is_chosen)
        return Relaxed(prices, bound, chosen, self._times(chosen), with_each, without_each)

    def _times(self, chosen: Numbers) -> Floats:
        return np.bincount(self._problem.served_often(chosen), minlength=len(self.worths)).astype(np.float64)

    def _without_another(self, scores: Floats, out: int, bound: float, following: float) -> float:
        """The bound with the cheapest of those to avoid: the next one is left out."""
        others = self._avoided[self._avoided != out]
        return bound - float(scores[others].min()) + following if len(others) else -math.inf

    def _best_by(self, scores: Floats) -> tuple[Numbers, float, float]:
        """The best choice by scores; what another candidate's score stands against to get in, and what stands in for
        one that is taken out.
        """
        if self._most is None:  # each costs one, whatever else is chosen
            return np.flatnonzero(scores > 1), 1.0, 1.0
        count = len(scores)
        if count <= self._most:
            return np.arange(count), 0.0, 0.0
        at = count - self._most
        following, last = np.partition(scores, (at - 1, at))[at - 1 : at + 1]
        above = np.flatnonzero(scores > last)
        ties = np.flatnonzero(scores == last)[: self._most - len(above)]
        return np.sort(np.concatenate((above, ties))), float(last), float(following)


class Descent:
    """Prices that make the bound better and better: each step against its slope (subgradient), at a pace that falls."""

    def __init__(self, relaxation: Relaxation, prices: Floats) -> None:
        self._relaxation = relaxation
        self.best = self._here = relaxation.at(prices)
        self._pace, self._waited = FIRST_PACE, 0

    @property
    def is_done(self) -> bool:
        """Whether further steps would hardly help."""
        return self._pace <= LAST_PACE

    def step(self, worth: int) -> Relaxed:
        """The relaxed problem at the next prices; `best` is the one with the best bound so far."""
        here, worths = self._here, self._relaxation.worths
        slope = here.times - 1
        slope[(here.prices <= 0) & (slope > 0) | (here.prices >= worths) & (slope < 0)] = 0
        steepness = float(np.square(slope).sum())
        if not steepness:  # no price can be changed for the better
            self._pace = 0.0
            return here
        length = self._pace * (here.bound - worth) / steepness
        self._here = self._relaxation.at(here.prices - length * slope)
        if self._here.bound < self.best.bound - BETTER * abs(self.best.bound):
            self.best, self._waited = self._here, 0
            return self.best
        self._waited += 1
        reached = self._here
        if self._waited == PATIENCE:
            self._pace, self._waited, self._here = self._pace * SLOWER, 0, self.best
        return reached
