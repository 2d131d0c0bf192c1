"""The map of more sites than a phone can draw: each view counts every site once and stays small."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from app.exchange.strict_json import load_json
from app.journeys.house import House, build_house
from app.journeys.network.find import Box, Found
from app.journeys.network.judged import Network, NetworkSite
from app.sites.document import read_site
from app.web.language import Speech
from app.web.maps.clusters import MOST_DRAWN, MOST_IN_VIEW, View
from app.web.maps.files import MapFiles
from tests.networks import seeds, settings_for
from tests.oracle.documents import to_json
from tests.province import documents
from tests.whole import whole_of

DAY = date(2026, 11, 27)
COUNTY = Box(106.6, 30.5, 107.4, 31.4)
MOST_BYTES = 60_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder: Path = tmp_path_factory.mktemp("house")
    return build_house(settings_for(f"sqlite:///{folder / 'none.sqlite'}", folder), seeds=seeds())


@pytest.fixture(scope="module")
def whole(house: House) -> Network:
    """Three thousand sites of two programmes."""
    programmes = [house.programmes["qu-2023"], house.programmes["gangbei-2025"]]
    drawn = islice(documents(programmes, house.divisions, 3_000), 3_000)
    sites = [read_site(load_json(to_json(one).encode()), house.rules, house.divisions, recorded=True) for one in drawn]
    moment = datetime(2026, 11, 27, tzinfo=UTC)
    return whole_of(house, (NetworkSite(site, 1, moment, "incomplete", 0, 0, 0, 0) for site in sites), DAY)


def shown(house: House, whole: Network, view: View | None, most: int | None = None) -> tuple[dict[str, Any], int]:
    places = np.flatnonzero(whole.columns.counting)[:most]
    payload = MapFiles(house)._drawn_sites(Found(places, whole), Speech("zh"), view)
    return orjson.loads(payload.body), len(payload.body)


@pytest.mark.parametrize("zoom", range(8, 17, 2))
def test_a_view_counts_every_site_in_it_once_and_is_small(house: House, whole: Network, zoom: int) -> None:
    half = 0.4 * 2 ** (10 - zoom)
    box = Box(106.97 - half, 30.84 - half, 106.97 + half, 30.84 + half)
    found, size = shown(house, whole, View(box, zoom))
    told = [feature["properties"].get("count", 1) for feature in found["features"]]
    inside = whole.points.inside(box.west, box.south, box.east, box.north) & whole.columns.counting
    assert sum(told) == inside.sum()
    assert size <= MOST_BYTES
    for feature in found["features"]:
        if "count" in feature["properties"]:
            west, south, east, north = feature["properties"]["bounds"]
            lon, lat = feature["geometry"]["coordinates"]
            assert west <= lon <= east
            assert south <= lat <= north
            assert sum(feature["properties"]["kinds"].values()) == feature["properties"]["count"] > 1


def test_few_in_a_view_are_shown_one_by_one(house: House, whole: Network) -> None:
    found, _ = shown(house, whole, View(Box(106.96, 30.83, 106.98, 30.85), 15))
    assert 0 < len(found["features"]) <= MOST_IN_VIEW
    assert all("code" in feature["properties"] for feature in found["features"])


def test_without_a_view_only_where_to_look_is_told(house: House, whole: Network) -> None:
    found, size = shown(house, whole, None)
    west, south, east, north = found["bounds"]
    assert (found["features"], found["clustered"]) == ([], True)
    assert COUNTY.west < west < east < COUNTY.east
    assert COUNTY.south < south < north < COUNTY.north
    assert found["unlocated"] + whole.points.known[whole.columns.counting].sum() == whole.columns.counting.sum()
    assert size < 300


def test_up_to_the_limit_every_site_is_sent_whatever_the_view(house: House, whole: Network) -> None:
    found, _ = shown(house, whole, View(Box(0, 0, 1, 1), 5), most=MOST_DRAWN)
    assert "clustered" not in found
    assert len(found["features"]) + found["unlocated"] == MOST_DRAWN
