"""Solving a cover problem to a proven optimum with HiGHS, or as far as time and the caller allow.

Blocks while it works: a caller that must stay responsive runs it in a thread (the solver leaves the
interpreter free) or in a process. The search holds the best choice so far, at first the greedy one, so
stopping early loses the proof and never the answer. The solver itself is not told of the greedy choice: HiGHS
1.16 hands a starting point back as its answer where presolve alone finds a better one. What is proven is read
from the solver's bound, never from its word that it is done.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal

import numpy as np

from app.coverage.cover_problem import CoverProblem, greedy

INFINITE = inf
BOUND_SLACK = 1e-3
"""Rounding allowed in the solver's bound before it is cut down to a whole number."""
GAP_BELOW_ONE = 0.99
"""All values are whole numbers, so a bound less than one away proves the optimum."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How a search stands after `seconds` of solving: the best choice so far, its `value`, the `bound`
    none can pass.

    Values are weights served, or numbers of candidates when everybody must be served. `bound` None: not yet
    known. On large problems the solver may work for some seconds between two reports; whoever ends it by
    force meanwhile still has the choice of the last report.
    """

    seconds: float
    chosen: tuple[int, ...]
    value: int
    bound: int | None


Watch = Callable[[Progress], bool]
"""Told before the search and now and then during it how it stands; answers whether to go on."""


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
) -> Solved:
    """At most `most` candidates that together serve the greatest weight; with `not_all_of`, without one
    of those at least.

    The maximal covering location problem (Church and ReVelle 1974, doi:10.1007/BF01942293). Always has an
    answer.
    """
    starts = [greedy(problem, most, among) for among in _allowed(problem, not_all_of)]
    start = max(starts, key=problem.worth)
    candidates, unit = len(problem.serves), math.gcd(*problem.weights) or 1
    servers = _servers(problem)
    model = _Model([0.0] * candidates + [-weight / unit for weight in problem.weights], candidates)
    for demand, able in enumerate(servers):
        model.row([*able, candidates + demand], [1.0] * len(able) + [-1.0], 0.0, INFINITE)
    model.row(range(candidates), [1.0] * candidates, -INFINITE, float(most))
    model.forbid_all_of(not_all_of)

    def bound(least_cost: float) -> int:
        return min(math.floor(-least_cost + BOUND_SLACK) * unit, sum(problem.weights))

    def allowed(chosen: Sequence[int]) -> bool:
        return len(chosen) <= most and not _all_in(not_all_of, chosen)

    search = _Search("most", problem.worth, allowed, bound, start, watch)
    return search.run(model, seconds, anything_goes=sum(problem.weights))


def fewest(
    problem: CoverProblem,
    *,
    not_all_of: Collection[int] = (),
    seconds: float = INFINITE,
    watch: Watch | None = None,
) -> Solved | None:
    """The fewest candidates that together serve every demand; with `not_all_of`, without one of those at
    least.

    The location set covering problem (Toregas and others 1971, doi:10.1287/opre.19.6.1363). None: it
    cannot be done.
    """
    starts = [greedy(problem, None, among) for among in _allowed(problem, not_all_of)]
    complete = [start for start in starts if len(problem.served_by(start)) == len(problem.weights)]
    if not complete:
        return None
    start = min(complete, key=len)
    candidates = len(problem.serves)
    model = _Model([1.0] * candidates, candidates)
    for able in _servers(problem):
        model.row(able, [1.0] * len(able), 1.0, INFINITE)
    model.forbid_all_of(not_all_of)

    def bound(least_cost: float) -> int:
        return max(math.ceil(least_cost - BOUND_SLACK), 0)

    def allowed(chosen: Sequence[int]) -> bool:
        everybody = len(problem.served_by(chosen)) == len(problem.weights)
        return everybody and not _all_in(not_all_of, chosen)

    search = _Search("fewest", len, allowed, bound, start, watch)
    return search.run(model, seconds, anything_goes=0)


def _allowed(problem: CoverProblem, not_all_of: Collection[int]) -> list[list[int]]:
    """Every largest set of candidates that leaves at least one of `not_all_of` out; all candidates when
    that is empty.
    """
    everyone = range(len(problem.serves))
    return [[j for j in everyone if j != dropped] for dropped in sorted(not_all_of)] or [list(everyone)]


def _all_in(some: Collection[int], chosen: Collection[int]) -> bool:
    return bool(some) and set(some) <= set(chosen)


