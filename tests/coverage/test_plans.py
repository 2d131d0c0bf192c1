"""A plan as a whole: how it stands while it is searched for, a choice made by hand beside it, and its sentences."""

from dataclasses import replace
from datetime import date

import pytest

from app.coverage.comparison import compare
from app.coverage.cover_solver import Progress
from app.coverage.places import Candidate, Place, Settlement
from app.coverage.report import report_by_straight_line
from app.coverage.siting import Aim, Choice, Plan, SitingCase, SoFar, plan_for_everyone, plan_for_most, siting_case
from app.coverage.siting_record import plan_record
from app.coverage.siting_wording import comparison, counted, headline, proof, runner_up
from app.errors import InvalidInput
from app.standards.reader import read_seeds
from app.units import LatLon
from tests.networks import ROOT

CIRCLE = read_seeds(ROOT / "seeds").programmes["qu-2023"].service_circle
DAY = date(2026, 11, 22)
KM = 1 / 111.2
"""A kilometre of latitude in degrees."""


def village(number: int, km_north: float, population: int | None = None) -> Place:
    point = LatLon(lat=30.0 + km_north * KM, lon=107.0)
    return Place(f"V{number}", f"村{number}", "T", Settlement("rural", "class_code"), point, population=population)


def case_of(*places: Place) -> SitingCase:
    """Nobody is served yet, and every village is a candidate that reaches 7.5 km."""
    assert CIRCLE is not None
    report = report_by_straight_line(places, [], CIRCLE, DAY)
    return siting_case(report, [Candidate(p.code, p.name, p.location) for p in places if p.location is not None])


@pytest.fixture
def line() -> SitingCase:
    """Two groups of three and one alone, far from each other."""
    return case_of(*(village(n, km) for n, km in enumerate((0, 7, 14, 50, 57, 64, 100))))


def test_each_site_says_what_it_adds_and_who_that_is(line: SitingCase) -> None:
    plan = plan_for_most(line, 2)
    assert [(s.candidate.code, s.adds, len(s.newly_served)) for s in plan.best.steps] == [("V1", 3, 3), ("V4", 3, 3)]
    assert plan.best.proven
    assert plan.runner_up is not None
    assert plan.runner_up.value == 5


def test_the_fewest_for_everybody_are_one_a_group(line: SitingCase) -> None:
    plan = plan_for_everyone(line)
    assert plan.best.codes == {"V1", "V4", "V6"}
    assert headline(plan_record(line, plan)).zh == "最少 3 个站点，即可覆盖候选地点可达的全部 7 个村（社区）。"


def test_a_choice_by_hand_is_set_beside_the_optimum(line: SitingCase) -> None:
    plan = plan_for_most(line, 2)
    found = compare(line, ["V0", "V6"], plan)
    assert (found.hand_worth, found.plan_worth, found.could_gain) == (3, 6, 3)
    assert [p.code for p in found.only_by_hand] == ["V6"]
    assert {p.code for p in found.only_by_plan} == {"V2", "V3", "V4", "V5"}
    assert [said.zh for said in comparison(plan_record(line, plan, found))] == [
        "自选的 2 个站点再覆盖 3 个村（社区）；选址方案的 2 个再覆盖 6 个村（社区）。",
        "改用选址方案可多覆盖 3 个村（社区）。",
    ]


def test_a_choice_as_good_as_the_optimum_is_called_so(line: SitingCase) -> None:
    plan = plan_for_most(line, 1)
    record = plan_record(line, plan, compare(line, ["V4"], plan))
    assert comparison(record)[1].en == "Your own selection is the best: no plan covers more."


def test_beside_a_plan_for_everybody_a_choice_shows_whom_it_leaves(line: SitingCase) -> None:
    found = compare(line, ["V1"], plan_for_everyone(line))
    assert (found.hand_worth, found.plan_worth, found.could_gain) == (3, 7, 4)


def test_unknown_codes_in_a_choice_are_all_named(line: SitingCase) -> None:
    with pytest.raises(InvalidInput) as refused:
        compare(line, ["V1", "X", "Y"], plan_for_most(line, 3))
    assert [fault.path for fault in refused.value.faults] == ["choice[X]", "choice[Y]"]


def test_people_are_counted_as_people() -> None:
    case = case_of(village(1, 0, 1200), village(2, 7, 800), village(3, 50, 1500))
    record = plan_record(case, plan_for_most(case, 1))
    assert headline(record).zh == "新增 1 个站点，再覆盖 2000 人。"
    second = runner_up(record)
    assert second is not None
    assert counted(2000, "people").en == "2000 people"


def test_more_sites_than_are_of_use_are_called_of_no_use(line: SitingCase) -> None:
    record = plan_record(line, plan_for_most(line, 5))
    assert headline(record).en == "3 further sites would cover 7 more villages. Adding 2 more sites would win nothing."


def test_where_nothing_can_be_won_the_plan_is_empty_and_says_so() -> None:
    case = case_of()
    plan = plan_for_most(case, 2)
    assert (plan.best.steps, plan.runner_up) == ((), None)
    assert headline(plan_record(case, plan)).zh == "所有候选地点均不能补上缺口。"


