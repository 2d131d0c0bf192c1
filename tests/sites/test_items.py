"""A proposal taken apart into items and put together again, and when somebody else's change stands against one."""

from typing import Any

import pytest

from app.sites.items import (
    COUNTY_ONLY,
    RESERVED,
    Difference,
    differences,
    edit_of,
    inverse,
    items,
    restricted,
    says_the_same,
    value_at,
)

EDIT = {
    "facts": {"area_m2": 18, "free_of_charge": None},
    "reports": {"area_m2": {"on": "2026-11-01"}},
    "metrics": [
        {"metric": "livestream_hours", "period": "2026-09", "value": 12},
        {"metric": "livestream_hours", "period": "2026-10", "value": None},
    ],
    "phone": None,
    "staff": [],
}
PARTS = {
    "facts.area_m2": 18,
    "facts.free_of_charge": None,
    "reports.area_m2": {"on": "2026-11-01"},
    "metrics.livestream_hours.2026-09": 12,
    "metrics.livestream_hours.2026-10": None,
    "phone": None,
    "staff": [],
}
RECORD = {
    "facts": {"area_m2": 12},
    "metrics": [{"metric": "livestream_hours", "period": "2026-08", "value": 7}],
    "phone": "1",
}


def test_an_edit_comes_apart_into_single_things_and_together_again() -> None:
    assert items(EDIT) == PARTS
    assert edit_of(PARTS) == EDIT
    assert items({"facts": None, "metrics": None}) == {"facts": None, "metrics": None}
    assert restricted(EDIT, ["phone", "facts.area_m2", "nothing"]) == {"facts": {"area_m2": 18}, "phone": None}


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("facts.area_m2", 12),
        ("facts.free_of_charge", None),
        ("reports.area_m2", None),
        ("metrics.livestream_hours.2026-08", 7),
        ("metrics.livestream_hours.2026-09", None),
        ("metrics.livestream_sessions.2026-08", None),
        ("phone", "1"),
        ("address", None),
    ],
)
def test_what_a_record_holds_at_an_item(item: str, value: Any) -> None:
    assert value_at(RECORD, item) == value
    assert value_at({}, item) is None


def test_the_inverse_of_an_edit_brings_back_what_was() -> None:
    back = inverse(RECORD, {"facts": {"area_m2": 18}, "phone": "2", "address": "街"})
    assert back == {"facts": {"area_m2": 12}, "phone": "1", "address": None}


@pytest.mark.parametrize(
    ("base", "published", "proposed", "conflicts", "pointless"),
    [
        (1, 1, 2, False, False),
        (1, 3, 2, True, False),
        (1, 2, 2, False, True),
        (None, 3, 2, True, False),
        (1, None, None, False, True),
    ],
)
def test_somebody_elses_change_conflicts_unless_it_says_the_same(
    base: object, published: object, proposed: object, conflicts: bool, pointless: bool
) -> None:
    found = Difference("phone", base, published, proposed)
    assert (found.conflicts, found.pointless) == (conflicts, pointless)
    (same,) = differences({"phone": base}, {"phone": published}, {"phone": proposed})
    assert same == found


NINE = [["09:00", "17:00"]]


@pytest.mark.parametrize(
    ("typed", "seen", "same"),
    [
        ({"mon": NINE, "sun": []}, {"mon": NINE}, True),
        ({"sun": []}, None, True),
        ({}, None, False),
        ({"mon": NINE}, {"tue": NINE}, False),
        ({"mon": NINE, "computer": 0}, {"mon": NINE}, False),
        ({"computer": 0}, {}, False),
        ("a", "a", True),
        (0, None, False),
    ],
)
def test_a_weekday_without_hours_says_the_same_as_none(typed: Any, seen: Any, same: bool) -> None:
    assert says_the_same(typed, seen) is same
    assert says_the_same(seen, typed) is same


def test_who_may_touch_which_key() -> None:
    assert {"code", "programme"} <= RESERVED
    assert {"tier", "waivers"} <= COUNTY_ONLY
    assert not (RESERVED | COUNTY_ONLY) & {"phone", "facts", "metrics", "staff", "name"}
