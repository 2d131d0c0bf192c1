"""What takes long says that it was begun, and a page that has its answer says nothing.

An answer without content leaves a page as it is, as one does that is still awaited, and as a file does.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, Visiting
from tests.pages.people import signed_in

pytestmark = pytest.mark.long


def unanswered(page: Page, addresses: str) -> None:
    page.route(addresses, lambda route: route.fulfill(status=204))


def test_a_form_whose_answer_is_long_in_coming_says_that_it_was_sent(visit: Visiting, demo_server: str) -> None:
    page = signed_in(visit, demo_server, "demo-county", PHONE).page
    page.goto("/work", wait_until="networkidle")
    said = page.locator("#under-way")
    expect(said).to_be_hidden()
    unanswered(page, "**/work?*")
    page.get_by_role("searchbox").fill("土溪")
    page.get_by_role("button", name="查找").click()
    expect(said).to_be_visible()
    expect(said).to_have_text("已提交，处理需要一会儿，请等结果出来，不必再点。")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE.width_px
    page.unroute("**/work?*")
    page.get_by_role("button", name="查找").click()
    page.wait_for_url("**/work?*")
    expect(said).to_be_hidden()


def test_a_file_that_is_long_in_making_says_that_it_comes_by_itself(visit: Visiting, demo_server: str) -> None:
    page = signed_in(visit, demo_server, "demo-county", DESKTOP).page
    page.goto("/findings", wait_until="networkidle")
    said = page.locator("#under-way")
    unanswered(page, "**/findings.xlsx*")
    page.locator("a[href*='findings.xlsx']").first.click()
    expect(said).to_be_visible()
    expect(said).to_have_text("文件生成后会自动下载，内容多的要等几分钟，不必再点。")
