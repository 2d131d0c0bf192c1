"""Audits over HTTP: kept, read, signed off, computed again and compared, by whoever the county's table lets."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from litestar.testing import TestClient
from python_calamine import CalamineWorkbook

from app.web.states import COMPLIANCE_ORDER
from tests.standing import CLOCK
from tests.web.people import send, sign_in
from tests.web.writing import registered

SLUG = "qu-2023"


def made(client: TestClient, title: str = "十一月末") -> str:
    """The address of a new audit of today, made by the county on the page; the county stays signed in."""
    assert sign_in(client, "demo-county") == 303
    today = client.get("/audits").text
    day = re.search(r'name="as_of" value="([\d-]+)"', today)
    assert day
    answer = send(client, "/audits", programme=SLUG, as_of=day[1], title=title)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def shrunk(client: TestClient) -> None:
    """The next day 土溪's station is found to be too small; the county signs in anew."""
    moment = CLOCK.truly() + timedelta(days=1)
    CLOCK.tell(lambda: moment)
    site = client.get("/api/v1/sites/QX-TUXI").json()
    identity = {key: site[key] for key in ("code", "kind", "tier")}
    registered(client, {**identity, "programme": SLUG, "facts": {"area_m2": 3}})
    assert sign_in(client, "demo-county") == 303


@pytest.mark.both_engines
def test_an_audit_is_kept_signed_off_and_never_changed_again(client: TestClient) -> None:
    address = made(client, "十一月<b>末</b>")
    page = client.get(address).text
    assert "十一月&lt;b&gt;末&lt;/b&gt;" in page
    assert "未签认" in page
    assert "复算结果一致" in client.get(address + "/again").text
    answer = send(client, address + "/sign", remark="属实")
    assert answer.headers["location"] == f"{address}?done=signed"
    page = client.get(address).text
    assert "签认此存档" not in page
    assert re.search(r"于 [\d-]+ [\d:]+ 签认", page)
    again = send(client, address + "/sign", remark="再签")
    assert (again.status_code, "不能再改动" in again.text) == (422, True)
    shrunk(client)
    assert "复算结果一致" in client.get(address + "/again").text, "the live record moves, the audit does not"


def test_every_figure_of_an_audit_leads_to_as_many_sites(client: TestClient) -> None:
    address = made(client)
    page = client.get(address).text
    figures = re.findall(r'href="(/audits/[0-9a-f-]+/sites\?(?:clause|status)=[^"]*)">\s*(.*?)</a>', page, re.DOTALL)
    assert len(figures) > 100
    wrong = []
    for href, text in figures[:6] + figures[6::17]:
        listed = client.get(href.replace("&amp;", "&")).text
        count = re.search(r"<b>(\d+) 个站点</b>", listed)
        assert count, href
        shown = re.search(r"(\d+)\s*$", re.sub(r"<[^>]+>", "", text))
        assert shown, text
        if count[1] != shown[1]:
            wrong.append((href, text, count[1]))
    assert wrong == []


def test_statuses_of_an_audit_of_today_are_those_of_the_live_list(client: TestClient) -> None:
    page = client.get(made(client)).text
    for status in COMPLIANCE_ORDER:
        listed = client.get(f"/api/v1/sites?programme={SLUG}&compliance={status}&limit=1").json()["numberMatched"]
        shown = re.search(rf'sites\?status={status}">.*?</span>\s*(\d+)</a>', page, re.DOTALL)
        assert int(shown[1]) == listed if shown else listed == 0


def test_an_audit_and_today_are_compared_with_why_and_taken_away_as_a_workbook(client: TestClient) -> None:
    address = made(client)
    key = address.rpartition("/")[2]
    assert "没有新登记、新建成" in client.get(f"/audits/compare?one={key}").text
    shrunk(client)
    page = client.get(f"/audits/compare?one={key}").text
    row = re.search(r'<tr data-code="QX-TUXI" data-clause="station.area_[a-z]+">(.*?)</tr>', page, re.DOTALL)
    assert row
    assert "填报内容变更" in row[1]
    assert "→ 3 平方米" in re.sub(r"\s", " ", row[1])
    assert "不达标" in row[1]
    answer = client.get(f"/audits/compare.xlsx?one={key}")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    rows = book.get_sheet_by_name("条款变化").to_python()
    (told,) = [line for line in rows if "QX-TUXI" in line and "填报内容变更" in line]
    assert "3 平方米" in str(told[10]).replace("\u202f", " ")
    totals = [line for line in book.get_sheet_by_name("总数对比").to_python() if isinstance(line[3], float)]
    assert {after - before for _, before, after, _ in totals} > {0.0}
    assert [line for line in totals if line[3] != line[2] - line[1]] == []
    assert client.get("/audits/compare").status_code == 422
    assert client.get("/audits/compare?since=2026-01-01&programme=gangbei-2025").status_code == 200
    assert client.get("/audits/compare?since=2999-01-01&programme=qu-2023").status_code == 422


def test_the_workbook_of_an_audit_has_every_clause_of_every_site(client: TestClient) -> None:
    address = made(client)
    page = client.get(address).text
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(address + "/audit.xlsx").content))
    results = book.get_sheet_by_name("核查结果").to_python()
    counted = sum(int(n) for n in re.findall(r"sites\?clause=[^\"]*\">(\d+)</a>", page))
    head = next(place for place, row in enumerate(results) if row[0] == "乡镇（街道）")
    assert len(results) - head - 1 == counted
    assert any("示例数据" in str(row[0]) for row in results[:head])


def test_a_day_to_come_and_a_wrong_day_come_back_at_their_field(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    for day in ("2999-01-01", "昨天"):
        answer = send(client, "/audits", programme=SLUG, as_of=day, title="带着的名称")
        assert answer.status_code == 422
        assert 'id="as_of-fault"' in answer.text
        assert 'value="带着的名称"' in answer.text


def test_the_clock_is_turned_on_and_off_by_the_county_only(client: TestClient) -> None:
    assert sign_in(client, "demo-reader") == 303
    assert send(client, "/audits/month-end", programme=SLUG, on="1").status_code == 403
    assert "月末自动存档" in client.get("/audits").text
    assert sign_in(client, "demo-county") == 303
    assert send(client, "/audits/month-end", programme=SLUG, on="1").status_code == 303
    assert "已开启（" in client.get("/audits").text
    assert send(client, "/audits/month-end", programme=SLUG, on="0").status_code == 303
    assert "未开启" in client.get("/audits").text


def test_who_reads_the_county_reads_audits_and_signs_none(client: TestClient) -> None:
    address = made(client)
    assert sign_in(client, "demo-reader") == 303
    page = client.get(address).text
    assert "签认此存档" not in page
    assert send(client, address + "/sign").status_code == 403
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get(address, follow_redirects=False).status_code == 403


def test_programs_read_the_audits_and_how_every_site_stood(client: TestClient) -> None:
    key = made(client).rpartition("/")[2]
    (head,) = client.get(f"/api/v1/programmes/{SLUG}/audits").json()["audits"]
    assert (head["id"], head["title"], head["signed_by"]) == (key, "十一月末", None)
    whole = client.get(f"/api/v1/audits/{key}").json()
    assert len(whole["sites_audited"]) == whole["sites"] == sum(whole["statuses"].values())
    tuxi = next(site for site in whole["sites_audited"] if site["code"] == "QX-TUXI")
    assert tuxi["status"] == client.get("/api/v1/sites/QX-TUXI/compliance").json()["status"]
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get(f"/api/v1/audits/{key}").status_code == 403
