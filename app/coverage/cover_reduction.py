"""Exact reductions that make a cover problem small: none changes what the best choice is worth, each says why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from app.coverage.cover_problem import CoverProblem, Marks, Numbers

PAIRS_AT_ONCE = 2_000_000
"""How many pairs of rows are compared in one go, so that memory stays bounded."""


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """A smaller problem of the same worth. `candidates[k]` is the original number of its candidate `k`, `joined[i]`
    what the original demand `i` has become in it (-1: it decides nothing).
    """

    problem: CoverProblem
    candidates: Numbers
    joined: Numbers


def reduced(problem: CoverProblem, *, keep: Collection[int] = (), every_demand: bool = False) -> Reduced:
    """The problem without candidates that another one makes superfluous, and with like demands joined.

    A candidate is superfluous when another serves all that it serves (of equals the first stays):
    exchanging the two in any choice loses nothing. Candidates in `keep` stay and make no other
    superfluous, which keeps the best choice *other than* those exact too. Demands served by the same
    candidates are joined into one of their total weight; demands that nobody serves, or that weigh
    nothing, decide nothing and go. With `every_demand` (all must be served, whatever they weigh) a demand
    also goes when another's candidates are among its own: serving that one serves it.
    """
    wanted = ~problem.out_of_reach & (every_demand | (problem.weights > 0))
    everyone = np.ones(problem.candidates, dtype=bool)
    small = problem.part(everyone, wanted)
    kept = np.zeros(problem.candidates, dtype=bool)
    kept[list(keep)] = True
    left = kept | ((small.sizes > 0) & ~_superfluous(_Rows(small.starts, small.served, small.demands), ~kept))
    small = small.part(left, np.ones(small.demands, dtype=bool))
    rows = _Rows(*small.servers, small.candidates)
    first = _first_alike(rows)
    stays = first == np.arange(small.demands)
    if every_demand:
        stays &= ~_superfluous(rows, stays, larger=True)
    weights = np.zeros(small.demands, dtype=np.int64)
    np.add.at(weights, first, small.weights)
    joined = np.full(problem.demands, -1, dtype=np.int64)
    joined[wanted] = np.where(stays, np.cumsum(stays) - 1, -1)[first]
    small = CoverProblem(small.starts, small.served, weights).part(np.ones(small.candidates, dtype=bool), stays)
    return Reduced(small, np.flatnonzero(left), joined)


class _Rows:
    """Rows of numbers below `width`, ascending in each row, one behind the other."""

    def __init__(self, starts: Numbers, values: Numbers, width: int) -> None:
        self.starts, self.values, self.width = starts, values, width
        self.sizes = np.diff(starts)
        self.row = np.repeat(np.arange(len(self.sizes)), self.sizes)
        # of row and number together, so that one search tells whether a row has a number
        self._keys = self.row * width + values

    def have(self, row: Numbers, value: Numbers) -> Marks:
        """Whether each of the rows has the number beside it."""
        wanted = row * self.width + value
        place = np.searchsorted(self._keys, wanted)
        return np.asarray(self._keys[np.minimum(place, len(self._keys) - 1)] == wanted)

    def rarest(self, asked: Numbers, among: Marks) -> Numbers:
        """For each of some filled rows, all that are filled, its number that the fewest rows of `among` have."""
        counts = np.bincount(self.values[among[self.row]], minlength=self.width)
        least = np.minimum.reduceat(counts[self.values] * self.width + self.values, self.starts[asked])
        return least % self.width

    def by_value(self, among: Marks) -> tuple[Numbers, Numbers]:
        """Where the rows of `among` that have each number begin, and these."""
        picked = np.flatnonzero(among[self.row])
        order = picked[np.argsort(self.values[picked], kind="stable")]
        starts = np.searchsorted(self.values[order], np.arange(self.width + 1))
        return starts, self.row[order]


def _superfluous(rows: _Rows, among: Marks, *, larger: bool = False) -> Marks:
    """Which rows hold nothing that some other row of `among` has not, the first of equals excepted; with `larger`,
    which rows have everything that some smaller row of `among` holds.
    """
    found = np.zeros(len(rows.sizes), dtype=bool)
    asked = np.flatnonzero(rows.sizes > 0)
    if not len(asked) or not among.any():
        return found
    # whoever has everything of a row has also its rarest number: only those need a look
    rarest = rows.rarest(asked, among)
    starts, having = rows.by_value(among)
    counts = starts[rarest + 1] - starts[rarest]
    block = np.cumsum(counts) // PAIRS_AT_ONCE
    for number in range(int(block[-1]) + 1):
        part = np.flatnonzero(block == number)
        one = np.repeat(asked[part], counts[part])
        offset = np.arange(len(one)) - np.repeat(np.cumsum(counts[part]) - counts[part], counts[part])
        other = having[np.repeat(starts[rarest[part]], counts[part]) + offset]
        possible = rows.sizes[other] > rows.sizes[one]
        if not larger:
            possible |= (rows.sizes[other] == rows.sizes[one]) & (other < one)
        _compare(rows, one[possible], other[possible], found, larger=larger)
    return found


def _compare(rows: _Rows, one: Numbers, other: Numbers, found: Marks, *, larger: bool) -> None:
    """Mark the first row (the second with `larger`) of each pair whose first is within its second.

    Number by number for all pairs at once, while a pair may be one and would mark a row that is not marked yet.
    """
    place = 0
    while len(one):
        has = rows.have(other, rows.values[rows.starts[one] + place])
        place += 1
        ended = rows.sizes[one] == place
        told = other if larger else one
        found[told[has & ended]] = True
        going = has & ~ended & ~found[told]
        one, other = one[going], other[going]


def _first_alike(rows: _Rows) -> Numbers:
    """For each row the first one that has the same numbers; no row may be empty."""
    count = len(rows.sizes)
    first = np.arange(count)
    if not count:
        return first
    marks = np.random.default_rng(1974).integers(0, 2**63, rows.width, dtype=np.int64)
    mixed = np.add.reduceat(marks[rows.values], rows.starts[:-1])
    order = np.lexsort((first, mixed, rows.sizes))
    one, two = order[:-1], order[1:]
    maybe = np.flatnonzero((mixed[one] == mixed[two]) & (rows.sizes[one] == rows.sizes[two]))
    one, two, alike = one[maybe], two[maybe], np.zeros(count, dtype=bool)
    place = 0
    while len(one):
        same = rows.values[rows.starts[one] + place] == rows.values[rows.starts[two] + place]
        place += 1
        alike[two[same & (rows.sizes[two] == place)]] = True
        open_ = same & (rows.sizes[two] > place)
        one, two = one[open_], two[open_]
    heads = np.where(alike[order], -1, np.arange(count))
    first[order] = order[np.maximum.accumulate(heads)]
    return first
