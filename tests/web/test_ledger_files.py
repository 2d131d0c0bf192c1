"""Ledgers as files and for programs: what goes out and comes back changes nothing, corrects by id, adds once."""

import io

import pytest
from litestar.testing import TestClient
from openpyxl import load_workbook

from tests.web.people import bearer, csrf, send, sign_in, token_of
from tests.web.test_assessments import close, reviewed
from tests.web.test_ledgers import IDENTITY_NUMBER, enter, row_of, served

ROWS = "/api/v1/ledgers"


def upload(client: TestClient, name: str, content: bytes, reason: str = ""):
    assert sign_in(client, "demo-operator") == 303
    return client.post(
        "/ledgers/upload?stretch=2026-H1",
        data={"csrf_token": csrf(client), "reason": reason},
        files={"file": (name, content)},
        follow_redirects=False,
    )


def taken(answer) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("done=taken&")[2]


def workbook(client: TestClient) -> bytes:
    assert sign_in(client, "demo-operator") == 303
    return client.get("/ledgers/workbook?stretch=2026-H1").content


@pytest.mark.both_engines
def test_a_workbook_goes_out_comes_back_changes_nothing_and_then_corrects_and_adds(client: TestClient) -> None:
    assert served(client, "2026-03-02", "12", person="张三").status_code == 303
    assert enter(client, "complaints", day="2026-03-05", nothing="yes").status_code == 303
    given = workbook(client)
    assert "张三" not in str([list(sheet.values) for sheet in load_workbook(io.BytesIO(given))]), "names stay"
    assert taken(upload(client, "a.xlsx", given)) == "entered=0&corrected=0&unchanged=2"
    book = load_workbook(io.BytesIO(given))
    sheet = book["服务劳动者"]
    assert [cell.value for cell in sheet[1]][:5] == ["编号", "服务日期", "本期无", "服务类别", "人次"]
    sheet["E2"] = 15
    book["培训班"].append([None, "2026-03-09", None, "劳动关系调解", 120, "园区会议室"])
    book["开放日志"].append([None, "2026/4/1", "", "2026-04-30", "否", ""])
    out = io.BytesIO()
    book.save(out)
    refused = upload(client, "a.xlsx", out.getvalue())
    assert (refused.status_code, "须写明原因" in refused.text) == (422, True)
    assert taken(upload(client, "a.xlsx", out.getvalue(), "多记")) == "entered=2&corrected=1&unchanged=1"
    page = client.get("/ledgers?ledger=people_served&stretch=2026-H1").text
    assert "15 人次" in page
    assert "张三" in page, "an import loses no name"
    assert taken(upload(client, "a.xlsx", out.getvalue(), "又来")) == "entered=0&corrected=0&unchanged=4"


def test_every_fault_of_a_file_is_said_with_its_cell_and_nothing_is_written(client: TestClient) -> None:
    book = load_workbook(io.BytesIO(workbook(client)))
    book["培训班"].append([None, "2026-02-30", None, "烹饪", 120, IDENTITY_NUMBER])
    book["宣传资料"].append(["11111111-1111-4111-8111-111111111111", "2026-03-02", None, "明白纸", 10])
    book["短视频"].append([None, "2026-03-02", None, "一条"])
    out = io.BytesIO()
    book.save(out)
    refused = upload(client, "a.xlsx", out.getvalue())
    assert refused.status_code == 422
    for said in ("培训班!B2", "培训班!D2", "培训班!F2", "含有身份证号码", "宣传资料!A2", "没有此编号的记录"):
        assert said in refused.text, said
    assert IDENTITY_NUMBER not in refused.text
    assert client.get("/ledgers?ledger=videos&stretch=2026-H1").text.count("一条") == 0
    for name, content in (
        ("a.xlsx", b"PK\x03\x04rubbish"),
        ("a.csv", b"\xff\xfe\x00\xd8"),
        ("a.exe", b"MZ"),
        ("a.json", b"{"),
        ("a.csv", b" \r\n"),
    ):
        assert upload(client, name, content).status_code in (422, 400), name


def test_a_csv_is_read_by_codes_and_by_words_and_what_it_says_twice_counts_twice(client: TestClient) -> None:
    lines = "台账,日期,评分\n企业满意度,2026-03-02,4.5\n企业满意度,2026-03-02,4.5\n"
    assert taken(upload(client, "a.csv", lines.encode("gbk"))) == "entered=2&corrected=0&unchanged=0"
    more = lines + "企业满意度,2026-03-02,4.5\n"
    assert taken(upload(client, "a.csv", more.encode())) == "entered=1&corrected=0&unchanged=2"


