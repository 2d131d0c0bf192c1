"""A form stands on what its fields were read from: what was sent back, saved or published since is said and kept."""

import re

import pytest
from litestar.testing import TestClient

from tests.web.forms import form_on
from tests.web.people import send, sign_in, token_of
from tests.web.test_nothing_lost import CODE, FORM, decided, submitted, typed
from tests.web.writing import registered


def posted(page: str, number: str = "site-form", **more: str) -> dict[str, list[str]]:
    """The form of a page that came back, to be sent again with these fields."""
    fields, _ = form_on(page, number)
    kept = {name: values for name, values in fields.items() if name != "csrf_token"}
    return kept | {name.replace("__", "."): [value] for name, value in more.items()}


def two_requests(client: TestClient) -> tuple[str, str]:
    """Two requests of one site by one person that both wait: a street, and a telephone with a reason of its own."""
    first = submitted(client, address="第一份申请的街")
    by_token = {"Authorization": f"Bearer {token_of(client, 'demo-tuxi')}"}
    proposal = {"edit": {"phone": "0818-7000002"}, "reason": "换了电话", "submit": True}
    answer = client.post(f"/api/v1/sites/{CODE}/proposals", json=proposal, headers=by_token)
    assert answer.status_code == 201
    return first, answer.json()["id"]


def sent_back(client: TestClient, key: str, reason: str) -> None:
    assert sign_in(client, "demo-reviewer") == 303
    decided(client, key, "send_back", reason)
    assert sign_in(client, "demo-tuxi") == 303


@pytest.mark.parametrize("early", [0, 1])
def test_a_second_request_sent_back_while_a_form_holds_the_first_is_said_and_kept(
    client: TestClient, early: int
) -> None:
    keys = two_requests(client)
    sent_back(client, keys[early], "请核实")
    opened = typed(client, facts__area_m2="77")
    sent_back(client, keys[1 - early], "请附证明")
    asked = send(client, FORM, **opened, _action="draft")
    assert asked.status_code == 409
    for told in ("0818-7000002", "第一份申请的街", "请附证明"):
        assert told in asked.text, "what came back is said before anything is saved"
    assert send(client, FORM, **posted(asked.text, "conflict"), _action="draft").status_code == 303
    after = typed(client)
    assert (after["phone"], after["address"], after["facts.area_m2"]) == (
        ["0818-7000002"],
        ["第一份申请的街"],
        ["77"],
    )


@pytest.mark.both_engines
def test_what_goes_back_because_its_acceptance_was_undone_is_kept_beside_what_was_not_accepted(
    client: TestClient,
) -> None:
    key = submitted(client, address="没有通过的街", phone="0818-7000002")
    page = client.get(f"/review/{key}").text
    seen = dict(re.findall(r'name="(version|site_version)" value="([^"]*)"', page))
    parted = send(client, f"/review/{key}", **seen, item="phone", action="accept", reason="街名不对")
    assert parted.headers["location"].endswith("done=partly")
    assert sign_in(client, "demo-tuxi") == 303
    opened = typed(client, facts__area_m2="77")
    assert (opened["address"], opened["phone"]) == (["没有通过的街"], ["0818-7000002"])
    assert sign_in(client, "demo-reviewer") == 303
    decided(client, key, "undo", "号码有误")
    assert sign_in(client, "demo-tuxi") == 303
    asked = send(client, FORM, **opened, _action="draft")
    assert (asked.status_code, "号码有误" in asked.text) == (409, True)
    assert send(client, FORM, **posted(asked.text, "conflict"), _action="draft").status_code == 303
    after = typed(client)
    assert (after["address"], after["phone"], after["facts.area_m2"]) == (
        ["没有通过的街"],
        ["0818-7000002"],
        ["77"],
    )


def test_an_item_of_the_second_request_that_the_form_changed_too_is_chosen(client: TestClient) -> None:
    first, second = two_requests(client)
    sent_back(client, first, "请核实")
    opened = typed(client, phone="0818-7000003")
    sent_back(client, second, "请附证明")
    asked = send(client, FORM, **opened, _action="draft")
    _, sides = form_on(asked.text, "conflict")
    assert (asked.status_code, sides) == (
        409,
        {("_draft_side.phone", "mine"), ("_draft_side.phone", "theirs")},
    )
    answer = send(client, FORM, **posted(asked.text, "conflict", _draft_side__phone="theirs"), _action="draft")
    assert answer.status_code == 303
    assert typed(client)["phone"] == ["0818-7000002"]


