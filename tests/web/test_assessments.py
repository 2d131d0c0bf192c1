"""Half-years over HTTP: both sides score the same lines, unknown ones hold up closing, closed ones stay."""

import io
import re

import pytest
from litestar.testing import TestClient
from openpyxl import load_workbook

from tests.exchange.papers import text_of
from tests.web.people import bearer, send, sign_in, token_of
from tests.web.test_ledgers import enter, row_of

HALF = {"site": "GB-CENTRE", "period": "2026-H1"}
PAGE = "/assessments?period=2026-H1"
FIELD = re.compile(
    r'name="points-(\w+)"\s+value="[^"]*"\s+inputmode="decimal" autocomplete="off" placeholder="0–([\d.]+)"'
)
VERSION = re.compile(r'name="version" value="(\d+)"')


def version(client: TestClient) -> str:
    """What a form of the page names; where it has none any more, what somebody might make up."""
    found = VERSION.search(client.get(PAGE).text)
    return found[1] if found else "1"


def full_points(client: TestClient, **changed: str) -> dict[str, str]:
    """Full points for every line with a reason, but for those `changed`."""
    maxima = dict(FIELD.findall(client.get(PAGE).text))
    assert len(maxima) == 26
    points = {f"points-{line}": points for line, points in (maxima | changed).items()}
    return points | {f"reason-{line}": "现场查看" for line in maxima}


def give(client: TestClient, who: str, side: str, **fields: str):
    assert sign_in(client, who) == 303
    return send(client, f"/assessments/{side}", **{**HALF, "version": version(client), **fields})


def close(client: TestClient, who: str = "demo-county"):
    assert sign_in(client, who) == 303
    return send(client, "/assessments/close", **HALF, version=version(client))


def reviewed(client: TestClient, **changed: str) -> None:
    """Every line reviewed by the bureau."""
    assert sign_in(client, "demo-county") == 303
    assert give(client, "demo-county", "review", **full_points(client, **changed)).status_code == 303


@pytest.mark.both_engines
def test_a_half_year_goes_from_its_ledgers_over_both_sides_to_closing(client: TestClient) -> None:
    assert enter(client, "films", day="2026-03-02", title="走进服务中心").status_code == 303
    own = give(client, "demo-operator", "self", **{"points-ledger": "4.5", "reason-ledger": "缺一户"})
    assert own.headers["location"].endswith("done=self")
    refused = close(client)
    assert refused.status_code == 409
    assert "没有得分" in refused.text
    assert "主题宣传片" not in re.search(r"还有 \d+ 项没有得分：[^。]*", refused.text)[0], "its ledger has a row"
    reviewed(client, archives="5.5")
    page = client.get(PAGE).text
    assert "缺一户" in page
    assert "<b>99.5</b>" in page
    assert "96,000.00 元" in page
    assert close(client).status_code == 303
    assert "县就业局（示例）办结" in client.get(PAGE).text
    late = enter(client, "films", day="2026-03-03", title="又一部")
    assert late.status_code == 409
    assert "考核已办结" in late.text
    there = row_of(client, "films")
    assert send(client, there, move="withdraw", version="1", reason="撤").status_code == 409
    assert give(client, "demo-operator", "self", **{"points-ledger": "5"}).status_code == 409


def test_a_period_outside_the_contract_is_scored_by_nobody(client: TestClient) -> None:
    for period, said in (("2099-H1", "此期尚未开始"), ("2020-H1", "此期不是合同的考核期")):
        for who, side in (("demo-operator", "self"), ("demo-county", "review")):
            assert sign_in(client, who) == 303
            given = {"points-ledger": "5", "reason-ledger": "x", "site": HALF["site"], "period": period, "version": "0"}
            refused = send(client, f"/assessments/{side}", **given)
            assert (refused.status_code, said in refused.text) == (409, True), (period, side)


def test_what_the_payment_hangs_on_is_said_while_a_few_lines_are_open(client: TestClient) -> None:
    reviewed(client, archives="2", premises="", staff="", facilities="")
    page = client.get(PAGE).text
    assert "再得 4 分，按 100% 支付；没有得分的 3 项决定按 90% 还是 100% 支付：专职人员、设施设备、场地和标识" in page


def test_points_other_than_the_proposal_need_a_reason_and_stay_within_the_line(client: TestClient) -> None:
    for fields, said in (
        ({"points-ledger": "5"}, "请写明原因"),
        ({"points-ledger": "5.1", "reason-ledger": "x"}, "不能超过 5"),
        ({"points-ledger": "4.55", "reason-ledger": "x"}, "以 0.1 为单位"),
        ({"points-ledger": "很好", "reason-ledger": "x"}, "应为数字"),
        ({"bonus-central_media": "1"}, "须写明依据"),
        ({"bonus-central_media": "-1", "evidence": "x"}, "不能为负数"),
    ):
        answer = give(client, "demo-county", "review", **fields)
        assert answer.status_code == 422, fields
        assert said in answer.text
    assert version(client) == "0", "nothing was saved"


