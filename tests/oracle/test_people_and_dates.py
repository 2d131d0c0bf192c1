"""People, operators, dates, periods and opening hours: worked out by hand from the documents' words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.oracle import wanted
from tests.oracle.reading import full_months_before, open_throughout, years_earlier
from tests.oracle.worked import TODAY, clauses, monthly, person, site, verdict

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
