"""Visits to come over HTTP: planned for a day and somebody, moved, called off with a reason, done by the visit."""

import re
from datetime import timedelta

import pytest
from litestar.testing import TestClient

from tests.web.people import send, sign_in
from tests.web.test_visits import visit
from tests.web.writing import house_of

PLAN, PLANNED = "/inspections?programme=qu-2023&township=511725103000", "/inspections/planned"


def person(client: TestClient, name: str) -> str:
    """The key of an inspector as the form offers it."""
    page = client.get(PLAN).text
    return re.findall(rf'<option value="([^"]+)"[^>]*>{re.escape(name)}', page)[0]


def name_of(client: TestClient) -> str:
    found = re.search(r'href="/account">([^<]+)<', client.get("/account").text)
    assert found is not None
    return found[1]


def plan(client: TestClient, *codes: str, days: int = 3, who: str = "", **more: str):
    day = (house_of(client).today() + timedelta(days=days)).isoformat()
    who = who or person(client, name_of(client))
    return send(client, PLAN, site=list(codes), planned_on=day, inspector=who, **{"purpose": "消防", **more})


def keys(client: TestClient, asked: str = "") -> list[tuple[str, str]]:
    """Address and version of the plans that can be moved."""
    return re.findall(
        r'action="/inspections/planned/([0-9a-f-]{36})/move".*?name="version" value="(\d+)"',
        client.get(PLANNED + asked).text,
        re.DOTALL,
    )


@pytest.mark.both_engines
def test_what_is_planned_waits_on_the_inspectors_work_until_the_visit_is_recorded(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    reviewer = name_of(client)
    assert sign_in(client, "demo-county") == 303
    assert plan(client, "QX-TUXI", "DEMO-LG-05", who=person(client, reviewer)).status_code == 303
    page = client.get(PLAN).text
    assert 'name="site"\nvalue="QX-TUXI"' not in page, "a site is planned once"
    assert page.count(reviewer) >= 2
    assert "待检查" in page
    again = plan(client, "QX-TUXI")
    assert (again.status_code, "请在检查安排中改期" in again.text) == (422, True)
    assert sign_in(client, "demo-reviewer") == 303
    work = client.get("/work").text
    assert work.count('href="/work/sites/QX-TUXI/inspect"') == 1
    assert work.count("消防") == 2
    there = visit(client).headers["location"].partition("?")[0]
    assert 'href="/work/sites/QX-TUXI/inspect"' not in client.get("/work").text
    done = client.get(PLANNED + "?state=done").text
    assert f'href="{there}"' in done
    assert len(keys(client)) == 1


def test_a_plan_is_moved_and_called_off_for_a_reason_and_is_in_the_log(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert plan(client, "QX-TUXI").status_code == 303
    ((key, version),) = keys(client)
    who = person(client, name_of(client))
    day = (house_of(client).today() + timedelta(days=9)).isoformat()
    moved = {"version": version, "planned_on": day, "inspector": who}
    silent = send(client, f"{PLANNED}/{key}/move", **moved, why="")
    assert (silent.status_code, "不能为空" in silent.text) == (422, True)
    assert send(client, f"{PLANNED}/{key}/move", **moved, why="会议<b>冲突</b>").status_code == 303
    page = client.get(PLANNED).text
    assert day in page
    assert "会议&lt;b&gt;冲突&lt;/b&gt;" in page
    assert send(client, f"{PLANNED}/{key}/move", **moved, why="又").status_code == 409, "somebody moved it meanwhile"
    assert send(client, f"{PLANNED}/{key}/call-off", version="2", why="").status_code == 422
    assert send(client, f"{PLANNED}/{key}/call-off", version="2", why="站点装修").status_code == 303
    assert keys(client) == []
    assert "站点装修" in client.get(PLANNED + "?state=called_off").text
    log = client.get("/log?subject=QX-TUXI").text
    for said in ("安排检查", "检查改期", "取消检查", "站点装修"):
        assert said in log, said
    assert plan(client, "QX-TUXI").status_code == 303, "it can be planned anew"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"days": -1}, "不能早于今天"),
        ({"days": 800}, "不能晚于一年以后"),
        ({"who": "nobody"}, "没有此检查人员"),
        ({"purpose": "长" * 201}, "最多 200 个字"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_ticked_stays(client: TestClient, fields: dict, said: str) -> None:
    assert sign_in(client, "demo-county") == 303
    answer = plan(client, "QX-TUXI", **fields)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert re.search(r'value="QX-TUXI" aria-label="[^"]+" checked', answer.text)
    none = plan(client)
    assert (none.status_code, "请至少选择一个站点" in none.text) == (422, True)


def test_nobody_is_sent_where_they_may_not_inspect(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    reviewer = name_of(client)
    assert sign_in(client, "demo-county") == 303
    beyond = plan(client, "GB-CENTRE", who=person(client, reviewer))
    assert (beyond.status_code, "管理范围不含" in beyond.text) == (422, True)
    assert sign_in(client, "demo-reviewer") == 303
    assert plan(client, "GB-CENTRE").status_code == 403
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get(PLANNED).status_code == 403


def test_programs_read_visits_made_and_planned(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    assert plan(client, "DEMO-LG-05").status_code == 303
    (coming,) = client.get("/api/v1/planned-inspections").json()["planned_inspections"]
    assert (coming["site"], coming["state"], coming["purpose"]) == ("DEMO-LG-05", "planned", "消防")
    there = visit(client).headers["location"].partition("?")[0]
    (made,) = client.get("/api/v1/sites/QX-TUXI/inspections").json()["inspections"]
    assert there.endswith(made["id"])
    assert client.get(f"/api/v1/inspections/{made['id']}").json() == made
    (row,) = made["rows"]
    assert (row["clause"], row["looked"], row["seen"]) == ("station.posted", "differs", "只有<b>两项</b>")
    assert client.get("/api/v1/planned-inspections?state=lost").status_code == 422
    assert sign_in(client, "demo-tuxi") == 303
    assert client.get("/api/v1/planned-inspections").status_code == 403
    assert sign_in(client, "demo-operator") == 303
    assert client.get(f"/api/v1/inspections/{made['id']}").status_code == 403
