"""验收 over HTTP: declared, reviewed at the desk, seen on the spot, accepted; refused, taken back, undone."""

import io
import re
from datetime import timedelta

import pytest
from docx import Document
from litestar.testing import TestClient
from openpyxl import load_workbook

from tests.web.people import bearer, send, sign_in, token_of
from tests.web.test_site_life import added, move
from tests.web.writing import house_of

CODE = "QX-NEW-1"
THERE = f"/manage/sites/{CODE}"
HIDDEN = re.compile(r'name="(version|serial)" value="(\d+)"')
OPEN = re.compile(r'<details class="fold" id="move-(declare|desk|onsite|accept|refuse|take_back)"')


def day(client: TestClient, ago: int = 0) -> str:
    return (house_of(client).today() - timedelta(days=ago)).isoformat()


def step(client: TestClient, name: str, ago: int = 0, **fields: str):
    seen = dict(HIDDEN.findall(client.get(THERE).text))
    said = {"happened_on": day(client, ago), "done_by": "张三", "opinion": f"<i>{name}</i>意见"}
    return send(client, f"{THERE}/acceptance", **{**seen, "move": name, **said, **fields})


def stage(client: TestClient) -> str:
    return re.findall(r'<section id="acceptance"><h2>验收</h2>\n<p><b>(.*?)</b>', client.get(THERE).text)[0]


def moves(client: TestClient) -> list[str]:
    return OPEN.findall(client.get(THERE).text)


def site(client: TestClient) -> dict:
    return client.get(f"/api/v1/sites/{CODE}").json()