def test_each_side_is_scored_by_its_own_people_only(client: TestClient) -> None:
    fields = {"points-ledger": "5", "reason-ledger": "x"}
    assert give(client, "demo-county", "self", **fields).status_code == 403
    assert give(client, "demo-reader", "review", **fields).status_code == 403
    assert give(client, "demo-operator", "review", **fields).status_code == 403
    assert close(client, "demo-operator").status_code == 403
    assert sign_in(client, "demo-reviewer") == 303, "of another county"
    assert client.get(PAGE).status_code == 404


def test_the_foot_moves_with_what_is_typed_and_saves_nothing(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    everything = full_points(client, ledger="0", requests="0", archives="5.9")
    foot = send(client, "/assessments/foot", **HALF, version="0", side="review", **everything)
    assert "<b>89.9</b>" in foot.text
    assert "76,800.00 元" in foot.text
    assert "再得 0.1 分，按 90% 支付" in foot.text
    assert version(client) == "0"


def test_below_the_pass_mark_nothing_is_paid_until_it_is_put_right(client: TestClient) -> None:
    reviewed(client, ledger="0", on_time_entry="0", requests="0", problems="0", archives="5.9")
    assert close(client).status_code == 303
    page = client.get(PAGE).text
    assert "<b>79.9</b>" in page
    assert "0.00 元" in page
    assert "15 日内整改验收合格的，付 67,200.00 元" in page
    assert "再得" not in page, "nothing can be reached any more"
    assert "限期 15 日整改，整改验收合格后支付 67,200.00 元" in text_of(
        client.get(f"/assessments/form?period={HALF['period']}").content
    )
    without = send(client, "/assessments/put-right", **HALF, version=version(client), reason="")
    assert without.status_code == 422
    done = send(client, "/assessments/put-right", **HALF, version=version(client), reason="3 月 15 日复查合格")
    assert done.status_code == 303
    page = client.get(PAGE).text
    assert "按 70% 支付，应付 <b>67,200.00 元" in page
    assert "前整改，验收合格后支付" not in page
    assert send(client, "/assessments/put-right", **HALF, version=version(client), reason="x").status_code == 409


def test_a_period_that_is_running_is_not_closed(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    running = re.findall(r'<option value="(\d{4}-H\d)"', client.get("/assessments").text)[0]
    answer = send(client, "/assessments/close", site="GB-CENTRE", period=running, version="0")
    assert answer.status_code == 409
    assert "尚未结束" in answer.text


def test_points_that_stand_on_an_old_version_are_refused_and_not_lost(client: TestClient) -> None:
    first = {"points-ledger": "5", "reason-ledger": "齐全", "points-videos": "1", "reason-videos": "看过"}
    assert give(client, "demo-county", "review", **first).status_code == 303
    del first["points-videos"], first["reason-videos"]
    stale = give(client, "demo-county", "review", **{**first, "reason-ledger": "后来的", "version": "0"})
    assert stale.status_code == 409
    assert "后来的" in stale.text
    assert "请核对后再保存" in stale.text
    assert re.findall("现已保存为：([^<]+)", stale.text) == ["5 齐全", "1 看过"], "what is not what was typed"


def test_the_form_says_what_the_page_says_and_that_it_is_a_sample(client: TestClient) -> None:
    reviewed(client, archives="5.5")
    word = text_of(client.get(f"/assessments/form?period={HALF['period']}").content)
    for said in (
        "验收考核评分",
        "业务资料归档完整率100%（6分）",
        "99.5",
        "应付 96,000.00 元",
        "草稿：尚未办结",
        "运营方（签字盖章）",
    ):
        assert said in word
    assert word.count("现场查看") == 26, "every reason"
    book = load_workbook(io.BytesIO(client.get(f"/assessments/form?period={HALF['period']}&format=xlsx").content))
    cells = [str(cell.value) for row in book["验收表"].iter_rows() for cell in row if cell.value is not None]
    assert "99.5" in cells
    assert any("示例数据" in cell for cell in cells)
    assert ["运营方（签字盖章）" in cells[-2], "验收日期" in cells[-1]] == [True, True], "signed under the form"


def test_the_parts_of_a_contract_add_up_to_it_whatever_was_scored(client: TestClient) -> None:
    reviewed(client, ledger="0", archives="5.9")
    assert close(client).status_code == 303
    page = client.get("/assessments/schedule").text
    for sum_ in ("288,000.00", "86,400.00", "9,600.00", "374,400.00", "480,000.00", "960,000.00"):
        assert sum_ in page, sum_


def test_a_period_beyond_the_notices_of_holidays_says_that_its_working_days_are_a_guess(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert "2031 年放假安排尚未收录" in client.get("/assessments?period=2031-H1").text
    assert "放假安排尚未收录" not in client.get(PAGE).text


def test_programs_read_the_half_years_that_the_page_shows(client: TestClient) -> None:
    reviewed(client, archives="5.5")
    assert close(client).status_code == 303
    reader = bearer(token_of(client, "demo-reader"))
    found = client.get("/api/v1/assessments?period=2026-H1", headers=reader).json()["assessments"]
    assert [(one["site"], one["state"], one["total"], one["payable"]) for one in found] == [
        ("GB-CENTRE", "closed", "99.5", "96000.00")
    ]
    assert client.get("/api/v1/assessments", headers=bearer(token_of(client, "demo-tuxi"))).status_code == 403
