"""The visitor's map in a real browser: it frames the person and the nearest sites, or what was found, or everything,
and is never blank, whatever was hidden, filtered or turned before."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, Screen, Visiting
from tests.databases import copy_sqlite
from tests.launching import ran
from tests.networks import ROOT, clean_environment, serving
from tests.patience import PATIENCE_SECONDS

pytestmark = pytest.mark.long

SCREENS = pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
IN_TUXI = {"geolocation": {"longitude": 107.05843, "latitude": 31.01459}, "permissions": ["geolocation"]}
SHOWN = """(chosen) => {
    const frame = document.querySelector(".map").getBoundingClientRect();
    return [...document.querySelectorAll(chosen)].filter((part) => {
        const { left, right, top, bottom, width } = part.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        return width && x > frame.left && x < frame.right && y > frame.top && y < frame.bottom;
    }).length;
}"""
ACROSS = """([more, less]) => {
    const line = document.querySelector(".leaflet-control-scale-line");
    const [, number, unit] = line.textContent.match(/^(\\d+) (k?m)$/) ?? [];
    const metres = number * (unit === "km" ? 1000 : 1);
    const width = document.querySelector(".map").getBoundingClientRect().width;
    const across = metres * width / line.getBoundingClientRect().width;
    return more < across && across < less;
}"""
PINS = ".site-pin, .site-cluster"


def opened(visit: Visiting, server: str, screen: Screen, path: str = "/", **options: object) -> Page:
    """The start page; on a phone with its map in view."""
    page = visit(server, screen, **options).page
    page.goto(path, wait_until="networkidle")
    if screen is PHONE:
        page.locator("#view-switch").click()
    return page


def in_view(page: Page, chosen: str, at_least: int) -> None:
    """So many of these parts come to lie on the map that is seen; it takes its time to get there."""
    page.wait_for_function(f"([chosen, least]) => ({SHOWN})(chosen) >= least", arg=[chosen, at_least])


def flip(page: Page, screen: Screen) -> None:
    """On a phone from the map to the list or back; on a desk both are there."""
    if screen is PHONE:
        page.locator("#view-switch").click()


def across(page: Page, more_than: float, less_than: float) -> None:
    """How much of the country the map comes to show from left to right, in metres, by its own scale."""
    page.wait_for_function(ACROSS, arg=[more_than, less_than])


def shows_the_county(page: Page) -> None:
    """渠县 is some 70 km across; with what lies around it no screen needs more than twice that."""
    expect(page.locator(".site-cluster").first).to_be_visible()
    in_view(page, PINS, at_least=10)
    across(page, 45_000, 200_000)


def by_distance(page: Page) -> None:
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator("[data-near-stop]")).to_be_attached()


def shows_the_person_and_the_nearest(page: Page) -> None:
    expect(page.locator(".you-here")).to_be_visible()
    in_view(page, ".you-here", at_least=1)
    in_view(page, PINS, at_least=3)
    across(page, 0, 8_000)


@SCREENS
def test_the_first_view_shows_the_whole_county(visit: Visiting, demo_server: str, screen: Screen) -> None:
    shows_the_county(opened(visit, demo_server, screen))


@SCREENS
def test_near_me_frames_the_person_and_the_five_nearest_sites(
    visit: Visiting, demo_server: str, screen: Screen
) -> None:
    page = opened(visit, demo_server, screen, **IN_TUXI)
    flip(page, screen)
    by_distance(page)
    nearest = [row.get_attribute("data-code") for row in page.locator(".site-row").all()[:5]]
    flip(page, screen)
    shows_the_person_and_the_nearest(page)
    # Each of the five is a pin in view, or lies in a cluster in view.
    shown = page.evaluate(SHOWN, ".site-pin")
    inside = page.evaluate(
        "[...document.querySelectorAll('.site-cluster > span:first-child')].map((n) => +n.innerText)"
    )
    assert shown + sum(inside) >= len(nearest) == 5


@SCREENS
def test_a_chip_pressed_twice_leads_back_to_the_view_before(visit: Visiting, demo_server: str, screen: Screen) -> None:
    page = opened(visit, demo_server, screen)
    for _ in range(2):
        with page.expect_response("**/map/sites.geojson*"):
            page.locator("#kind-incubator").click()
    expect(page.locator("#kind-incubator")).not_to_have_attribute("aria-current", "true")
    shows_the_county(page)


@SCREENS
def test_a_chip_pressed_while_looking_for_the_nearest_keeps_the_person_in_view(
    visit: Visiting, demo_server: str, screen: Screen
) -> None:
    page = opened(visit, demo_server, screen, **IN_TUXI)
    by_distance(page) if screen is DESKTOP else page.get_by_role("button", name="离我最近").click()
    expect(page.locator(".you-here")).to_be_visible()
    with page.expect_response("**/map/sites.geojson*"):
        page.locator("#kind-gig_market").click()
    expect(page.locator(".count-line").first).to_contain_text("找到")
    expect(page.locator(".site-row")).to_have_count(11)
    in_view(page, ".you-here", at_least=1)
    in_view(page, PINS, at_least=3)
    page.locator("[data-near-stop]").dispatch_event("click")
    expect(page.locator("[data-near-stop]")).to_have_count(0)
    expect(page.locator(".you-here")).to_have_count(0)


@SCREENS
def test_a_search_made_while_the_map_was_hidden_is_framed_when_it_is_shown(
    visit: Visiting, demo_server: str, screen: Screen
) -> None:
    page = opened(visit, demo_server, screen)
    flip(page, screen)
    with page.expect_response(lambda answer: "/map/sites.geojson" in answer.url and "q=" in answer.url):
        page.get_by_role("searchbox").fill("tuxi")
    flip(page, screen)
    expect(page.locator(PINS).first).to_be_visible()
    expect(page.locator(".leaflet-control-scale-line")).to_contain_text(re.compile(r"^([1-5]) km$"))
    in_view(page, PINS, at_least=3)
    in_view(page, ".town-label:not(.is-crowded) > span", at_least=5)


def test_turning_the_phone_keeps_what_was_framed_in_view(visit: Visiting, demo_server: str) -> None:
    page = opened(visit, demo_server, PHONE, **IN_TUXI)
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator(".you-here")).to_be_visible()
    for width, height in ((780, 360), (360, 780)):
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(".leaflet-container")).to_be_in_viewport()
        in_view(page, ".you-here", at_least=1)
        in_view(page, PINS, at_least=3)


def test_what_finds_no_site_on_the_map_still_shows_the_county(visit: Visiting, demo_server: str) -> None:
    page = opened(visit, demo_server, DESKTOP, "/?kind=outpost")
    expect(page.locator("#map-note")).to_contain_text("未标注位置")
    in_view(page, ".town-label:not(.is-crowded) > span", at_least=10)
    across(page, 45_000, 200_000)


def test_the_position_is_rounded_and_stands_in_no_address_no_history_and_no_log(
    visit: Visiting, demo_sqlite: Path, tmp_path: Path
) -> None:
    copy_sqlite(demo_sqlite, tmp_path / "zhanwang.sqlite")
    with serving(tmp_path, "--demo") as server:
        one = visit(server, PHONE, **IN_TUXI)
        page = one.page
        sent: list[dict[str, str]] = []
        page.on("request", lambda request: sent.append(request.headers))
        page.goto("/", wait_until="networkidle")
        before = page.evaluate("history.length")
        by_distance(page)
        page.locator("#kind-gig_market").click()
        expect(page.locator(".site-row")).to_have_count(11)
        assert "107.058,31.015" in {headers.get("zhanwang-near") for headers in sent}
        assert not [url for url in one.requested if "107.0" in url or "31.01" in url]
        assert "near" not in page.url
        assert page.evaluate("history.length") == before + 1
        hrefs = page.evaluate("[...document.querySelectorAll('[href]')].map((link) => link.getAttribute('href'))")
        assert not [href for href in hrefs if "107.0" in href]
        page.locator(".site-row h2 a").first.click()
        page.wait_for_url("**/sites/*")
        page.go_back(wait_until="networkidle")
        expect(page.locator("[data-near-stop]")).to_be_attached()
        # A link with a position in it, as older ones have, is not handed on.
        page.goto("/?near=107.058,31.015", wait_until="networkidle")
        expect(page.locator("[data-near-stop]")).to_be_attached()
        assert page.url == f"{server}/"
    log = (tmp_path / "server.log").read_text("utf-8")
    assert '"path": "/sites/' in log, "the log tells of requests"
    assert "107.05" not in log


def test_a_map_that_cannot_be_loaded_says_so_in_words(visit: Visiting, demo_server: str) -> None:
    for lost in ("**/leaflet.js", "**/js/map.js", "**/map/boundary.geojson*"):
        one = visit(demo_server, DESKTOP)
        one.page.route(lost, lambda route: route.abort())
        for path in ("/", "/programmes/qu-2023/coverage", "/sites/QX-TUXI"):
            one.page.goto(path, wait_until="networkidle")
            expect(one.page.locator(".map-said")).to_be_visible()
            expect(one.page.locator(".map-said")).to_contain_text("请检查网络")
        one.console_errors.clear()


@pytest.fixture(scope="module")
def third_county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose only county has no outline, no points of its townships, and three sites."""
    folder = tmp_path_factory.mktemp("third")
    seeds = folder / "seeds"
    shutil.copytree(ROOT / "seeds", seeds)
    shutil.rmtree(seeds / "boundaries")
    shutil.rmtree(seeds / "programmes" / "qu-2023")
    divisions = seeds / "divisions" / "divisions.csv"
    lines = divisions.read_text("utf-8").splitlines()
    head = lines[0].split(",")
    lon, lat = head.index("lon"), head.index("lat")
    bare = []
    for line in lines[1:]:
        cells = line.split(",")
        if '"' not in line and len(cells) == len(head):
            cells[lon] = cells[lat] = ""
            bare.append(",".join(cells))
        else:
            bare.append(re.sub(r",\d+\.\d+,\d+\.\d+,", ",,,", line, count=1))
    divisions.write_text("\n".join([lines[0], *bare]) + "\n", "utf-8")
    sites = [
        {
            "code": f"THIRD-{number}",
            "programme": "gangbei-2025",
            "kind": "park_service_centre",
            "tier": "autonomous_region",
            "name": f"第三县站点{number}",
            "division": "450802000000",
            "status": "operating",
            "location": {"lon": lon_, "lat": lat_, "crs": "wgs84"},
            "facts": {},
        }
        for number, (lon_, lat_) in enumerate(((109.57, 23.11), (109.6, 23.13), (109.62, 23.09)), start=1)
    ]
    (folder / "sites.json").write_text(json.dumps(sites, ensure_ascii=False), "utf-8")
    environment = clean_environment(folder, ZHANWANG_SEEDS_DIR=str(seeds))
    done = ran(("import", str(folder / "sites.json")), environment, ROOT, b"", PATIENCE_SECONDS)
    assert done.returncode == 0, done.stderr.decode()
    with serving(folder, ZHANWANG_SEEDS_DIR=str(seeds)) as address:
        yield address


