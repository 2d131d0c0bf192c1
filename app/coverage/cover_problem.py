"""Which candidate would serve which village: the arrays that every search for the next sites works on.

A problem has candidates (rows) and demands (villages not yet served, each with a whole-number weight).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]

MOST_WEIGHT = 2.0**52
"""Sums of whole numbers below it are exact in the floats that searches reckon with."""


@dataclass(frozen=True, eq=False)
class CoverProblem:
    """Candidate `j` would serve the demands ``served[starts[j]:starts[j + 1]]``, ascending and each once.

    `weights[i]`: what serving demand `i` is worth (≥ 0).
    """

    starts: Numbers
    served: Numbers
    weights: Numbers

    def __post_init__(self) -> None:
        if (self.weights < 0).any():
            raise ValueError("a weight cannot be negative")
        if self.weights.sum(dtype=np.float64) >= MOST_WEIGHT:
            raise ValueError("the weights are too great to be added up without rounding")
        if len(self.served) and not 0 <= self.served.min() <= self.served.max() < len(self.weights):
            raise ValueError("a candidate serves a demand that does not exist")

    @classmethod
    def of(cls, serves: Iterable[Collection[int]], weights: Collection[int]) -> CoverProblem:
        """The problem with a collection of demands for each candidate."""
        rows = [np.array(sorted(set(demands)), dtype=np.int64) for demands in serves]
        served = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
        return cls(starts_of([len(row) for row in rows]), served, np.array([*weights], dtype=np.int64))

    @classmethod
    def of_pairs(cls, candidates: int, candidate: Numbers, demand: Numbers, weights: Numbers) -> CoverProblem:
        """The problem in which ``candidate[n]`` would serve ``demand[n]``; no pair twice."""
        order = np.lexsort((demand, candidate))
        return cls(starts_of(np.bincount(candidate, minlength=candidates)), demand[order], weights)

    @property
    def candidates(self) -> int:
        """How many candidates."""
        return len(self.starts) - 1

    @property
    def demands(self) -> int:
        """How many demands."""
        return len(self.weights)

    @cached_property
    def sizes(self) -> Numbers:
        """How many demands each candidate serves."""
        return np.diff(self.starts)

    @cached_property
    def candidate(self) -> Numbers:
        """The candidate of each entry of `served`."""
        return np.repeat(np.arange(self.candidates), self.sizes)

    @cached_property
    def servers(self) -> tuple[Numbers, Numbers]:
        """The same seen from the demands: where the candidates of each begin, and these, ascending."""
        order = np.argsort(self.served, kind="stable")
        return starts_of(np.bincount(self.served, minlength=self.demands)), self.candidate[order]

    @cached_property
    def matrix(self) -> csr_array:
        """A one where a candidate (row) serves a demand (column)."""
        from scipy.sparse import csr_array  # here, since it takes a process much memory, and few need it

        return csr_array((np.ones(len(self.served)), self.served, self.starts), shape=(self.candidates, self.demands))

    def serves(self, candidate: int) -> Numbers:
        """The demands that one candidate would serve."""
        return self.served[self.starts[candidate] : self.starts[candidate + 1]]

    def served_often(self, chosen: Iterable[int]) -> Numbers:
        """The demands of all the chosen candidates, as often as one of them serves each."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *(self.serves(j) for j in chosen)])

    def served_by(self, chosen: Iterable[int]) -> Marks:
        """Which demands at least one of the chosen candidates serves."""
        marks = np.zeros(self.demands, dtype=bool)
        marks[self.served_often(chosen)] = True
        return marks

    def worth(self, chosen: Iterable[int]) -> int:
        """The weight of everything that the chosen candidates serve together."""
        return int(self.weights[self.served_by(chosen)].sum())

    @property
    def out_of_reach(self) -> Marks:
        """Which demands no candidate serves."""
        return np.asarray(np.bincount(self.served, minlength=self.demands) == 0)

    def part(self, candidates: Marks, demands: Marks) -> CoverProblem:
        """The problem of some candidates and some demands, numbered anew in their order."""
        kept = candidates[self.candidate] & demands[self.served]
        number = np.cumsum(demands) - 1
        sizes = np.bincount(self.candidate[kept], minlength=self.candidates)[candidates]
        return CoverProblem(starts_of(sizes), number[self.served[kept]], self.weights[demands])


def starts_of(sizes: Collection[int] | Numbers) -> Numbers:
    """Where rows of such sizes begin when they lie one behind the other, and where the last ends."""
    starts = np.zeros(len(sizes) + 1, dtype=np.int64)
    np.cumsum(np.asarray(sizes, dtype=np.int64), out=starts[1:])
    return starts
