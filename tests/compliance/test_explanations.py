"""What a verdict says: only what is wrong, once, in words a clerk uses, with parts that can be laid side by side."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.compliance.judge import judge
from app.sites.document import read_site
from app.standards.reader import Seeds, read_seeds

AS_OF = date(2026, 11, 22)
STATION = {"programme": "qu-2023", "kind": "service_station", "tier": "township_basic", "division": "511725103000"}


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    return read_seeds(Path(__file__).parents[2] / "seeds")


def clause(seeds: Seeds, name: str, **document: Any) -> dict[str, Any]:
    """One clause of the verdict document on a site that says only this."""
    rules = {slug: programme.entry_rules for slug, programme in seeds.programmes.items()}
    site = read_site({"code": "X", **document}, rules, seeds.divisions)
    verdict = judge(site, seeds.programmes[site.programme], seeds.divisions, AS_OF).as_document()
    return next(c for c in verdict["clauses"] if c["id"] == name)


def person(role: str, employment: str = "full_time") -> dict[str, str]:
    return {"role": role, "employment": employment}


def test_of_a_plaque_only_the_part_that_is_wrong_is_named(seeds: Seeds) -> None:
    found = clause(seeds, "station.plaque", **STATION, facts={"plaque_text": "三汇镇公共就业创业中心服务站"})
    assert found["required"] == "公共就业创业中心服务站 + 土溪镇"
    assert found["explanation"]["zh"] == "标牌文字为“三汇镇公共就业创业中心服务站”，应含乡镇名“土溪镇”"
    found = clause(seeds, "station.plaque", **STATION, facts={"plaque_text": "土溪镇服务站"})
    assert found["explanation"]["zh"] == "标牌文字为“土溪镇服务站”，应以“公共就业创业中心服务站”结尾"


def test_writings_of_which_one_will_do_are_not_read_as_all_of_them(seeds: Seeds) -> None:
    point = {"programme": "qu-2023", "kind": "service_point", "tier": "village", "division": "511725103201"}
    found = clause(seeds, "point.plaque", **point)
    assert found["required"] == "公共就业创业片区服务点 | 公共就业创业服务点"


def test_where_some_of_many_will_do_nothing_is_called_missing(seeds: Seeds) -> None:
    services = ["policy_consulting", "information_service", "career_diagnosis", "aptitude_test"]
    studio = {"programme": "qu-2023", "kind": "career_guidance_studio", "facts": {"services": services}}
    found = clause(seeds, "studio.basic_functions", **studio)
    assert found["shortfall"] == "1"
    assert "已有 4 项，要求不少于 5 项，差 1 项；还可补：" in found["explanation"]["zh"]
    assert "缺少" not in found["explanation"]["zh"]
    assert "4 found, at least 5 required, 1 short; may be added: " in found["explanation"]["en"]


def test_full_time_is_not_said_twice(seeds: Seeds) -> None:
    facts = {"ready_for_full_service": False}
    found = clause(seeds, "station.staff_321", **STATION, facts=facts, staff=[])
    assert found["explanation"]["zh"].startswith("在岗信息专职服务人员 0 人")


def test_parts_in_different_units_carry_them(seeds: Seeds) -> None:
    centre = {"programme": "gangbei-2025", "kind": "park_service_centre"}
    found = clause(seeds, "centre.lawyer", **centre, facts={"lawyer_response_workdays": 3}, staff=[])
    assert (found["found"], found["required"], found["unit"]) == (
        "0 persons; 3 working days",
        "≥ 1 person; ≤ 2 working days",
        None,
    )
    assert found["shortfall"] == "1 person; 1 working day"


def test_the_parts_of_found_required_and_shortfall_stand_in_one_order(seeds: Seeds) -> None:
    incubator = {"programme": "qu-2023", "kind": "incubator"}
    found = clause(seeds, "incubator.body", **incubator, facts={"fixed_office": False})
    assert (found["found"], found["required"]) == ("—; false", "true; true")
    staff = [person("hr_specialist"), person("hr_specialist", "part_time"), person("manager", "part_time")]
    found = clause(seeds, "station.staff_321", **STATION, staff=staff)
    assert (found["found"], found["required"], found["shortfall"]) == ("3; 1", "≥ 3; ≥ 2", "1")
    assert found["unit"] == "persons"
    found = clause(seeds, "station.staff_321", **STATION, staff=staff[:1])
    assert (found["found"], found["shortfall"]) == ("1; 1", "2; 1")


def test_a_no_is_told_as_what_was_reported(seeds: Seeds) -> None:
    workshop = {"programme": "qu-2023", "kind": "assistance_workshop", "tier": "county"}
    facts = {"employment_registered": True, "social_insurance_paid": False}
    found = clause(seeds, "workshop.registration", **workshop, facts=facts)
    assert found["explanation"] == {
        "zh": "“缴纳社会保险费”填报为“否”，须为“是”",
        "en": "Social insurance paid: reported as no; must be yes",
    }


def test_what_waits_for_one_report_says_so_once(seeds: Seeds) -> None:
    found = clause(seeds, "station.staff_321", **STATION)
    assert found["explanation"]["zh"] == "“人员名册”未填报，要求工作人员不少于 3 人，其中专职不少于 2 人"
    assert found["explanation"]["en"].endswith("staff: at least 3 required; of them full time: at least 2")
    base = {"programme": "qu-2023", "kind": "internship_base", "tier": "county"}
    found = clause(seeds, "internship.stipend", **base)
    assert found["explanation"]["zh"].count("要求不低于") == 1
    assert found["needs"] == ["stipend_monthly", "subsidy_monthly"]


def _in_post(role: str, employment: str) -> dict[str, object]:
    return {"role": role, "employment": employment, "from": "2024-01-01", "to": None}


def test_people_who_are_some_of_those_counted_before_are_told_as_some_of_them(seeds: Seeds) -> None:
    full, part = _in_post("hr_specialist", "full_time"), _in_post("service_staff", "part_time")

    def said(*staff: dict[str, object]) -> dict[str, str]:
        told: dict[str, str] = clause(seeds, "station.staff_321", **STATION, staff=list(staff))["explanation"]
        return told

    assert said(full, full, part) == {
        "zh": "在岗工作人员 3 人，要求工作人员不少于 3 人；其中专职 2 人，要求不少于 2 人",
        "en": "Staff in post: 3, at least 3 required; of them full time: 2, at least 2 required",
    }
    assert said(full)["zh"] == (
        "在岗工作人员 1 人，要求工作人员不少于 3 人，差 2 人；其中专职 1 人，要求不少于 2 人，差 1 人"
    )
    # Alone it is told in full: there is nobody to be one of.
    assert said(full, part, part)["zh"] == "在岗专职工作人员 1 人，要求专职工作人员不少于 2 人，差 1 人"
    centre = {"programme": "gangbei-2025", "kind": "park_service_centre"}
    specialists = clause(seeds, "centre.full_time", **centre)["explanation"]["zh"]
    assert specialists == "“人员名册”未填报，要求专职工作人员不少于 2 人，其中企业服务专员不少于 1 人"
    # Others than those before are told in full, not as some of them.
    lawyer = clause(seeds, "centre.lawyer", **centre)["explanation"]["zh"]
    assert "其中" not in lawyer


def test_english_is_english(seeds: Seeds) -> None:
    incubator = {"programme": "qu-2023", "kind": "incubator"}
    said = clause(seeds, "incubator.mentors", **incubator, staff=[])["explanation"]["en"]
    assert said == "Start-up mentor in post: 0, at least 8 required, short by 8"
    assert clause(seeds, "station.services", **STATION)["explanation"]["en"].startswith("Services: not reported yet; ")
    short = [{"metric": "livestream_sessions", "period": f"2026-{m}", "value": 3} for m in ("08", "09", "10")]
    livestream = {"programme": "qu-2023", "kind": "livestream_station", "tier": "park", "metrics": short}
    assert "short by 1 session)" in clause(seeds, "livestream.sessions", **livestream)["explanation"]["en"]
