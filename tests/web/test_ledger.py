"""整改台账: every order, closed ones too, on the page and in Excel alike; what was closed too early is kept there."""

import io
import re
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from litestar.testing import TestClient

from app.journeys.inspections.escalate_orders import escalate_orders
from tests.standing import CLOCK
from tests.web.people import csrf, sign_in
from tests.web.test_rectifications import order, ordered, post
from tests.web.writing import house_of, registered

LEDGER = "/rectifications/ledger"
CLAUSE = "station.posted"


def rows(client: TestClient, asked: str = "") -> list[str]:
    """Numbers of the orders that the page lists."""
    page = client.get(f"{LEDGER}?{asked}").text
    found = re.findall(r'<tr data-order="(\w+)"', page)
    assert f'role="status">共 {len(found)} 项' in page
    return found


def sheet(client: TestClient, asked: str = "") -> list[dict[str, Any]]:
    """The rows of the workbook, by the heads of their columns."""
    answer = client.get(f"{LEDGER}.xlsx?{asked}")
    table = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    top = next(place for place, row in enumerate(table) if row[0] == "编号")
    return [dict(zip(table[top], row, strict=True)) for row in table[top + 1 :]]


def counts(client: TestClient) -> dict[str, int]:
    page = client.get(LEDGER).text
    return {name: int(n) for name, n in re.findall(r'data-standing="(\w+)"[^>]*>[^<]*<b>(\d+)</b>', page)}


def answered(client: TestClient, **changed: object) -> str:
    address = ordered(client, **changed)
    assert post(client, address + "/answer", "demo-tuxi", version="1", answer="补好").status_code == 303
    return address


@pytest.mark.both_engines
def test_closing_while_a_clause_is_open_is_warned_of_and_kept(client: TestClient) -> None:
    nothing_hangs = {"code": "QX-TUXI", "kind": "service_station", "facts": {"posted_rules": []}}
    registered(client, {**nothing_hangs, "tier": "township_demonstration", "programme": "qu-2023"})
    address = answered(client, clauses=[CLAUSE])
    assert sign_in(client, "demo-reviewer") == 303
    assert 'id="closing-warnings"' in client.get(address).text
    asked = post(client, address + "/check", "demo-reviewer", version="2", result="confirm", remark="已看过")
    assert asked.status_code == 422
    assert 'name="anyway"' in asked.text
    assert "已看过</textarea>" in asked.text
    assert "待复查" in client.get(address).text, "a warning closes nothing"
    done = post(client, address + "/check", "demo-reviewer", version="2", result="confirm", remark="已看过", anyway="1")
    assert done.status_code == 303
    page = client.get(address).text
    assert "下达时" in page
    assert "办结时" in page
    (row,) = [one for one in sheet(client, "standing=closed_open") if one["站点编码"] == "QX-TUXI"]
    assert row["备注"].startswith("办结时仍未达标：")
    assert row["状态"] == "复查合格"


def test_closing_without_a_reason_is_warned_of_and_kept(client: TestClient) -> None:
    address = answered(client)
    asked = post(client, address + "/check", "demo-reviewer", version="2", result="confirm", remark="")
    assert asked.status_code == 422
    assert 'name="anyway"' in asked.text
    done = post(client, address + "/check", "demo-reviewer", version="2", result="confirm", anyway="1")
    assert done.status_code == 303
    assert "办结时未写明理由" in client.get(address).text
    assert [one["备注"] for one in sheet(client, "standing=closed")] == ["未写明理由"]


def test_page_and_workbook_hold_the_same_orders_under_every_filter(client: TestClient) -> None:
    answered(client)
    ordered(client)
    assert sign_in(client, "demo-county") == 303
    assert len(rows(client)) >= 3
    assert rows(client) == [one["编号"] for one in sheet(client)]
    for name, count in counts(client).items():
        assert len(rows(client, f"standing={name}")) == count == len(sheet(client, f"standing={name}"))
    for asked in ("division=511725103000", "programme=gangbei-2025", "site=QX-TUXI", f"clause={CLAUSE}"):
        assert rows(client, asked) == [one["编号"] for one in sheet(client, asked)]
    assert {one["站点编码"] for one in sheet(client, "site=QX-TUXI")} == {"QX-TUXI"}
    assert rows(client, "number=没有这个文号") == []


def test_each_person_finds_the_orders_of_their_own_sites_and_no_others(client: TestClient) -> None:
    ordered(client)
    fields = {"csrf_token": csrf(client), **order(client)}
    assert client.post("/work/sites/QX-SANHUI/rectify", data=fields, follow_redirects=False).status_code == 303
    assert sign_in(client, "demo-county") == 303
    assert len({one["站点编码"] for one in sheet(client)}) > 1
    assert sign_in(client, "demo-tuxi") == 303
    assert {one["站点编码"] for one in sheet(client)} == {"QX-TUXI"}
    assert sign_in(client, "demo-operator") == 303
    assert sheet(client) == []


@pytest.mark.both_engines
def test_an_order_nobody_answers_climbs_after_five_working_days_and_that_is_recorded_once(client: TestClient) -> None:
    house = house_of(client)
    address = ordered(client, due_on=house.today().isoformat())

    def later(days: int) -> int:
        moment: datetime = CLOCK.truly() + timedelta(days=days)
        CLOCK.tell(lambda: moment)
        assert client.blocking_portal is not None
        return client.blocking_portal.call(escalate_orders, house)

    before = later(1)
    assert sign_in(client, "demo-county") == 303
    assert "已升级" not in client.get(address).text
    assert later(20) > before
    assert later(20) == 0
    assert sign_in(client, "demo-county") == 303
    assert client.get(address).text.count("逾期未整改，已升级") == 1
    assert "已升级" in client.get("/rectifications").text
    assert address.rpartition("/")[2][:8].upper() in rows(client, "standing=escalated")


def test_more_time_is_given_for_a_reason_only_and_only_forward(client: TestClient) -> None:
    address = ordered(client)
    due = house_of(client).today() + timedelta(days=9)
    wrong = post(client, address + "/extend", "demo-reviewer", version="1", extend_to=due.isoformat(), extend_why="")
    assert wrong.status_code == 422
    assert set(re.findall(r'id="(extend_\w+)-fault"', wrong.text)) == {"extend_to", "extend_why"}
    more = (due + timedelta(days=3)).isoformat()
    fields = {"version": "1", "extend_to": more, "extend_why": "材料未到"}
    assert post(client, address + "/extend", "demo-tuxi", **fields).status_code == 403
    assert post(client, address + "/extend", "demo-reviewer", **fields).status_code == 303
    page = client.get(address).text
    assert f"期限 {more}" in page
    assert f"{due} → {more}：材料未到" in page


def test_what_was_typed_stays_text_in_the_workbook(client: TestClient) -> None:
    ordered(client, finding="=1+1", demand="<b>修</b>")
    (row,) = [one for one in sheet(client) if one["发现的问题"] == "=1+1"]
    assert row["整改要求"] == "<b>修</b>"
