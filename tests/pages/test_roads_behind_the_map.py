"""Roads and waters behind the maps in a real browser: pixels of the page's own colours, and whose they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, Screen, Visiting
from tests.databases import copy_sqlite
from tests.extracts import county_extract, load_extract
from tests.networks import registered_sqlite, serving
from tests.pages.people import signed_in

pytestmark = pytest.mark.long

__all__ = ["registered_sqlite"]

OWNERS = "© OpenStreetMap contributors, ODbL 1.0"
IS_PAINTED = """(name) => {
    const canvas = document.querySelector(".leaflet-ground-pane canvas");
    if (!canvas?.width) return false;
    const probe = document.createElement("canvas").getContext("2d");
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    probe.fillRect(0, 0, 1, 1);
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    const near = (one, other) => Math.abs(one - other) < 12;  // the edge of a thin line is drawn half
    for (let at = 0; at < data.length; at += 4)
        found += data[at + 3] > 90 && near(data[at], red) && near(data[at + 1], green) && near(data[at + 2], blue);
    return found > 20;
}"""


@pytest.fixture(scope="module")
def approved(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real registry whose map has its approval number and whose county has loaded an extract."""
    folder = tmp_path_factory.mktemp("approved")
    copy_sqlite(sqlite_template, folder / "zhanwang.sqlite")
    load_extract(folder, county_extract(folder / "county.osm.pbf"))
    with serving(folder, ZHANWANG_MAP_APPROVAL="示例S(2026)1号") as address:
        yield address


def is_painted(page: Page, *colours: str) -> None:
    for colour in colours:
        page.wait_for_function(IS_PAINTED, arg=f"--map-{colour}")


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_visitor_sees_roads_and_water_behind_the_sites_and_whose_they_are(
    visit: Visiting, approved: str, screen: Screen
) -> None:
    page = visit(approved, screen).page
    for look in ("plain", "contrast"):
        page.goto(f"/?look={look}", wait_until="networkidle")
        if screen is PHONE:
            page.locator("#view-switch").click()
        is_painted(page, "water", "main-road")
        expect(page.get_by_text(OWNERS, exact=True)).to_be_visible()
    expect(page.locator(".leaflet-ground-pane")).to_have_attribute("aria-hidden", "true")


@pytest.mark.parametrize(("width_px", "height_px"), [(640, 360), (844, 390), (932, 430)])
def test_a_phone_held_sideways_shows_the_whole_map_with_whose_it_is(
    visit: Visiting, approved: str, width_px: int, height_px: int
) -> None:
    page = visit(approved, Screen(width_px, height_px, touch=True)).page
    page.goto("/", wait_until="networkidle")
    if page.locator("#view-switch").is_visible():
        page.locator("#view-switch").click()
    is_painted(page, "water", "main-road")
    for said in (page.locator(".leaflet-control-attribution"), page.locator(".map-note")):
        where = said.bounding_box()
        assert where
        assert where["y"] >= 0
        assert where["y"] + where["height"] <= height_px + 0.5, "a page scrolls by whole pixels"


def test_the_circle_has_the_same_ground(visit: Visiting, approved: str) -> None:
    page = visit(approved, DESKTOP).page
    page.goto("/programmes/qu-2023/coverage", wait_until="networkidle")
    is_painted(page, "water", "main-road")
    expect(page.get_by_text(OWNERS, exact=True)).to_be_visible()


def test_moving_closer_draws_the_streets_too(visit: Visiting, approved: str) -> None:
    here = {"longitude": 106.972, "latitude": 30.832}
    page = visit(approved, DESKTOP, geolocation=here, permissions=["geolocation"]).page
    page.goto("/", wait_until="networkidle")
    page.locator(".leaflet-control-locate a").click()
    for _ in range(3):
        with page.expect_response("**/map/ground.json*"):
            page.locator(".leaflet-control-zoom-in").click()
    is_painted(page, "road")


def test_the_demonstration_says_that_its_roads_are_made_up(visit: Visiting, tmp_path: Path) -> None:
    with serving(tmp_path, "--demo") as server:
        page = visit(server, DESKTOP).page
        credit = page.locator(".leaflet-control-attribution")
        for address in ("/", "/sites/QX-TUXI", "/programmes/qu-2023/coverage"):
            page.goto(address, wait_until="networkidle")
            is_painted(page, "main-road")
            expect(credit).to_have_text("示例路网（虚构，不是真实道路）")
        page.goto("/?lang=en", wait_until="networkidle")
        expect(credit).to_have_text("sample roads, made up")
        page = signed_in(visit, server, "demo-tuxi").page
        page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
        page.get_by_role("button", name="撤回修改").click()
        page.get_by_role("button", name="在地图上点选").click()
        is_painted(page, "main-road")
        expect(page.locator(".leaflet-control-attribution")).to_have_text("示例路网（虚构，不是真实道路）")
