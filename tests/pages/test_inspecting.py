"""A visit on a phone in a real browser: filled in without a connection, sent when it is back, made into an order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, Visiting
from tests.pages.people import before_the_script, fits_both, signed_in
from tests.serving import serving_demo
from tests.web.test_evidence import photo


@pytest.fixture(scope="module")
def server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a demonstration that these tests write into."""
    with serving_demo(demo_sqlite, tmp_path_factory.mktemp("inspecting")) as address:
        yield address


@pytest.mark.long
def test_a_visit_without_a_connection_reaches_the_office_later_and_leads_to_an_order(
    visit: Visiting, server: str
) -> None:
    inspector = signed_in(visit, server, "demo-reviewer", PHONE, own=True)
    page = inspector.page
    page.goto("/inspections?programme=qu-2023&township=511725103000")
    fits_both(inspector)
    page.locator("tr[data-code=QX-TUXI]").get_by_role("link", name="开始检查").click()
    page.wait_for_url("**/inspect")
    fits_both(inspector)
    page.context.set_offline(True)
    row = page.locator("#c-station-posted")
    row.get_by_label("与申报不符").check()
    row.get_by_label("现场情况").fill("公示牌脱落")
    picture = {"name": "牌.jpg", "mimeType": "image/jpeg", "buffer": photo(size=(1600, 1200))}
    row.get_by_label("照片").set_input_files(picture)
    expect(row).to_contain_text("已选 1 张")
    page.get_by_role("button", name="提交检查记录").click()
    expect(page.locator("#offline-note")).to_contain_text("已暂存在本设备")
    inspector.console_errors.clear()  # the connection that was cut
    page.context.set_offline(False)
    page.goto("/inspections")
    page.goto("/work/sites/QX-TUXI/inspect")  # what was typed and the photo are sent from here
    page.wait_for_url("**/inspections/*?done=recorded")
    inspector.console_errors.clear()
    expect(page.locator("main")).to_contain_text("公示牌脱落")
    expect(page.get_by_role("link", name="照片 1").locator("img")).to_be_visible()
    fits_both(inspector)
    page.get_by_role("link", name="下达整改要求").click()
    page.wait_for_url("**/rectify?visit=**")
    expect(page.get_by_label("发现的问题")).to_have_value(
        "制度上墙：申报工作制度、工作职责、服务站点职能，现场公示牌脱落"
    )
    page.goto("/work/sites/QX-TUXI/inspect")
    expect(page.locator("#offline-note")).to_be_hidden()


def test_what_was_typed_is_there_again_after_the_page_was_closed(visit: Visiting, server: str) -> None:
    inspector = signed_in(visit, server, "demo-county", PHONE)
    page = inspector.page
    page.goto("/work/sites/QX-SANHUI/inspect")
    page.get_by_label("其他情况").fill("灭火器过期")
    page.goto("/inspections")
    page.goto("/work/sites/QX-SANHUI/inspect")
    expect(page.get_by_label("其他情况")).to_have_value("灭火器过期")
    expect(page.locator("#offline-note")).to_contain_text("已恢复")


def test_what_was_typed_before_the_scripts_came_is_the_newer(visit: Visiting, server: str) -> None:
    page = signed_in(visit, server, "demo-county", PHONE).page
    page.goto("/work/sites/QX-TUXI/inspect")
    page.get_by_label("其他情况").fill("旧的说明")
    with before_the_script(page, "visit-form.js", "/work/sites/QX-TUXI/inspect"):
        page.get_by_label("其他情况").fill("脚本到来之前写的说明")
    page.goto("/inspections")
    page.goto("/work/sites/QX-TUXI/inspect")
    expect(page.get_by_label("其他情况")).to_have_value("脚本到来之前写的说明")
