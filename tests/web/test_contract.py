"""A contract over HTTP: what was signed, payments asked for and made, objection and answer, warning to replacement."""

import re
from datetime import timedelta

import pytest
from litestar.testing import TestClient

from tests.exchange.papers import text_of
from tests.web.people import send, sign_in
from tests.web.test_assessments import HALF, PAGE, close, give, reviewed, version
from tests.web.writing import house_of

SITE = {"site": "GB-CENTRE"}
SIGNED = {
    "operator": "某某人力资源服务有限公司",
    "number": "GB-2025-01",
    "amount_yuan": "955,000.05",
    "signed_on": "2025-11-20",
    "started_on": "2026-01-05",
}
KEY = "22222222-2222-4222-8222-222222222222"


def signed(client: TestClient, seen: str = "0", **changed: str):
    assert sign_in(client, "demo-county") == 303
    return send(client, "/contract/terms", **SITE, version=seen, **(SIGNED | changed))


def as_(client: TestClient, who: str, path: str, **fields: str):
    assert sign_in(client, who) == 303
    return send(client, path, **SITE, **fields)


def keys(client: TestClient, page: str, paper: str) -> list[str]:
    return re.findall(rf"/contract/papers/{paper}\?key=([0-9a-f-]{{36}})", client.get(page).text)


@pytest.mark.both_engines
def test_what_nobody_entered_of_a_contract_is_unknown_and_what_was_entered_is_what_sums_are_of(
    client: TestClient,
) -> None:
    assert sign_in(client, "demo-county") == 303
    before = client.get("/contract").text
    assert before.count("待登记") > 5
    assert "万元（方案预算，合同金额待登记）" in before
    assert signed(client).status_code == 303
    page = client.get("/contract").text
    assert "某某人力资源服务有限公司" in page
    assert "2026-01-05 – 2029-01-04" in page
    assert "第 1 年（2026-01-05 至 2027-01-04）" in client.get("/contract/targets").text
    schedule = client.get("/assessments/schedule").text
    for sum_ in ("955,000.05", "286,500.02", "95,500.01", "95,499.97"):
        assert sum_ in schedule, sum_
    assert signed(client, seen="0").status_code == 409, "somebody entered it before"


def test_every_fault_of_what_was_signed_is_said_and_nothing_typed_is_lost(client: TestClient) -> None:
    later = (house_of(client).today() + timedelta(days=1)).isoformat()
    wrong = {"amount_yuan": "-5", "signed_on": later, "started_on": "2026-02-30", "number": "A" * 201}
    answer = signed(client, **wrong)
    assert answer.status_code == 422
    for said in ("不能为负数", "日期不能晚于今天", "2026-02-30", "最多 200 个字", "某某人力资源服务有限公司"):
        assert said in answer.text, said
    assert "不能早于签订日期" in signed(client, started_on="2025-11-19").text
    assert "最多精确到分" in signed(client, amount_yuan="1.001").text


def test_once_a_period_is_closed_the_sum_and_the_first_period_stay(client: TestClient) -> None:
    assert signed(client).status_code == 303
    reviewed(client)
    assert close(client).status_code == 303
    assert signed(client, seen="1", amount_yuan="900000").status_code == 409
    assert signed(client, seen="1", started_on="2026-07-01").status_code == 409
    assert signed(client, seen="1", started_on="2026-02-01", contact="0775").status_code == 303


