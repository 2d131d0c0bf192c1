"""What a public page says of itself to browsers, search engines and the law: language, looks, boundaries, records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from litestar.testing import TestClient

from app.asgi import create_app
from tests.networks import registered_sqlite, seeds, settings_for
from tests.web.people import sign_in
from tests.web.writing import registered

__all__ = ["registered_sqlite"]

PUBLIC = "https://jobs.example.org"
OUTLINE = "/map/boundary.geojson?programme=qu-2023"


@pytest.fixture
def real(sqlite_template: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A client of a registry that is no demonstration and knows its public address."""
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(sqlite_template.read_bytes())
    settings = settings_for(
        f"sqlite:///{copy}", tmp_path, base_url=PUBLIC, organ="渠县<就业>局", icp_record="备案示例1号"
    )
    with TestClient(create_app(settings, seeds=seeds()), base_url="https://testserver.local") as client:
        yield client


def test_the_language_is_that_of_the_address_then_the_choice_then_the_browser_then_chinese(reader: TestClient) -> None:
    def spoken(address: str = "/", **headers: str) -> str:
        return reader.get(address, headers=headers).headers["content-language"]

    english = {"accept-language": "en-GB,en;q=0.9"}
    assert spoken() == "zh-CN"
    assert spoken(**{"accept-language": "fr, de;q=0.5"}) == "zh-CN"
    assert spoken(**english) == "en"
    assert spoken("/?lang=zh", **english) == "zh-CN"
    assert spoken(**english) == "zh-CN", "what was chosen is kept"
    assert spoken("/sites/QX-TUXI?lang=en") == "en"
    assert spoken("/nowhere?lang=zh") == "zh-CN"
    assert spoken("/?lang=xx&q=土溪") == spoken()
    reader.cookies.clear()


def test_each_language_of_a_page_has_an_address_of_its_own(real: TestClient) -> None:
    page = real.get("/?q=%E5%9C%9F%E6%BA%AA&lang=en").text
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    for language, address in found.items():
        there = real.get(address.replace(PUBLIC, "").replace("&amp;", "&"))
        assert (there.status_code, there.headers["content-language"]) == (200, language)
        assert 'value="土溪"' in there.text
    assert set(found) == {"zh-CN", "en"}
    assert f'<link rel="canonical" href="{PUBLIC}/?lang=en">' in page


def test_a_look_is_chosen_once_and_kept(reader: TestClient) -> None:
    page = reader.get("/?q=土溪").text
    href = re.search(r'id="look-large" href="([^"]+)"', page)[1].replace("&amp;", "&")
    large = reader.get(href)
    assert 'class="look-large ' in large.text
    assert 'value="土溪"' in large.text
    assert 'class="look-large ' in reader.get("/about").text
    both = reader.get("/?look=large.contrast.nonsense").text
    assert 'class="look-contrast look-large ' in both
    assert 'class="look' not in reader.get("/?look=plain").text.split("<head>")[0]
    reader.cookies.clear()


def test_boundaries_reach_the_public_only_with_their_approval_number(
    real: TestClient, reader: TestClient, demo_sqlite: Path, tmp_path: Path
) -> None:
    assert real.get(OUTLINE).json()["features"] == []
    assert "不表示境界" in real.get("/").text
    assert "边界仅供示意" not in real.get("/").text
    assert reader.get(OUTLINE).json()["features"], "the demonstration shows a sketch"
    assert "边界仅供示意" in reader.get("/").text
    settings = settings_for(f"sqlite:///{demo_sqlite}", tmp_path, map_approval="示例S(2026)1号")
    with TestClient(create_app(settings, seeds=seeds())) as approved:
        assert approved.get(OUTLINE).json()["features"]
        assert "审图号：示例S(2026)1号" in approved.get("/").text
        assert "边界仅供示意" not in approved.get("/").text
        about = approved.get("/about").text
        assert about.count("审图号：示例S(2026)1号") == 3, "sources, map, foot"
        assert not [said for said in ("示意", "不是经审核", "须有审图号") if said in about]


def test_the_footer_names_who_answers_and_its_records(real: TestClient, reader: TestClient) -> None:
    for address in ("/", "/about", "/sites/QX-TUXI"):
        page = real.get(address).text
        assert "主办单位：渠县&lt;就业&gt;局" in page
        assert "备案示例1号" in page
    assert 'class="imprint"' not in reader.get("/").text


def test_a_site_is_told_to_machines_and_nothing_typed_breaks_out(real: TestClient) -> None:
    name = "土溪</script><script>alert(1)</script>&站"
    hours = {"mon": [["09:00", "12:00"], ["14:00", "24:00"]]}
    special = {"2099-05-01": [], "2020-01-01": []}
    registered(
        real,
        {
            "code": "QX-TUXI",
            "status": "operating",
            "name": name,
            "phone": "0818-7212345",
            "facts": {"opening_hours": hours, "special_days": special},
        },
    )
    page = real.get("/sites/QX-TUXI").text
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert (told["@type"], told["name"], told["url"]) == ("GovernmentOffice", name, f"{PUBLIC}/sites/QX-TUXI")
    spans = [(one["dayOfWeek"], one["opens"], one["closes"]) for one in told["openingHoursSpecification"]]
    assert spans == [("Monday", "09:00", "12:00"), ("Monday", "14:00", "23:59")]
    assert "alert(1)</script>" not in page
    assert '<meta property="og:title" content="土溪&lt;/script&gt;' in page


