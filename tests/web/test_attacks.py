"""What somebody would try who means harm: other townships' things by their address, ways off this host, wild names."""

import pytest
from litestar.testing import TestClient

from tests.web.people import PEOPLE, csrf, send, sign_in

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


@pytest.mark.parametrize(
    "way",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "/\r\nX: y",
    ],
)
def test_nobody_is_led_off_this_host_after_signing_in(client: TestClient, way: str) -> None:
    form = {"username": "demo-tuxi", "password": "zhanwang-demo", "next": way}
    answer = client.post("/sign-in", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/work")


@pytest.mark.parametrize("role", ["site_editor", "operator"])
def test_another_townships_request_is_nobodys_by_its_address(client: TestClient, role: str) -> None:
    assert sign_in(client, "demo-county") == 303
    body = {"edit": {"address": "别处"}, "reason": "x", "submit": True}
    made = client.post("/api/v1/sites/QX-SANHUI/proposals", json=body, headers={"X-CSRF-Token": csrf(client)})
    key = made.json()["id"]
    assert sign_in(client, PEOPLE[role]) == 303
    secret = {"X-CSRF-Token": csrf(client)}
    for path in (f"/api/v1/proposals/{key}", f"/review/{key}", "/work/sites/QX-SANHUI/history"):
        assert client.get(path, follow_redirects=False).status_code == 403, path
    if role == "site_editor":
        assert client.get("/api/v1/proposals").json()["proposals"] == []
    for move in ("withdraw", "discard"):
        moved = client.post(f"/api/v1/proposals/{key}/{move}", json={"version": 2}, headers=secret)
        assert moved.status_code in (403, 404), move
    for move in ("accept", "send-back"):
        seen = {"version": 2, "site_version": 2, "reason": "x"}
        assert client.post(f"/api/v1/proposals/{key}/{move}", json=seen, headers=secret).status_code == 403, move
    for path in ("/work/sites/QX-SANHUI/check", "/work/sites/QX-SANHUI/confirm", "/work/sites/QX-SANHUI/evidence"):
        form = {"_site_version": "1", "fact": "area_m2"}
        assert client.post(path, data=form, headers=secret, follow_redirects=False).status_code == 403, path
    assert sign_in(client, "demo-county") == 303
    assert client.get(f"/api/v1/proposals/{key}").json()["state"] == "submitted"


def test_the_name_of_a_file_cannot_write_a_header_or_a_folder(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    secret = csrf(client)
    for name in ('a"\r\nX-Evil: 1.png', "../../etc/passwd.png", "\u202egnp.png"):
        files = {"file": (name, PNG, "image/png")}
        form = {"csrf_token": secret, "about": "facts.area_m2"}
        answer = client.post("/work/sites/QX-TUXI/evidence", data=form, files=files, follow_redirects=False)
        assert answer.status_code == 303, name
    page = client.get("/work/sites/QX-TUXI").text
    keys = {part[:36] for part in page.split('"/evidence/')[1:]}
    assert len(keys) >= 3
    for key in keys:
        answer = client.get(f"/evidence/{key}")
        assert "x-evil" not in answer.headers
        said = answer.headers["content-disposition"]
        assert not {"\r", "\n", '"', "/", "\\", "\u202e"} & set(said.partition("''")[2])
        assert "%2F" not in said
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_document_of_a_hundred_thousand_unknown_keys_is_refused_in_a_short_answer(reader: TestClient) -> None:
    keys = ",".join(f'"k{number}": 1' for number in range(100_000))
    answer = reader.post("/api/v1/evaluate", content="{" + keys + "}")
    assert answer.status_code == 422
    assert "另有 99900 个没有的字段" in answer.text
    assert len(answer.json()["errors"]) < 110


def test_an_answer_lists_no_more_faults_than_anybody_reads_and_says_how_many_there_are(reader: TestClient) -> None:
    document = "{" + ",".join(f'"k{number}": 1' for number in range(100)) + "}"
    answer = reader.post("/api/v1/evaluate", content="[" + ",".join([document] * 20) + "]")
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 1000
    assert "20" in answer.json()["detail"]


def test_a_name_that_would_be_code_is_text_to_whoever_manages_accounts(client: TestClient) -> None:
    wild = "{{7*7}}<img src=x onerror=alert(1)>"
    assert sign_in(client, "demo-county") == 303
    answer = send(client, "/accounts", username="wild", name=wild, role="reader", divisions="渠县", sites="")
    page = client.get("/accounts").text
    assert answer.status_code == 200
    assert "<img src=x" not in page
    assert "{{7*7}}&lt;img" in page
