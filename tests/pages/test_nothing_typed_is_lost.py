"""Whatever happens to the page, the tab, the session or the connection, what was typed on a phone is there again; and
it is forgotten only when the server has confirmed that very version."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import PHONE, Visit, Visiting
from tests.pages.people import ONCE, before_the_script, signed_in
from tests.pages.test_my_work import sign_in_again
from tests.pages.test_staff_pages import judged, server

__all__ = ["server"]

FORM = "/work/sites/QX-TUXI"
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('zhanwang.form.')).length"


@pytest.fixture
def clerk(visit: Visiting, server: str) -> Visit:
    one = signed_in(visit, server, "demo-tuxi", PHONE, own=True)
    opened(one.page)
    return one


def opened(page: Page) -> Page:
    page.goto(FORM, wait_until="networkidle")
    return page


def address(page: Page) -> str:
    return page.get_by_label("地址").input_value()


def saved(page: Page) -> None:
    # The page before may say the same of an earlier save: what is looked at is the next one, with its scripts run.
    with page.expect_navigation():
        page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")


def another_tab(context: BrowserContext) -> Page:
    return opened(context.new_page())


def test_what_is_typed_after_saving_a_draft_is_there_after_a_reload(clerk: Visit) -> None:
    page = clerk.page
    page.get_by_label("地址").fill("保存过的地址")
    saved(page)
    assert page.evaluate(KEPT) == 0, "the server confirmed what it has"
    page.get_by_label("地址").fill("保存后又改的地址")
    page.get_by_label("对外电话").fill("0818-5550001")
    assert "done=saved" in page.url
    page.reload(wait_until="networkidle")
    assert address(page) == "保存后又改的地址"
    assert page.get_by_label("对外电话").input_value() == "0818-5550001"
    expect(page.locator("#kept-locally")).to_contain_text("已恢复")
    # It stands on the draft as it was saved, so it is saved without a conflict, and then nothing is left over.
    saved(page)
    assert page.evaluate(KEPT) == 0
    page.reload(wait_until="networkidle")
    assert address(page) == "保存后又改的地址"
    expect(page.locator("#kept-locally")).to_be_hidden()


def test_an_address_that_says_saved_makes_nothing_forgotten(clerk: Visit) -> None:
    page = clerk.page
    page.get_by_label("地址").fill("还没有保存的地址")
    for done in ("saved", "submitted", "published", "discard"):
        page.goto(f"{FORM}?done={done}", wait_until="networkidle")
        assert address(page) == "还没有保存的地址"


def test_what_is_typed_while_a_save_is_under_way_is_kept(clerk: Visit) -> None:
    page = clerk.page
    page.get_by_label("地址").fill("先填的地址")
    page.evaluate(
        """() => document.getElementById("site-form").addEventListener("submit", () => setTimeout(() => {
            const phone = document.querySelector("[name='phone']") ?? document.querySelector("[name$='phone']");
            phone.value = "0818-5550002";
            phone.dispatchEvent(new Event("input", { bubbles: true }));
        }))"""
    )
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url("**done=saved")
    expect(page.get_by_label("对外电话")).to_have_value("0818-5550002")
    assert address(page) == "先填的地址"
    saved(page)
    assert page.evaluate(KEPT) == 0


def test_what_is_typed_before_the_scripts_have_come_is_there_after_a_reload(clerk: Visit) -> None:
    page = clerk.page
    page.get_by_label("地址").fill("先前填的地址")
    page.get_by_label("对外电话").fill("0818-5550003")
    with before_the_script(page, "kept-locally.js", FORM):
        page.get_by_label("地址").fill("脚本到来之前填的地址")
    assert page.get_by_label("对外电话").input_value() == "0818-5550003"
    page.reload(wait_until="networkidle")
    assert address(page) == "脚本到来之前填的地址"
    assert page.get_by_label("对外电话").input_value() == "0818-5550003"


def test_going_away_and_back_brings_it_all_back(clerk: Visit) -> None:
    page = clerk.page
    page.get_by_label("地址").fill("走开前填的地址")
    page.goto("/about")
    page.go_back(wait_until="networkidle")
    assert address(page) == "走开前填的地址"
    saved(page)
    page.get_by_label("地址").fill("保存后又改的地址")
    page.go_back(wait_until="networkidle")
    assert address(page) == "保存后又改的地址"
    saved(page)


def test_a_tab_that_was_killed_leaves_everything_to_the_next(clerk: Visit) -> None:
    page = clerk.page
    context = page.context
    page.get_by_label("地址").fill("被关掉的页面里的地址")
    page.get_by_role("button", name="再加一人").tap()
    page.locator(".person").last.get_by_label("姓名（内部）").fill("王小明")
    page.close(run_before_unload=False)
    again = another_tab(context)
    assert address(again) == "被关掉的页面里的地址"
    assert again.locator(".person").last.get_by_label("姓名（内部）").input_value() == "王小明"


@pytest.mark.long
def test_two_tabs_of_one_form_lose_nothing_to_each_other(clerk: Visit) -> None:
    first = clerk.page
    second = another_tab(first.context)
    first.get_by_label("地址").fill("第一页填的地址")
    with judged(second):
        second.get_by_label("对外电话").fill("0818-5550003")
    first.reload(wait_until="networkidle")
    assert address(first) == "第一页填的地址"
    assert first.get_by_label("对外电话").input_value() == "0818-5550003"
    # A save in one tab confirms what that tab handed in, not what the other has typed since.
    with judged(second):
        second.get_by_label("对外电话").fill("0818-5550004")
    saved(first)
    second.close()
    third = another_tab(first.context)
    assert address(third) == "第一页填的地址"
    assert third.get_by_label("对外电话").input_value() == "0818-5550004"
    saved(third)
    assert third.evaluate(KEPT) == 0


def test_a_session_that_ended_costs_nothing_typed(clerk: Visit) -> None:
    page = clerk.page
    with judged(page):
        page.get_by_label("地址").fill("登录过期前填的地址")
    page.context.clear_cookies()
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url("**/sign-in*")
    sign_in_again(page, "demo-tuxi")
    page.goto(FORM, wait_until="networkidle")
    assert address(page) == "登录过期前填的地址"
    saved(page)
    clerk.console_errors.clear()


def test_what_is_typed_offline_survives_a_reload_and_is_saved_once_online(clerk: Visit) -> None:
    page = clerk.page
    page.context.set_offline(True)
    page.get_by_label("地址").fill("离线时填的地址")
    page.get_by_role("button", name="保存草稿").tap()
    expect(page.locator("#bar-note")).to_contain_text("连接")
    page.close(run_before_unload=False)
    clerk.page.context.set_offline(False)
    again = another_tab(page.context)
    assert address(again) == "离线时填的地址"
    expect(again.locator("#bar-note")).to_contain_text("已存为草稿")
    assert again.evaluate(KEPT) == 0
    again.reload(wait_until="networkidle")
    assert address(again) == "离线时填的地址"
    clerk.console_errors.clear()


@pytest.mark.long
def test_what_a_browser_kept_is_not_saved_over_a_draft_begun_anew_in_another(
    clerk: Visit, visit: Visiting, server: str
) -> None:
    page = clerk.page
    page.get_by_label("对外电话").fill("0818-5550001")
    saved(page)
    with judged(page):
        page.get_by_label("对外电话").fill("0818-5550003")
    page.close(run_before_unload=False)
    other = opened(signed_in(visit, server, "demo-tuxi", PHONE, own=True).page)
    other.locator(".give-up summary").click()
    with other.expect_navigation():
        other.locator("button[value='discard']").click()
    other.get_by_label("对外电话").fill("0818-5550022")
    saved(other)
    again = another_tab(page.context)
    assert again.get_by_label("对外电话").input_value() == "0818-5550003"
    with again.expect_navigation():
        again.get_by_role("button", name="保存草稿").click()
    for number in ("0818-5550001", "0818-5550022", "0818-5550003"):
        expect(again.locator("fieldset.clash")).to_contain_text(number)
    clerk.console_errors.clear()


def proposed(page: Page, edit: dict[str, str], reason: str) -> str:
    """A request handed in beside the form; its key."""
    secret = page.locator("input[name='csrf_token']").first.input_value()
    answer = page.context.request.post(
        "/api/v1/sites/QX-TUXI/proposals",
        data={"edit": edit, "reason": reason, "submit": True},
        headers=ONCE | {"X-CSRF-Token": secret},
    )
    assert answer.status == 201, answer.text()
    key: str = answer.json()["id"]
    return key


def send_back(reviewer: Page, key: str, reason: str) -> None:
    reviewer.goto(f"/review/{key}", wait_until="networkidle")
    reviewer.get_by_label("审核意见").fill(reason)
    with reviewer.expect_navigation():
        reviewer.get_by_role("button", name="退回").click()


@pytest.mark.long
def test_what_a_browser_kept_of_one_request_sent_back_loses_nothing_of_a_second(
    clerk: Visit, visit: Visiting, server: str
) -> None:
    page, reviewer = clerk.page, signed_in(visit, server, "demo-reviewer").page
    first = proposed(page, {"address": "第一份申请的街"}, "搬迁")
    second = proposed(page, {"name": "第二份申请的站名", "phone": "0818-5550002"}, "换牌")
    send_back(reviewer, first, "请附合同")
    opened(page)
    with judged(page):
        page.get_by_label("对外电话").fill("0818-5550003")
    page.close(run_before_unload=False)
    send_back(reviewer, second, "请附照片")
    again = another_tab(page.context)
    assert again.get_by_label("对外电话").input_value() == "0818-5550003"
    with again.expect_navigation():
        again.get_by_role("button", name="保存草稿").click()
    expect(again.locator("main")).to_contain_text("请附照片")
    expect(again.locator("main")).to_contain_text("第二份申请的站名")
    clash = again.locator("fieldset.clash")
    expect(clash).to_contain_text("0818-5550002")
    clash.get_by_label("采用我填写的").check()
    with again.expect_navigation():
        again.get_by_role("button", name="按选择继续").click()
    assert address(again) == "第一份申请的街"
    assert again.get_by_label("对外电话").input_value() == "0818-5550003"
    assert again.get_by_label("名称", exact=True).input_value() == "第二份申请的站名"
    assert again.evaluate(KEPT) == 0
    clerk.console_errors.clear()


@pytest.mark.long
def test_a_refused_publish_is_never_saved_over_what_another_browser_saved_meanwhile(
    visit: Visiting, server: str
) -> None:
    one, other = (signed_in(visit, server, own=True) for _ in range(2))
    page = opened(one.page)
    page.get_by_label("对外电话").fill("0818-5550001")
    saved(page)
    there = opened(other.page)
    there.get_by_label("地址").fill("另一台电脑存的地址")
    saved(there)
    with page.expect_navigation():
        page.get_by_role("button", name="直接发布").click()
    expect(page.locator("#fault-summary")).to_contain_text("变更原因")
    page.reload(wait_until="networkidle")
    opened(page)
    with page.expect_navigation():
        page.get_by_role("button", name="保存草稿").click()
    expect(page.locator("main")).to_contain_text("另一台电脑存的地址")
    with page.expect_navigation():
        page.get_by_role("button", name="继续", exact=True).click()
    assert (address(page), page.evaluate(KEPT)) == ("另一台电脑存的地址", 0)
    one.console_errors.clear()


def test_what_was_handed_in_is_forgotten_and_what_was_refused_is_not(clerk: Visit) -> None:
    page = clerk.page
    page.get_by_label("地址").fill("要提交的地址")
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("#fault-summary")).to_contain_text("变更原因")
    opened(page)
    assert address(page) == "要提交的地址"
    page.get_by_label("变更原因").fill("搬到新址")
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("main")).to_contain_text("已提交审核")
    assert page.evaluate(KEPT) == 0
    clerk.console_errors.clear()
