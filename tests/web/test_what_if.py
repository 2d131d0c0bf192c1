"""What-ifs over HTTP: judged by the ordinary rules from a scratch copy, by township, kept by name, touching nothing."""

import io
import re
from decimal import Decimal
from uuid import uuid4

import openpyxl
import pytest
from litestar.testing import TestClient

from tests.web.findings import listed
from tests.web.people import csrf, sign_in

CLAUSE = "/county/qu-2023/clauses/station.area_basic"
WHAT_IF = CLAUSE + "/what-if"
FINDINGS = "/findings?programme=qu-2023&clause=station.area_basic&state=all"


def outcomes(page: str) -> dict[str, int]:
    """How many sites would come out otherwise, by outcome."""
    return {name: int(n) for name, n in re.findall(r'data-outcome="(\w+)">[^<]*<b>(\d+)</b>', page)}


def moved(page: str) -> list[str]:
    return re.findall(r'<tr data-code="([^"]+)"', page)


def areas(client: TestClient) -> dict[str, tuple[str, Decimal]]:
    """Every site that the clause binds and that reported its area: its state, and the area."""
    found = {}
    for (code, _), row in listed(client, FINDINGS).items():
        if number := re.match(r"[\d.]+", row.found):
            found[code] = (row.state, Decimal(number[0]))
    return found


@pytest.mark.both_engines
def test_a_higher_bound_fails_exactly_the_sites_below_it_and_the_record_stays(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    before, known = client.get(CLAUSE).text, areas(client)
    for bound in ("20", "30.5", "1000"):
        page = client.get(f"{WHAT_IF}?check.value={bound}").text
        newly = sorted(code for code, (state, area) in known.items() if state == "达标" and area < Decimal(bound))
        assert outcomes(page) == {"fails": len(newly), "passes": 0, "unknown": 0, "freed": 0}
        assert sorted(moved(page)) == newly
    assert client.get(CLAUSE).text == before
    page = client.get(f"{WHAT_IF}?check.value=1").text
    assert outcomes(page)["passes"] == sum(state == "不达标" for state, _ in known.values()) > 0


def test_the_money_behind_the_gap_is_the_documents_own_by_site(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get(f"{WHAT_IF}?check.value=1000").text
    failing = outcomes(page)["fails"]
    money = page[page.index("差距涉及的资金") :]
    assert "乡镇公共就业创业服务基础站" in money
    assert re.search(
        rf'<td class="num">{failing}</td><td class="num">2.万元</td><td class="num">{2 * failing}.万元', money
    )
    none = client.get("/county/qu-2023/clauses/internship.satisfaction/what-if?check.at_least=100").text
    if outcomes(none)["fails"]:
        assert "文件没有写明资金" in none


def test_other_days_in_force_free_every_site(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get(f"{WHAT_IF}?in_force_from=2099-01-01").text
    assert outcomes(page)["freed"] == len(listed(client, FINDINGS))


def test_what_is_kept_is_found_by_its_name_and_once_however_often_it_is_sent(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    key = str(uuid4())
    form = {"csrf_token": csrf(client), "key": key, "name": "面积<b>提到</b> 60", "check.value": "60"}
    first = client.post(WHAT_IF, data=form, follow_redirects=False)
    assert first.status_code == 303, first.text
    there = first.headers["location"]
    assert client.post(WHAT_IF, data=form, follow_redirects=False).headers["location"] == there
    assert sign_in(client, "demo-reader") == 303
    page = client.get(WHAT_IF).text
    assert page.count("面积&lt;b&gt;提到&lt;/b&gt; 60") == 1
    assert outcomes(page) == {}, "nothing is tried before something is turned"
    kept = client.get(f"{WHAT_IF}?kept={key}").text
    assert 'name="check.value" value="60"' in kept
    assert outcomes(kept) == outcomes(client.get(f"{WHAT_IF}?check.value=60").text)
    assert client.get(f"/county/qu-2023/clauses/gig.area/what-if?kept={key}").status_code == 404
    assert client.post(WHAT_IF, data=form | {"csrf_token": csrf(client)}, follow_redirects=False).status_code == 403


def test_every_fault_stands_at_its_field_and_nothing_typed_is_lost(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    answer = client.get(f"{WHAT_IF}?check.value=abc&in_force_until=1999-01-01")
    assert answer.status_code == 422
    assert set(re.findall(r'class="fault" id="([a-z_.]+)-fault"', answer.text)) == {"check.value", "in_force_until"}
    assert 'value="abc"' in answer.text
    form = {"csrf_token": csrf(client), "name": "", "check.value": "60"}
    nameless = client.post(WHAT_IF, data=form, follow_redirects=False)
    assert nameless.status_code == 422
    assert 'id="name-fault"' in nameless.text


def test_a_clause_shows_what_fails_first_and_folds_what_passes(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get("/county/qu-2023/clauses/point.posted").text
    wrong, folded, passing = page.partition('<details class="fold">')
    assert folded
    rows = listed(client, "/findings?programme=qu-2023&clause=point.posted&state=all")
    states = [rows[code, "point.posted"].state for code in re.findall(r'<li data-code="([^"]+)"', wrong)]
    assert states == sorted(states)
    assert set(states) <= {"不达标", "待补报"}
    assert len(states) == sum(row.state in ("不达标", "待补报") for row in rows.values())
    shown = re.findall(r'<li data-code="([^"]+)"', passing)
    assert len(shown) == 50, "only so many are explained"
    assert {rows[code, "point.posted"].state for code in shown} <= {"达标", "豁免"}
    assert "统一悬挂张贴规范的工作制度" in page
    assert 'href="/county/qu-2023/clauses/point.posted/what-if"' in page
    assert client.get("/county/qu-2023/clauses/point.posted?page=9").status_code == 200


def test_a_share_of_the_bound_is_tried_and_goes_to_excel_with_what_was_found(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    known = areas(client)
    says = Decimal(re.findall(r'name="check.value" value="([\d.]+)"', client.get(WHAT_IF).text)[0])
    page = client.get(f"{WHAT_IF}?check.value=200%25").text
    assert f'name="check.value" value="{says * 2}"' in page
    newly = {code for code, (state, area) in known.items() if state == "达标" and area < says * 2}
    assert set(moved(page)) == newly
    book = re.search(r'href="([^"]+what-if\.xlsx[^"]*)"', page)
    assert book is not None
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(book[1].replace("&amp;", "&")).content))["站点"]
    rows = {str(row[2]): row for row in sheet.iter_rows(values_only=True) if row[0] == "新增不达标"}
    assert set(rows) == newly
    for code, row in rows.items():
        assert Decimal(re.findall(r"[\d.]+", str(row[6]))[0]) == known[code][1]
        assert str(says * 2) in str(row[7])
