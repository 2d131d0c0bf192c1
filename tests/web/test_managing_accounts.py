"""Accounts over HTTP: scope chosen from lists, names mended, who did what when; resetting and disabling ask first."""

import re

from litestar.testing import TestClient

from app.access.actor import program
from app.store.accounts import read_account
from app.web.account.scope_view import scope_choices
from tests.web.people import send, sign_in
from tests.web.test_signing_in import call
from tests.web.writing import house_of

EDIT = "/accounts/demo-tuxi/edit"
OFFERED = re.compile(r'name="(divisions|sites)"\s+id="[^"]*" value="([^"]+)"( checked)?')


def change(client: TestClient, action: str, username: str = "demo-tuxi", **fields: str | list[str]):
    return send(client, "/accounts/change", username=username, action=action, **fields)


def offered(page: str) -> dict[tuple[str, str], bool]:
    return {(name, code): bool(chosen) for name, code, chosen in OFFERED.findall(page)}


def test_scope_is_chosen_from_the_townships_and_sites_there_are(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    page = client.get(EDIT).text
    choices = offered(page)
    assert choices["divisions", "511725103000"], "what the account has is ticked"
    assert not choices["divisions", "511725104000"]
    assert ("sites", "QX-TUXI") in choices
    fields = {"role": "site_editor", "divisions": ["511725104000"], "sites": ["QX-TUXI"]}
    assert change(client, "regrant", **fields).status_code == 303
    account = call(client, read_account, "demo-tuxi")
    assert account is not None
    assert (account.divisions, account.sites) == (("511725104000",), ("QX-TUXI",))
    wrong = change(client, "regrant", role="operator", divisions=["511725104000"])
    assert wrong.status_code == 422
    assert "不能指定区划" in wrong.text
    assert offered(wrong.text)["divisions", "511725104000"], "what was ticked stays ticked"


def test_with_very_many_sites_they_are_looked_for_and_what_is_ticked_stays(client: TestClient) -> None:
    house, office = house_of(client), program("test")
    some = call(client, scope_choices, house, office, (), ("QX-TUXI",), "", most_listed=3)
    assert [(one.code, one.chosen) for one in some.sites] == [("QX-TUXI", True)]
    found = call(client, scope_choices, house, office, (), ("QX-TUXI",), "三汇镇", most_listed=3)
    assert found.looks
    assert {one.code: one.chosen for one in found.sites}.items() >= {"QX-TUXI": True, "QX-SANHUI": False}.items()
    assert sign_in(client, "demo-county") == 303
    new = send(client, "/accounts", action="find", find="三汇镇", username="li", name="李四", role="operator")
    assert 'value="李四"' in new.text
    assert call(client, read_account, "li") is None, "looking for a site makes no account"


def test_resetting_and_disabling_ask_first(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    for action, said in (("reset", "原密码立即失效"), ("disable", "不能再登录")):
        asked = change(client, action)
        assert (asked.status_code, said in asked.text, 'name="sure"' in asked.text) == (200, True, True)
    account = call(client, read_account, "demo-tuxi")
    assert account is not None
    assert (account.must_change_password, account.disabled_at) == (False, None)
    assert "初始密码" in change(client, "reset", sure="yes").text
    assert change(client, "disable", sure="yes").headers["location"] == f"{EDIT}?done=disabled"
    page = client.get("/accounts").text
    for said in ("由 示例填报员 新建", "由 县就业局（示例） 重置密码", "由 县就业局（示例） 停用"):
        assert said in page
    assert change(client, "enable").status_code == 303
    page = client.get("/accounts").text
    assert "由 县就业局（示例） 启用" in page
    assert "由 县就业局（示例） 停用" not in page, "what came to nothing is in the account's history only"
    assert "停用账号" in client.get(EDIT).text


def test_names_are_mended_and_one_sees_ones_own_account(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert '<span class="tag">本人</span>' in client.get("/accounts").text
    assert client.get("/accounts/demo-county/edit").status_code == 403, "others change it"
    taken = change(client, "rename", new_username="demo-reader", name="<b>王芳</b>")
    assert taken.status_code == 422
    assert "用户名已被使用" in taken.text
    assert "&lt;b&gt;王芳&lt;/b&gt;" in taken.text
    assert change(client, "rename", new_username="demo-tuxi", name="").status_code == 422
    done = change(client, "rename", new_username="wang.fang", name="王芳")
    assert done.headers["location"] == "/accounts/wang.fang/edit?done=renamed"
    assert "更正账号名称" in client.get("/accounts/wang.fang/edit").text
    assert sign_in(client, "wang.fang") == 303
    assert sign_in(client, "demo-tuxi") == 401
