"""The workflow by API token: a script reports the month's figures of ten sites, a reviewer accepts them."""

import pytest
from litestar.testing import TestClient

from app.access.actor import program
from app.journeys.accounts.accounts import add_account
from app.store.accounts import read_account
from tests.web.people import bearer, send, sign_in, token_of
from tests.web.test_signing_in import SECRET, call
from tests.web.writing import house_of


@pytest.mark.both_engines
def test_ten_sites_monthly_figures_by_script(client: TestClient) -> None:
    house = house_of(client)
    bases = [f"DEMO-JX-{n:02d}" for n in range(1, 11)]
    who = {"username": "script", "display_name": "见习基地数据", "role": "site_editor", "sites": bases}
    call(client, add_account, house, program("test"), password=SECRET, must_change_password=False, **who)
    assert call(client, read_account, "script") is not None
    client.cookies.clear()
    client.post("/sign-in", data={"username": "script", "password": SECRET}, follow_redirects=False)
    answer = send(client, "/account/tokens", name="月报", days="30")
    token = answer.text.partition("zw_")[2].partition("<")[0]
    client.cookies.clear()
    keys = []
    for number, code in enumerate(bases):
        edit = {"metrics": [{"metric": "internship_posts", "period": "2025", "value": 20 + number}]}
        body = {"edit": edit, "reason": "月报", "submit": True}
        answer = client.post(f"/api/v1/sites/{code}/proposals", json=body, headers=bearer("zw_" + token))
        assert answer.status_code == 201, answer.text
        keys.append(answer.json())
    reviewer = token_of(client, "demo-reviewer")
    waiting = client.get("/api/v1/proposals", headers=bearer(reviewer)).json()["proposals"]
    assert {one["id"] for one in waiting} == {one["id"] for one in keys}
    for one in waiting:
        body = {"version": one["version"], "site_version": one["site_version"]}
        answer = client.post(f"/api/v1/proposals/{one['id']}/accept", json=body, headers=bearer(reviewer))
        assert answer.json()["state"] == "accepted", answer.text
    document = client.get("/api/v1/sites/DEMO-JX-10").json()
    assert {"metric": "internship_posts", "period": "2025", "value": 29} in document["metrics"]


def test_a_stale_version_is_409_with_the_current_one(client: TestClient) -> None:
    admin = token_of(client, "demo-county")
    body = {"sites": [{"code": "QX-TUXI", "phone": "0818-7200002"}], "reason": "县里核实"}
    assert client.post("/api/v1/sites", json=body, headers=bearer(admin)).json()["changed"] == ["QX-TUXI"]
    editor = token_of(client, "demo-tuxi")
    stale = {"edit": {"phone": "0818-7200003"}, "reason": "x", "version": 2}
    answer = client.post("/api/v1/sites/QX-TUXI/proposals", json=stale, headers=bearer(editor))
    assert answer.status_code == 409
    assert answer.json()["current_version"] == 3


def test_sites_sent_with_the_versions_they_were_made_from_overwrite_nobody(client: TestClient) -> None:
    admin = bearer(token_of(client, "demo-county"))

    def sent(phone: str, **more: object) -> tuple[int, dict[str, object]]:
        body = {"sites": [{"code": "QX-TUXI", "phone": phone}], "reason": "县里核实", **more}
        answer = client.post("/api/v1/sites", json=body, headers=admin)
        return answer.status_code, answer.json()

    status, done = sent("0818-7200002")
    assert (status, done["changed"], done["unchecked"]) == (200, ["QX-TUXI"], ["QX-TUXI"])
    status, stale = sent("0818-7200003", versions={"QX-TUXI": 2})
    assert (status, stale["current_version"]) == (409, 3)
    assert client.get("/api/v1/sites/QX-TUXI").json()["phone"] == "0818-7200002"
    status, done = sent("0818-7200003", versions={" ＱＸ-TUXI": 3})
    assert (status, done["changed"], done["unchecked"]) == (200, ["QX-TUXI"], [])
    status, wrong = sent("0818-7200004", versions={"QX-SANHUI": 3, "QX-TUXI": "x"})
    assert status == 422
    assert {fault["path"] for fault in wrong["errors"]} == {"versions.QX-SANHUI", "versions.QX-TUXI"}


def test_every_fault_of_a_proposal_is_named_and_nothing_is_kept(client: TestClient) -> None:
    editor = token_of(client, "demo-tuxi")
    edit = {"facts": {"area_m2": -1, "nope": 2}, "tier": "county_hub", "code": "X"}
    answer = client.post("/api/v1/sites/QX-TUXI/proposals", json={"edit": edit, "reason": "x"}, headers=bearer(editor))
    assert answer.status_code == 422
    assert {fault["path"] for fault in answer.json()["errors"]} >= {"code", "tier"}
    assert client.get("/api/v1/proposals", headers=bearer(editor)).json() == {"proposals": []}


def test_nobody_accepts_a_change_of_their_own(client: TestClient) -> None:
    sign_in(client, "demo-county")
    admin = token_of(client, "demo-county")
    body = {"edit": {"phone": "0818-4"}, "reason": "x", "submit": True}
    one = client.post("/api/v1/sites/QX-TUXI/proposals", json=body, headers=bearer(admin)).json()
    versions = {"version": one["version"], "site_version": one["site_version"]}
    answer = client.post(f"/api/v1/proposals/{one['id']}/accept", json=versions, headers=bearer(admin))
    assert answer.status_code == 403
