"""站点管理 in a real browser: a site added, two merged, one closed with what that leaves behind, and all undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Visiting
from tests.pages.people import fits_both, signed_in
from tests.serving import serving_demo


@pytest.fixture(scope="module")
def server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a demonstration that these tests write into."""
    with serving_demo(demo_sqlite, tmp_path_factory.mktemp("register")) as address:
        yield address


@pytest.mark.long
def test_a_site_is_added_two_are_merged_one_is_closed_and_each_is_undone(visit: Visiting, server: str) -> None:
    office = signed_in(visit, server, "demo-county")
    page = office.page
    page.goto("/county")
    page.get_by_role("navigation").get_by_role("link", name="站点管理").first.click()
    page.get_by_role("link", name="新增站点").click()
    fits_both(office)
    page.get_by_label("站点类别和层级").select_option("service_point/village")
    page.get_by_label("编码", exact=True).fill("QX-NEW-9")
    page.get_by_label("名称").fill("城坝村公共就业创业服务点")
    page.get_by_label("所在地").select_option("511725103000")
    page.get_by_label("运行状态").select_option("operating")
    page.get_by_label("登记依据").fill("方案增补")
    page.get_by_role("button", name="新增站点").click()
    expect(page.locator("main")).to_contain_text("站点已登记")
    fits_both(office)

    page.goto("/manage/sites?q=QX-TUXI")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_text("并入另一站点").click()
    page.get_by_label("并入", exact=True).fill("QX-SANHUI")
    page.locator("#merge-reason").fill("两站合一")
    fits_both(office)
    page.get_by_role("button", name="合并", exact=True).click()
    page.wait_for_url("**/manage/sites/QX-SANHUI?done=merged")
    expect(page.locator("main")).to_contain_text("还有 1 项整改未办结")
    fits_both(office)
    expect(page.locator("#move-undo")).to_have_count(0)
    page.goto("/manage/sites/QX-TUXI")
    expect(page.locator(".status-line")).to_contain_text("已并入 三汇镇")
    page.locator("#move-undo summary").click()
    page.locator("#undo-reason").fill("并错了")
    fits_both(office)
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.locator(".status-line")).to_contain_text("运行中")
    expect(page.locator("#consequences")).to_contain_text("还有 1 项整改未办结")

    page.goto("/sites/QX-TUXI")
    page.locator(".site-head").get_by_role("link", name="站点管理").click()
    expect(page.locator("#consequences")).to_contain_text("将没有乡镇（街道）服务站")
    page.get_by_text("暂停、关闭、恢复").click()
    page.get_by_label("变更为").select_option("closed")
    page.locator("#status-reason").fill("合并到邻镇")
    fits_both(office)
    page.locator("#move-status").get_by_role("button", name="变更").click()
    expect(page.locator("main")).to_contain_text("运行状态已变更")
    page.locator("#move-undo summary").click()
    page.locator("#undo-reason").fill("关错了")
    fits_both(office)
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.locator("main")).to_contain_text("上次变更已撤销")
    expect(page.locator(".status-line")).to_contain_text("运行中")
