"""Nothing that serves everybody walks the network: every page and answer there is, and what people save, of a registry
so large that reading all of its sites would show.

Counted is how often a site is read off its record in the thread that serves. What has to read more (a workbook of all
sites, a map of them) does so in another.
"""

import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.journeys.network.judged import network
from app.journeys.network.records import SitesAtHand, site_of_record
from app.sites.document import read_site
from tests.calls import calls
from tests.databases import queries
from tests.province import settle
from tests.standing import on_sqlite
from tests.thorough import everything
from tests.web.forms import form_on
from tests.web.people import bearer, csrf, send, sign_in, token_of
from tests.web.test_notices import POSTED, TOWNSHIP, form_of
from tests.web.test_planned_visits import plan
from tests.web.test_rectifications import ORDER, order
from tests.web.test_visits import visit
from tests.web.test_workbook_page import PAGE, posted
from tests.web.writing import house_of, registered

pytestmark = pytest.mark.long

BY_SCRIPT = {"HX-Request": "true"}
MADE_UP = 700
"""With those of the demonstration as many as a form just offers by name (`register_choices.MOST_OFFERED`)."""
MOST = 350
"""The most sites that one page names: those of a kind, into which another can be merged, and a few."""
FEW = 60
"""What a save may read, with the page that comes before it."""
FORM = "/work/sites/QX-TUXI"
WHAT_IF = "/county/qu-2023/clauses/station.plaque/what-if"
STANDS_FOR = {"{code}": "QX-TUXI", "{slug}": "qu-2023", "{clause}": "station.plaque", "{target}": "stations"}
STANDS_FOR |= {"{username}": "demo-tuxi"}
MORE = (
    "/inspections?programme=qu-2023&sort=longest&township=511725103000",
    "/county/qu-2023/sites?page=9",
    "/work?page=2",
    f"{WHAT_IF}?in_force_from=2027-01-01",
    "/findings?programme=qu-2023&page=3",
    "/work/workbook.xlsx?township=511725103000",
    *(f"/ogc/collections/sites{part}" for part in ("", "/items", "/items/QX-TUXI", "/queryables", "/schema")),
)
KEY = re.compile(r'"id":\s*"([0-9a-f-]{36})"')
LINK = re.compile(r'(?:href|src|action)="(/[^"]*)"')


@pytest.fixture(scope="module")
def province(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with on_sqlite(demo_sqlite, tmp_path_factory.mktemp("province"), "province") as app, TestClient(app) as client:
        assert client.blocking_portal is not None
        client.blocking_portal.call(settle, house_of(client), ("qu-2023", "gangbei-2025"), MADE_UP)
        assert client.get("/api/v1/sites?limit=1").json()["numberMatched"] > MADE_UP
        yield client


def read_routes(app: Litestar) -> dict[str, re.Pattern[str]]:
    """The form of every address that can be read, those without a parameter first."""
    found = {
        route.path_format: re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(route.path_format)))
        for route in app.routes
        if any("GET" in handler.http_methods for handler in getattr(route, "route_handlers", ()))
    }
    return dict(sorted(found.items(), key=lambda item: (item[0].count("{"), item[0])))


def walked(client: TestClient, ask: Callable[[str], Any]) -> set[str]:
    """Ask for an address of every route: one that stands for it, else the first that a page links to. The routes for
    which there was none.
    """
    routes = read_routes(client.app)
    stands = {path: reduce(lambda to, name: to.replace(name, STANDS_FOR[name]), STANDS_FOR, path) for path in routes}
    missing = {path for path, address in stands.items() if "{" in address}
    waiting = [address for address in stands.values() if "{" not in address]

    def offer(address: str) -> None:
        path = re.split("[?#]", address)[0]
        route = next((one for one, form in routes.items() if form.fullmatch(path)), None)
        if route in missing or address in MORE:
            missing.discard(route)
            waiting.append(address)

    for address in MORE:
        offer(address)
    for address in waiting:
        answer = ask(address)
        said = answer.headers.get("content-type", "")
        links = set(map(html.unescape, LINK.findall(answer.text))) if "html" in said else set()
        links |= {f"{address}/{key}" for key in KEY.findall(answer.text)[:1]} if "json" in said else set()
        for link in sorted(links | {f"/api/v1{link}" for link in links}):
            offer(link)
    return missing


