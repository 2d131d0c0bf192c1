"""What each kind of site must show, as the random documents need to know it: enough to hit every mark.

These are aims for the generator, not rules: nothing is judged by them, and a slip here only makes the random
documents less telling, never a verdict wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def words(parted_by_blanks: str) -> list[str]:
    return parted_by_blanks.split()


ROLES = words(
    "hr_specialist info_officer labour_broker service_staff career_adviser manager mentor enterprise_specialist lawyer"
)

OPERATOR_TYPES = words(
    "hr_agency township_centre enterprise public_institution social_organisation private_nonprofit"
    " cooperative large_grower family_farm rural_ecommerce other_business"
)

VOCABULARY = {
    "zones": words(
        "on_site_service recruitment incubation waiting_rest individual_consulting self_service back_office"
        " reception office service enterprise_service convenience information hr_support interview"
    ),
    "networks": words("jinbao gov_extranet"),
    "utilities": words("power water fire_protection telecom internet"),
    "posted_rules": words(
        "work_system duties functions entry_rules support_measures support_results service_process"
        " service_norms service_promise open_publicity time_limits target_assessment supervision_reporting"
        " accountability"
    ),
    "work_rules": words(
        "personnel finance property incubation_service incubation_period entry_exit startup_service"
        " appointment graded_service first_asked case_closing archives evaluation fund_management"
        " external_experts"
    ),
    "ledgers": words("startup_service policy_delivery incubation_service workers_information"),
    "services": words(
        "acceptance data_survey verification information career_guidance regular_matching"
        " online_gig_guidance gig_publication jobseeker_registration policy_consulting information_service"
        " career_diagnosis aptitude_test employment_startup_guidance career_planning training_guidance"
        " employer_guidance employment_assistance special_campaigns work_research work_promotion"
    ),
    "databases": words(
        "jobseekers vacancies assessment_tools experts training_bases service_index service_projects"
        " knowledge startup_projects"
    ),
    "linked_systems": words("personnel_db vacancy_db public_service"),
    "support_policies": words("tax_relief startup_subsidy guaranteed_loan"),
    "operator_licences": words("hr_service scope_job_brokerage scope_startup_guidance"),
    "equipment": words(
        "desk_chair computer television document_camera signature_pad printer filing_cabinet"
        " self_service_kiosk electronic_screen telephone multifunction_printer scanner air_conditioner"
        " water_dispenser sofa phone_charger first_aid_kit lcd_display ai_recruitment_kiosk archive_cabinet"
        " security_monitoring fire_equipment"
    ),
}

BASIC_FUNCTIONS = VOCABULARY["services"][9:18]
EXTENDED_FUNCTIONS = VOCABULARY["services"][18:]

#: Facts that are counted in whole things, and the one fact whose mark is a ceiling.
WHOLE = {"waiting_capacity", "livestream_rooms", "supported_workers"}
AT_MOST = {"lawyer_response_workdays"}

#: Metrics that are measured and may have decimals; the others are counts.
MEASURED = {
    "livestream_hours",
    "retention_rate",
    "satisfaction_rate",
    "utilisation_rate",
    "incubation_success_rate",
    "exit_rate",
}

Post = tuple[str, str]


def posts(*wanted_posts: tuple[int, str, str]) -> list[Post]:
    return [(role, employment) for count, role, employment in wanted_posts for _ in range(count)]


@dataclass(frozen=True)
class Wanted:
    """A kind of site: its tiers, and for each fact the value that just satisfies the document."""

    programme: str
    kind: str
    tiers: tuple[str, ...]
    yes: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    area_by_tier: Mapping[str, int] = field(default_factory=dict)
    sets: Mapping[str, list[str]] = field(default_factory=dict)
    operators: tuple[str, ...] = ()
    operators_by_tier: Mapping[str, str] = field(default_factory=dict)
    equipment: tuple[str, ...] = ()
    roster: tuple[Post, ...] = ()
    roster_by_tier: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    metrics: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    plaques: tuple[str, ...] = ()
    county_plaques: tuple[str, ...] = ()
    hours: bool = False
    waivable: tuple[str, ...] = ()

    def marks(self, tier: str) -> dict[str, int]:
        area = {"area_m2": self.area_by_tier[tier]} if tier in self.area_by_tier else {}
        return {**self.numbers, **area}

    def choices(self, tier: str) -> dict[str, list[str]]:
        if tier in self.operators_by_tier:
            return {"operator_type": [self.operators_by_tier[tier]]}
        return {"operator_type": list(self.operators)} if self.operators else {}

    def people(self, tier: str) -> tuple[Post, ...]:
        return self.roster_by_tier.get(tier, self.roster)

    def plaques_of(self, tier: str) -> tuple[str, ...]:
        return self.county_plaques if tier.startswith("county_") and self.county_plaques else self.plaques


EVERYDAY = words("acceptance data_survey verification information career_guidance")
TRAININGS = ("acceptance_verification", "statistics_survey", "career_guidance")
INCUBATION_LEDGERS = words("startup_service policy_delivery incubation_service")

KINDS = (
    Wanted(
        programme="qu-2023",
        kind="service_station",
        tiers=("county_hub", "county_branch", "township_demonstration", "township_basic"),
        switches=("ready_for_full_service",),
        area_by_tier={
            "county_hub": 30,
            "county_branch": 15,
            "township_demonstration": 30,
            "township_basic": 15,
        },
        sets={
            "posted_rules": words("work_system duties functions"),
            "networks": VOCABULARY["networks"],
            "zones": words("recruitment incubation"),
            "services": EVERYDAY,
        },
        operators_by_tier={
            "county_hub": "hr_agency",
            "county_branch": "hr_agency",
            "township_demonstration": "township_centre",
            "township_basic": "township_centre",
        },
        equipment=tuple(VOCABULARY["equipment"][:7]),
        roster_by_tier={
            "county_hub": (("service_staff", "part_time"),),
            "county_branch": (),
            "township_demonstration": tuple(
                posts((1, "hr_specialist", "full_time"), (2, "hr_specialist", "part_time"))
                + posts((1, "info_officer", "full_time"))
            ),
            "township_basic": tuple(
                posts((1, "hr_specialist", "full_time"), (1, "hr_specialist", "part_time"))
                + posts((1, "info_officer", "full_time"))
            ),
        },
        topics=TRAININGS,
        plaques=("{town}公共就业创业中心服务站", "渠县{town}公共就业创业中心服务站"),
        county_plaques=(
            "渠县公共就业创业服务站",
            "东区就业广场公共就业创业服务分站",
            "渠县公共就业创业中心服务站",
        ),
        waivable=("station.training",),
    ),
    Wanted(
        programme="qu-2023",
        kind="service_point",
        tiers=("village",),
        switches=("ready_for_full_service",),
        sets={"posted_rules": words("work_system duties functions"), "services": EVERYDAY},
        roster=(("labour_broker", "part_time"), ("info_officer", "full_time")),
        topics=TRAININGS,
        plaques=("{town}公共就业创业片区服务点", "公共就业创业服务点"),
        waivable=("station.training",),
    ),
    Wanted(
        programme="qu-2023",
        kind="internship_base",
        tiers=("city", "county"),
        yes=("pays_on_time", "injury_insurance"),
        metrics={
            "internship_posts": ("year", 5),
            "retention_rate": ("year", 35),
            "satisfaction_rate": ("year", 70),
        },
    ),
    Wanted(
        programme="qu-2023",
        kind="gig_market",
        tiers=("city", "county"),
        yes=("free_of_charge", "signage_unified", "parking_nearby"),
        numbers={"area_m2": 100, "waiting_capacity": 30},
        sets={
            "zones": words("on_site_service recruitment waiting_rest"),
            "services": VOCABULARY["services"][5:9],
        },
        waivable=("gig.area", "gig.waiting"),
    ),
    Wanted(
        programme="qu-2023",
        kind="livestream_station",
        tiers=("park", "portal"),
        yes=("vets_employers", "follows_up_hires"),
        numbers={"livestream_rooms": 1},
        metrics={"livestream_sessions": ("month", 4), "livestream_hours": ("month", 12)},
    ),
    Wanted(
        programme="qu-2023",
        kind="career_guidance_studio",
        tiers=("standard",),
        yes=("independent_premises", "work_funds", "free_of_charge"),
        numbers={"area_m2": 100},
        sets={
            "zones": words("individual_consulting self_service back_office"),
            "linked_systems": VOCABULARY["linked_systems"],
            "services": BASIC_FUNCTIONS + EXTENDED_FUNCTIONS,
            "databases": VOCABULARY["databases"][:8],
            "posted_rules": words("service_process service_norms"),
            "work_rules": VOCABULARY["work_rules"][7:],
        },
        equipment=("desk_chair", "computer", "printer", "self_service_kiosk", "electronic_screen"),
        roster=tuple(posts((3, "service_staff", "full_time"), (1, "career_adviser", "part_time"))),
        metrics={"recruitment_events_joined": ("month", 1)},
        waivable=("studio.free", "studio.events"),
    ),
    Wanted(
        programme="qu-2023",
        kind="incubator",
        tiers=("city",),
        yes=(
            "approved_by_authority",
            "operator_registered",
            "clean_record",
            "safety_compliant",
            "dedicated_body",
            "fixed_office",
            "rent_relief",
            "startup_preference",
        ),
        switches=("agricultural",),
        area_by_tier={"city": 1500},
        sets={
            "utilities": VOCABULARY["utilities"],
            "work_rules": VOCABULARY["work_rules"][:6],
            "ledgers": INCUBATION_LEDGERS,
        },
        operators=("enterprise", "hr_agency", "public_institution", "social_organisation"),
        roster=tuple(posts((4, "manager", "part_time"), (8, "mentor", "part_time"))),
        metrics={
            "utilisation_rate": ("year", 60),
            "incubated_entities": ("year", 15),
            "jobs_created": ("year", 80),
            "incubation_success_rate": ("cumulative", 50),
            "exit_rate": ("cumulative", 70),
        },
        waivable=("incubator.area_agricultural",),
    ),
    Wanted(
        programme="qu-2023",
        kind="micro_park",
        tiers=("tianfu",),
        yes=("fixed_office", "safety_compliant", "dedicated_body"),
        sets={
            "posted_rules": words("entry_rules duties support_measures support_results"),
            "utilities": VOCABULARY["utilities"][:4],
            "work_rules": words("personnel finance property startup_service"),
            "ledgers": INCUBATION_LEDGERS,
            "support_policies": VOCABULARY["support_policies"],
        },
        roster=tuple(posts((1, "manager", "full_time"), (3, "mentor", "part_time"))),
        metrics={
            "policy_publications": ("year", 24),
            "guidance_visits": ("year", 60),
            "guidance_events": ("year", 12),
            "guidance_participants": ("year", 60),
            "key_group_entities": ("year", 5),
            "jobs_created": ("year", 25),
        },
        plaques=("天府微创园", "渠县{town}天府微创园（样例）"),
    ),
    Wanted(
        programme="qu-2023",
        kind="assistance_workshop",
        tiers=("city", "county"),
        yes=(
            "registered_in_dazhou",
            "employment_registered",
            "social_insurance_paid",
            "pays_on_time",
            "good_standing",
            "clean_record_3y",
        ),
        numbers={"supported_workers": 10, "contract_years_min": 1, "contract_months_performed": 6},
        operators=("enterprise", "cooperative", "large_grower", "family_farm", "rural_ecommerce"),
    ),
    Wanted(
        programme="qu-2023",
        kind="outpost",
        tiers=("standard",),
        sets={"zones": words("reception office service"), "ledgers": ["workers_information"]},
        equipment=("desk_chair", "computer"),
        roster=tuple(posts((2, "hr_specialist", "full_time"), (1, "hr_specialist", "part_time"))),
        plaques=("四川省渠县驻{city}农民工服务工作站",),
        waivable=("outpost.ledger",),
    ),
    Wanted(programme="qu-2023", kind="hr_industrial_park", tiers=("county",)),
    Wanted(
        programme="gangbei-2025",
        kind="park_service_centre",
        tiers=("autonomous_region",),
        yes=(
            "publicity_area",
            "free_of_charge",
            "safety_compliant",
            "video_channel",
            "operator_registered",
            "emergency_plan",
            "entrance_board",
            "enterprise_nameplates",
        ),
        numbers={"area_m2": 100, "lawyer_response_workdays": 2},
        sets={
            "posted_rules": VOCABULARY["posted_rules"][8:],
            "zones": words("enterprise_service convenience information hr_support interview incubation"),
            "databases": words("startup_projects experts"),
            "utilities": words("power water internet"),
            "operator_licences": VOCABULARY["operator_licences"],
        },
        equipment=(
            *words("computer telephone multifunction_printer scanner document_camera desk_chair"),
            *words("air_conditioner water_dispenser sofa phone_charger first_aid_kit electronic_screen"),
            *words("lcd_display ai_recruitment_kiosk filing_cabinet archive_cabinet"),
            *words("security_monitoring fire_equipment"),
        ),
        roster=tuple(
            posts((1, "service_staff", "full_time"), (1, "enterprise_specialist", "full_time"))
            + posts((1, "lawyer", "part_time"))
        ),
        plaques=("自治区级农民工创业园——港北区农民工创业园",),
        hours=True,
        waivable=(
            "centre.office_equipment",
            "centre.convenience_equipment",
            "centre.information_equipment",
            "centre.storage_equipment",
        ),
    ),
)
