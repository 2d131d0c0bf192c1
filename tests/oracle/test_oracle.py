"""The oracle itself, on cases worked out by hand from the documents' words: each mark and both its sides."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from tests.oracle import wanted
from tests.oracle.broken import BROKEN, SOUND
from tests.oracle.clauses_gangbei import SIGN
from tests.oracle.documents import envelopes, random_envelope, to_json, townships
from tests.oracle.drafts import divisions
from tests.oracle.reading import full_months_before, open_throughout, years_earlier
from tests.oracle.rules import judge

TODAY = date(2026, 11, 22)
TIERS = {want.kind: want.tiers[-1] for want in wanted.KINDS}


def site(kind: str, tier: str | None = None, /, division: str = "511725103000", **rest: Any) -> dict[str, Any]:
    programme = "gangbei-2025" if kind == "park_service_centre" else "qu-2023"
    return {
        "code": "QX-1",
        "programme": programme,
        "kind": kind,
        "tier": tier or TIERS[kind],
        "name": "样例",
        "division": division,
        **rest,
    }


def clauses(document: dict[str, Any], as_of: date = TODAY) -> dict[str, Any]:
    judged: dict[str, Any] = judge(document, as_of, townships())["clauses"]
    return judged


def verdict(clause: str, document: dict[str, Any], as_of: date = TODAY) -> str:
    return str(clauses(document, as_of)[clause]["verdict"])


def person(role: str = "service_staff", employment: str = "full_time", **dates: str | None) -> dict[str, Any]:
    # `from` is a word of Python, so the dates are given as `came` and `left`.
    names = {"came": "from", "left": "to"}
    return {"role": role, "employment": employment} | {names[key]: day for key, day in dates.items()}


def monthly(metric: str, **values: Any) -> list[dict[str, Any]]:
    months = {"aug": "2026-08", "sep": "2026-09", "oct": "2026-10", "nov": "2026-11", "jul": "2026-07"}
    return [{"metric": metric, "period": months[month], "value": value} for month, value in values.items()]


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
        ("township_basic", "511725103000", "土溪镇公共就业创业中心服务站 ", "not_met"),
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
        (" 四川省渠县驻成都市农民工服务工作站", "成都市", "not_met", []),
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


# -- people ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came", "left", "expected"),
    [
        (None, None, "met"),
        ("2026-11-22", "2026-11-22", "met"),
        ("2026-11-23", None, "not_met"),
        (None, "2026-11-22", "met"),
        (None, "2026-11-21", "not_met"),
    ],
)
def test_a_person_counts_from_the_first_day_to_the_last(came: str | None, left: str | None, expected: str) -> None:
    roster = [person("labour_broker", "part_time", came=came, left=left)]
    assert verdict("point.labour_broker", site("service_point", staff=roster)) == expected


def test_three_two_one_counts_every_role_and_two_of_them_full_time() -> None:
    full, part = person("mentor"), person("labour_broker", "part_time")

    def station(*roster: dict[str, Any]) -> str:
        return verdict("station.staff_321", site("service_station", staff=list(roster)))

    assert station(full, full, part) == "met"
    assert station(full, part, part) == "not_met"
    assert station(full, full) == "not_met"
    assert verdict("point.staff_321", site("service_point", staff=[full, part])) == "met"
    assert verdict("point.staff_321", site("service_point", staff=[part, part])) == "not_met"
    assert verdict("point.staff_321", site("service_point", staff=[full])) == "not_met"


def test_a_station_not_yet_ready_needs_one_information_officer_and_keeps_its_other_duties() -> None:
    officer = [person("info_officer")]
    waiting = {"ready_for_full_service": False, "area_m2": 14}
    judged = clauses(site("service_station", "township_basic", facts=waiting, staff=officer))
    assert judged["station.staff_321"]["verdict"] == "met"
    assert judged["station.area_basic"]["verdict"] == "not_met"
    assert "station.specialists_basic" not in judged
    part_time = site("service_station", facts=waiting, staff=[person("info_officer", "part_time")])
    assert verdict("station.staff_321", part_time) == "not_met"
    for facts in ({}, {"ready_for_full_service": True}):
        full_duty = clauses(site("service_station", "township_demonstration", facts=facts, staff=officer))
        assert full_duty["station.staff_321"]["verdict"] == "not_met"
        assert full_duty["station.specialists_demonstration"]["verdict"] == "not_met"
    point = site("service_point", facts={"ready_for_full_service": False}, staff=officer)
    assert verdict("point.staff_321", point) == "met"
    assert verdict("point.labour_broker", point) == "not_met"


def test_readiness_changes_nothing_for_a_county_station() -> None:
    hub = site("service_station", "county_hub", facts={"ready_for_full_service": False})
    assert set(clauses(hub)) == set(clauses(site("service_station", "county_hub")))


def test_specialists_are_three_or_two_by_tier() -> None:
    three, two = [person("hr_specialist", "part_time")] * 3, [person("hr_specialist")] * 2
    demonstration, basic = "station.specialists_demonstration", "station.specialists_basic"
    assert verdict(demonstration, site("service_station", "township_demonstration", staff=three)) == "met"
    assert verdict(demonstration, site("service_station", "township_demonstration", staff=two)) == "not_met"
    assert verdict(basic, site("service_station", "township_basic", staff=two)) == "met"
    assert verdict(basic, site("service_station", "township_basic", staff=two[:1])) == "not_met"


def test_the_park_s_enterprise_specialist_is_one_of_its_full_time_staff() -> None:
    def centre(*roster: dict[str, Any]) -> str:
        return verdict("centre.full_time", site("park_service_centre", staff=list(roster)))

    assert centre(person("enterprise_specialist"), person()) == "met"
    assert centre(person("enterprise_specialist", "part_time"), person(), person()) == "not_met"
    assert centre(person("enterprise_specialist")) == "not_met"


def test_a_micro_park_s_manager_is_full_time_and_its_mentors_need_not_be() -> None:
    roster = [person("manager", "part_time"), *[person("mentor", "part_time")] * 3]
    judged = clauses(site("micro_park", staff=roster))
    assert judged["micro_park.manager"]["verdict"] == "not_met"
    assert judged["micro_park.mentors"]["verdict"] == "met"


def test_a_studio_has_three_full_time_people_and_a_part_time_adviser() -> None:
    def studio(*roster: dict[str, Any]) -> tuple[str, str]:
        judged = clauses(site("career_guidance_studio", staff=list(roster)))
        return judged["studio.staff"]["verdict"], judged["studio.advisers"]["verdict"]

    part_time_adviser = person("career_adviser", "part_time")
    assert studio(person(), person("manager"), person("career_adviser")) == ("met", "not_met")
    assert studio(person(), person(), part_time_adviser) == ("not_met", "met")
    assert studio(person("career_adviser"), person(), person(), part_time_adviser) == ("met", "met")


def test_the_lawyer_is_one_of_the_centre_s_team_of_three() -> None:
    roster = [person(), person("enterprise_specialist"), person("lawyer", "part_time")]
    assert verdict("centre.team", site("park_service_centre", staff=roster)) == "met"
    assert verdict("centre.team", site("park_service_centre", staff=roster[:2])) == "not_met"


# -- operators ------------------------------------------------------------------------------------------

INSTITUTIONS = {"enterprise", "hr_agency", "public_institution", "social_organisation", "private_nonprofit"}
RURAL = {"cooperative", "large_grower", "family_farm", "rural_ecommerce", "other_business"}


@pytest.mark.parametrize("operator", wanted.OPERATOR_TYPES)
def test_who_may_operate_a_site_depends_on_its_kind(operator: str) -> None:
    def by(kind: str, tier: str, clause: str) -> bool:
        facts = {"operator_type": operator, "operator_registered": True, "registered_in_dazhou": True}
        return verdict(clause, site(kind, tier, facts=facts)) == "met"

    assert by("service_station", "county_branch", "station.operator_county") is (operator == "hr_agency")
    assert by("service_station", "township_basic", "station.operator_township") is (operator == "township_centre")
    assert by("incubator", "city", "incubator.operator") is (operator in INSTITUTIONS)
    assert by("assistance_workshop", "county", "workshop.registered") is (
        operator in {"enterprise", "hr_agency"} | RURAL
    )


def test_the_centre_s_operator_is_registered_and_licensed_for_both_services() -> None:
    def centre(registered: bool | None, *licences: str) -> str:
        facts: dict[str, Any] = {"operator_licences": list(licences)}
        if registered is not None:
            facts["operator_registered"] = registered
        return verdict("centre.operator", site("park_service_centre", facts=facts))

    all_three = ("hr_service", "scope_job_brokerage", "scope_startup_guidance")
    assert centre(True, *all_three) == "met"
    assert centre(True, *all_three[:2]) == "not_met"
    assert centre(False, *all_three) == "not_met"
    assert centre(None, *all_three) == "unknown"
    assert centre(None, *all_three[1:]) == "not_met"


# -- dates and periods ----------------------------------------------------------------------------------


def test_a_year_before_29_february_is_28_february() -> None:
    assert years_earlier(date(2024, 2, 29), 1) == date(2023, 2, 28)
    assert years_earlier(date(2024, 2, 29), 4) == date(2020, 2, 29)
    assert years_earlier(date(2026, 2, 28), 2) == date(2024, 2, 28)


@pytest.mark.parametrize(
    ("as_of", "since", "expected"),
    [
        (TODAY, "2024-11-22", "met"),
        (TODAY, "2024-11-23", "not_met"),
        (date(2026, 2, 28), "2024-02-28", "met"),
        (date(2026, 2, 28), "2024-02-29", "not_met"),
        (date(2026, 3, 1), "2024-02-29", "met"),
        (date(2028, 2, 29), "2026-02-28", "met"),
        (date(2028, 2, 29), "2026-03-01", "not_met"),
    ],
)
def test_an_incubator_has_run_for_two_years_on_the_very_day(as_of: date, since: str, expected: str) -> None:
    document = site("incubator", facts={"operating_since": since})
    assert verdict("incubator.operating", document, as_of) == expected


@pytest.mark.parametrize(
    ("as_of", "held", "expected"),
    [
        (TODAY, "2025-11-22", "met"),
        (TODAY, "2025-11-21", "not_met"),
        (TODAY, "2026-11-22", "met"),
        (TODAY, "2026-11-23", "not_met"),
        (date(2024, 2, 29), "2023-02-28", "met"),
        (date(2024, 2, 29), "2023-02-27", "not_met"),
    ],
)
def test_a_training_counts_for_a_year(as_of: date, held: str, expected: str) -> None:
    topics = ["acceptance_verification", "statistics_survey", "career_guidance"]
    trainings = [{"topic": topic, "date": "2026-01-05"} for topic in topics[:2]]
    if as_of != TODAY:
        trainings = [{"topic": topic, "date": "2023-06-01"} for topic in topics[:2]]
    trainings.append({"topic": topics[2], "date": held})
    assert verdict("station.training", site("service_point", trainings_held=trainings), as_of) == expected


def test_the_last_full_months_end_before_the_month_of_the_day() -> None:
    assert [period for period, _ in full_months_before(TODAY, 3)] == ["2026-10", "2026-09", "2026-08"]
    assert [period for period, _ in full_months_before(date(2026, 1, 31), 3)] == [
        "2025-12",
        "2025-11",
        "2025-10",
    ]


def test_every_month_must_reach_the_mark_and_a_low_one_decides() -> None:
    def stream(**values: Any) -> dict[str, Any]:
        judged: dict[str, Any] = clauses(site("livestream_station", metrics=monthly("livestream_hours", **values)))[
            "livestream.hours"
        ]
        return judged

    low = Decimal("11.99")
    assert stream(aug=12, sep=12, oct=12)["verdict"] == "met"
    assert stream(aug=12, sep=low, oct=12)["verdict"] == "not_met"
    assert stream(aug=low)["verdict"] == "not_met"
    assert stream(aug=12, sep=12) == {
        "verdict": "unknown",
        "level": "must",
        "needs": ["livestream_hours"],
        "not_yet_due": False,
    }
    assert stream(jul=1, aug=12, sep=12, oct=12, nov=0)["verdict"] == "met"


@pytest.mark.parametrize(
    ("since", "expected", "needs", "not_yet_due"),
    [
        ("2026-08-31", "not_met", [], False),  # August is still asked for, and is below
        ("2026-09-01", "unknown", ["livestream_sessions"], False),  # October is not reported
        ("2026-10-31", "unknown", ["livestream_sessions"], False),
        ("2026-11-01", "unknown", [], True),
    ],
)
def test_a_month_that_ended_before_the_opening_is_not_asked_for(
    since: str, expected: str, needs: list[str], not_yet_due: bool
) -> None:
    document = site(
        "livestream_station",
        facts={"operating_since": since},
        metrics=monthly("livestream_sessions", aug=3, sep=4),
    )
    judged = clauses(document)["livestream.sessions"]
    assert (judged["verdict"], judged["needs"], judged["not_yet_due"]) == (expected, needs, not_yet_due)


def test_the_last_full_year_is_the_one_before_this() -> None:
    def base(period: str, value: Any, since: str = "2020-01-01") -> str:
        rows = [{"metric": "retention_rate", "period": period, "value": value}]
        document = site("internship_base", facts={"operating_since": since}, metrics=rows)
        return verdict("internship.retention", document)

    assert base("2025", 35) == "met"
    assert base("2025", Decimal("34.99")) == "not_met"
    assert base("2026", 90) == "unknown"
    assert base("2024", 90) == "unknown"
    assert base("2025", 35, since="2025-12-31") == "met"
    assert base("2025", 35, since="2026-01-01") == "unknown"


def test_an_incubator_shows_both_of_its_last_two_years() -> None:
    def entities(since: str | None = None, **years: int) -> str:
        rows = [{"metric": "incubated_entities", "period": year[1:], "value": value} for year, value in years.items()]
        facts = {} if since is None else {"operating_since": since}
        return verdict("incubator.entities", site("incubator", facts=facts, metrics=rows))

    assert entities(y2025=15, y2024=15) == "met"
    assert entities(y2025=15, y2024=14) == "not_met"
    assert entities(y2025=15) == "unknown"
    assert entities(y2024=14) == "not_met"
    assert entities(y2025=15, since="2025-01-01") == "met"
    assert entities(y2025=15, since="2024-12-31") == "unknown"


# -- opening hours --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "covers"),
    [
        ([("09:00", "17:00")], True),
        ([("09:00", "12:00"), ("12:00", "17:00")], True),
        ([("12:00", "17:00"), ("09:00", "12:00")], True),
        ([("08:30", "13:00"), ("11:00", "18:00")], True),
        ([("09:00", "12:00"), ("13:00", "17:00")], False),
        ([("09:00", "12:00"), ("12:01", "17:00")], False),
        ([("09:01", "17:00")], False),
        ([("09:00", "16:59")], False),
        ([], False),
    ],
)
def test_spans_join_but_a_lunch_break_stays_open_to_nobody(spans: list[tuple[str, str]], covers: bool) -> None:
    assert open_throughout(spans, "09:00", "17:00") is covers


def test_the_centre_opens_on_each_of_five_days_and_the_weekend_is_its_own() -> None:
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    assert verdict("centre.opening_hours", site("park_service_centre", facts={"opening_hours": week})) == "met"
    four = {day: spans for day, spans in week.items() if day != "wed"}
    closed = site("park_service_centre", facts={"opening_hours": four})
    assert verdict("centre.opening_hours", closed) == "not_met"
    assert verdict("centre.opening_hours", site("park_service_centre")) == "unknown"


# -- waivers and status ---------------------------------------------------------------------------------


def waiver(clause: str, until: str) -> list[dict[str, str]]:
    return [{"clause": clause, "reason": "样例理由", "until": until}]


def test_a_waiver_covers_its_last_day_and_what_is_short_or_unknown() -> None:
    short, enough = {"area_m2": 99}, {"area_m2": 100}

    def gig(facts: dict[str, Any], until: str) -> str:
        return verdict("gig.area", site("gig_market", facts=facts, waivers=waiver("gig.area", until)))

    assert gig(short, "2026-11-22") == "waived"
    assert gig(short, "2026-11-21") == "not_met"
    assert gig({}, "2027-01-01") == "waived"
    assert gig({}, "2026-11-21") == "unknown"
    assert gig(enough, "2027-01-01") == "met"


def outpost(**changes: Any) -> dict[str, Any]:
    whole = {
        "host_city": "成都市",
        "facts": {
            "zones": ["reception", "office", "service"],
            "plaque_text": "四川省渠县驻成都市农民工服务工作站",
            "ledgers": ["workers_information"],
        },
        "equipment": {"desk_chair": 2, "computer": 1},
        "staff": [person("hr_specialist")] * 3,
    }
    return site("outpost", **(whole | changes))


def test_the_status_follows_from_the_verdicts() -> None:
    def status(document: dict[str, Any]) -> str:
        return str(judge(document, TODAY, townships())["status"])

    facts = outpost()["facts"]
    no_ledger = facts | {"ledgers": []}
    assert status(outpost()) == "compliant"
    assert status(outpost(facts=no_ledger)) == "non_compliant"
    assert status(outpost(facts=no_ledger, waivers=waiver("outpost.ledger", "2027-01-01"))) == "compliant"
    assert status(outpost(host_city=None)) == "incomplete"
    assert status(outpost(host_city=None, equipment={})) == "non_compliant"


# -- the random documents -------------------------------------------------------------------------------


def test_the_random_documents_bring_up_every_verdict_of_every_clause() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    levels: dict[str, str] = {}
    statuses: dict[str, set[str]] = defaultdict(set)
    for seed in range(4000):
        envelope = random_envelope(random.Random(seed))
        judged = judge(envelope["site"], date.fromisoformat(envelope["as_of"]), townships())
        statuses[envelope["site"]["kind"]].add(judged["status"])
        for clause, one in judged["clauses"].items():
            seen[clause].add(one["verdict"])
            levels[clause] = one["level"]
    assert len(seen) == 126
    for clause, verdicts in seen.items():
        expected = {"met", "not_met", "unknown"} | ({"waived"} if levels[clause] == "generally" else set())
        assert verdicts == expected, clause
    assert statuses.pop("hr_industrial_park") == {"not_assessed"}
    for kind, found in statuses.items():
        assert found == {"compliant", "non_compliant", "incomplete", "not_assessed"}, kind


@given(envelopes())
def test_a_random_document_survives_being_written_and_read(envelope: dict[str, Any]) -> None:
    read = json.loads(to_json(envelope), parse_float=Decimal)
    as_of = date.fromisoformat(envelope["as_of"])
    assert judge(read["site"], as_of, townships()) == judge(envelope["site"], as_of, townships())


@given(envelopes())
def test_the_order_of_lists_and_facts_decides_nothing(envelope: dict[str, Any]) -> None:
    as_of = date.fromisoformat(envelope["as_of"])
    turned = {
        key: value[::-1] if isinstance(value, list) else value for key, value in reversed(envelope["site"].items())
    }
    assert judge(turned, as_of, townships()) == judge(envelope["site"], as_of, townships())


def test_the_divisions_name_a_township_for_all_but_the_two_counties() -> None:
    without = [one["name"] for one in divisions() if one["township"] is None]
    assert without == ["渠县", "港北区"]
    assert townships()["511725113201"] == "鲜渡镇"


def test_the_broken_documents_differ_from_the_sound_one_and_each_other() -> None:
    assert len({one.name for one in BROKEN}) == len(BROKEN)
    assert len({one.payload for one in BROKEN} | {SOUND}) == len(BROKEN) + 1
