"""My work in a real browser: tasks lead to their fields, requests tell what became of them, entries stay one's own."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.journeys.demo.add import PASSWORD
from tests.browser import DESKTOP, PHONE, Screen, Visit, Visiting
from tests.pages.people import ONCE, SCREENS, fits, signed_in, signs_in
from tests.pages.test_filling_in import FORM, opened, photo
from tests.pages.test_staff_pages import judged, server

__all__ = ["photo", "server"]


def editor_of_all(visit: Visiting, server: str, screen: Screen = DESKTOP) -> Visit:
    """A visit of 土溪's editor, who was given the whole county to fill in."""
    office = signed_in(visit, server, "demo-county").page
    office.goto("/accounts")
    secret = office.locator('input[name="csrf_token"]').first.get_attribute("value") or ""
    form = {"csrf_token": secret, "username": "demo-tuxi", "action": "regrant", "role": "site_editor"}
    assert office.context.request.post("/accounts/change", form=form | {"divisions": "渠县"}, headers=ONCE).ok
    return signs_in(visit, server, "demo-tuxi", screen)


@pytest.mark.long
def test_every_task_of_the_county_leads_to_a_field_that_is_there(visit: Visiting, server: str) -> None:
    page = editor_of_all(visit, server).page
    links: list[str] = []
    following: str | None = "/work"
    while following:
        page.goto(following)
        links += page.locator(".by-site .task a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        onward = page.locator("a[rel=next]").first
        following = onward.get_attribute("href") if onward.count() else None
    assert len(links) > 100
    dead = page.evaluate(
        """async links => {
            const pages = new Map();
            const dead = [];
            for (const link of links) {
                const [path, place] = link.split("#");
                if (!pages.has(path)) {
                    const text = await (await fetch(path)).text();
                    pages.set(path, new DOMParser().parseFromString(text, "text/html"));
                }
                if (place && !pages.get(path).getElementById(place)) dead.push(link);
            }
            return dead;
        }""",
        links,
    )
    assert dead == []


@SCREENS
def test_a_link_to_a_figure_focuses_its_cell(visit: Visiting, server: str, screen: Screen) -> None:
    page = editor_of_all(visit, server, screen).page
    page.goto("/work?kind=metric")
    link = page.locator(".task a").first
    expect(link).to_contain_text(re.compile(r"填报\s*(\d{4} 年 )?\d+ 月数据"))
    place = (link.get_attribute("href") or "").partition("#")[2]
    link.click()
    page.wait_for_load_state("networkidle")
    expect(page.locator(f"#{place}")).to_be_focused()
    expect(page.locator(f"#{place}")).to_be_in_viewport()


@pytest.mark.long
def test_my_work_tells_drafts_waiting_requests_and_what_was_accepted_in_part(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-tuxi")
    page = opened(one.page)
    page.get_by_label("地址").fill("土溪镇新街 9 号")
    page.get_by_label("对外电话").fill("0818-1111111")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice").first).to_contain_text("草稿已保存")
    page.goto("/work")
    expect(page.locator("main")).to_contain_text("草稿（1）")
    expect(page.locator("main")).not_to_contain_text("待审核（1）")
    page.get_by_role("link", name=re.compile("继续填写")).click()
    page.get_by_label("变更原因").fill("搬到新址")
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("main")).to_contain_text("已提交审核")
    page.goto("/work")
    expect(page.locator("main")).to_contain_text("待审核（1）")
    expect(page.locator(".requests")).to_contain_text("地址、对外电话")
    fits(one)
    reviewer = signed_in(visit, server, "demo-reviewer").page
    reviewer.goto("/review")
    reviewer.get_by_role("link", name=re.compile("土溪镇")).first.click()
    reviewer.locator("#i-phone input").uncheck()
    reviewer.locator("#reason").fill("电话请核实")
    reviewer.get_by_role("button", name="只通过勾选的").click()
    expect(reviewer.locator(".notice").first).to_contain_text("其余连同您的意见已退回申请人")
    page.goto("/work")
    decided = page.locator(".requests", has_text="部分通过")
    expect(decided).to_contain_text("通过： 地址")
    expect(decided).to_contain_text("未通过： 对外电话")
    expect(page.locator("main")).to_contain_text("电话请核实")  # what was not accepted has come back


def sign_in_again(page: Page, name: str) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()


@pytest.mark.long
def test_what_one_person_left_in_the_browser_is_not_shown_to_the_next(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-tuxi", own=True)
    page = opened(one.page)
    with judged(page):
        page.get_by_label("地址").fill("甲还没有保存的地址")
    page.context.clear_cookies()
    page.get_by_label("对外电话").fill("0818-1")
    expect(page.locator("#bar-note")).to_contain_text("登录已过期")
    page.locator("#bar-note a").click()
    expect(page.locator(".notice")).to_contain_text("登录已过期")
    sign_in_again(page, "demo-county")
    page.wait_for_url("**" + FORM)
    assert page.get_by_label("地址").input_value() != "甲还没有保存的地址"
    expect(page.locator("#kept-locally")).to_be_hidden()
    page.context.clear_cookies()
    opened(page)
    sign_in_again(page, "demo-tuxi")
    page.wait_for_url("**" + FORM)
    assert page.get_by_label("地址").input_value() == "甲还没有保存的地址"
    expect(page.locator("#kept-locally")).to_contain_text(re.compile(r"已恢复本设备上 \d{4}-\d\d-\d\d \d\d:\d\d"))
    one.console_errors.clear()


def test_whoever_signs_out_with_unsaved_entries_is_asked_first(visit: Visiting, server: str) -> None:
    page = opened(signed_in(visit, server, "demo-tuxi").page)
    page.get_by_label("地址").fill("还没有保存的地址")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator("#sign-out").click()
    assert "未保存" in asked[0]
    assert page.get_by_label("地址").input_value() == "还没有保存的地址"
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#sign-out").click()
    page.wait_for_url("**/sign-in?done=1")


def test_a_colleague_sees_what_another_has_proposed_with_values(visit: Visiting, server: str) -> None:
    page = opened(signed_in(visit, server, "demo-tuxi").page)
    page.get_by_label("地址").fill("土溪镇新街 9 号")
    page.get_by_label("变更原因").fill("搬到新址")
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("main")).to_contain_text("已提交审核")
    county = opened(signed_in(visit, server, "demo-county").page)
    note = county.locator("details.notice")
    note.locator("summary").click()
    expect(note).to_contain_text("土溪镇填报员")
    expect(note).to_contain_text("土溪镇新街 9 号")
    note.get_by_role("link").click()
    county.wait_for_url("**/review/*")


@pytest.mark.long
@SCREENS
def test_the_work_of_a_whole_county_is_by_site_in_pages_and_every_tally_is_a_link(
    visit: Visiting, server: str, screen: Screen
) -> None:
    one = editor_of_all(visit, server, screen)
    page = one.page
    fits(one)
    page.goto("/work")
    most_px = 6000 if screen is not PHONE else 11000
    assert page.evaluate("document.documentElement.scrollHeight") < most_px
    expect(page.locator(".pages").first).to_contain_text("第 1～40 项")
    tally = page.locator(".tally a", has_text="待补报")
    count = int((tally.locator("b").inner_text()).strip())
    tally.click()
    expect(page.locator(".tally a[aria-current]")).to_contain_text("待补报")
    if count > 40:
        expect(page.locator(".pages").first).to_contain_text(f"共 {count} 项")
    page.get_by_label("在我的站点中查找").fill("没有这个站")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("main")).to_contain_text("0 项待办")
    expect(page.locator(".tally")).to_have_count(0)
    page.goto("/work?view=sites")
    fits(one)
    expect(page.locator(".site-card")).to_have_count(40)


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "screen"), [("demo-reader", DESKTOP), ("demo-operator", PHONE)], ids=["reader", "operator"]
)
def test_who_only_reads_lands_on_the_sites_of_their_scope_and_opens_one_from_inside(
    visit: Visiting, server: str, photo: Path, name: str, screen: Screen
) -> None:
    one = signs_in(visit, server, name, screen)
    page = one.page
    card = page.locator(".site-card a").first
    expect(card).to_be_visible()
    fits(one)
    card.click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#site-form")).to_have_count(0)
    words = page.locator(".verdict details").first
    words.locator("summary").click()
    expect(words.locator("blockquote")).to_be_visible()
    fits(one)
    if name == "demo-operator":
        page.get_by_label("照片或 PDF").set_input_files(photo)
        page.get_by_role("button", name="上传").click()
        expect(page.locator("#s-evidence .notice.good")).to_be_focused()
        expect(page.locator(".evidence img")).to_have_count(1)
        fits(one)
        page.get_by_role("button", name=re.compile("撤回")).click()
        expect(page.locator(".evidence img")).to_have_count(0)
    else:
        trouble = page.locator(".states a").first
        trouble.click()
        expect(page.locator(trouble.get_attribute("href") or "")).to_be_in_viewport()
        expect(page.locator("#evidence-form")).to_have_count(0)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("link", name="Public page")).to_be_visible()
    fits(one)
