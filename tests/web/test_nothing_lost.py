"""What was typed, asked for or sent back stays in sight of whom it concerns until they have dealt with it."""

import re

from litestar.testing import TestClient

from tests.web.forms import form_on
from tests.web.people import send, sign_in, token_of

CODE = "QX-TUXI"
FORM = f"/work/sites/{CODE}"


def typed(client: TestClient, **more: str) -> dict[str, list[str]]:
    fields, _ = form_on(client.get(FORM).text, "site-form")
    return {name: values for name, values in fields.items() if name != "csrf_token"} | {
        name.replace("__", "."): [value] for name, value in more.items()
    }


def submitted(client: TestClient, **more: str) -> str:
    """Hand a change in by the form as the township; the request's key."""
    assert sign_in(client, "demo-tuxi") == 303
    answer = send(client, FORM, **(typed(client, **more) | {"_action": "submit", "_reason": "核实"}))
    assert answer.headers["location"].endswith("done=submitted")
    assert sign_in(client, "demo-reviewer") == 303
    keys = re.findall(r"/review/([0-9a-f-]{36})", client.get("/review").text)
    return keys[0]


def decided(client: TestClient, key: str, action: str, reason: str) -> None:
    page = client.get(f"/review/{key}").text
    form = page[page.index(f'action="/review/{key}"') :]
    fields = dict(re.findall(r'name="(version|site_version)" value="([^"]*)"', form))
    every = re.findall(r'name="item" value="([^"]*)"', form) if action == "accept" else []
    answer = send(client, f"/review/{key}", **fields, item=every, action=action, reason=reason)
    assert answer.status_code == 303


def test_a_second_request_by_token_does_not_hide_the_one_that_waits(client: TestClient) -> None:
    submitted(client, address="第一份申请的街")
    token = token_of(client, "demo-tuxi")
    proposal = {"edit": {"phone": "0818-7654321"}, "reason": "新电话", "submit": True}
    by_token = {"Authorization": f"Bearer {token}"}
    assert client.post(f"/api/v1/sites/{CODE}/proposals", json=proposal, headers=by_token).status_code == 201
    assert sign_in(client, "demo-tuxi") == 303
    page = client.get(FORM).text
    assert "第一份申请的街" in page
    assert "0818-7654321" in page
    keys = re.findall(r'name="_proposal" value="([0-9a-f-]{36})"', page)
    versions = re.findall(r'name="_proposal_version" value="(\d+)"', page)
    assert len(set(keys)) == 2, "each can be taken back by itself"
    site = re.search(r'name="_site_version" value="(\d+)"', page)
    assert site
    own = {"_site_version": site[1], "_proposal": keys[1], "_proposal_version": versions[1], "_action": "withdraw"}
    assert send(client, FORM, **own).status_code == 303
    fields, _ = form_on(client.get(FORM).text, "site-form")
    assert fields["phone"] == ["0818-7654321"], "the second is a draft again"
    page = client.get(FORM).text
    assert "第一份申请的街" in page, "and the first is told of above the form"
    assert f"/review/{keys[0]}" in page


def test_a_draft_by_token_does_not_hide_the_request_that_waits(client: TestClient) -> None:
    key = submitted(client, address="等待审核的街")
    token = token_of(client, "demo-tuxi")
    proposal = {"edit": {"phone": "0818-7654321"}, "reason": ""}
    by_token = {"Authorization": f"Bearer {token}"}
    assert client.post(f"/api/v1/sites/{CODE}/proposals", json=proposal, headers=by_token).status_code == 201
    assert sign_in(client, "demo-tuxi") == 303
    page = client.get(FORM).text
    assert form_on(page, "site-form")[0]["phone"] == ["0818-7654321"]
    assert "等待审核的街" in page
    assert f"/review/{key}" in page


def test_what_was_sent_back_is_marked_at_its_field_and_comes_first(client: TestClient) -> None:
    before = client.get(f"/api/v1/sites/{CODE}").json()["facts"]["area_m2"]
    key = submitted(client, facts__area_m2="77")
    decided(client, key, "send_back", "请附丈量照片")
    assert sign_in(client, "demo-tuxi") == 303
    for saved in (False, True):
        page = client.get(FORM).text
        field = page[page.index('id="f-facts-area_m2-field"') :]
        field = field[: field.index("</div>\n<div")] if "</div>\n<div" in field else field[:4000]
        assert "请附丈量照片" in field
        assert re.search(rf"已发布：{before}\D.*申请改为：77\D", field)
        assert form_on(page, "site-form")[0]["facts.area_m2"] == ["77"], "what was asked for is in the field"
        if not saved:
            assert (
                send(client, FORM, **(typed(client) | {"_action": "draft"})).headers["location"].endswith("done=saved")
            )
    assert send(client, FORM, **(typed(client) | {"_action": "discard"})).status_code == 303