def test_what_is_due_is_asked_for_passed_on_and_paid_and_never_more(client: TestClient) -> None:
    reviewed(client, ledger="0", archives="5.9")
    assert close(client).status_code == 303
    nothing = as_(client, "demo-operator", "/assessments/requests", part="2")
    assert (nothing.status_code, "没有应付金额" in nothing.text) == (409, True)
    assert as_(client, "demo-county", "/assessments/requests", part="1").status_code == 403
    for _ in range(2):
        asked = as_(client, "demo-operator", "/assessments/requests", part="1", invoice="NO.7", key=KEY)
        assert asked.status_code == 303
    assert as_(client, "demo-operator", "/assessments/requests", part="1").status_code == 409
    (key,) = keys(client, "/assessments/schedule", "request")
    paper = text_of(client.get(f"/contract/papers/request?key={key}").content)
    for said in (
        "付款申请",
        "得分94.9分",
        "按本期款项的90%支付",
        "86,400.00元",
        "捌万陆仟肆佰元整",
        "2026年上半年",
        "合同累计已付0.00元",
        "NO.7",
    ):
        assert said in paper, said
    schedule = "/assessments/schedule"
    assert sign_in(client, "demo-county") == 303
    assert "前申请付款" in client.get(schedule).text
    today = house_of(client).today().isoformat()
    passed = {"key": key, "version": "1", "number": "港北人社函〔2026〕8号"}
    assert (
        "不能早于请款日期" in send(client, "/assessments/requests/passed-on", **SITE, **passed, day="2026-01-02").text
    )
    assert send(client, "/assessments/requests/passed-on", **SITE, **passed, day=today).status_code == 303
    letter = text_of(client.get(f"/contract/papers/passed-on?key={key}").content)
    assert "贵港市港北区财政局" in letter
    assert "港北人社函〔2026〕8号" in letter
    year, month, day = map(int, today.split("-"))
    assert letter.count(f"{year}年{month}月{day}日") == 2, "asked for and passed on today"
    pay = {"part": "1", "day": today, "voucher": "0001"}
    too_much = send(client, "/assessments/payments", **SITE, **pay, amount="86400.01")
    assert (too_much.status_code, "超过这笔款项的应付金额 86,400.00 元" in too_much.text) == (422, True)
    for _ in range(2):
        paid_once = send(client, "/assessments/payments", **SITE, **pay, amount="８.64万元", key=KEY[:-1] + "3")
        assert paid_once.status_code == 303
    assert "已付清" in client.get(schedule).text
    for name in ("request", "passed-on"):
        later = text_of(client.get(f"/contract/papers/{name}?key={key}").content)
        assert "合同累计已付0.00元" in later, "a paper says for ever what was so when it was written"
    again = send(client, "/assessments/payments", **SITE, **pay, amount="0.01")
    assert again.status_code == 422
    paid = re.search(r'payments/withdraw.*?name="key" value="([^"]+)"', client.get(schedule).text, re.DOTALL)
    assert paid is not None
    back = {"key": paid[1], "version": "1"}
    blank = send(client, "/assessments/payments/withdraw", **SITE, **back, reason="")
    assert (blank.status_code, 'id="reason-fault"' in blank.text) == (422, True), "said beside the row"
    assert send(client, "/assessments/payments/withdraw", **SITE, **back, reason="登错").status_code == 303
    assert "已付清" not in client.get(schedule).text
    sums = re.findall(r"<b>([\d,]+\.\d\d) 元</b>", client.get(schedule).text)[:6]
    assert sum(float(one.replace(",", "")) for one in sums) == 960_000


@pytest.mark.both_engines
def test_the_retention_falls_due_only_when_the_bureau_found_no_quality_problems_after_the_term(
    client: TestClient,
) -> None:
    today = house_of(client).today()
    assert signed(client, started_on=f"{today.year}-01-01", signed_on=f"{today.year}-01-01").status_code == 303
    found = {"found": "none", "day": today.isoformat(), "why": "验收合格"}
    early = send(client, "/assessments/quality", **SITE, **found)
    assert (early.status_code, "服务期未满" in early.text) == (409, True)
    over = f"{today.year - 3}-01-01"
    assert send(client, "/contract/terms", **SITE, version="1", **(SIGNED | {"started_on": over, "signed_on": over}))
    pay = {"part": "retention", "day": today.isoformat(), "voucher": "0009", "amount": "95,499.97"}
    waiting = send(client, "/assessments/payments", **SITE, **pay)
    assert waiting.status_code == 422, "the term is over and nobody said that there were no problems"
    assert "服务期已满，待登记有无质量问题" in waiting.text
    assert as_(client, "demo-operator", "/assessments/quality", **found).status_code == 403
    assert as_(client, "demo-county", "/assessments/quality", **(found | {"why": ""})).status_code == 422
    inside = send(client, "/assessments/quality", **SITE, **(found | {"day": f"{today.year - 1}-12-31"}))
    assert "须在服务期满" in inside.text
    assert send(client, "/assessments/quality", **SITE, **(found | {"found": "problems"})).status_code == 303
    assert "登记有质量问题，暂不支付" in client.get("/assessments/schedule").text
    assert send(client, "/assessments/payments", **SITE, **pay).status_code == 422
    assert send(client, "/assessments/quality", **SITE, **found).status_code == 303
    page = client.get("/assessments/schedule").text
    for said in ("无质量问题", "验收合格", "县就业局（示例）"):
        assert said in page, said
    assert send(client, "/assessments/payments", **SITE, **pay).status_code == 303
    assert send(client, "/assessments/quality", **SITE, **(found | {"found": "problems"})).status_code == 409


