"""A site in a list is said in the same words on every page: its name, that it is a sample, its kind, how it stands."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient

from app.journeys.network.judged import NetworkSite, network
from app.sites.vocabulary import STATUSES
from tests.web.people import sign_in
from tests.web.writing import house_of, registered

STATION = "公共就业创业服务站"
SAMPLE = r' <span class="sample-mark"[^>]*>示例</span>'


def row_of(page: str, code: str, base: str = "/sites/") -> str:
    """What stands in the list about a site: its name, and all up to the end of its facts, without the tags."""
    found = re.search(rf'<a href="{base}{code}">([^<]+)</a>{SAMPLE}(.*?)</p>', page, re.DOTALL)
    assert found, f"{code} is in no list of this page, or not marked as a sample"
    return " ".join(f"{found[1]} {re.sub('<[^>]+>', ' ', found[2])}".split())


@pytest.fixture
def county(client: TestClient) -> TestClient:
    assert sign_in(client, "demo-county") == 303
    return client


def test_name_kind_and_state_are_the_same_in_every_list(county: TestClient) -> None:
    name = f"土溪镇公共就业创业中心服务站 {STATION}"
    assert row_of(county.get("/?q=土溪&kind=service_station").text, "QX-TUXI").startswith(name)
    assert row_of(county.get("/work?view=sites&q=土溪").text, "QX-TUXI", "/work/sites/") == f"{name} 达标"
    clause = re.search(r'href="(/county/qu-2023/clauses/[^"]+)"', county.get("/county").text)
    assert clause
    listed = county.get(clause[1]).text
    code = re.search(r'<a href="/sites/([^"]+)">', listed)
    assert code
    assert re.search(r"(不达标|待补报|达标)$", row_of(listed, code[1]))


def below(client: TestClient, *, operating: bool) -> NetworkSite:
    """Some sample site below another one, operating or not."""
    whole = client.blocking_portal.call(network, house_of(client))
    members = [member for member in whole.by_code.values() if member.site.parent]
    return next(m for m in members if (m.site.status == "operating") is operating and m.site.sample)


def test_a_site_above_and_one_below_are_rows_too(county: TestClient) -> None:
    there, planned = below(county, operating=True).site, below(county, operating=False).site
    assert row_of(county.get(f"/sites/{there.parent}").text, there.code).startswith(f"{there.name} 公共")
    row = row_of(county.get(f"/sites/{planned.parent}").text, planned.code)
    assert row == f"{row_without_state(row)} {STATUSES[planned.status].zh}"
    assert row_of(county.get(f"/sites/{there.code}").text, there.parent)


def row_without_state(row: str) -> str:
    return row.rpartition(" ")[0]


def test_of_a_past_day_no_state_of_today_is_said_of_relatives(county: TestClient) -> None:
    planned = below(county, operating=False).site
    today = house_of(county).today()
    now = row_of(county.get(f"/sites/{planned.parent}").text, planned.code)
    then = row_of(county.get(f"/sites/{planned.parent}?as_of={today}").text, planned.code)
    assert then == row_without_state(now)


def test_what_is_open_instead_is_said_as_in_a_visitor_s_list(county: TestClient) -> None:
    planned = below(county, operating=False).site
    page = county.get(f"/sites/{planned.code}").text
    page = page[page.index("rows-apart") :]
    other = re.search(r'<a href="/sites/([^"]+)">', page)
    assert other
    row = row_of(page, other[1])
    listed = row_of(county.get(f"/?q={other[1]}&programme={planned.programme}").text, other[1])
    assert re.search(r"(米|公里)", row)
    # But for the distance, what is said is what the list of sites says.
    assert set(listed.split()) <= set(row.split())


def test_services_are_said_in_plain_words_and_by_their_title_once(client: TestClient) -> None:
    reported = ["information", "information_service", "jobseeker_registration", "gig_publication", "verification"]
    registered(client, {"code": "QX-TUXI", "facts": {"services": reported}})
    assert "看招聘和政策信息、打零工、招零工、登记找工作 导航" in row_of(client.get("/?q=土溪").text, "QX-TUXI")
    said = re.search(r'<ul class="plain-list services">(.*?)</ul>', client.get("/sites/QX-TUXI").text, re.DOTALL)
    lines = [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in said[1].split("<li>")[1:]]
    assert lines == [
        "看招聘和政策信息 （信息发布、信息服务）",
        "打零工、招零工 （零工信息采集发布）",
        "登记找工作 （求职登记）",
        "其他职责 （业务核查）",
    ]


def test_in_english_the_name_of_a_site_is_said_as_it_sounds_and_in_chinese_it_is_not_said_twice(
    reader: TestClient,
) -> None:
    sound = '<{} lang="zh-Latn">Tuxi Zhen Gonggong Jiuye Chuangye Zhongxin Fuwu Zhan</'
    for path, tag in (("/?q=QX-TUXI&", 'span class="row-services"'), ("/sites/QX-TUXI?", 'p class="text-secondary"')):
        assert sound.format(tag) in reader.get(f"{path}lang=en").text
        assert "zh-Latn" not in reader.get(f"{path}lang=zh").text
    title = re.search("<title>(.*)</title>", reader.get("/sites/QX-TUXI?lang=en").text)[1]
    assert title.startswith("土溪镇公共就业创业中心服务站 (Tuxi Zhen Gonggong")
    note = reader.get("/?q=医保&lang=en").text
    assert '<span lang="zh">“医保”</span>. You can call 12393, the hotline for healthcare security. <a' in note
    reader.cookies.clear()
    map_of = "/map/sites.geojson?programme=qu-2023&q=QX-TUXI&language={}"
    (english,), (chinese,) = (reader.get(map_of.format(one)).json()["features"] for one in ("en", "zh"))
    assert english["properties"]["sound"].startswith("Tuxi Zhen")
    assert "sound" not in chinese["properties"]
