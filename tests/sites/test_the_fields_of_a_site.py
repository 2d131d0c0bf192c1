"""Who keeps each field of a site, who is asked for it, who is shown it, and what silence about it means."""

import pytest

from app.sites.fields import FIELD, FIELDS, LEFT_OUT, ROWS, SiteField, carried, keys_of_row, row_of
from app.sites.items import COUNTY_ONLY, RESERVED
from app.sites.vocabulary import FactKind
from app.wording import Wording

WORD = Wording("字", "word")
BY_THE_PROGRAM = {"code", "programme", "kind", "history", "sample"}
BY_THE_COUNTY = {"tier", "division", "parent", "accepted_on", "waivers"}
OF_ONE_VALUE = {"name", "status", "address", "phone", "host_city", "accepted_on", "sample"}


def those(**asked: object) -> set[str]:
    """The keys of the fields of which all of this is so."""
    return {one.key for one in FIELDS if all(getattr(one, name) == value for name, value in asked.items())}


def test_who_keeps_a_field() -> None:
    assert those(kept_by="program") == BY_THE_PROGRAM == RESERVED
    assert those(kept_by="county") == BY_THE_COUNTY == COUNTY_ONLY
    assert those(kept_by="site") == set(FIELD) - BY_THE_PROGRAM - BY_THE_COUNTY


def test_whom_a_form_asks_for_it_and_without_what_no_site_is_registered() -> None:
    assert those(asked_of="every_site") == {"name", "status", "location", "address", "phone"}
    assert those(asked_of="remote_sites") == {"host_city"}
    assert those(needed=True) == {"name", "division", "status"}


def test_what_lists_for_programs_show_and_what_stays_inside() -> None:
    assert [one.key for one in FIELDS if one.listed] == [
        *("code", "programme", "kind", "tier", "name", "division", "parent"),
        *("status", "address", "phone", "host_city", "sample"),
    ]
    assert those(public=False) == set()
    assert LEFT_OUT["public"] == {}


def test_what_a_site_holds_where_nothing_is_said() -> None:
    empty = {"facts": {}, "metrics": {}, "reports": {}, "waivers": (), "history": (), "sample": False}
    assert {one.key: one.absent for one in FIELDS if one.absent is not None} == empty


def test_how_long_a_text_may_be_and_whether_it_may_be_blank_or_have_lines() -> None:
    values = {one.key: one.value for one in FIELDS if one.value is not None}
    assert values.keys() == OF_ONE_VALUE
    said = {key: (kind.longest, kind.blank, kind.lines, kind.none) for key, kind in values.items()}
    assert said == {
        "name": (200, False, False, False),
        "status": (None, True, False, False),
        "address": (None, True, True, False),
        "phone": (60, True, False, True),
        "host_city": (60, False, False, False),
        "accepted_on": (None, True, False, False),
        "sample": (None, True, False, False),
    }
    rows = {(key, kind.code): (kind.longest, kind.lines, kind.none) for key, row in ROWS.items() for kind in row}
    assert {place: how for place, how in rows.items() if how != (None, False, False)} == {
        ("staff", "name"): (200, False, False),
        ("staff", "phone"): (60, False, True),
        ("waivers", "reason"): (None, True, False),
    }
    assert {one.key for one in FIELDS if one.keyboard == "tel"} == {"phone"}


def test_what_formats_leave_out() -> None:
    rows = {"equipment", "staff", "trainings_held", "metrics", "waivers", "history", "reports"}
    assert set(LEFT_OUT["csv"]) == rows
    assert set(LEFT_OUT["workbook"]) == {"reports"}
    assert set(LEFT_OUT["form"]) == BY_THE_PROGRAM | BY_THE_COUNTY | {"reports"}
    assert carried("json") == carried("jsonl") == carried("geojson") == carried("public") == FIELDS
    assert {one.key for one in carried("csv")} == set(FIELD) - rows


@pytest.mark.parametrize("made", [{}, {"value": FactKind("x", "text", WORD), "part": "facts"}])
def test_a_field_is_either_a_plain_value_or_a_part(made: dict) -> None:
    with pytest.raises(ValueError, match="either"):
        SiteField("x", WORD, public=True, listed=True, **made)
    assert SiteField("x", WORD, part="facts", public=True, listed=True).key == "x"
    assert SiteField("x", WORD, part="facts", key="y", public=True, listed=True).key == "y"


def test_a_row_holds_its_keys_in_order_and_of_a_person_only_what_was_given() -> None:
    assert keys_of_row("staff") == ("role", "employment", "from", "to", "name", "phone", "public")
    given = {"public": True, "phone": "1", "role": "r", "employment": "e", "more": 1}
    assert list(row_of("staff", given).items()) == [
        *(("role", "r"), ("employment", "e"), ("from", None), ("to", None), ("phone", "1"), ("public", True))
    ]
    assert row_of("waivers", {"clause": "c"}) == {"clause": "c", "until": None, "reason": None}
