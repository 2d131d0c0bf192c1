"""The public pages as people meet them: on a desk and on a phone, in Chinese and in English, by mouse and keyboard."""

import json
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, Screen, Visiting
from tests.launching import ran
from tests.networks import ROOT, clean_environment, serving
from tests.pages.people import ONCE, fits, fits_in_width
from tests.patience import PATIENCE_SECONDS
from tests.thorough import everything

PAGES = (
    "/",
    "/?compliance=non_compliant",
    "/?q=zzzz",
    "/?near=106.97,30.84",
    "/sites/QX-ZHONGTAN",
    "/sites/QX-HUB",
    "/sites/GB-CENTRE",
    "/programmes",
    "/programmes/qu-2023",
    "/programmes/gangbei-2025",
    "/programmes/qu-2023/clauses",
    "/programmes/gangbei-2025/clauses",
    "/about",
)
CHINESE = re.compile("[\u4e00-\u9fff]")
MARKERS = "[...document.querySelectorAll('.site-pin, .site-cluster')].map((marker) => marker.outerHTML).join()"
"""What the map shows, as a text that changes when it shows anything else."""
SMALL_TEXT = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (walker.nextNode()) {
        const text = walker.currentNode.data.trim();
        const holder = walker.currentNode.parentElement;
        if (!text || !holder.checkVisibility() || holder.closest("script, .visually-hidden, .mark")) continue;
        const pixels = parseFloat(getComputedStyle(holder).fontSize);
        if (pixels < 16) found.add(`${pixels} ${holder.tagName}.${holder.className} ${text.slice(0, 20)}`);
    }
    return [...found];
}"""
"""What a page writes smaller than 16 pixels."""
WILD = "{{7*7}}<script>document.title='x'</script>${alert(1)}\"'><img src=x onerror=alert(1)>"


CHINESE_TEXTS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const near = walker.currentNode.parentElement.closest("[lang], script");
        if (!near || near.lang === "en") found.push(walker.currentNode.data.trim());
    }
    return found.filter((text) => /[\\u4e00-\\u9fff]/.test(text));
}"""
"""What an English page writes in Chinese without saying that it is Chinese."""


@pytest.mark.long
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_both_screens_keeps_nobody_out_and_reads_in_english(
    visit: Visiting, demo_server: str, path: str
) -> None:
    one = visit(demo_server)
    page = one.page
    page.goto(path, wait_until="networkidle")
    assert page.locator("h1").count() == 1
    # Sample data says so on every page that shows any.
    assert "示例" in page.locator("body").inner_text()
    for one.screen in (PHONE, DESKTOP):
        page.set_viewport_size({"width": one.screen.width_px, "height": one.screen.height_px})
        assert page.evaluate(SMALL_TEXT) == []
        fits(one) if one.screen is PHONE or everything() else fits_in_width(one)
    assert page.context.request.get("/?lang=en", headers=ONCE).ok
    page.goto(path, wait_until="networkidle")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.evaluate(CHINESE_TEXTS) == []
    # A page's title cannot mark its language: only a site's own name may be Chinese there.
    assert path.startswith("/sites/") or not CHINESE.search(page.title())
    fits(one)


def counted(page: Page, query: str) -> int:
    """How many sites the interface for programs counts."""
    number: int = page.context.request.get(f"/api/v1/sites?limit=1&{query}", headers=ONCE).json()["numberMatched"]
    assert number > 1
    return number


@pytest.mark.long
def test_the_language_switch_keeps_the_page_and_its_filters(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server).page
    page.goto("/?kind=gig_market")
    page.get_by_role("link", name="Switch to English").click()
    page.wait_for_load_state("networkidle")
    assert page.url.endswith("/?kind=gig_market&lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert f"{counted(page, 'kind=gig_market')} sites found" in page.locator(".count-line").inner_text()


def test_a_search_changes_list_map_and_address_without_a_new_page(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server).page
    page.goto("/", wait_until="networkidle")
    page.evaluate("window.stays = true")
    with page.expect_response(lambda answer: "/map/sites.geojson" in answer.url and "q=tuxi" in answer.url):
        page.get_by_role("searchbox").fill("tuxi")
    expect(page.locator(".count-line")).to_contain_text(f"共 {counted(page, 'programme=qu-2023')} 个")
    codes = [row.get_attribute("data-code") for row in page.locator(".site-row").all()]
    assert "QX-TUXI" in codes
    assert "QX-SANHUI" not in codes
    assert "q=tuxi" in page.url
    assert page.evaluate("window.stays") is True


def test_a_chip_filters_and_a_second_press_takes_it_back(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server).page
    page.goto("/", wait_until="networkidle")
    page.locator("#kind-outpost").click()
    expect(page.locator(".site-row")).to_have_count(9)
    assert page.locator("#kind-outpost").get_attribute("aria-current") == "true"
    page.locator("#kind-outpost").click()
    expect(page.locator(".site-row")).to_have_count(40)


def test_everything_works_without_scripts(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server, PHONE, java_script_enabled=False).page
    page.goto("/")
    page.get_by_role("searchbox").fill("土溪")
    page.get_by_role("button", name="查找").click()
    page.locator(".site-row h2 a").first.click()
    assert "土溪镇" in page.locator("h1").inner_text()


def test_the_map_shows_clusters_that_open_and_a_popup_that_leads_to_the_site(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server).page
    page.goto("/?kind=incubator", wait_until="networkidle")
    page.locator(".site-pin, .site-cluster").first.wait_for()
    while page.locator(".site-pin").count() == 0:
        before = page.evaluate(MARKERS)
        page.locator(".site-cluster").first.click()
        page.wait_for_function(f"before => {MARKERS} !== before", arg=before)
    page.locator(".site-pin").first.click()
    page.locator(".popup a", has_text="查看站点").click()
    page.wait_for_url("**/sites/DEMO-FH-*")


def test_the_nearest_sites_come_first_when_the_phone_says_where_it_is(visit: Visiting, demo_server: str) -> None:
    page = visit(
        demo_server, PHONE, geolocation={"longitude": 107.058, "latitude": 31.0145}, permissions=["geolocation"]
    ).page
    page.goto("/", wait_until="networkidle")
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator(".count-line")).to_contain_text("距离")
    assert "土溪" in page.locator(".site-row").first.inner_text()
    assert "米" in page.locator(".site-row").first.inner_text()
    assert "估算" in page.locator(".site-row").first.inner_text()


