"""The whole way of a change in a real browser: signing in, filling in, submitting, reviewing, publishing, undoing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from app.journeys.demo.add import PASSWORD
from tests.browser import PHONE, Visiting
from tests.pages.people import fits, fits_both, signed_in, signs_in
from tests.serving import serving_demo


@pytest.fixture
def server(demo_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    """A server with a demonstration of its own, to write into."""
    with serving_demo(demo_sqlite, tmp_path / "data") as address:
        yield address


@contextmanager
def judged(page: Page) -> Iterator[None]:
    """What is typed inside has been judged when the block ends; it is sent some tenths of a second after the keys."""
    with page.expect_response("**/check") as told:
        yield
    told.value.finished()


@pytest.mark.long
def test_a_clerk_fills_in_sees_the_verdict_turn_submits_and_a_reviewer_accepts(visit: Visiting, server: str) -> None:
    clerk = signs_in(visit, server, "demo-tuxi", PHONE)
    fits_both(clerk)
    page = clerk.page
    page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
    fits_both(clerk)
    area = page.get_by_role("textbox", name="场地面积")
    area.fill("21.5")
    expect(page.locator("#f-facts-area_m2-field .sign")).to_contain_text("差 8.5 平方米")
    expect(page.locator("#standing")).to_contain_text("1 条不达标")
    area.fill("３６")
    expect(page.locator("#f-facts-area_m2-field .sign")).to_contain_text("场地面积 36 平方米")
    page.get_by_label("对外电话").fill("0818-7654321")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")
    page.goto("/sites/QX-TUXI")
    assert "0818-7654321" not in page.content(), "a draft must not be shown to the public"
    page.goto("/work/sites/QX-TUXI")
    assert page.get_by_role("textbox", name="场地面积").input_value() == "36"
    page.get_by_label("变更原因").fill("重新测量了面积")
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator(".notice").first).to_contain_text("已提交审核")

    reviewer = signed_in(visit, server, "demo-reviewer")
    reviewer.page.goto("/review", wait_until="networkidle")
    fits_both(reviewer)
    reviewer.page.get_by_role("link", name=re.compile("土溪镇")).first.click()
    fits_both(reviewer)
    expect(reviewer.page.locator("main")).to_contain_text("重新测量了面积")
    expect(reviewer.page.locator("#i-facts-area_m2")).to_contain_text("30 平方米")
    expect(reviewer.page.locator("#i-facts-area_m2")).to_contain_text("36 平方米")
    reviewer.page.get_by_role("button", name="全部通过").click()
    expect(reviewer.page.locator(".notice").first).to_contain_text("已通过")
    page.goto("/sites/QX-TUXI")
    expect(page.locator("main")).to_contain_text("0818-7654321")
    page.goto("/work/sites/QX-TUXI/history")
    fits_both(clerk)
    expect(page.locator(".history-row").first).to_contain_text("重新测量了面积")


def test_a_change_that_is_sent_back_says_why_at_the_top_of_the_form(visit: Visiting, server: str) -> None:
    clerk = signed_in(visit, server, "demo-tuxi")
    clerk.page.goto("/work/sites/QX-TUXI")
    clerk.page.get_by_label("对外电话").fill("123")
    clerk.page.get_by_label("变更原因").fill("新电话")
    clerk.page.get_by_role("button", name="提交审核").click()
    reviewer = signed_in(visit, server, "demo-reviewer")
    reviewer.page.goto("/review")
    reviewer.page.get_by_role("link", name=re.compile("土溪镇")).first.click()
    reviewer.page.get_by_role("button", name="退回").click()
    expect(reviewer.page.locator("#reason-asked")).to_contain_text("请写明原因")
    reviewer.page.get_by_label("审核意见").fill("电话不完整")
    reviewer.page.get_by_role("button", name="退回").click()
    clerk.page.goto("/work")
    clerk.page.get_by_role("link", name=re.compile("查看退回原因")).click()
    expect(clerk.page.locator("main")).to_contain_text("电话不完整")
    assert clerk.page.get_by_label("对外电话").input_value() == "123"
    reviewer.console_errors.clear()


@pytest.mark.long
def test_only_the_ticked_items_are_accepted_and_the_acceptance_can_be_undone(visit: Visiting, server: str) -> None:
    clerk = signed_in(visit, server, "demo-tuxi")
    clerk.page.goto("/work/sites/QX-TUXI")
    clerk.page.get_by_label("对外电话").fill("0818-1111111")
    clerk.page.get_by_label("地址").fill("土溪镇新街 1 号")
    clerk.page.get_by_label("变更原因").fill("补充")
    clerk.page.get_by_role("button", name="提交审核").click()
    reviewer = signed_in(visit, server, "demo-reviewer")
    page = reviewer.page
    page.goto("/review")
    page.get_by_role("link", name=re.compile("土溪镇")).first.click()
    address = page.url
    page.locator("#i-phone input").uncheck()
    page.get_by_role("button", name="只通过勾选的 1 项，退回其余 1 项").click()
    expect(page.locator("#reason-asked")).to_be_visible()
    page.get_by_label("审核意见").fill("电话请核实")
    page.get_by_role("button", name="只通过勾选的").click()
    expect(page.locator(".notice").first).to_contain_text("其余连同您的意见已退回申请人")
    clerk.page.goto(address)
    expect(clerk.page.locator("#i-phone")).to_contain_text("未通过")
    expect(clerk.page.locator("#i-address")).to_contain_text("已通过")
    fits(clerk)
    clerk.page.goto("/work")
    clerk.page.get_by_role("link", name=re.compile("查看退回原因")).first.click()
    expect(clerk.page.locator("main")).to_contain_text("电话请核实")
    page.goto("/sites/QX-TUXI")
    expect(page.locator("main")).to_contain_text("土溪镇新街 1 号")
    expect(page.locator("main")).not_to_contain_text("0818-1111111")
    page.goto(address)
    fits(reviewer)
    page.get_by_label("撤销原因").fill("点错了")
    page.get_by_role("button", name="撤销这次通过").click()
    page.goto("/sites/QX-TUXI")
    expect(page.locator("main")).not_to_contain_text("土溪镇新街 1 号")


def test_two_people_at_one_site_see_both_sides_and_nothing_is_lost(visit: Visiting, server: str) -> None:
    clerk = signed_in(visit, server, "demo-tuxi")
    clerk.page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
    clerk.page.get_by_label("对外电话").fill("0818-1111111")
    county = signed_in(visit, server, "demo-county").page
    county.goto("/work/sites/QX-TUXI")
    county.get_by_label("对外电话").fill("0818-2222222")
    county.get_by_label("地址").fill("县里填的地址")
    county.get_by_label("变更原因").fill("县里核实")
    county.get_by_role("button", name="直接发布").click()
    expect(county.locator(".notice").first).to_contain_text("已发布")
    clerk.page.get_by_role("button", name="保存草稿").click()
    expect(clerk.page.locator("h1")).to_have_text("他人已更新本站点")
    expect(clerk.page.locator(".clash")).to_contain_text("0818-1111111")
    expect(clerk.page.locator(".clash")).to_contain_text("0818-2222222")
    fits(clerk)
    expect(clerk.page.locator(".clash")).to_contain_text("县就业局")
    expect(clerk.page.locator(".clash input:checked")).to_have_count(0)
    clerk.page.get_by_label("采用我填写的").check()
    clerk.page.get_by_role("button", name="按选择继续").click()
    assert clerk.page.get_by_label("对外电话").input_value() == "0818-1111111"
    assert clerk.page.get_by_label("地址").input_value() == "县里填的地址"
    clerk.console_errors.clear()


def test_what_was_typed_survives_a_lost_connection_and_is_sent_when_it_is_back(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-tuxi", PHONE, own=True)
    page = one.page
    page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
    page.context.set_offline(True)
    page.get_by_label("对外电话").fill("0818-3333333")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator("#bar-note")).to_contain_text("已暂存在本设备")
    page.context.set_offline(False)
    expect(page.locator("#bar-note")).to_contain_text("已存为草稿")
    page.reload()
    assert page.get_by_label("对外电话").input_value() == "0818-3333333"
    one.console_errors.clear()


def test_a_half_filled_form_is_there_again_when_the_page_comes_back(visit: Visiting, server: str) -> None:
    page = signed_in(visit, server, "demo-tuxi").page
    page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
    page.get_by_label("对外电话").fill("0818-4444444")
    page.get_by_role("button", name="再加一人").click()
    page.locator(".person").last.get_by_label("姓名（内部）").fill("王小明")
    page.goto("/about")
    page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
    assert page.get_by_label("对外电话").input_value() == "0818-4444444"
    assert page.locator(".person").last.get_by_label("姓名（内部）").input_value() == "王小明"
    expect(page.locator("#kept-locally")).to_contain_text("已恢复")


def test_every_fault_is_shown_where_it_is_and_the_entries_stay(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-tuxi")
    page = one.page
    page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
    page.get_by_role("textbox", name="场地面积").fill("很大")
    page.get_by_label("周一").fill("17:00-09:00")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("alert").first).to_contain_text("3 处")
    expect(page.locator("#f-facts-area_m2-fault")).to_contain_text("应为数字")
    expect(page.locator("#f-facts-opening_hours-fault")).to_contain_text(
        "周一：“17:00-09:00”关门不晚于开门；过零点的请分两天写"
    )
    assert page.get_by_role("textbox", name="场地面积").input_value() == "很大"
    one.console_errors.clear()


def test_a_month_of_figures_pastes_from_a_spreadsheet(visit: Visiting, server: str) -> None:
    page = signed_in(visit, server, "demo-county").page
    page.goto("/work/sites/QX-LIVE-RCW", wait_until="networkidle")
    cells = page.locator("table.figures tbody tr").first.locator("input")
    with judged(page):
        page.evaluate(
            """input => {
                const data = new DataTransfer();
                data.setData("text/plain", "7\\t8\\n15.5\\t16\\n");
                input.dispatchEvent(
                    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
                );
            }""",
            cells.nth(10).element_handle(),
        )
    assert [cells.nth(n).input_value() for n in (10, 11)] == ["7", "8"]
    below = page.locator("table.figures tbody tr").nth(1).locator("input")
    assert [below.nth(n).input_value() for n in (10, 11)] == ["15.5", "16"]
    cells.nth(10).press("ArrowDown")
    assert page.evaluate("document.activeElement.name") == below.nth(10).get_attribute("name")


def test_a_stranger_is_sent_to_sign_in_and_comes_back_to_where_they_wanted(visit: Visiting, server: str) -> None:
    page = visit(server).page
    page.goto("/work/sites/QX-TUXI")
    page.get_by_label("用户名").fill("demo-tuxi")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/work/sites/QX-TUXI")


@pytest.mark.long
def test_a_county_administrator_makes_an_account_and_its_owner_replaces_the_first_password(
    visit: Visiting, server: str
) -> None:
    county = signed_in(visit, server, "demo-county")
    county.page.goto("/accounts", wait_until="networkidle")
    county.page.get_by_text("新增账号").click()
    county.page.get_by_label("用户名").first.fill("li.si")
    county.page.get_by_label("姓名").fill("李四")
    county.page.get_by_role("button", name="新增", exact=True).click()
    expect(county.page.get_by_role("alert")).to_contain_text("管理的区划：站点填报员必须指定负责的区划或站点")
    fits_both(county)
    county.console_errors.clear()
    county.page.get_by_label("输入名称筛选").first.fill("三汇")
    expect(county.page.get_by_label("土溪镇", exact=True)).to_be_hidden()
    county.page.get_by_label("三汇镇", exact=True).check()
    county.page.get_by_role("button", name="新增", exact=True).click()
    told = county.page.locator(".notice.good").inner_text()
    password = told.rpartition("：")[2].strip()
    owner = visit(server, PHONE)
    owner.page.goto("/sign-in")
    owner.page.get_by_label("用户名").fill("li.si")
    owner.page.get_by_label("密码", exact=True).fill(password)
    owner.page.locator("main").get_by_role("button", name="登录").click()
    owner.page.wait_for_url("**/password")
    fits_both(owner)
    owner.page.get_by_label("当前密码").fill(password)
    owner.page.get_by_label("新密码", exact=True).fill("三汇镇的码头边 2026")
    owner.page.get_by_label("确认新密码").fill("三汇镇的码头边 2026")
    owner.page.get_by_role("button", name="修改").click()
    owner.page.goto("/work")
    expect(owner.page.locator("h1")).to_contain_text("李四")
    owner.page.goto("/account")
    fits_both(owner)


@pytest.mark.long
def test_a_colleague_fills_in_by_workbook_and_sees_faults_and_changes_first(
    visit: Visiting, server: str, tmp_path: Path
) -> None:
    one = signed_in(visit, server, "demo-tuxi")
    page = one.page
    page.goto("/work/workbook", wait_until="networkidle")
    fits(one)
    with page.expect_download() as told:
        page.get_by_role("link", name="下载填报表").click()
    path = tmp_path / "work.xlsx"
    told.value.save_as(path)

    def fill(value: object) -> None:
        book = openpyxl.load_workbook(path)
        sheet = book["公共就业创业服务站"]
        place = next(cell.column for cell in sheet[2] if cell.value == "facts.area_m2")
        sheet.cell(3, place).value = value
        book.save(path)
        page.get_by_label("填好的填报表").set_input_files(path)
        page.get_by_role("button", name="上传并查看变化").click()

    fill("很大")
    expect(page.get_by_role("alert")).to_contain_text("应为数字")
    fits(one)
    with page.expect_download() as told:
        page.get_by_role("link", name="下载标出错误的填报表").click()
    told.value.save_as(tmp_path / "faults.xlsx")
    assert openpyxl.load_workbook(tmp_path / "faults.xlsx")["公共就业创业服务站"].max_column > 30
    fill(44)
    expect(page.locator(".change-row")).to_contain_text("44 平方米")
    fits(one)
    page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
    page.get_by_label("对外电话").fill("0818-5555555")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")
    page.goto("/work/workbook", wait_until="networkidle")
    fill(44)
    expect(page.locator(".drafted")).to_contain_text("0818-5555555")
    page.get_by_label("变更原因").fill("年度核对")
    page.get_by_role("button", name="先存入草稿").click()
    expect(page.locator(".notice.good")).to_contain_text("已存入草稿")
    page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
    assert page.get_by_label("对外电话").input_value() == "0818-5555555"
    assert page.get_by_role("textbox", name="场地面积").input_value() == "44"
    page.goto("/sites/QX-TUXI")
    expect(page.locator("main")).not_to_contain_text("44 平方米")
    one.console_errors.clear()


def test_the_key_a_accepts_what_is_ticked_after_asking(visit: Visiting, server: str) -> None:
    clerk = signed_in(visit, server, "demo-tuxi")
    clerk.page.goto("/work/sites/QX-TUXI")
    clerk.page.get_by_label("对外电话").fill("0818-1111111")
    clerk.page.get_by_label("地址").fill("土溪镇新街 1 号")
    clerk.page.get_by_label("变更原因").fill("补充")
    clerk.page.get_by_role("button", name="提交审核").click()
    page = signed_in(visit, server, "demo-reviewer").page
    page.goto("/review")
    page.get_by_role("link", name=re.compile("土溪镇")).first.click()
    page.locator("#i-phone input").uncheck()
    page.keyboard.press("a")
    expect(page.locator("#reason-asked")).to_be_visible()
    page.get_by_label("审核意见").fill("电话请核实")
    page.get_by_label("审核意见").blur()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.keyboard.press("a")
    page.wait_for_url("**/review?done=partly")
    assert asked == ["只通过勾选的 1 项，退回其余 1 项？"]
    page.goto("/sites/QX-TUXI")
    expect(page.locator("main")).not_to_contain_text("0818-1111111")


def test_many_are_accepted_at_once_and_the_page_that_tells_can_be_loaded_again(visit: Visiting, server: str) -> None:
    clerk = signed_in(visit, server, "demo-tuxi", PHONE)
    clerk.page.goto("/work/sites/QX-TUXI", wait_until="networkidle")
    clerk.page.get_by_label("对外电话").fill("0818-1111111")
    clerk.page.get_by_label("变更原因").fill("补充")
    clerk.page.get_by_role("button", name="提交审核").click()
    reviewer = signed_in(visit, server, "demo-reviewer")
    page = reviewer.page
    page.goto("/review", wait_until="networkidle")
    page.get_by_label(re.compile("全选")).check()
    page.get_by_role("button", name=re.compile("通过所选")).click()
    expect(page.get_by_role("status")).to_contain_text("已通过 1 份")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("已通过 1 份")
    fits_both(reviewer)
