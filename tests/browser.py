"""A person in front of a real browser: Debian's headless Chromium, on a desk or on a phone.

A test asks the fixture `visit` for a screen and gets a page of it. When the test ends, the visit has to have
been a quiet one: no request to another host than the one visited, no error on the browser's console, no
uncaught exception. A test that provokes an error looks at `console_errors` and takes it out of the list.

Playwright's synchronous pages cannot share a module with asynchronous tests: its loop counts as running while a module
has pages. Between those modules it is put aside, so one browser lasts as long as its worker.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.patience import PATIENCE_SECONDS
from tests.seats import Seats, new_context

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebError

AXE = Path(__file__).parent / "assets" / "axe-core-4.14.1" / "axe.min.js"
AUDIT = """async () => {
  const LOOKS = ['color', 'backgroundColor', 'backgroundImage', 'opacity', 'visibility', 'display', 'fontSize',
    'fontWeight', 'textShadow', 'filter', 'mixBlendMode', 'position', 'overflow', 'transform'];
  const numbers = new Map(), times = new Map(), marked = [];
  const number = text => numbers.get(text) ?? numbers.set(text, numbers.size).get(text);
  const walk = (element, above) => {
    const style = getComputedStyle(element), own = LOOKS.map(name => style[name]);
    // What lies over or under others depends on its place, which no other has.
    if (['absolute', 'fixed'].includes(style.position)) own.push(`alone ${numbers.size}`);
    own.push(element.tagName, element.clientWidth > 0 && element.clientHeight > 0);
    const way = number(`${above}/${own.join('|')}`), before = times.get(way) ?? 0;
    times.set(way, before + 1);
    if (before > 1) marked.push(element);
    for (const child of element.children) walk(child, way);
  };
  walk(document.body, '');
  for (const element of marked) element.setAttribute('data-looks-as-another', '');
  axe.configure({rules: [{id: 'color-contrast', selector: ':not([data-looks-as-another])'}]});
  try { return await axe.run(document, {resultTypes: ['violations']}); }
  finally { for (const element of marked) element.removeAttribute('data-looks-as-another'); }
}"""
"""Runs axe-core, the contrast of what repeats itself left out."""
SWITCHES = (
    "--no-sandbox",  # root, as in CI, gets no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # All pages are of one host and live for seconds: neither a process for each origin nor compiling twice is worth it.
    "--disable-site-isolation-trials",
    # One process that draws and one that runs scripts, where each page would have some of its own.
    "--in-process-gpu",
    # One thread draws: more of them share the same two cores.
    "--num-raster-threads=1",
    "--renderer-process-limit=1",
    "--js-flags=--no-opt --no-maglev",
    # Whatever a page asks for elsewhere fails at once, on every machine alike.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

# htmx writes to the console when a newer request takes an older one's place and when the reader leaves the page while
# one is under way: neither is a fault. A request that fails is told as well by sendError, responseError or timeout.
GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")

PATIENCE_MS = PATIENCE_SECONDS * 1000
"""How long anything that a page must come to is waited for."""


@dataclass(frozen=True)
class Screen:
    """What a page is looked at on; the measures are in CSS pixels."""

    width_px: int
    height_px: int
    touch: bool


DESKTOP = Screen(1280, 900, touch=False)
PHONE = Screen(360, 780, touch=True)


@dataclass(frozen=True)
class Barrier:
    """Something that axe-core found to keep people out of a page."""

    rule: str
    impact: str
    advice: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}): {self.advice}: {', '.join(self.places)}"


@dataclass
class Visit:
    """One page of one browser context, and what it did behind the reader's back."""

    page: "Page"
    base_url: str
    screen: Screen
    requested: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)

    @property
    def outside_requests(self) -> list[str]:
        """Every address asked for that is not on the host and port visited."""
        home = _origin(self.base_url)
        return [url for url in self.requested if _origin(url) not in (home, None)]

    def complaints(self) -> list[str]:
        """What keeps this visit from being a quiet one."""
        return [
            *(f"asked another host: {url}" for url in self.outside_requests),
            *(f"said on the console: {text}" for text in self.console_errors),
        ]

    def is_wider_than_the_screen(self) -> bool:
        """Whether one would have to scroll sideways, or be shown the page made smaller, as phones do."""
        self.page.wait_for_load_state()
        width_px: int = self.page.evaluate("document.documentElement.scrollWidth")
        return width_px > self.screen.width_px


Visiting = Callable[..., Visit]


@pytest.fixture(scope="session")
def standing_chromium() -> Iterator[tuple["Browser", asyncio.AbstractEventLoop]]:
    """Debian's headless Chromium, started once a worker, and playwright's loop. `chromium` lends it to a module."""
    from playwright.sync_api import expect, sync_playwright

    # Chromium without windows, tabs and menus: the same pages for less work.
    executable = shutil.which("chromium-headless-shell")
    if executable is None:
        pytest.fail("There is no headless Chromium on this machine: `make setup-dev` installs it.", pytrace=False)
    expect.set_options(timeout=PATIENCE_MS)
    playwright = sync_playwright().start()
    loop = asyncio.get_running_loop()
    browser = playwright.chromium.launch(executable_path=executable, args=list(SWITCHES))
    asyncio._set_running_loop(None)
    yield browser, loop
    asyncio._set_running_loop(loop)
    browser.close()
    playwright.stop()