@pytest.mark.both_engines
def test_what_is_published_from_a_form_leaves_the_request_sent_back_since_where_it_was(client: TestClient) -> None:
    by_token = {"Authorization": f"Bearer {token_of(client, 'demo-county')}"}
    keys = []
    for edit in ({"address": "甲街"}, {"phone": "0818-7000002"}):
        proposal = {"edit": edit, "reason": "核实", "submit": True}
        answer = client.post(f"/api/v1/sites/{CODE}/proposals", json=proposal, headers=by_token)
        assert answer.status_code == 201
        keys.append(answer.json()["id"])
    assert sign_in(client, "demo-reviewer") == 303
    decided(client, keys[0], "send_back", "请核实")
    assert sign_in(client, "demo-county") == 303
    opened = typed(client)
    assert opened["address"] == ["甲街"]
    assert sign_in(client, "demo-reviewer") == 303
    decided(client, keys[1], "send_back", "请附证明")
    assert sign_in(client, "demo-county") == 303
    answer = send(client, FORM, **opened | {"_reason": ["核实"]}, _action="publish")
    assert answer.headers["location"].endswith("done=published")
    page = client.get(FORM).text
    assert form_on(page, "site-form")[0]["phone"] == ["0818-7000002"]
    assert "请附证明" in page
    assert "请核实" not in page, "what was published is asked for no longer"


