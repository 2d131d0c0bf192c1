"""Letters twice as large on a telephone: nothing is cut off at the side, and nobody loses the way in or out.

A screen half as wide is the same to a page as letters twice as large: every width is told in letters.
"""

import pytest
from playwright.sync_api import Page

from tests.browser import Screen, Visiting
from tests.pages.people import signed_in
from tests.pages.test_staff_pages import server

pytestmark = pytest.mark.long

__all__ = ["server"]

NARROW = Screen(180, 390, touch=False)
ON_TOP = """part => {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    const y = [top + 3, (top + bottom) / 2, bottom - 3];
    return y.every((at) => part.contains(document.elementFromPoint((left + right) / 2, at)));
}"""
"""Whether one sees all of it: inside the screen, and nothing lies over it."""
CUT_OFF = "document.documentElement.scrollWidth - window.innerWidth"
WHOLE = "link => link.scrollWidth <= link.clientWidth + 1"


@pytest.mark.parametrize("path", ["/", "/sites/QX-TUXI", "/sign-in"])
def test_a_visitor_with_large_letters_reads_everything_and_finds_the_sign_in(
    visit: Visiting, server: str, path: str
) -> None:
    page = visit(server, NARROW).page
    page.goto(path, wait_until="load")
    assert page.evaluate(CUT_OFF) == 0
    assert page.get_by_role("link", name="登录", exact=True).evaluate(WHOLE)


def test_letters_twice_as_large_as_the_page_was_made_for_fit_a_small_telephone(visit: Visiting, server: str) -> None:
    """As browsers do that make letters larger and nothing else: widths in pixels stay what they are."""
    one = visit(server, Screen(320, 640, touch=False))
    for path in ("/", "/sites/QX-TUXI", "/sites/DEMO-FH-01", "/open-data", "/programmes/qu-2023/clauses", "/sign-in"):
        for language in ("zh", "en"):
            one.page.goto(f"{path}?lang={language}", wait_until="load")
            one.page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert one.page.evaluate(CUT_OFF) == 0, (path, language)


def test_they_fit_it_too_on_the_pages_of_the_county_office(visit: Visiting, server: str) -> None:
    one = signed_in(visit, server, "demo-county", Screen(360, 740, touch=False))
    for path in ("/county", "/findings", "/findings/matrix", "/manage/sites", "/inspections", "/notices", "/audits"):
        for language in ("zh", "en"):
            one.page.goto(f"{path}?lang={language}", wait_until="load")
            one.page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert one.page.evaluate(CUT_OFF) == 0, (path, language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("height_px", [640, 568])
def test_what_one_came_for_is_on_the_first_screen_and_nothing_floats_over_it(
    visit: Visiting, server: str, language: str, height_px: int
) -> None:
    page = visit(server, Screen(360, height_px, touch=True)).page
    page.goto(f"/?lang={language}", wait_until="load")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("window.dispatchEvent(new Event('resize'))")
    page.evaluate("document.querySelector('.sample-banner').remove()")
    banded = page.locator("header.top").bounding_box()
    assert banded
    assert banded["height"] < height_px / 3 + (language == "en") * 100, "an English name has a line of its own"
    for part in ("#q", "#search [type=submit]", "#near-me", "#view-switch"):
        assert page.locator(part).evaluate(ON_TOP), part
    page.locator("#view-switch").click()
    page.locator("#view-switch").click()
    assert page.locator("#q").evaluate(ON_TOP)


def test_turned_back_to_letters_of_usual_size_the_way_to_the_map_floats_again(visit: Visiting, server: str) -> None:
    page = visit(server, Screen(360, 640, touch=True)).page
    page.goto("/", wait_until="load")
    for size, floats in (("200%", False), ("", True)):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        page.evaluate("window.dispatchEvent(new Event('resize'))")
        position = page.locator("#view-switch").evaluate("button => getComputedStyle(button).position")
        assert (position == "fixed") is floats


def test_a_clerk_with_large_letters_fills_in_the_form_and_finds_the_way_out(visit: Visiting, server: str) -> None:
    page = signed_in(visit, server, "demo-tuxi", NARROW).page
    page.goto("/work/sites/QX-TUXI", wait_until="load")
    assert page.evaluate(CUT_OFF) == 0
    assert apart(page, "#sign-out", ".brand")


def apart(page: Page, one: str, other: str) -> bool:
    first, second = page.locator(one).bounding_box(), page.locator(other).bounding_box()
    assert first
    assert second
    return (
        first["x"] >= second["x"] + second["width"]
        or second["x"] >= first["x"] + first["width"]
        or first["y"] >= second["y"] + second["height"]
        or second["y"] >= first["y"] + first["height"]
    )
