"""Ledgers over HTTP: the operator enters, corrects and withdraws; the bureau reads; what is missing is not zero."""

import io
import re
from datetime import timedelta

import pytest
from litestar.testing import TestClient
from openpyxl import load_workbook

from tests.web.people import send, sign_in
from tests.web.writing import house_of

SERVED = "/ledgers?ledger=people_served&stretch=2026-H1"
ROW = re.compile(r'href="/ledgers/rows/([0-9a-f-]{36})"')
IDENTITY_NUMBER = "51172519000101003X"


def enter(client: TestClient, ledger: str, **fields: str):
    assert sign_in(client, "demo-operator") == 303
    return send(client, "/ledgers", ledger=ledger, **fields)


def served(client: TestClient, day: str, people: str, **fields: str):
    return enter(client, "people_served", day=day, people=people, service="employment", **fields)


def overview(client: TestClient, stretch: str = "2026-H1") -> str:
    return client.get(f"/ledgers?stretch={stretch}").text


def row_of(client: TestClient, ledger: str, stretch: str = "2026-H1") -> str:
    return f"/ledgers/rows/{ROW.findall(client.get(f'/ledgers?ledger={ledger}&stretch={stretch}').text)[-1]}"


@pytest.mark.both_engines
def test_a_row_is_entered_corrected_with_a_reason_and_withdrawn(client: TestClient) -> None:
    assert served(client, "2026-03-02", "1２", note="<b>赶集日</b>").status_code == 303
    page = client.get(SERVED).text
    assert "12 人次" in page
    assert "&lt;b&gt;赶集日&lt;/b&gt;" in page, "what people typed is text"
    there = row_of(client, "people_served")
    fields = {"day": "2026-03-02", "people": "15", "service": "training", "version": "1"}
    assert send(client, there, **fields, reason="").status_code == 422
    assert send(client, there, **fields, reason="多记").status_code == 303
    assert "15 人次" in client.get(SERVED).text
    assert send(client, there, **fields, reason="又改").status_code == 409, "somebody corrected it before"
    assert send(client, there, move="withdraw", version="2", reason="重复登记").status_code == 303
    assert "15 人次" not in client.get(SERVED).text
    assert "已撤回" in client.get(there).text


