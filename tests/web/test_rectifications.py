"""Putting right over HTTP: by pages without a script, and by token; each person sees their own next step."""

import re
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from litestar.testing import TestClient

from app.inspections.rectification import Move
from app.web.api.openapi_rectifications import rectification_paths
from tests.web.people import bearer, csrf, sign_in, token_of
from tests.web.test_evidence import PDF, photo
from tests.web.writing import house_of

ORDER = "/work/sites/QX-TUXI/rectify"


def order(client: TestClient, **changed: object) -> dict[str, Any]:
    today = house_of(client).today()
    fields = {"found_on": today.isoformat(), "finding": "地面<b>破损</b>", "demand": "修补地面", "clauses": []}
    return {**fields, "due_on": (today + timedelta(days=9)).isoformat(), **changed}


def ordered(client: TestClient, **changed: object) -> str:
    """The address of a new rectification, ordered by the reviewer on the page."""
    assert sign_in(client, "demo-reviewer") == 303
    answer = client.post(ORDER, data={"csrf_token": csrf(client), **order(client, **changed)}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def post(client: TestClient, address: str, who: str, files: dict[str, Any] | None = None, **fields: str):
    assert sign_in(client, who) == 303
    data = {"csrf_token": csrf(client), **fields}
    return client.post(address, data=data, files=files, follow_redirects=False)


@pytest.mark.both_engines
def test_an_order_goes_the_whole_way_on_pages_with_its_photo_beside_it(client: TestClient) -> None:
    address = ordered(client)
    key = address.rpartition("/")[2]
    assert sign_in(client, "demo-tuxi") == 303
    assert f'href="/rectifications/{key}"' in client.get("/work?kind=rectify").text
    answer = post(
        client,
        address + "/answer",
        "demo-tuxi",
        {"file": ("地面.jpg", photo(), "image/jpeg")},
        version="1",
        answer="补好",
    )
    assert answer.headers["location"] == f"{address}?done=answered"
    assert sign_in(client, "demo-reviewer") == 303
    page = client.get(address).text
    assert "&lt;b&gt;破损&lt;/b&gt;" in page, "what people typed is text"
    assert "补好" in page
    (shown,) = set(re.findall(r'href="(/evidence/[0-9a-f-]+)"', page))
    assert client.get(shown).headers["content-type"] == "image/jpeg"
    assert (
        post(client, address + "/check", "demo-reviewer", version="2", result="confirm", remark="属实").status_code
        == 303
    )
    assert "复查合格" in client.get(address).text
    assert f'href="{address}"' in client.get("/work/sites/QX-TUXI/history").text


def test_every_fault_of_the_form_stands_at_its_field_and_nothing_typed_is_lost(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    wrong = {
        "csrf_token": csrf(client),
        **order(client, found_on="2999-01-01", finding="地面破损", demand="", due_on="x"),
    }
    answer = client.post(ORDER, data=wrong, follow_redirects=False)
    assert answer.status_code == 422
    assert re.findall(r'class="fault" id="([a-z_]+)-fault"', answer.text) == ["found_on", "demand", "due_on"]
    assert "地面破损</textarea>" in answer.text


def test_a_clause_that_leads_here_is_ticked_and_begins_the_finding(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get("/county?programme=qu-2023").text
    clause = re.search(r'href="(/county/qu-2023/clauses/[^"]+)"', page)
    assert clause is not None
    link = re.search(r'href="(/work/sites/[^"]+/rectify\?clause=[^"]+)"', client.get(clause[1]).text)
    assert link is not None
    form = client.get(link[1].replace("&amp;", "&")).text
    assert re.search(r'name="clauses" value="[^"]+" id="[^"]+" checked', form)
    assert re.search(r'name="finding"[^>]*>[^<]+</textarea>', form)


def test_a_refused_file_leaves_the_answer_unsent_and_typed(client: TestClient) -> None:
    address = ordered(client)
    files = {"file": ("virus.exe", b"MZ\x90\x00" * 40, "image/jpeg")}
    answer = post(client, address + "/answer", "demo-tuxi", files, version="1", answer="补好了")
    assert answer.status_code == 422
    assert 'id="file-fault"' in answer.text
    assert "补好了</textarea>" in answer.text
    assert "待整改" in client.get(address).text


def test_a_paper_can_be_added_while_the_second_look_is_waited_for(client: TestClient) -> None:
    address = ordered(client)
    assert post(client, address + "/answer", "demo-tuxi", version="1", answer="补好").status_code == 303
    files = {"file": ("发票.pdf", PDF, "application/pdf")}
    assert (
        post(client, address + "/evidence", "demo-tuxi", files)
        .headers["location"]
        .startswith(address + "?done=evidence")
    )
    assert "发票.pdf" in client.get(address).text


def test_two_who_look_at_once_are_told_and_the_first_stands(client: TestClient) -> None:
    address = ordered(client)
    assert post(client, address + "/answer", "demo-tuxi", version="1", answer="补好").status_code == 303
    assert (
        post(client, address + "/check", "demo-reviewer", version="2", result="confirm", remark="属实").status_code
        == 303
    )
    late = post(
        client,
        address + "/check",
        "demo-county",
        version="2",
        result="send_back",
        remark="还差很多",
        due_on="2099-01-01",
    )
    assert late.status_code == 409
    assert "复查合格" in late.text
    assert "还差很多" in late.text, "what was written is not lost"


def test_what_a_person_may_not_do_is_not_offered_and_refused(client: TestClient) -> None:
    address = ordered(client)
    assert sign_in(client, "demo-reader") == 303
    page = client.get(address).text
    assert "/answer" not in page
    assert "/withdraw" not in page
    assert post(client, address + "/answer", "demo-reader", version="1", answer="x").status_code == 403
    assert post(client, address + "/withdraw", "demo-tuxi", version="1", reason="x").status_code == 403
    assert post(client, address + "/evidence", "demo-operator", {"file": ("a.pdf", PDF, "x/y")}).status_code == 403
    assert client.get(address).status_code == 403, "the operator runs another site"


def test_an_operator_sees_and_answers_what_its_own_site_has_to_put_right(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    fields = {"csrf_token": csrf(client), **order(client)}
    answer = client.post("/work/sites/GB-CENTRE/rectify", data=fields, follow_redirects=False)
    address = answer.headers["location"].partition("?")[0]
    assert sign_in(client, "demo-operator") == 303
    assert "1 项待整改" in client.get("/work").text
    assert f'href="{address}"' in client.get("/rectifications").text
    assert "报送整改情况" in client.get("/rectifications").text
    assert sign_in(client, "demo-county") == 303
    assert "报送整改情况" not in client.get("/rectifications").text, "the office looks, the site answers"
    assert post(client, address + "/answer", "demo-operator", version="1", answer="已修补").status_code == 303
    assert sign_in(client, "demo-county") == 303
    assert "1 项待复查" in client.get("/county?programme=gangbei-2025").text


def test_a_script_orders_answers_and_confirms_by_token(client: TestClient) -> None:
    county, clerk, reviewer = (bearer(token_of(client, name)) for name in ("demo-county", "demo-tuxi", "demo-reviewer"))
    answer = client.post(
        "/api/v1/sites/QX-TUXI/rectifications", json=order(client, clauses=["station.posted"]), headers=county
    )
    assert answer.status_code == 201, answer.text
    one = answer.json()
    assert (one["state"], one["version"], one["clauses"]) == ("ordered", 1, ["station.posted"])
    address = f"/api/v1/rectifications/{one['id']}"
    open_now = client.get("/api/v1/rectifications", headers=clerk).json()["rectifications"]
    assert one["id"] in [found["id"] for found in open_now]
    assert client.post(address + "/answer", json={"answer": "x"}, headers=clerk).status_code == 422
    answered = client.post(address + "/answer", json={"version": 1, "answer": "补好"}, headers=clerk).json()
    assert (answered["state"], answered["answered_by"]) == ("answered", "土溪镇填报员（示例）")
    body = {
        "version": 2,
        "remark": "还差一块",
        "due_on": (date.fromisoformat(one["due_on"]) + timedelta(days=3)).isoformat(),
    }
    assert client.post(address + "/send-back", json=body, headers=reviewer).json()["state"] == "ordered"
    assert client.post(address + "/answer", json={"version": 3, "answer": "齐了"}, headers=clerk).status_code == 200
    assert client.post(address + "/confirm", json={"version": 3}, headers=reviewer).status_code == 409
    assert client.post(address + "/confirm", json={"version": 4}, headers=reviewer).json()["state"] == "closed"
    every = client.get("/api/v1/rectifications?site=QX-TUXI", headers=clerk).json()["rectifications"]
    assert one["id"] in [found["id"] for found in every]
    assert client.get(address).status_code == 401


def test_a_script_gives_more_time_for_a_reason(client: TestClient) -> None:
    county, clerk = (bearer(token_of(client, name)) for name in ("demo-county", "demo-tuxi"))
    one = client.post("/api/v1/sites/QX-TUXI/rectifications", json=order(client), headers=county).json()
    address = f"/api/v1/rectifications/{one['id']}/extend"
    later = (date.fromisoformat(one["due_on"]) + timedelta(days=3)).isoformat()
    body = {"version": 1, "extend_why": "等配件", "extend_to": later}
    assert client.post(address, json=body, headers=clerk).status_code == 403
    wrong = client.post(address, json={**body, "extend_why": "", "extend_to": one["due_on"]}, headers=county)
    assert [fault["path"] for fault in wrong.json()["errors"]] == ["extend_why", "extend_to"]
    given = client.post(address, json=body, headers=county).json()
    assert (given["state"], given["version"], given["due_on"]) == ("ordered", 2, later)


def test_a_script_can_make_every_move_that_there_is() -> None:
    moves = {path.rpartition("}/")[2] for path in rectification_paths() if "{key}/" in path}
    assert moves == {move.replace("_", "-") for move in get_args(Move)}


@pytest.mark.parametrize("path", ["/api/v1/rectifications", "/rectifications", "/work/sites/QX-TUXI/rectifications"])
def test_a_stranger_sees_nothing_of_it(client: TestClient, path: str) -> None:
    client.cookies.clear()
    assert client.get(path, follow_redirects=False).status_code in (303, 401)


def pieces(client: TestClient, address: str) -> list[str]:
    """The evidence that the page of a rectification shows."""
    return sorted(set(re.findall(r'href="(/evidence/[0-9a-f-]+)"', client.get(address).text)))


@pytest.mark.parametrize("result", ["", "confirmed", "withdraw"])
def test_a_second_look_without_a_known_result_changes_nothing(client: TestClient, result: str) -> None:
    address = ordered(client)
    assert post(client, address + "/answer", "demo-tuxi", version="1", answer="补好").status_code == 303
    answer = post(client, address + "/check", "demo-reviewer", version="2", result=result, remark="差一块")
    assert answer.status_code == 422
    assert 'id="result-fault"' in answer.text
    assert "差一块</textarea>" in answer.text
    assert "待复查" in client.get(address).text


@pytest.mark.both_engines
def test_files_and_answer_are_saved_together_or_not_at_all(client: TestClient) -> None:
    address = ordered(client)
    assert sign_in(client, "demo-tuxi") == 303
    secret = csrf(client)
    good, bad = ("a.jpg", photo(), "image/jpeg"), ("b.jpg", b"MZ" * 90, "image/jpeg")
    sent = {"csrf_token": secret, "version": "1", "answer": "补好"}
    refused = client.post(address + "/answer", data=sent, files=[("file", good), ("file", bad)], follow_redirects=False)
    assert refused.status_code == 422
    assert "b.jpg" in refused.text
    stale = client.post(
        address + "/answer", data={**sent, "version": "7"}, files=[("file", good)], follow_redirects=False
    )
    assert stale.status_code == 409
    assert "补好" in stale.text
    assert pieces(client, address) == []
    both = client.post(
        address + "/answer",
        data=sent,
        files=[("file", good), ("file", ("c.pdf", PDF, "application/pdf"))],
        follow_redirects=False,
    )
    assert both.status_code == 303
    assert len(pieces(client, address)) == 2


def test_what_proved_a_rectification_stays_once_it_is_done_with(client: TestClient) -> None:
    address = ordered(client)
    key = address.rpartition("/")[2]
    files = {"file": ("a.jpg", photo(), "image/jpeg")}
    assert post(client, address + "/answer", "demo-tuxi", files, version="1", answer="补好").status_code == 303
    (piece,) = pieces(client, address)
    assert f'action="{piece}/take-back"' in client.get(address).text
    assert (
        post(client, address + "/check", "demo-reviewer", version="2", result="confirm", remark="属实").status_code
        == 303
    )
    assert post(client, address + "/evidence", "demo-tuxi", files).status_code == 409
    more = post(client, "/work/sites/QX-TUXI/evidence", "demo-tuxi", files, about=f"rectification:{key}")
    assert more.status_code == 409
    assert post(client, piece + "/take-back", "demo-tuxi").status_code == 409
    assert pieces(client, address) == [piece]


def test_a_piece_can_be_taken_back_while_the_rectification_is_open(client: TestClient) -> None:
    address = ordered(client)
    files = {"file": ("a.jpg", photo(), "image/jpeg")}
    assert post(client, address + "/evidence", "demo-reviewer", files).status_code == 303, "what the visit found"
    (piece,) = pieces(client, address)
    assert post(client, piece + "/take-back", "demo-tuxi").status_code == 403, "it is not theirs"
    assert post(client, piece + "/take-back", "demo-reviewer").headers["location"].startswith(address)
    assert pieces(client, address) == []


def test_an_order_sent_twice_is_ordered_once(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    key = re.search(r'name="key" value="([^"]+)"', client.get(ORDER).text)
    assert key is not None
    fields = {"csrf_token": csrf(client), **order(client), "key": key[1]}
    places = {client.post(ORDER, data=fields, follow_redirects=False).headers["location"] for _ in range(2)}
    assert len(places) == 1
    assert client.get("/api/v1/rectifications?site=QX-TUXI").text.count("修补地面") == 1


@pytest.mark.parametrize("version", ["", "-1", "1.0", "٣", "9" * 5000, str(2**63)])
def test_a_version_that_is_none_is_told_and_breaks_nothing(client: TestClient, version: str) -> None:
    address = ordered(client)
    assert post(client, address + "/answer", "demo-tuxi", version=version, answer="x").status_code == 400
    assert "待整改" in client.get(address).text


def test_a_link_to_order_stands_only_where_the_reader_may_order(client: TestClient) -> None:
    """The county's outposts lie in far cities, which a reviewer of the county does not reach."""
    assert sign_in(client, "demo-reviewer") == 303
    links = set()
    for clause in ("outpost.equipment", "outpost.ledger", "station.equipment", "station.area_basic"):
        links |= set(
            re.findall(r'href="(/work/sites/[^"]+/rectify)\?', client.get(f"/county/qu-2023/clauses/{clause}").text)
        )
    assert links
    assert {link for link in links if client.get(link).status_code != 200} == set()
