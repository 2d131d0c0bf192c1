"""A site's life on pages: added, suspended, closed, reopened, accepted, moved, another tier, waived, and undone."""

import re
from datetime import timedelta

import pytest
from litestar.testing import TestClient

from app.access.may import may
from app.journeys.audits.pairs import township_over
from tests.calls import calls
from tests.web.people import csrf, sign_in
from tests.web.writing import house_of, registered

SITE = "/manage/sites/QX-TUXI"
NEW = "/manage/sites/new?programme=qu-2023"


def version(client: TestClient, page: str = SITE) -> str:
    found = re.search(r'name="version" value="(\d+)"', client.get(page).text)
    assert found is not None
    return found[1]


def move(client: TestClient, name: str, page: str = SITE, **fields: str):
    data = {"csrf_token": csrf(client), "version": version(client, page), "move": name, "reason": "会议决定", **fields}
    return client.post(page, data=data, follow_redirects=False)


def status_of(client: TestClient, code: str = "QX-TUXI") -> str:
    return client.get(f"/api/v1/sites/{code}").json()["status"]


def added(client: TestClient, **changed: str):
    fields = {
        "programme": "qu-2023", "kind": "service_point/village", "code": "QX-NEW-1", "name": "新建<b>服务点</b>",
        "division": "511725103000", "address": "土溪镇一号", "phone": "", "status": "building", "parent": "",
        "reason": "方案增补", **changed,
    }  # fmt: skip
    return client.post("/manage/sites/new", data={"csrf_token": csrf(client), **fields}, follow_redirects=False)


