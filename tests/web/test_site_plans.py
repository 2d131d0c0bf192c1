"""Planning over HTTP: the pages and the interface for programs."""

import re
import time

import pytest
from jsonschema import Draft202012Validator
from litestar.testing import TestClient

from tests.patience import PATIENCE_SECONDS
from tests.web.people import bearer, csrf, send, sign_in, token_of

PAGE = "/programmes/qu-2023/site-plan"


@pytest.fixture
def planner(client: TestClient) -> TestClient:
    """The county's administrator, with the suggested rough points taken, so that there is something to plan."""
    sign_in(client, "demo-county")
    assert send(client, "/programmes/qu-2023/villages", action="suggested").status_code == 303
    return client


def ended(client: TestClient, where: str) -> str:
    """The plan's page once it has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = client.get(where, headers={"HX-Request": "true"})
        if answer.headers.get("hx-refresh") == "true":
            return client.get(where).text
        assert 'id="progress"' in answer.text
        time.sleep(0.1)
    pytest.fail("the plan does not end")


def test_without_anything_to_plan_the_page_leads_to_placing_villages(client: TestClient) -> None:
    sign_in(client, "demo-county")
    page = client.get(PAGE).text
    assert 'id="planner"' not in page
    assert 'href="/programmes/qu-2023/villages"' in page
    assert "413" in page


def test_a_plan_is_started_by_a_post_and_has_a_page_of_its_own(planner: TestClient) -> None:
    assert 'id="sites-slider"' in planner.get(PAGE).text
    answer = send(planner, PAGE, aim="most", sites="3", roads="bad", source="all", choice="511725105001")
    where = answer.headers["location"]
    assert (answer.status_code, bool(re.fullmatch(r"/programmes/qu-2023/site-plans/[\w-]{36}", where))) == (303, True)
    page = ended(planner, where)
    assert "已证明为最优方案。" in page
    assert "自选的 1 个站点再覆盖" in page
    assert where in planner.get(PAGE).text
    again = planner.get(f"{PAGE}?like={where[-36:]}").text
    assert re.search(r'value="511725105001" checked', again)
    drawn = planner.get(f"{where}/map.geojson").json()
    assert {f["properties"]["role"] for f in drawn["features"]} == {"place", "site"}
    assert planner.get(where.replace("qu-2023", "gangbei-2025")).status_code == 404


def test_a_faulty_form_comes_back_as_it_was_typed_with_every_fault(planner: TestClient) -> None:
    answer = send(planner, PAGE, aim="most", sites="many", source="listed", codes="A1 A2", choice_codes="B1")
    assert answer.status_code == 422
    for text in ("A1 A2", "没有候选地点 A1", "没有候选地点 A2", "没有候选地点 B1", "新增站点个数应为 1 到 500"):
        assert text in answer.text


def test_the_fewest_for_everybody_is_asked_by_township_and_with_good_roads(planner: TestClient) -> None:
    answer = send(planner, PAGE, aim="everyone", roads="good", source="villages", township="511725103000")
    page = ended(planner, answer.headers["location"])
    assert "按路况良好" in page
    assert "土溪镇" in page


def test_the_page_speaks_english_when_asked(planner: TestClient) -> None:
    where = send(planner, PAGE, aim="most", sites="2").headers["location"]
    ended(planner, where)
    planner.get(f"{where}?lang=en")
    text = re.sub(r'<span lang="zh">.*?</span>', "", planner.get(where).text)
    assert "Proven to be the best plan." in text
    assert "Order of building" in text


def test_those_who_may_not_compute_the_circle_may_not_plan(client: TestClient) -> None:
    sign_in(client, "demo-tuxi")
    assert client.get(PAGE).status_code == 403
    assert send(client, PAGE, aim="most", sites="1").status_code == 403


@pytest.mark.both_engines
def test_a_program_asks_looks_and_gets_what_the_description_says(client: TestClient) -> None:
    token = bearer(token_of(client, "demo-county"))
    asked = client.post("/api/v1/site-plans", json={"sites": 2, "candidates": "villages"}, headers=token)
    assert asked.status_code == 202, asked.text
    where = asked.headers["location"]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := client.get(where, headers=token).json())["state"] in ("waiting", "running"):
        assert time.monotonic() < deadline, "the plan does not end"
        time.sleep(0.1)
    assert found["state"] == "done"
    assert found["result"]["best"]["proven"] is True
    stopped = client.post(f"{where}/stop", headers=token)
    assert (stopped.status_code, stopped.json()["state"]) == (202, "done")
    listed = client.get("/api/v1/site-plans?programme=qu-2023", headers=token).json()
    assert [plan["id"] for plan in listed["plans"]] == [found["id"]]
    description = client.get("/schema/openapi.json").json()
    for name, document in (("SitePlan", found), ("SitePlan", asked.json()), ("SitePlanList", listed)):
        schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
        assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


def test_every_fault_of_a_question_is_named_by_its_path(client: TestClient) -> None:
    token = bearer(token_of(client, "demo-county"))
    body = {"aim": "best", "sites": -1, "roads": "wet", "colour": 1, "codes": [1], "choice": "X"}
    answer = client.post("/api/v1/site-plans", json=body, headers=token)
    assert answer.status_code == 422
    paths = {fault["path"] for fault in answer.json()["errors"]}
    assert paths == {"aim", "sites", "roads", "colour", "codes[0]", "choice"}
    assert client.get("/api/v1/site-plans", headers=token).json() == {"plans": []}


def test_strangers_and_readers_cannot_plan_by_program(client: TestClient) -> None:
    assert client.post("/api/v1/site-plans", json={"sites": 1}).status_code == 401
    reader = bearer(token_of(client, "demo-reader"))
    assert client.post("/api/v1/site-plans", json={"sites": 1}, headers=reader).status_code == 403
    sign_in(client, "demo-county")
    assert csrf(client)
    assert client.post("/api/v1/site-plans", json={"sites": 1}).status_code == 403, "a session sends its secret back"
