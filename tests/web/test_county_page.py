"""The county at a glance: the numbers of the audit, each with its way to the sites behind it, for who may look."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from litestar.testing import TestClient

from tests.exchange.papers import text_of
from tests.standing import CLOCK
from tests.web.people import csrf, sign_in
from tests.web.writing import house_of, registered

STANDINGS = ("compliant", "non_compliant", "incomplete", "not_assessed", "not_built")
COUNT = re.compile(r'data-count="(\d+)"')


def figures(page: str) -> list[tuple[str, int]]:
    """Every number of the page that is a link, with its way; the plan is the document's own and has no list."""
    main = page[page.index("<main") : page.index("</main>")]
    found = re.findall(r'<a href="([^"]+)">((?:(?!</a>).)*)</a>', main, re.DOTALL)
    told = [(href.replace("&amp;", "&"), re.sub(r"<[^>]+>", " ", text).split()) for href, text in found]
    numbers = [(href, [word for word in words if word.isdigit()]) for href, words in told]
    return [(href, int(some[0])) for href, some in numbers if some and not href.startswith("/programmes/")]


def length(client: TestClient, href: str) -> int:
    """How many the list says that it has."""
    listed = client.get(href.partition("#")[0]).text
    if href.startswith("/findings"):
        count = re.search(r"共 (\d+) 条", listed)
    elif "move=" in href:
        return listed[listed.index('id="moved"') : listed.index('id="turned"')].count('<th scope="row">')
    elif "turn=" in href:
        count = re.search(r"共 (\d+) 条", listed)
    else:
        count = COUNT.search(listed)
    assert count, href
    return int(count[1])