@pytest.fixture(scope="module")
def chromium(standing_chromium: tuple["Browser", asyncio.AbstractEventLoop]) -> Iterator["Browser"]:
    """The browser for the tests of a module, with playwright's loop marked as running meanwhile, as its calls ask."""
    browser, loop = standing_chromium
    asyncio._set_running_loop(loop)
    yield browser
    asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def seats(standing_chromium: tuple["Browser", asyncio.AbstractEventLoop]) -> Seats:
    """The contexts of the worker's browser, lent to one visit after another."""
    return Seats(standing_chromium[0])


@pytest.fixture
def visit(chromium: "Browser", seats: Seats, request: pytest.FixtureRequest) -> Iterator[Visiting]:
    """`visit(base_url, screen=DESKTOP, own=False, **context_options)` opens a page; all visits must be quiet.

    The context is one that others used before, cleared (`tests.seats`); a fresh one where `own` says so, for tests of
    what a browser keeps and of lost connections, or where it has options.
    """
    if "server" in request.fixturenames:
        # Set up before and so taken down after: a page that is still loading must not find its server gone.
        request.getfixturevalue("server")
    opened: list[Visit] = []
    leave: list[Callable[[], None]] = []

    def open_one(base_url: str, screen: Screen = DESKTOP, own: bool = False, **context_options: Any) -> Visit:
        if own or context_options:
            one = begin(chromium, base_url, screen, **context_options)
            leave.append(one.page.context.close)
        else:
            seat = seats.take(base_url, screen)
            one, stop = watched(seat.page_for(screen), base_url, screen)
            leave.extend((partial(seats.give_back, seat, base_url, screen.touch), stop))
        opened.append(one)
        return one

    yield open_one
    for step in leave:
        step()
    complaints = [complaint for one in opened for complaint in one.complaints()]
    assert not complaints, "\n".join(complaints)


@contextmanager
def visiting(browser: "Browser", base_url: str, screen: Screen = DESKTOP) -> Iterator[Visit]:
    """One visit without the demand for quiet, for those who want to see the complaints themselves."""
    one = begin(browser, base_url, screen)
    yield one
    one.page.context.close()


def begin(browser: "Browser", base_url: str, screen: Screen, **context_options: Any) -> Visit:
    """A page of a fresh context (no cookies, no cache), its paths relative to `base_url`."""
    page = new_context(browser, base_url, screen, **context_options).new_page()
    return watched(page, base_url, screen)[0]


def watched(page: "Page", base_url: str, screen: Screen) -> tuple[Visit, Callable[[], None]]:
    """A visit by this page, and what ends watching its context."""
    context, visit = page.context, Visit(page, base_url, screen)

    def hear_request(request: "Request") -> None:
        visit.requested.append(request.url)

    def hear_console(message: "ConsoleMessage") -> None:
        if message.type == "error" and not message.text.startswith(GIVEN_UP):
            visit.console_errors.append(f"{message.text} ({message.location.get('url', '')})")

    def hear_fault(fault: "WebError") -> None:
        visit.console_errors.append(f"uncaught: {fault.error}")

    def stop() -> None:
        context.remove_listener("page", waits_for_scripts)
        context.remove_listener("request", hear_request)
        context.remove_listener("console", hear_console)
        context.remove_listener("weberror", hear_fault)

    waits_for_scripts(page)
    context.set_default_timeout(PATIENCE_MS)
    context.on("page", waits_for_scripts)
    context.on("request", hear_request)
    context.on("console", hear_console)
    context.on("weberror", hear_fault)
    page.on("websocket", lambda socket: visit.requested.append(socket.url))
    return visit, stop


def waits_for_scripts(page: "Page") -> None:
    """Let a way to an address that ends with an idle network end when the page's scripts have run, too.

    A network is idle half a second after the last answer, whether what came has run or not: on a busy machine it has
    not. Modules run before the page is told to be loaded.
    """

    def patient(go: Callable[..., Any]) -> Callable[..., Any]:
        def going(*args: Any, **options: Any) -> Any:
            answer = go(*args, **options)
            if options.get("wait_until") == "networkidle":
                page.wait_for_load_state("load")
            return answer

        return going

    for way in ("goto", "reload", "go_back", "go_forward"):
        setattr(page, way, patient(getattr(page, way)))


def axe(page: "Page") -> list[Barrier]:
    """What axe-core, at its default rules, finds wrong with the page as it stands now.

    The script is put in from outside the page, so a content security policy does not hinder it. The contrast of
    elements that look alike, and stand in what looks alike, is measured for the first two: it takes most of the time,
    and the hundreds of rows of a table have one answer. Every other rule looks at every element.
    """
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(AUDIT)
    return [
        Barrier(
            rule=violation["id"],
            impact=violation["impact"] or "unknown",
            advice=violation["help"],
            places=tuple(" ".join(map(str, node["target"])) for node in violation["nodes"]),
        )
        for violation in found["violations"]
    ]


def _origin(url: str) -> tuple[str, str] | None:
    """Scheme and host with port, a socket's scheme read as the web's; None for an address without a host."""
    parts = urlsplit(url)
    if not parts.netloc:
        return None
    return (parts.scheme.replace("ws", "http", 1), parts.netloc)
