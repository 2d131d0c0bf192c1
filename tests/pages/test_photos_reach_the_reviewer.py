"""A photo goes to the clause or field that it was opened from, and the reviewer sees it beside that change."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser import PHONE, Visiting
from tests.pages.people import fits, signed_in
from tests.pages.test_staff_pages import server

__all__ = ["server"]

FORM = "/work/sites/DEMO-FH-02"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
# What a photo is opened from: a clause, a field, a figure; and the change that it then stands beside.
AREA, ADDRESS = "#f-facts-area_m2-field", "#f-address-field"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "标牌.jpg"
    Image.new("RGB", (640, 480), "red").save(path)
    return path


def attached(page: Page, link: Locator, photo: Path, back_at: Locator) -> None:
    """A photo uploaded from a link of the form, and the way back to where that stands."""
    pieces = page.locator("#s-evidence .evidence img")
    before = pieces.count()
    link.click()
    page.get_by_label("照片或 PDF").set_input_files(photo)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(pieces).to_have_count(before + 1)
    expect(page.locator("main")).to_contain_text("材料已上传")
    page.get_by_role("link", name="回到填报处").click()
    expect(back_at).to_be_in_viewport()


def drafted(page: Page, scripts: bool) -> None:
    page.locator("#f-facts-area_m2").fill("4500")
    page.locator("#f-address").fill("土溪镇新街 9 号")
    page.locator(f'input[name="{figure(page)}"]').fill("7")
    page.get_by_label("变更原因").fill("搬到新址")
    if not scripts:  # without them an upload leaves the page
        page.get_by_role("button", name="保存草稿").last.click()


def figure(page: Page) -> str:
    """The newest figure of the first row."""
    name = page.locator("table.figures tbody tr").first.locator("input").last.get_attribute("name")
    assert name is not None
    return name


@pytest.mark.long
@SCRIPTS
def test_photos_from_clause_field_and_figure_stand_beside_their_change(
    visit: Visiting, server: str, photo: Path, scripts: bool
) -> None:
    one = signed_in(visit, server, "demo-tuxi", PHONE, java_script_enabled=scripts)
    page = one.page
    page.goto(FORM)
    drafted(page, scripts)
    changed = figure(page)
    row = page.locator("table.figures tbody tr").first
    attached(page, page.locator(f"{AREA} .sign a.attach").first, photo, page.locator("#f-facts-area_m2"))
    attached(page, page.locator(f"{ADDRESS} a.attach"), photo, page.locator("#f-address"))
    attached(page, row.locator("a.attach"), photo, page.locator(f'input[name="{changed}"]'))
    assert page.locator("#f-facts-area_m2").input_value() == "4500", "nothing typed is lost on the way"
    if scripts:
        fits(one)
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("main")).to_contain_text("已提交审核")

    reviewing = signed_in(visit, server, "demo-reviewer", PHONE, java_script_enabled=scripts)
    review = reviewing.page
    review.goto("/review")
    review.locator('a[href^="/review/"]', has_text="市级创业孵化基地 2").first.click()
    for item in ("facts.area_m2", "address", changed):
        change = review.locator(f"#i-{item}".replace(".", "-"))
        expect(change.locator(".evidence img")).to_have_count(1)
        expect(change.locator(".evidence")).to_contain_text("新上传")
        expect(change.locator(".evidence")).to_contain_text("土溪镇填报员")
        expect(change.locator(".evidence")).to_contain_text(re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}"))
    if scripts:
        fits(reviewing)
    with review.expect_popup() as opened:
        review.locator("#i-facts-area_m2 .evidence a").click()
    opened.value.wait_for_load_state()
    whole = opened.value.locator("img")
    assert whole.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]") == [640, 480]
    # Chromium's own page around a lone picture wants a style and an icon of its own, and gets neither.
    reviewing.console_errors.clear()