def test_what_was_sent_back_comes_first_on_my_work(client: TestClient) -> None:
    key = submitted(client, address="退回的街")
    decided(client, key, "send_back", "街名不对")
    assert sign_in(client, "demo-tuxi") == 303
    page = client.get("/work").text
    tasks = page[page.index('class="task') :]
    assert "街名不对" in tasks[: tasks.index("</li>")]


def test_an_undone_acceptance_tells_its_author_why_and_gives_the_draft_back(client: TestClient) -> None:
    key = submitted(client, address="撤销的街")
    decided(client, key, "accept", "")
    assert client.get(f"/api/v1/sites/{CODE}").json()["address"] == "撤销的街"
    decided(client, key, "undo", "门牌核实有误")
    assert client.get(f"/api/v1/sites/{CODE}").json().get("address") != "撤销的街"
    assert sign_in(client, "demo-tuxi") == 303
    work = client.get("/work").text
    assert "已通过的变更被撤销：门牌核实有误" in work
    page = client.get(FORM).text
    assert "门牌核实有误" in page
    assert form_on(page, "site-form")[0]["address"] == ["撤销的街"]
    assert (
        send(client, FORM, **(typed(client) | {"_action": "submit", "_reason": "已更正"}))
        .headers["location"]
        .endswith("submitted")
    )