def test_once_something_is_paid_the_sum_stays_and_the_ledger_of_money_spent_says_the_same(client: TestClient) -> None:
    today = house_of(client).today().isoformat()
    pay = {"part": "advance", "day": today, "voucher": "0009", "amount": "288000", "key": KEY}
    assert as_(client, "demo-county", "/assessments/payments", **pay).status_code == 303
    assert signed(client, amount_yuan="900000").status_code == 409
    spent = client.get("/county/gangbei-2025/spending").text
    assert "合同付款：首付款" in spent
    assert "288,000.00" in spent
    elsewhere = send(client, f"/county/gangbei-2025/spending/{KEY}", move="strike", version="1", reason="x")
    assert (elsewhere.status_code, "这笔是合同付款" in elsewhere.text) == (409, True)
    twice = as_(client, "demo-county", "/assessments/payments", **pay | {"key": KEY[:-1] + "8", "amount": "1"})
    assert twice.status_code == 422, "all of it is paid"
    back = {"key": KEY, "version": "1", "reason": "登错"}
    assert as_(client, "demo-county", "/assessments/payments/withdraw", **back).status_code == 303
    assert "已作废：登错" in client.get("/county/gangbei-2025/spending").text
    assert signed(client, amount_yuan="900000").status_code == 303


def test_an_objection_waits_for_its_answer_before_closing_and_both_are_on_record(client: TestClient) -> None:
    objects = {"period": HALF["period"], "line": "archives", "why": "<b>档案已补齐</b>"}
    early = as_(client, "demo-operator", "/assessments/objections", **objects)
    assert (early.status_code, "验收方尚未评分" in early.text) == (409, True)
    reviewed(client, archives="4")
    assert as_(client, "demo-county", "/assessments/objections", **objects).status_code == 403
    assert as_(client, "demo-operator", "/assessments/objections", **objects | {"why": ""}).status_code == 422
    for _ in range(2):
        assert as_(client, "demo-operator", "/assessments/objections", **objects, key=KEY).status_code == 303
    assert as_(client, "demo-operator", "/assessments/objections", **objects).status_code == 409
    refused = close(client)
    assert (refused.status_code, "答复后才能办结" in refused.text) == (409, True)
    answers = {"period": HALF["period"], "key": KEY, "version": "1", "decision": "partly", "answer": "补了一部分"}
    assert as_(client, "demo-operator", "/assessments/objections/answer", **answers).status_code == 403
    assert as_(client, "demo-county", "/assessments/objections/answer", **answers | {"decision": ""}).status_code == 422
    early = as_(client, "demo-county", "/assessments/objections/answer", **answers)
    assert (early.status_code, "请先在评分表更正" in early.text) == (422, True)
    again = {"points-archives": "5", "reason-archives": "复核"}
    assert give(client, "demo-county", "review", **again).status_code == 303
    assert as_(client, "demo-county", "/assessments/objections/answer", **answers).status_code == 303
    assert as_(client, "demo-county", "/assessments/objections/answer", **answers).status_code == 409
    page = client.get(PAGE).text
    for said in ("&lt;b&gt;档案已补齐&lt;/b&gt;", "补了一部分", "部分成立"):
        assert said in page, said
    reviewed(client, archives="5")
    assert close(client).status_code == 303
    assert as_(client, "demo-operator", "/assessments/objections", **objects).status_code == 409


