"""A site for those inside who look but do not fill in: what the page says, to whom, and the evidence put on record."""

import html
import re

import pytest
from litestar.testing import TestClient

from tests.web.people import csrf, send, sign_in
from tests.web.test_evidence import photo
from tests.web.writing import registered

FORM = 'id="site-form"'
SITE, OPERATED = "QX-LIVE-RCW", "GB-CENTRE"
PRIVATE = {
    "role": "service_staff",
    "employment": "full_time",
    "from": "2024-06-08",
    "name": "王<i>小明",
    "phone": "1380001",
}
OPEN = {"role": "service_staff", "employment": "part_time", "name": "李公开", "phone": "0818-22", "public": True}


def page_of(client: TestClient, code: str, language: str = "zh") -> str:
    client.cookies.set("lang", language)
    answer = client.get(f"/work/sites/{code}", follow_redirects=False)
    assert answer.status_code == 200, answer.text
    return html.unescape(re.sub(r'<span lang="zh">(.*?)</span>', r"\1", answer.text))


@pytest.mark.parametrize("name", ["demo-reader", "demo-reviewer"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_clause_stands_on_the_page_with_its_sentence_and_the_documents_words(
    reader: TestClient, name: str, language: str
) -> None:
    sign_in(reader, name)
    text = page_of(reader, SITE, language)
    verdict = reader.get(f"/api/v1/sites/{SITE}/compliance").json()
    assert {"met", "not_met"} <= {clause["verdict"] for clause in verdict["clauses"]}
    for clause in verdict["clauses"]:
        assert f'id="v-{clause["id"].replace(".", "-")}"' in text
        assert clause["explanation"][language] in text
        assert clause["citation"]["quote"] in text
    assert FORM not in text
    assert ("evidence-form" in text) is (name == "demo-reviewer"), "who visits puts on record what was seen"
    assert f'href="/work/sites/{SITE}/history"' in text
    assert f'href="/sites/{SITE}"' in text


def test_what_was_reported_says_who_reported_it_and_when(reader: TestClient) -> None:
    reports = reader.get(f"/api/v1/sites/{SITE}").json()["reports"]
    assert "by" not in reports["livestream_rooms"]
    sign_in(reader, "demo-reader")
    assert f"{reports['livestream_rooms']['on']} 由 示例填报员 填报" in page_of(reader, SITE)


def test_the_cards_of_whoever_only_reads_lead_to_the_inside_page(reader: TestClient) -> None:
    sign_in(reader, "demo-operator")
    assert f'href="/work/sites/{OPERATED}"' in reader.get("/work").text


def test_a_clerk_still_gets_the_form_and_nobody_beyond_their_scope_gets_anything(reader: TestClient) -> None:
    sign_in(reader, "demo-tuxi")
    assert FORM in page_of(reader, "QX-TUXI")
    assert FORM in reader.get("/work/sites/QX-TUXI?done=nonsense").text
    assert reader.get(f"/work/sites/{SITE}").status_code == 403
    sign_in(reader, "demo-operator")
    assert reader.get(f"/work/sites/{SITE}").status_code == 403
    assert reader.get("/work/sites/NOWHERE").status_code == 404
    reader.cookies.clear()
    answer = reader.get(f"/work/sites/{SITE}", follow_redirects=False)
    assert answer.headers["location"].startswith("/sign-in?next=")


def test_people_are_named_to_those_who_may_export_them_and_else_only_with_their_consent(client: TestClient) -> None:
    registered(client, {"code": OPERATED, "staff": [PRIVATE, OPEN]})
    sign_in(client, "demo-reader")
    raw = client.get(f"/work/sites/{OPERATED}").text
    assert "王&lt;i&gt;小明" in raw
    assert "1380001" in raw
    sign_in(client, "demo-operator")
    text = page_of(client, OPERATED)
    assert "小明" not in text
    assert "1380001" not in text
    assert "李公开" in text
    assert "0818-22" in text
    assert "本人未同意公开的" in text


def test_an_operator_does_not_read_the_roster_in_requests_or_in_the_history(client: TestClient) -> None:
    registered(client, {"code": OPERATED, "staff": [PRIVATE, OPEN]})
    sign_in(client, "demo-county")
    body = {"edit": {"staff": [PRIVATE]}, "reason": "离岗", "submit": True}
    sent = client.post(f"/api/v1/sites/{OPERATED}/proposals", json=body, headers={"X-CSRF-Token": csrf(client)})
    key = sent.json()["id"]
    sign_in(client, "demo-reader")
    assert "小明" in client.get(f"/review/{key}").text
    sign_in(client, "demo-operator")
    assert key not in client.get(f"/work/sites/{OPERATED}").text
    for path in (f"/review/{key}", f"/work/sites/{OPERATED}/history", f"/api/v1/proposals/{key}", "/api/v1/proposals"):
        assert client.get(path).status_code == 403, path


def test_a_request_that_waits_is_told_and_a_draft_is_not(client: TestClient) -> None:
    def propose(*, submit: bool) -> str:
        sign_in(client, "demo-tuxi")
        body = {"edit": {"phone": "0818-1"}, "reason": "新电话", "submit": submit}
        answer = client.post("/api/v1/sites/QX-TUXI/proposals", json=body, headers={"X-CSRF-Token": csrf(client)})
        sign_in(client, "demo-reader")
        return str(answer.json()["id"])

    draft = propose(submit=False)
    assert draft not in page_of(client, "QX-TUXI")
    waiting = propose(submit=True)
    assert f'href="/review/{waiting}"' in page_of(client, "QX-TUXI")


def upload(client: TestClient, raw: bytes, about: str = "clause:centre.operator", **headers: str):
    return client.post(
        f"/work/sites/{OPERATED}/evidence",
        data={"csrf_token": csrf(client), "about": about},
        files={"file": ("门口.jpg", raw, "image/jpeg")},
        headers=headers,
        follow_redirects=False,
    )


def pieces(client: TestClient) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="(/evidence/[0-9a-f-]+)"', page_of(client, OPERATED))))


def test_an_operator_puts_evidence_on_record_about_a_clause_or_a_fact_and_takes_it_back(client: TestClient) -> None:
    sign_in(client, "demo-operator")
    answer = upload(client, photo())
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/work/sites/{OPERATED}?done=evidence&about=clause%3Acentre.operator#s-evidence",
    )
    section = upload(client, photo(size=(65, 48)), "facts.area_m2", **{"HX-Request": "true"})
    assert section.status_code == 200
    assert "材料已上传" in section.text
    assert "<main" not in section.text
    first, second = pieces(client)
    assert "材料已上传" in client.get(answer.headers["location"]).text
    sign_in(client, "demo-reader")
    assert set(pieces(client)) == {first, second}
    assert "take-back" not in page_of(client, OPERATED)
    assert upload(client, photo()).status_code == 403
    assert send(client, f"{first}/take-back").status_code == 403
    sign_in(client, "demo-operator")
    assert send(client, f"{first}/take-back").headers["location"].endswith("?done=evidence_gone#s-evidence")
    assert pieces(client) == [second]


def test_a_refused_upload_comes_back_on_the_page_with_the_reason_beside_the_file(client: TestClient) -> None:
    sign_in(client, "demo-operator")
    answer = upload(client, b"no photo")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'id="verdict"' in answer.text
    assert pieces(client) == []


def test_only_ones_own_pieces_offer_to_be_taken_back(client: TestClient) -> None:
    sign_in(client, "demo-operator")
    upload(client, photo())
    sign_in(client, "demo-county")
    assert "take-back" in page_of(client, OPERATED), "whoever publishes for the site may take any piece back"
    form = {"csrf_token": csrf(client), "about": "facts.area_m2"}
    client.post("/work/sites/QX-TUXI/evidence", data=form, files={"file": ("a.jpg", photo(), "image/jpeg")})
    sign_in(client, "demo-tuxi")
    text = page_of(client, "QX-TUXI")
    assert "/evidence/" in text
    assert "take-back" not in text


def test_a_link_beside_an_open_clause_leads_to_the_upload_about_it(client: TestClient) -> None:
    registered(client, {"code": OPERATED, "facts": {"area_m2": 1}})
    sign_in(client, "demo-operator")
    found = re.search(r'href="\?(about=clause:[\w.]+)#s-evidence"', page_of(client, OPERATED))
    assert found is not None
    chosen = client.get(f"/work/sites/{OPERATED}?{found[1]}").text
    assert f'value="{found[1].removeprefix("about=")}" selected' in chosen


def test_what_the_program_wrote_itself_is_read_in_the_language_of_the_page(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    address = "/work/sites/QX-TUXI/history"
    chinese, english = client.get(address).text, client.get(f"{address}?lang=en").text
    assert "演示用示例数据" in chinese
    assert "sample data for demonstration" not in chinese
    assert "sample data for demonstration" in english
    assert "演示用示例数据" not in english
