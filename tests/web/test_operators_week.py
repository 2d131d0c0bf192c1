"""What is due this week under a contract, said to the operator and to the bureau, each on their own page."""

import re
from datetime import timedelta

from litestar.testing import TestClient

from tests.web.people import sign_in
from tests.web.test_assessments import close, give, reviewed
from tests.web.test_contract import as_
from tests.web.test_ledgers import enter
from tests.web.writing import house_of


def week(client: TestClient, who: str = "demo-operator", address: str = "/work") -> str:
    assert sign_in(client, who) == 303
    page = client.get(address).text
    if address == "/contract":
        return page[page.index('id="week"') : page.index("</section>")]
    return page[page.index('id="week"') : page.index('class="contract-links"')]


def test_what_is_due_soon_is_said_with_its_day_and_what_is_not_is_left_out(client: TestClient) -> None:
    assert sign_in(client, "demo-operator") == 303
    before = week(client)
    assert "首付款应付 288,000.00 元，可以书面请款" in before
    assert "企业诉求：" not in before
    today = house_of(client).today()
    for days, answered in ((5, ""), (6, today.isoformat())):
        day = (today - timedelta(days=days)).isoformat()
        assert enter(client, "requests", day=day, matter="办证", answered=answered).status_code == 303
    found = week(client)
    assert found.count("的记录待填“响应日期”") == 2, "one of them for each of its sentence and its button"
    assert f"期限 {today + timedelta(days=2)}" in found
    assert "本台账没有登记" in found
    for due, later in ((3, False), (30, True)):
        fields = {"finding": "x", "demand": f"补报第 {due} 项", "due_on": (today + timedelta(days=due)).isoformat()}
        assert as_(client, "demo-county", "/contract/warnings", **fields).status_code == 303
        soon, _, after = week(client).partition("已限期，本周之后到期")
        assert [f"补报第 {due} 项" in part for part in (soon, after)] == [not later, later]


def test_what_failed_and_the_points_of_ones_own_side_are_asked_for(client: TestClient) -> None:
    assert enter(client, "films", day="2026-03-02", title="走进服务中心").status_code == 303
    assert "2026-H1 的自评分没有填写" in week(client)
    own = give(client, "demo-operator", "self", **{"points-ledger": "4", "reason-ledger": "缺一户"})
    assert own.status_code == 303
    assert "2026-H1 的自评分没有填写" not in week(client)
    reviewed(client, ledger="0", on_time_entry="0", requests="0", problems="0", archives="5.9")
    assert close(client).status_code == 303
    found = week(client)
    assert "2026-H1 有" not in found, "a closed period asks for no rows"
    assert "2026-H1 考核不合格，限期整改" in found.partition("已限期，本周之后到期")[2], "its fifteen days run already"
    bureau = week(client, "demo-gangbei").partition("已限期，本周之后到期")[2]
    assert "2026-H1 考核不合格，整改后复查验收" in bureau


def test_the_bureau_is_told_what_waits_for_it_from_the_review_to_passing_the_request_on(client: TestClient) -> None:
    assert enter(client, "films", day="2026-03-02", title="走进服务中心").status_code == 303
    reviewer = "demo-gangbei"
    assert "2026-H1 待验收评分" in week(client, reviewer)
    reviewed(client, archives="5.9")
    assert "2026-H1 待办结" in week(client, reviewer)
    objected = {"period": "2026-H1", "line": "archives", "why": "已补齐"}
    assert as_(client, "demo-operator", "/assessments/objections", **objected).status_code == 303
    assert "2026-H1 有异议待答复" in week(client, reviewer)
    page = client.get("/assessments?period=2026-H1").text
    key = re.search(r'objections/answer.*?name="key" value="([^"]+)"', page, re.DOTALL)
    assert key is not None
    answer = {"period": "2026-H1", "key": key[1], "version": "1", "decision": "dismissed", "answer": "维持"}
    assert as_(client, reviewer, "/assessments/objections/answer", **answer).status_code == 303
    assert close(client, reviewer).status_code == 303
    assert "2026-H1" not in week(client, reviewer)
    assert "请款" not in week(client, "demo-county", "/contract")
    assert as_(client, "demo-operator", "/assessments/requests", part="1").status_code == 303
    waiting = week(client, "demo-county", "/contract").partition("已限期，本周之后到期")[2]
    assert "第 1 期已请款，向财政局申请付款" in waiting, "its ten working days run already"


def test_whoever_keeps_no_ledger_is_told_nothing_of_it(client: TestClient) -> None:
    assert sign_in(client, "demo-reader") == 303
    assert 'id="week"' not in client.get("/work").text
