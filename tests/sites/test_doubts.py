"""What is asked about: figures out of proportion, telephones nobody can dial, points that stand in for a place."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.sites.doubts import doubts, points_of_the_same, shared_points
from app.sites.site import Site
from app.standards.reader import Seeds

Read = Callable[..., Site]
MARKET = {"code": "M-1", "programme": "qu-2023", "kind": "gig_market", "tier": "county", "division": "511725103000"}
AREA, RATE, SESSIONS = "facts.area_m2", "metrics.retention_rate.2025", "metrics.livestream_sessions.2026-09"


LEFT_IN_MARCH = {"name": "王", "to": "2026-03-31"}
HOURS = {"metric": "livestream_hours", "period": "2026-08", "value": 2}
BOTH_WANG = [("staff[2].name", "same_person", None)]


@pytest.fixture(scope="package")
def asked(read: Read, seeds: Seeds) -> Callable[..., list[tuple[str, str, str | None]]]:
    def asked_about(before: dict[str, Any] | None, after: dict[str, Any]) -> list[tuple[str, str, str | None]]:
        old = read({**MARKET, **before}) if before is not None else None
        found = doubts(old, read({**MARKET, **after}), seeds.programmes["qu-2023"].vocabulary)
        return [(doubt.path, doubt.kind, doubt.instead) for doubt in found]

    return asked_about


def roster(*rows: dict[str, str]) -> dict[str, Any]:
    return {"staff": [{"role": "hr_specialist", "employment": "full_time", **row} for row in rows]}


def figures(metric: str, **values: float) -> dict[str, Any]:
    rows = [{"metric": metric, "period": p.strip("p").replace("_", "-"), "value": v} for p, v in values.items()]
    return {"metrics": rows}


def waived(reason: str) -> dict[str, Any]:
    return {"waivers": [{"clause": "gig.area", "reason": reason, "until": "2027-01-01"}]}


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ({"facts": {"area_m2": 18}}, {"facts": {"area_m2": 180}}, [(AREA, "ten_times", "18")]),
        ({"facts": {"area_m2": 18}}, {"facts": {"area_m2": 179}}, []),
        ({"facts": {"area_m2": 0}}, {"facts": {"area_m2": 179}}, []),
        ({"facts": {"area_m2": 1}}, {"facts": {"area_m2": 1}}, []),
        (None, {"facts": {"area_m2": 1}}, [(AREA, "implausible", None)]),
        (None, {"facts": {"area_m2": 100001}}, [(AREA, "implausible", None)]),
        (None, {"facts": {"area_m2": 180}}, []),
        (None, figures("retention_rate", p2025=0.75), [(RATE, "percent", "75")]),
        (None, figures("retention_rate", p2025=75), []),
        (None, figures("livestream_sessions", p2026_09=301), [(SESSIONS, "implausible", None)]),
        (None, figures("livestream_sessions", p2026_08=4, p2026_09=40), [(SESSIONS, "ten_times", "4")]),
        (None, figures("livestream_sessions", p2026_08=4, p2026_09=39), []),
        ({"equipment": {"computer": 2}}, {"equipment": {"computer": 20}}, [("equipment.computer", "ten_times", "2")]),
        ({"phone": "7200003"}, {"phone": "7200003", "address": "街"}, []),
        *(
            (None, {"address": text}, [("address", "placeholder", None)])
            for text in ("/", "——", "无", "暂无", "不详", "待定", "同上", "N/A", "？", "0", "…")
        ),
        ({"address": "同上"}, {"address": "同上", "phone": "0818-7200003"}, []),
        (None, {"address": "无名路 1 号"}, []),
        ({"facts": {"plaque_text": "—"}}, {"facts": {"plaque_text": "—"}, "address": "街"}, []),
        (None, {"facts": {"networks": ["jinbao"], "operating_since": "2024-01-01"}}, []),
        ({"equipment": {}}, {"equipment": {"computer": 30}}, []),
        ({"phone": "7200003"}, {}, []),
        (roster({"name": "王"}), {}, []),
        (figures("livestream_sessions", p2026_08=4), figures("livestream_sessions", p2026_09=40), []),
        (
            None,
            {"metrics": [HOURS, {"metric": "livestream_sessions", "period": "2026-09", "value": 40}]},
            [],
        ),
        (
            None,
            {"metrics": [{"metric": "retention_rate", "period": "2025", "value": 0.5}]},
            [(RATE, "percent", "50")],
        ),
        (
            None,
            {"metrics": [{"metric": "incubation_success_rate", "period": "cumulative", "value": 0.5}]},
            [("metrics.incubation_success_rate.cumulative", "percent", "50")],
        ),
        (None, roster({"name": "王芳"}, {"name": "李"}, {"name": "王芳", "to": "2020-01-01"}), BOTH_WANG),
        (None, roster(LEFT_IN_MARCH, {"name": "王", "from": "2026-04-01"}, {"name": "王"}), BOTH_WANG),
        (
            roster({"name": "王"}, {"name": "王"}),
            roster({"name": "王"}, {"name": "王"}, {"name": "王", "phone": "0818-7200003"}),
            BOTH_WANG,
        ),
        (None, {"facts": {"plaque_text": "—"}}, [("facts.plaque_text", "placeholder", None)]),
        (None, {"facts": {"plaque_text": "零工市场"}}, []),
        (None, {"facts": {"plaque_text": "零工市场 138 0000 1234"}}, [("facts.plaque_text", "private_data", None)]),
        (None, {"address": "文化街1号（联系人：王芳）"}, [("address", "private_data", None)]),
        (None, {"address": "文化街1号，0818-7200001"}, []),
        (None, waived("王芳产假"), []),
        (None, waived("王芳产假") | roster({"name": "王芳"}), [("waivers[0].reason", "private_data", None)]),
        (None, waived("王芳产假") | roster({"name": "王芳", "public": True}), []),
        (None, waived("王芳产假") | roster({}), []),
        (None, {"facts": {"operator_type": "enterprise"}}, []),
        (None, waived("经李主任13800001234同意"), [("waivers[0].reason", "private_data", None)]),
        (waived("经李主任同意"), waived("经李主任同意") | {"phone": "0818-7200003"}, []),
        ({"phone": "7200003"}, {"phone": "0818-"}, [("phone", "telephone", None)]),
        ({"phone": "0818-"}, {"phone": "0818-"}, []),
        (None, {"phone": "0818-7200003"}, []),
        (None, {"phone": "8187200003"}, [("phone", "telephone", "08187200003")]),
        (None, roster({"phone": "2812345678"}), [("staff[0].phone", "telephone", None)]),
        (None, roster({"phone": "0818-"}), [("staff[0].phone", "telephone", None)]),
        (roster({"phone": "0818-"}), roster({"name": "王"}, {"phone": "0818-"}), []),
        (None, {"facts": {"area_m2": 10}}, []),
        ({"facts": {"area_m2": 0.05}}, {"facts": {"area_m2": 0.5}}, [(AREA, "ten_times", "0.05")]),
        ({"facts": {"area_m2": 180}}, {"facts": {"area_m2": 18}}, []),
        (None, figures("retention_rate", p2025=1), [(RATE, "percent", "100")]),
        (None, figures("retention_rate", p2025=1.01), []),
        (None, {"facts": {"free_of_charge": True}}, []),
        (None, figures("retention_rate", p2025=0), [(RATE, "implausible", None)]),
        (figures("retention_rate", p2025=0.75), figures("retention_rate", p2025=0.75), []),
        (None, figures("livestream_sessions", p2026_09=300), []),
        (None, figures("livestream_sessions", p2026_09=4, p2026_10=4, p2026_08=40), []),
        (
            None,
            figures("livestream_sessions", p2026_06=40, p2026_07=4, p2026_08=40, p2026_09=40),
            [("metrics.livestream_sessions.2026-08", "ten_times", "4")],
        ),
        (
            figures("livestream_sessions", p2026_09=4),
            figures("livestream_sessions", p2026_09=40),
            [(SESSIONS, "ten_times", "4")],
        ),
        ({"equipment": {"computer": 2}}, {"equipment": {"computer": 19}}, []),
        ({"equipment": {"computer": 2}}, {"equipment": {"computer": 2, "printer": 30}}, []),
        (
            roster({"name": "王芳"}),
            roster({"name": "王芳"}, {"name": "王 芳"}),
            [("staff[1].name", "same_person", None)],
        ),
        (roster({"name": "王芳"}, {"name": "王芳"}), roster({"name": "王芳"}, {"name": "王芳"}), []),
        (
            roster({"name": "王"}, {"name": "王"}),
            roster({"name": "王"}, {"name": "王"}, {"name": "李"}, {"name": "李"}),
            [("staff[3].name", "same_person", None)],
        ),
        (None, roster({"name": "王芳"}, {"name": "李"}, {}, {}), []),
        *(
            (None, roster({"name": name}), [("staff[0].name", "several_people", None)])
            for name in (
                "张三、李四",
                "张三/李四",
                "张三 李四",
                "张三，李四",
                "张三和李四",
                "张三; 李四",
                "Zhang San, Li Si",
            )
        ),
        *(
            (None, roster({"name": name}), [("staff[0].name", "no_name", None)])
            for name in ("2人", "13800138000", "张三513029198001011234", "待定", "暂无", "３名")
        ),
        *(
            (None, roster({"name": name}), [])
            for name in ("张 三", "张三（主任）", "李和平", "欧阳及第", "阿依·古丽", "Zhang San", "张三(兼、代)")
        ),
        (roster({"name": "张三、李四"}), roster({"name": "张三、李四"}, {"name": "王"}), []),
        (None, roster({"name": "王", "to": "2026-03-31"}, {"name": "王", "from": "2026-04-01"}), []),
        (None, roster({"name": "王", "from": "2026-04-01"}, {"name": "王", "to": "2026-03-31"}), []),
        (
            None,
            roster({"name": "王", "to": "2026-04-01"}, {"name": "王", "from": "2026-04-01"}),
            [("staff[1].name", "same_person", None)],
        ),
        (
            None,
            roster({"name": "王", "from": "2026-04-01"}, {"name": "王", "to": "2026-04-01"}),
            [("staff[1].name", "same_person", None)],
        ),
    ],
)
def test_what_changes_and_looks_wrong_is_asked_about(
    asked: Callable[..., Any], before: dict[str, Any] | None, after: dict[str, Any], wanted: list[Any]
) -> None:
    assert asked(before, after) == wanted


def at(read: Read, code: str, lon: float, lat: float, division: str = "511725103000") -> Site:
    return read({**MARKET, "code": code, "division": division, "location": {"lon": lon, "lat": lat, "crs": "wgs84"}})


def test_a_stand_in_shared_by_two_is_asked_about_at_both(read: Read) -> None:
    one, two, alone = at(read, "A", 107, 31), at(read, "B", 107.0, 31.0), at(read, "C", 107.1, 31)
    found = shared_points([(None, one), (None, two), (None, alone)], [one, two, alone])
    assert found.keys() == {"A", "B"}
    assert "B" in found["A"].why.zh
    assert shared_points([(one, one)], [one, two]) == {}


def test_two_sites_in_one_house_share_their_point_rightly_and_two_in_other_towns_do_not(read: Read) -> None:
    one, beside = at(read, "A", 107.05912, 31.01234), at(read, "B", 107.05912, 31.01234)
    elsewhere = at(read, "C", 107.05912, 31.01234, "511725105000")
    assert shared_points([(None, beside)], [one, beside]) == {}
    assert shared_points([(None, elsewhere)], [one, elsewhere]).keys() == {"C"}


def test_a_point_that_many_share_names_three_of_them_and_how_many_there_are(read: Read) -> None:
    many = [at(read, code, 107, 31) for code in "ABCDEF"]
    found = shared_points([(None, many[0])], many)["A"].why
    assert "B、C、D等 5 个站点" in found.zh
    assert "B, C, D and 2 more" in found.en
    found = shared_points([(None, many[0])], many[:4])["A"].why
    assert "B、C、D 相同" in found.zh


@pytest.mark.parametrize(("lon", "asked"), [(107.05, True), (107.051, False)])
def test_a_point_of_two_decimals_is_a_guess_and_one_of_three_is_not(read: Read, lon: float, asked: bool) -> None:
    one, two = at(read, "A", lon, 31.01), at(read, "B", lon, 31.01)
    assert bool(shared_points([(None, one)], [one, two])) is asked
    moved = at(read, "A", 107.2, 31.01)
    assert bool(shared_points([(moved, one)], [one, two])) is asked, "one that was moved there too"


@pytest.mark.parametrize(
    ("start", "today", "asked"),
    [("2026-11-30", "2026-11-29", True), ("2026-11-29", "2026-11-29", False), ("2026-11-30", None, False)],
)
def test_who_is_to_begin_only_after_today_is_asked_about_where_today_is_known(
    read: Read, seeds: Seeds, start: str, today: str | None, asked: bool
) -> None:
    day = None if today is None else date.fromisoformat(today)
    vocabulary = seeds.programmes["qu-2023"].vocabulary
    before = read({**MARKET, **roster({"name": "王"})})
    after = read({**MARKET, **roster({"name": "王"}, {"name": "李", "from": start})})
    found = [doubt.path for doubt in doubts(before, after, vocabulary, day)]
    assert found == (["staff[1].from"] if asked else [])
    assert list(doubts(after, after, vocabulary, day)) == [], "what was confirmed once is not asked again"


@pytest.mark.parametrize(
    ("lon", "lat", "kinds"),
    [
        (107.0314, 31.0123, []),
        (107.0316, 31.0123, ["moved"]),
        (107.0001, 31.0392, []),
        (107.0001, 31.0394, ["moved"]),
        (107.3, 31.2, ["moved", "rough_point"]),
        (107.3, 31.21, ["moved"]),
        (107.31, 31.2, ["moved"]),
    ],
)
def test_a_site_that_moves_three_kilometres_or_to_a_rough_point_is_asked_about(
    read: Read, seeds: Seeds, lon: float, lat: float, kinds: list[str]
) -> None:
    """A degree is 111.2 km, and at 31° to the east 95.3."""
    before, after = at(read, "A", 107.0001, 31.0123), at(read, "A", lon, lat)
    vocabulary = seeds.programmes["qu-2023"].vocabulary
    assert [doubt.kind for doubt in doubts(before, after, vocabulary)] == kinds
    nowhere = read({**MARKET, "code": "A"})
    assert list(doubts(before, nowhere, vocabulary)) == []
    assert [doubt.kind for doubt in doubts(nowhere, after, vocabulary)] == [kind for kind in kinds if kind != "moved"]


def test_nobody_knows_the_township_of_a_site_without_division(read: Read) -> None:
    spot = {"location": {"lon": 107.05912, "lat": 31.01234, "crs": "wgs84"}}
    bare = {key: value for key, value in MARKET.items() if key != "division"}
    here, nowhere = at(read, "A", 107.05912, 31.01234), read({**bare, **spot, "code": "N"})
    assert shared_points([(None, here), (None, nowhere)], [here, nowhere]) == {}
    assert shared_points([], [here, nowhere]) == {}


@pytest.mark.parametrize("system", ["wgs84", "gcj02", "bd09"])
def test_where_another_of_the_same_coordinates_can_stand_is_known_in_every_system(read: Read, system: str) -> None:
    here = at(read, "A", 107.05912, 31.01234)
    other = read({**MARKET, "code": "B", "location": {"lon": 107.05912, "lat": 31.01234, "crs": system}})
    assert other.location is not None
    assert other.location.point in points_of_the_same(here)
    assert points_of_the_same(read({**MARKET, "code": "C"})) == frozenset()


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ({}, roster({"name": "王芳"}, {"name": "王 芳"}), {"王 芳"}),
        ({}, roster({"phone": "0818-"}), {"0818-"}),
        ({}, {"phone": "8187200003"}, {"8187200003"}),
        ({}, {"facts": {"area_m2": 1}}, {"1"}),
        ({"facts": {"area_m2": 18}}, {"facts": {"area_m2": Decimal("180.50")}}, {"180.5"}),
        ({}, figures("retention_rate", p2025=0.75), {"0.75"}),
        ({}, {"address": "同上"}, {"同上"}),
        ({}, roster({"name": "待定"}), {"待定"}),
    ],
)
def test_a_doubt_shows_what_it_is_about_as_it_stands_there(
    read: Read, seeds: Seeds, before: dict[str, Any], after: dict[str, Any], shown: set[str]
) -> None:
    told = doubts(read({**MARKET, **before}), read({**MARKET, **after}), seeds.programmes["qu-2023"].vocabulary)
    assert {doubt.read for doubt in told} == shown
    assert all(doubt.read in doubt.why.zh for doubt in told if doubt.kind != "telephone")


@pytest.mark.parametrize(
    ("address", "piece", "what"),
    [
        ("文化街1号 138 0000 1234", "138 0000 1234", "手机号码"),
        ("文化街1号（联系人：王芳）", "王芳", "个人姓名"),
        ("王芳 13800001234", "13800001234", "手机号码"),
    ],
)
def test_private_data_is_called_by_what_it_is(read: Read, seeds: Seeds, address: str, piece: str, what: str) -> None:
    (doubt,) = doubts(None, read({**MARKET, "address": address}), seeds.programmes["qu-2023"].vocabulary)
    assert doubt.why.zh.startswith(f"“{piece}”像是{what}，")
