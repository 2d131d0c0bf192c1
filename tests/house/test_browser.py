"""The browser fixture notices what a page does behind the reader's back."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from playwright.sync_api import Error

from tests.browser import DESKTOP, PHONE, Screen, Visiting, axe, visiting
from tests.seats import ABOUT_THE_BROWSER, LASTING, Seats

pytestmark = pytest.mark.long

HTMX = next(Path("static/vendor").glob("htmx-*/htmx.min.js")).read_bytes()
PAGES = {
    "/quiet": "<main><h1>站网</h1><p>all is well</p></main>",
    "/outside": "<main><h1>站网</h1><img src='http://outside.invalid/pixel.png' alt='a pixel'></main>",
    "/socket": "<main><h1>站网</h1></main><script>new WebSocket('ws://outside.invalid/')</script>",
    "/grumbling": "<main><h1>站网</h1></main><script>console.error('the clerk is not amused')</script>",
    "/broken": "<main><h1>站网</h1></main><script>throw new Error('snapped')</script>",
    "/unnamed-picture": "<main><h1>站网</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main>",
    "/given-up": "<main><h1>站网</h1><p id=a hx-get=/slow hx-trigger=load>a</p></main><script src=/htmx.js></script>"
    "<script>setTimeout(() => htmx.trigger('#a', 'htmx:abort'), 200)</script>",
    "/failing": "<main><h1>站网</h1><p hx-get=/gone hx-trigger=load>a</p></main><script src=/htmx.js></script>",
    "/rows": "<main><h1>站网</h1><table><tr><th>a</th></tr>{rows}</table></main>".format(
        rows="".join(f"<tr><td class='{'x' if row == 25 else 'y'}'><b>row {row}</b></td></tr>" for row in range(30))
    ),
    "/busy": "<main><h1>站网</h1></main><script>document.body.dataset.ran = 'some'</script>"
    + "<script>for (const end = Date.now() + 400; Date.now() < end; );</script><p>more</p>" * 5
    + "<script>document.body.dataset.ran = 'all'</script>",
    "/wide": "<main><h1>站网</h1><div style='width: 1000px'>wide</div></main>",
}
SCRIPTS = {"/htmx.js": HTMX, "/worker.js": b"self.onfetch = () => {}"}
TURNS = count()
FRAME = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>站网</title>'
    '<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width, initial-scale=1">'
    "</head><body>{}</body></html>"
)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            sleep(1)
            return
        if self.path == "/gone":
            self.send_error(404)
            return
        script = SCRIPTS.get(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8" if script is None else "text/javascript")
        if self.path == "/turn":
            self.send_header("Cache-Control", "max-age=3600")
            script = b"%d" % next(TURNS)
        self.end_headers()
        self.wfile.write(FRAME.format(PAGES[self.path]).encode() if script is None else script)

    def log_message(self, *_: object) -> None:
        """Say nothing: pytest's own output is the log."""


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_idle_network_is_waited_for_until_the_scripts_of_the_page_have_run(visit: Visiting, pages: str) -> None:
    page = visit(pages).page
    for go in (lambda: page.goto("/busy", wait_until="networkidle"), lambda: page.reload(wait_until="networkidle")):
        go()
        assert page.evaluate("document.body.dataset.ran") == "all"


def test_a_quiet_page_gives_no_reason_to_complain(visit: Visiting, pages: str) -> None:
    reader = visit(pages)
    reader.page.goto("/quiet")
    assert reader.complaints() == []
    assert reader.requested == [f"{pages}/quiet"]
    assert axe(reader.page) == []


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/outside", "asked another host: http://outside.invalid/pixel.png"),
        ("/socket", "asked another host: ws://outside.invalid/"),
        ("/grumbling", "said on the console: the clerk is not amused"),
        ("/broken", "said on the console: uncaught: snapped"),
        ("/failing", "said on the console: Response Status Error Code 404"),
    ],
)
def test_what_a_page_does_behind_the_readers_back_is_noticed(chromium, pages, path, complaint) -> None:
    with visiting(chromium, pages) as reader:
        reader.page.goto(path)
        reader.page.wait_for_load_state("networkidle")
        assert any(complaint in said for said in reader.complaints()), reader.complaints()


def test_a_request_that_the_page_itself_gave_up_is_no_complaint(visit: Visiting, pages: str) -> None:
    reader = visit(pages)
    reader.page.add_init_script("document.addEventListener('htmx:sendAbort', () => { window.gaveUp = true })")
    reader.page.goto("/given-up")
    reader.page.wait_for_function("window.gaveUp === true")
    assert reader.complaints() == []


def test_axe_names_the_rule_and_the_place_of_a_barrier(visit: Visiting, pages: str) -> None:
    reader = visit(pages)
    reader.page.goto("/unnamed-picture")
    (barrier,) = axe(reader.page)
    assert barrier.rule == "image-alt"
    assert barrier.places == ("img",)


@pytest.mark.parametrize(
    "pale",
    [
        "td.x { color: #bbb }",  # text that inherits it
        "td.x b { color: #bbb }",  # and text of its own
        "b { color: #eee } td.y { background: #000 }",  # what lies behind one row is another
        "td { font-size: 14px; color: #888 } td.y { font: bold 19px serif }",  # small letters need more
        "tr:nth-child(27) { opacity: 0.3 }",  # of a row, by its place
    ],
)
def test_text_too_pale_is_found_in_one_of_many_rows(visit: Visiting, pages: str, pale: str) -> None:
    reader = visit(pages)
    reader.page.goto("/rows")
    assert axe(reader.page) == []
    reader.page.add_style_tag(content=pale)
    assert [barrier.rule for barrier in axe(reader.page)] == ["color-contrast"]
    assert reader.page.locator("[data-looks-as-another]").count() == 0, "the page is left as it was"


