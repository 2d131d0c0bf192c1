"""关于购买港北区农民工创业园综合服务中心运营服务项目的实施方案 (2025-07-22), read clause by clause.

The same form as `clauses_qu`: one statement a clause, in the order of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.oracle.clauses_qu import GENERALLY, MUST, Row
from tests.oracle.reading import Site, all_true

SIGN = "自治区级农民工创业园——港北区农民工创业园"


def park_service_centre(site: Site) -> Iterator[Row]:
    yield "centre.area", MUST, site.at_least("area_m2", "100")
    yield "centre.sign", MUST, site.text("plaque_text", lambda text: text == SIGN)
    yield (
        "centre.posted",
        MUST,
        site.has_all(
            "posted_rules",
            "service_promise open_publicity time_limits target_assessment supervision_reporting accountability",
        ),
    )
    yield "centre.publicity", MUST, site.is_so("publicity_area")
    yield (
        "centre.zones",
        MUST,
        site.has_all("zones", "enterprise_service convenience information hr_support interview"),
    )
    yield "centre.incubation_zone", MUST, site.has_all("zones", "incubation")
    yield "centre.databases", MUST, site.has_all("databases", "startup_projects experts")
    yield "centre.free", MUST, site.is_so("free_of_charge")
    yield "centre.safety", MUST, site.is_so("safety_compliant")
    yield "centre.utilities", MUST, site.has_all("utilities", "power water internet")
    yield "centre.opening_hours", MUST, site.open_on("mon tue wed thu fri", "09:00", "17:00")
    yield "centre.video_channel", MUST, site.is_so("video_channel")
    yield (
        "centre.operator",
        MUST,
        all_true(
            site.is_so("operator_registered"),
            site.has_all("operator_licences", "hr_service scope_job_brokerage scope_startup_guidance"),
        ),
    )
    yield "centre.team", MUST, site.people(3)
    yield (
        "centre.full_time",
        MUST,
        all_true(
            site.people(2, employment="full_time"),
            site.people(1, role="enterprise_specialist", employment="full_time"),
        ),
    )
    yield (
        "centre.lawyer",
        MUST,
        all_true(site.people(1, role="lawyer"), site.at_most("lawyer_response_workdays", "2")),
    )
    yield (
        "centre.office_equipment",
        GENERALLY,
        site.has_equipment(
            "computer telephone multifunction_printer scanner document_camera desk_chair air_conditioner"
        ),
    )
    yield (
        "centre.convenience_equipment",
        GENERALLY,
        site.has_equipment("water_dispenser sofa phone_charger first_aid_kit"),
    )
    yield (
        "centre.information_equipment",
        GENERALLY,
        site.has_equipment("electronic_screen lcd_display ai_recruitment_kiosk"),
    )
    yield (
        "centre.storage_equipment",
        GENERALLY,
        site.has_equipment("filing_cabinet archive_cabinet"),
    )
    yield "centre.security_equipment", MUST, site.has_equipment("security_monitoring fire_equipment")
    yield "centre.emergency_plan", MUST, site.is_so("emergency_plan")
    yield (
        "centre.boards",
        MUST,
        all_true(site.is_so("entrance_board"), site.is_so("enterprise_nameplates")),
    )


BY_KIND: dict[str, Callable[[Site], Iterator[Row]]] = {"park_service_centre": park_service_centre}
