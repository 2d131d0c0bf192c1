"""Which clauses apply; numbers, sets, inventory, logic, plaques: worked out by hand from the documents' words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.oracle import wanted
from tests.oracle.clauses_gangbei import SIGN
from tests.oracle.documents import townships
from tests.oracle.rules import judge
from tests.oracle.worked import TODAY, clauses, person, site, verdict

# -- which clauses apply --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "tier", "count"),
    [
        # Read off the list by hand: all-station clauses, then those of the tier.
        ("service_station", "county_hub", 7),
        ("service_station", "county_branch", 7),
        ("service_station", "township_demonstration", 11),
        ("service_station", "township_basic", 10),
        ("service_point", "village", 6),
        ("internship_base", "city", 6),
        ("gig_market", "county", 7),
        ("livestream_station", "portal", 5),
        ("career_guidance_studio", "standard", 16),
        ("incubator", "city", 19),
        ("micro_park", "tianfu", 17),
        ("assistance_workshop", "county", 8),
        ("outpost", "standard", 5),
        ("hr_industrial_park", "county", 0),
        ("park_service_centre", "autonomous_region", 23),
    ],
)
def test_each_kind_and_tier_has_the_clauses_that_name_it(kind: str, tier: str, count: int) -> None:
    assert len(clauses(site(kind, tier))) == count


def test_an_incubator_is_held_to_one_of_the_two_areas() -> None:
    plain, farm = site("incubator"), site("incubator", facts={"agricultural": True})
    assert "incubator.area" in clauses(plain)
    assert "incubator.area_agricultural" not in clauses(plain)
    assert "incubator.area_agricultural" in clauses(farm)
    assert "incubator.area" not in clauses(farm)


def test_the_industrial_park_is_not_assessed() -> None:
    assert judge(site("hr_industrial_park"), TODAY, townships()) == {"status": "not_assessed", "clauses": {}}


@pytest.mark.parametrize(
    ("kind", "first_day", "day_before"),
    [
        ("gig_market", date(2023, 1, 1), date(2022, 12, 31)),
        ("park_service_centre", date(2025, 7, 22), date(2025, 7, 21)),
    ],
)
def test_no_clause_counts_before_its_document(kind: str, first_day: date, day_before: date) -> None:
    assert judge(site(kind), first_day, townships())["status"] == "incomplete"
    assert judge(site(kind), day_before, townships())["status"] == "not_assessed"


# -- numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "kind", "tier", "fact", "mark"),
    [
        ("station.area_basic", "service_station", "township_basic", "area_m2", "15"),
        ("station.area_demonstration", "service_station", "township_demonstration", "area_m2", "30"),
        ("gig.area", "gig_market", None, "area_m2", "100"),
        ("gig.waiting", "gig_market", None, "waiting_capacity", "30"),
        ("livestream.room", "livestream_station", None, "livestream_rooms", "1"),
        ("studio.area", "career_guidance_studio", None, "area_m2", "100"),
        ("incubator.area", "incubator", None, "area_m2", "1500"),
        ("workshop.supported_workers", "assistance_workshop", None, "supported_workers", "10"),
        ("workshop.contract", "assistance_workshop", None, "contract_years_min", "1"),
        ("workshop.performed", "assistance_workshop", None, "contract_months_performed", "6"),
        ("centre.area", "park_service_centre", None, "area_m2", "100"),
    ],
)
def test_a_mark_is_inclusive(clause: str, kind: str, tier: str | None, fact: str, mark: str) -> None:
    below, above = Decimal(mark) - Decimal("0.01"), Decimal(mark) + Decimal("0.01")
    assert verdict(clause, site(kind, tier, facts={fact: Decimal(mark)})) == "met"
    assert verdict(clause, site(kind, tier, facts={fact: float(mark)})) == "met"
    assert verdict(clause, site(kind, tier, facts={fact: above})) == "met"
    assert verdict(clause, site(kind, tier, facts={fact: below})) == "not_met"
    assert clauses(site(kind, tier))[clause]["needs"] == [fact]


def test_a_number_is_compared_as_it_is_written() -> None:
    almost = Decimal("14.99999999999999999999")
    assert verdict("station.area_basic", site("service_station", facts={"area_m2": almost})) == "not_met"
    equal = {"stipend_monthly": 0.3, "subsidy_monthly": Decimal("0.30")}
    assert verdict("internship.stipend", site("internship_base", facts=equal)) == "met"


def test_the_stipend_needs_the_county_to_have_set_a_subsidy() -> None:
    needs = clauses(site("internship_base", facts={"stipend_monthly": 1340}))["internship.stipend"]["needs"]
    assert needs == ["subsidy_monthly"]
    needs = clauses(site("internship_base"))["internship.stipend"]["needs"]
    assert needs == ["stipend_monthly", "subsidy_monthly"]
    short = {"stipend_monthly": Decimal("1339.99"), "subsidy_monthly": 1340}
    assert verdict("internship.stipend", site("internship_base", facts=short)) == "not_met"


def test_the_lawyer_must_answer_within_two_working_days_and_exist() -> None:
    def centre(roster: list[Any] | None, days: Any = None) -> dict[str, Any]:
        staff: dict[str, Any] = {} if roster is None else {"staff": roster}
        return site(
            "park_service_centre",
            facts={} if days is None else {"lawyer_response_workdays": days},
            **staff,
        )

    lawyer = [person("lawyer", "part_time")]
    assert verdict("centre.lawyer", centre(lawyer, 2)) == "met"
    assert verdict("centre.lawyer", centre(lawyer, Decimal("2.01"))) == "not_met"
    assert verdict("centre.lawyer", centre([])) == "not_met"  # whatever the unreported days are
    assert verdict("centre.lawyer", centre(None, 3)) == "not_met"
    assert clauses(centre(lawyer))["centre.lawyer"]["needs"] == ["lawyer_response_workdays"]
    assert clauses(centre(None, 1))["centre.lawyer"]["needs"] == ["staff"]
    assert clauses(centre(None))["centre.lawyer"]["needs"] == ["lawyer_response_workdays", "staff"]


# -- sets, inventory and logic --------------------------------------------------------------------------


def test_a_reported_set_is_complete_and_an_unreported_one_unknown() -> None:
    both = site("service_station", facts={"networks": ["gov_extranet", "jinbao"]})
    assert verdict("station.networks", both) == "met"
    assert verdict("station.networks", site("service_station", facts={"networks": ["jinbao"]})) == "not_met"
    assert verdict("station.networks", site("service_station", facts={"networks": []})) == "not_met"
    assert verdict("station.networks", site("service_station")) == "unknown"


def test_equipment_must_work_and_an_empty_inventory_is_a_report() -> None:
    assert verdict("outpost.equipment", site("outpost", equipment={"desk_chair": 1, "computer": 1})) == "met"
    broken_one = site("outpost", equipment={"desk_chair": 4, "computer": 0})
    assert verdict("outpost.equipment", broken_one) == "not_met"
    assert verdict("outpost.equipment", site("outpost", equipment={})) == "not_met"
    assert clauses(site("outpost"))["outpost.equipment"]["needs"] == ["equipment"]


def test_most_functions_means_five_of_nine_and_some_means_one_of_three() -> None:
    def studio(basic: int, extended: int) -> dict[str, Any]:
        services = wanted.BASIC_FUNCTIONS[:basic] + wanted.EXTENDED_FUNCTIONS[:extended]
        return clauses(site("career_guidance_studio", facts={"services": services}))

    assert studio(5, 1)["studio.basic_functions"]["verdict"] == "met"
    assert studio(4, 3)["studio.basic_functions"]["verdict"] == "not_met"
    assert studio(5, 1)["studio.extended_functions"]["verdict"] == "met"
    assert studio(9, 0)["studio.extended_functions"]["verdict"] == "not_met"


def test_one_false_decides_an_and_and_one_true_does_not() -> None:
    false_and_open = site("park_service_centre", facts={"entrance_board": False})
    assert verdict("centre.boards", false_and_open) == "not_met"
    true_and_open = clauses(site("park_service_centre", facts={"entrance_board": True}))["centre.boards"]
    assert (true_and_open["verdict"], true_and_open["needs"]) == ("unknown", ["enterprise_nameplates"])
    wrong_operator = site("incubator", facts={"operator_type": "cooperative"})
    assert verdict("incubator.operator", wrong_operator) == "not_met"
    right_operator = clauses(site("assistance_workshop", facts={"operator_type": "cooperative"}))
    assert right_operator["workshop.registered"]["needs"] == ["registered_in_dazhou"]


# -- plaques and signs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "division", "text", "expected"),
    [
        ("township_basic", "511725103000", "土溪镇公共就业创业中心服务站", "met"),
        ("township_basic", "511725103200", "渠县土溪镇公共就业创业中心服务站", "met"),
        ("township_basic", "511725103", "土溪镇公共就业创业中心服务站", "met"),
        ("township_basic", "511725103000", "土溪镇公共就业创业服务站", "not_met"),
        ("township_basic", "511725103000", "土溪镇公共就业创业中心服务站 ", "met"),
        ("township_basic", "511725103000", "土溪镇公共就业创业中心服务站\u200b。", "not_met"),
        ("township_basic", "511725103000", "三汇镇公共就业创业中心服务站", "not_met"),
        ("township_basic", "511725103000", "", "not_met"),
        ("township_basic", "511725113000", "鲜渡镇公共就业创业中心服务站", "met"),
        ("township_demonstration", "511725113000", "𰝟渡镇公共就业创业中心服务站", "met"),
        ("township_basic", "511725113000", "李渡镇公共就业创业中心服务站", "not_met"),
        ("county_hub", "511725000000", "渠县公共就业创业服务站", "met"),
        ("county_branch", "511725001000", "东区就业广场公共就业创业服务分站", "met"),
        ("county_branch", "511725001000", "公共就业创业中心服务站", "met"),
        ("county_branch", "511725001000", "公共就业创业服务点", "not_met"),
    ],
)
def test_a_station_s_plaque_names_the_station_and_its_town(tier: str, division: str, text: str, expected: str) -> None:
    document = site("service_station", tier, division=division, facts={"plaque_text": text})
    assert verdict("station.plaque", document) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("service_point", "城坝村公共就业创业片区服务点", "met"),
        ("service_point", "公共就业创业服务点", "met"),
        ("service_point", "公共就业创业服务站", "not_met"),
        ("service_point", "公共就业创业服务点（城坝村）", "not_met"),
        ("micro_park", "渠县天府微创园（样例）", "met"),
        ("micro_park", "天府创业园", "not_met"),
    ],
)
def test_a_point_s_plaque_ends_and_a_park_s_contains_its_name(kind: str, text: str, expected: str) -> None:
    clause = {"service_point": "point.plaque", "micro_park": "micro_park.plaque"}[kind]
    assert verdict(clause, site(kind, facts={"plaque_text": text})) == expected


@pytest.mark.parametrize(
    ("text", "city", "expected", "needs"),
    [
        ("四川省渠县驻成都市农民工服务工作站", "成都市", "met", []),
        ("四川省渠县驻成都市农民工服务工作站", "成都", "not_met", []),
        ("四川省渠县驻成都市农民工服务工作站。", "成都市", "not_met", []),
        (" 四川省渠县驻成都市农民⼯服务⼯作站", "成都市", "met", []),
        ("四川省渠县驻 成都市农民工服务工作站", "成都市", "not_met", []),
        ("四川省渠县驻农民工服务工作站", "成都市", "not_met", []),
        ("四川省渠县驻成都市农民工服务工作站", None, "unknown", ["host_city"]),
        ("渠县驻成都市农民工服务工作站", None, "not_met", []),
        ("四川省渠县驻农民工服务工作站", None, "not_met", []),
        (None, "成都市", "unknown", ["plaque_text"]),
        (None, None, "unknown", ["host_city", "plaque_text"]),
    ],
)
def test_an_outpost_s_sign_names_the_city_it_serves(
    text: str | None, city: str | None, expected: str, needs: list[str]
) -> None:
    facts = {} if text is None else {"plaque_text": text}
    judged = clauses(site("outpost", host_city=city, facts=facts))["outpost.sign"]
    assert (judged["verdict"], judged["needs"]) == (expected, needs)


def test_the_park_s_sign_is_word_for_word() -> None:
    assert verdict("centre.sign", site("park_service_centre", facts={"plaque_text": SIGN})) == "met"
    shorter = SIGN.replace("——", "—")
    assert verdict("centre.sign", site("park_service_centre", facts={"plaque_text": shorter})) == "not_met"