def test_a_fault_of_a_csv_is_told_by_its_line_and_the_name_of_its_column(client: TestClient) -> None:
    refused = upload(client, "a.csv", "姓名,电话\n张三,138\n".encode())
    assert (refused.status_code, "第 2 行 台账：没有此台账" in refused.text) == (422, True)
    refused = upload(client, "a.csv", b"ledger,day,copies\nprinted,2026-03-02,many\n")
    assert "第 2 行 份数：" in refused.text


def test_rows_and_the_word_that_there_was_nothing_do_not_come_in_together(client: TestClient) -> None:
    lines = "ledger,day,nothing,about\ncomplaints,2026-03-02,yes,\ncomplaints,2026-03-09,,attitude\n"
    refused = upload(client, "a.csv", lines.encode())
    assert (refused.status_code, "既有记录又登记了" in refused.text) == (422, True)


def test_programs_read_and_send_rows_by_the_same_rules(client: TestClient) -> None:
    operator, reader = bearer(token_of(client, "demo-operator")), bearer(token_of(client, "demo-reader"))
    rows = [{"ledger": "placements", "day": "2026-03-02", "values": {"people": 7, "person": "李四"}}]
    assert client.post(ROWS, headers=reader, json={"rows": rows}).status_code == 403
    dry = client.post(ROWS, headers=operator, json={"rows": rows, "dry_run": True}).json()
    assert dry == {"entered": 1, "corrected": 0, "unchanged": 0, "dry_run": True}
    assert client.get(ROWS, headers=reader).json()["rows"] == []
    assert client.post(ROWS, headers=operator, json={"rows": rows}).json()["entered"] == 1
    (row,) = client.get(f"{ROWS}?ledger=placements&period=2026-H1", headers=reader).json()["rows"]
    assert (row["day"], row["values"]) == ("2026-03-02", {"people": 7}), "no names"
    assert client.get(f"{ROWS}?period=2026-H2", headers=reader).json()["rows"] == []
    wrong = [{**row, "values": {"people": -1}}, {"ledger": "nothing", "day": "2026-03-02"}, {"ledger": "placements"}, 7]
    faults = client.post(ROWS, headers=operator, json={"rows": wrong, "reason": "x"}).json()["errors"]
    assert [fault["path"] for fault in faults] == ["rows[3]"]
    faults = client.post(ROWS, headers=operator, json={"rows": wrong[:3], "reason": "x"}).json()["errors"]
    assert {"rows[0].people", "rows[1].ledger", "rows[2].day"} <= {fault["path"] for fault in faults}
    corrected = {"rows": [{**row, "values": {"people": 9}}], "reason": "多报"}
    assert client.post(ROWS, headers=operator, json=corrected).json()["corrected"] == 1


@pytest.mark.both_engines
def test_rows_of_a_closed_half_year_are_changed_by_no_page_file_or_program(client: TestClient) -> None:
    assert served(client, "2026-03-02", "12").status_code == 303
    page = row_of(client, "people_served")
    before = workbook(client)
    reviewed(client)
    assert close(client).status_code == 303
    operator = bearer(token_of(client, "demo-operator"))
    (row,) = client.get(f"{ROWS}?ledger=people_served", headers=operator).json()["rows"]
    assert served(client, "2026-03-03", "1").status_code == 409
    assert served(client, "2026-07-01", "1").status_code == 303, "the next half-year is open"
    later = row_of(client, "people_served", "2026-H2")
    corrected = {"day": "2026-03-02", "people": "99", "service": "employment", "reason": "更正", "version": "1"}
    for moved in (corrected, {"move": "withdraw", "reason": "撤回", "version": "1"}):
        assert send(client, page, **moved).status_code == 409
    assert send(client, later, **corrected).status_code == 409, "nor does a row move into it"
    sheets = load_workbook(io.BytesIO(before))
    sheet = sheets["服务劳动者"]
    column = [cell.value for cell in sheet[1]].index("人次") + 1
    sheet.cell(2, column).value = 99
    out = io.BytesIO()
    sheets.save(out)
    lines = "ledger,day,service,people\npeople_served,2026-03-04,employment,5\n"
    for name, content in (("a.xlsx", out.getvalue()), ("a.csv", lines.encode())):
        refused = upload(client, name, content, "更正")
        assert (refused.status_code, "已办结" in refused.text) == (422, True), name
    sent = {"rows": [{**row, "values": {**row["values"], "people": 99}}], "reason": "更正"}
    assert client.post(ROWS, headers=operator, json=sent).status_code == 422
    (kept,) = client.get(f"{ROWS}?ledger=people_served&period=2026-H1", headers=operator).json()["rows"]
    assert kept == row
