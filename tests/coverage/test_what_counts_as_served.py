"""Who counts as served in a result and in a plan: never a village of whom it is not sure, never one left out."""

from datetime import date
from decimal import Decimal

import pytest
from geopy.distance import geodesic

from app.coverage.places import Candidate, Place, ServingSite, Settlement
from app.coverage.report import CoverageReport, report_by_straight_line
from app.coverage.report_wording import headline, notes
from app.coverage.siting import SitingCase, siting_case
from app.coverage.straight_line import farthest_metres
from app.units import LatLon
from tests.standards.cases import seeds

CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None
DAY = date(2026, 11, 24)
STATION = ServingSite("S", "站", "service_station", LatLon(lat=30.9, lon=106.9))
SURE = farthest_metres(CIRCLE, "rural", good_roads=False) - 5
"""As far from the station as people may live and be there within the half hour on any road."""
PERHAPS = farthest_metres(CIRCLE, "rural", good_roads=True) - 5
"""... on good roads only."""
TOO_FAR = PERHAPS + 10


def village(code: str, metres_north: float | None, *, approximate: bool = False, people: int | None = None) -> Place:
    """A village so far north of the station; None: nobody knows where."""
    point = None
    if metres_north is not None:
        found = geodesic(meters=metres_north).destination((30.9, 106.9), 0)
        point = LatLon(lat=found.latitude, lon=found.longitude)
    return Place(code, code, "T", Settlement("rural", "class_code"), point, approximate, people)


def reported(*places: Place) -> CoverageReport:
    return report_by_straight_line(places, [STATION], CIRCLE, DAY)


FOUR = (village("A", SURE), village("B", PERHAPS), village("C", TOO_FAR), village("D", None))


def test_a_village_served_on_good_roads_only_is_in_the_upper_end_of_the_share_and_not_in_the_lower() -> None:
    everyone = reported(*FOUR).with_approximate.everyone
    assert everyone.share.percent == (Decimal(25), Decimal(75))
    assert "25%～75%" in headline(reported(*FOUR)).zh


def names(case: SitingCase) -> tuple[list[str], list[str], list[str]]:
    """Already served, to be won, cannot be planned for."""
    return list(case.served_already), [place.code for place in case.places], list(case.unlocated)


def test_a_plan_wins_the_villages_that_only_good_roads_would_serve_unless_good_roads_are_taken_for_granted() -> None:
    report = reported(*FOUR)
    assert names(siting_case(report, [])) == (["A"], ["B", "C"], ["D"])
    assert names(siting_case(report, [], good_roads=True)) == (["A", "B"], ["C"], ["D"])


@pytest.mark.parametrize(("good_roads", "served"), [(False, {0}), (True, {0, 1})])
def test_a_candidate_serves_whom_it_reaches_on_the_roads_that_the_plan_takes_for_granted(
    good_roads: bool, served: set[int]
) -> None:
    places = (village("A", SURE), village("B", PERHAPS), village("C", TOO_FAR))
    report = report_by_straight_line(places, [], CIRCLE, DAY)
    here = Candidate("K", "K", LatLon(lat=30.9, lon=106.9))
    assert set(siting_case(report, [here], good_roads=good_roads).problem.serves(0)) == served


ROUGH = (village("A", SURE), village("B", SURE, approximate=True), village("C", TOO_FAR, approximate=True))


def test_with_rough_points_left_out_those_villages_are_neither_served_nor_unserved() -> None:
    report = reported(*ROUGH)
    assert report.with_approximate.everyone.share.percent == (Decimal("66.6"), Decimal("66.6"))
    left_out = report.without_approximate.everyone
    assert (left_out.places["covered"], left_out.places["not_covered"], left_out.places["unlocated"]) == (1, 0, 2)
    assert left_out.share.percent == (Decimal("33.3"), Decimal(100))
    (said,) = [note.zh for note in notes(report) if "大致位置" in note.zh]
    assert said.startswith("其中 2 个为大致位置")
    assert "33.3%～100%" in said


def test_a_plan_that_leaves_rough_points_out_plans_for_none_of_them_and_names_them() -> None:
    report = reported(*ROUGH)
    assert names(siting_case(report, [])) == (["A", "B"], ["C"], [])
    assert names(siting_case(report, [], use_approximate=False)) == (["A"], [], ["B", "C"])


def test_all_but_one_of_two_thousand_are_not_said_to_be_all() -> None:
    people = {"served": 1999, "unserved": 1}
    report = reported(village("A", SURE, people=people["served"]), village("B", TOO_FAR, people=people["unserved"]))
    assert report.with_approximate.everyone.share.percent == (Decimal("99.9"), Decimal("99.9"))
    assert headline(report).zh.endswith("覆盖率（按人口）99.9%。")
    nearly = reported(village("A", SURE, people=1999), village("B", None, people=1))
    assert nearly.with_approximate.everyone.share.percent == (Decimal("99.9"), Decimal(100))


def test_everybody_is_a_hundred_and_nobody_is_nought() -> None:
    assert headline(reported(village("A", SURE))).zh.endswith("100%。")
    assert headline(reported(village("A", TOO_FAR))).en.endswith(": 0%.")