@pytest.mark.both_engines
def test_a_refused_publish_stands_on_the_draft_that_its_fields_were_read_from(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert send(client, FORM, **typed(client, phone="0818-7000001"), _action="draft").status_code == 303
    opened = typed(client)
    elsewhere = opened | {"phone": ["0818-7000002"], "address": ["另一页的街"], "_action": ["draft"]}
    assert send(client, FORM, **elsewhere).status_code == 303
    refused = send(client, FORM, **opened | {"_reason": [""]}, _action="publish")
    assert refused.status_code == 422
    asked = send(client, FORM, **posted(refused.text), _action="draft")
    assert asked.status_code == 409
    assert all(told in asked.text for told in ("0818-7000002", "另一页的街"))
    after = typed(client)
    assert (after["phone"], after["address"]) == (["0818-7000002"], ["另一页的街"]), "nothing was saved over it"
    assert 'class="give-up"' not in refused.text, "the draft as it is now was not read by anybody"
    given_up = send(client, FORM, **posted(refused.text), _action="discard")
    assert given_up.status_code == 409
    assert typed(client)["address"] == ["另一页的街"]


@pytest.mark.parametrize("then", ["submit", "confirm"])
def test_a_form_that_came_back_stands_on_the_record_that_its_fields_were_read_from(
    client: TestClient, then: str
) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    opened = typed(client, facts__area_m2="77")
    registered(client, {"code": CODE, "phone": "0818-7000009", "address": "县里改的街"})
    assert sign_in(client, "demo-tuxi") == 303
    if then == "submit":
        back = send(client, FORM, **opened, _action="submit")
        assert back.status_code == 422
    else:
        back = send(client, FORM, **opened, _confirm="opening_hours")
        assert back.status_code == 200
    again = posted(back.text)
    assert send(client, FORM, **again, _action="draft").headers["location"].endswith("done=saved")
    after = typed(client)
    assert (after["phone"], after["facts.area_m2"]) == (["0818-7000009"], ["77"]), "the record's is not changed back"


def test_what_a_confirmed_form_and_the_record_both_changed_is_a_conflict(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    opened = typed(client, phone="0818-7000001")
    registered(client, {"code": CODE, "phone": "0818-7000009"})
    assert sign_in(client, "demo-tuxi") == 303
    confirmed = send(client, FORM, **opened, _confirm="opening_hours")
    assert confirmed.status_code == 200
    asked = send(client, FORM, **posted(confirmed.text), _action="draft")
    assert (asked.status_code, "0818-7000009" in asked.text) == (409, True)


def test_a_confirmed_form_stands_on_the_draft_that_its_fields_were_read_from(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    assert send(client, FORM, **typed(client, phone="0818-7000001"), _action="draft").status_code == 303
    opened = typed(client)
    assert send(client, FORM, **opened | {"address": ["另一页的街"]}, _action="draft").status_code == 303
    confirmed = send(client, FORM, **opened, _confirm="opening_hours")
    assert confirmed.status_code == 200
    asked = send(client, FORM, **posted(confirmed.text), _action="draft")
    assert (asked.status_code, "另一页的街" in asked.text) == (409, True)
    assert typed(client)["address"] == ["另一页的街"]


@pytest.mark.both_engines
def test_taking_a_request_back_to_save_over_it_loses_nothing_that_the_form_did_not_hold(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    opened = typed(client, facts__area_m2="77")
    submitted(client, address="等待审核的街", phone="0818-7000001")
    assert sign_in(client, "demo-tuxi") == 303
    waits = send(client, FORM, **opened, _action="draft")
    assert waits.status_code == 409
    assert all(told in waits.text for told in ("等待审核的街", "0818-7000001"))
    answer = send(client, FORM, **posted(waits.text, _action="withdraw_and_save"))
    assert answer.status_code == 303, "what waits was shown, and nothing of it was changed here too"
    after = typed(client)
    assert (after["address"], after["phone"], after["facts.area_m2"]) == (
        ["等待审核的街"],
        ["0818-7000001"],
        ["77"],
    )


def test_of_two_requests_that_wait_the_one_is_taken_back_that_the_forms_draft_became(client: TestClient) -> None:
    by_token = {"Authorization": f"Bearer {token_of(client, 'demo-tuxi')}"}
    other = {"edit": {"phone": "0818-7000001"}, "reason": "换了电话", "submit": True}
    assert client.post(f"/api/v1/sites/{CODE}/proposals", json=other, headers=by_token).status_code == 201
    own = {"edit": {"address": "草稿里的街"}, "reason": "搬迁"}
    assert client.post(f"/api/v1/sites/{CODE}/proposals", json=own, headers=by_token).status_code == 201
    assert sign_in(client, "demo-tuxi") == 303
    opened = typed(client, facts__area_m2="77")
    assert send(client, FORM, **opened, _action="submit").headers["location"].endswith("done=submitted")
    waits = send(client, FORM, **opened | {"facts.area_m2": ["78"]}, _action="draft")
    told = waits.text[waits.text.index('id="fault-summary"') :].partition("</div>")[0]
    assert ("草稿里的街" in told, "0818-7000001" in told) == (True, False)
    asked = send(client, FORM, **posted(waits.text), _action="withdraw_and_save")
    chosen = posted(asked.text, "conflict", _draft_side__facts__area_m2="mine")
    assert send(client, FORM, **chosen, _action="withdraw_and_save").status_code == 303
    page = client.get(FORM).text
    after, _ = form_on(page, "site-form")
    assert (after["address"], after["facts.area_m2"], after["phone"]) == (["草稿里的街"], ["78"], [""])
    assert "0818-7000001" in page, "the other one waits on"


def test_what_the_request_that_is_taken_back_and_the_form_both_changed_is_chosen(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    opened = typed(client, phone="0818-7000003")
    submitted(client, phone="0818-7000001")
    assert sign_in(client, "demo-tuxi") == 303
    waits = send(client, FORM, **opened, _action="draft")
    asked = send(client, FORM, **posted(waits.text), _action="withdraw_and_save")
    assert (asked.status_code, "0818-7000001" in asked.text) == (409, True)
    assert 'value="withdraw_and_save"' in asked.text
    chosen = posted(asked.text, "conflict", _draft_side__phone="mine")
    assert send(client, FORM, **chosen, _action="withdraw_and_save").status_code == 303
    assert typed(client)["phone"] == ["0818-7000003"]


@pytest.mark.parametrize("action", ["accept", "send_back"])
def test_a_reviewer_who_forgot_the_reason_is_told_that_the_request_is_another_by_now(
    client: TestClient, action: str
) -> None:
    key = submitted(client, phone="0818-7000001")
    page = client.get(f"/review/{key}").text
    seen = dict(re.findall(r'name="(version|site_version)" value="([^"]*)"', page))
    assert sign_in(client, "demo-tuxi") == 303
    waits = client.get(FORM).text
    own = dict(re.findall(r'name="(_site_version|_proposal|_proposal_version)" value="([^"]*)"', waits))
    assert send(client, FORM, **own, _action="withdraw").status_code == 303
    anew = typed(client, phone="0818-7000002", address="又加的街") | {"_action": ["submit"]}
    assert send(client, FORM, **anew).headers["location"].endswith("done=submitted")
    assert sign_in(client, "demo-reviewer") == 303
    answer = send(client, f"/review/{key}", **seen, item="phone", action=action, reason="")
    assert (answer.status_code, "刚被他人更新" in answer.text) == (422, True)


@pytest.mark.parametrize("mine", [True, False])
def test_the_reason_that_another_page_wrote_is_neither_lost_nor_replaced_unseen(client: TestClient, mine: bool) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    assert send(client, FORM, **typed(client, phone="0818-7000001"), _action="draft").status_code == 303
    opened = typed(client)
    elsewhere = opened | {"_reason": ["另一页写的原因"], "_action": ["draft"]}
    assert send(client, FORM, **elsewhere).status_code == 303
    here = opened | {"address": ["这一页的街"], "_reason": ["这一页写的原因" if mine else ""]}
    asked = send(client, FORM, **here, _action="draft")
    assert (asked.status_code, "另一页写的原因" in asked.text) == (409, True)
    side = {"_draft_side__reason": "theirs"} if mine else {}
    assert bool(re.search('name="_draft_side.reason"', asked.text)) is mine
    assert send(client, FORM, **posted(asked.text, "conflict", **side), _action="draft").status_code == 303
    assert typed(client)["_reason"] == ["另一页写的原因"]


def test_a_form_of_two_requests_sent_back_holds_the_reasons_of_both(client: TestClient) -> None:
    for key in two_requests(client):
        sent_back(client, key, "请核实")
    opened = typed(client)
    assert (opened["address"], opened["phone"]) == (["第一份申请的街"], ["0818-7000002"])
    assert opened["_reason"] == ["核实；换了电话"]
