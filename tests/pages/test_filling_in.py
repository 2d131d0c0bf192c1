"""Filling in a site's form in a real browser: nothing typed is ever lost, and everything is said where it is."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import PHONE, Visiting
from tests.pages.people import SCREENS, fits, fits_both, signed_in
from tests.pages.test_staff_pages import judged, server

__all__ = ["server"]

FORM = "/work/sites/QX-TUXI"


def opened(page: Page, path: str = FORM) -> Page:
    page.goto(path, wait_until="networkidle")
    return page


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "标牌.jpg"
    Image.new("RGB", (60, 40), "red").save(path)
    return path


@pytest.mark.long
def test_a_draft_handed_in_without_a_reason_comes_back_at_the_reason_and_goes_in_with_one(
    visit: Visiting, server: str
) -> None:
    one = signed_in(visit, server, "demo-tuxi", PHONE)
    page = opened(one.page)
    page.get_by_label("地址").fill("土溪镇新街 9 号")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("#fault-summary")).to_contain_text("请写明变更原因")
    expect(page.locator("#reason")).to_be_focused()
    expect(page.locator("#reason-fault")).to_be_in_viewport()
    fits_both(one)
    page.get_by_label("变更原因").fill("搬到新址")
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("main")).to_contain_text("已提交审核")
    expect(page.locator(".changes")).to_contain_text("土溪镇新街 9 号")
    expect(page.get_by_label("地址")).to_have_count(0)
    fits_both(one)
    one.console_errors.clear()


@pytest.mark.long
def test_a_request_taken_back_is_a_draft_with_everything_in_it_and_only_giving_up_ends_it(
    visit: Visiting, server: str
) -> None:
    page = opened(signed_in(visit, server, "demo-tuxi").page)
    page.get_by_label("地址").fill("土溪镇新街 9 号")
    page.get_by_label("变更原因").fill("搬到新址")
    page.get_by_role("button", name="提交审核").click()
    page.get_by_role("button", name="撤回修改").click()
    expect(page.locator(".notice").first).to_contain_text("内容保留")
    assert page.get_by_label("地址").input_value() == "土溪镇新街 9 号"
    assert page.get_by_label("变更原因").input_value() == "搬到新址"
    expect(page.locator("#kept-locally")).to_be_hidden()
    page.get_by_text("删除草稿").click()
    expect(page.locator(".give-up")).to_contain_text("确认删除吗")
    page.get_by_role("button", name="确认删除").click()
    expect(page.locator(".notice").first).to_contain_text("草稿已删除")
    assert page.get_by_label("地址").input_value() != "土溪镇新街 9 号"


@pytest.mark.long
def test_a_photo_is_attached_without_losing_what_was_typed(
    visit: Visiting, server: str, photo: Path, tmp_path: Path
) -> None:
    one = signed_in(visit, server, "demo-tuxi", PHONE)
    page = opened(one.page)
    page.get_by_label("地址").fill("还没有保存的地址")
    page.get_by_label("照片或 PDF").set_input_files(photo)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#s-evidence .notice.good")).to_contain_text("已上传")
    expect(page.locator(".evidence img")).to_have_count(1)
    assert page.get_by_label("地址").input_value() == "还没有保存的地址"
    fits_both(one)
    broken = tmp_path / "账.jpg"
    broken.write_bytes(b"not a photo")
    page.get_by_label("照片或 PDF").set_input_files(broken)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#evidence-fault")).not_to_be_empty()
    expect(page.locator("#evidence-fault")).to_be_visible()
    page.get_by_role("button", name=re.compile("撤回")).click()
    expect(page.locator(".evidence img")).to_have_count(0)
    assert page.get_by_label("地址").input_value() == "还没有保存的地址"
    opened(page)
    assert page.get_by_label("地址").input_value() == "还没有保存的地址", "the copy in the browser is still there"
    one.console_errors.clear()


def test_a_file_that_is_too_large_is_refused_in_a_sentence(visit: Visiting, server: str, tmp_path: Path) -> None:
    one = signed_in(visit, server, "demo-tuxi")
    page = opened(one.page)
    large = tmp_path / "大.pdf"
    large.write_bytes(b"%PDF-1.4" + bytes(13 * 1024 * 1024))
    page.get_by_label("照片或 PDF").set_input_files(large)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#evidence-fault")).to_contain_text("每个文件不能超过 12 MB")
    one.console_errors.clear()


def test_without_scripts_a_refused_upload_comes_back_on_the_form_with_the_saved_draft(
    visit: Visiting, server: str, tmp_path: Path
) -> None:
    one = signed_in(visit, server, "demo-tuxi", java_script_enabled=False)
    page = opened(one.page)
    page.get_by_label("地址").fill("存过的地址")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator("noscript .notice, .notice").filter(has_text="请先保存草稿")).to_be_visible()
    broken = tmp_path / "账.jpg"
    broken.write_bytes(b"not a photo")
    page.get_by_label("照片或 PDF").set_input_files(broken)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#evidence-fault")).to_be_visible()
    assert page.get_by_label("地址").input_value() == "存过的地址"
    one.console_errors.clear()


def stale_site(page: Page) -> str:
    """The form of a site with a fact that is due for confirmation, reached by the link of My work."""
    page.goto("/work?kind=confirm")
    href = page.locator(".task a", has_text="确认").first.get_attribute("href")
    assert href is not None
    return href


@SCREENS
def test_a_fact_is_confirmed_in_place_and_what_was_typed_stays(visit: Visiting, server: str, screen: object) -> None:
    one = signed_in(visit, server, "demo-county", screen)
    page = one.page
    opened(page, stale_site(page))
    fits(one)
    field = page.locator(".field:target")
    expect(field).to_be_in_viewport()
    expect(field.locator(":focus")).to_have_count(1)
    page.get_by_label("地址").fill("还没有保存的地址")
    field.get_by_role("button", name="确认无变化").click()
    expect(field.locator(".reported")).to_contain_text("已确认")
    expect(field.locator(".confirm")).to_be_focused()
    assert page.get_by_label("地址").input_value() == "还没有保存的地址"
    page.get_by_role("button", name="确认无变化").first.press("Enter")
    expect(page.locator(".reported", has_text="已确认")).to_have_count(2)
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")
    assert page.get_by_label("地址").input_value() == "还没有保存的地址"


def test_coming_past_the_button_with_the_tab_key_while_typing_confirms_nothing(visit: Visiting, server: str) -> None:
    """What was typed is tried some tenths of a second later; htmx sent that trial where the focused button pointed."""
    page = signed_in(visit, server, "demo-county").page
    opened(page, stale_site(page))
    due = page.get_by_role("button", name="确认无变化")
    before = due.count()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("地址").press_sequentially("新")
        due.first.focus()
    page.wait_for_load_state("networkidle")
    assert asked
    assert all(address.endswith("/check") for address in asked)
    expect(due).to_have_count(before)
    expect(page.locator("#standing")).to_have_count(1)


def test_enter_in_a_text_field_saves_a_draft_and_confirms_nothing(visit: Visiting, server: str) -> None:
    page = signed_in(visit, server, "demo-county").page
    opened(page, stale_site(page))
    due = page.get_by_role("button", name="确认无变化")
    before = due.count()
    assert before > 0
    page.get_by_label("地址").fill("回车也不丢的地址")
    page.get_by_label("地址").press("Enter")
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")
    expect(due).to_have_count(before)
    # A draft lies there now: the next Enter must not press the button that gives it up.
    with page.expect_navigation():
        page.get_by_label("地址").press("Enter")
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")
    assert page.get_by_label("地址").input_value() == "回车也不丢的地址"


@pytest.mark.long
@SCREENS
def test_a_site_with_a_place_opens_the_map_at_it_and_far_coordinates_open_the_county(
    visit: Visiting, server: str, screen: object
) -> None:
    one = signed_in(visit, server, "demo-tuxi", screen)
    page = opened(one.page)
    assert page.get_by_label("经度").input_value(), "the site is to have a location"
    page.get_by_role("button", name="在地图上点选").click()
    expect(page.locator("[data-pick-map] path.leaflet-interactive")).to_have_count(1)
    page.locator("[data-pick-map]").scroll_into_view_if_needed()
    page.locator("[data-pick-map]").click(position={"x": 100, "y": 100})
    expect(page.locator("[data-location-said]")).to_contain_text("所点的位置")
    page.reload(wait_until="networkidle")
    page.get_by_label("经度").fill("104.06")
    page.get_by_role("button", name="在地图上点选").click()
    expect(page.locator("[data-pick-map] .town-label:not(.is-crowded) > span").first).to_be_visible()
    assert page.evaluate(
        """() => {
            const names = [...document.querySelectorAll(".town-label:not(.is-crowded) > span")];
            const shown = names.map(name => name.getBoundingClientRect());
            return shown.every((a, i) => shown.every((b, j) => i === j || a.right <= b.left || b.right <= a.left
                || a.bottom <= b.top || b.bottom <= a.top));
        }"""
    ), "no two names lie on one another"


def test_coordinates_are_read_in_degrees_minutes_and_seconds_and_anything_else_is_refused(
    visit: Visiting, server: str
) -> None:
    page = opened(signed_in(visit, server, "demo-tuxi").page)
    paste, said = page.get_by_label("粘贴坐标"), page.locator("[data-location-said]")
    before = page.get_by_label("经度").input_value()
    paste.fill("garbage")
    expect(said).to_contain_text("未能识别坐标")
    assert page.get_by_label("经度").input_value() == before
    with page.expect_response("**/check"):
        paste.fill("E106°58′20″ N30°50′10″")
    expect(said).to_contain_text("已填入")
    assert page.get_by_label("经度").input_value() == "106.972222"
    assert page.get_by_label("纬度").input_value() == "30.836111"


def test_what_is_typed_without_a_connection_is_saved_by_itself_when_it_is_back(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-tuxi", PHONE, own=True)
    page = opened(one.page)
    page.context.set_offline(True)
    page.get_by_label("地址").fill("离线时填的地址")
    expect(page.locator("#bar-note")).to_contain_text("连接中断")
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("#bar-note")).to_contain_text("尚未提交")
    expect(page.locator("#bar-note")).to_be_in_viewport()
    page.context.set_offline(False)
    expect(page.locator("#bar-note")).to_contain_text("已存为草稿")
    page.get_by_label("地址").fill("联网后又改的地址")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")
    assert page.get_by_label("地址").input_value() == "联网后又改的地址"
    one.console_errors.clear()


@pytest.mark.long
def test_a_conflict_found_when_the_connection_is_back_leads_to_both_sides(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-tuxi", own=True)
    page = opened(one.page)
    page.context.set_offline(True)
    page.get_by_label("对外电话").fill("0818-1111111")
    county = opened(signed_in(visit, server, "demo-county").page)
    county.get_by_label("对外电话").fill("0818-2222222")
    county.get_by_label("变更原因").fill("县里核实")
    county.get_by_role("button", name="直接发布").click()
    expect(county.locator(".notice").first).to_contain_text("已发布")
    page.context.set_offline(False)
    page.get_by_role("button", name="对照双方内容").click()
    expect(page.locator(".clash")).to_contain_text("0818-2222222")
    expect(page.locator(".clash")).to_contain_text("0818-1111111")
    page.get_by_label("采用现有内容").check()
    page.get_by_role("button", name="按选择继续").click()
    assert page.get_by_label("对外电话").input_value() == "0818-2222222"
    one.console_errors.clear()


def test_a_faulty_cell_of_the_grid_says_what_is_wrong_in_which_row_and_month(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-county")
    page = opened(one.page, "/work/sites/QX-LIVE-RCW")
    cell = page.locator("table.figures tbody tr").first.locator("input").nth(11)
    month = cell.get_attribute("data-period")
    cell.fill("-3")
    fault = page.locator(".grid-faults .fault")
    expect(fault).to_contain_text(f"{month} {cell.get_attribute('data-label')}：")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#standing")).to_contain_text("1 处需更正")
    expect(page.locator("#standing .mark-met")).to_have_count(0)
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("#fault-summary")).to_contain_text(str(month))
    expect(fault).to_contain_text(f"{month} ")
    expect(cell).to_have_attribute("aria-describedby", fault.get_attribute("id") or "")
    fits_both(one)
    page.locator("#fault-summary a").first.click()
    expect(cell).to_be_focused()
    one.console_errors.clear()


def test_a_month_without_anything_is_reported_as_none_with_one_tap_after_it_was_shown(
    visit: Visiting, server: str
) -> None:
    page = opened(signed_in(visit, server, "demo-county", PHONE).page, "/work/sites/QX-LIVE-RCW")
    button = page.locator("[data-none-month]").last
    month = button.get_attribute("data-none-month")
    cells = page.locator(f'input[data-counts][data-period="{month}"]')
    button.click()
    question = page.locator("[data-none-question]")
    expect(question).to_contain_text(f"{month} 的")
    assert {cell.input_value() for cell in cells.all()} == {""}, "nothing is filled in before the question is answered"
    with judged(page):
        question.get_by_role("button", name="填为 0").click()
    assert {cell.input_value() for cell in cells.all()} == {"0"}
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")
    assert {cell.input_value() for cell in cells.all()} == {"0"}


def test_without_scripts_a_month_without_anything_is_ticked_and_saved_as_none(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-county", PHONE, java_script_enabled=False)
    page = opened(one.page, "/work/sites/QX-LIVE-RCW")
    tick = page.get_by_role("checkbox", name=re.compile("本月无")).last
    month = tick.get_attribute("value")
    cells = page.locator(f'input[data-counts][data-period="{month}"]')
    expect(page.locator("noscript .hint").first).to_contain_text("勾选月份下的“本月无”")
    tick.check()
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")
    assert {cell.input_value() for cell in cells.all()} == {"0"}
    expect(page.locator(f'input[name="metrics.none"][value="{month}"]')).to_have_count(0)


def test_a_form_with_two_grids_has_one_place_for_each_and_no_barrier(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-county")
    page = opened(one.page, "/work/sites/DEMO-FH-02")
    fits(one)
    titles = page.locator(".section-links a").all_inner_texts()
    assert len(titles) == len(set(titles)), titles
