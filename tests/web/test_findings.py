"""The findings: list, matrix, workbook and interface say the same of every pair, each within one's own scope."""

import html
import io
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from litestar.testing import TestClient

from app.compliance.verdicts import LEVELS
from tests.standing import CLOCK
from tests.web.findings import SIGNS, STATES, Place, asked_of_interface, count, listed, matrix, plain, tables, workbook
from tests.web.people import csrf, sign_in
from tests.web.test_rectifications import ordered
from tests.web.test_unreadable_site import spoil
from tests.web.writing import house_of, registered

FIGURE = re.compile(r'<a href="(/findings\?[^"]+)"[^>]*>((?:(?!</a>).)*)</a>', re.DOTALL)
LAST_NUMBER = re.compile(r"(\d+)(?: 个不达标| 个待补报| 条)?$")
KINDS = re.compile(r'name="kind">(.*?)</select>', re.DOTALL)


def kinds_of(page: str) -> list[str]:
    found = KINDS.search(page)
    assert found is not None
    return re.findall(r'<option value="(\w+)"', found[1])


def figures(page: str) -> list[tuple[str, int]]:
    """Every linked number of a page that leads to a list of findings."""
    found = []
    for href, inside in FIGURE.findall(page):
        number = LAST_NUMBER.search(plain(inside))
        if number is not None:
            found.append((href, int(number[1])))
    return found


@pytest.mark.long
@pytest.mark.parametrize("slug", ["qu-2023", "gangbei-2025"])
def test_list_matrix_workbook_and_interface_say_the_same_of_every_pair(reader: TestClient, slug: str) -> None:
    assert sign_in(reader, "demo-county") == 303
    every = f"/findings?programme={slug}&state=all"
    rows = listed(reader, every)
    told = asked_of_interface(reader, programme=slug, state="all")
    assert list(rows) == list(told), "the same pairs in the same order"
    cells: dict[Place, str] = {}
    for kind in kinds_of(reader.get(f"/findings/matrix?programme={slug}").text):
        cells |= matrix(reader, f"/findings/matrix?programme={slug}&kind={kind}")
    sheets = workbook(reader, f"/findings.xlsx?programme={slug}&state=all")
    written = {(row["站点编码"], row["条款编号"]): row for row in sheets["问题清单"]}
    assert cells.keys() == rows.keys() == written.keys()
    for place, row in rows.items():
        clause, sheet = told[place]["clause"], written[place]
        assert row.state == STATES[clause["verdict"]] == sheet["结果"], place
        assert cells[place] == clause["verdict"], place
        assert (row.found, row.required, row.gap) == (sheet["实际"], sheet["要求"], sheet["差距"]), place
        assert LEVELS[clause["level"]].zh == sheet["性质"], place
        assert (row.since, clause["citation"]["quote"]) == (sheet["自何时起"], sheet["文件原文"]), place
        assert told[place]["since"]["day"] in row.since, place
    signs = sorted(
        (row["站点编码"], name, SIGNS[sign])
        for name, sheet in sheets.items()
        if name.startswith("对照表")
        for row in sheet
        for sign in row.values()
        if sign in SIGNS
    )
    kinds = {kind["code"]: kind["label"]["zh"] for kind in reader.get(f"/api/v1/programmes/{slug}").json()["kinds"]}
    assert signs == sorted(
        (code, f"对照表 {kinds[told[code, clause]['site']['kind']]}"[:31], verdict)
        for (code, clause), verdict in cells.items()
    )
    for code in sorted({code for code, _ in rows})[::20]:
        verdict = reader.get(f"/api/v1/sites/{code}/compliance").json()
        own = {clause: one["clause"] for (at, clause), one in told.items() if at == code}
        assert {clause["id"]: clause for clause in verdict["clauses"]} == own


@pytest.mark.long
@pytest.mark.parametrize(
    "address",
    [
        "/findings",
        "/findings?state=all&kind=service_station",
        "/findings?clause=station.training&state=waived",
        "/findings?level=must&division=511725103000",
        "/findings/matrix?kind=service_station&level=generally",
        "/findings/matrix",
        "/findings/matrix?kind=service_station",
        "/findings/matrix?kind=internship_base&state=unknown",
        "/county?programme=qu-2023",
        "/county?programme=gangbei-2025",
    ],
)
@pytest.mark.parametrize("who", ["demo-county", "demo-reviewer"])
def test_every_figure_leads_to_a_list_of_as_many(reader: TestClient, address: str, who: str) -> None:
    assert sign_in(reader, who) == 303
    answer = reader.get(address)
    if answer.status_code == 404 or (who == "demo-reviewer" and answer.status_code == 403):
        return  # a county that is not the reviewer's
    found = figures(answer.text)
    assert found or "gangbei" in address
    for href, number in found:
        assert count(reader, href) == number, href


