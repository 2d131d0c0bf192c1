"""Where a site may stand, and what holds of it on which day: both sides of every limit."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.errors import InvalidInput
from app.sites.romanised import english_city, english_name, pinyin_of, split
from app.sites.site import FormerValue, Person, Site
from app.sites.typed import typed_number, typed_point, typed_special_days
from app.sites.vocabulary import MetricKind
from app.sites.whereabouts import is_near
from app.units import Period
from app.wording import Wording

Read = Callable[..., Site]
STATION = {"code": "S", "programme": "qu-2023", "kind": "service_station", "tier": "township_basic"}
OUTPOST = {"code": "O", "programme": "qu-2023", "kind": "outpost"}
MARKET = {"code": "M", "programme": "qu-2023", "kind": "gig_market", "tier": "county"}
DAY, BEFORE, AFTER = date(2026, 3, 1), date(2026, 2, 28), date(2026, 3, 2)


def faults(read: Read, document: dict[str, Any]) -> dict[str, str]:
    try:
        read(document)
    except InvalidInput as refused:
        return {fault.path: fault.code for fault in refused.faults}
    return {}


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (STATION, {"division": "missing"}),
        (STATION | {"division": "511725103"}, {}),
        (STATION | {"division": "511725103201"}, {}),
        (STATION | {"division": "511725000000"}, {"division": "not_a_township"}),
        (STATION | {"division": "511725999"}, {"division": "unknown_code"}),
        (STATION | {"division": "511724103"}, {"division": "outside"}),
        (STATION | {"division": "51172510"}, {"division": "bad_code"}),
        (STATION | {"division": 511725103}, {"division": "bad_code"}),
        (MARKET, {}),
        (MARKET | {"division": "511725"}, {}),
        (MARKET | {"division": "511724"}, {"division": "outside"}),
        (MARKET | {"division": "511725103", "division_name": "土溪镇"}, {}),
        (MARKET | {"division": "511725103", "division_name": "三汇镇"}, {"division_name": "name_differs"}),
        (OUTPOST | {"division": "440100000000"}, {}),
        (OUTPOST | {"division": "440100000000", "division_name": "天河区"}, {}),
        (OUTPOST | {"division": "511725999000"}, {"division": "unknown_code"}),
    ],
)
def test_a_site_lies_in_a_division_of_its_county_that_there_is(
    read: Read, document: dict[str, Any], wanted: dict[str, str]
) -> None:
    assert faults(read, document) == wanted


@pytest.mark.parametrize(
    ("lon", "lat", "crs", "wanted"),
    [
        (180, 90, "wgs84", {}),
        (-180, -90, "wgs84", {}),
        (45, 90, "wgs84", {}),
        (90, 90, "wgs84", {}),
        (180.1, 23, "wgs84", {"location.lon": "out_of_range"}),
        (-180.1, 23, "wgs84", {"location.lon": "out_of_range"}),
        (113, 90.1, "wgs84", {"location.lat": "out_of_range"}),
        (200, 100, "wgs84", {"location.lon": "out_of_range", "location.lat": "out_of_range"}),
        (90, 180, "wgs84", {"location.lat": "out_of_range"}),
        (None, 23, "wgs84", {"location.lon": "missing"}),
        (113, None, None, {"location.lat": "missing", "location.crs": "missing"}),
        ("x", 23, "wgs84", {"location.lon": "wrong_type"}),
        (113, "x", "wgs84", {"location.lat": "wrong_type"}),
        ("x", 100, "wgs84", {"location.lon": "wrong_type", "location.lat": "out_of_range"}),
        (200, "x", "wgs84", {"location.lon": "out_of_range", "location.lat": "wrong_type"}),
        (113, 23, "cgcs", {"location.crs": "unknown_code"}),
    ],
)
def test_a_point_is_one_of_the_earth_in_a_system_that_is_known(
    read: Read, lon: Any, lat: Any, crs: Any, wanted: dict[str, str]
) -> None:
    """Of a site in another city, which stands where it stands."""
    outpost = OUTPOST | {"location": {"lon": lon, "lat": lat, "crs": crs}}
    assert faults(read, outpost) == wanted
    if not wanted:
        site = read(outpost).location
        assert site is not None
        assert (site.source_lon, site.source_lat) == (lon, lat)


def test_a_swapped_point_is_called_so_up_to_ninety_degrees_and_by_every_system(read: Read) -> None:
    for lon, lat, swapped in ((90, 91, True), (91, 91, False), (31, 180, True), (31, 181, False)):
        with pytest.raises(InvalidInput) as refused:
            read(OUTPOST | {"location": {"lon": lon, "lat": lat, "crs": "wgs84"}})
        assert ("写反了" in refused.value.faults[0].message.zh) is swapped


def test_near_a_county_is_half_a_degree_beyond_its_outermost_points() -> None:
    extent = (107.0, 30.0, 108.0, 31.0)
    for lon, lat, near in (
        (106.5, 29.5, True),
        (108.5, 31.5, True),
        (106.49, 30.5, False),
        (108.51, 30.5, False),
        (107.5, 29.49, False),
        (107.5, 31.51, False),
    ):
        assert is_near(lon, lat, extent) is near


@pytest.mark.parametrize(
    ("start", "end", "day", "holds"),
    [
        (None, None, DAY, True),
        (DAY, None, DAY, True),
        (DAY, None, BEFORE, False),
        (None, DAY, DAY, True),
        (None, DAY, AFTER, False),
        (DAY, DAY, DAY, True),
    ],
)
def test_a_post_and_a_former_name_hold_on_their_first_and_last_day(
    start: date | None, end: date | None, day: date, holds: bool
) -> None:
    assert Person("manager", "full_time", start, end).in_post(day) is holds
    if end is not None:
        site = Site("A", "p", "k", "t", name="新", history=(FormerValue("name", "旧", start, end),))
        assert site.on(day, "name") == ("旧" if holds else "新")
        assert site.on(day, "tier") == "t"


def test_only_what_has_closed_is_closed() -> None:
    assert [Site("A", "p", "k", "t", status=s).is_closed for s in ("closed", "suspended", None)] == [True, False, False]


@pytest.mark.parametrize(
    ("unit", "period", "highest", "wanted"),
    [
        ("hours", "2026-02", None, 672),
        ("hours", "2026-02", 100, 100),
        ("hours", "2026-02", 1000, 672),
        ("hours", "2026", None, 8760),
        ("hours", "cumulative", None, None),
        ("hours", None, 100, 100),
        ("times", "2026-02", None, None),
        ("times", "2026-02", 100, 100),
    ],
)
def test_a_period_holds_no_more_hours_than_it_has(
    unit: str, period: str | None, highest: int | None, wanted: int | None
) -> None:
    most = None if highest is None else Decimal(highest)
    kind = MetricKind("m", "month", Wording("数", "number"), Wording("小时", unit), most)
    assert kind.highest_in(None if period is None else Period.parse(period)) == wanted


@pytest.mark.parametrize(
    ("name", "stem", "rank", "english"),
    [
        ("渠江街道", "渠江", "Subdistrict", "Qujiang Subdistrict"),
        ("土溪镇", "土溪", "Town", "Tuxi Town"),
        ("何村村委会", "何村", "Village", "Hecun Village"),
        ("学堂村村民委员会", "学堂", "Village", "Xuetang Village"),
        ("庆丰社区居民委员会", "庆丰", "Community", "Qingfeng Community"),
        ("渠江街道庆丰社区居民委员会", "庆丰", "Community", "Qingfeng Community"),
        ("镇", "镇", "", "Zhen"),
        ("东安", "东安", "", "Dong'an"),
    ],
)
def test_a_name_in_english_has_its_rank_behind_it(name: str, stem: str, rank: str, english: str) -> None:
    assert split(name) == (stem, rank)
    assert english_name(name) == english


def test_names_are_read_by_their_syllables_and_addresses_left_alone() -> None:
    assert (english_name("大圩镇", "da xu"), pinyin_of("大圩镇", "da xu")) == ("Daxu Town", "daxuzhen")
    cities = {"重庆市": "Chongqing", "东莞": "Dongguan", "石家庄": "Shijiazhuang", "京": "京", "广东东莞": "广东东莞"}
    assert {name: english_city(name) for name in cities} == cities
    assert english_city("东a") == "东a"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", None),
        ("0", 0),
        ("1,200", 1200),
        ("1" * 30, int("1" * 30)),
        ("1" * 31, "1" * 31),
        ("14.50", Decimal("14.50")),
        ("14.0", 14),
        ("12 ft", "12 ft"),
        ("12 people", 12),
        ("12人", 12),
    ],
)
def test_a_typed_number_is_read_up_to_thirty_digits(typed: str, read: Any) -> None:
    assert typed_number(typed, Wording("人", "people")) == read
    assert type(typed_number(typed, Wording("人", "people"))) is type(read)


def test_a_typed_point_may_stand_in_one_of_the_two_texts() -> None:
    both = {"lon": Decimal("106.9724"), "lat": Decimal("30.8362")}
    assert typed_point("106.9724", "30.8362") == typed_point("106.9724, 30.8362", "") == both
    assert typed_point("106.9724, 30.8362", "5") == {"lon": "106.9724, 30.8362", "lat": 5}
    assert typed_point("", "") == {"lon": None, "lat": None}
    assert typed_point("106.9724", "") == {"lon": Decimal("106.9724"), "lat": None}


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2026-10-01至10-03休息", ["2026-10-01", "2026-10-02", "2026-10-03"]),
        ("2026年12月31日至2027年1月1日休息", ["2026-12-31", "2027-01-01"]),
        ("2026-10-01 休息；2026-10-05 休息", ["2026-10-01", "2026-10-05"]),
        ("", []),
    ],
)
def test_special_days_may_be_typed_as_a_run_of_days(typed: str, days: list[str]) -> None:
    assert typed_special_days(typed) == {day: [] for day in days}


def test_a_run_of_special_days_is_two_months_at_most() -> None:
    assert len(typed_special_days("2026-07-01至2026-08-31休息")) == 62
    assert "2026-08-01" not in typed_special_days("2026-07-01至2026-09-01休息")
    assert "2026-07-01" not in typed_special_days("2026-07-02至2026-07-01休息")