OF_ONE_RECORD = {
    "/api/v1/proposals/{key}",
    "/api/v1/site-plans/{key}",
    "/audits/{key}/again",
    "/audits/{key}/audit.xlsx",
    "/audits/{key}/sites",
    "/county/{slug}/spending/{key}",
    "/evidence/{key}",
    "/faults/{key}",
    "/faults/{key}/photo",
    "/inspections/{key}",
    "/inspections/{key}/record.docx",
    "/ledgers/rows/{key}",
    "/notices/{key}/paper.docx",
    "/photos/{name}",
    "/programmes/{slug}/site-plans/{key}",
    "/programmes/{slug}/site-plans/{key}/map.geojson",
    "/review/{key}",
    "/static/{fingerprint}/{name}",
    "/work/workbook/{fingerprint}/faults.xlsx",
}
"""Addresses of what somebody has to make or upload first; the demonstration has none that a page links to."""
WHO = ("demo-county", "demo-operator", "", "demo-tuxi", "demo-reviewer", "demo-reader", "demo-gangbei")


def test_a_save_reads_the_sites_that_it_is_about(province: TestClient) -> None:
    steps: Counter[str] = Counter()
    assert sign_in(province, "demo-tuxi") == 303
    fields, _ = form_on(province.get(FORM).text, "site-form")
    moved = fields | {"location.lon": ["107.1337"], "location.lat": ["31.0318"], "location.crs": ["wgs84"]}
    with calls(province, site_of_record, read_site) as heard:

        def step(name: str, answer: Any, status: int) -> Any:
            assert answer.status_code == status, name
            steps[name] = heard.total() - steps.total()
            return answer

        step("check", province.post(f"{FORM}/check", data=moved), 200)
        step("draft", province.post(FORM, data=moved | {"_action": ["draft"]}, follow_redirects=False), 303)
        fields, _ = form_on(province.get(FORM).text, "site-form")
        typed = fields | {"_action": ["submit"], "_reason": ["新址"]}
        asked = step("doubted", province.post(FORM, data=typed), 422)
        typed["_sure"] = re.findall(r'name="_sure"\s+value="(\w+)"', asked.text)
        step("submitted", province.post(FORM, data=typed, follow_redirects=False), 303)
        assert sign_in(province, "demo-reviewer") == 303
        (request,) = set(re.findall(r'href="(/review/[0-9a-f-]{36})', province.get("/review?site=QX-TUXI").text))
        page = step("review", province.get(request), 200).text
        hidden = dict(re.findall(r'name="(csrf_token|version|site_version)"\s+value="([^"]*)"', page))
        decided = hidden | {"action": "accept", "item": re.findall(r'name="item"\s+value="([^"]+)"', page)}
        step("accepted", province.post(request, data=decided, follow_redirects=False), 303)
        step("visit", visit(province, key=str(uuid4())), 303)
        data = {"csrf_token": csrf(province), **order(province)}
        step("order", province.post(ORDER, data=data, follow_redirects=False), 303)
        assert sign_in(province, "demo-county") == 303
        step("planned", plan(province, "QX-SANHUI"), 303)
        today = house_of(province).today().isoformat()
        step("audit", send(province, "/audits", programme="qu-2023", as_of=today, title="存档"), 303)
        step("what-if kept", send(province, WHAT_IF, in_force_from="2027-01-01", name="推迟"), 303)
    assert {name: number for name, number in steps.items() if number > FEW} == {}


def test_an_upload_is_told_by_the_rows_of_its_sites(province: TestClient) -> None:
    assert sign_in(province, "demo-county") == 303
    raw = province.get("/work/workbook.xlsx?township=511725103000").content
    with calls(province, site_of_record, read_site) as heard, queries() as asked:
        answer = posted(province, PAGE, {"file": ("填报表.xlsx", raw)})
    sites = re.search(r"没有变化（(\d+) 个站点）", answer.text)
    assert sites is not None, answer.text
    assert heard.total() == 0
    documents = [n for statement, n in zip(*asked, strict=True) if '"document"' in statement]
    assert 0 < int(sites[1]) <= sum(documents) < int(sites[1]) + FEW


