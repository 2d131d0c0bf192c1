"""Where the next site should go: the choice of new sites or upgrades that serves most, and the fewest
that serve everyone.

Existing sites are kept: only places that they do not serve count as to be won. A plan is a proven optimum
or says how far from one it may be. Places without a point cannot be planned for and are listed;
approximate points count unless the caller leaves them out. By default a place counts as served only if
that holds on bad roads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.coverage.account import Standing, WeighedBy
from app.coverage.by_road import RoadNetworks, within_limit_by_road
from app.coverage.cover_problem import CoverProblem, Reduced, greedy, reduced
from app.coverage.cover_solver import INFINITE, Progress, Solved, Watch, fewest, most_worth
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
        return tuple(self.places[i] for i in sorted(self.problem.out_of_reach))


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
            bound = sum(self.case.problem.weights) if self.aim == "most" else min(1, self.progress.value)
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
    served: frozenset[Standing] = frozenset({"covered", "covered_if_roads_good"} if good_roads else {"covered"})
    places, already, unlocated = list[Place](), list[str](), list[str]()
    for entry in report.entries:
        standing = entry.standing if use_approximate else entry.standing_without_approximate
        if standing == "unlocated":
            unlocated.append(entry.place.code)
        elif standing in served:
            already.append(entry.place.code)
        else:
            places.append(entry.place)
    points = [c.location for c in chosen_from]
    if report.method == "roads":
        if networks is None:
            raise ValueError("a report by road needs its road networks to plan with")
        serves = within_limit_by_road(points, places, report.circle, networks)
    else:
        serves = within_limit_by_straight_line(points, places, report.circle, good_roads=good_roads)
    weighed_by = report.with_approximate.everyone.weighed_by
    weights = tuple(1 if weighed_by == "places" else p.population or 0 for p in places)
    return SitingCase(
        chosen_from,
        tuple(places),
        CoverProblem(tuple(map(frozenset, serves)), weights),
        weighed_by,
        good_roads,
        tuple(already),
        tuple(unlocated),
    )


def plan_for_most(
    case: SitingCase,
    sites: int,
    *,
    seconds: float = INFINITE,
    watch: StageWatch | None = None,
    runner_up: bool = True,
) -> Plan:
    """The choice of at most `sites` candidates that wins most weight. `seconds` limits each of the two
    searches.

    InvalidInput for fewer than one site.
    """
    if sites < 1:
        raise InvalidInput([Fault("sites", "too_small", Wording("至少选 1 个站点", "choose at least one site"))])

    def search(small: Reduced, without: Collection[int], told: Watch | None) -> Solved | None:
        return most_worth(small.problem, sites, not_all_of=without, seconds=seconds, watch=told)

    return _plan(case, "most", sites, case.problem, search, watch, runner_up=runner_up)


def plan_for_everyone(
    case: SitingCase,
    *,
    seconds: float = INFINITE,
    watch: StageWatch | None = None,
    runner_up: bool = True,
) -> Plan:
    """The fewest candidates that serve every place that any candidate can serve; the others are named in
    the plan.
    """
    nobody = case.problem.out_of_reach
    kept = [i for i in range(len(case.places)) if i not in nobody]
    number = {i: k for k, i in enumerate(kept)}
    serves = tuple(frozenset(number[i] for i in served) for served in case.problem.serves)
    reachable = CoverProblem(serves, tuple(case.problem.weights[i] for i in kept))

    def search(small: Reduced, without: Collection[int], told: Watch | None) -> Solved | None:
        return fewest(small.problem, not_all_of=without, seconds=seconds, watch=told)

    return _plan(case, "everyone", None, reachable, search, watch, runner_up=runner_up)


def steps_of(case: SitingCase, chosen: Sequence[int]) -> tuple[Step, ...]:
    """The chosen candidates (by number) in the order in which to build them, those that add nothing left out."""
    done, steps = set[int](), list[Step]()
    for j in greedy(case.problem, among=chosen):
        fresh = sorted(case.problem.serves[j] - done)
        done.update(fresh)
        adds = sum(case.problem.weights[i] for i in fresh)
        steps.append(Step(case.candidates[j], adds, tuple(case.places[i] for i in fresh)))
    return tuple(steps)


def _plan(
    case: SitingCase,
    aim: Aim,
    asked_for: int | None,
    problem: CoverProblem,
    search: Callable[[Reduced, Collection[int], Watch | None], Solved | None],
    watch: StageWatch | None,
    *,
    runner_up: bool,
) -> Plan:
    def telling(small: Reduced, stage: Stage, best: Choice | None) -> Watch | None:
        if watch is None:
            return None

        def told(progress: Progress) -> bool:
            ours = replace(progress, chosen=small.original(progress.chosen))
            return watch(SoFar(case, aim, asked_for, stage, ours, best))

        return told

    everyone = aim == "everyone"
    small = reduced(problem, every_demand=everyone)
    solved = search(small, (), telling(small, "best", None))
    assert solved is not None  # only what some candidate serves is asked for
    chosen = small.original(solved.chosen)
    best, second = Choice(steps_of(case, chosen), solved.value, solved.bound), None
    if runner_up and chosen:
        wide = reduced(problem, keep=chosen, every_demand=everyone)
        place_of = {j: k for k, j in enumerate(wide.candidates)}
        other = search(wide, [place_of[j] for j in chosen], telling(wide, "runner_up", best))
        if other is not None:
            second = Choice(steps_of(case, wide.original(other.chosen)), other.value, other.bound)
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