@SCREENS
def test_a_county_without_an_outline_shows_its_sites_and_not_china(
    visit: Visiting, third_county: str, screen: Screen
) -> None:
    page = opened(visit, third_county, screen)
    expect(page.locator(PINS).first).to_be_visible()
    in_view(page, PINS, at_least=1)
    across(page, 0, 60_000)


@SCREENS
@pytest.mark.parametrize(
    "far", [{"longitude": 116.4, "latitude": 39.9}, {"longitude": -74.0, "latitude": 40.7}], ids=["beijing", "new-york"]
)
def test_who_is_far_away_sees_the_county_and_how_far_it_is(
    visit: Visiting, demo_server: str, screen: Screen, far: dict[str, float]
) -> None:
    page = opened(visit, demo_server, screen, geolocation=far, permissions=["geolocation"])
    flip(page, screen)
    by_distance(page)
    # The county's own people in far cities come first; they have no position.
    expect(page.locator(".site-row").first).to_contain_text("驻外农民工服务工作站")
    # A distance and no minutes: speeds on a county's roads say nothing of such a way.
    away = page.locator(".site-row", has_text=re.compile(r"\d{2}.?\d{2,3}.公里")).first
    expect(away).to_be_attached()
    expect(away).not_to_contain_text("估算")
    flip(page, screen)
    shows_the_county(page)


def test_my_location_on_the_map_shows_the_country_around_or_says_that_it_is_elsewhere(
    visit: Visiting, demo_server: str
) -> None:
    page = opened(visit, demo_server, DESKTOP, **IN_TUXI)
    page.locator(".leaflet-control-locate a").click()
    expect(page.locator(".leaflet-control-locate-location, .leaflet-control-locate-marker").first).to_be_attached()
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(re.compile(r"^[1-5] km$"))
    in_view(page, PINS, at_least=3)

    elsewhere = opened(
        visit,
        demo_server,
        DESKTOP,
        geolocation={"longitude": -74.0, "latitude": 40.7},
        permissions=["geolocation"],
    )
    elsewhere.locator(".leaflet-control-locate a").click()
    expect(elsewhere.locator("#map-note")).to_contain_text("不在本图范围内")
    shows_the_county(elsewhere)
