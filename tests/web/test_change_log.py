"""The change log over HTTP: filtered, paged, exported; for whoever administers everything."""

import re
from io import BytesIO

from litestar.testing import TestClient
from python_calamine import CalamineWorkbook

from tests.web.people import sign_in
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
    assert [row[4] for row in rows if len(row) > 4 and row[4] == "QX-TUXI"] == ["QX-TUXI"]
    assert re.search(r"[0-9a-f]{64}", str(rows[-1]))
    assert NUMBER.findall(client.get("/log?until=2001-01-01").text) == []
    actor = re.search(r"<option>([^<]+)</option>", newest)
    assert actor
    shown = client.get("/log", params={"actor": actor[1]}).text
    assert set(re.findall(r'<td class="one-line">[^<]*</td>\s*<td>([^<]*)</td>', shown)) == {actor[1]}


def test_nobody_else_reads_the_whole_log(client: TestClient) -> None:
    for name in ("demo-tuxi", "demo-reviewer", "demo-reader", "demo-operator"):
        assert sign_in(client, name) == 303
        assert client.get("/log", follow_redirects=False).status_code == 403