def test_a_page_wider_than_the_phone_is_seen_to_be_so(visit: Visiting, pages: str) -> None:
    reader = visit(pages, PHONE)
    reader.page.goto("/quiet")
    assert reader.page.evaluate("window.innerWidth") == PHONE.width_px
    assert not reader.is_wider_than_the_screen()
    reader.page.goto("/wide")
    assert reader.is_wider_than_the_screen()


LEAVE_EVERYTHING = """async () => {
  document.cookie = 'left=1; max-age=3600';
  localStorage.setItem('left', '1');
  sessionStorage.setItem('left', '1');
  window.name = 'left';
  await new Promise(done => { indexedDB.open('left').onsuccess = done });
  await (await caches.open('left')).put('/quiet', new Response('left'));
  await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
  history.pushState(null, '', '#left');
  return await (await fetch('/turn')).text();
}"""
LOOK_FOR_EVERYTHING = """async () => ({
  cookies: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  name: window.name,
  databases: (await indexedDB.databases()).length,
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  controlled: navigator.serviceWorker.controller !== null,
  scripted: window.left !== undefined,
  permission: (await navigator.permissions.query({name: 'geolocation'})).state,
  width: innerWidth,
  printed: matchMedia('print').matches,
})"""
UNTOUCHED = {"cookies": "", "local": 0, "session": 0, "name": "", "databases": 0, "caches": [], "workers": 0}
UNTOUCHED |= {"controlled": False, "scripted": False, "printed": False}


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_nobody_meets_what_the_one_before_left_in_the_browser(chromium, pages, screen) -> None:
    seats = Seats(chromium)
    seat = seats.take(pages, screen)
    page = seat.page_for(screen)
    page.goto("/quiet")
    first = page.evaluate(LOOK_FOR_EVERYTHING)
    assert first == UNTOUCHED | {"width": screen.width_px, "permission": first["permission"]}
    turn = page.evaluate(LEAVE_EVERYTHING)
    assert page.evaluate("async () => await (await fetch('/turn')).text()") == turn, "the cache keeps it meanwhile"
    left = page.evaluate(LOOK_FOR_EVERYTHING)
    assert not [name for name in ("cookies", "local", "session", "name", "databases", "caches") if not left[name]]
    page.add_init_script("window.left = 1")
    page.set_viewport_size({"width": 500, "height": 400})
    page.emulate_media(media="print")
    page.route("**/*", lambda route: route.abort())
    seat.context.route("**/*", lambda route: route.abort())
    seat.context.grant_permissions(["geolocation"])
    seat.context.add_cookies([{"name": "left", "value": "1", "url": "http://elsewhere.invalid/"}])
    seat.context.new_page()
    seat.context.set_offline(True)
    seats.give_back(seat, pages, screen.touch)

    again = seats.take(pages, screen)
    assert again is seat, "it is the very context that is lent again"
    page = again.page_for(screen)
    page.goto("/quiet")
    assert page.evaluate(LOOK_FOR_EVERYTHING) == first
    assert page.evaluate("async () => await (await fetch('/turn')).text()") != turn
    assert page.evaluate("history.length") == 2, "the empty page that every page begins with, and this one"
    assert again.context.pages == [again.empty, page]
    assert again.context.cookies() == []
    again.context.close()


def test_a_context_serves_screens_of_any_size_with_touch_or_without(chromium, pages) -> None:
    seats = Seats(chromium)
    for touch in (False, True):
        first = seats.take(pages, Screen(1000, 700, touch))
        seats.give_back(first, pages, touch)
        small = seats.take(pages, Screen(180, 390, touch))
        assert small is first
        page = small.page_for(Screen(180, 390, touch))
        page.goto("/quiet")
        assert page.evaluate("[innerWidth, innerHeight, 'ontouchstart' in window]") == [180, 390, touch]
        small.context.close()


def test_two_visits_of_one_moment_share_nothing_and_those_to_other_places_are_let_go(chromium, pages) -> None:
    seats = Seats(chromium)
    one, other = seats.take(pages, PHONE), seats.take(pages, PHONE)
    assert one.context != other.context
    seats.give_back(one, pages, PHONE.touch)
    seats.give_back(other, pages, PHONE.touch)
    elsewhere = seats.take("http://127.0.0.1:9", PHONE)
    assert elsewhere.context not in (one.context, other.context)
    with pytest.raises(Error):
        one.context.new_page()
    elsewhere.context.close()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_was_heard_in_one_visit_is_not_told_in_the_next(visit: Visiting, pages: str, turn: str) -> None:
    reader = visit(pages)
    reader.page.goto("/grumbling" if turn == "first" else "/quiet")
    assert len(reader.requested) == 1
    assert len(reader.console_errors) == (turn == "first")
    reader.console_errors.clear()


def test_no_test_of_pages_asks_a_lent_context_for_what_no_clearing_takes_back() -> None:
    for file in Path("tests/pages").glob("*.py"):
        text = file.read_text("utf-8")
        assert not [words for words in LASTING if words in text], file.name
        about = [words for words in ABOUT_THE_BROWSER if words in text]
        assert not about or "own=True" in text, f"{file.name}: {about}"
