"""A rectification in a real browser: ordered from a clause, answered on a phone with a photo, re-inspected."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, Visiting
from tests.pages.people import fits_both, signed_in
from tests.serving import serving_demo


@pytest.fixture(scope="module")
def server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a demonstration that these tests write into one after the other."""
    with serving_demo(demo_sqlite, tmp_path_factory.mktemp("right")) as address:
        yield address


@pytest.mark.long
def test_an_order_is_given_answered_with_a_photo_sent_back_and_confirmed(
    visit: Visiting, server: str, tmp_path: Path
) -> None:
    office = signed_in(visit, server, "demo-reviewer")
    page = office.page
    page.goto("/findings?programme=qu-2023")
    page.locator(".finding-actions").get_by_role("link", name="下达整改要求").first.click()
    expect(page.locator("input[name=clauses]:checked")).to_have_count(1)
    assert page.get_by_label("发现的问题").input_value() != ""
    fits_both(office)
    page.goto("/work/sites/QX-TUXI/rectify")
    page.get_by_label("发现的问题").fill("灭火器过期")
    page.get_by_label("整改要求").fill("更换灭火器")
    page.get_by_role("button", name="下达整改要求").click()
    expect(page.locator("main")).to_contain_text("整改要求已下达")
    fits_both(office)
    address = page.url.partition("?")[0]

    clerk = signed_in(visit, server, "demo-tuxi", PHONE)
    theirs = clerk.page
    theirs.goto("/work")
    theirs.locator(".tally a", has_text="整改").click()
    theirs.wait_for_url("**/work?kind=rectify")
    fits_both(clerk)
    task = theirs.locator(".task", has_text="更换灭火器")
    task.get_by_role("link", name="整改").click()
    theirs.wait_for_url(address)
    fits_both(clerk)
    theirs.get_by_label("整改措施和完成情况").fill("已换新")
    photo = tmp_path / "灭火器.png"
    shutil.copy("static/img/start-page.png", photo)
    theirs.get_by_label("照片或 PDF").set_input_files(photo)
    theirs.get_by_role("button", name="报送整改情况").click()
    expect(theirs.locator("main")).to_contain_text("等待复查")
    fits_both(clerk)

    page.goto("/rectifications")
    fits_both(office)
    page.get_by_role("link", name="复查").first.click()
    page.wait_for_url(address)
    fits_both(office)
    page.get_by_label("不合格，继续整改").check()
    page.get_by_role("button", name="提交复查结果").click()
    expect(page.locator("#remark-fault")).to_be_visible()
    office.console_errors.clear()  # the refusal is a 422, which the browser writes down
    fits_both(office)
    page.get_by_label("复查意见").fill("标签没有贴")
    page.get_by_role("button", name="提交复查结果").click()
    expect(page.locator("main")).to_contain_text("已退回继续整改")

    theirs.goto(address)
    expect(theirs.locator(".notice.warn")).to_contain_text("标签没有贴")
    theirs.get_by_label("整改措施和完成情况").fill("标签贴好了")
    theirs.get_by_role("button", name="报送整改情况").click()
    expect(theirs.locator("main")).to_contain_text("等待复查")
    page.goto(address)
    page.get_by_label("复查合格").check()
    page.get_by_role("button", name="提交复查结果").click()
    expect(page.get_by_label("仍要办结")).to_be_visible()
    office.console_errors.clear()  # the warning is a 422
    fits_both(office)
    page.get_by_label("仍要办结").check()
    page.get_by_label("复查意见").fill("标签已贴")
    page.get_by_role("button", name="提交复查结果").click()
    expect(page.locator("main")).to_contain_text("已记为复查合格")
    fits_both(office)
    page.goto("/work/sites/QX-TUXI/rectifications?lang=en")
    expect(page.locator("main")).to_contain_text("Resolved")
    fits_both(office)


@pytest.mark.long
def test_many_sites_are_ordered_at_once_received_answered_and_closed(visit: Visiting, server: str) -> None:
    office = signed_in(visit, server, "demo-county")
    page = office.page
    page.goto("/findings?programme=qu-2023&division=511725103000")
    fits_both(office)
    page.get_by_role("link", name="对这些问题下达整改要求").click()
    page.wait_for_url("**/notices/new?**")
    several = page.locator("input[name=pair]:checked").count()
    assert several > 2
    fits_both(office)
    page.get_by_role("button", name="下达并出具通知书").click()
    expect(page.locator("main")).to_contain_text("将出具 1 份通知书")
    fits_both(office)
    page.get_by_role("button", name="确认下达并出具通知书").first.click()
    page.wait_for_url("**/notices/*?done=issued")
    expect(page.locator("main")).to_contain_text("通知书已出具")
    fits_both(office)
    with page.expect_download() as got:
        page.get_by_role("link", name="下载 Word").click()
    assert got.value.suggested_filename.startswith("渠人社整改〔")
    address = page.url.partition("?")[0]

    clerk = signed_in(visit, server, "demo-tuxi", PHONE)
    theirs = clerk.page
    theirs.goto(address)
    theirs.get_by_role("button", name="确认收到").click()
    expect(theirs.locator("main")).to_contain_text("签收情况已登记")
    fits_both(clerk)
    theirs.locator(".task").first.get_by_role("link").click()
    theirs.wait_for_url("**/rectifications/*")
    fits_both(clerk)
    theirs.get_by_label("整改措施和完成情况").fill("已补齐")
    theirs.get_by_role("button", name="报送整改情况").click()
    expect(theirs.locator("main")).to_contain_text("等待复查")

    page.goto(theirs.url.partition("?")[0])
    expect(page.locator("#closing-warnings")).to_be_visible()
    page.get_by_label("复查合格").check()
    page.get_by_label("复查意见").fill("现场看过，随后补报")
    page.get_by_role("button", name="提交复查结果").click()
    expect(page.get_by_label("仍要办结")).to_be_visible()
    office.console_errors.clear()  # the warning is a 422
    page.get_by_label("仍要办结").check()
    page.get_by_role("button", name="提交复查结果").click()
    expect(page.locator("main")).to_contain_text("已记为复查合格")
    fits_both(office)
    page.goto("/rectifications")
    page.get_by_role("link", name="整改台账").click()
    fits_both(office)
    page.locator("[data-standing=closed_open]").click()
    page.wait_for_url("**standing=closed_open**")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("办结时仍未达标")
