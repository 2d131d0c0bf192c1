"""The change log over HTTP: filtered, paged, exported; for whoever administers everything."""

import re
from io import BytesIO

import pytest
from litestar.testing import TestClient
from python_calamine import CalamineWorkbook

from tests.web.people import sign_in
from tests.web.test_rectifications import ordered
from tests.web.writing import registered

NUMBER = re.compile(r'<tr data-sequence="(\d+)">')


def test_records_are_found_by_who_what_about_and_when_and_go_out_as_filtered(client: TestClient) -> None:
    registered(client, {"code": "QX-TUXI", "facts": {"area_m2": 31}})
    assert sign_in(client, "demo-county") == 303
    newest = client.get("/log").text
    numbers = [int(n) for n in NUMBER.findall(newest)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 100
    older = re.search(r'href="(/log\?[^"]+)"\s+rel="next"', newest)
    assert older
    following = [int(n) for n in NUMBER.findall(client.get(older[1].replace("&amp;", "&")).text)]
    assert following[0] == numbers[-1] - 1
    page = client.get("/log?subject=QX-TUXI&action=site.imported").text
    assert len(NUMBER.findall(page)) == 1
    assert "导入" in page
    book = CalamineWorkbook.from_filelike(BytesIO(client.get("/log.xlsx?subject=QX-TUXI&action=site.imported").content))
    rows = book.get_sheet_by_name("变更记录").to_python()
    assert len([row for row in rows if len(row) > 4 and str(row[4]).endswith(" QX-TUXI")]) == 1
    assert re.search(r"[0-9a-f]{64}", str(rows[-1]))
    assert NUMBER.findall(client.get("/log?until=2001-01-01").text) == []
    actor = re.search(r'name="actor">.*?<option\s+value="([^"]+)">([^<]+)</option>', newest, re.DOTALL)
    assert actor
    shown = client.get("/log", params={"actor": actor[1]}).text
    assert set(re.findall(r'<td class="one-line">[^<]*</td>\s*<td>([^<]*)</td>', shown)) == {actor[2]}


def test_nobody_else_reads_the_whole_log(client: TestClient) -> None:
    for name in ("demo-tuxi", "demo-reviewer", "demo-reader", "demo-operator"):
        assert sign_in(client, name) == 303
        assert client.get("/log", follow_redirects=False).status_code == 403


@pytest.mark.long
def test_every_subject_is_named_in_words_and_leads_to_its_page(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page, rows, address = "", list[tuple[str, str]](), "/log"
    while address:
        page = client.get(address).text
        found = re.findall(r"<td>([^<]*)</td><td>((?:<a[^>]*>)?[^<]*)(?:</a>)?</td>\s*<td>[^<]*</td><td><code>", page)
        assert len(found) == len(NUMBER.findall(page))
        rows += found
        older = re.search(r'href="(/log\?[^"]+)"\s+rel="next"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    first = {re.sub(r"[\w-]*\d[\w-]*", "", action + subject): (action, subject) for action, subject in rows}
    assert len(first) > 8
    for action, subject in first.values():
        assert not re.search(r"[a-z_]+\.[a-z_]+", action), action
        assert not re.search(r"[0-9a-f]{8}-", subject.rpartition(">")[2]), subject
        href = re.search(r'href="([^"]+)"', subject)
        if href is not None:
            answer = client.get(href[1].replace("&amp;", "&"))
            assert answer.status_code == 200, href[1]
        else:
            assert "草稿" in action, f"{action} {subject} leads nowhere"
    assert "系统（载入方案）" in page
    assert ">seed<" not in page


def test_a_site_asks_for_all_that_is_about_it(client: TestClient) -> None:
    order = ordered(client)
    assert sign_in(client, "demo-county") == 303
    page = client.get("/log?subject=QX-TUXI").text
    assert f'href="{order}"' in page
    assert "下达整改要求" in page
    history = client.get("/work/sites/QX-TUXI/history").text
    assert len(NUMBER.findall(page)) >= history.count('<article class="history-row">') > 1