def test_a_refused_position_says_what_to_do_instead(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server, PHONE, permissions=[]).page
    page.goto("/", wait_until="networkidle")
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator("#near-said")).to_contain_text("地名")


def test_one_gets_from_the_search_to_a_site_by_keyboard_alone(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server).page
    page.goto("/", wait_until="networkidle")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "跳到正文"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.site-row') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites/*")


def test_a_verdict_is_a_sentence_and_the_documents_words_are_one_press_away(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server).page
    page.goto("/sites/QX-ZHONGTAN")
    first = page.locator(".verdict").first
    assert re.search(r"场地面积 11\.2 平方米，要求不低于 15 平方米，差 3\.8 平方米", first.inner_text())
    assert not first.locator("blockquote").is_visible()
    first.locator("summary").click()
    assert "不低于15平方米" in first.locator("blockquote").inner_text()


def test_a_missing_page_helps_and_can_be_read_in_english(visit: Visiting, demo_server: str) -> None:
    one = visit(demo_server)
    answer = one.page.goto("/sites/NOPE")
    assert answer is not None
    assert answer.status == 404
    one.page.get_by_role("link", name="Switch to English").click()
    assert "Traceback" not in one.page.content()
    assert one.page.locator("html").get_attribute("lang") == "en"
    one.console_errors.clear()


