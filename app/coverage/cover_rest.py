"""What is left of a cover problem once it is known which candidates a better choice must have or cannot have."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.coverage.cover_choices import exchanged, greedy_without, without_needless
from app.coverage.cover_problem import CoverProblem, Numbers
from app.coverage.cover_reduction import reduced
from app.coverage.cover_relaxation import Relaxation, Relaxed
from app.coverage.distance import Floats

PROMISING = 20
"""How many candidates for each site wanted are looked at for an exchange."""


@dataclass(frozen=True, eq=False)
class Rest:
    """A smaller problem whose every choice, with those `taken`, is one of the original problem.

    `numbers[k]` is the original number of its candidate `k`. `base`: the worth of those taken. `most` further ones may
    be chosen (None: the fewest that serve all). `avoided`: not all of these, by the rest's own numbers; None where that
    is no rule any more. `prices` of its demands to begin with.

    Worth is weight served or, for the fewest, minus the number of candidates.
    """

    problem: CoverProblem
    numbers: Numbers
    taken: tuple[int, ...]
    base: int
    most: int | None
    avoided: tuple[int, ...] | None
    prices: Floats

    def original(self, chosen: Iterable[int]) -> tuple[int, ...]:
        """Such a choice with those taken, by original numbers, ascending."""
        return tuple(sorted((*self.taken, *(int(self.numbers[k]) for k in chosen))))

    @property
    def is_settled(self) -> bool:
        """Whether those taken are the only choice worth a thought."""
        return 0 in (self.problem.candidates, self.problem.demands, self.most)

    def numbered(self, chosen: Iterable[int]) -> list[int]:
        """Those of a choice by original numbers that the rest has, by its own."""
        known = set(chosen)
        return [k for k, number in enumerate(self.numbers.tolist()) if number in known]

    def relaxation(self) -> Relaxation:
        """The rest with its demands priced."""
        return Relaxation(self.problem, self.most, self.avoided or ())

    def worth_at_most(self, bounds: Floats) -> Floats:
        """Bounds of the rest as bounds of the whole, cut down to what whole weights can add up to."""
        return np.asarray(self.base + np.floor(bounds / self._unit) * self._unit)

    @cached_property
    def _unit(self) -> int:
        """What every worth is a multiple of."""
        return 1 if self.most is None else int(np.gcd.reduce(self.problem.weights)) or 1

    def worth_of(self, relaxed: Relaxed) -> float:
        """What the choice of a relaxed problem is worth; minus infinity where it does not serve all it must."""
        served = relaxed.times > 0
        if self.most is not None:
            return self.base + int(self.problem.weights[served].sum())
        return self.base - len(relaxed.chosen) if served.all() else -math.inf

    def better(self, relaxed: Relaxed, best: Iterable[int]) -> Iterator[list[int]]:
        """Choices, by the rest's own numbers, that may be better than the relaxed one and the best so far."""
        if self.most is None:
            yield without_needless(self.problem, greedy_without(self.problem, None, self.avoided or (), relaxed.prices))
            return
        known = self.numbered(best)
        promising = np.zeros(self.problem.candidates, dtype=bool)
        promising[np.argsort(-relaxed.with_each, kind="stable")[: PROMISING * self.most]] = True
        promising[relaxed.chosen] = promising[known] = promising[list(self.avoided or ())] = True
        part = self.problem.part(promising, np.ones(self.problem.demands, dtype=bool))
        there, back = np.cumsum(promising) - 1, np.flatnonzero(promising)
        avoided = there[list(self.avoided or ())].tolist()
        for start in (relaxed.chosen.tolist(), known):
            filled = greedy_without(part, self.most, avoided, first=there[start].tolist())
            yield back[exchanged(part, filled, avoided)].tolist()

    def narrowed(self, relaxed: Relaxed, worth: int) -> Rest | None:
        """The rest that every choice of more than such a worth is in; None where there is none.

        Who can only be in choices worth no more is left out; without whom nothing is worth more is taken.
        """
        out = self.worth_at_most(relaxed.with_each) <= worth
        must = self.worth_at_most(relaxed.without_each) <= worth
        avoided = self.avoided
        if avoided is not None:
            avoided = None if out[list(avoided)].any() else tuple(k for k in avoided if not must[k])
        if (out & must).any():  # so it is where all to be avoided must be had: no bound is above theirs
            return None
        assert avoided != ()
        most = self.most if self.most is None else self.most - int(must.sum())
        open_ = ~self.problem.served_by(np.flatnonzero(must))
        part = self.problem.part(~(out | must), open_)
        if self.most is None and part.out_of_reach.any():
            return None
        worth_taken = -int(must.sum()) if self.most is None else int(self.problem.weights[~open_].sum())
        number = np.cumsum(~(out | must)) - 1
        return _reduced(
            part,
            self.numbers[~(out | must)],
            (*self.taken, *self.numbers[must].tolist()),
            self.base + worth_taken,
            most,
            None if avoided is None else number[list(avoided)].tolist(),
            relaxed.prices[open_],
        )


def whole(problem: CoverProblem, most: int | None, not_all_of: Collection[int]) -> Rest:
    """All of a problem, reduced."""
    prices = Relaxation(problem, most).even_prices()
    return _reduced(problem, np.arange(problem.candidates), (), 0, most, sorted(not_all_of) or None, prices)


def _reduced(
    problem: CoverProblem,
    numbers: Numbers,
    taken: tuple[int, ...],
    base: int,
    most: int | None,
    avoided: Collection[int] | None,
    prices: Floats,
) -> Rest:
    small = reduced(problem, keep=avoided or (), every_demand=most is None)
    joint = np.zeros(small.problem.demands)
    np.add.at(joint, small.joined[small.joined >= 0], prices[small.joined >= 0])
    places = None if avoided is None else tuple(np.searchsorted(small.candidates, sorted(avoided)).tolist())
    return Rest(small.problem, numbers[small.candidates], taken, base, most, places, joint)
