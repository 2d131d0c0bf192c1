"""Every page by HTML_CodeSniffer, as pa11y runs it, and by IBM's Equal Access checker: `make test-all`.

Both find what axe-core does not look for, and take minutes for all pages: `make test` goes by axe-core alone. What they
only ask a person to look at (warnings, potential and manual results) is no fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import AXE, DESKTOP, PHONE, Visiting
from tests.pages.people import ONCE, signed_in
from tests.pages.test_every_page import application, pages, server

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["application", "pages", "server"]

pytestmark = pytest.mark.checkers
ASSETS = AXE.parent.parent
SNIFFER = ASSETS / "html_codesniffer-2.5.1" / "HTMLCS.js"
EQUAL_ACCESS = ASSETS / "accessibility-checker-engine-4.0.34" / "ace-window.js"
SNIFFED = """() => new Promise(told => HTMLCS.process('WCAG2AA', document, () => told(HTMLCS.getMessages()
    .filter(one => one.type === HTMLCS.ERROR).map(one => `${one.code}: ${one.element.outerHTML?.slice(0, 120)}`))))"""
CHECKED = """async () => (await new window.ace.Checker().check(document, ['IBM_Accessibility', 'WCAG_2_2'])).results
    .filter(one => one.value[0] === 'VIOLATION' && one.value[1] === 'FAIL')
    .map(one => `${one.ruleId}: ${one.message}: ${one.snippet}`)"""
OF_A_CARD = "table_headers_exists"
"""On a phone a table's rows are cards whose figures carry their names with them."""
VISITED = (
    *("/", "/?near=106.97,30.84", "/?q=医保", "/sites/QX-TUXI", "/sites/DEMO-FH-01", "/sites/QX-TUXI/fault", "/embed"),
    *("/programmes/qu-2023", "/programmes/qu-2023/coverage", "/open-data", "/sign-in", "/nothing-is-here"),
)


def found(page: Page) -> list[str]:
    """What either checker holds to be wrong with the page as it stands."""
    page.evaluate(SNIFFER.read_text("utf-8"))
    page.evaluate(f"{EQUAL_ACCESS.read_text('utf-8')};window.ace = window.ace ?? ace;")
    return [*page.evaluate(SNIFFED), *page.evaluate(CHECKED)]


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_checkers_more_find_nothing_on_any_page(
    visit: Visiting, server: str, pages: list[str], language: str, screen: object
) -> None:
    one = signed_in(visit, server, "demo-county", screen)
    visitor = visit(server, screen)
    wrong = []
    for page, paths in ((one.page, pages), (visitor.page, VISITED)):
        page.context.request.get(f"{server}/?lang={language}", headers=ONCE)
        for path in paths:
            if path == "/schema":
                continue
            page.goto(path, wait_until="networkidle")
            wrong += [(path, text) for text in found(page) if screen is DESKTOP or not text.startswith(OF_A_CARD)]
    visitor.console_errors.clear()
    assert not wrong, "\n".join(map(str, wrong))
