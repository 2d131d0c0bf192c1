"""The findings in front of a person: on a desk and on a phone, by keyboard, and printed."""

import pytest

from tests.browser import DESKTOP, PHONE, Visiting
from tests.pages.people import fits, fits_both, signed_in


@pytest.mark.long
def test_a_filtered_list_and_matrix_fit_their_screen_and_keep_nobody_out(visit: Visiting, demo_server: str) -> None:
    one = signed_in(visit, demo_server)
    for address in (
        "/findings?state=all&site=QX-TUXI",
        "/findings?state=met&order=overdue",
        "/findings/matrix?kind=service_station",
    ):
        one.page.goto(address)
        fits_both(one)


def test_a_filter_is_asked_for_at_once_and_stands_in_the_address(visit: Visiting, demo_server: str) -> None:
    one = signed_in(visit, demo_server)
    one.page.goto("/findings")
    one.page.get_by_label("站点类别").select_option("service_point")
    one.page.wait_for_url(lambda address: "kind=service_point" in address)
    one.page.locator('[data-state="unknown"]').click()
    one.page.wait_for_url(lambda address: "state=unknown" in address and "kind=service_point" in address)
    said = one.page.locator(".finding-count").inner_text()
    assert said.startswith("共 ")
    one.page.reload()
    assert one.page.locator(".finding-count").inner_text() == said
    one.page.get_by_role("link", name="清除筛选").click()
    assert "kind" not in one.page.url


@pytest.mark.long
def test_rows_and_cells_are_reached_by_keyboard(visit: Visiting, demo_server: str) -> None:
    one = signed_in(visit, demo_server)
    one.page.goto("/findings")
    rows = one.page.locator("table.findings tbody tr")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        one.page.keyboard.press(key)
        assert "is-current" in (rows.nth(place).get_attribute("class") or "")
    assert one.page.evaluate("document.activeElement.closest('tr').classList.contains('is-current')")
    one.page.goto("/findings/matrix?kind=service_station")
    cells = one.page.locator("td.cell a")
    cells.first.focus()
    here = "[document.activeElement.dataset.code, document.activeElement.dataset.clause].join()"
    began = one.page.evaluate(here)
    one.page.keyboard.press("ArrowDown")
    below = one.page.evaluate(here)
    assert below != began
    assert below.split(",")[1] == began.split(",")[1]
    one.page.keyboard.press("ArrowUp")
    one.page.keyboard.press("ArrowRight")
    beside = one.page.evaluate(here)
    assert beside.split(",")[0] == began.split(",")[0] != beside
    assert one.page.locator("td.cell a[tabindex='0']").count() == 1
    one.page.keyboard.press("Enter")
    code = beside.split(",")[0]
    side = one.page.locator("#at-side-body")
    side.get_by_role("heading").wait_for()
    assert side.get_by_role("heading").get_by_role("link").get_attribute("href") == f"/work/sites/{code}"
    assert side.get_by_text("渠人社发〔2023〕72号").is_visible()
    fits(one)
    one.page.keyboard.press("Escape")
    assert not side.is_visible()
    assert one.page.evaluate(here) == beside, "the arrows go on from the same cell"


def test_on_a_phone_a_cell_leads_to_the_finding(visit: Visiting, demo_server: str) -> None:
    one = signed_in(visit, demo_server, screen=PHONE)
    one.page.goto("/findings/matrix?kind=service_station")
    cell = one.page.locator("td.cell a").first
    code, clause = cell.get_attribute("data-code"), cell.get_attribute("data-clause")
    cell.tap()
    one.page.wait_for_url(lambda address: "state=all" in address)
    row = one.page.locator("table.findings tbody tr")
    assert (row.get_attribute("data-code"), row.get_attribute("data-clause")) == (code, clause)
    assert one.page.locator(".finding-count").inner_text() == "共 1 条"


def test_heads_of_the_matrix_stay_in_view(visit: Visiting, demo_server: str) -> None:
    one = signed_in(visit, demo_server, screen=DESKTOP)
    one.page.goto("/findings/matrix?kind=service_point")
    frame = one.page.locator(".matrix-frame")
    frame.evaluate("frame => frame.scrollTo(40, 900)")
    assert one.page.locator("table.matrix thead th").first.is_visible()
    above, head = frame.bounding_box(), one.page.locator("table.matrix thead th a").first.bounding_box()
    assert above is not None
    assert head is not None
    assert above["y"] <= head["y"] <= above["y"] + above["height"]


def test_print_keeps_words_day_document_and_sample_mark_and_leaves_the_filters_out(
    visit: Visiting, demo_server: str
) -> None:
    one = signed_in(visit, demo_server)
    one.page.goto("/findings")
    one.page.emulate_media(media="print")
    assert not one.page.locator(".finding-filters").is_visible()
    assert not one.page.locator("nav.tally").is_visible()
    assert one.page.locator(".hint", has_text="渠人社发〔2023〕72号 · 截至").is_visible()
    assert one.page.locator("h1 .sample-mark").is_visible()
    assert one.page.locator("table.findings blockquote").first.is_visible()
