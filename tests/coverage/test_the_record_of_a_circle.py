"""A small circle as it is kept and as it is told: every figure of the report, and every gap beside it."""

from dataclasses import replace
from typing import Any

import pytest
from shapely.geometry import MultiPolygon, box

from app.coverage.assumptions import stated
from app.coverage.circle_shapes import CircleShape
from app.coverage.features import as_geojson
from app.coverage.places import Place, ServingSite, Settlement
from app.coverage.report import CoverageReport, report_by_road, report_by_straight_line
from app.coverage.report_record import as_record, entry_record, standings_that_changed
from app.coverage.report_wording import headline, notes
from app.coverage.road_graph import fingerprint_of_roads
from app.units import LatLon
from tests.coverage.test_the_drawn_circle import networks as along_a_road
from tests.coverage.test_what_counts_as_served import CIRCLE, DAY, PERHAPS, STATION, SURE, TOO_FAR, village

NOWHERE = ServingSite("N", "无址", "service_station", None)


def reported(*places: Place, sites: tuple[ServingSite, ...] = (STATION,)) -> CoverageReport:
    assert CIRCLE is not None
    return report_by_straight_line(places, sites, CIRCLE, DAY)


def said(report: CoverageReport) -> str:
    return "\n".join(note.zh for note in notes(report))


FOUR = (
    village("A", SURE, people=3),
    village("B", PERHAPS, approximate=True),
    village("C", TOO_FAR),
    village("D", None),
)


def test_a_place_is_kept_with_its_time_and_its_standing() -> None:
    records = [entry_record(entry) for entry in reported(*FOUR).entries]
    kept = [(r["code"], r["site"], r["standing"], r["standing_without_approximate"], r["population"]) for r in records]
    assert kept == [
        ("A", "S", "covered", "covered", 3),
        ("B", "S", "covered_if_roads_good", "unlocated", None),
        ("C", "S", "not_covered", "not_covered", None),
        ("D", None, "unlocated", "unlocated", None),
    ]
    first, last = records[0], records[3]
    assert (first["township"], first["area"], first["area_basis"], first["approximate"]) == (
        "T",
        "rural",
        "class_code",
        False,
    )
    assert (first["straight_m"], first["off_road_m"], first["limit_minutes"]) == (round(SURE), None, "30.0")
    assert (last["minutes_good_roads"], last["minutes_bad_roads"], last["straight_m"], last["location"]) == (None,) * 4
    assert 0 < float(first["minutes_good_roads"]) < float(first["minutes_bad_roads"]) <= 30
    assert first["location"]["lon"] == pytest.approx(106.9)


def test_the_whole_is_kept_with_its_shares_and_its_gaps() -> None:
    kept: dict[str, Any] = as_record(reported(*FOUR, sites=(STATION, NOWHERE)))
    everyone = kept["with_approximate"]["everyone"]
    assert everyone["places"] == {
        "covered": 1,
        "covered_if_roads_good": 1,
        "not_covered": 1,
        "unlocated": 1,
        "no_route": 0,
    }
    assert (everyone["people"], everyone["weighed_by"]) == (None, "places")
    assert everyone["share"] == {"low": 1, "high": 3, "of": 4, "percent_low": "25.0", "percent_high": "75.0"}
    assert kept["without_approximate"]["everyone"]["places"]["unlocated"] == 2
    assert kept["with_approximate"]["townships"].keys() == {"T"}
    assert kept["with_approximate"]["areas"]["urban"]["share"]["percent_low"] is None
    assert [site["location"] for site in kept["sites"]] == [None, {"lon": 106.9, "lat": 30.9}]
    assert (kept["sites_without_location"], kept["roads"]) == (["N"], None)


def test_roads_are_kept_by_name_with_what_they_owe_and_the_sites_that_lie_off_them() -> None:
    assert CIRCLE is not None
    far_off = ServingSite("F", "远站", "service_station", LatLon(lat=32.5, lon=107.0))
    networks = along_a_road(attribution="© mappers", data_as_of="2026-11-01")
    by_the_road = replace(village("A", SURE), location=LatLon(lat=31.0, lon=107.0))
    report = report_by_road([by_the_road, village("B", SURE)], [STATION, far_off], CIRCLE, networks, DAY)
    assert [entry.standing for entry in report.entries] == ["no_route", "no_route"]
    kept: Any = as_record(report)["roads"]
    assert (kept["source"], kept["data_as_of"], kept["attribution"]) == ("test", "2026-11-01", "© mappers")
    assert (kept["nodes"], kept["fingerprint"]) == (161, fingerprint_of_roads(networks.graph))
    assert kept["sites_off_road"] == {"car": ["F", "S"]}


