"""Where a site stands, found by a clerk with a phone: by its position, by a paste, on the map, which opens at the
township whatever could be loaded."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE, Visiting
from tests.pages.people import SCREENS, fits, signed_in
from tests.pages.test_staff_pages import server

pytestmark = pytest.mark.long

__all__ = ["server"]

FORM = "/work/sites/QX-TUXI"
IN_TUXI = {"longitude": 107.058, "latitude": 31.0145}


def opened(visit: Visiting, server: str, **options: object) -> Page:
    page = signed_in(visit, server, "demo-tuxi", PHONE, **options).page
    page.goto(FORM, wait_until="networkidle")
    return page


@SCREENS
def test_the_map_opens_at_the_township_with_names(visit: Visiting, server: str, screen: object) -> None:
    one = signed_in(visit, server, "demo-tuxi", screen)
    page = one.page
    page.goto(FORM, wait_until="networkidle")
    page.get_by_label("经度").fill("")
    page.get_by_label("纬度").fill("")
    page.get_by_role("button", name="在地图上点选").click()
    expect(page.locator("[data-pick-map] .town-label > span", has_text="土溪镇")).to_be_in_viewport()
    fits(one)
    page.locator("[data-pick-map]").click(position={"x": 100, "y": 100})
    assert float(page.get_by_label("经度").input_value()) == pytest.approx(107.06, abs=0.1)
    assert float(page.get_by_label("纬度").input_value()) == pytest.approx(31.01, abs=0.1)


def test_the_map_opens_without_an_outline_too(visit: Visiting, server: str) -> None:
    page = opened(visit, server)
    empty = '{"type": "FeatureCollection", "features": []}'
    page.route("**/map/boundary.geojson*", lambda route: route.fulfill(body=empty, content_type="application/geo+json"))
    page.get_by_label("经度").fill("")
    page.get_by_label("纬度").fill("")
    page.get_by_role("button", name="在地图上点选").click()
    expect(page.locator("[data-pick-map] .town-label > span", has_text="土溪镇")).to_be_visible()
    page.locator("[data-pick-map]").click(position={"x": 100, "y": 100})
    expect(page.locator("[data-location-said]")).to_contain_text("所点")


@pytest.mark.parametrize(("accuracy_m", "is_asked"), [(100, False), (101, True)])
def test_a_phone_that_is_not_sure_of_its_place_is_asked_about(
    visit: Visiting, server: str, accuracy_m: int, is_asked: bool
) -> None:
    page = opened(visit, server, geolocation={**IN_TUXI, "accuracy": accuracy_m}, permissions=["geolocation"])
    before = page.get_by_label("经度").input_value()
    page.locator("[data-phone-position]").tap()
    if is_asked:
        expect(page.locator("[data-location-asked]")).to_contain_text("101 米")
        assert page.get_by_label("经度").input_value() == before
        page.get_by_role("button", name="仍用这个位置").tap()
    expect(page.get_by_label("经度")).to_have_value("107.058000")


@pytest.mark.parametrize(
    ("source", "crs", "lon"), [("高德", "gcj02", 106.9677), ("百度", "bd09", 106.9612), ("GPS", "wgs84", 106.9718)]
)
def test_pasted_coordinates_ask_where_they_come_from_and_show_on_the_map(
    visit: Visiting, server: str, source: str, crs: str, lon: float
) -> None:
    page = opened(visit, server)
    page.get_by_label("粘贴坐标").fill("106.971831, 30.838137")
    expect(page.locator("[data-location-asked]")).to_contain_text("从哪里复制")
    with page.expect_response(lambda answer: "/map/place.json" in answer.url and f"crs={crs}" in answer.url) as shown:
        page.locator("[data-location-asked]").get_by_role("button", name=re.compile(source)).tap()
    assert page.locator("[data-crs]").input_value() == crs
    assert shown.value.json()["lon"] == pytest.approx(lon, abs=0.0007)
    expect(page.locator("[data-pick-map] path.leaflet-interactive").last).to_be_in_viewport()


def test_a_shared_link_without_coordinates_says_what_to_do_instead(visit: Visiting, server: str) -> None:
    page = opened(visit, server)
    before = page.get_by_label("经度").input_value()
    page.get_by_label("粘贴坐标").fill("【高德地图】土溪镇零工市场 https://surl.amap.com/1aBcDe")
    expect(page.locator("[data-ways]")).to_be_visible()
    expect(page.get_by_text("这个链接不含坐标")).to_be_visible()
    assert page.get_by_label("经度").input_value() == before


def test_a_point_in_another_township_warns(visit: Visiting, server: str) -> None:
    page = opened(visit, server)
    page.get_by_label("粘贴坐标").fill("106.9677, 30.8407")
    page.locator("[data-location-asked]").get_by_role("button", name=re.compile("GPS")).tap()
    expect(page.locator("[data-location-doubt]")).to_contain_text("渠江街道")
    expect(page.locator("[data-location-doubt]")).to_contain_text("土溪镇")
    page.get_by_label("粘贴坐标").fill("107.058, 31.0145")
    page.locator("[data-location-asked]").get_by_role("button", name=re.compile("GPS")).tap()
    expect(page.locator("[data-location-doubt]")).to_be_empty()
