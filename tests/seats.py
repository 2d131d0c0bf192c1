"""Browser contexts that one test after another sits down at, each as if it were new.

A context of its own costs a process that draws, with fonts and styles to read, before anything is asked of it. So one
without options is kept with an empty page, which keeps that process alive, and before it is lent again everything that
belongs to a context is cleared: other pages, cookies, storage, workers, caches, routes, permissions, being offline.
What belongs to a page (its scripts, routes, listeners, session storage, history, measures) went with the page.

Nothing takes back what `LASTING` names; and with the empty page beside it a page that was closed goes less suddenly, as
a process, than a browser that is ended. Who needs either takes a context of their own (`visit(…, own=True)`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

    from tests.browser import Screen

LASTING = (
    *("context.add_init_script", "context.expose_", "context.on(", "context.once(", "context.set_geolocation"),
    *("context.set_extra_http_headers", "context.grant_permissions", "context.clock", "page.clock"),
)
"""What is said to a context for as long as it lives; `tests/house/test_browser.py` looks for it in tests of pages."""
ABOUT_THE_BROWSER = (".set_offline(", "run_before_unload")
"""What tests of lost connections and killed pages say: they have contexts of their own, the same test holds."""


@dataclass(frozen=True)
class Seat:
    """A context, its empty page that nobody uses, and the way to what only the browser can clear."""

    context: BrowserContext
    empty: Page
    inside: CDPSession
    width_and_height_px: tuple[int, int]

    def page_for(self, screen: Screen) -> Page:
        """A page of this context on a screen, which has touch as the context has."""
        page, wanted = self.context.new_page(), (screen.width_px, screen.height_px)
        if wanted != self.width_and_height_px:
            page.set_viewport_size({"width": screen.width_px, "height": screen.height_px})
        return page


class Seats:
    """The contexts of one browser that are free, by the address their paths are relative to, with touch or without.

    How large its screen is every page has said for itself.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[tuple[str, bool], list[Seat]] = {}

    def take(self, base_url: str, screen: Screen) -> Seat:
        """A context in which nobody has been, or nothing is left of who was."""
        self._leave_other_addresses(base_url)
        free = self._free.get((base_url, screen.touch))
        if not free:
            context = new_context(self._browser, base_url, screen)
            empty = context.new_page()
            return Seat(context, empty, context.new_cdp_session(empty), (screen.width_px, screen.height_px))
        seat = free.pop()
        _clear(seat, base_url)
        return seat

    def give_back(self, seat: Seat, base_url: str, touch: bool) -> None:
        """Close its pages and keep it for the next one."""
        for page in seat.context.pages:
            if page != seat.empty:
                page.close()
        self._free.setdefault((base_url, touch), []).append(seat)

    def _leave_other_addresses(self, base_url: str) -> None:
        """Servers come and go: nobody returns to one at another address."""
        for key in [key for key in self._free if key[0] != base_url]:
            for seat in self._free.pop(key):
                seat.context.close()


def new_context(browser: Browser, base_url: str, screen: Screen, **options: Any) -> BrowserContext:
    """A context like a reader's browser in the county, its paths relative to `base_url`."""
    return browser.new_context(
        base_url=base_url,
        viewport={"width": screen.width_px, "height": screen.height_px},
        has_touch=screen.touch,
        is_mobile=screen.touch,
        **{"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce", **options},
    )


def _clear(seat: Seat, base_url: str) -> None:
    """Take away what the one before left: not when they went, when some of it may still have been on its way."""
    seat.context.unroute_all()
    seat.context.set_offline(False)
    seat.context.clear_cookies()
    seat.context.clear_permissions()
    seat.inside.send("Storage.clearDataForOrigin", {"origin": base_url, "storageTypes": "all"})
    seat.inside.send("Network.clearBrowserCache")
