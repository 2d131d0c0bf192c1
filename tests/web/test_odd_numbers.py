"""Where a number or a code is sent that is none of ours, it is refused in words, whatever is sent in its place."""

import re

import pytest
from litestar.testing import TestClient

from tests.networks import seeds
from tests.web.people import bearer, csrf, sign_in, token_of

ODD = ["9" * 4400, "²", "١٢", "-1", "1e3", " "]
FORM = "/work/sites/QX-TUXI"


@pytest.mark.parametrize("odd", ODD)
def test_days_of_a_token_that_are_no_number_of_days(client: TestClient, odd: str) -> None:
    assert sign_in(client, "demo-county") == 303
    answer = client.post("/account/tokens", data={"csrf_token": csrf(client), "name": "test", "days": odd})
    assert (answer.status_code, "zw_" in answer.text) == (422, False)


@pytest.mark.parametrize("odd", ODD)
def test_versions_and_rows_of_a_form_that_are_no_numbers(client: TestClient, odd: str) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    version = re.search(r'name="_site_version" value="(\d+)"', client.get(FORM).text)
    assert version
    sent = {"csrf_token": csrf(client), "_site_version": version[1], "_action": "submit"}
    for name in ("_site_version", "_proposal_version", "_resolved", "_draft_resolved"):
        assert client.post(FORM, data={**sent, name: odd}).status_code in (409, 422), name
    checked = client.post(f"{FORM}/check", data={**sent, f"staff.{odd}.role": "hr_specialist"})
    assert checked.status_code in (200, 422)


@pytest.mark.parametrize("odd", [{"": 1}, [], None, 10**30])
def test_a_code_that_is_no_text(client: TestClient, odd: object) -> None:
    token = bearer(token_of(client, "demo-county"))
    body = {"sites": [{"code": odd, "phone": "0818-7654321"}], "reason": "test"}
    answer = client.post("/api/v1/sites", json=body, headers=token)
    assert answer.status_code == 422
    assert all(error["path"].startswith("sites[0].") for error in answer.json()["errors"])


def test_a_telephone_shows_the_keys_of_whole_numbers_for_whole_numbers_only(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    known = seeds().programmes["qu-2023"].vocabulary
    boxes = dict(
        re.findall(r'name="([\w.-]+)"[^>]*?inputmode="(numeric|decimal)"', client.get("/work/sites/QX-LIVE-RCW").text)
    )
    facts = {f"facts.{code}": fact.type == "integer" for code, fact in known.facts.items()}
    figures = {name: known.metrics[name.split(".")[1]].decimals == 0 for name in boxes if name.startswith("metrics.")}
    whole = {name: is_whole for name, is_whole in (facts | figures).items() if name in boxes}
    assert {name: boxes[name] == "numeric" for name in whole} == whole
    assert set(figures.values()) == {True, False}
    assert whole.keys() > figures.keys()
