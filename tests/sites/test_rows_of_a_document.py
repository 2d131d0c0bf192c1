"""The lists and tables of a site document, row by row: every faulty row is named, and every right one is taken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.errors import InvalidInput
from app.sites import records
from app.sites.document import read_site, write_site
from app.sites.entry import Entry
from app.sites.site import FormerValue, Person, Report, Site, Training, Waiver
from app.standards.reader import Seeds
from app.units import Period

Read = Callable[..., Site]
STATION: dict[str, Any] = {
    "code": "QX-TX-01",
    "programme": "qu-2023",
    "kind": "service_station",
    "tier": "township_basic",
    "name": "土溪镇公共就业服务站",
    "division": "511725103",
    "status": "operating",
}
MANAGER = {"role": "manager", "employment": "full_time"}
HELD = {"topic": "career_guidance", "date": "2026-01-05"}
WAIVER = {"clause": "station.training", "reason": "小", "until": "2027-01-01"}
TODAY = date(2026, 11, 24)


def sessions(period: str, value: Any = 5, metric: str = "livestream_sessions") -> dict[str, Any]:
    return {"metric": metric, "period": period, "value": value}


ROWS: list[tuple[str, Any, dict[str, str]]] = [
    (
        "equipment",
        {"fax": 1, "computer": -1, "telex": 1, "printer": 1.5},
        {
            "equipment.fax": "unknown_code",
            "equipment.computer": "negative",
            "equipment.telex": "unknown_code",
            "equipment.printer": "not_whole",
        },
    ),
    ("equipment", "two", {"equipment": "wrong_type"}),
    ("staff", {}, {"staff": "wrong_type"}),
    (
        "staff",
        ["x", MANAGER | {"role": ""}, MANAGER | {"age": 5}, MANAGER | {"from": "2026-02-02", "to": "2026-02-01"}],
        {
            "staff[0]": "wrong_type",
            "staff[1].role": "missing",
            "staff[2].age": "unknown_key",
            "staff[3].to": "impossible_date",
        },
    ),
    ("staff", [MANAGER | {"public": "yes"}, {"role": "manager"}], {"staff[0].public": "", "staff[1].employment": ""}),
    ("trainings_held", 5, {"trainings_held": "wrong_type"}),
    (
        "trainings_held",
        [5, HELD | {"topic": ""}, HELD | {"date": ""}, HELD | {"date": "2026-11-25"}, HELD | {"place": "x"}],
        {
            "trainings_held[0]": "wrong_type",
            "trainings_held[1].topic": "missing",
            "trainings_held[2].date": "missing",
            "trainings_held[3].date": "in_the_future",
            "trainings_held[4].place": "unknown_key",
        },
    ),
    (
        "metrics",
        [
            5,
            sessions("2026-Q1"),
            sessions("2026-12"),
            sessions("2026-11"),
            sessions("2026-11"),
            sessions("2026-10", "x"),
            sessions("2026-09", metric="x"),
            sessions("2026-09", metric="x"),
            sessions("x"),
            sessions("2026-08") | {"by": "x"},
        ],
        {
            "metrics[0]": "wrong_type",
            "metrics[1].period": "wrong_period",
            "metrics[2].period": "in_the_future",
            "metrics[4]": "duplicate",
            "metrics[5].value": "wrong_type",
            "metrics[6].metric": "unknown_code",
            "metrics[7].metric": "unknown_code",
            "metrics[8].period": "",
            "metrics[9].by": "unknown_key",
        },
    ),
    (
        "waivers",
        [
            5,
            WAIVER | {"clause": "x"},
            WAIVER | {"clause": "station.area_basic"},
            WAIVER | {"clause": "gig.area"},
            WAIVER,
            WAIVER,
            WAIVER | {"until": "2028-01-01"},
            WAIVER | {"until": None},
            WAIVER | {"until": "2029-01-01", "reason": ""},
            WAIVER | {"until": "2030-01-01", "by": "x"},
        ],
        {
            "waivers[0]": "wrong_type",
            "waivers[1].clause": "unknown_code",
            "waivers[2].clause": "not_waivable",
            "waivers[3].clause": "",
            "waivers[5]": "duplicate",
            "waivers[7].until": "",
            "waivers[8].reason": "empty",
            "waivers[9].by": "unknown_key",
        },
    ),
    (
        "history",
        [
            5,
            {"field": "tier", "value": "village", "from": None, "to": "2024-01-01"},
            {"field": "name", "value": None, "from": None, "to": "2024-01-01"},
            {"field": "phone", "value": "1", "from": None, "to": "2024-01-01"},
            {"field": "name", "value": "旧", "from": "2024-01-02", "to": "2024-01-01"},
            {"field": "name", "value": "旧", "from": "2024-01-01", "to": None},
            {"field": "parent", "value": None, "from": "2024-01-01", "to": "2024-01-01"},
            {"field": "parent", "value": 5, "from": None, "to": "2024-01-01", "why": ""},
        ],
        {
            "history[0]": "wrong_type",
            "history[1].value": "unknown_code",
            "history[2].value": "",
            "history[3].field": "unknown_code",
            "history[4].to": "impossible_date",
            "history[5].to": "",
            "history[7].value": "wrong_type",
            "history[7].why": "unknown_key",
        },
    ),
    (
        "reports",
        {
            "parking": {"on": "2026-01-01"},
            "area_m2": 5,
            "staff": {"on": "2026-11-25"},
            "equipment": {"on": "2026-11-24", "by": "王", "at": 5},
            "networks": {"by": "王"},
        },
        {
            "reports.parking": "unknown_code",
            "reports.area_m2": "wrong_type",
            "reports.staff.on": "in_the_future",
            "reports.equipment.at": "unknown_key",
            "reports.networks.on": "",
        },
    ),
]
"""A part, what is given for it, and the faults by place; an empty code is any."""


@pytest.mark.parametrize(("key", "given", "wanted"), ROWS)
def test_every_faulty_row_is_named(seeds: Seeds, key: str, given: Any, wanted: dict[str, str]) -> None:
    rules = {slug: replace(one.entry_rules, today=TODAY) for slug, one in seeds.programmes.items()}
    with pytest.raises(InvalidInput) as refused:
        read_site({**STATION, key: given}, rules, seeds.divisions, registering=True)
    found = {fault.path: fault.code for fault in refused.value.faults}
    assert {path: code if wanted.get(path) else "" for path, code in found.items()} == wanted


def test_right_rows_are_taken_and_written_as_they_were(read: Read) -> None:
    rows: dict[str, Any] = {
        "equipment": {"computer": 2, "printer": 0},
        "staff": [
            MANAGER | {"from": "2026-02-01", "to": "2026-02-01", "name": "王", "phone": "0818-7200003", "public": True},
            MANAGER | {"from": None, "to": None},
        ],
        "trainings_held": [HELD, HELD],
        "metrics": [
            sessions("2026-10"),
            sessions("2026-11", 7),
            sessions("2025", Decimal("0.755"), "incubation_success_rate"),
        ],
        "waivers": [WAIVER, WAIVER | {"until": "2028-01-01"}],
        "history": [
            {"field": "name", "value": "旧", "from": "2024-01-01", "to": "2024-01-01"},
            {"field": "parent", "value": None, "from": None, "to": "2024-01-01"},
            {"field": "tier", "value": "township_basic", "from": None, "to": "2024-01-01"},
        ],
        "reports": {"area_m2": {"on": "2026-11-24", "by": "王"}, "staff": {"on": "2026-11-23"}},
    }
    written = write_site(read({**STATION, **rows}))
    rows["metrics"] = sorted(rows["metrics"], key=lambda row: (row["metric"], row["period"]))
    assert {key: written[key] for key in rows} == rows


def test_a_person_may_have_no_name_and_nothing_is_public_without_consent(read: Read) -> None:
    rows = [MANAGER, MANAGER | {"name": "", "phone": ""}, MANAGER | {"public": False}, MANAGER | {"public": True}]
    staff = read({**STATION, "staff": rows}).staff or ()
    assert [(one.name, one.phone, one.public) for one in staff] == [
        *((None, None, False), ("", None, False), (None, None, False), (None, None, True))
    ]


def test_of_a_site_about_which_nothing_is_said_nothing_is_written(read: Read) -> None:
    bare = {"code": "A", "programme": "qu-2023", "kind": "gig_market", "tier": "county"}
    for public in (True, False):
        assert write_site(read(bare), public=public) == bare | {"facts": {}, "metrics": [], "waivers": []}


def test_of_a_document_only_the_first_unknown_thing_hides_what_depends_on_it(read: Read) -> None:
    for document, wanted in (
        ([], {"": "wrong_type"}),
        ({}, {"code": "missing", "programme": "missing", "kind": "missing"}),
        ({"code": "A", "programme": "x", "kind": "gig_market"}, {"programme": "unknown_code", "tier": "missing"}),
        ({**STATION, "kind": "x"}, {"kind": "unknown_code"}),
        ({**STATION, "parent": "QX-TX-01"}, {"parent": "own_parent"}),
        ({**STATION, "tier": None}, {"tier": "missing"}),
        ({**STATION, "opening_hours": {"mon": []}, "facts": {"opening_hours": {}}}, {"opening_hours": "duplicate"}),
    ):
        with pytest.raises(InvalidInput) as refused:
            read(document)
        assert {fault.path: fault.code for fault in refused.value.faults} == wanted
    only = {"code": "A", "programme": "qu-2023", "kind": "career_guidance_studio"}
    assert read(only).tier == "standard", "there is no other"


READERS = [
    ("equipment", {"fax": 1, "computer": -1, "printer": 2}, {"printer": 2}),
    (
        "staff",
        [5, {"role": "manager"}, {"employment": "full_time"}, MANAGER],
        (Person("manager", "full_time"),),
    ),
    (
        "trainings",
        [5, {"topic": "career_guidance"}, {"date": "2026-01-05"}, HELD],
        (Training("career_guidance", date(2026, 1, 5)),),
    ),
    (
        "metrics",
        [
            5,
            sessions("2026-09", None),
            sessions("x"),
            sessions("2026-09", metric="x"),
            sessions("2026-Q1"),
            sessions("2026-12"),
            sessions("2026-08"),
        ],
        {("livestream_sessions", Period.parse("2026-08")): 5},
    ),
    (
        "waivers",
        [
            5,
            WAIVER | {"clause": ""},
            WAIVER | {"reason": ""},
            WAIVER | {"until": ""},
            WAIVER | {"clause": "gig.area"},
            WAIVER | {"clause": "station.area_basic"},
            WAIVER,
        ],
        (Waiver("station.training", "小", date(2027, 1, 1)),),
    ),
    (
        "history",
        [
            5,
            {"field": "x", "to": "2024-01-01"},
            {"field": "name", "value": "旧", "to": ""},
            {"field": "parent", "value": None, "to": "2024-01-01"},
        ],
        (FormerValue("parent", None, None, date(2024, 1, 1)),),
    ),
    (
        "reports",
        {"x": {"on": "2026-01-01"}, "area_m2": {"by": "王"}, "staff": {"on": "2026-01-01"}},
        {"staff": Report(date(2026, 1, 1))},
    ),
]
"""A part, its rows of which only the last is right, and what is read."""


@pytest.mark.parametrize(("part", "given", "read"), READERS)
def test_of_rows_only_those_that_can_be_read_are(seeds: Seeds, part: str, given: Any, read: Any) -> None:
    rule = replace(seeds.programmes["qu-2023"].entry_rules, today=TODAY)
    more = {"waivers": (rule, rule.kinds["service_station"]), "history": (rule.kinds["service_station"],)}
    reader, entry = getattr(records, f"read_{part}"), Entry()
    assert reader(entry, given, *more.get(part, (rule,))) == read
    assert len(entry.faults) >= len(given) - 1
    assert not reader(Entry(), 5, *more.get(part, (rule,)))


@pytest.mark.parametrize(
    ("period", "value", "recorded", "wanted"),
    [
        ("2026-11", 5, False, 5),
        ("2026-12", 5, False, "in_the_future"),
        ("2026-12", 5, True, 5),
        ("2026-10", 5.5, False, "not_whole"),
        ("2026-10", 5.5, True, 6),
    ],
)
def test_a_count_is_whole_and_of_a_period_that_has_begun_unless_it_was_kept_before(
    seeds: Seeds, period: str, value: float, recorded: bool, wanted: str | int
) -> None:
    rule = replace(seeds.programmes["qu-2023"].entry_rules, today=TODAY)
    entry = Entry(recorded=recorded)
    found = records.read_metrics(entry, [sessions(period, value)], rule)
    assert [*found.values(), *(fault.code for fault in entry.faults)] == [wanted]