def test_what_to_bring_is_said_where_it_was_reported(real: TestClient) -> None:
    assert "办事须带" not in real.get("/sites/QX-TUXI").text
    registered(real, {"code": "QX-TUXI", "facts": {"what_to_bring": "身份证<原件>"}})
    assert "<dt>办事须带</dt><dd>身份证&lt;原件&gt;</dd>" in real.get("/sites/QX-TUXI").text


def test_what_to_bring_is_asked_of_every_site(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    assert 'name="facts.what_to_bring"' in client.get("/work/sites/QX-TUXI").text


def test_what_is_sample_or_not_there_yet_is_told_to_no_machine(reader: TestClient, real: TestClient) -> None:
    assert "ld+json" not in reader.get("/sites/QX-TUXI").text
    assert 'content="noindex"' in reader.get("/sites/QX-TUXI").text
    assert "ld+json" not in real.get("/sites/QX-HUB").text
    assert reader.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert reader.get("/sitemap.xml").status_code == 404


def test_a_page_says_its_own_address_and_way_back_whatever_others_asked_before(real: TestClient) -> None:
    def told(path: str, came_from: str = "") -> tuple[str, str]:
        page = real.get(path, headers={"referer": came_from} if came_from else {}).text
        canonical, back = re.search('rel="canonical" href="([^"]+)"', page), re.search('id="back" href="([^"]+)"', page)
        assert canonical is not None
        assert back is not None
        return canonical[1], back[1]

    own = f"{PUBLIC}/sites/QX-TUXI", "/?programme=qu-2023"
    assert told("/sites/QX-TUXI/", "https://testserver.local/?programme=") != own
    assert told("/sites/QX-TUXI", "https://testserver.local/?programme=")[1] == "/?programme="
    assert told("/sites/QX-TUXI") == own


def test_search_engines_find_every_public_page_and_none_from_inside(real: TestClient) -> None:
    told = real.get("/robots.txt").text
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in told
    told_inside = set(re.findall("Disallow: (.*)", told))
    assert {"/county", "/contract", "/ledgers", "/faults", "/holidays", "/notices", "/evidence"} <= told_inside
    assert not {"/", "/programmes", "/sites", "/about", "/ogc", "/hsds"} & told_inside
    assert {"/programmes/*/site-plan", "/programmes/*/villages", "/programmes/*/coverage/compare"} <= told_inside
    public = (
        "/programmes/qu-2023",
        "/programmes/qu-2023/coverage",
        "/sites/QX-TUXI",
        "/sites/QX-TUXI/fault",
        "/map.css",
    )
    shut = re.compile("|".join(re.escape(told).replace(r"\*", ".*") for told in told_inside))
    assert [path for path in public if shut.match(path)] == []
    pages = [
        one.text for one in ElementTree.fromstring(real.get("/sitemap.xml").content).iter() if one.tag.endswith("loc")
    ]
    assert f"{PUBLIC}/sites/QX-TUXI" in pages
    assert {f"{PUBLIC}{path}" for path in ("/", "/about", "/open-data", "/programmes")} <= set(pages)
    assert not {f"{PUBLIC}{path}" for path in ("/embed", "/fault-answers", "/county", "/sign-in")} & set(pages)
    for page in pages[:12]:
        assert real.get(page.removeprefix(PUBLIC)).status_code == 200


def test_browsers_keep_pages_only_where_that_is_set_and_never_of_who_signed_in(
    reader: TestClient, demo_sqlite: Path, tmp_path: Path
) -> None:
    assert "offline" not in reader.get("/").text
    assert "unregister()" in reader.get("/offline-worker.js").text, "what was kept before goes"
    settings = settings_for(f"sqlite:///{demo_sqlite}", tmp_path, offline=True)
    with TestClient(create_app(settings, seeds=seeds())) as keeping:
        page = keeping.get("/sites/QX-TUXI").text
        assert re.search(r'id="offline-said" hidden>\s*没有网络', page)
        assert "/js/offline.js" in page
        script = keeping.get("/offline-worker.js")
        assert script.headers["content-type"].startswith("text/javascript")
        assert 'addEventListener("fetch"' in script.text
        kept = re.compile(re.search(r"PAGES = /(.*)/;", script.text)[1].replace("\\/", "/"))
        assert all(kept.match(path) for path in ("/", "/about", "/sites/QX-TUXI", "/programmes/qu-2023/coverage"))
        assert not any(kept.match(path) for path in ("/fault-answers", "/sites/QX-TUXI/fault", "/sign-in", "/county"))
        assert sign_in(keeping, "demo-county") == 303
        for path in ("/", "/sites/QX-TUXI", "/programmes"):
            answer = keeping.get(path)
            assert answer.headers["cache-control"] == "no-store"
            assert "offline" not in answer.text