@pytest.mark.long
@pytest.mark.both_engines
def test_no_number_of_the_county_is_without_its_list_and_no_list_has_another_number(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    for table in re.findall(r'<table class="plain (?:tallies|failing|targets-table)".*?</table>', page, re.DOTALL):
        for cell in re.findall(r'<td class="num"[^>]*>(.*?)</td>', table, re.DOTALL):
            bare = re.sub(r"<a.*?</a>", "", cell, flags=re.DOTALL)
            assert not re.search(r"\b[1-9]\d*\b(?! ?\D*万元)", bare), f"no way to {cell}"
    walked = figures(page)
    assert len(walked) > 400
    asked = dict(walked)
    assert len({(href, number) for href, number in walked}) == len(asked), "one list, two numbers"
    some = [one for place, one in enumerate(asked.items()) if place < 130 or place % 5 == 0]
    assert [(href, number) for href, number in some if length(reader, href) != number] == []


def test_the_county_and_the_public_are_told_the_same_of_the_duties_and_the_sites(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    county, public = (reader.get(f"{address}qu-2023").text for address in ("/county?programme=", "/programmes/"))
    told = [re.search(r"\d+ 项必须完成的任务中，\d+ 项已完成数量任务，其中 \d+ 项", page) for page in (county, public)]
    assert told[0]
    assert told[1]
    assert told[0][0] == told[1][0]
    tallies = [
        re.findall(r"</span>([^<]+)</span>\s*(\d+)", page[page.index('<p class="tally"') :].partition("</p>")[0])
        for page in (county, public)
    ]
    assert tallies[0] == tallies[1]
    assert len(tallies[0]) == len(STANDINGS)


def test_gangbei_and_what_changed_since_a_day_lead_to_their_lists_too(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get("/county?programme=gangbei-2025").text
    assert [one for one in figures(page) if length(client, one[0]) != one[1]] == []
    moment = CLOCK.truly() + timedelta(days=2)
    begun = client.get("/api/v1/programmes/qu-2023/progress").json()["as_of"]
    CLOCK.tell(lambda: moment)
    registered(client, {"code": "QX-TUXI", "facts": {"area_m2": 3}}, {"code": "QX-ANBEI", "status": "closed"})
    assert sign_in(client, "demo-county") == 303
    page = client.get(f"/county?programme=qu-2023&since={begun}").text
    changes = page[page.index('data-figures="changes"') :]
    told = figures(f"<main>{changes[: changes.index('</section>')]}</main>")
    assert {("turn=not_met" in href, "move=closed" in href) for href, _ in told} >= {(True, False), (False, True)}
    assert [one for one in told if length(client, one[0]) != one[1]] == []


def test_every_site_has_one_standing_and_those_not_built_are_not_taken_for_incomplete(client: TestClient) -> None:
    registered(client, {"code": "QX-TUXI", "status": "building", "facts": {"area_m2": 3}})
    assert sign_in(client, "demo-county") == 303
    counts = {one: length(client, f"/county/qu-2023/sites?standing={one}") for one in STANDINGS}
    total = length(client, "/county/qu-2023/sites")
    assert (
        sum(counts.values()) == total == client.get("/api/v1/sites?programme=qu-2023&limit=1").json()["numberMatched"]
    )
    unbuilt = client.get("/county/qu-2023/sites?standing=not_built").text
    assert 'data-code="QX-TUXI"' in unbuilt
    assert counts["not_built"] == sum(
        client.get(f"/api/v1/sites?programme=qu-2023&status={state}&limit=1").json()["numberMatched"]
        for state in ("planned", "building")
    )


def test_a_target_is_coloured_by_the_worse_of_number_and_compliance(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    lines = {one["id"]: one for one in reader.get("/api/v1/programmes/qu-2023/progress").json()["targets"]}
    signs = dict(re.findall(r'<tr id="t-(\w+)".*?class="state state-([a-z-]+)"', page, re.DOTALL))
    assert set(signs) == set(lines)
    for name, line in lines.items():
        if line["counts"] == "staff":
            continue
        if line["built"] < line["planned"]:
            expected = {"none"} if line["duty"] == "strive" else {"not-met", "unbuilt"}
        else:
            expected = {"due"} if line["assessed"] and line["compliant"] < line["planned"] else {"met"}
        assert signs[name] in expected, name
    assert signs["branches"] == "due", "all three are built, one complies: not green"


def test_a_gap_names_what_is_not_built_and_the_townships_without_a_station(client: TestClient) -> None:
    registered(client, {"code": "QX-TUXI", "status": "closed"})
    assert sign_in(client, "demo-county") == 303
    page = client.get("/county/qu-2023/gaps/stations").text
    assert "土溪镇" in page[page.index("没有这类站点的乡镇") :]
    assert "尚未登记：1 个" in page
    assert 'data-code="QX-WANSHOU"' in page[page.index("已登记、未建成") :]
    assert client.get("/county/qu-2023/gaps/nothing").status_code == 404


def test_sites_of_no_township_have_their_list(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    row = page[page.index("县外或未写明乡镇") :]
    href = re.search(r'href="(/county/qu-2023/sites\?township=elsewhere)">(\d+)</a>', row)
    assert href is not None
    listed = reader.get(href[1]).text
    assert listed.count('<tr data-code="') == int(href[2]) > 0


def test_every_township_has_a_line_and_the_lines_add_up(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    table = page[page.index('data-figures="townships"') :]
    table = table[table.index("<tbody>") : table.index("</tbody>")]
    rows = [re.findall(r'<td class="num">(?:<a[^>]*>)?(\d+)', row) for row in table.split("<tr>")[1:]]
    assert len(rows) == 38  # 37 townships and what lies in none
    for sites, *statuses in rows:
        assert int(sites) == sum(map(int, statuses))
    everything = reader.get("/api/v1/sites?programme=qu-2023&limit=1").json()["numberMatched"]
    assert sum(int(row[0]) for row in rows) == everything > len(rows)


def test_a_clause_leads_to_every_site_it_is_addressed_to_what_is_wrong_first(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    first = re.search(r'<a href="(/county/qu-2023/clauses/[^"]+)">.*?state=not_met">(\d+)</a>', page, re.DOTALL)
    assert first is not None
    href, not_met = first.groups()
    clause = reader.get(href).text
    marks = re.findall(r'class="state state-([a-z-]+)"', clause)
    assert marks.count("not-met") == int(not_met)
    order = ["not-met", "unknown", "waived", "met"]
    assert marks == sorted(marks, key=order.index)
    assert reader.get("/county/qu-2023/clauses/nothing.such").status_code == 404


def test_a_clerk_an_operator_and_a_stranger_do_not_get_in(reader: TestClient) -> None:
    for name in ("demo-tuxi", "demo-operator"):
        assert sign_in(reader, name) == 303
        assert reader.get("/county", follow_redirects=False).status_code == 403
    reader.cookies.clear()
    assert reader.get("/county", follow_redirects=False).status_code in (303, 401)


def test_what_waits_is_said_with_the_one_thing_to_do(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/county?programme=qu-2023").text
    assert "413 个村（社区）未标注位置" in page
    assert 'href="/programmes/qu-2023/villages"' in page


def test_an_audit_of_today_does_not_turn_what_changed_into_a_day_beside_itself(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    since = re.compile(r'name="since"[^>]*value="([\d-]+)"')
    before = since.findall(client.get("/county?programme=qu-2023").text)
    today = house_of(client).today()
    assert len(before) == 2
    data = {"csrf_token": csrf(client), "programme": "qu-2023", "as_of": today.isoformat(), "title": "当日存档"}
    assert client.post("/audits", data=data, follow_redirects=False).status_code == 303
    assert since.findall(client.get("/county?programme=qu-2023").text) == before
    said = text_of(client.get("/county/qu-2023/report.docx").content)
    assert f"与{today.year}年{today.month}月{today.day}日相比" not in said


def test_a_gap_goes_to_excel_as_shown_and_its_sites_are_ordered_together(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    there = next(
        one
        for one in dict.fromkeys(re.findall(r'href="(/county/qu-2023/gaps/[^"?]+)"', client.get("/county").text))
        if client.get(one).text.count('name="site"') > 1
    )
    page = client.get(there).text
    shown = re.findall(r'<tr data-code="([^"]+)"', page)
    (sheet,) = openpyxl.load_workbook(io.BytesIO(client.get(there + "/list.xlsx").content))
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[2] and row[2] != "站点编码"]
    assert sorted(str(row[2]) for row in rows) == sorted(shown)
    failing = re.findall(r'name="site" value="([^"]+)"', page)
    assert {str(row[2]) for row in rows if row[0] == "已建成、未达标"} == set(failing)
    order = client.get("/notices/new", params={"programme": "qu-2023", "site": failing[:2]}).text
    ordered = {pair.partition("|")[0] for pair in re.findall(r'name="pair" value="([^"]+)"', order)}
    assert ordered == set(failing[:2])
    assert sign_in(client, "demo-reader") == 303
    assert 'name="site"' not in client.get(there).text, "who may not order is offered nothing"
