"""Codes have a name wherever one is asked for; and what all programmes together allow is read of a document of none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.errors import InvalidInput
from app.sites.divisions import Division, Divisions, level_of
from app.sites.document import read_site
from app.sites.site import Site
from app.sites.vocabulary import (
    EntryRules,
    EverydayWords,
    FactKind,
    MetricKind,
    SiteKind,
    Vocabulary,
    rules_of_any,
)
from app.standards.reader import Seeds
from app.units import LatLon
from app.wording import Wording


def word(text: str) -> Wording:
    return Wording(text, text)


ONE = Vocabulary(
    {
        "area": FactKind("area", "number", word("面积")),
        "zones": FactKind("zones", "set", word("区"), items={"a": word("甲")}),
    },
    {"fax": word("传真")},
    {"manager": word("管理")},
    {"topic": word("题")},
    {"hours": MetricKind("hours", "month", word("时长"), word("小时"))},
    (EverydayWords(("活",)),),
    *(("我要",), ("附近",)),
)
OTHER = Vocabulary({"area": FactKind("area", "number", word("大小"))}, {"tv": word("电视")}, {}, {}, {}, (), ("哪里",))


@pytest.mark.parametrize(
    ("code", "label"),
    [
        *(
            ("host_city", "所驻城市"),
            ("equipment", "设施设备"),
            ("staff", "人员名册"),
            ("trainings_held", "已开展培训"),
        ),
        *(("area", "面积"), ("hours", "时长"), ("nothing", "nothing"), ("fax", "fax")),
    ],
)
def test_what_a_clause_can_need_has_a_name(code: str, label: str) -> None:
    assert ONE.label(code).zh == label


@pytest.mark.parametrize(
    ("code", "label"),
    [("fax", "传真"), ("manager", "管理"), ("topic", "题"), ("a", "甲"), ("nothing", "nothing"), ("area", "area")],
)
def test_an_item_has_a_name_wherever_it_is_listed(code: str, label: str) -> None:
    assert ONE.item_label(code).zh == label


def test_of_two_vocabularies_all_codes_hold_and_the_second_names_what_both_have() -> None:
    both = ONE.merged(OTHER)
    assert (both.label("area").zh, both.label("hours").zh) == ("大小", "时长")
    assert (set(both.equipment), set(both.roles), both.filler, both.nearby) == (
        *({"fax", "tv"}, {"manager"}, ("我要", "哪里"), ("附近",)),
    )
    assert len(both.everyday) == 1


def rules(vocabulary: Vocabulary, *kinds: SiteKind, today: date | None = None) -> EntryRules:
    waivable = {f"{kind.code}.x": (True, frozenset([kind.code])) for kind in kinds}
    return EntryRules("p", "511725000000", {kind.code: kind for kind in kinds}, vocabulary, waivable, today)


def kind(tier: str, *townships: str, remote: bool = False) -> SiteKind:
    return SiteKind("k", word(tier), {tier: word(tier)}, frozenset(townships), remote)


@pytest.mark.parametrize("remote", [(False, False), (True, False), (False, True)])
def test_a_document_of_no_programme_may_say_what_any_allows(remote: tuple[bool, bool]) -> None:
    day = date(2026, 1, 1)
    first = rules(ONE, kind("a", "a", "t", remote=remote[0]), today=day)
    second = rules(OTHER, kind("b", "t", remote=remote[1]), SiteKind("l", word("l"), {}))
    found = rules_of_any({"one": first, "two": second})
    assert (found.programme, found.jurisdiction, found.today) == ("", "", day)
    assert (set(found.kinds), set(found.waivable)) == ({"k", "l"}, {"k.x", "l.x"})
    assert (set(found.vocabulary.equipment), found.vocabulary.label("area").zh) == ({"fax", "tv"}, "大小")
    assert (set(found.kinds["k"].tiers), found.kinds["k"].township_tiers) == ({"a", "b"}, {"t"})
    assert found.kinds["k"].remote is any(remote)
    assert rules_of_any({}).today is None


NONE = {"programme": "missing"}


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        ({"kind": "gig_market", "tier": "county", "division": "511725103"}, NONE),
        ({"kind": "gig_market", "tier": "county", "division": "511725999"}, NONE | {"division": "unknown_code"}),
        ({"kind": "outpost", "division": "440100"}, NONE),
        ({"division": "440100"}, NONE | {"kind": "missing"}),
        ({"division": "44"}, NONE | {"kind": "missing", "division": "bad_code"}),
        (
            {"programme": "qu-2023", "division": "440100"},
            {"kind": "missing", "division": "outside"},
        ),
        ({"programme": "qu-2023", "division": "511725999"}, {"kind": "missing", "division": "unknown_code"}),
    ],
)
def test_of_a_division_is_asked_what_can_be_asked(
    read: Callable[..., Site], document: dict[str, Any], wanted: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read({"code": "A", **document})
    assert {fault.path: fault.code for fault in refused.value.faults} == wanted


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [(85.0, 31.0, None), (31.0, 85.0, "写反了"), (80.0, 31.0, "远在"), (31.0, 80.0, "远在")],
)
def test_in_the_west_a_swapped_point_is_one_of_the_earth_and_told_by_where_the_county_lies(
    seeds: Seeds, lon: float, lat: float, said: str | None
) -> None:
    code = "540000000000"
    west = Divisions([Division(code, "某县", level_of(code), None, "县", point=LatLon(31.0, 85.0))])
    rule = replace(seeds.programmes["qu-2023"].entry_rules, jurisdiction=code)
    document = {"code": "A", "programme": "p", "kind": "gig_market", "tier": "county"}
    document["location"] = {"lon": lon, "lat": lat, "crs": "wgs84"}
    if said is None:
        assert read_site(document, {"p": rule}, west).location is not None
        return
    with pytest.raises(InvalidInput) as refused:
        read_site(document, {"p": rule}, west)
    (fault,) = refused.value.faults
    assert ((fault.path, fault.code), said in fault.message.zh) == (("location", "far_away"), True)
