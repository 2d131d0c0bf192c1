"""A plan as a whole: how it stands while it is searched for, a choice made by hand beside it, and its sentences."""

from datetime import date

import pytest

from app.coverage.comparison import compare
from app.coverage.places import Candidate, Place, Settlement
from app.coverage.report import report_by_straight_line
from app.coverage.siting import Choice, Plan, SitingCase, SoFar, plan_for_everyone, plan_for_most, siting_case
from app.coverage.siting_record import plan_record
from app.coverage.siting_wording import comparison, counted, headline, proof, runner_up
from app.errors import InvalidInput
from app.standards.reader import read_seeds
from app.units import LatLon
from tests.networks import ROOT

CIRCLE = read_seeds(ROOT / "seeds").programmes["qu-2023"].service_circle
KM = 1 / 111.2
"""A kilometre of latitude in degrees."""


def village(number: int, km_north: float, population: int | None = None) -> Place:
    point = LatLon(lat=30.0 + km_north * KM, lon=107.0)
    return Place(f"V{number}", f"村{number}", "T", Settlement("rural", "class_code"), point, population=population)


def case_of(*places: Place) -> SitingCase:
    """Nobody is served yet, and every village is a candidate that reaches 7.5 km."""
    assert CIRCLE is not None
    report = report_by_straight_line(places, [], CIRCLE, date(2026, 11, 22))
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