def test_two_warnings_running_lead_to_a_proposal_to_replace_and_each_is_a_paper(client: TestClient) -> None:
    due = (house_of(client).today() + timedelta(days=15)).isoformat()
    warns = {"finding": "未按期报送台账", "demand": "补报 10 月台账", "due_on": due}
    assert as_(client, "demo-operator", "/contract/warnings", **warns).status_code == 403
    assert as_(client, "demo-reviewer", "/contract/warnings", **warns).status_code == 403
    early = as_(client, "demo-county", "/contract/warnings", **warns | {"due_on": house_of(client).today().isoformat()})
    empty = as_(client, "demo-county", "/contract/warnings", **warns | {"due_on": ""})
    assert (empty.status_code, "请填写日期" in empty.text) == (422, True)
    assert (early.status_code, "期限须晚于今天" in early.text, "未按期报送台账" in early.text) == (422, True, True)
    refused = as_(client, "demo-county", "/contract/replacement", why="x")
    assert (refused.status_code, "未达到撤换条件" in refused.text) == (409, True)
    for last in "45":
        assert as_(client, "demo-county", "/contract/warnings", **warns, key=KEY[:-1] + last).status_code == 303
        assert as_(client, "demo-county", "/contract/warnings", **warns, key=KEY[:-1] + last).status_code == 303
    page = client.get("/contract/warnings").text
    assert "已达到撤换运营单位的条件：连续警告 2 次。由采购方决定" in page
    paper = text_of(client.get(f"/contract/papers/warning?key={KEY[:-1]}5").content)
    for said in (
        "警告通知",
        "第2次",
        "未按期报送台账",
        "港北区人力资源和社会保障局",
        "第五部分第（二）项",
        "连续两次警告",
    ):
        assert said in paper, said
    assert as_(client, "demo-county", "/contract/replacement", why="连续两次警告", key=KEY).status_code == 303
    assert "已建议撤换运营单位" in client.get("/contract").text
    proposal = text_of(client.get(f"/contract/papers/replacement?key={KEY}").content)
    assert proposal.count("未按期报送台账") == 2
    back = {"key": KEY, "version": "1"}
    assert as_(client, "demo-county", "/contract/replacement/withdraw", **back, reason="已整改").status_code == 303
    accepts = {"key": KEY[:-1] + "4", "version": "1"}
    assert as_(client, "demo-county", "/contract/warnings/accept", **accepts, remark="").status_code == 422
    for last in "45":
        accepted = {"key": KEY[:-1] + last, "version": "1", "remark": "已补报"}
        assert as_(client, "demo-county", "/contract/warnings/accept", **accepted).status_code == 303
    assert as_(client, "demo-county", "/contract/warnings/accept", **accepts, remark="又").status_code == 409


def test_what_was_asked_for_is_not_asked_for_again_when_a_part_of_it_is_paid_before_it_is_passed_on(
    client: TestClient,
) -> None:
    reviewed(client, ledger="0", archives="5.9")
    assert close(client).status_code == 303
    assert as_(client, "demo-operator", "/assessments/requests", part="1").status_code == 303
    (key,) = keys(client, "/assessments/schedule", "request")
    today = house_of(client).today().isoformat()
    pay = {"part": "1", "day": today, "voucher": "0001"}
    assert as_(client, "demo-county", "/assessments/payments", **pay, amount="40000").status_code == 303
    again = as_(client, "demo-operator", "/assessments/requests", part="1")
    assert (again.status_code, "这笔款项已经请款" in again.text) == (409, True)
    assert sign_in(client, "demo-county") == 303
    letter = text_of(client.get(f"/contract/papers/passed-on?key={key}").content)
    assert "其中40,000.00元已付，现申请拨付其余46,400.00元" in letter
    passed = {"key": key, "version": "1", "number": "8号", "day": today}
    assert send(client, "/assessments/requests/passed-on", **SITE, **passed).status_code == 303
    assert send(client, "/assessments/payments", **SITE, **pay | {"voucher": "0002"}, amount="46400").status_code == 303
    assert "其余46,400.00元" in text_of(client.get(f"/contract/papers/passed-on?key={key}").content), "it says the same"
    assert as_(client, "demo-operator", "/assessments/requests", part="1").status_code == 409