def test_what_is_sent_to_be_looked_at_or_taken_in_reads_the_sites_that_it_names(province: TestClient) -> None:
    steps: dict[str, int] = {}
    by_token, rows = bearer(token_of(province, "demo-operator")), {"rows": [], "dry_run": True}
    registered(province, {"code": "QX-HUB", "phone": "0818-7400001"})  # all that is kept is renewed
    with calls(province, site_of_record, read_site) as heard:

        def step(name: str, ask: Callable[[], Any], status: int) -> Any:
            before = heard.total()
            answer = ask()
            assert answer.status_code == status, name
            steps[name] = heard.total() - before
            return answer

        assert sign_in(province, "demo-county") == 303
        page = step("orders to choose", lambda: province.get(POSTED), 200).text
        township = TOWNSHIP.findall(page)[0]
        form = form_of(province, township=township)
        step("what would be ordered", lambda: province.post(POSTED, data=form), 200)
        draft = POSTED.replace("/notices/new", "/notices/draft")
        step("draft", lambda: province.post(draft, data=form), 200)
        step("draft refused", lambda: province.post(draft, data=form | {"pair": []}), 422)
        assert sign_in(province, "demo-operator") == 303
        token = csrf(province)
        path, row = "/ledgers/upload?stretch=2026-H1", b"ledger,day,nothing\ncomplaints,2026-03-02,yes\n"
        book = step("ledgers", lambda: province.get("/ledgers/workbook?stretch=2026-H1"), 200).content
        for name, content, status in (("a.csv", row, 303), ("b.xlsx", book, 303), ("c.csv", b"ledger\nno\n", 422)):
            given = {"data": {"csrf_token": token, "reason": "x"}, "files": {"file": (name, content)}}
            step(name, lambda given=given: province.post(path, **given, follow_redirects=False), status)
        step("rows by a program", lambda: province.post("/api/v1/ledgers", json=rows, headers=by_token), 200)
        assert sign_in(province, "demo-county") == 303
        raw = province.get("/work/workbook.xlsx?township=511725103000").content
        step("workbook", lambda: posted(province, PAGE, {"file": ("填报表.xlsx", raw)}), 200)
        fingerprint = hashlib.sha256(raw).hexdigest()
        step("marked", lambda: province.get(f"{PAGE}/{fingerprint}/faults.xlsx"), 200)
        sent = {"fingerprint": fingerprint, "reason": "x"}
        step("carried out", lambda: posted(province, f"{PAGE}/carry-out", **sent), 422)
    assert {name: number for name, number in steps.items() if number > FEW} == {}


def test_a_what_if_reads_only_the_sites_that_its_clause_is_addressed_to(province: TestClient) -> None:
    assert sign_in(province, "demo-county") == 303
    registered(province, {"code": "QX-HUB", "phone": "0818-7300009"})  # no site of this state was read before
    assert province.blocking_portal is not None
    before = province.blocking_portal.call(network, house_of(province))
    before.house.kept.of(SitesAtHand).by_version.clear()
    assert province.get(f"{WHAT_IF}?in_force_from=2023-06-01").status_code == 200
    after = province.blocking_portal.call(network, house_of(province))  # another one, where it was renewed meanwhile
    at_hand = after.house.kept.of(SitesAtHand).by_version
    stations = province.get("/api/v1/sites?programme=qu-2023&kind=service_station&limit=1").json()["numberMatched"]
    assert 0 < len(at_hand) <= stations + FEW


@pytest.mark.parametrize("address", ["/assessments/form", "/ledgers/workbook", "/contract/papers/report"])
def test_a_paper_of_one_contract_reads_the_row_of_its_site(province: TestClient, address: str) -> None:
    assert sign_in(province, "demo-gangbei") == 303
    with queries() as asked:
        assert province.get(f"{address}?site=GB-CENTRE").status_code == 200
    documents = [n for statement, n in zip(*asked, strict=True) if '"document"' in statement]
    assert set(documents) == {1}


@pytest.mark.parametrize("headers", [BY_SCRIPT, BY_SCRIPT | {"HX-Boosted": "true"}] if everything() else [BY_SCRIPT])
def test_no_part_of_a_page_that_is_fetched_anew_reads_more(province: TestClient, headers: dict[str, str]) -> None:
    assert sign_in(province, "demo-county") == 303
    registered(province, {"code": "QX-HUB", "phone": f"0818-73{len(headers):05}"})
    read: dict[str, int] = {}
    with calls(province, site_of_record, read_site) as heard:
        for address in [*(path for path in read_routes(province.app) if "{" not in path), *MORE]:
            before = heard.total()
            province.get(address, headers=headers, follow_redirects=False)
            read[address] = heard.total() - before
    assert {address: number for address, number in read.items() if number > MOST} == {}


@pytest.mark.parametrize("who", WHO if everything() else WHO[:2])
def test_no_answer_reads_more_sites_than_a_page_can_name(province: TestClient, who: str) -> None:
    province.cookies.clear()
    assert not who or sign_in(province, who) == 303
    registered(province, {"code": "QX-HUB", "phone": f"0818-72{WHO.index(who):05}"})  # all that is kept is renewed
    read: dict[str, int] = {}
    with calls(province, site_of_record, read_site) as heard:

        def ask(address: str) -> Any:
            before = heard.total()
            answer = province.get(address, follow_redirects=False)
            read[address] = heard.total() - before
            return answer

        missing = walked(province, ask)
    assert {address: number for address, number in read.items() if number > MOST} == {}
    if who == "demo-county":
        assert missing <= OF_ONE_RECORD, "say in MORE what stands for these"
