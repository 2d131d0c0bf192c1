"""The county office in a real browser: a voucher entered and found behind its figure, a site accepted step by step."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Visiting
from tests.pages.people import fits_both, signed_in
from tests.serving import serving_demo


@pytest.fixture(scope="module")
def server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a demonstration that this test writes into."""
    with serving_demo(demo_sqlite, tmp_path_factory.mktemp("money")) as address:
        yield address


@pytest.mark.long
def test_a_voucher_stands_behind_its_figure_and_a_site_is_accepted_step_by_step(visit: Visiting, server: str) -> None:
    office = signed_in(visit, server, "demo-county")
    page = office.page
    page.goto("/county?programme=qu-2023")
    page.get_by_role("link", name="支出台账").click()
    page.get_by_role("link", name="登记支出").click()
    page.get_by_label("任务").select_option("demonstration")
    page.get_by_label("站点").fill("QX-TUXI")
    page.get_by_label("凭证号").fill("记-0012")
    page.get_by_label("凭证日期").fill("2026-11-02")
    page.get_by_label("金额（元）").fill("12345.6")
    page.get_by_label("用途").fill("桌椅")
    page.get_by_role("button", name="登记支出").click()
    expect(page.get_by_role("status").first).to_contain_text("已登记")
    fits_both(office)
    page.goto("/county?programme=qu-2023")
    page.locator("#t-demonstration").get_by_role("link", name="12,345.60").click()
    page.locator("main").get_by_role("link", name="记-0012").click()
    page.locator("#move-strike summary").click()
    page.locator("#strike-reason").fill("重复登记")
    fits_both(office)
    page.locator("#move-strike").get_by_role("button", name="作废").click()
    expect(page.locator("main")).to_contain_text("已作废，不再计入支出")
    fits_both(office)

    page.goto("/manage/sites?programme=qu-2023&status=building")
    page.locator("table.findings a").first.click()
    for number, (move, said) in enumerate(
        (("declare", "已申报"), ("desk", "待现场核验"), ("onsite", "待验收"), ("accept", "已验收"))
    ):
        step = page.locator(f"#move-{move}")
        step.locator("summary").click()
        step.locator(f"#{move}-by").fill("张三、李四")
        step.locator(f"#{move}-opinion").fill("齐全")
        if number == 0:
            fits_both(office)
        step.locator("button").click()
        expect(page.locator("#acceptance")).to_contain_text(said)
    fits_both(office)

    page.goto("/accounts/demo-tuxi/edit")
    page.get_by_role("button", name="停用").click()
    expect(page.locator("h1")).to_contain_text("停用账号 demo-tuxi？")
    fits_both(office)
    page.get_by_role("link", name="返回").click()
    expect(page.locator("h1")).to_contain_text("demo-tuxi")
