"""Who owes what by township; and the county's own list, which holds no township's tasks."""

import html
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
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


def listed_in(content: bytes) -> tuple[list[str], list[tuple[str, ...]]]:
    """The lines on top of the workbook's one sheet, and its rows as text."""
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    lines = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    head = next(place for place, line in enumerate(lines) if line[1] == "站点编码")
    return [line[0] for line in lines[:head]], [tuple(line) for line in lines[head + 1 :]]


def test_each_list_says_in_its_workbook_what_its_page_says(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    for asked in ("state=asked", "state=done", "state=stale&township=511725103000", "township=511725103000"):
        page = reader.get(f"/county/qu-2023/reporting?{asked}").text
        href = re.search(r'href="(/county/qu-2023/reporting\.xlsx[^"]*)"', page)
        shown = re.findall('<li data-code="([^"]+)">.*?</li>', page, re.DOTALL)
        if not shown:
            assert href is None
            continue
        assert href
        said, found = listed_in(reader.get(href[1].replace("&amp;", "&")).content)
        assert f"<h1>{said[0]}</h1>" in page
        assert [row[1] for row in found] == shown
        for code, row in zip(shown, found, strict=True):
            line = html.unescape(
                re.sub(r"<[^>]+>", "", page[page.index(f'data-code="{code}"') :].partition("</li>")[0])
            )
            assert all(part in line for part in (row[0], row[2], row[4], row[5], row[6])), code
            assert ("示例" in line) == (row[8] == "是")


def test_a_township_asked_for_in_a_workbook_stands_alone_and_strangers_get_none(client: TestClient) -> None:
    fresh = {"code": "NEW-1", "programme": "qu-2023", "kind": "service_point", "tier": "village"}
    place = {"name": "=1+1 新点", "division": "511725103201", "status": "operating", "phone": "0818-7200009"}
    registered(client, fresh | place)
    assert sign_in(client, "demo-county") == 303
    address = "/county/qu-2023/reporting.xlsx?township=511725103000"
    said, found = listed_in(client.get(address).content)
    assert said[0] == "应报 · 土溪镇"
    assert {row[0] for row in found} == {"土溪镇"}
    (own,) = [row for row in found if row[1] == "NEW-1"]
    assert own[2] == "=1+1 新点"
    assert own[3] == "未报"
    assert own[6] == "0818-7200009"
    assert own[7]
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get(address, follow_redirects=False).status_code == 403


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


def test_the_list_of_who_owes_what_is_had_whole_as_a_workbook(province: TestClient) -> None:
    assert sign_in(province, "demo-county") == 303
    page = province.get("/county/qu-2023/reporting").text
    assert 'href="/county/qu-2023/reporting.xlsx"' in page
    told, (said, every) = rows(page), listed_in(province.get("/county/qu-2023/reporting.xlsx").content)
    assert said[0] == "未报和待确认的站点"
    assert said[1].endswith(f" · 共 {len(every)} 个站点")
    assert said[2] == "示例数据，不代表任何真实站点"
    counts = Counter((row[0], row[3]) for row in every)
    assert {name: (counts[name, "未报"], counts[name, "待确认"]) for name in told} == {
        name: figures[2:4] for name, figures in told.items()
    }
    assert sum(counts.values()) == sum(owing + stale for _, _, owing, stale, _ in told.values()) > 400
    assert all(("未报" if row[4] else "待确认") == row[3] and (row[4] or row[5]) for row in every)