def _servers(problem: CoverProblem) -> list[list[int]]:
    servers: list[list[int]] = [[] for _ in problem.weights]
    for j, served in enumerate(problem.serves):
        for i in served:
            servers[i].append(j)
    return servers


@dataclass(slots=True)
class _Model:
    """A problem of least cost in the solver's terms: columns from 0 to 1, the first `whole` of them whole
    numbers.
    """

    costs: list[float]
    whole: int
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def row(self, columns: Sequence[int], values: Sequence[float], lower: float, upper: float) -> None:
        """Hold a sum of columns between two bounds."""
        self.columns.extend(columns)
        self.values.extend(values)
        self.starts.append(len(self.columns))
        self.lower.append(lower)
        self.upper.append(upper)

    def forbid_all_of(self, columns: Collection[int]) -> None:
        """Do without at least one of these; no rule when there are none."""
        if columns:
            self.row(sorted(columns), [1.0] * len(columns), -INFINITE, len(columns) - 1.0)

    def solver(self, seconds: float) -> Any:
        """HiGHS with this problem in it."""
        import highspy  # here, since it takes a process much memory, and few need it

        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.costs), len(self.lower)
        program.col_cost_ = np.array(self.costs)
        program.col_lower_, program.col_upper_ = np.zeros(len(self.costs)), np.ones(len(self.costs))
        kinds = highspy.HighsVarType
        program.integrality_ = [kinds.kInteger if j < self.whole else kinds.kContinuous for j in range(len(self.costs))]
        program.row_lower_, program.row_upper_ = np.array(self.lower), np.array(self.upper)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.array(self.starts, dtype=np.int32)
        program.a_matrix_.index_ = np.array(self.columns, dtype=np.int32)
        program.a_matrix_.value_ = np.array(self.values)
        highs: Any = highspy.Highs()  # type: ignore[no-untyped-call] # the library leaves it untyped
        highs.silent()
        options = {"mip_rel_gap": 0.0, "mip_abs_gap": GAP_BELOW_ONE, "time_limit": seconds, "parallel": "off"}
        for name, value in options.items():
            highs.setOptionValue(name, value)
        highs.passModel(program)
        return highs


@dataclass(slots=True)
class _Search:
    """One run of the solver, with the best choice so far kept outside it."""

    aim: Literal["most", "fewest"]
    value_of: Callable[[Sequence[int]], int]
    allowed: Callable[[Sequence[int]], bool]
    bound_of: Callable[[float], int]
    best: list[int]
    watch: Watch | None

    def run(self, model: _Model, seconds: float, *, anything_goes: int) -> Solved:
        """Search until proven, out of time or told to stop. `anything_goes` is the bound that needs no
        proof.
        """
        if not self._go_on(0.0, None):
            return self._solved(anything_goes)
        highs = model.solver(seconds)
        highs.cbMipImprovingSolution += lambda event: self._improve(event.data_out.mip_solution, model.whole)
        highs.cbMipInterrupt += self._report
        highs.run()
        self._improve(highs.getSolution().col_value, model.whole)
        least_cost = float(highs.getInfo().mip_dual_bound)
        return self._solved(self.bound_of(least_cost) if math.isfinite(least_cost) else anything_goes)

    def _improve(self, columns: Sequence[float], whole: int) -> None:
        if len(columns) < whole:  # stopped before the first solution: the solver has none to give
            return
        found = [j for j in range(whole) if columns[j] > 0.5]
        new, old = self.value_of(found), self.value_of(self.best)
        better = new > old if self.aim == "most" else new < old
        if better and self.allowed(found):  # after a stop the columns may be those of no whole choice
            self.best = found

    def _report(self, event: Any) -> None:
        least_cost = float(event.data_out.mip_dual_bound)
        bound = self.bound_of(least_cost) if math.isfinite(least_cost) else None
        if not self._go_on(float(event.data_out.running_time), bound):
            event.data_in.user_interrupt = True

    def _go_on(self, seconds: float, bound: int | None) -> bool:
        if self.watch is None:
            return True
        known = None if bound is None else self._no_worse(bound)
        return self.watch(Progress(seconds, tuple(sorted(self.best)), self.value_of(self.best), known))

    def _solved(self, bound: int) -> Solved:
        return Solved(tuple(sorted(self.best)), self.value_of(self.best), self._no_worse(bound))

    def _no_worse(self, bound: int) -> int:
        """A bound is never on the wrong side of a choice in hand."""
        value = self.value_of(self.best)
        return max(bound, value) if self.aim == "most" else min(bound, value)
