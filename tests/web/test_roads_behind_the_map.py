"""Roads and waters behind a map: who is sent them, what a view shows of them, and how much that is at most."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

import brotli
import numpy as np
import orjson
import pytest
import shapely
from litestar.testing import TestClient

from app.asgi import create_app
from app.coverage.ground import NUMBER_OF, SORTS, Ground
from app.exchange.array_files import read_arrays, write_arrays
from app.exchange.ground import load_ground, save_ground
from app.journeys.network.find import Box
from app.web.maps.clusters import View
from app.web.maps.ground import MOST_POINTS, cells_of, parts_in
from tests.extracts import ISLAND, LAKE, SHORE, county_extract, load_extract
from tests.launching import ran
from tests.networks import ROOT, clean_environment, registered_sqlite, seeds, settings_for
from tests.patience import PATIENCE_SECONDS
from tests.web.people import sign_in

__all__ = ["registered_sqlite"]

APPROVED = "示例S(2026)1号"
WORD = "correct horse battery"
COUNTY = "106.6,30.5,107.4,31.3"
MOST_PACKED_BYTES = 60_000


@pytest.fixture(scope="module")
def loaded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a real registry with an account, whose county has loaded an extract."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "zhanwang.sqlite").write_bytes(sqlite_template.read_bytes())
    load_extract(folder, county_extract(folder / "county.osm.pbf"))
    words = ("user", "add", "clerk", "--role", "reader", "--password-stdin")
    assert ran(words, clean_environment(folder), ROOT, f"{WORD}\n".encode(), PATIENCE_SECONDS).returncode == 0
    return folder


@contextmanager
def visiting(folder: Path, **settings: object) -> Iterator[TestClient]:
    chosen = settings_for(f"sqlite:///{folder / 'zhanwang.sqlite'}", folder, **settings)
    with TestClient(create_app(chosen, seeds=seeds())) as client:
        yield client


def ground_in(page: str) -> str | None:
    found = re.search(r'data-ground="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else None


def sorts_in(answer: dict[str, Any]) -> list[str]:
    return [part["sort"] for part in answer["parts"]]


def places(steps: list[int], unit: float) -> list[tuple[float, float]]:
    """Lon and lat of every point."""
    return [(x * unit, y * unit) for x, y in zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)]


def test_visitors_are_sent_no_roads_and_no_water_before_the_map_has_its_approval_number(loaded: Path) -> None:
    with visiting(loaded) as visitor:
        assert "道路和水系" not in visitor.get("/about").text
        for address in ("/", "/sites/QX-TUXI", "/programmes/qu-2023/coverage"):
            page = visitor.get(address).text
            assert ground_in(page) is None, address
            assert "OpenStreetMap contributors" not in re.sub(r"<li>.*?</li>", "", page, flags=re.DOTALL), address
        answer = visitor.get(f"/map/ground.json?programme=qu-2023&view={COUNTY}&zoom=10")
        assert answer.json()["parts"] == []
        assert answer.headers["cache-control"] == "private, no-cache"
        assert sign_in(visitor, "clerk", WORD) == 303
        address = ground_in(visitor.get("/").text)
        assert address is not None, "whoever signed in sees them, as a sketch"
        answer = visitor.get(f"{address}&view={COUNTY}&zoom=10")
        assert sorts_in(answer.json())
        assert answer.headers["cache-control"] == "private, no-cache"


def test_with_the_number_every_map_of_the_public_has_roads_and_water_and_says_whose_they_are(loaded: Path) -> None:
    with visiting(loaded, map_approval=APPROVED) as visitor:
        for address in ("/", "/sites/QX-TUXI", "/programmes/qu-2023/coverage"):
            page = visitor.get(address).text
            assert 'data-credit="© OpenStreetMap contributors, ODbL 1.0"' in page, address
            assert 'data-licence="https://www.openstreetmap.org/copyright"' in page, address
        about = visitor.get("/about").text
        assert "道路和水系：© OpenStreetMap contributors, ODbL 1.0" in about
        assert 'href="https://www.openstreetmap.org/copyright"' in about
        answer = visitor.get(f"{ground_in(page)}&view={COUNTY}&zoom=10")
        assert answer.headers["cache-control"] == "public, max-age=86400"
        assert sorts_in(answer.json()) == ["river", "lake", "motorway"], "the weightiest is painted last"
        again = visitor.get(str(answer.url), headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304


def test_close_up_there_are_streets_and_a_lake_has_its_island(loaded: Path) -> None:
    with visiting(loaded, map_approval=APPROVED) as visitor:
        view = "106.93,30.82,106.99,30.89"
        answer = visitor.get(f"/map/ground.json?programme=qu-2023&view={view}&zoom=14").json()
        assert sorts_in(answer) == ["street", "river", "lake", "motorway"], "no planned road, no wood"
        [lake] = next(part["shapes"] for part in answer["parts"] if part["area"])
        shore, island = (shapely.Polygon(places(ring, answer["unit"])) for ring in lake)
        for ring, half in ((shore, SHORE), (island, ISLAND)):
            assert ring.bounds == pytest.approx(
                (LAKE[0] - half, LAKE[1] - half, LAKE[0] + half, LAKE[1] + half), abs=3 * answer["unit"]
            )


def test_where_tiles_are_the_map_nothing_is_drawn_over_them(loaded: Path) -> None:
    tiles = {"tiles_url": "https://tiles.example.org/{z}/{x}/{y}.png", "tiles_attribution": "某图，审图号示例"}
    with visiting(loaded, map_approval=APPROVED, **tiles) as visitor:
        assert ground_in(visitor.get("/").text) is None


def test_a_damaged_file_is_no_background_and_no_fault(loaded: Path) -> None:
    kept = loaded / "roads" / "511725000000.ground"
    whole = kept.read_bytes()
    try:
        kept.write_bytes(whole[:-9])
        with visiting(loaded, map_approval=APPROVED) as visitor:
            assert ground_in(visitor.get("/sites/QX-TUXI").text) is None
            address = f"/map/ground.json?programme=qu-2023&view={COUNTY}&zoom=10"
            assert visitor.get(address).json()["parts"] == []
            stamp = kept.stat().st_mtime_ns
            kept.write_bytes(whole)
            os.utime(kept, ns=(stamp, stamp))
            assert ground_in(visitor.get("/sites/QX-TUXI").text) is None, (
                "what was damaged is not read again for every page"
            )
            os.utime(kept, ns=(stamp, stamp + 1))
            assert ground_in(visitor.get("/sites/QX-TUXI").text) is not None
            assert visitor.get(address).json()["parts"]
    finally:
        kept.write_bytes(whole)


@pytest.mark.parametrize("wrong", [{}, {"line_offsets_0": np.full(4, -5, np.int32)}, {"line_sort": np.zeros((2, 2))}])
def test_a_whole_file_of_other_arrays_is_no_background(tmp_path: Path, wrong: dict[str, Any]) -> None:
    line = shapely.linestrings([[(106.9, 30.8), (107.0, 30.9)]])
    save_ground(Ground(np.array([0], dtype=np.uint8), line, "x", ""), tmp_path / "x.ground")
    assert load_ground(tmp_path / "x.ground") is not None
    found = read_arrays(tmp_path / "x.ground")
    assert found is not None
    assert write_arrays(tmp_path / "x.ground", found[0], {**found[1], **wrong} if wrong else {})
    assert load_ground(tmp_path / "x.ground") is None


def test_where_nothing_was_loaded_no_page_asks_for_anything(sqlite_template: Path, tmp_path: Path) -> None:
    (tmp_path / "zhanwang.sqlite").write_bytes(sqlite_template.read_bytes())
    with visiting(tmp_path, map_approval=APPROVED) as visitor:
        assert ground_in(visitor.get("/").text) is None


@pytest.mark.parametrize("zoom", [0, 5, 9, 12, 14, 16, 22])
def test_a_view_of_the_densest_country_is_small_at_every_zoom(zoom: int) -> None:
    chance = np.random.default_rng(zoom)
    starts = chance.uniform((106.6, 30.5), (107.4, 31.2), (6_000, 1, 2))
    walks = starts + chance.normal(0, 0.004, (6_000, 20, 2)).cumsum(axis=1)
    lines = shapely.linestrings(walks)
    sorts = chance.choice([NUMBER_OF[sort.code] for sort in SORTS if not sort.is_area], len(lines)).astype(np.uint8)
    half = 1.5 * 360 / 2**zoom
    box = Box(max(-180, 107 - half), max(-90, 30.85 - half), min(180, 107 + half), min(90, 30.85 + half))
    body = orjson.dumps(parts_in(Ground(sorts, lines, "", ""), cells_of(View(box, zoom))))
    assert len(brotli.compress(body, quality=6)) <= MOST_PACKED_BYTES
    if zoom >= 6:
        assert sorts_in(orjson.loads(body)), "the weightiest are there all the same"


@pytest.mark.parametrize("zoom", [6, 8])
def test_a_view_of_more_trunk_roads_than_points_leaves_the_short_ones_out(zoom: int) -> None:
    chance = np.random.default_rng(zoom)
    starts = chance.uniform((106.6, 30.5), (107.4, 31.2), (2 * MOST_POINTS, 1, 2))
    steps = chance.normal(0, 0.002, (len(starts), 1, 2))
    steps[:10] = 0.3
    lines = shapely.linestrings(np.concatenate([starts, starts + steps], axis=1))
    sorts = np.full(len(lines), NUMBER_OF["motorway"], dtype=np.uint8)
    found = parts_in(Ground(sorts, lines, "", ""), cells_of(View(Box(106.6, 30.5, 107.4, 31.2), zoom)))
    (drawn,) = found["parts"]
    assert 10 <= len(drawn["shapes"]) <= MOST_POINTS / 2
    assert sum(abs(line[2]) * found["unit"] > 0.2 for line in drawn["shapes"]) >= 10, "the long ones are all there"


def test_views_near_one_another_are_one_and_a_view_too_large_is_answered_from_farther_out() -> None:
    one, other = (cells_of(View(Box(106.60 + by, 30.5, 107.3 + by, 31.2), 10)) for by in (0.0, 0.01))
    assert one == other
    assert cells_of(View(Box(-180, -90, 180, 90), 22)).zoom <= 5