def test_every_choice_of_a_filter_says_how_many_it_gives(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/findings?state=all").text
    for name in ("division", "kind", "level", "clause", "order"):
        options = re.search(rf'<select class="form-select" id="f-{name}".*?</select>', page, re.DOTALL)
        assert options is not None
        given = re.findall(r'<option value="([\w.]+)">[^<]*（(\d+)）</option>', options[0])
        assert given, name
        for value, number in given[:: max(1, len(given) // 6)]:
            assert count(reader, f"/findings?state=all&{name}={value}") == int(number), (name, value)
        if name != "order":
            assert sum(int(number) for _, number in given) == count(reader, "/findings?state=all"), name


def test_the_filters_of_the_address_hold_together_on_page_workbook_and_interface(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    every = asked_of_interface(reader, programme="qu-2023", state="all")

    def is_meant(one: Mapping[str, Any]) -> bool:
        return one["site"]["kind"] == "service_point" and one["clause"]["verdict"] == "unknown"

    township = next(one["township"]["code"] for one in every.values() if is_meant(one))
    query = f"programme=qu-2023&kind=service_point&state=unknown&division={township}"
    meant = [place for place, one in every.items() if is_meant(one) and one["township"]["code"] == township]
    assert list(listed(reader, f"/findings?{query}")) == meant != []
    sheets = workbook(reader, f"/findings.xlsx?{query}")
    assert [(row["站点编码"], row["条款编号"]) for row in sheets["问题清单"]] == meant


def test_what_falls_short_of_a_must_in_a_township_is_the_same_on_page_matrix_workbook_and_interface(
    reader: TestClient,
) -> None:
    assert sign_in(reader, "demo-county") == 303
    place = {"programme": "qu-2023", "division": "511725103000", "state": "all"}
    every = asked_of_interface(reader, **place)
    shares = []
    for level, word in (("must", "必备"), ("generally", "一般")):
        meant = [at for at, one in every.items() if one["clause"]["level"] == level]
        shares.append(len(meant))
        query = urlencode(place | {"level": level})
        assert list(asked_of_interface(reader, **place, level=level)) == meant != []
        assert list(listed(reader, f"/findings?{query}")) == meant
        sheets = workbook(reader, f"/findings.xlsx?{query}")
        rows = sheets.pop("问题清单")
        assert [(row["站点编码"], row["条款编号"], row["性质"]) for row in rows] == [(*at, word) for at in meant]
        assert sum(sign in SIGNS for sheet in sheets.values() for row in sheet for sign in row.values()) == len(meant)
        (own,) = workbook(reader, f"/findings.xlsx?{query}&sheets=township").values()
        assert own == rows
        page = reader.get(f"/findings?{query}").text
        assert f'<option value="{level}" selected>{word}（{len(meant)}）</option>' in page
        cells: dict[Place, str] = {}
        for kind in kinds_of(page):
            cells |= matrix(reader, f"/findings/matrix?{query}&kind={kind}")
        assert cells == {at: every[at]["clause"]["verdict"] for at in meant}
    assert sum(shares) == len(every)


def test_the_level_stays_in_the_address_when_something_else_is_chosen(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    page = reader.get("/findings?level=must&page=2").text
    ways = [html.unescape(href) for href in re.findall(r'href="(/(?:findings|notices/new)[^"]*\?[^"]+)"', page)]
    kept = {href.partition("?")[0] for href in ways if "level=must" in href}
    assert kept == {"/findings", "/findings/matrix", "/findings.xlsx", "/notices/new"}
    without = [href for href in ways if "level=" not in href]
    assert {href for href in without if "gangbei" not in href} == {"/findings?programme=qu-2023"}, (
        "only clearing and another programme forget it"
    )
    choice_of_a_day = page.partition('type="date"')[0].rpartition("<form")[2]
    assert 'name="level" value="must"' in choice_of_a_day


def test_a_sheet_for_each_township_holds_its_findings_and_no_others(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    sheets = workbook(reader, "/findings.xlsx?programme=qu-2023&sheets=township")
    assert "土溪镇" in sheets or len(sheets) > 10
    for name, rows in sheets.items():
        assert {row["乡镇（街道）"] for row in rows} == {name}
    assert sum(map(len, sheets.values())) == count(reader, "/findings?programme=qu-2023")


def test_a_township_sees_its_own_findings_on_page_workbook_and_interface(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    own = list(asked_of_interface(reader, state="all", division="511725103000"))
    assert sign_in(reader, "demo-tuxi") == 303
    assert list(listed(reader, "/findings?state=all")) == own
    assert list(asked_of_interface(reader, state="all")) == own
    assert [(r["站点编码"], r["条款编号"]) for r in workbook(reader, "/findings.xlsx?state=all")["问题清单"]] == own
    assert count(reader, "/findings?state=all&division=511725104000") == 0
    assert reader.get("/findings?programme=gangbei-2025").status_code == 404
    assert sign_in(reader, "demo-operator") == 303
    assert {code for code, _ in listed(reader, "/findings?state=all")} == {"GB-CENTRE"}
    reader.cookies.clear()
    for address in ("/findings", "/findings/matrix", "/findings.xlsx", "/api/v1/findings"):
        assert reader.get(address, follow_redirects=False).status_code in (303, 401), address


@pytest.mark.both_engines
def test_an_order_stands_beside_the_clause_it_names_with_number_state_and_deadline(client: TestClient) -> None:
    registered(client, {"code": "QX-TUXI", "facts": {"area_m2": 3}})
    address = ordered(client, clauses=["station.posted", "station.area_demonstration"])
    key = address.rpartition("/")[2]
    due_on = (house_of(client).today() + timedelta(days=9)).isoformat()
    assert sign_in(client, "demo-county") == 303
    found = asked_of_interface(client, state="all", order="open", site="QX-TUXI")
    orders: list[dict[str, Any]] = found["QX-TUXI", "station.posted"]["orders"]
    assert {"id": key, "number": key[:8].upper(), "state": "ordered", "due_on": due_on, "overdue": False} in orders
    page = client.get("/findings?state=all&order=open&site=QX-TUXI&clause=station.posted").text
    assert f'<a href="{address}">{key[:8].upper()}</a> 待整改' in page
    assert f"期限 {due_on}" in page
    row = next(
        row
        for row in workbook(client, "/findings.xlsx?state=all&order=open")["问题清单"]
        if row["条款编号"] == "station.posted" and key[:8].upper() in row["整改事项"]
    )
    assert "待整改" in row["整改状态"]
    before = count(client, "/findings?state=all&order=open")
    assert before + count(client, "/findings?state=all&order=none") == count(client, "/findings?state=all")
    assert count(client, "/findings?state=all&order=overdue&clause=station.posted") == 0
    now = house_of(client).now()
    CLOCK.tell(lambda: now + timedelta(days=10))
    assert sign_in(client, "demo-county") == 303
    late = client.get("/findings?state=all&order=overdue&site=QX-TUXI&clause=station.posted").text
    assert key[:8].upper() in late
    assert "逾期</span>" in late


def test_nothing_that_people_typed_becomes_a_formula_or_markup(client: TestClient) -> None:
    name = '=HYPERLINK("http://x","<b>土溪</b>")'
    registered(client, {"code": "QX-TUXI", "name": name, "facts": {"plaque_text": "=1+1"}})
    assert sign_in(client, "demo-county") == 303
    content = client.get("/findings.xlsx?state=all&site=QX-TUXI").content
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "d"}, sheet.title
    rows = tables(content)["问题清单"]
    assert {row["站点"] for row in rows} == {name}
    assert next(row for row in rows if row["条款编号"] == "station.plaque")["实际"] == "=1+1"
    page = client.get("/findings?state=all&site=QX-TUXI").text
    assert "&lt;b&gt;土溪&lt;/b&gt;" in page
    assert "<b>土溪</b>" not in page


def test_an_empty_list_says_what_would_be_here_and_what_to_do(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    nothing = client.get("/findings?state=met&order=overdue").text
    assert "没有符合条件的条款" in nothing
    assert 'href="/findings?programme=qu-2023">清除筛选</a>' in nothing
    assert client.get("/findings/matrix?state=met&order=overdue").status_code == 200
    assert sign_in(client, "demo-operator") == 303
    done = client.get("/findings")
    assert done.status_code == 200


def test_a_filter_that_cannot_be_is_left_out_and_named_and_a_file_is_refused(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    for query in ("state=bad", "order=late", "level=x", "kind=x", "clause=a.b", "division=5", "page=0"):
        answer = reader.get(f"/findings?{query}")
        left_out = f"链接中的“{query.partition('=')[2]}”无法识别"
        assert (answer.status_code, left_out in answer.text) == (200, True), query
    assert reader.get("/findings.xlsx?state=bad").status_code == 422
    for query in ("level=x", "level=must&level=generally"):
        for path in ("/findings.xlsx", "/api/v1/findings"):
            assert reader.get(f"{path}?{query}").status_code == 422, (path, query)
    assert reader.get("/api/v1/findings?colour=red").status_code == 422
    assert reader.get("/findings?site=NOBODY").status_code == 200


def test_a_place_may_be_called_township_as_in_the_links_of_other_lists(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    for path in ("/findings?", "/findings/matrix?kind=station&", "/findings.xlsx?"):
        rows = [reader.get(f"{path}{name}=511725103000") for name in ("division", "township")]
        assert [answer.status_code for answer in rows] == [200, 200]
        if "xlsx" not in path:
            assert len({answer.text.partition("<main")[2] for answer in rows}) == 1, path
            assert rows[0].text != reader.get(path).text
    assert reader.get("/findings.xlsx?township=x").status_code == 422
    assert reader.get("/api/v1/findings?township=511725103000").status_code == 422


def test_without_public_verdicts_and_in_english_the_page_is_whole(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    reader.cookies.set("lang", "en")
    page = reader.get("/findings?state=all&kind=service_station").text
    assert "Difference" in page
    assert re.search(r'<option value="must">Mandatory \(\d+\)</option>', page)
    assert "问题清单" not in page.replace('hreflang="zh"', "")
    sheets = openpyxl.load_workbook(io.BytesIO(reader.get("/findings.xlsx").content))
    assert sheets.sheetnames[0] == "Findings"
    written = {value for line in sheets["Findings"].iter_rows(values_only=True) for value in line}
    assert {"Level", "Mandatory", "Waivable"} <= written


def test_a_site_that_cannot_be_judged_is_named_and_not_dropped_in_silence(client: TestClient) -> None:
    spoil(client, "QX-TUXI", kind="gig_market")
    for who, named in (("demo-county", True), ("demo-reviewer", True), ("demo-operator", False)):
        assert sign_in(client, who) == 303
        for address in ("/findings", "/findings/matrix"):
            assert ("信息有误，未参与评估" in client.get(address).text) is named, (who, address)
        assert client.get("/api/v1/findings").json()["unreadable"] == ["QX-TUXI"] * named
    assert sign_in(client, "demo-county") == 303
    (sheet, *_) = openpyxl.load_workbook(io.BytesIO(client.get("/findings.xlsx").content))
    assert any("QX-TUXI" in str(line[0]) for line in sheet.iter_rows(max_row=6, values_only=True))
    assert ("QX-TUXI", "station.posted") not in listed(client, "/findings?state=all")


def test_the_answer_of_the_interface_is_as_its_description_says(reader: TestClient) -> None:
    assert sign_in(reader, "demo-county") == 303
    description = reader.get("/schema/openapi.json").json()
    schema = {"$ref": "#/components/schemas/FindingList", "components": description["components"]}
    for query in ("limit=1000&state=all", "state=met&order=overdue", "programme=gangbei-2025"):
        answer = reader.get(f"/api/v1/findings?{query}").json()
        assert [fault.message for fault in Draft202012Validator(schema).iter_errors(answer)] == [], query


def test_an_order_at_a_site_outside_ones_scope_is_told_and_not_taken_for_none(client: TestClient) -> None:
    """A reviewer of the county sees its outposts, which lie in no division of it, in lists, and not from inside."""
    outpost = {"code": "FAR-1", "programme": "qu-2023", "kind": "outpost", "tier": "standard", "name": "驻深圳工作站"}
    registered(client, outpost | {"host_city": "深圳", "division": "440300000000", "status": "operating"})
    assert sign_in(client, "demo-county") == 303
    today = house_of(client).today().isoformat()
    form = {"found_on": today, "finding": "无标牌", "demand": "挂牌", "due_on": today, "clauses": ["outpost.sign"]}
    answer = client.post("/work/sites/FAR-1/rectify", data={"csrf_token": csrf(client), **form}, follow_redirects=False)
    number = answer.headers["location"].removeprefix("/rectifications/")[:8].upper()
    assert sign_in(client, "demo-reviewer") == 303
    assert client.get("/work/sites/FAR-1").status_code == 403
    found = asked_of_interface(client, site="FAR-1", clause="outpost.sign")
    assert [order["number"] for order in found["FAR-1", "outpost.sign"]["orders"]] == [number]
    assert count(client, "/findings?site=FAR-1&order=open") == 1
    page = client.get("/findings?site=FAR-1&order=open").text
    assert number in page
    assert 'href="/rectifications/' not in page, "nothing leads where the reader may not go"
    assert 'href="/sites/FAR-1#v-outpost-sign"' in page