@pytest.fixture(autouse=True)
def _declared_by_the_office(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert added(client).status_code == 303


@pytest.mark.both_engines
def test_a_site_goes_through_the_stages_each_with_day_name_and_opinion(client: TestClient) -> None:
    assert (stage(client), moves(client)) == ("未申报验收", ["declare"])
    assert step(client, "accept").status_code == 409, "nothing is accepted that was not declared and looked at"
    assert step(client, "declare", 9).status_code == 303
    assert site(client)["status"] == "declared"
    assert (stage(client), moves(client)) == ("已申报，待资料审核", ["desk", "refuse"])
    assert step(client, "onsite").status_code == 409
    assert step(client, "desk", 8).status_code == 303
    assert step(client, "onsite", 7).status_code == 303
    assert (stage(client), moves(client)) == ("现场核验通过，待验收", ["accept", "refuse", "take_back"])
    assert step(client, "refuse", 6, opinion="").status_code == 422, "a refusal has a reason"
    assert step(client, "refuse", 6, opinion="标牌未上墙").status_code == 303
    assert stage(client) == "已申报，待资料审核"
    for name, ago in (("desk", 5), ("onsite", 4), ("accept", 3)):
        assert step(client, name, ago).status_code == 303
    assert (stage(client), moves(client)) == ("已验收", [])
    assert (site(client)["status"], site(client)["accepted_on"]) == ("operating", day(client, 3))
    page = client.get(THERE).text
    assert "标牌未上墙" in page
    assert "&lt;i&gt;accept&lt;/i&gt;意见" in page, "what people typed is text"
    history = client.get(f"/work/sites/{CODE}/history").text
    for said in ("申报验收", "资料审核通过", "现场核验通过", "退回申报", "标牌未上墙", "通过验收"):
        assert said in history

    undone = move(client, "undo", THERE, reason="验收日期填错")
    assert undone.status_code == 303
    assert (stage(client), site(client).get("accepted_on")) == ("现场核验通过，待验收", None)
    assert step(client, "accept", 2).status_code == 303
    assert site(client)["accepted_on"] == day(client, 2)
    told = client.get(f"/api/v1/sites/{CODE}/acceptance", headers=bearer(token_of(client, "demo-reader"))).json()
    assert told["stage"] == "accepted"
    assert [one["step"] for one in told["steps"]][-3:] == ["accepted", "undone", "accepted"]
    assert [one["standing"] for one in told["steps"]][-3:] == [False, False, True]


def test_a_step_that_was_a_mistake_is_taken_back_and_stays_to_be_read(client: TestClient) -> None:
    step(client, "declare")
    step(client, "desk")
    assert step(client, "take_back", opinion="").status_code == 422
    assert step(client, "take_back", opinion="看错站点").status_code == 303
    assert stage(client) == "已申报，待资料审核"
    page = client.get(THERE).text
    assert "看错站点" in page
    assert "已撤销" in page
    assert "take_back" not in moves(client), "the declaration is undone with the change of the record"
    assert move(client, "undo", THERE, reason="还没建好").status_code == 303
    assert (stage(client), site(client)["status"]) == ("未申报验收", "building")


@pytest.mark.both_engines
def test_a_declaration_that_is_undone_takes_with_it_what_rested_on_it(client: TestClient) -> None:
    step(client, "declare", 9)
    for name, ago in (("desk", 8), ("refuse", 7), ("desk", 6), ("onsite", 5)):
        assert step(client, name, ago).status_code == 303
    assert "该步骤及其后的步骤一并撤销" in client.get(THERE).text
    assert move(client, "undo", THERE, reason="申报有误").status_code == 303
    assert (stage(client), site(client)["status"], moves(client)) == ("未申报验收", "building", ["declare"])
    told = client.get(f"/api/v1/sites/{CODE}/acceptance", headers=bearer(token_of(client, "demo-reader"))).json()
    assert [one["step"] for one in told["steps"]] == [
        *("declared", "desk_reviewed", "refused", "desk_reviewed", "inspected"),
        *["undone"] * 5,
    ]
    assert not any(one["standing"] for one in told["steps"])
    assert sign_in(client, "demo-county") == 303
    history = client.get(f"/work/sites/{CODE}/history").text
    assert history.count("申报有误") >= 2, "each step that fell has its record, and the site's has its own"
    # Declared anew, in whichever way, it is looked at anew.
    assert move(client, "status", THERE, status="declared", reason="建成").status_code == 303
    assert (stage(client), moves(client)) == ("已申报，待资料审核", ["desk", "refuse"])


def test_what_is_wrong_with_a_step_is_said_and_nothing_typed_is_lost(client: TestClient) -> None:
    step(client, "declare", 3)
    wrong = step(client, "desk", 5, done_by="", opinion="资料<齐>")
    assert wrong.status_code == 422
    assert "不能早于上一步的日期" in wrong.text
    assert "资料&lt;齐&gt;" in wrong.text
    assert step(client, "desk", -1).status_code == 422, "a day to come"
    seen = dict(HIDDEN.findall(client.get(THERE).text))
    assert step(client, "desk").status_code == 303
    late = {**seen, "move": "refuse", "happened_on": day(client), "done_by": "李四", "opinion": "x"}
    assert send(client, f"{THERE}/acceptance", **late).status_code == 409, "somebody made a step meanwhile"
    assert stage(client) == "资料审核通过，待现场核验"
    assert send(client, f"{THERE}/acceptance", **{**seen, "move": "y"}).status_code == 400


def test_the_register_finds_sites_by_stage_and_the_forms_say_how_far_it_is(client: TestClient) -> None:
    step(client, "declare", 9)
    step(client, "desk", 8, opinion="=1+1")
    found = client.get("/manage/sites?programme=qu-2023&stage=desk_reviewed").text
    assert f'data-code="{CODE}"' in found
    assert "资料审核通过，待现场核验" in found.partition(f'data-code="{CODE}"')[2][:1500]
    assert f'data-code="{CODE}"' not in client.get("/manage/sites?programme=qu-2023&stage=declared").text
    accepted = re.findall(r'data-code="([^"]+)"', client.get("/manage/sites?programme=qu-2023&stage=accepted").text)
    assert accepted
    assert all(client.get(f"/api/v1/sites/{code}").json().get("accepted_on") for code in accepted[:3])
    inside = client.get(f"/work/sites/{CODE}").text
    book = load_workbook(io.BytesIO(client.get(f"/work/sites/{CODE}/acceptance.xlsx").content))
    cells = {str(row[0].value): row for row in book["验收环节"].iter_rows()}
    assert cells["资料审核通过"][3].value == "=1+1"
    assert cells["资料审核通过"][3].data_type == "s", "what people typed is never a formula"
    paper = Document(io.BytesIO(client.get(f"/work/sites/{CODE}/acceptance.docx").content))
    words = " ".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    year, month, number = day(client, 8).split("-")
    assert f"{year}年{int(month)}月{int(number)}日" in words.replace(" ", "")
    assert "=1+1" in words
    assert sign_in(client, "demo-reader") == 303
    inside = client.get(f"/work/sites/{CODE}").text
    assert "资料审核通过，待现场核验" in inside


def test_only_the_county_office_moves_it(client: TestClient) -> None:
    fields = {"version": "1", "serial": "0", "move": "declare", "happened_on": day(client), "done_by": "x"}
    for who in ("demo-tuxi", "demo-reviewer", "demo-reader", "demo-operator"):
        assert sign_in(client, who) == 303
        assert send(client, f"{THERE}/acceptance", **fields, opinion="x").status_code == 403
    client.cookies.clear()
    assert client.get(f"/api/v1/sites/{CODE}/acceptance").status_code == 401


def test_the_day_of_acceptance_comes_by_no_other_way(client: TestClient) -> None:
    said = {"accepted_on": day(client)}
    key = bearer(token_of(client, "demo-county"))
    sent = {
        "/api/v1/sites": {"sites": [{"code": CODE, **said}], "reason": "x", "confirm": True},
        f"/api/v1/sites/{CODE}/proposals": {"edit": said, "reason": "x", "submit": True},
    }
    for way, body in sent.items():
        answer = client.post(way, json=body, headers=key)
        assert (answer.status_code, "验收日期由验收产生" in answer.text) == (422, True), way
    assert sign_in(client, "demo-county") == 303
    assert site(client).get("accepted_on") is None