def test_what_was_paid_before_its_request_was_passed_on_is_passed_on_no_more(client: TestClient) -> None:
    reviewed(client, ledger="0", archives="5.9")
    assert close(client).status_code == 303
    assert as_(client, "demo-operator", "/assessments/requests", part="1").status_code == 303
    (key,) = keys(client, "/assessments/schedule", "request")
    today = house_of(client).today().isoformat()
    pay = {"part": "1", "day": today, "voucher": "0001", "amount": "86400"}
    assert as_(client, "demo-county", "/assessments/payments", **pay).status_code == 303
    assert "申请付款之前已付清" in client.get("/assessments/schedule").text
    passed = {"key": key, "version": "1", "number": "8号", "day": today}
    refused = send(client, "/assessments/requests/passed-on", **SITE, **passed)
    assert (refused.status_code, "已付清，不必再申请付款" in refused.text) == (409, True)


def test_a_grave_warning_alone_calls_for_replacement(client: TestClient) -> None:
    due = (house_of(client).today() + timedelta(days=15)).isoformat()
    warns = {"finding": "x", "demand": "y", "due_on": due, "grave": "yes"}
    assert as_(client, "demo-county", "/contract/warnings", **warns).status_code == 303
    assert "已达到撤换运营单位的条件：问题特别严重且造成一定社会影响。" in client.get("/contract").text


def test_below_the_pass_mark_the_days_to_put_right_and_what_is_paid_then_stand_in_the_schedule(
    client: TestClient,
) -> None:
    reviewed(client, ledger="0", on_time_entry="0", requests="0", problems="0", archives="5.9")
    assert close(client).status_code == 303
    until = (house_of(client).today() + timedelta(days=15)).isoformat()
    page = client.get("/assessments/schedule").text
    assert f"{until} 前整改，验收合格后支付" in page
    assert "67,200.00" in page
    assert "28,800.00" in page
    assert as_(client, "demo-operator", "/assessments/requests", part="1").status_code == 409
    assert sign_in(client, "demo-county") == 303
    right = send(client, "/assessments/put-right", **HALF, version=version(client), reason="复查合格")
    assert right.status_code == 303
    assert as_(client, "demo-operator", "/assessments/requests", part="1").status_code == 303


def test_the_operators_report_says_its_figures_and_leaves_open_what_is_unknown(client: TestClient) -> None:
    reviewed(client, archives="5.5")
    report = text_of(client.get(f"/contract/papers/report?period={HALF['period']}").content)
    for said in ("运营服务情况报告", "99.5分", "考核尚未办结", "业务资料归档", "待补报"):
        assert said in report, said


def test_whoever_has_no_contract_in_sight_is_told_what_would_be_here(client: TestClient) -> None:
    assert sign_in(client, "demo-reviewer") == 303, "of another county"
    answer = client.get("/contract")
    assert (answer.status_code, "没有您可查看的运营合同" in answer.text) == (200, True)
    assert client.get("/contract?site=GB-CENTRE").status_code == 404


def test_one_voucher_may_pay_twice_where_that_is_said_and_the_form_asks(client: TestClient) -> None:
    day = house_of(client).today().isoformat()
    pay = {"part": "advance", "amount": "100", "day": day, "voucher": "记-0099"}
    undated = as_(client, "demo-county", "/assessments/payments", **(pay | {"day": ""}))
    assert (undated.status_code, 'name="again"' in undated.text) == (422, False)
    assert as_(client, "demo-county", "/assessments/payments", **pay).status_code == 303
    twice = send(client, "/assessments/payments", **SITE, **pay)
    assert (twice.status_code, 'id="paid-again"' in twice.text) == (422, True)
    assert send(client, "/assessments/payments", **SITE, **pay, again="1").status_code == 303
    assert "200.00" in client.get("/county/gangbei-2025/spending").text.partition("data-total")[2][:60]
    kept = send(client, "/assessments/payments", **SITE, **(pay | {"again": "1", "amount": "x"}))
    assert re.search(r'id="paid-again"[^>]*checked', kept.text), "nothing typed is lost"