def test_what_is_missing_is_said_and_only_that() -> None:
    whole = said(reported(village("A", SURE, people=3), village("B", TOO_FAR, people=1)))
    for words in ("未标注位置", "大致位置", "人口数", "站点"):
        assert words not in whole
    gaps = said(reported(*FOUR, sites=(STATION, NOWHERE)))
    assert "4 个村（社区）中有 1 个未标注位置，只有 3 个能够判断" in gaps
    assert "其中 1 个为大致位置" in gaps
    assert "4 个村（社区）中只有 1 个有人口数" in gaps
    assert "2 个站点中有 1 个未标注位置" in gaps
    assert "没有计入服务圈的站点" in said(reported(village("A", SURE), sites=()))
    assert "均无人口数据" in said(reported(village("A", SURE)))


@pytest.mark.parametrize(
    ("places", "zh"),
    [
        ((), "共 0 个村（社区）：已覆盖 0、未覆盖 0、未标注位置 0。没有村（社区），无法计算覆盖率。"),
        (
            (village("A", SURE), village("B", TOO_FAR)),
            "共 2 个村（社区）：已覆盖 1、未覆盖 1、未标注位置 0。覆盖率（按村（社区）数）50%。",
        ),
    ],
)
def test_the_headline_counts_every_place_once(places: tuple[Place, ...], zh: str) -> None:
    assert headline(reported(*places)).zh == zh


def test_only_places_that_stand_otherwise_are_told() -> None:
    before, after = (
        {"A": "covered", "B": "covered", "C": "unlocated"},
        {"A": "covered", "B": "not_covered", "D": "covered"},
    )
    assert standings_that_changed(before, after) == {  # type: ignore[arg-type] # plain words for literals
        "B": ("covered", "not_covered"),
        "C": ("unlocated", None),
        "D": (None, "covered"),
    }


def test_how_a_place_was_taken_for_urban_or_rural_is_said_where_no_class_says_so() -> None:
    by_name = replace(village("A", SURE), settlement=Settlement("rural", "name"))
    neither = replace(village("B", SURE), settlement=Settlement("urban", "neither"))
    told = said(reported(by_name, neither, village("C", SURE), village("D", SURE)))
    assert "1 个无城乡分类代码，按名称" in told
    assert "1 个无城乡分类代码，名称也看不出" in told
    assert "按统计用城乡分类代码" not in told


def test_the_assumptions_are_said_as_they_stand_in_the_pack() -> None:
    straight, by_road = (stated(CIRCLE, "rural", by_road=roads).zh for roads in (False, True))
    assert "30 公里/小时" in straight
    assert "限 30 分钟（含）；为估算，不是实测时间" in straight
    assert "按路网最短时间" in by_road
    assert "限 30 分钟（含）" in by_road
    assert "限 10 分钟（含）" in stated(CIRCLE, "urban", by_road=True).zh


def test_as_geojson_points_have_six_decimals_and_who_is_nowhere_none() -> None:
    at = LatLon(lat=30.123456789, lon=106.987654321)
    sites = (replace(STATION, location=at), NOWHERE)
    report = reported(replace(village("A", SURE), location=at), village("D", None), sites=sites)
    empty, disc = (
        CircleShape("rural", "bad", shape) for shape in (MultiPolygon(), MultiPolygon([box(106.0, 30.0, 107.0, 31.0)]))
    )
    made = as_geojson(report, [empty, disc])
    features = {feature.get("id"): feature for feature in made["features"]}
    assert list(features) == [None, "place.A", "place.D", "site.N", "site.S"]
    for one in ("place.A", "site.S"):
        assert features[one]["geometry"] == {"type": "Point", "coordinates": [106.987654, 30.123457]}
    assert (features["place.D"]["geometry"], features["site.N"]["geometry"]) == (None, None)
    assert features[None]["properties"] == {"role": "circle", "area": "rural", "roads": "bad"}
    assert features["place.A"]["properties"]["standing_label"]["zh"] == "已覆盖"
    assert [features[one]["properties"]["role"] for one in ("place.A", "site.S")] == ["place", "site"]
    assert (made["as_of"], made["method"], made["fingerprint"]) == ("2026-11-24", "straight_line", report.fingerprint)
    assert made["headline"] == headline(report).as_dict()
