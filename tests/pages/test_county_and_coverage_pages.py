"""The county's page and the service circle in a real browser: they draw, and place a village."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Screen, Visiting
from tests.pages.people import SCREENS, signed_in
from tests.serving import serving_demo

pytestmark = pytest.mark.long

CIRCLE = "/programmes/qu-2023/coverage"


@pytest.fixture(scope="module")
def server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a demonstration that these tests write into one after the other."""
    with serving_demo(demo_sqlite, tmp_path_factory.mktemp("county")) as address:
        yield address


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


def test_who_goes_by_keyboard_is_not_led_through_every_village(visit: Visiting, server: str) -> None:
    page = visit(server).page
    page.goto(CIRCLE, wait_until="networkidle")
    expect(page.locator(".leaflet-villages-pane path").first).to_be_visible()
    page.locator(".leaflet-container").focus()
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.localName"))
        if stops[-1] == "input":
            break
    assert stops[-1] == "input", "the layers come soon after the map"
    assert "path" not in stops


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


def _village_left_out(number: int) -> dict[str, object]:
    point = [107.0 + 0.01 * (number % 6), 30.85 + 0.004 * (number // 6)]
    label = {"zh": f"第{number}村", "en": f"Village {number}"}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": point},
        "properties": {
            "role": "place",
            "name": label["zh"],
            "label": label,
            "approximate": False,
            "standing": "not_covered",
            "standing_label": {"zh": "未覆盖", "en": "Not covered"},
            "minutes_good_roads": 40,
            "minutes_bad_roads": 40 + number,
            "limit_minutes": 30,
        },
    }


@SCREENS
def test_names_on_the_circle_never_lie_on_one_another(visit: Visiting, server: str, screen: Screen) -> None:
    page = visit(server, screen).page
    crowd = {"type": "FeatureCollection", "features": [_village_left_out(number) for number in range(36)]}
    page.route("**/api/v1/coverage?*geojson*", lambda route: route.fulfill(json=crowd))
    page.goto(CIRCLE, wait_until="networkidle")
    names = page.locator(".village-name:visible")
    expect(names.first).to_be_visible()
    shown = names.all_inner_texts()
    assert "第35村" in shown, "who is farthest off is named first"
    assert len(shown) < 36
    boxes = [box for name in names.all() if (box := name.locator("span").bounding_box())]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            assert beside or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    left_unnamed = page.locator(".village-name", has_text=re.compile("^第0村$"))
    expect(left_unnamed).not_to_be_visible()
    page.locator(".leaflet-villages-pane path").last.hover()
    expect(left_unnamed).to_be_visible()
