"""The next 50 sites of a province: 30,000 candidates, 19,585 villages not served yet, beside CBC on the same."""

from __future__ import annotations

import resource

import numpy as np
import pulp
import pytest

from app.coverage.cover_problem import CoverProblem
from app.coverage.cover_solver import Progress, most_worth
from app.coverage.places import Candidate
from app.coverage.report import CoverageReport, report_by_straight_line
from app.coverage.siting import siting_case
from tests.bench.measuring import tell
from tests.bench.test_a_province import AS_OF, province
from tests.standards.cases import seeds

pytestmark = pytest.mark.bench

SITES, RUNS = 50, 3
EVERY = 25
"""Of the province's sites every 25th is there already."""


def processor() -> float:
    """Seconds of the processor that this process and the ended ones it started have taken."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def with_cbc(problem: CoverProblem, most: int) -> int:
    """The same maximal covering problem as its authors write it, whole, in CBC."""
    model = pulp.LpProblem("most", pulp.LpMaximize)
    chosen = [pulp.LpVariable(f"x{j}", cat="Binary") for j in range(problem.candidates)]
    served = [pulp.LpVariable(f"y{i}", 0, 1) for i in range(problem.demands)]
    model += pulp.LpAffineExpression(zip(served, problem.weights.tolist(), strict=True))
    starts, servers = problem.servers
    for i, demand in enumerate(served):
        able = servers[starts[i] : starts[i + 1]].tolist()
        model += pulp.LpAffineExpression([(chosen[j], 1) for j in able]) - demand >= 0
    model += pulp.lpSum(chosen) <= most
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    return round(pulp.value(model.objective))


def one_run(report: CoverageReport, candidates: list[Candidate]) -> tuple[CoverProblem, dict[str, float]]:
    """What each part takes, once; the answers are compared."""
    taken = {"begun": processor()}

    def lap(what: str) -> None:
        now = processor()
        taken[what] = now - taken["begun"]
        taken["begun"] = now

    problem = siting_case(report, candidates).problem
    lap("prepared")
    near: list[float] = []

    def watch(progress: Progress) -> bool:
        if progress.bound is not None and 100 * (progress.bound - progress.value) <= progress.value:
            near.append(processor() - taken["begun"])
        return True

    found = most_worth(problem, SITES, watch=watch)
    taken["within a hundredth"] = near[0]
    lap("proven")
    second = most_worth(problem, SITES, not_all_of=found.chosen)
    lap("second best")
    best = with_cbc(problem, SITES)
    lap("CBC")
    assert (found.proven, second.proven) == (True, True)
    assert found.value == best
    return problem, taken


def test_the_best_fifty_of_a_province_are_cbcs() -> None:
    places, sites = province()
    circle = seeds().programmes["qu-2023"].service_circle
    assert circle is not None
    report = report_by_straight_line(places, sites[::EVERY], circle, AS_OF)
    candidates = [Candidate(p.code, p.name, p.location) for p in places if p.location is not None]
    runs = [one_run(report, candidates) for _ in range(RUNS)]
    problem = runs[0][0]
    seconds = {what: [taken[what] for _, taken in runs] for what in runs[0][1] if what != "begun"}
    tell(
        f"the next {SITES} sites: {problem.candidates:,} candidates, {problem.demands:,} villages,"
        f" {len(problem.served):,} pairs; seconds of the processor",
        *(f"{what:<20}{np.median(took):.2f} ({min(took):.2f} to {max(took):.2f})" for what, took in seconds.items()),
    )
