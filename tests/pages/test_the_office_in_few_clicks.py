"""What the county office asks and does most, from its first page on, counted in clicks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import Visit, Visiting
from tests.exchange.papers import text_of
from tests.pages.people import fits_both, signs_in
from tests.serving import serving_demo

SECONDS_A_CLICK = 15
"""A person reads what a page says before the next one: so long, generously."""
QUESTION_CLICKS, NOTICE_SECONDS = 3, 90


@pytest.fixture(scope="module")
def server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a demonstration that this test writes into."""
    with serving_demo(demo_sqlite, tmp_path_factory.mktemp("office")) as address:
        yield address


class Clicks:
    """Clicks, counted since the county page was opened."""

    def __init__(self, office: Visit) -> None:
        self.page, self.made = office.page, 0
        self.page.goto("/county")

    def on(self, what: Locator) -> None:
        """Click, and wait for what it leads to."""
        self.made += 1
        what.click()
        self.page.wait_for_load_state()


@pytest.mark.long
def test_three_questions_take_three_clicks_each_and_a_printed_notice_ninety_seconds(
    visit: Visiting, server: str, tmp_path: Path
) -> None:
    office = signs_in(visit, server, "demo-county")
    page, main = office.page, office.page.locator("main")
    assert page.url.endswith("/county"), "the office begins here"

    # Are we where the document says we must be? Said at once; what is wanting, one click away.
    asked = Clicks(office)
    expect(main.locator(".headline")).to_contain_text("16 项必须完成的任务中")
    asked.on(page.locator("#t-stations").get_by_role("link", name="差 1 个"))
    expect(main).to_contain_text("已登记、未建成：1 个")
    assert asked.made <= QUESTION_CLICKS
    # And on another day?
    asked = Clicks(office)
    page.get_by_label("查看某一天的信息").fill("2022-06-30")
    asked.on(main.locator(".day-choice").get_by_role("button", name="查看"))
    expect(main).to_contain_text("2022-06-30 尚未登记任何站点")
    fits_both(office)
    assert asked.made <= QUESTION_CLICKS

    # Which sites fall short of what?
    asked = Clicks(office)
    asked.on(page.get_by_role("navigation").get_by_role("link", name="问题清单").first)
    expect(page.locator("table.findings tbody tr").first).to_contain_text("不达标")
    assert asked.made <= QUESTION_CLICKS

    # What has been done about it?
    asked = Clicks(office)
    asked.on(page.get_by_role("navigation").get_by_role("link", name="整改", exact=True).first)
    asked.on(page.get_by_role("link", name="整改台账"))
    expect(page.locator("tbody tr").first).to_contain_text("待整改")
    assert asked.made <= QUESTION_CLICKS

    # From the dashboard to the notices, ready to print.
    asked = Clicks(office)
    asked.on(page.locator("table.failing").first.get_by_role("link", name="场地面积"))
    asked.on(page.get_by_role("link", name="对这些问题下达整改要求"))
    asked.on(page.get_by_role("button", name="下达并出具通知书"))
    asked.on(page.get_by_role("button", name="确认下达并出具通知书").first)
    expect(main).to_contain_text("已出具 2 份通知书")
    fits_both(office)
    with page.expect_download() as got:
        asked.on(page.get_by_role("link", name="下载 Word").first)
    assert asked.made * SECONDS_A_CLICK <= NOTICE_SECONDS
    got.value.save_as(tmp_path / "notice.docx")
    said = text_of((tmp_path / "notice.docx").read_bytes())
    assert "场地面积" in said
    assert "渠人社整改〔" in said
