"""渠人社发〔2023〕72号, part 二, read clause by clause: one function a kind of site, one statement a clause.

Each function yields (clause id, level, answer) for the clauses that apply to the site, in the document's
order; a clause that does not apply is not yielded at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from tests.oracle.reading import Answer, Site, all_true, as_read, one_spelling, unknown, years_earlier

Row = tuple[str, str, Answer]

MUST = "must"
GENERALLY = "generally"

STATION_ENDING = "公共就业创业中心服务站"
COUNTY_STATION_ENDINGS = (STATION_ENDING, "公共就业创业服务站", "公共就业创业服务分站")
POINT_ENDINGS = ("公共就业创业片区服务点", "公共就业创业服务点")
OUTPOST_BEGINNING = "四川省渠县驻"
OUTPOST_ENDING = "农民工服务工作站"

ENTERPRISES_AND_INSTITUTIONS = "enterprise hr_agency public_institution social_organisation private_nonprofit"
PRODUCERS = "enterprise hr_agency cooperative large_grower family_farm rural_ecommerce other_business"


def service_station(site: Site) -> Iterator[Row]:
    """(一) 公共就业创业服务站: the county's 1 + 3 and the townships' 8 + 26."""
    of_township = site.tier in ("township_demonstration", "township_basic")
    ready = site.fact("ready_for_full_service") is not False

    yield "station.plaque", MUST, township_plaque(site) if of_township else county_plaque(site)
    yield "station.posted", MUST, site.has_all("posted_rules", "work_system duties functions")
    if site.tier == "township_basic":
        yield "station.area_basic", MUST, site.at_least("area_m2", "15")
    if site.tier == "township_demonstration":
        yield "station.area_demonstration", MUST, site.at_least("area_m2", "30")
    yield "station.networks", MUST, site.has_all("networks", "jinbao gov_extranet")
    yield (
        "station.equipment",
        MUST,
        site.has_equipment("desk_chair computer television document_camera signature_pad printer filing_cabinet"),
    )
    if site.tier == "township_demonstration":
        yield "station.demonstration_zones", MUST, site.has_all("zones", "recruitment incubation")
    yield "station.services", MUST, everyday_services(site)
    if not of_township:
        yield "station.operator_county", MUST, site.one_of("operator_type", "hr_agency")
    if of_township:
        yield "station.operator_township", MUST, site.one_of("operator_type", "township_centre")
    if site.tier == "township_demonstration" and ready:
        yield "station.specialists_demonstration", MUST, site.people(3, role="hr_specialist")
    if site.tier == "township_basic" and ready:
        yield "station.specialists_basic", MUST, site.people(2, role="hr_specialist")
    if of_township and ready:
        staffed = all_true(site.people(3), site.people(2, employment="full_time"))
        yield "station.staff_321", MUST, staffed
    if of_township and not ready:
        yield "station.staff_321", MUST, information_officer(site)
    yield "station.training", GENERALLY, yearly_trainings(site)


def service_point(site: Site) -> Iterator[Row]:
    """(一) 公共就业创业服务点: a village or community."""
    ready = site.fact("ready_for_full_service") is not False

    yield "point.plaque", MUST, site.text("plaque_text", lambda text: text.endswith(POINT_ENDINGS))
    yield "point.posted", MUST, site.has_all("posted_rules", "work_system duties functions")
    yield "point.services", MUST, everyday_services(site)
    if ready:
        staffed = all_true(site.people(2), site.people(1, employment="full_time"))
        yield "point.staff_321", MUST, staffed
    else:
        yield "point.staff_321", MUST, information_officer(site)
    yield "point.labour_broker", MUST, site.people(1, role="labour_broker")
    yield "station.training", GENERALLY, yearly_trainings(site)


def township_plaque(site: Site) -> Answer:
    if site.fact("plaque_text") is None:
        return unknown("plaque_text")
    plaque = one_spelling(as_read(site.fact("plaque_text")))
    if not plaque.endswith(STATION_ENDING):
        return Answer(False)
    if site.township is None:
        return unknown("division")
    return Answer(one_spelling(site.township) in plaque)


def county_plaque(site: Site) -> Answer:
    return site.text("plaque_text", lambda text: text.endswith(COUNTY_STATION_ENDINGS))


def everyday_services(site: Site) -> Answer:
    return site.has_all("services", "acceptance data_survey verification information career_guidance")


def information_officer(site: Site) -> Answer:
    return site.people(1, role="info_officer", employment="full_time")


def yearly_trainings(site: Site) -> Answer:
    return site.trained_within_a_year("acceptance_verification statistics_survey career_guidance")


def internship_base(site: Site) -> Iterator[Row]:
    """(二) 就业见习基地."""
    yield "internship.pay", MUST, site.is_so("pays_on_time")
    yield "internship.stipend", MUST, site.not_less_than_fact("stipend_monthly", "subsidy_monthly")
    yield "internship.insurance", MUST, site.is_so("injury_insurance")
    yield "internship.posts", MUST, site.every_year("internship_posts", "5", years=1)
    yield "internship.retention", MUST, site.every_year("retention_rate", "35", years=1)
    yield "internship.satisfaction", MUST, site.every_year("satisfaction_rate", "70", years=1)


def gig_market(site: Site) -> Iterator[Row]:
    """(三) 零工市场."""
    yield "gig.free", MUST, site.is_so("free_of_charge")
    yield "gig.signage", MUST, site.is_so("signage_unified")
    yield "gig.area", GENERALLY, site.at_least("area_m2", "100")
    yield "gig.zones", MUST, site.has_all("zones", "on_site_service recruitment waiting_rest")
    yield "gig.parking", MUST, site.is_so("parking_nearby")
    yield "gig.waiting", GENERALLY, site.at_least("waiting_capacity", "30")
    yield (
        "gig.services",
        MUST,
        site.has_all("services", "regular_matching online_gig_guidance gig_publication jobseeker_registration"),
    )


def livestream_station(site: Site) -> Iterator[Row]:
    """(四) 专业化直播站."""
    yield "livestream.room", MUST, site.at_least("livestream_rooms", "1")
    yield "livestream.sessions", MUST, site.every_month("livestream_sessions", "4", months=3)
    yield "livestream.hours", MUST, site.every_month("livestream_hours", "12", months=3)
    yield "livestream.vetting", MUST, site.is_so("vets_employers")
    yield "livestream.follow_up", MUST, site.is_so("follows_up_hires")


def career_guidance_studio(site: Site) -> Iterator[Row]:
    """(五) 标准化职业指导工作室."""
    yield "studio.premises", MUST, site.is_so("independent_premises")
    yield "studio.area", MUST, site.at_least("area_m2", "100")
    yield "studio.zones", MUST, site.has_all("zones", "individual_consulting self_service back_office")
    yield (
        "studio.equipment",
        MUST,
        site.has_equipment("desk_chair computer printer self_service_kiosk electronic_screen"),
    )
    yield (
        "studio.linked_systems",
        MUST,
        site.has_all("linked_systems", "personnel_db vacancy_db public_service"),
    )
    yield (
        "studio.basic_functions",
        MUST,
        site.has_at_least(
            "services",
            5,
            "policy_consulting information_service career_diagnosis aptitude_test employment_startup_guidance"
            " career_planning training_guidance employer_guidance employment_assistance",
        ),
    )
    yield (
        "studio.extended_functions",
        MUST,
        site.has_at_least("services", 1, "special_campaigns work_research work_promotion"),
    )
    yield "studio.staff", MUST, site.people(3, employment="full_time")
    yield "studio.advisers", MUST, site.people(1, role="career_adviser", employment="part_time")
    yield "studio.own_databases", MUST, site.has_all("databases", "jobseekers vacancies")
    yield (
        "studio.linked_databases",
        MUST,
        site.has_all(
            "databases",
            "assessment_tools experts training_bases service_index service_projects knowledge",
        ),
    )
    yield "studio.funds", MUST, site.is_so("work_funds")
    yield "studio.posted", MUST, site.has_all("posted_rules", "service_process service_norms")
    yield (
        "studio.work_rules",
        MUST,
        site.has_all(
            "work_rules",
            "appointment graded_service first_asked case_closing archives evaluation fund_management external_experts",
        ),
    )
    yield "studio.free", GENERALLY, site.is_so("free_of_charge")
    yield "studio.events", GENERALLY, site.every_month("recruitment_events_joined", "1", months=3)


def incubator(site: Site) -> Iterator[Row]:
    """(六) 市级创业孵化基地."""
    yield "incubator.approved", MUST, site.is_so("approved_by_authority")
    yield "incubator.operating", MUST, operating_for_two_years(site)
    yield (
        "incubator.operator",
        MUST,
        all_true(site.is_so("operator_registered"), site.one_of("operator_type", ENTERPRISES_AND_INSTITUTIONS)),
    )
    yield "incubator.clean_record", MUST, site.is_so("clean_record")
    if site.fact("agricultural") is True:
        yield "incubator.area_agricultural", GENERALLY, site.at_least("area_m2", "800")
    else:
        yield "incubator.area", MUST, site.at_least("area_m2", "1500")
    yield (
        "incubator.utilities",
        MUST,
        site.has_all("utilities", "power water fire_protection telecom internet"),
    )
    yield "incubator.safety", MUST, site.is_so("safety_compliant")
    yield "incubator.utilisation", MUST, site.every_year("utilisation_rate", "60", years=1)
    yield "incubator.body", MUST, all_true(site.is_so("dedicated_body"), site.is_so("fixed_office"))
    yield "incubator.managers", MUST, site.people(4, role="manager")
    yield "incubator.mentors", MUST, site.people(8, role="mentor")
    yield (
        "incubator.rules",
        MUST,
        site.has_all("work_rules", "personnel finance property incubation_service incubation_period entry_exit"),
    )
    yield "incubator.ledgers", MUST, three_ledgers(site)
    yield "incubator.rent_relief", MUST, site.is_so("rent_relief")
    yield "incubator.preference", MUST, site.is_so("startup_preference")
    yield "incubator.entities", MUST, site.every_year("incubated_entities", "15", years=2)
    yield "incubator.jobs", MUST, site.every_year("jobs_created", "80", years=2)
    yield "incubator.success", MUST, site.since_opening("incubation_success_rate", "50")
    yield "incubator.exit", MUST, site.since_opening("exit_rate", "70")


def operating_for_two_years(site: Site) -> Answer:
    since = site.fact("operating_since")
    if since is None:
        return unknown("operating_since")
    return Answer(date.fromisoformat(since) <= years_earlier(site.as_of, 2))


def three_ledgers(site: Site) -> Answer:
    return site.has_all("ledgers", "startup_service policy_delivery incubation_service")


def micro_park(site: Site) -> Iterator[Row]:
    """(六) 天府微创园."""
    yield "micro_park.plaque", MUST, site.text("plaque_text", lambda text: "天府微创园" in text)
    yield (
        "micro_park.posted",
        MUST,
        site.has_all("posted_rules", "entry_rules duties support_measures support_results"),
    )
    yield "micro_park.office", MUST, site.is_so("fixed_office")
    yield "micro_park.utilities", MUST, site.has_all("utilities", "power water fire_protection telecom")
    yield "micro_park.safety", MUST, site.is_so("safety_compliant")
    yield "micro_park.body", MUST, site.is_so("dedicated_body")
    yield "micro_park.manager", MUST, site.people(1, role="manager", employment="full_time")
    yield "micro_park.mentors", MUST, site.people(3, role="mentor")
    yield (
        "micro_park.rules",
        MUST,
        site.has_all("work_rules", "personnel finance property startup_service"),
    )
    yield "micro_park.ledgers", MUST, three_ledgers(site)
    yield (
        "micro_park.policies",
        MUST,
        site.has_all("support_policies", "tax_relief startup_subsidy guaranteed_loan"),
    )
    yield "micro_park.publications", MUST, site.every_year("policy_publications", "24", years=1)
    yield "micro_park.guidance_visits", MUST, site.every_year("guidance_visits", "60", years=1)
    yield "micro_park.guidance_events", MUST, site.every_year("guidance_events", "12", years=1)
    yield "micro_park.guidance_participants", MUST, site.every_year("guidance_participants", "60", years=1)
    yield "micro_park.entities", MUST, site.every_year("key_group_entities", "5", years=1)
    yield "micro_park.jobs", MUST, site.every_year("jobs_created", "25", years=1)


def assistance_workshop(site: Site) -> Iterator[Row]:
    """(七) 就业帮扶基地（车间）."""
    yield (
        "workshop.registered",
        MUST,
        all_true(site.is_so("registered_in_dazhou"), site.one_of("operator_type", PRODUCERS)),
    )
    yield "workshop.supported_workers", MUST, site.at_least("supported_workers", "10")
    yield "workshop.contract", MUST, site.at_least("contract_years_min", "1")
    yield (
        "workshop.registration",
        MUST,
        all_true(site.is_so("employment_registered"), site.is_so("social_insurance_paid")),
    )
    yield "workshop.performed", MUST, site.at_least("contract_months_performed", "6")
    yield "workshop.pay", MUST, site.is_so("pays_on_time")
    yield "workshop.standing", MUST, site.is_so("good_standing")
    yield "workshop.clean_record", MUST, site.is_so("clean_record_3y")


def outpost(site: Site) -> Iterator[Row]:
    """(八) 驻外农民工服务工作站."""
    yield "outpost.zones", MUST, site.has_all("zones", "reception office service")
    yield "outpost.sign", MUST, outpost_sign(site)
    yield "outpost.equipment", MUST, site.has_equipment("desk_chair computer")
    yield "outpost.specialists", MUST, site.people(3, role="hr_specialist")
    yield "outpost.ledger", GENERALLY, site.has_all("ledgers", "workers_information")


def outpost_sign(site: Site) -> Answer:
    """四川省渠县驻X农民工服务工作站 and nothing else, X the city the site itself names as its host."""
    sign, city = site.fact("plaque_text"), site.document.get("host_city")
    if sign is None:
        return unknown("plaque_text") if city else unknown("plaque_text", "host_city")
    sign, city = as_read(sign), as_read(city) if city else city
    framed = sign.startswith(OUTPOST_BEGINNING) and sign.endswith(OUTPOST_ENDING)
    written_city = sign[len(OUTPOST_BEGINNING) : -len(OUTPOST_ENDING)]
    if not framed or not written_city:
        return Answer(False)
    if not city:
        return unknown("host_city")
    return Answer(written_city == city)


def hr_industrial_park(site: Site) -> Iterator[Row]:
    """The park is a target only: no clause of the document applies to it."""
    yield from ()


BY_KIND: dict[str, Callable[[Site], Iterator[Row]]] = {
    "service_station": service_station,
    "service_point": service_point,
    "internship_base": internship_base,
    "gig_market": gig_market,
    "livestream_station": livestream_station,
    "career_guidance_studio": career_guidance_studio,
    "incubator": incubator,
    "micro_park": micro_park,
    "assistance_workshop": assistance_workshop,
    "outpost": outpost,
    "hr_industrial_park": hr_industrial_park,
}