@pytest.fixture(scope="module")
def wild_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose sites have names that try to be programs."""
    folder = tmp_path_factory.mktemp("wild")
    document = {
        "code": "WILD-1",
        "programme": "qu-2023",
        "kind": "gig_market",
        "tier": "county",
        "name": WILD,
        "address": WILD,
        "phone": "'\"><b>1",
        "division": "511725103000",
        "status": "operating",
        "location": {"lon": 107.06, "lat": 31.01, "crs": "wgs84"},
        "facts": {},
        "staff": [{"role": "service_staff", "employment": "full_time", "name": WILD, "public": True}],
    }
    (folder / "wild.json").write_text(json.dumps(document), "utf-8")
    done = ran(
        ("import", "--confirm", str(folder / "wild.json")), clean_environment(folder), ROOT, b"", PATIENCE_SECONDS
    )
    assert done.returncode == 0, done.stderr.decode()
    with serving(folder) as address:
        yield address
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.long
def test_what_people_typed_is_shown_as_they_typed_it_and_never_runs(visit: Visiting, wild_server: str) -> None:
    page = visit(wild_server).page
    page.on("dialog", lambda dialog: pytest.fail(f"a name opened a dialog: {dialog.message}"))
    page.goto("/?kind=gig_market", wait_until="networkidle")
    assert page.locator(".site-row h2").inner_text().startswith("{{7*7}}<script>")
    page.locator(".site-pin").click()
    assert page.locator(".popup .name").inner_text() == WILD
    assert page.locator(".popup img, .popup script, .popup b").count() == 0
    page.goto("/sites/WILD-1", wait_until="networkidle")
    assert page.locator("h1").inner_text().startswith("{{7*7}}<script>")
    assert WILD in page.locator("main").inner_text()
    assert page.title().startswith("{{7*7}}")
    assert page.locator("main img[src=x], main script").count() == 0


@pytest.mark.long
def test_the_description_of_the_interface_opens_without_asking_another_host(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server).page
    page.goto("/schema", wait_until="networkidle")
    expect(page.get_by_text("/api/v1/sites/nearest").first).to_be_visible()


def test_what_is_printed_leaves_out_what_paper_cannot_use(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server).page
    page.goto("/programmes/qu-2023")
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert page.locator("h1").is_visible()


@pytest.mark.long
@pytest.mark.parametrize(("language", "least"), [("zh", 30), ("en", 26)])
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_first_view_of_the_map_names_most_townships(
    visit: Visiting, demo_server: str, screen: Screen, language: str, least: int
) -> None:
    page = visit(demo_server, screen).page
    page.goto(f"/?lang={language}", wait_until="networkidle")
    if screen is PHONE:
        page.locator("#view-switch").click()
    page.locator(".site-cluster").first.wait_for()
    expect(page.locator(".town-label").first).to_be_attached()
    page.wait_for_function(f"document.querySelectorAll('.town-label:not(.is-crowded)').length >= {least}")


def test_a_cluster_shows_the_kinds_inside_it_as_a_ring_of_their_colours(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server).page
    page.goto("/", wait_until="networkidle")
    page.locator(".site-cluster").first.wait_for()
    rings = page.evaluate("[...document.querySelectorAll('.site-cluster')].map((c) => c.style.background)")
    assert all(ring.startswith("conic-gradient(") for ring in rings)
    assert max(len(set(re.findall(r"rgb\(\d+, \d+, \d+\)", ring))) for ring in rings) > 2


def test_a_search_that_is_opened_as_a_link_shows_towns_and_outline_around_what_it_found(
    visit: Visiting, demo_server: str
) -> None:
    page = visit(demo_server).page
    page.goto("/?q=tuxi", wait_until="networkidle")
    page.locator(".site-pin").first.wait_for()
    inside = """([chosen, least]) => {
        const frame = document.querySelector(".map").getBoundingClientRect();
        return [...document.querySelectorAll(chosen)].filter((part) => {
            const { left, top } = part.getBoundingClientRect();
            return left > frame.left && left < frame.right && top > frame.top && top < frame.bottom;
        }).length >= least;
    }"""
    page.wait_for_function(inside, arg=[".town-label:not(.is-crowded)", 5])
    page.wait_for_function(inside, arg=[".site-pin, .site-cluster", 3])
    expect(page.locator(".leaflet-outline-pane path").nth(1)).to_be_attached()


@pytest.mark.long
def test_a_sites_page_leads_back_to_the_search_as_it_was_left_in_either_language(
    visit: Visiting, demo_server: str
) -> None:
    page = visit(demo_server).page
    page.goto("/", wait_until="networkidle")
    page.get_by_role("searchbox").fill("tuxi")
    page.wait_for_url("**/?*q=tuxi*")  # the list before says too how many it found
    page.locator(".site-row h2 a").first.click()
    page.wait_for_url("**/sites/*")
    page.get_by_role("link", name="Switch to English").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Back to the search").click()
    page.wait_for_url("**/?*q=tuxi*")
    assert page.get_by_role("searchbox").input_value() == "tuxi"


def test_on_a_phone_the_map_follows_hours_and_address_and_comes_before_the_standard(
    visit: Visiting, demo_server: str
) -> None:
    page = visit(demo_server, PHONE).page
    page.goto("/sites/QX-ZHONGTAN", wait_until="networkidle")
    tops = [page.locator(place).first.bounding_box()["y"] for place in (".site-now", "#site-map", "#standard", ".qr")]
    assert tops == sorted(tops)


APPLE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(("agent", "amap"), [(APPLE, "iosamap://path?"), (ANDROID, "amapuri://route/plan/?")])
def test_on_a_phone_one_button_leads_to_every_map_application(
    visit: Visiting, demo_server: str, agent: str, amap: str
) -> None:
    one = visit(demo_server, PHONE, user_agent=agent)
    page = one.page
    page.goto("/sites/QX-ZHONGTAN", wait_until="networkidle")
    choices = page.locator("#navigate li a")
    assert not any(choice.is_visible() for choice in choices.all())
    page.locator("#navigate summary").tap()
    expect(choices.first).to_be_visible()
    addresses = [choice.get_attribute("href") or "" for choice in choices.all() if choice.is_visible()]
    for begins in (
        *("https://uri.amap.com/", amap, "https://api.map.baidu.com/", "baidumap://", "https://apis.map.qq.com/"),
        *("qqmap://", "https://maps.apple.com/", "https://www.openstreetmap.org/", "geo:30."),
    ):
        assert any(address.startswith(begins) for address in addresses), begins
    assert not one.is_wider_than_the_screen()


def test_on_a_desk_the_position_can_be_copied(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server, permissions=["clipboard-read", "clipboard-write"]).page
    page.goto("/sites/QX-ZHONGTAN", wait_until="networkidle")
    page.locator("#navigate summary").click()
    expect(page.get_by_role("link", name="高德地图", exact=True)).to_be_visible()
    assert not any(link.is_visible() for link in page.locator(".for-touch").all()), "no application to open on a desk"
    page.get_by_role("button", name="复制坐标").click()
    expect(page.locator("#place-said")).to_have_text("坐标已复制。")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#coordinates").inner_text()


def test_without_scripts_a_site_has_no_empty_frame_of_a_map(visit: Visiting, demo_server: str) -> None:
    page = visit(demo_server, PHONE, java_script_enabled=False).page
    page.goto("/sites/QX-TUXI", wait_until="load")
    expect(page.locator("#site-map")).to_be_hidden()
    expect(page.locator(".week-table")).to_be_visible()
