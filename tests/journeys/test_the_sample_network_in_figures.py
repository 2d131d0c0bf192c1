"""The sample network of one day, counted: who reports what, how well, where. The same day gives the same everywhere.

Whoever changes the demonstration on purpose counts anew: the figures are those of the pictures that people are shown.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from math import cos, hypot, radians
from typing import Any

import pytest
from shapely.geometry import box

from app.exchange.demo_toml import read_demo
from app.journeys.coverage.roads import county_outline
from app.journeys.demo.sample_country import sample_points, sample_roads
from app.journeys.demo.sample_sites import SampleNetwork
from app.journeys.house import House
from app.sites.divisions import Divisions
from app.store.sites import read_sites
from app.units import LatLon

DAY = datetime(2026, 11, 24, 4, tzinfo=UTC)
KM_A_DEGREE = 111.195
NAMES = [
    "庆丰社区公共就业创业服务点（示例）",
    "狮子村公共就业创业服务点（示例）",
    "渠县驻成都农民工服务工作站（示例）",
    "“幸福渠县”专业化直播站",
    "县级就业见习基地 1（示例）",
    "县级就业见习基地 13（示例）",
]


def apart_km(one: LatLon, other: LatLon) -> float:
    """Near enough for a county."""
    return hypot((one.lon - other.lon) * cos(radians(one.lat)), one.lat - other.lat) * KM_A_DEGREE


def figures(house: House, documents: list[dict[str, Any]]) -> dict[str, Any]:
    """What there is of a kind of site, and how far they lie from the points of their divisions, summed."""

    def length(key: str) -> int:
        return sum(len(document.get(key, ())) for document in documents)

    numbers = [v for d in documents for v in d.get("facts", {}).values() if type(v) in (int, float)]
    spots = [(d, LatLon(lat=d["location"]["lat"], lon=d["location"]["lon"])) for d in documents if "location" in d]
    return {
        "statuses": dict(Counter(d["status"] for d in documents)),
        "under": Counter(d["kind"] for d in documents if "parent" in d),
        "facts": length("facts"),
        "true": sum(v is True for d in documents for v in d.get("facts", {}).values()),
        "numbers": round(sum(numbers), 1),
        "texts": sum(type(v) is str and "{" not in v for d in documents for v in d.get("facts", {}).values()),
        "pieces": sum(sum(d.get("equipment", {}).values()) for d in documents),
        "figures": length("metrics"),
        "their sum": round(sum(row["value"] for d in documents for row in d.get("metrics", ())), 1),
        "oldest": min((row["period"] for d in documents for row in d.get("metrics", ())), default=None),
        "trainings": sorted({row["date"] for d in documents for row in d.get("trainings_held", ())})[-2:],
        "held": length("trainings_held"),
        "staff": length("staff"),
        "accepted": sorted({d["accepted_on"] for d in documents if "accepted_on" in d}),
        "waivers": sorted({row["until"] for d in documents for row in d.get("waivers", ())}),
        "stale": sorted({said["on"] for d in documents for said in d.get("reports", {}).values()}),
        "km": round(sum(apart_km(spot, middle(house, d["division"])) for d, spot in spots), 1),
    }


def middle(house: House, code: str) -> LatLon:
    return next(place.point for place in reversed(house.divisions.path(code)) if place.point is not None)


async def sample_of(house: House, slug: str) -> list[dict[str, Any]]:
    demo = read_demo(house.settings.seeds_dir / "demo" / f"{slug}.toml")
    assert demo is not None
    known = {row.code: row for row in await read_sites()}
    return list(SampleNetwork(replace(house, now=lambda: DAY), house.programmes[slug], demo, known).documents())


FIGURES = {
    "gangbei-2025": {
        "statuses": {"operating": 1},
        "under": {},
        "facts": 18,
        "true": 8,
        "numbers": 162,
        "texts": 2,
        "pieces": 35,
        "figures": 0,
        "their sum": 0,
        "oldest": None,
        "trainings": [],
        "held": 0,
        "staff": 3,
        "accepted": ["2026-04-28"],
        "waivers": ["2027-07-22"],
        "stale": [],
        "km": 0,
    },
    "qu-2023": {
        "statuses": {"operating": 211, "building": 5, "declared": 5, "planned": 5},
        "under": {"service_point": 120},
        "facts": 1444,
        "true": 258,
        "numbers": 54467.9,
        "texts": 415,
        "pieces": 866,
        "figures": 314,
        "their sum": 10410.8,
        "oldest": "2023",
        "trainings": ["2026-08-16", "2026-09-25"],
        "held": 411,
        "staff": 454,
        "accepted": [
            *("2022-11-15", "2023-12-20", "2024-07-07", "2024-10-15", "2025-01-23", "2025-03-14", "2025-05-03"),
            "2025-08-11",
        ],
        "waivers": ["2027-07-22"],
        "stale": ["2025-09-30"],
        "km": 256.1,
    },
}
ROADS_KM = {
    "gangbei-2025": (124, {"secondary": 70, "tertiary": 157}),
    "qu-2023": (413, {"secondary": 218, "tertiary": 525, "unclassified": 101}),
}
"""How many villages are placed, and the lengths of the made-up roads by class."""


@pytest.mark.parametrize("slug", FIGURES)
async def test_the_sample_sites_of_a_day_are_these(house: House, slug: str) -> None:
    documents = await sample_of(house, slug)
    assert figures(house, documents) == FIGURES[slug]
    spots = [document["location"] for document in documents if "location" in document]
    assert all(spot[axis] == round(spot[axis], 5) for spot in spots for axis in ("lon", "lat")), "to the metre"
    assert all(document["sample"] is True for document in documents)
    assert len({document["code"] for document in documents}) == len(documents)
    assert all("{" not in document["name"] and "  " not in document["name"] for document in documents)


async def test_sample_sites_are_numbered_named_and_put_under_their_township(house: House) -> None:
    documents = await sample_of(house, "qu-2023")
    named = {document["code"]: document["name"] for document in documents}
    shown = ("DEMO-FWD-001", "DEMO-FWD-132", "DEMO-ZW-09", "QX-LIVE-XFQX", "DEMO-JX-01", "DEMO-JX-13")
    assert [named.get(code) for code in shown] == NAMES
    stations = {row.code: row.division for row in await read_sites()}
    for document in documents:
        if parent := document.get("parent"):
            township = house.divisions.township_of(document["division"])
            assert township is not None
            assert stations[parent] == township.code


@pytest.mark.parametrize("slug", ROADS_KM)
async def test_the_sample_country_has_so_many_villages_and_so_long_roads(house: House, slug: str) -> None:
    programme = house.programmes[slug]
    villages = [p.point for p in sample_points(house, programme, county_outline(house, programme.jurisdiction))]
    spots = [document["location"] for document in await sample_of(house, slug) if "location" in document]
    ends = [LatLon(lat=spot["lat"], lon=spot["lon"]) for spot in spots]
    assert all(axis == round(axis, 5) for village in villages for axis in (village.lat, village.lon)), "to the metre"
    kilometres: dict[str, float] = defaultdict(float)
    for road in sample_roads(house, programme, villages, ends):
        kilometres[road.road_class] += sum(map(apart_km, road.points, road.points[1:]))
    assert (len(villages), {name: round(km) for name, km in kilometres.items()}) == ROADS_KM[slug]


async def test_the_sample_country_of_a_county_that_nobody_drew_lies_around_its_townships(house: House) -> None:
    programme = house.programmes["qu-2023"]
    drawn, undrawn = (
        [placing.point for placing in sample_points(house, programme, outline)]
        for outline in (county_outline(house, programme.jurisdiction), None)
    )
    assert len(drawn) == len(undrawn)
    moved = sum(one != other for one, other in zip(drawn, undrawn, strict=True))
    assert 0 < moved < len(drawn) / 3, "only those are drawn in that would lie outside"


async def test_where_all_would_lie_outside_villages_are_drawn_to_a_hundred_metres_of_their_township(
    house: House,
) -> None:
    townships = {d.code: d.point for d in house.divisions if d.level == "township" and d.point is not None}
    placed = sample_points(house, house.programmes["qu-2023"], box(0, 0, 1, 1))
    every = [(townships.get(f"{one.division[:9]}000"), one.point) for one in placed]
    apart = [apart_km(middle, point) for middle, point in every if middle is not None]
    assert 0.095 < max(apart) < 0.101, "and no nearer than need be"


async def test_where_the_county_s_point_is_unknown_its_roads_begin_at_a_township_and_without_any_there_is_none(
    house: House,
) -> None:
    programme, somewhere = house.programmes["qu-2023"], [LatLon(lat=30.85, lon=106.98)]

    def roads(*levels: str) -> int:
        divisions = Divisions(replace(one, point=None) if one.level in levels else one for one in house.divisions)
        return len(sample_roads(replace(house, divisions=divisions), programme, [], somewhere))

    seats = len([one for one in house.divisions.under(programme.jurisdiction, "township") if one.point is not None])
    assert (roads(), roads("county"), roads("township"), roads("county", "township")) == (seats + 1, seats, 1, 0)


async def test_no_sample_road_leads_to_an_outpost_in_another_province(house: House) -> None:
    programme = house.programmes["qu-2023"]
    near, far = LatLon(lat=30.85, lon=106.98), LatLon(lat=23.02, lon=113.12)
    ends = {point for road in sample_roads(house, programme, [], [near, far]) for point in road.points}
    assert near in ends
    assert far not in ends
