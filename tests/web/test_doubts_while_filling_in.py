"""Whoever fills in a form sees what is doubtful about it, as the reviewer will; it stops nobody from saving."""

import re

from litestar.testing import TestClient

from tests.web.forms import form_on
from tests.web.people import bearer, send, sign_in, token_of

FORM = "/work/sites/QX-TUXI"
AT_SANHUI = {"location.lon": ["107.1337"], "location.lat": ["31.0318"], "location.crs": ["wgs84"]}


def doubts_on(page: str) -> str:
    """What stands in the part of a form's page that asks."""
    found = re.search(r'<div id="form-doubts".*?</div>', page, re.DOTALL)
    assert found, "there is no place for doubts"
    return found[0]


def test_the_form_asks_while_it_is_filled_in_and_when_it_is_opened_again(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    page = client.get(FORM).text
    assert "<li>" not in doubts_on(page)
    fields, _ = form_on(page, "site-form")
    typed = {k: v for k, v in fields.items() if k != "csrf_token"} | {"phone": ["7200003"]} | AT_SANHUI
    told = doubts_on(send(client, f"{FORM}/check", **typed).text)
    assert "没有区号" in told
    assert "三汇镇" in told
    assert 'href="#f-phone-field"' in told
    assert send(client, FORM, **(typed | {"_action": ["draft"]})).status_code == 303
    assert "没有区号" in doubts_on(client.get(FORM).text)
    handed_in = typed | {"_action": ["submit"], "_reason": ["新电话"], "_proposal_version": ["1"]}
    asked = send(client, FORM, **handed_in)
    assert asked.status_code == 422
    sure = re.search(r'name="_sure"\s+value="(\w+)"', asked.text)
    assert sure, "the form asks before it submits"
    summary = asked.text[asked.text.index('id="fault-summary"') : asked.text.index('id="site-form"')]
    assert "没有区号" in summary, "what is asked is named where the page begins"
    assert 'href="#f-phone-field"' in summary
    assert 'href="#form-doubts"' in summary
    other = send(client, FORM, **(handed_in | {"_sure": [sure[1]], "phone": ["0818-"]}))
    assert other.status_code == 422, "who is sure of one telephone is not so of another"
    assert send(client, FORM, **(handed_in | {"_sure": [sure[1]]})).status_code == 303
    waiting = client.get(FORM).text
    assert "没有区号" in waiting, "also while it waits for review"
    assert "三汇镇" in waiting


def test_a_mobile_number_where_everybody_reads_is_asked_about_on_the_form_and_of_programs(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    fields, _ = form_on(client.get(FORM).text, "site-form")
    typed = {k: v for k, v in fields.items() if k != "csrf_token"} | {"address": ["文化街1号，找王主任 138 0000 1234"]}
    assert "“138 0000 1234”像是手机号码，而此项公开显示" in doubts_on(send(client, f"{FORM}/check", **typed).text)
    token = bearer(token_of(client, "demo-county"))
    waiver = {"clause": "station.training", "reason": "负责人王芳请示，电话13800001234", "until": "2027-01-01"}
    body = {"sites": [{"code": "QX-TUXI", "waivers": [waiver]}], "reason": "test"}
    asked = client.post("/api/v1/sites", json=body, headers=token)
    assert {(e["path"], e["code"]) for e in asked.json()["errors"]} == {("sites[0].waivers[0].reason", "to_confirm")}
    assert client.post("/api/v1/sites", json={**body, "confirm": True}, headers=token).status_code == 200


def test_a_point_in_another_township_is_refused_to_programs_until_they_confirm_it(client: TestClient) -> None:
    token = bearer(token_of(client, "demo-county"))
    point = {"lon": 107.1337, "lat": 31.0318, "crs": "wgs84"}
    body = {"sites": [{"code": "QX-TUXI", "location": point}], "reason": "test"}
    asked = client.post("/api/v1/sites", json=body, headers=token)
    assert asked.status_code == 422
    assert {(e["path"], e["code"]) for e in asked.json()["errors"]} == {("sites[0].location", "to_confirm")}
    assert client.post("/api/v1/sites", json={**body, "confirm": True}, headers=token).status_code == 200
