"""A half-year in a real browser: a row entered on a phone, both sides' points, the foot that moves, closing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, Visiting
from tests.exchange.papers import text_of
from tests.pages.people import fits_both, signed_in
from tests.serving import serving_demo


@pytest.fixture(scope="module")
def server(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a demonstration that this test writes into."""
    with serving_demo(demo_sqlite, tmp_path_factory.mktemp("half")) as address:
        yield address


@pytest.mark.long
def test_a_half_year_goes_from_a_row_on_a_phone_to_closing(visit: Visiting, server: str) -> None:
    clerk = signed_in(visit, server, "demo-operator", PHONE)
    theirs = clerk.page
    theirs.goto("/work")
    theirs.get_by_role("link", name="运营台账").first.click()
    theirs.get_by_role("link", name="宣传资料", exact=True).click()
    fits_both(clerk)
    theirs.get_by_label("印发日期").fill("2026-03-02")
    theirs.get_by_label("资料名称").fill("政策明白纸")
    theirs.get_by_label("份数").fill("六千")
    theirs.get_by_role("button", name="登记", exact=True).click()
    expect(theirs.locator("#copies-fault")).to_contain_text("应为数字")
    assert theirs.get_by_label("资料名称").input_value() == "政策明白纸", "nothing typed is lost"
    clerk.console_errors.clear()  # the refusal is a 422, which the browser writes down
    fits_both(clerk)
    theirs.get_by_label("份数").fill("6000")
    theirs.get_by_role("button", name="登记", exact=True).click()
    expect(theirs.locator(".notice.good")).to_contain_text("已登记")
    expect(theirs.locator("main")).to_contain_text("6000 份")
    theirs.get_by_role("link", name=re.compile("更正")).click()
    fits_both(clerk)
    theirs.goto("/assessments?period=2026-H1")
    expect(theirs.locator("#points-ledger")).to_be_hidden()
    theirs.get_by_role("link", name="7 宣传推广").click()
    expect(theirs.locator("#line-printed")).to_contain_text("6,000 份")
    theirs.get_by_role("link", name="1 企业数据管理").click()
    theirs.locator("#points-ledger").fill("4.5")
    theirs.locator("#reason-ledger").fill("缺一户")
    theirs.get_by_role("button", name="保存自评分").click()
    expect(theirs.locator(".notice.good")).to_contain_text("自评分已保存")
    fits_both(clerk)

    office = signed_in(visit, server, "demo-county")
    page = office.page
    page.goto("/assessments?period=2026-H1")
    expect(page.locator("#line-ledger")).to_contain_text("缺一户")
    for field in page.locator("input[name^=points-]").all():
        most = (field.get_attribute("placeholder") or "").partition("–")[2]
        field.fill(most)
    for reason in page.locator("input[name^=reason-]").all():
        reason.fill("现场查看")
    page.locator("#points-archives").fill("5.5")
    page.locator("#points-archives").press("Tab")
    expect(page.locator("#foot")).to_contain_text("99.5")
    expect(page.locator("#foot")).to_contain_text("96,000.00 元")
    page.get_by_role("button", name="保存验收分").click()
    expect(page.locator(".notice.good")).to_contain_text("验收分已保存")
    fits_both(office)

    theirs.goto("/assessments?period=2026-H1#objections")
    theirs.locator("summary", has_text="提出异议").click()
    theirs.get_by_label("异议和理由").fill("档案已补齐")
    theirs.get_by_role("button", name="提出异议").click()
    expect(theirs.locator(".notice.good")).to_contain_text("异议已提出")
    fits_both(clerk)
    page.reload()
    page.get_by_label("处理结果").select_option("dismissed")
    page.get_by_label("答复", exact=True).fill("现场复核仍缺两卷")
    page.get_by_role("button", name="答复异议").click()
    expect(page.locator("#objections")).to_contain_text("异议不成立")
    fits_both(office)
    page.get_by_role("button", name="办结本期考核").click()
    expect(page.locator("main")).to_contain_text("县就业局（示例）办结")
    fits_both(office)
    with page.expect_download() as form:
        page.get_by_role("link", name="验收表（Word）").click()
    signed = text_of(Path(form.value.path()).read_bytes())
    for said in ("99.5", "运营方（签字盖章）", "验收方（签字盖章）", "已办结"):
        assert said in signed, said
    page.get_by_role("link", name="付款", exact=True).click()
    expect(page.locator("main")).to_contain_text("待运营方书面请款")
    fits_both(office)

    theirs.goto("/work")
    expect(theirs.locator("main")).to_contain_text("第 1 期应付 96,000.00 元，可以书面请款")
    fits_both(clerk)
    theirs.locator("li.task", has_text="第 1 期应付").get_by_role("link").click()
    theirs.get_by_label("款项", exact=True).select_option("1")
    theirs.get_by_role("button", name="书面请款").click()
    expect(theirs.locator("main")).to_contain_text("付款申请（Word）")
    fits_both(clerk)
    page.reload()
    page.get_by_role("button", name="登记已申请付款").click()
    page.locator("#enter-payment summary").click()
    page.locator("#paid-part").select_option("1")
    page.locator("#paid-amount").fill("96,000")
    page.locator("#paid-voucher").fill("凭证 0007")
    page.get_by_role("button", name="登记付款").click()
    expect(page.locator("main")).to_contain_text("已付清")
    fits_both(office)
    page.goto("/contract/warnings")
    for _ in range(2):
        page.locator("summary", has_text="给予警告").click()
        page.get_by_label("存在的问题").fill("未按期报送台账")
        page.locator("#demand").fill("补报 6 月台账")
        page.get_by_label("整改期限").fill("2099-01-31")
        page.locator("#warn").get_by_role("button", name="给予警告").click()
        expect(page.locator(".notice.good")).to_contain_text("已给予警告")
    expect(page.locator(".contract-stand")).to_contain_text("连续警告 2 次")
    page.get_by_label("撤换理由").fill("连续两次警告")
    page.get_by_role("button", name="建议撤换运营单位").click()
    expect(page.locator(".contract-stand")).to_contain_text("已建议撤换")
    with page.expect_download() as paper:
        page.get_by_role("link", name="撤换建议书（Word）").click()
    assert paper.value.suggested_filename.endswith(".docx")
    fits_both(office)

    theirs.goto("/ledgers?ledger=printed&stretch=2026-H1")
    expect(theirs.locator("main")).to_contain_text("考核已办结")
    expect(theirs.get_by_role("button", name="登记", exact=True)).to_have_count(0)