def test_sending_the_form_twice_enters_one_row(client: TestClient) -> None:
    key = "11111111-1111-4111-8111-111111111111"
    for _ in range(2):
        assert served(client, "2026-03-02", "12", key=key).status_code == 303
    assert len(set(ROW.findall(client.get(SERVED).text))) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": "2026-02-30", "people": "1"}, "2026-02-30"),
        ({"day": "", "people": "1"}, "请填写日期"),
        ({"day": "2026-03-02", "people": ""}, "请填写人次"),
        ({"day": "2026-03-02", "people": "-1"}, "不能为负数"),
        ({"day": "2026-03-02", "people": "1.5"}, "应为整数"),
        ({"day": "2026-03-02", "people": "1", "person": IDENTITY_NUMBER}, "含有身份证号码"),
        ({"day": "2026-03-02", "people": "1", "note": f"证件{IDENTITY_NUMBER}"}, "含有身份证号码"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_beside_its_field(client: TestClient, fields, said: str) -> None:
    answer = enter(client, "people_served", service="employment", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert not ROW.findall(client.get(SERVED).text)


def test_a_row_about_a_day_to_come_is_refused(client: TestClient) -> None:
    tomorrow = house_of(client).today() + timedelta(days=1)
    assert "日期不能晚于今天" in served(client, tomorrow.isoformat(), "1").text


def test_a_day_before_the_rows_own_and_more_than_the_whole_are_refused(client: TestClient) -> None:
    fair = enter(client, "job_fairs", day="2026-03-02", title="招聘会", employers="8", park_employers="12")
    assert (fair.status_code, "不能多于参加用工主体" in fair.text) == (422, True)
    late = enter(client, "requests", day="2026-03-10", matter="办证", answered="2026-03-09")
    assert "不能早于 2026-03-10" in late.text
    more = enter(client, "archives", day="2026-03-10", filed="11", due="10")
    assert "不能多于应归档" in more.text
    across = enter(client, "opening", day="2026-03-10", until="2026-04-02", missed="no")
    assert "一行不能跨月" in across.text


def test_a_month_without_rows_is_unreported_until_it_is_said_that_there_was_nothing(client: TestClient) -> None:
    for month in (1, 2, 4, 5, 6):
        assert enter(client, "complaints", day=f"2026-{month:02d}-05", nothing="yes").status_code == 303
    page = overview(client)
    assert "2026-03 未登记" in page
    assert enter(client, "complaints", day="2026-03-05", nothing="yes").status_code == 303
    line = re.search(r"投诉</a>.*?</tr>", overview(client), re.DOTALL)
    assert line is not None
    assert "<b>0 件</b>" in line[0]
    assert "2026-03 未登记" not in line[0]


def test_nothing_and_rows_exclude_each_other(client: TestClient) -> None:
    assert enter(client, "complaints", day="2026-03-05", nothing="yes").status_code == 303
    both = enter(client, "complaints", day="2026-03-09", about="attitude", upheld="yes")
    assert both.status_code == 422
    assert "请先撤回" in both.text
    assert served(client, "2026-03-02", "3").status_code == 303
    assert enter(client, "people_served", day="2026-03-09", nothing="yes").status_code == 422


def test_the_bureau_reads_ledgers_and_does_not_write_in_them(client: TestClient) -> None:
    assert served(client, "2026-03-02", "12").status_code == 303
    there = row_of(client, "people_served")
    for name in ("demo-county", "demo-reader"):
        assert sign_in(client, name) == 303
        assert "12 人次" in client.get(SERVED).text
        assert send(client, there, move="withdraw", version="1", reason="x").status_code == 403
        assert send(client, "/ledgers", ledger="people_served", day="2026-03-02", people="1").status_code == 403
    assert sign_in(client, "demo-reviewer") == 303, "of another county"
    assert client.get(SERVED).status_code == 404
    assert client.get(there).status_code == 404
    client.cookies.clear()
    assert client.get(SERVED, follow_redirects=False).status_code == 303


def test_files_hold_the_rows_without_names_and_nothing_that_calculates(client: TestClient) -> None:
    assert served(client, "2026-03-02", "12", person="王小芳", note="=1+1").status_code == 303
    answer = client.get("/ledgers/file?ledger=people_served&stretch=2026-03")
    text = answer.content.decode("utf-8-sig")
    assert "王小芳" not in text
    assert "2026-03-02,就业服务,12,'=1+1,运营单位（示例）" in text
    assert "示例数据" in text
    book = client.get("/ledgers/file?ledger=people_served&stretch=2026-03&format=xlsx")
    cells = [cell for row in load_workbook(io.BytesIO(book.content)).active.iter_rows() for cell in row]
    said = {cell.value: cell.data_type for cell in cells if cell.value is not None}
    assert said["=1+1"] == "s"
    assert said[12] == "n"
    assert not any("王小芳" in str(value) for value in said)
    assert any("示例数据" in str(value) for value in said)


def test_a_month_shows_its_own_rows_only(client: TestClient) -> None:
    assert served(client, "2026-03-31", "12").status_code == 303
    assert served(client, "2026-04-01", "13").status_code == 303
    march = client.get("/ledgers?ledger=people_served&stretch=2026-03").text
    assert "12 人次" in march
    assert "13 人次" not in march


def test_no_period_before_the_contract_is_offered(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    for page in ("/ledgers?ledger=people_served", "/assessments"):
        offered = re.findall(r'<option value="(20\d\d-H[12])"', client.get(page).text)
        assert min(offered) == "2025-H2", "the document is of 2025-07-22"
