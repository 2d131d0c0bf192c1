"""The county's page and the service circle in a real browser: they fit, keep nobody out, draw, and place a village."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Screen, Visiting
from tests.pages.people import SCREENS, fits, signed_in
from tests.serving import serving_demo

CIRCLE = "/programmes/qu-2023/coverage"
PAGES = ("/county", "/county/qu-2023/clauses/station.plaque", CIRCLE, "/programmes/qu-2023/villages")


@pytest.fixture(scope="module")
def server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a demonstration that these tests write into one after the other."""
    with serving_demo(demo_sqlite, tmp_path_factory.mktemp("county")) as address:
        yield address


@SCREENS
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_and_keeps_nobody_out(visit: Visiting, server: str, screen: Screen, language: str) -> None:
    one = signed_in(visit, server, "demo-county", screen)
    for path in PAGES:
        one.page.goto(f"{path}?lang={language}", wait_until="networkidle")
        fits(one)


def test_the_map_draws_villages_sites_and_areas_and_its_layers_go_and_come(visit: Visiting, server: str) -> None:
    page = visit(server).page
    page.goto(CIRCLE, wait_until="networkidle")
    squares = page.locator(".leaflet-marker-icon .square")
    expect(squares.first).to_be_visible()
    everything = squares.count()
    page.get_by_label(re.compile("零工市场")).last.uncheck()
    assert squares.count() < everything
    page.get_by_label(re.compile("零工市场")).last.check()
    assert squares.count() == everything
    assert page.locator(".leaflet-villages-pane path").count() >= 2


def _place_on_the_map(page: Page) -> None:
    page.get_by_role("button", name="在地图上点选").click()
    frame = page.locator("[data-pick-map]")
    expect(frame.locator(".town-label > span").first).to_be_visible()
    frame.click(position={"x": 150, "y": 120})


@SCREENS
def test_a_village_is_placed_by_a_click_on_the_map(visit: Visiting, server: str, screen: Screen) -> None:
    one = signed_in(visit, server, "demo-county", screen)
    page = one.page
    page.goto("/programmes/qu-2023/villages", wait_until="networkidle")
    before = page.locator("#division").input_value()
    _place_on_the_map(page)
    assert page.locator("[name=lon]").input_value().startswith(("106.", "107."))
    page.get_by_role("button", name="保存位置").click()
    expect(page.locator(".notice.good")).to_contain_text("已保存 1 个位置")
    assert page.locator("#division").input_value() != before, "the next village to place is offered"


def test_on_paper_every_village_stands_in_the_table(visit: Visiting, server: str) -> None:
    page = visit(server).page
    page.goto(CIRCLE, wait_until="networkidle")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".circle-table details[open]").count() == 37
    expect(page.locator(".circle-table .villages li").first).to_be_visible()
