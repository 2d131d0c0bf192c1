"""Where the next site should go: the choice of new sites or upgrades that serves most, and the fewest
that serve everyone.

Existing sites are kept: only places that they do not serve count as to be won. A plan is a proven optimum
or says how far from one it may be. Places without a point cannot be planned for and are listed;
approximate points count unless the caller leaves them out. By default a place counts as served only if
that holds on bad roads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.coverage.account import STANDINGS, Standing, WeighedBy
from app.coverage.by_road import RoadNetworks, within_limit_by_road
from app.coverage.cover_choices import greedy
from app.coverage.cover_problem import CoverProblem
from app.coverage.cover_solver import INFINITE, Clock, Progress, Solved, Watch, fewest, most_worth, standing_still
from app.coverage.places import Candidate, Place
from app.coverage.report import CoverageReport
from app.coverage.straight_line import within_limit_by_straight_line
from app.errors import Fault, InvalidInput
from app.wording import Wording

Aim = Literal["most", "everyone"]
Stage = Literal["best", "runner_up"]


@dataclass(frozen=True, slots=True)
class SitingCase:
    """What can be chosen and what can be won. `problem` numbers candidates and places as these tuples do.

    `places`: located and not yet served. `served_already` and `unlocated`: codes of all the others.
    """

    candidates: tuple[Candidate, ...]
    places: tuple[Place, ...]
    problem: CoverProblem
    weighed_by: WeighedBy
    good_roads: bool
    served_already: tuple[str, ...]
    unlocated: tuple[str, ...]

    @property
    def out_of_reach(self) -> tuple[Place, ...]:
        """The places that no candidate would serve."""
        return tuple(self.places[i] for i in np.flatnonzero(self.problem.out_of_reach))


@dataclass(frozen=True, slots=True)
class Step:
    """One chosen candidate, in the order of gain: what it adds to those before it, as weight and by name."""

    candidate: Candidate
    adds: int
    newly_served: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A set of candidates and what it is worth. `value`: weight won ("most") or number of sites
    ("everyone").

    `bound`: no choice of its sort has a better value than that. `steps` leave out candidates that add
    nothing.
    """

    steps: tuple[Step, ...]
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether nothing of its sort can be better."""
        return self.value == self.bound

    @property
    def gap(self) -> int:
        """How much better another choice might at most be, in the unit of `value`."""
        return abs(self.bound - self.value)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the chosen candidates."""
        return frozenset(step.candidate.code for step in self.steps)

    @property
    def newly_served(self) -> frozenset[str]:
        """The codes of all places won."""
        return frozenset(place.code for step in self.steps for place in step.newly_served)


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer to "where next". `runner_up` is the best choice that does without at least one of the
    chosen candidates; None when there is none, or it was not asked for.

    `asked_for` is the number of sites wanted ("most"), None for "everyone". `out_of_reach` are the places
    that no candidate would serve: with "everyone", the plan serves all the others.
    """

    aim: Aim
    asked_for: int | None
    best: Choice
    runner_up: Choice | None
    out_of_reach: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SoFar:
    """How planning stands: what the running search reports, and what the first one found once it has ended.

    `progress` speaks of the search of `stage`, in the case's own candidate numbers.
    """

    case: SitingCase
    aim: Aim
    asked_for: int | None
    stage: Stage
    progress: Progress
    best: Choice | None

    def plan(self) -> Plan:
        """The answer as it would be if planning ended now."""
        bound = self.progress.bound
        if bound is None:  # nothing is proven yet but what needs no proof
            bound = int(self.case.problem.weights.sum()) if self.aim == "most" else min(1, self.progress.value)
        found = Choice(steps_of(self.case, self.progress.chosen), self.progress.value, bound)
        best, second = (found, None) if self.best is None else (self.best, found)
        return Plan(self.aim, self.asked_for, best, second, self.case.out_of_reach)


StageWatch = Callable[[SoFar], bool]
"""Told before each search and now and then during it how planning stands; answers whether to go on."""


def siting_case(
    report: CoverageReport,
    candidates: Iterable[Candidate],
    *,
    networks: RoadNetworks | None = None,
    good_roads: bool = False,
    use_approximate: bool = True,
) -> SitingCase:
    """Everything that planning needs, from a report and candidate places, by the report's own way of
    travelling.

    `networks` are those the report was made with (by road only). InvalidInput names candidates given
    twice; ValueError when a report by road comes without its networks.
    """
    chosen_from = _in_order(candidates)
    standings = report.standings if use_approximate else report.standings_without_approximate
    counting: tuple[Standing, ...] = ("covered", "covered_if_roads_good") if good_roads else ("covered",)
    served = np.isin(standings, [STANDINGS.index(one) for one in counting])
    unlocated = standings == STANDINGS.index("unlocated")
    places = [report.places[row] for row in np.flatnonzero(~served & ~unlocated).tolist()]
    points = [c.location for c in chosen_from]
    if report.method == "roads":
        if networks is None:
            raise ValueError("a report by road needs its road networks to plan with")
        serving, served_then = within_limit_by_road(points, places, report.circle, networks)
    else:
        serving, served_then = within_limit_by_straight_line(points, places, report.circle, good_roads=good_roads)
    weighed_by = report.with_approximate.everyone.weighed_by
    weights = np.array([1 if weighed_by == "places" else p.population or 0 for p in places], dtype=np.int64)
    return SitingCase(
        chosen_from,
        tuple(places),
        CoverProblem.of_pairs(len(chosen_from), serving, served_then, weights),
        weighed_by,
        good_roads,
        tuple(report.places[row].code for row in np.flatnonzero(served).tolist()),
        tuple(report.places[row].code for row in np.flatnonzero(unlocated).tolist()),
    )


def plan_for_most(
    case: SitingCase,
    sites: int,
    *,
    seconds: float = INFINITE,
    watch: StageWatch | None = None,
    clock: Clock = standing_still,
    runner_up: bool = True,
) -> Plan:
    """The choice of at most `sites` candidates that wins most weight. `seconds` by the `clock` limit each of the two
    searches.

    InvalidInput for fewer than one site.
    """
    if sites < 1:
        raise InvalidInput([Fault("sites", "too_small", Wording("至少选 1 个站点", "choose at least one site"))])

    def search(without: Collection[int], told: Watch | None) -> Solved:
        return most_worth(case.problem, sites, not_all_of=without, seconds=seconds, watch=told, clock=clock)

    return _plan(case, "most", sites, search, watch, runner_up=runner_up)


def plan_for_everyone(
    case: SitingCase,
    *,
    seconds: float = INFINITE,
    watch: StageWatch | None = None,
    clock: Clock = standing_still,
    runner_up: bool = True,
) -> Plan:
    """The fewest candidates that serve every place that any candidate can serve; the others are named in
    the plan.
    """
    within_reach = ~case.problem.out_of_reach
    reachable = case.problem.part(np.ones(len(case.candidates), dtype=bool), within_reach)

    def search(without: Collection[int], told: Watch | None) -> Solved | None:
        return fewest(reachable, not_all_of=without, seconds=seconds, watch=told, clock=clock)

    return _plan(case, "everyone", None, search, watch, runner_up=runner_up)


def steps_of(case: SitingCase, chosen: Sequence[int]) -> tuple[Step, ...]:
    """The chosen candidates (by number) in the order in which to build them, those that add nothing left out."""
    problem, steps = case.problem, list[Step]()
    open_ = np.ones(problem.demands, dtype=bool)
    for j in greedy(problem, among=chosen):
        fresh = problem.serves(j)[open_[problem.serves(j)]]
        open_[fresh] = False
        adds = int(problem.weights[fresh].sum())
        steps.append(Step(case.candidates[j], adds, tuple(case.places[i] for i in fresh)))
    return tuple(steps)


def _plan(
    case: SitingCase,
    aim: Aim,
    asked_for: int | None,
    search: Callable[[Collection[int], Watch | None], Solved | None],
    watch: StageWatch | None,
    *,
    runner_up: bool,
) -> Plan:
    def telling(stage: Stage, best: Choice | None) -> Watch | None:
        if watch is None:
            return None
        return lambda progress: watch(SoFar(case, aim, asked_for, stage, progress, best))

    solved = search((), telling("best", None))
    assert solved is not None  # only what some candidate serves is asked for
    best, second = Choice(steps_of(case, solved.chosen), solved.value, solved.bound), None
    if runner_up and solved.chosen:
        other = search(solved.chosen, telling("runner_up", best))
        if other is not None:
            second = Choice(steps_of(case, other.chosen), other.value, other.bound)
    return Plan(aim, asked_for, best, second, case.out_of_reach)


def _in_order(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    ordered = tuple(sorted(candidates, key=lambda c: c.code))
    codes = [c.code for c in ordered]
    twice = sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
    if twice:
        raise InvalidInput(
            Fault(f"candidates[{c}]", "duplicate", Wording(f"候选点 {c} 重复", f"candidate {c} is given twice"))
            for c in twice
        )
    return ordered