@pytest.mark.both_engines
def test_a_site_is_added_suspended_closed_and_reopened_each_with_its_reason(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    answer = added(client)
    assert answer.headers["location"] == "/manage/sites/QX-NEW-1?done=added"
    there = "/manage/sites/QX-NEW-1"
    page = client.get(there).text
    assert "新建&lt;b&gt;服务点&lt;/b&gt;" in page
    assert 'id="move-undo"' not in page, "a registration is not undone"
    for status in ("suspended", "closed", "operating"):
        assert move(client, "status", there, status=status, reason=f"因故{status}").status_code == 303
        assert status_of(client, "QX-NEW-1") == status
    history = client.get("/work/sites/QX-NEW-1/history").text
    for said in ("新增站点", "方案增补", "暂停服务", "关闭站点", "因故closed", "恢复运行"):
        assert said in history


def test_a_closed_site_counts_nowhere_and_is_still_found_in_the_register(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303

    def registered() -> int:
        progress = client.get("/api/v1/programmes/qu-2023/progress").json()
        return sum(line["registered"] for line in progress["targets"] if line["id"] == "demonstration")

    before = registered()
    assert move(client, "status", status="closed", reason="合并").status_code == 303
    assert registered() == before - 1
    assert 'data-code="QX-TUXI"' in client.get("/manage/sites?programme=qu-2023&status=closed").text
    assert move(client, "undo", reason="关错了").status_code == 303
    assert registered() == before
    assert "撤销上次变更" in client.get("/work/sites/QX-TUXI/history").text


def test_what_closing_leaves_behind_is_said_before(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get(SITE).text
    assert "土溪镇将没有乡镇（街道）服务站" in page
    assert "还有 1 项整改未办结" in page


def test_every_fault_is_said_and_nothing_typed_is_lost(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    form = client.get(NEW).text
    assert "登记后不能更改" in form
    assert '<option value="QX-TUXI">' in form.replace("\n", " "), "the sites to stand below are offered"
    wrong = added(client, code="QX-TUXI", name="", division="450803000000", reason="")
    assert wrong.status_code == 422
    assert "已有站点 QX-TUXI" in wrong.text
    assert {"code", "name", "division"} <= set(re.findall(r'class="fault" id="(\w+)-fault"', wrong.text)) | {"division"}
    assert 'value="土溪镇一号"' in wrong.text
    no_reason = move(client, "tier", tier="township_basic", reason="")
    assert no_reason.status_code == 422
    assert status_of(client) == "operating"
    assert move(client, "status", status="operating").status_code == 409, "it is so already"
    stale = {"csrf_token": csrf(client), "version": "1", "move": "status", "status": "closed", "reason": "x"}
    found = client.post(SITE, data=stale, follow_redirects=False)
    assert found.status_code == (409 if version(client) != "1" else 303)


def test_a_tier_changes_and_a_move_asks_for_the_place_on_the_map_again(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert move(client, "tier", tier="township_basic", reason="调整").status_code == 303
    assert client.get("/api/v1/sites/QX-TUXI").json()["tier"] == "township_basic"
    where = move(client, "move", division="511725104000", address="新址 2 号", reason="搬迁")
    assert where.status_code == 303, where.text
    site = client.get("/api/v1/sites/QX-TUXI").json()
    assert (site["division"], site["address"]) == ("511725104000", "新址 2 号")
    assert site.get("location") is None
    wrong = move(client, "move", division="450803001000", address="", reason="搬出县")
    assert wrong.status_code in (409, 422), "a township station lies in a township of its county"


def test_only_waivable_clauses_are_waived_with_reason_paper_and_end_and_it_is_revocable(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get(SITE).text
    offered = re.findall(r'<option value="(station\.[\w.]+)"', page)
    until = (house_of(client).today() + timedelta(days=90)).isoformat()
    fields = {"why": "场地限制", "paper": "渠人社函〔2026〕9号", "until": until}
    must = move(client, "waive", clause="station.posted", **fields)
    assert must.status_code == 422
    assert "必备条款不能豁免" in must.text
    assert offered, "some clause of a station may be waived"
    assert move(client, "waive", clause=offered[0], **{**fields, "paper": ""}).status_code == 422
    assert move(client, "waive", clause=offered[0], **fields).status_code == 303
    page = client.get(SITE).text
    assert "场地限制（渠人社函〔2026〕9号）" in page
    assert move(client, "revoke", clause=offered[0], until=until, reason="条件已具备").status_code == 303
    assert "场地限制" not in client.get(SITE).text.partition('id="move-undo"')[0]


@pytest.mark.both_engines
def test_two_sites_are_merged_with_people_sub_sites_and_open_orders(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    people = len(client.get("/api/v1/sites/QX-TUXI").json().get("staff") or [])
    below = client.get("/api/v1/sites?programme=qu-2023&limit=1000").json()["features"]
    mine = [one["id"] for one in below if one["properties"].get("parent") == "QX-TUXI"]
    assert mine
    orders = client.get("/work/sites/QX-TUXI/rectifications").text.count('class="task"')
    assert orders
    itself = move(client, "merge", into="QX-TUXI")
    assert itself.status_code == 422
    assert "不能与自身合并" in itself.text
    assert move(client, "merge", into="GB-CENTRE").status_code == 422
    answer = move(client, "merge", into="QX-SANHUI", reason="撤并")
    assert answer.headers["location"] == "/manage/sites/QX-SANHUI?done=merged"
    assert status_of(client) == "closed"
    assert len(client.get("/api/v1/sites/QX-SANHUI").json().get("staff") or []) >= people
    assert all(client.get(f"/api/v1/sites/{code}").json()["parent"] == "QX-SANHUI" for code in mine)
    assert client.get("/work/sites/QX-SANHUI/rectifications").text.count('class="task"') == orders
    assert "随站点合并转入" in client.get("/work/sites/QX-SANHUI/history").text
    assert "撤并" in client.get("/work/sites/QX-TUXI/history").text
    for there in ("/manage/sites", "/sites"):
        assert re.search(rf'已并入\s*<a\s+href="{there}/QX-SANHUI"', client.get(f"{there}/QX-TUXI").text)


@pytest.mark.both_engines
def test_a_merge_is_taken_back_whole_or_not_at_all(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303

    def stand() -> tuple[object, ...]:
        both = [client.get(f"/api/v1/sites/{code}").json() for code in ("QX-TUXI", "QX-SANHUI")]
        orders = [client.get(f"/work/sites/{one['code']}/rectifications").text.count('class="task"') for one in both]
        every = client.get("/api/v1/sites?programme=qu-2023&limit=1000").json()["features"]
        below = sorted((one["id"], one["properties"].get("parent") or "") for one in every)
        return [(one["status"], one.get("staff")) for one in both], orders, below

    before = stand()
    assert move(client, "merge", into="QX-SANHUI", reason="撤并").status_code == 303
    merged = stand()
    assert merged != before
    assert 'id="move-undo"' not in client.get("/manage/sites/QX-SANHUI").text, "half of a merge is not undone"
    assert move(client, "undo", reason="并错了").status_code == 303
    assert stand() == before, "nobody stands on two rosters"
    assert "并错了" in client.get("/work/sites/QX-SANHUI/history").text

    assert move(client, "merge", into="QX-SANHUI", reason="再并").status_code == 303
    registered(client, {"code": "QX-SANHUI", "phone": "0818-7200009"})
    refused = move(client, "undo", reason="并错了")
    assert refused.status_code == 409
    assert "合并后站点 QX-SANHUI 又有变更" in refused.text
    assert stand() == merged, "all of it or nothing"


def test_the_register_asks_for_rights_by_scope_and_looks_at_the_sites_it_shows(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    for path in ("/manage/sites", "/manage/sites?programme=qu-2023&q=土溪", NEW, SITE, "/accounts"):
        client.get(path)
        with calls(client, may, township_over) as asked:
            assert client.get(path).status_code == 200
        assert asked["township_over"] <= 50, "of 227 sites: those of one page"
        assert asked["may"] < 200 if path == "/accounts" else asked["may"] < 20, path


def test_only_the_county_keeps_the_register_and_each_finds_the_way_inside(client: TestClient) -> None:
    public = client.get("/sites/QX-TUXI").text
    assert "/manage/" not in public
    assert "/work/sites/" not in public
    assert sign_in(client, "demo-tuxi") == 303
    assert 'href="/work/sites/QX-TUXI"' in client.get("/sites/QX-TUXI").text
    assert client.get(SITE).status_code == 403
    assert "/manage/sites" not in client.get("/work").text
    assert sign_in(client, "demo-county") == 303
    assert f'href="{SITE}"' in client.get("/sites/QX-TUXI").text
    assert "/manage/sites" in client.get("/county").text
