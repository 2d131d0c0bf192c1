"""A cover problem as a mixed-integer program, handed to HiGHS.

The solver is not told of a choice in hand: HiGHS 1.16 hands a starting point back as its answer where presolve alone
finds a better one. What is proven is read from its bound, never from its word that it is done. It leaves the
interpreter free while it works, and may work for some seconds between two reports.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from app.coverage.cover_problem import CoverProblem, Numbers

GAP_BELOW_ONE = 0.99
"""All worths are whole numbers, so a bound less than one away proves the optimum."""

INFEASIBLE = frozenset({"Infeasible", "Primal infeasible or unbounded"})
"""HiGHS's words for a problem that no choice solves; none of ours is unbounded."""

Found = Callable[[Numbers], None]
"""Told of every choice that the solver finds, as candidate numbers; it need not be an allowed one."""
Standing = Callable[[float], bool]
"""Told now and then what no choice is worth more than (infinite: not known yet); answers whether to go on."""


def run_program(
    problem: CoverProblem,
    most: int | None,
    not_all_of: Collection[int],
    seconds: float,
    found: Found,
    standing: Standing,
) -> float:
    """Search until proven, out of time or told to stop; what no choice is worth more than (minus infinity: there is
    none).

    For the `most` worth of so many candidates, or (None) for the fewest that serve all, whose worth is minus their
    number. With `not_all_of`, at least one of those is left out.
    """
    highs = _solver(problem, most, sorted(not_all_of), seconds)

    def told(columns: Sequence[float]) -> None:
        if len(columns) >= problem.candidates:  # stopped before the first solution, the solver has none to give
            found(np.flatnonzero(np.asarray(columns[: problem.candidates]) > 0.5))

    def asked(event: Any) -> None:
        if not standing(_worth(event.data_out.mip_dual_bound)):
            event.data_in.user_interrupt = True

    highs.cbMipImprovingSolution += lambda event: told(event.data_out.mip_solution)
    highs.cbMipInterrupt += asked
    highs.run()
    if highs.modelStatusToString(highs.getModelStatus()) in INFEASIBLE:
        return -math.inf
    told(highs.getSolution().col_value)
    return _worth(highs.getInfo().mip_dual_bound)


def _worth(least_cost: float) -> float:
    return -least_cost if math.isfinite(least_cost) else math.inf


def _solver(problem: CoverProblem, most: int | None, avoided: Sequence[int], seconds: float) -> Any:
    """HiGHS with the problem in it: a column a candidate, with the aim of most worth also one a demand; a row a
    demand, one for the number of candidates, one for those not to be chosen all.
    """
    import highspy  # here, since it takes a process much memory, and few need it

    candidates, demands = problem.candidates, problem.demands
    starts, servers = problem.servers
    values, lower, upper = np.ones(len(servers)), np.ones(demands), np.full(demands, np.inf)
    costs, kinds = np.ones(candidates), [highspy.HighsVarType.kInteger] * candidates
    if most is not None:
        kinds += [highspy.HighsVarType.kContinuous] * demands
        costs = np.concatenate((np.zeros(candidates), -problem.weights.astype(np.float64)))
        # a demand's own column stands behind its servers
        values = np.insert(values, starts[1:], -1.0)
        servers = np.insert(servers, starts[1:], candidates + np.arange(demands))
        starts, lower = starts + np.arange(demands + 1), np.zeros(demands)
    every = np.arange(candidates)
    for columns, allowed in ((every, most), (np.array(avoided, dtype=np.int64), len(avoided) - 1)):
        if allowed is not None and len(columns):
            starts = np.append(starts, starts[-1] + len(columns))
            servers, values = np.concatenate((servers, columns)), np.concatenate((values, np.ones(len(columns))))
            lower, upper = np.append(lower, -np.inf), np.append(upper, float(allowed))
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(costs), len(lower)
    program.col_cost_, program.col_lower_, program.col_upper_ = costs, np.zeros(len(costs)), np.ones(len(costs))
    program.integrality_ = kinds
    program.row_lower_, program.row_upper_ = lower, upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_ = starts.astype(np.int32), servers.astype(np.int32)
    program.a_matrix_.value_ = values
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call] # the library leaves it untyped
    highs.silent()
    options = {"mip_rel_gap": 0.0, "mip_abs_gap": GAP_BELOW_ONE, "time_limit": seconds, "parallel": "off"}
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(program)
    return highs
