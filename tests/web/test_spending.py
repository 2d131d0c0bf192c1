"""Money spent over HTTP: entered, corrected, struck out with a reason; what nobody entered is unknown, never 0."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from litestar.testing import TestClient
from openpyxl import load_workbook

from app.journeys.spending.spent import LineSpending
from tests.web.people import bearer, send, sign_in, token_of
from tests.web.writing import house_of

LIST, NEW = "/county/qu-2023/spending", "/county/qu-2023/spending/new"
ROW = re.compile(r'data-key="([0-9a-f-]{36})"')
LINE = re.compile(r'<tr id="t-(\w+)"(.*?)</tr>', re.DOTALL)


def enter(client: TestClient, **fields: str):
    day = house_of(client).today().isoformat()
    row = {"target": "demonstration", "site": "QX-TUXI", "voucher": "记-0012", "paid_on": day, "amount": "12345.60"}
    return send(client, NEW, **{**row, "purpose": "<b>桌椅</b>", **fields})


def rows(client: TestClient, query: str = "") -> list[str]:
    return ROW.findall(client.get(f"{LIST}?{query}").text)


def line_of(client: TestClient, target: str) -> str:
    return dict(LINE.findall(client.get("/county?programme=qu-2023").text))[target]


@pytest.mark.both_engines
def test_a_row_is_entered_corrected_struck_out_and_put_back_and_the_county_page_counts_it(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert "未登记" in line_of(client, "demonstration"), "nothing entered is not 0"
    assert enter(client).status_code == 303
    assert enter(client, site="", voucher="记-0013", amount="￥１,０００.05").status_code == 303
    line = line_of(client, "demonstration")
    assert "13,345.65" in line
    assert "3.3\u202f%" in line, "13,345.65 of 400,000"
    (href,) = set(re.findall(r'href="(/county/qu-2023/spending[^"]*)"', line))
    found = client.get(href.replace("&amp;", "&")).text
    assert len(ROW.findall(found)) == 2
    assert "13,345.65" in found.partition("data-total")[2][:60], "the rows add up to the figure"
    assert "&lt;b&gt;桌椅&lt;/b&gt;" in found, "what people typed is text"
    assert "未登记" in line_of(client, "hub")

    (key,) = rows(client, "site=QX-TUXI")
    there = f"{LIST}/{key}"
    fields = {"move": "correct", "version": "1", "target": "demonstration", "site": "QX-TUXI", "voucher": "记-0012"}
    fields |= {"paid_on": house_of(client).today().isoformat(), "amount": "12345.06", "purpose": "桌椅"}
    assert send(client, there, **fields, reason="").status_code == 422
    assert send(client, there, **fields, reason="小数看错").status_code == 303
    assert send(client, there, **fields, reason="又改").status_code == 409, "somebody corrected it before"
    assert "13,345.11" in line_of(client, "demonstration")
    changed = "→ 12345.06"
    assert re.search(rf"金额（元） [\d.]+ {changed}", client.get(there).text)
    assert changed in client.get("/log?action=spending.corrected").text
    assert send(client, there, move="strike", version="2", reason="").status_code == 422
    assert send(client, there, move="strike", version="2", reason="重复登记").status_code == 303
    assert "1,000.05" in line_of(client, "demonstration")
    assert key in rows(client), "a struck row stays in sight"
    assert key not in rows(client, "counted=counting")
    assert send(client, there, **{**fields, "version": "3"}, reason="x").status_code == 409, "struck: put back first"
    page = client.get(there).text
    for said in ("登记支出", "更正支出", "小数看错", "作废支出", "重复登记"):
        assert said in page
    assert send(client, there, move="restore", version="3", reason="查实不重复").status_code == 303
    assert "13,345.11" in line_of(client, "demonstration")
    log = client.get("/log").text
    assert "恢复支出" in log
    assert "查实不重复" in log


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"target": ""}, "请选择任务"),
        ({"site": "QX-NO"}, "本方案没有站点"),
        ({"site": "GB-CENTRE"}, "本方案没有站点"),
        ({"site": "QX-HUB"}, "不属于"),
        ({"voucher": ""}, "不能为空"),
        ({"paid_on": "2026-02-30"}, "2026-02-30"),
        ({"paid_on": "2199-01-01"}, "不能晚于今天"),
        ({"amount": ""}, "请填写金额"),
        ({"amount": "0"}, "金额不能为 0"),
        ({"amount": "约5万"}, "约5万"),
        ({"amount": "1.005"}, "最多两位小数"),
        ({"amount": "1e20"}, "应为数字"),
        ({"amount": "999999999999999"}, "不能超过"),
        ({"purpose": ""}, "不能为空"),
        ({"purpose": "证件51172519000101003X"}, "身份证"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_entered(client: TestClient, fields, said: str) -> None:
    assert sign_in(client, "demo-county") == 303
    answer = enter(client, **fields)
    assert answer.status_code == 422
    (field,) = fields
    assert said in answer.text.partition(f'id="{field}-fault"')[2][:200]
    assert not rows(client)


def test_sending_the_form_twice_enters_one_row_and_the_same_voucher_twice_is_asked_about(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    key = "11111111-1111-4111-8111-111111111111"
    for _ in range(2):
        assert enter(client, key=key).status_code == 303
    assert len(rows(client)) == 1
    again = enter(client)
    assert again.status_code == 422
    assert 'name="again"' in again.text
    assert enter(client, again="1").status_code == 303
    assert len(rows(client)) == 2
    assert enter(client, target="basic", site="").status_code == 303, "one voucher may pay for two lines"


def test_the_workbook_and_the_interface_say_what_the_page_says(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    enter(client)
    enter(client, voucher="=1+1", amount="-0.01", site="")
    enter(client, voucher="作废的", amount="7")
    struck = client.get(f"{LIST}?site=QX-TUXI").text
    key = next(k for k in ROW.findall(struck) if "作废的" in client.get(f"{LIST}/{k}").text)
    send(client, f"{LIST}/{key}", move="strike", version="1", reason="填错")
    book = load_workbook(io.BytesIO(client.get(f"{LIST}.xlsx").content))
    sheet = book["支出台账"]
    cells = {str(row[1].value): row for row in sheet.iter_rows() if row[1].value}
    assert cells["记-0012"][5].value == 12345.6
    assert cells["=1+1"][5].value == -0.01
    assert cells["=1+1"][1].data_type == "s", "what people typed is never a formula"
    assert "填错" in cells["作废的"][7].value
    assert any("12,345.59" in str(row[0].value) for row in sheet.iter_rows(max_row=4))
    assert any("示例" in str(row[0].value) for row in sheet.iter_rows(max_row=5)), "samples are marked"
    lines = {row[0].value: row[2].value for row in book["执行率"].iter_rows()}
    assert lines["县级公共就业创业服务站"] == "未登记"
    told = client.get("/api/v1/programmes/qu-2023/spending", headers=bearer(token_of(client, "demo-reader"))).json()
    assert (told["numberMatched"], told["total_yuan"]) == (3, "12345.59")
    by_line = {line["target"]: (line["spent_yuan"], line["rate_percent"]) for line in told["lines"]}
    assert by_line["demonstration"] == ("12345.59", "3.1")
    assert by_line["hub"] == (None, None)


def test_only_the_county_office_enters_and_nobody_outside_sees_any_of_it(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    enter(client)
    (key,) = rows(client)
    for who in (None, "demo-tuxi", "demo-operator"):
        client.cookies.clear()
        if who:
            assert sign_in(client, who) == 303
        for path in (LIST, f"{LIST}.xlsx", f"{LIST}/{key}", NEW, "/api/v1/programmes/qu-2023/spending"):
            assert client.get(path, follow_redirects=False).status_code in (303, 401, 403), (who, path)
    for who in ("demo-reader", "demo-reviewer"):
        assert sign_in(client, who) == 303
        page = client.get(f"{LIST}/{key}").text
        assert "12,345.60" in page
        assert 'id="move-correct"' not in page
        assert enter(client).status_code == 403
    client.cookies.clear()
    assert "spent_yuan" not in client.get("/api/v1/programmes/qu-2023/progress").text
    assert "12,345" not in client.get("/programmes/qu-2023").text


def test_a_rate_is_100_only_where_all_is_spent_and_unknown_without_budget_or_spending(client: TestClient) -> None:
    (target,) = (one for one in house_of(client).programme("qu-2023").targets if one.id == "demonstration")

    def rate(spent: str | None) -> str:
        return str(LineSpending(target, None if spent is None else Decimal(spent)).rate_percent)

    given = ("399999.99", "400000", "400000.01", "0.01", "0", None)
    assert [rate(one) for one in given] == ["99.9", "100.0", "100.1", "0.1", "0.0", "None"]
    assert LineSpending(target.model_copy(update={"budget_yuan": None}), Decimal(1)).rate_percent is None


def test_what_was_paid_yesterday_counts_from_that_day(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    enter(client, paid_on=(house_of(client).today() - timedelta(days=400)).isoformat())
    assert "12,345.60" in line_of(client, "demonstration")
