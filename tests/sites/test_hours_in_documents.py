"""Weekly hours and special days as a document holds them: each fault at its place, and what is right is taken."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from app.errors import InvalidInput
from app.sites.facts import write_fact
from app.sites.site import Site

Read = Callable[..., Site]
MARKET = {"code": "M-1", "programme": "qu-2023", "kind": "gig_market", "tier": "county", "division": "511725103000"}
MARKET |= {"name": "零工市场", "status": "operating"}
WEEK = "facts.opening_hours"


@pytest.mark.parametrize(
    ("week", "faults"),
    [
        ({"mon": [["09:00", "12:00"], ["12:00", "17:00"]], "sun": []}, []),
        ({"mon": [["00:00", "24:00"]]}, []),
        ("周一 9:00-17:00", [(WEEK, "wrong_type")]),
        ([], [(WEEK, "wrong_type")]),
        ({"monday": []}, [(f"{WEEK}.monday", "unknown_key")]),
        ({"mon": "9-17"}, [(f"{WEEK}.mon", "wrong_type")]),
        ({"mon": ["09:00"]}, [(f"{WEEK}.mon[0]", "wrong_type")]),
        ({"mon": [5]}, [(f"{WEEK}.mon[0]", "wrong_type")]),
        ({"mon": ["ab"]}, [(f"{WEEK}.mon[0]", "wrong_type")]),
        ({"mon": [["09:00", "12:00", "17:00"]]}, [(f"{WEEK}.mon[0]", "wrong_type")]),
        ({"mon": [["17:00", "09:00"]]}, [(f"{WEEK}.mon[0]", "impossible_time")]),
        ({"mon": [["09:00", "09:00"]]}, [(f"{WEEK}.mon[0]", "impossible_time")]),
        ({"mon": [["10:00", "12:00"], ["09:00", "10:01"]]}, [(f"{WEEK}.mon", "overlapping")]),
        ({"mon": [["13:00", "12:30"]]}, [(f"{WEEK}.mon[0]", "impossible_time")]),
        (
            {"mon": [["x", "12:00"], ["17:00", "09:00"], 5, ["9:00", "9:00"], ["13:00", "y"], ["10:00", "08:00"]]},
            [
                (f"{WEEK}.mon[0][0]", "impossible_time"),
                (f"{WEEK}.mon[1]", "impossible_time"),
                (f"{WEEK}.mon[2]", "wrong_type"),
                (f"{WEEK}.mon[3]", "impossible_time"),
                (f"{WEEK}.mon[4][1]", "impossible_time"),
                (f"{WEEK}.mon[5]", "impossible_time"),
            ],
        ),
        ({"mon": [["17:00", "09:00"], ["x", "12:00"], ["13:00", "14:00"]]}, None),
    ],
)
def test_a_week_is_taken_or_every_fault_in_it_is_told(read: Read, week: Any, faults: Any) -> None:
    document = MARKET | {"facts": {"opening_hours": week}}
    if faults == []:
        site = read(document, registering=True)
        assert write_fact(site.facts["opening_hours"]) == week
        return
    with pytest.raises(InvalidInput) as told:
        read(document, registering=True)
    found = [(fault.path, fault.code) for fault in told.value.faults]
    if faults is None:
        assert [path for path, _ in found] == [f"{WEEK}.mon[0]", f"{WEEK}.mon[1][0]"], "and the third is right"
    else:
        assert found == faults


def test_hours_that_overlap_are_refused_where_they_are_entered_and_read_where_they_are_kept(read: Read) -> None:
    document = MARKET | {"facts": {"opening_hours": {"mon": [["09:00", "12:00"], ["11:00", "17:00"]]}}}
    kept = read(document)
    assert kept.facts["opening_hours"] == {"mon": ((time(9), time(12)), (time(11), time(17)))}


def test_a_week_is_written_from_monday_on_in_whatever_order_it_came(read: Read) -> None:
    week = {"sun": [], "tue": [["09:00", "12:00"]], "mon": [["13:00", "24:00"]]}
    site = read(MARKET | {"facts": {"opening_hours": week}}, registering=True)
    assert list(write_fact(site.facts["opening_hours"])) == ["mon", "tue", "sun"]


def test_special_days_come_by_their_date_in_order_and_no_span_is_closed_all_day(read: Read) -> None:
    days = {"2026-10-08": [["10:00", "12:00"]], "2026-10-01": []}
    site = read(MARKET | {"facts": {"special_days": days}}, registering=True)
    assert list(site.facts["special_days"].items()) == [("2026-10-01", ()), ("2026-10-08", ((time(10), time(12)),))]
    assert write_fact(site.facts["special_days"]) == days
    for wrong, path in (
        ({"2026-02-30": []}, "facts.special_days.2026-02-30"),
        ({"2026-10-01": [["9", "x"]]}, "facts.special_days.2026-10-01[0][0]"),
        ([], "facts.special_days"),
    ):
        with pytest.raises(InvalidInput) as told:
            read(MARKET | {"facts": {"special_days": wrong}}, registering=True)
        assert told.value.faults[0].path == path
