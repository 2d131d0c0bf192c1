"""Served below a path of a portal (`https://portal.example/jiuye`), every address follows it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from tests.databases import copy_sqlite
from tests.networks import ROOT, seeds, settings_for
from tests.web.people import PASSWORD
from tests.web.test_rights_at_the_routes import routes

pytestmark = pytest.mark.long

BASE = "/jiuye"
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="(/[^"]*)"')
_OF_THE_HOST = re.compile(r"https://portal\.example([^\s\"'<>]*)")
_ADDRESSES_OF_FORMS_AND_SCRIPTS = ("value",)
"""Attributes that hold a path which the program itself reads again."""


@pytest.fixture(scope="module")
def installed_below(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an installation below a path; the demonstration is copied, since signing in writes."""
    folder = tmp_path_factory.mktemp("below")
    copy_sqlite(demo_sqlite, folder / "copy.sqlite")
    settings = settings_for(f"sqlite:///{folder}/copy.sqlite", folder, base_url=f"https://portal.example{BASE}")
    with TestClient(create_app(settings, seeds=seeds()), base_url="https://portal.example") as client:
        yield client


@pytest.fixture
def below(installed_below: TestClient) -> TestClient:
    """The client of somebody who has not signed in."""
    installed_below.cookies.clear()
    return installed_below


def sign_in(client: TestClient, name: str) -> None:
    answer = client.post(
        f"{BASE}/sign-in", data={"username": name, "password": PASSWORD, "next": "/work"}, follow_redirects=False
    )
    assert answer.headers["location"] == f"{BASE}/work"
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all(re.search(rf"path={BASE}(;|$)", cookie, re.IGNORECASE) for cookie in cookies)


def test_every_address_of_every_page_lies_below_the_path_and_leads_somewhere(below: TestClient) -> None:
    sign_in(below, "demo-county")
    found: dict[str, str] = {}
    for method, path, _ in routes(below):
        if method != "GET" or path.startswith(("/static", "/metrics")):
            continue
        answer = below.get(BASE + path, follow_redirects=False)
        if location := answer.headers.get("location"):
            assert location.startswith(f"{BASE}/"), (path, location)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for attribute, address in _ATTRIBUTE.findall(answer.text):
            if attribute not in _ADDRESSES_OF_FORMS_AND_SCRIPTS:
                assert address.startswith(f"{BASE}/") or address == BASE, (path, attribute, address)
                if attribute in ("href", "src"):
                    found.setdefault(shape(address), address.replace("&amp;", "&"))
    assert len(found) > 40
    for address in found.values():
        if not address.startswith(f"{BASE}/static"):
            assert below.get(address, follow_redirects=False).status_code < 400, address


def test_every_full_address_of_the_host_that_visitors_and_programs_read_lies_below_the_path(below: TestClient) -> None:
    said = 0
    for method, path, _ in routes(below):
        if method != "GET" or path.startswith(("/static", "/metrics")):
            continue
        answer = below.get(BASE + path, follow_redirects=False)
        for address in _OF_THE_HOST.findall(answer.text + str(answer.headers)):
            assert re.match(rf"{BASE}(?![\w-])", address), (path, address)
            said += 1
    assert said > 100


def shape(address: str) -> str:
    """An address without what changes from one thing to the next."""
    return re.sub(r"\d+|[A-Z]{2}[A-Z0-9-]+|[0-9a-f-]{36}", "*", urlsplit(address).path)


def test_a_proxy_may_take_the_path_off_too(below: TestClient) -> None:
    assert below.get("/sites/QX-TUXI").text == below.get(f"{BASE}/sites/QX-TUXI").text


def test_addresses_for_programs_follow_it(below: TestClient) -> None:
    listed = below.get(f"{BASE}/api/v1/sites?limit=1").json()
    assert all(link["href"].startswith(f"{BASE}/api/v1/sites") for link in listed["links"])
    assert below.get(f"{BASE}/schema/openapi.json").json()["servers"] == [{"url": BASE}]
    landing = below.get(f"{BASE}/ogc").json()
    assert all(link["href"].startswith(f"https://portal.example{BASE}/ogc") for link in landing["links"])
    assert f'spec-url="{BASE}/schema/openapi.json"' in below.get(f"{BASE}/schema").text


def test_the_way_back_and_the_way_to_sign_in_are_known(below: TestClient) -> None:
    came = {"Referer": f"https://portal.example{BASE}/?q=x"}
    assert f'href="{BASE}/?q=x"' in below.get(f"{BASE}/sites/QX-TUXI", headers=came).text
    asked = below.get(f"{BASE}/work", follow_redirects=False).headers["location"]
    assert asked == f"{BASE}/sign-in?next=%2Fwork"


def test_what_people_type_is_no_address(below: TestClient) -> None:
    page = below.get(f"{BASE}/", params={"q": 'x" href="/elsewhere'}).text
    assert f"{BASE}/elsewhere" not in page


def test_scripts_ask_below_the_path(below: TestClient) -> None:
    assert f'data-base="{BASE}"' in below.get(f"{BASE}/").text
    script = below.get(re.search(r'src="([^"]+/js/[^"]+)"', below.get(f"{BASE}/").text).group(1))
    assert script.status_code == 200
    knowing = ("own(", "fetched(", "endsWith(", "startsWith(", "action$=")
    for path in sorted((ROOT / "static" / "js").glob("*.js")):
        for line in path.read_text("utf-8").splitlines():
            if re.search(r'["`\'](?:/["\w?$]|/["`\'])', line):
                assert any(word in line for word in knowing), f"{path.name} knows nothing of the path: {line.strip()}"
