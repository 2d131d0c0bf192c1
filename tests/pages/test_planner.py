"""The planner in a real browser: nothing to plan, a plan started, watched, stopped, compared; on a desk and a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, Visiting
from tests.databases import copy_sqlite
from tests.networks import serving
from tests.pages.people import fits_both, signed_in
from tests.serving import serving_demo
from tests.slow_county import seeds_of_a_slow_county

PAGE = "/programmes/qu-2023/site-plan"


@pytest.fixture
def server(demo_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    """A server with a demonstration of its own, to write into."""
    with serving_demo(demo_sqlite, tmp_path / "data") as address:
        yield address


@pytest.fixture(scope="module")
def slow_server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose county takes minutes to plan."""
    folder = tmp_path_factory.mktemp("slow")
    (folder / "data").mkdir()
    copy_sqlite(demo_sqlite, folder / "data" / "zhanwang.sqlite")
    with serving(folder / "data", "--demo", ZHANWANG_SEEDS_DIR=str(seeds_of_a_slow_county(folder))) as address:
        yield address


@pytest.mark.long
def test_villages_are_placed_then_the_next_sites_are_planned_and_compared(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-county")
    page = one.page
    page.goto(PAGE)
    page.get_by_role("link", name="标注村（社区）位置").click()
    page.locator("button[value=suggested]").click()
    page.goto(PAGE)
    fits_both(one)
    page.locator("#sites-slider").fill("5")
    expect(page.get_by_label("新增站点个数").first).to_have_value("5")
    page.get_by_text("从候选地点中勾选").click()
    group = page.locator("details.choice-group", has_text="土溪镇")
    group.locator("summary").click()
    group.locator("input").first.check()
    fits_both(one)
    page.get_by_role("button", name="开始计算").click()
    page.wait_for_url("**/site-plans/*")
    expect(page.locator("h1")).to_contain_text("新增 5 个站点")
    expect(page.locator(".plan-steps").first.locator("li")).to_have_count(5)
    expect(page.locator("main")).to_contain_text("自选的 1 个站点")
    expect(page.locator(".plan-pin")).to_have_count(5)
    fits_both(one)
    page.get_by_role("link", name="按同样的条件重新计算").click()
    expect(page.get_by_label("新增站点个数").first).to_have_value("5")


@pytest.mark.long
def test_a_long_search_shows_how_it_stands_and_stops_on_demand(visit: Visiting, slow_server: str) -> None:
    one = signed_in(visit, slow_server, "demo-county", PHONE)
    page = one.page
    page.goto(PAGE)
    page.get_by_label("以最少站点").check()
    expect(page.get_by_label("新增站点个数").first).to_be_hidden()
    page.get_by_role("button", name="开始计算").click()
    page.wait_for_url("**/site-plans/*")
    expect(page.locator("#progress .plan-numbers")).to_be_visible()
    fits_both(one)
    before = page.locator("#progress dd").last.inner_text()
    expect(page.locator("#progress dd").last).not_to_have_text(before)
    page.get_by_role("button", name="停止").click()
    expect(page.locator("main")).to_contain_text("已按要求停止")
    expect(page.locator("main")).to_contain_text("尚未证明为最少")
    fits_both(one)


@pytest.mark.long
def test_without_scripts_the_page_can_be_looked_at_again_until_it_has_the_answer(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-county", PHONE, java_script_enabled=False)
    page = one.page
    page.goto("/programmes/qu-2023/villages")
    page.locator("button[value=suggested]").click()
    page.goto(PAGE)
    page.get_by_label("新增站点个数").first.fill("2")
    page.get_by_role("button", name="开始计算").click()
    page.wait_for_url(re.compile("site-plans/"))
    expect(page.locator("h1")).to_contain_text("新增 2 个站点")
