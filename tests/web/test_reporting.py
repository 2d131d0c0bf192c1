"""Who owes what by township; and the county's own list, which holds no township's tasks."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.province import settle
from tests.standing import on_sqlite
from tests.web.people import sign_in
from tests.web.writing import house_of, registered


def rows(page: str) -> dict[str, tuple[int, ...]]:
    """Asked, done, owing, to confirm and items of each township."""
    table = page[page.index('class="plain tallies-of-reports"') : page.index("</table>")]
    found = {}
    for row in table.split("<tr>")[2:]:
        name = re.search(r'<th scope="row">(.*?)</th>', row)
        assert name
        found[name[1]] = tuple(map(int, re.findall(r'<td class="num">(?:<a[^>]*>)?(\d+)', row)))
    return found


def test_every_figure_leads_to_the_list_of_its_sites_and_says_as_many(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county/qu-2023/reporting").text
    told = [
        (href.replace("&amp;", "&"), int(n)) for href, n in re.findall(r'<a href="([^"]*state=[^"]+)">(\d+)<', page)
    ]
    assert len(told) > 20
    for number in re.findall(r'<td class="num">(\d+)</td>', page):
        assert number == "0", "a figure without its list"
    for href, number in told[:4] + told[4::5]:
        listed = reader.get(href).text
        assert (listed.count("<li data-code="), f'data-count="{number}"' in listed) == (number, True), href
    codes = [set(re.findall('<li data-code="([^"]+)"', reader.get(href).text)) for href, _ in told[:4]]
    assert codes[0] == codes[1] | codes[2] | codes[3]
    assert len(codes[0]) == sum(map(len, codes[1:])), "each site stands in one list only"


def test_every_site_that_stands_is_asked_once_and_those_that_owe_are_named(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county/qu-2023/reporting").text
    told = rows(page)
    assert all(asked == done + owing + stale for asked, done, owing, stale, _ in told.values())
    listed = page[page.index("未报和待确认的站点</h2>") :].count("<li data-code=")
    assert sum(owing + stale for _, _, owing, stale, _ in told.values()) == listed > 0
    every = [
        reader.get(f"/api/v1/sites?programme=qu-2023&status={state}&limit=1").json()["numberMatched"]
        for state in ("declared", "operating", "suspended")
    ]
    assert sum(asked for asked, *_ in told.values()) == sum(every)


def test_what_is_owed_is_reminded_of_with_who_fills_it_in_and_goes_once_it_is_reported(client: TestClient) -> None:
    fresh = {"code": "NEW-1", "programme": "qu-2023", "kind": "service_point", "tier": "village"}
    place = {"name": "新点", "division": "511725103201", "status": "operating", "phone": "0818-7200009"}
    registered(client, fresh | place)
    assert sign_in(client, "demo-county") == 303
    page = client.get("/county/qu-2023/reporting").text
    reminders = page[page.index('<pre class="reminders"') :]
    assert re.search(r"【土溪镇】填报员：[^。]+。", reminders), "the township's editor is named"
    assert "新点：" in reminders
    assert "tel:" in page[page.index('data-code="NEW-1"') :][:400]
    before = rows(page)["土溪镇"]
    registered(client, {"code": "NEW-1", "status": "building"})
    after = rows(client.get("/county/qu-2023/reporting").text)["土溪镇"]
    assert (after[0], after[2]) == (before[0] - 1, before[2] - 1), "a site that does not stand is asked for nothing"


def test_the_county_s_own_list_has_no_township_s_task_and_leads_to_who_owes_what(client: TestClient) -> None:
    registered(client, {"code": "QX-HUB", "facts": {"plaque_text": "x"}}, {"code": "QX-TUXI", "facts": {"area_m2": 3}})
    assert sign_in(client, "demo-county") == 303
    page = client.get("/work").text
    assert "/work/sites/QX-HUB" in page
    assert "/work/sites/QX-TUXI" not in page
    assert 'href="/county/qu-2023/reporting"' in page
    assert sign_in(client, "demo-tuxi") == 303
    page = client.get("/work").text
    assert "/work/sites/QX-TUXI" in page
    assert "/reporting" not in page


def test_only_who_reads_the_county_reads_who_owes_what(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get("/county/qu-2023/reporting", follow_redirects=False).status_code == 403


def test_what_was_reported_too_long_ago_is_to_be_confirmed_and_not_called_unreported(client: TestClient) -> None:
    registered(client, {"code": "QX-TUXI", "reports": {"area_m2": {"on": "2020-01-01", "by": "以前"}}})
    assert sign_in(client, "demo-county") == 303
    page = client.get("/county/qu-2023/reporting?due=2099-03-01").text
    assert "请于 2099-03-01 前登录系统补报" in page
    line = page[page.index('data-code="QX-TUXI"') :].partition("</li>")[0]
    unreported, _, expired = line.partition("已过期待确认：")
    assert "面积" in expired
    assert "面积" not in unreported
    blocks = re.findall(r'<pre class="reminders" id="r-(\w+)"', page)
    assert set(re.findall(r'data-copies="r-(\w+)"', page)) == set(blocks), "each township's text is copied by itself"


@pytest.fixture(scope="module")
def province(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with on_sqlite(demo_sqlite, tmp_path_factory.mktemp("owing"), "owing") as app, TestClient(app) as client:
        assert client.blocking_portal is not None
        client.blocking_portal.call(settle, house_of(client), ("qu-2023",), 1000)
        yield client


def test_where_too_many_owe_something_each_township_has_a_page_with_its_reminder(province: TestClient) -> None:
    assert sign_in(province, "demo-county") == 303
    page = province.get("/county/qu-2023/reporting").text
    assert "数量较多" in page
    assert "<li data-code=" not in page
    assert '<pre class="reminders"' not in page
    told = rows(page)["土溪镇"]
    href = re.search(r'href="(/county/qu-2023/reporting\?state=owing&amp;township=511725103000)"', page)
    assert href, "the township's items lead to its page"
    own = province.get(href[1].replace("&amp;", "&")).text
    assert own.count("<li data-code=") == told[2] + told[3] < told[0]
    assert 'href="#reminders"' in own
    later = province.get(href[1].replace("&amp;", "&") + "&due=2099-03-01").text
    assert "请于 2099-03-01 前登录系统补报" in later
    assert own.count('<pre class="reminders"') == 1
    assert f"以下 {told[2] + told[3]} 个站点" in own
    assert len(re.findall(r"^\d+\. ", own, re.MULTILINE)) == told[2] + told[3]


def test_a_long_list_is_shown_page_by_page_and_each_site_once(province: TestClient) -> None:
    assert sign_in(province, "demo-county") == 303
    address, codes = "/county/qu-2023/reporting?state=asked", list[str]()
    while address:
        page = province.get(address).text
        codes += re.findall('<li data-code="([^"]+)"', page)
        following = re.search(r'<a [^>]*href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    asked = re.search(r'data-count="(\d+)"', page)
    assert asked
    assert len(codes) == len(set(codes)) == int(asked[1]) > 400