def test_a_row_of_the_roster_marked_for_removal_can_be_had_back_until_it_is_saved(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    fields, ticks = form_on(client.get(FORM).text, "site-form")
    assert ("staff.0.remove", "1") in ticks
    people = sum(bool(values[0]) for name, values in fields.items() if re.fullmatch(r"staff\.\d+\.role", name))
    assert people > 1
    refused = send(client, FORM, **(typed(client, staff__0__remove="1") | {"_action": "submit", "_reason": ""}))
    again, _ = form_on(refused.text, "site-form")
    assert again["staff.0.remove"] == ["1"]
    assert again["staff.0.role"] == fields["staff.0.role"], "the row is still there to be had back"
    kept = {name: values for name, values in again.items() if name not in ("csrf_token", "staff.0.remove")}
    assert send(client, FORM, **(kept | {"_action": "draft"})).status_code == 303
    assert form_on(client.get(FORM).text, "site-form")[0]["staff.0.role"] == fields["staff.0.role"]
    assert send(client, FORM, **(typed(client, staff__0__remove="1") | {"_action": "draft"})).status_code == 303
    after, _ = form_on(client.get(FORM).text, "site-form")
    assert sum(bool(v[0]) for n, v in after.items() if re.fullmatch(r"staff\.\d+\.role", n)) == people - 1


def test_a_refused_photo_stays_with_the_clause_it_was_opened_from(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    page = client.get(f"{FORM}?about=facts.area_m2").text
    assert '<option value="facts.area_m2" selected>' in page
    files = {"file": ("账.jpg", b"not a photo", "image/jpeg")}
    secret = form_on(page, "site-form")[0]["csrf_token"][0]
    answer = client.post(f"{FORM}/evidence", data={"csrf_token": secret, "about": "facts.plaque_text"}, files=files)
    assert answer.status_code == 422
    assert '<option value="facts.plaque_text" selected>' in answer.text


def test_two_pages_of_one_draft_keep_what_each_of_them_changed(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    opened = typed(client)
    elsewhere = opened | {"phone": ["0818-7000001"], "address": ["另一页的街"], "_action": ["draft"]}
    assert send(client, FORM, **elsewhere).status_code == 303
    here = opened | {"facts.area_m2": ["77"], "address": ["这一页的街"], "_action": ["draft"]}
    asked = send(client, FORM, **here)
    assert asked.status_code == 409
    assert "另一页的街" in asked.text
    assert "0818-7000001" in asked.text, "what will be saved together is said before it is"
    fields, sides = form_on(asked.text, "conflict")
    assert {name for name, _ in sides} == {"_draft_side.address"}
    fields = {name: values for name, values in fields.items() if name != "csrf_token"} | {"_action": ["draft"]}
    assert send(client, FORM, **fields).status_code == 409, "no side is chosen yet"
    # A form that is refused after the choice holds the chosen side, which the next save goes by.
    chosen = fields | {"_draft_side.address": ["theirs"]}
    refused = send(client, FORM, **(chosen | {"facts.area_m2": ["不知道"], "_action": ["submit"]}))
    assert refused.status_code == 422
    again, _ = form_on(refused.text, "site-form")
    assert (again["address"], again["phone"]) == (["另一页的街"], ["0818-7000001"])
    assert send(client, FORM, **chosen).headers["location"].endswith("done=saved")
    after, _ = form_on(client.get(FORM).text, "site-form")
    assert (after["address"], after["phone"], after["facts.area_m2"]) == (
        ["另一页的街"],
        ["0818-7000001"],
        ["77"],
    )


def test_a_page_of_a_draft_that_was_given_up_neither_saves_over_the_next_nor_gives_it_up(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    first = typed(client, phone="0818-7000001") | {"_action": ["draft"]}
    assert send(client, FORM, **first).headers["location"].endswith("done=saved")
    opened = typed(client)
    assert send(client, FORM, **(opened | {"_action": ["discard"]})).headers["location"].endswith("done=discard")
    anew = typed(client, phone="0818-7000022") | {"_action": ["draft"]}
    assert send(client, FORM, **anew).headers["location"].endswith("done=saved")
    lying = typed(client)
    assert (lying["_proposal_version"], lying["_proposal"] == opened["_proposal"]) == (["1"], False)
    assert send(client, FORM, **(opened | {"_action": ["discard"]})).status_code == 404
    asked = send(client, FORM, **(opened | {"phone": ["0818-7000003"], "_action": ["draft"]}))
    assert asked.status_code == 409
    assert all(f"0818-70000{end}" in asked.text for end in ("01", "22", "03")), "what it was, there and here"
    assert typed(client) == lying, "nothing is saved yet"
    fields, _ = form_on(asked.text, "conflict")
    kept = {name: values for name, values in fields.items() if name != "csrf_token"}
    unchosen = send(client, FORM, **(kept | {"_action": ["draft"]}))
    assert (unchosen.status_code, "0818-7000001" in unchosen.text) == (409, True), "no side is chosen yet"
    chosen = kept | {"_draft_side.phone": ["mine"], "_action": ["draft"]}
    assert send(client, FORM, **(lying | {"_action": ["discard"]})).status_code == 303
    third = typed(client, phone="0818-7000044") | {"_action": ["draft"]}
    assert send(client, FORM, **third).headers["location"].endswith("done=saved")
    asked = send(client, FORM, **chosen)
    assert (asked.status_code, "0818-7000044" in asked.text) == (409, True), "the side was chosen before another draft"
    fields, _ = form_on(asked.text, "conflict")
    chosen = {name: values for name, values in fields.items() if name != "csrf_token"} | {"_action": ["draft"]}
    assert send(client, FORM, **(chosen | {"_draft_side.phone": ["mine"]})).headers["location"].endswith("done=saved")
    assert typed(client)["phone"] == ["0818-7000003"]
    # A page loaded before pages named their draft is held against its version alone.
    old = typed(client, phone="0818-7000004") | {"_proposal": [""], "_action": ["draft"]}
    assert send(client, FORM, **old).headers["location"].endswith("done=saved")
    assert send(client, FORM, **old).status_code == 409


ODD = {
    "facts.area_m2": "不知道",
    "facts.opening_hours.mon": "上午",
    "facts.opening_hours.tue": "9:00-12:00",
    "facts.special_days.0.date": "国庆",
    "facts.special_days.0.hours": "看情况",
    "location.lon": "街口",
    "staff.7.name": "张三",
    "staff.7.employment": "full_time",
}


def test_a_draft_keeps_what_cannot_be_read_yet_as_it_was_typed_and_nobody_can_hand_it_in(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    fields = typed(client, **{name.replace(".", "__"): value for name, value in ODD.items()}, phone="0818-7000001")
    assert send(client, FORM, **fields, _action="draft").headers["location"].endswith("done=saved")
    page = client.get(FORM)
    after, _ = form_on(page.text, "site-form")
    rows = [name for name in after if name.startswith("staff.") and after[name] == ["张三"]]
    assert len(rows) == 1
    read = {"facts.opening_hours.tue": "09:00-12:00"}
    kept = {name: after[name][-1] for name in ODD if not name.startswith("staff.")}
    assert kept == {name: value for name, value in (ODD | read).items() if not name.startswith("staff.")}
    assert after["phone"] == ["0818-7000001"]
    told = page.text[page.text.index('id="kept-faults"') :].partition("</div>")[0]
    assert len(re.findall(r'href="#', told)) >= 5, "each is named with the way to its field"
    assert client.get("/work").status_code == 200
    same = {name: values for name, values in after.items() if name != "csrf_token"}
    assert send(client, FORM, **(same | {"_action": ["submit"], "_reason": ["核实"]})).status_code == 422
    assert client.get(f"/api/v1/sites/{CODE}").json().get("phone") != "0818-7000001"


def test_a_draft_never_keeps_the_number_of_an_identity_card(client: TestClient) -> None:
    assert sign_in(client, "demo-tuxi") == 303
    for name in ("address", "facts.area_m2", "facts.opening_hours.mon", "location.lon"):
        answer = send(client, FORM, **typed(client, **{name: "51172519000101003X"}), _action="draft")
        assert answer.status_code == 422, name
        assert 'id="kept-faults"' not in client.get(FORM).text