def test_whoever_watches_sees_a_plan_at_every_moment_and_a_stop_keeps_it(line: SitingCase) -> None:
    seen: list[Plan] = []

    def watch(so_far: SoFar) -> bool:
        seen.append(so_far.plan())
        return False

    plan = plan_for_most(line, 2, watch=watch)
    assert seen[0].best.value == 6
    assert seen[0].best.bound == 7, "nothing is proven before the search, but that no more than all can be won"
    assert plan.best.value == 6
    assert (
        proof(plan_record(line, plan)).zh
        == "尚未证明为最优：其他方案最多还能多覆盖 1 个村（社区）（上限 7 个村（社区））。"
    )
    assert seen[-1].runner_up is not None
    assert isinstance(seen[-1].best, Choice)


def test_a_plan_is_kept_with_all_that_it_can_be_understood_from() -> None:
    north = LatLon(lat=30.123456789, lon=107.987654321)
    places = (village(0, 0, 10), replace(village(1, 7, 20), approximate=True), village(2, 50, 5), village(3, 200, 1))
    report = report_by_straight_line([*places, replace(village(4, 0, 7), location=None)], [], CIRCLE, DAY)
    candidates = [
        Candidate("A", "甲", places[0].location, upgrade_of="OLD"),
        Candidate("B", "乙", places[2].location),
        Candidate("C", "丙", north),
    ]
    case = siting_case(report, candidates)
    plan = plan_for_most(case, 1)
    kept = plan_record(case, plan, compare(case, ["B"], plan))
    assert {key: kept[key] for key in ("aim", "asked_for", "weighed_by", "good_roads", "already_served")} == {
        "aim": "most",
        "asked_for": 1,
        "weighed_by": "people",
        "good_roads": False,
        "already_served": 0,
    }
    assert (kept["unlocated"], kept["candidates"], kept["out_of_reach"]) == (1, 3, ["V3"])
    at = {"lon": 107.0, "lat": 30.0}
    (step,) = kept["best"]["steps"]
    assert step == {"code": "A", "name": "甲", "upgrade_of": "OLD", "location": at, "adds": 30, "serves": ["V0", "V1"]}
    assert {key: kept["best"][key] for key in ("value", "bound", "gap", "proven")} == {
        "value": 30,
        "bound": 30,
        "gap": 0,
        "proven": True,
    }
    assert [one["code"] for one in kept["runner_up"]["steps"]] == ["B"]
    beside = kept["comparison"]
    assert [beside[key] for key in ("hand_sites", "plan_sites", "hand_worth", "plan_worth", "could_gain")] == [
        *(1, 1, 5, 30, 25),
    ]
    assert (beside["only_by_hand"], beside["only_by_plan"]) == (["V2"], ["V0", "V1"])
    first, second = kept["places"][:2]
    assert first == {
        "code": "V0",
        "name": "村0",
        "township": "T",
        "location": at,
        "approximate": False,
        "population": 10,
    }
    assert second["approximate"]
    alone = plan_record(case, plan_for_most(case, 1, runner_up=False))
    assert (alone["runner_up"], alone["comparison"]) == (None, None)
    far = siting_case(report, candidates[2:])
    assert plan_record(far, plan_for_everyone(far))["best"]["steps"] == []


def test_a_point_is_kept_to_six_decimals_and_nobody_plans_for_none_or_twice_the_same(line: SitingCase) -> None:
    far = Candidate("C", "丙", LatLon(lat=30.000000049, lon=107.000000451))
    report = report_by_straight_line([village(0, 0)], [], CIRCLE, DAY)
    case = siting_case(report, [far])
    (step,) = plan_record(case, plan_for_most(case, 1))["best"]["steps"]
    assert step["location"] == {"lon": 107.0, "lat": 30.0}
    with pytest.raises(InvalidInput) as refused:
        plan_for_most(line, 0)
    assert [fault.path for fault in refused.value.faults] == ["sites"]
    with pytest.raises(InvalidInput) as refused:
        siting_case(report, [far, replace(far, name="丁")])
    assert [fault.path for fault in refused.value.faults] == ["candidates[C]"]
    with pytest.raises(ValueError, match="at least as many"):
        compare(line, ["V0", "V1"], plan_for_most(line, 1))
    assert compare(line, ["V1", "V1"], plan_for_most(line, 1)).hand_sites == 1


@pytest.mark.parametrize(
    ("aim", "value", "bound", "told"),
    [
        ("most", 3, None, 7),
        ("most", 3, 5, 5),
        ("everyone", 3, None, 1),
        ("everyone", 0, None, 0),
        ("everyone", 3, 2, 2),
    ],
)
def test_before_anything_is_proven_a_plan_says_what_needs_no_proof(
    line: SitingCase, aim: Aim, value: int, bound: int | None, told: int
) -> None:
    so_far = SoFar(line, aim, 2, "best", Progress(0.0, (1,), value, bound), None)
    plan = so_far.plan()
    assert (plan.best.value, plan.best.bound, plan.best.gap, plan.best.proven) == (
        *(value, told, abs(told - value), told == value),
    )
    assert (plan.runner_up, plan.asked_for, plan.out_of_reach) == (None, 2, ())
    second = SoFar(line, aim, 2, "runner_up", so_far.progress, plan.best).plan()
    assert (second.best, second.runner_up) == (plan.best, plan.best)
