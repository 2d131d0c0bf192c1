"""What a contract asks of operator and bureau, day by day: from the first day something is said to the last."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest

from app.access.actor import Actor
from app.errors import InvalidInput, Refused
from app.journeys.assessments.contract import keep_signed_terms, standing_of
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.due_at_the_bureau import DueItem
from app.journeys.assessments.due_this_week import due_this_week, own_contracts
from app.journeys.assessments.half_years import half_year_of, periods_begun
from app.journeys.assessments.ledgers import enter_row, withdraw_row
from app.journeys.assessments.objections import answer_objection, object_to, objections
from app.journeys.assessments.payments import enter_payment, pass_on_request, request_payment, withdraw_payment
from app.journeys.assessments.quality import record_quality
from app.journeys.assessments.scoring import Points, accept_put_right, close_half_year, give_points
from app.journeys.assessments.warnings import accept_warning, give_warning
from app.journeys.house import House
from app.journeys.inspections.rectify import answer_rectification, order_rectification
from app.units import Period
from tests.databases import statements
from tests.journeys.writes.table import BUREAU, OFFICE, OPERATOR

SITE, BEGAN = "GB-CENTRE", "2026-07-10"
MONTHLY = (
    *("people_served", "employers_served", "placements", "vacancies", "bulletins", "requests", "employment_entries"),
    *("employment_ledger", "synchronised", "complaints", "opening"),
)
"""The ledgers that the pack has a row in for every month."""
REVIEWER = Actor("second", "考核组另一人", "reviewer", BUREAU.scopes)
READER = Actor("leo", "查阅员", "reader")


def on(house: House, day: str) -> None:
    """Noon of a day in China."""
    moment = datetime.fromisoformat(f"{day}T04:00+00:00")
    object.__setattr__(house, "now", lambda: moment)


@pytest.fixture(autouse=True)
async def signed(house: House) -> None:
    """A contract that began in a month's middle."""
    on(house, BEGAN)
    await keep_signed_terms(house, BUREAU, SITE, 0, {"started_on": BEGAN})


async def row(house: House, ledger: str, day: str, **given: str) -> UUID:
    return (await enter_row(house, OPERATOR, SITE, ledger, {"day": day, **given})).id


async def nothing(house: House, ledger: str, day: str) -> UUID:
    """The word that there was nothing in the stretch of a day."""
    return (await enter_row(house, OPERATOR, SITE, ledger, {"day": day, "nothing": True})).id


async def due(house: House, who: Actor = OPERATOR, about: str = "/ledgers", day: str = "") -> list[DueItem]:
    """What is due of this page, on a day."""
    if day:
        on(house, day)
    return [one for one in await due_this_week(house, who) if one.page.startswith(about)]


def said(found: list[DueItem]) -> list[str]:
    return [one.said.zh for one in found]


async def silent(house: House, day: str) -> list[str]:
    """Which stretches miss how many ledgers, as it is said on a day."""
    return [text.partition(" 本")[0] for text in said(await due(house, day=day)) if "没有登记" in text]


async def test_a_month_without_rows_is_told_from_a_week_before_its_end_and_a_row_for_each_settles_it(
    house: House,
) -> None:
    on(house, "2026-08-01")
    await row(house, "people_served", "2026-07-15", people="12", service="employment")
    assert await silent(house, "2026-07-23") == []
    assert await silent(house, "2026-07-24") == ["2026-07 有 10"]
    on(house, "2026-08-01")
    for ledger in MONTHLY[1:7]:
        await nothing(house, ledger, "2026-07-31")
    (four,) = [one for one in await due(house, day="2026-07-31") if "没有登记" in one.said.zh]
    assert four.said.zh.endswith("：企业用工台账检查、数据同步、投诉、开放日志"), "four are all named"
    assert (four.due, four.page) == (date(2026, 7, 31), f"/ledgers?site={SITE}&stretch=2026-07")
    on(house, "2026-08-01")
    withdrawn = await nothing(house, "employment_ledger", "2026-07-01")
    await withdraw_row(house, OPERATOR, withdrawn, 1, "登错")
    assert await silent(house, "2026-07-31") == ["2026-07 有 4"], "what was withdrawn is no row"
    on(house, "2026-08-01")
    for ledger in MONTHLY[7:10]:
        await nothing(house, ledger, "2026-07-01")
    (one,) = [item for item in await due(house, day="2026-07-31") if "没有登记" in item.said.zh]
    assert one.page == f"/ledgers?site={SITE}&ledger=opening&stretch=2026-07"
    on(house, "2026-08-01")
    await nothing(house, "opening", "2026-07-20")
    assert await silent(house, "2026-08-01") == []
    assert await silent(house, "2026-08-25") == ["2026-08 有 11"]
    (five,) = [item for item in await due(house, day="2026-08-25") if "没有登记" in item.said.zh]
    assert five.said.zh.endswith("等")
    assert five.said.en.endswith(" and more")


async def test_before_operation_began_no_month_is_asked_for_and_a_stock_of_any_day_is_one(house: House) -> None:
    await keep_signed_terms(house, BUREAU, SITE, 1, {"started_on": "2026-08-31"})
    on(house, "2026-09-01")
    await row(house, "people_served", "2026-08-31", people="12", service="employment")
    await row(house, "projects", "2026-07-20", project="农产品直播")
    assert await silent(house, "2026-09-01") == ["2026-08 有 10"]
    on(house, "2026-12-24")
    half = next(one for one in await due(house) if one.said.zh.startswith("2026-H2"))
    assert "有 14 本" in half.said.zh, "fifteen ledgers cover the half-year; one has a row from before"
    assert half.page == f"/ledgers?site={SITE}&stretch=2026-H2"
    assert not [text for text in await silent(house, "2026-12-23") if text.startswith("2026-H2")]
    assert [text for text in await silent(house, "2026-12-24") if text.startswith("2026-Q")] == [
        "2026-Q3 有 2",
        "2026-Q4 有 2",
    ]


async def test_a_row_that_waits_for_a_day_is_told_until_it_has_one(house: House) -> None:
    on(house, "2026-09-03")
    await row(house, "requests", "2026-09-01", matter="用工难")
    await row(house, "requests", "2026-09-02", matter="用工难", answered="2026-09-02")
    await row(house, "employment_entries", "2026-09-03", people="3")
    await nothing(house, "requests", "2026-08-02")

    async def waiting(day: str) -> list[tuple[date | None, str]]:
        return [(one.due, one.page) for one in await due(house, day=day) if "待填" in one.said.zh]

    answer = date(2026, 9, 8), f"/ledgers?site={SITE}&ledger=requests&stretch=2026-09"
    entry = date(2026, 9, 10), f"/ledgers?site={SITE}&ledger=employment_entries&stretch=2026-09"
    assert await waiting("2026-09-01") == [answer], "seven days"
    assert await waiting("2026-09-02") == [answer]
    assert await waiting("2026-09-03") == [answer, entry], "five working days: 4, 7, 8, 9, 10 September"
    assert await waiting("2026-12-01") == [answer, entry], "it is overdue"


async def test_a_target_of_the_month_or_quarter_is_told_in_its_last_week_until_it_is_reached(house: House) -> None:
    async def short(day: str) -> list[tuple[date | None, str, str]]:
        return [(one.due, one.said.zh, one.page) for one in await due(house, day=day) if "还需" in one.said.zh]

    there = f"/ledgers?site={SITE}&ledger="
    assert await short("2026-07-23") == []
    bulletin = (date(2026, 7, 31), "招聘信息发布：还需 1 期", f"{there}bulletins")
    assert await short("2026-07-24") == [bulletin]
    await row(house, "bulletins", "2026-07-24", channel="公众号", reached="50")
    assert await short("2026-07-25") == []
    on(house, "2026-09-23")
    await row(house, "problems", "2026-09-23", matter="宿舍")
    await row(house, "legal", "2026-09-23", kind="event")
    assert await short("2026-09-30") == [
        (date(2026, 9, 30), "招聘信息发布：还需 1 期", f"{there}bulletins"),
        (date(2026, 9, 30), "现场法律服务：还需 1 次", f"{there}legal"),
        (date(2026, 9, 30), "解决企业痛点问题：还需 4 件", f"{there}problems"),
    ]


async def scored(house: House, period: str = "2026-H2", points: str = "", who: Actor = BUREAU) -> int:
    """A period reviewed with full points, or with as many in every line; its version."""
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    half = await half_year_of(house, operated, period)
    given = {line.id: points or str(line.max) for line in half.card.lines}
    await give_points(house, who, SITE, period, "review", half.version, Points(given, dict.fromkeys(given, "现场查看")))
    return (await half_year_of(house, operated, period)).version


async def test_a_period_that_is_over_goes_from_the_operators_points_over_the_bureaus_to_its_closing(
    house: House,
) -> None:
    await row(house, "people_served", BEGAN, people="12", service="employment")
    there = f"/assessments?site={SITE}&period=2026-H2"

    async def steps(who: Actor) -> list[str]:
        return said(await due(house, who, there))

    for day, own, review in (
        ("2026-12-31", [], []),
        ("2027-01-01", ["2026-H2 的自评分没有填写"], ["2026-H2 待验收评分"]),
    ):
        on(house, day)
        assert (await steps(OPERATOR), await steps(BUREAU), await steps(REVIEWER)) == (own, review, review)
        assert await steps(READER) == []
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    for day, begun in (("2026-12-31", ["2026-H2"]), ("2027-01-01", ["2026-H2", "2027-H1"])):
        on(house, day)
        assert [period.text for period in await periods_begun(house, operated)] == begun
    own_points = Points({"ledger": "4"}, {"ledger": "缺一户"})
    await give_points(house, OPERATOR, SITE, "2026-H2", "self", 0, own_points)
    assert (await steps(OPERATOR), await steps(BUREAU)) == ([], ["2026-H2 待验收评分"])
    await scored(house)
    assert await steps(BUREAU) == ["2026-H2 待办结"]
    await object_to(house, OPERATOR, SITE, "2026-H2", {"why": "台账齐全"})
    assert await steps(REVIEWER) == ["2026-H2 有异议待答复"]
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    (one,) = await objections(operated, Period("2026-H2"))
    await answer_objection(house, BUREAU, one.id, one.version, "dismissed", "维持")
    assert await steps(BUREAU) == ["2026-H2 待办结"]
    await close_half_year(house, BUREAU, SITE, "2026-H2", 2)
    assert (await steps(OPERATOR), await steps(BUREAU)) == ([], [])
    assert [text for text in said(await due(house)) if "2026" in text] == [], "what is closed asks for no rows"
    assert said(await due(house, about="/assessments?site=GB-CENTRE&period=2027-H1")) == []
    assert said(await due(house, about="/assessments?site=GB-CENTRE&period=2027-H1", day="2027-07-01")) == [
        "2027-H1 的自评分没有填写"
    ]


async def test_a_period_that_runs_is_told_to_the_bureau_only_where_its_review_was_objected_to(house: House) -> None:
    on(house, "2026-10-09")
    await scored(house)
    there = f"/assessments?site={SITE}&period=2026-H2"
    assert await due(house, BUREAU, there) == []
    await object_to(house, OPERATOR, SITE, "2026-H2", {"why": "台账齐全"})
    assert said(await due(house, BUREAU, there)) == ["2026-H2 有异议待答复"]
    with pytest.raises(Refused):
        await close_half_year(house, BUREAU, SITE, "2026-H2", 1)


async def closed_low(house: House) -> None:
    """A half-year closed below its pass mark on 8 January, a Friday."""
    on(house, "2027-01-08")
    version = await scored(house, points="1")
    await close_half_year(house, BUREAU, SITE, "2026-H2", version)


async def test_what_failed_is_told_for_its_fifteen_days_and_then_asked_for_passed_on_and_paid(house: House) -> None:
    money, there = f"/assessments/schedule?site={SITE}", f"/assessments?site={SITE}&period=2026-H2"
    await closed_low(house)
    until = date(2027, 1, 23)
    for who, word in ((OPERATOR, "2026-H2 考核不合格，限期整改"), (BUREAU, "2026-H2 考核不合格，整改后复查验收")):
        assert [(one.said.zh, one.due, one.runs) for one in await due(house, who, there)] == [(word, until, True)]
    assert said(await due(house, OPERATOR, money)) == ["首付款应付 288,000.00 元，可以书面请款"]
    await accept_put_right(house, BUREAU, SITE, "2026-H2", 2, "已整改")
    assert (await due(house, OPERATOR, there), await due(house, BUREAU, there)) == ([], [])
    assert said(await due(house, OPERATOR, money)) == [
        "首付款应付 288,000.00 元，可以书面请款",
        "第 1 期应付 67,200.00 元，可以书面请款",
    ]
    asked = await request_payment(house, OPERATOR, SITE, "1", {})
    assert said(await due(house, OPERATOR, money)) == ["首付款应付 288,000.00 元，可以书面请款"]
    (passing,) = await due(house, BUREAU, money)
    assert (passing.due, passing.runs, passing.page) == (date(2027, 1, 22), True, f"{money}#requests")
    on(house, "2027-01-09")
    part = {"amount": "67199.99", "day": "2027-01-08", "voucher": "1"}
    await enter_payment(house, BUREAU, SITE, "1", part)
    assert len(await due(house, BUREAU, money)) == 1, "a fen is not paid"
    on(house, "2027-01-10")
    last = await enter_payment(house, BUREAU, SITE, "1", part | {"amount": "0.01", "voucher": "2"})
    assert await due(house, BUREAU, money) == [], "nothing is left to be passed on"
    with pytest.raises(Refused):
        await pass_on_request(house, BUREAU, asked.id, 1, {"day": "2027-01-08"})
    await withdraw_payment(house, BUREAU, last.id, 1, "登错")
    assert len(await due(house, BUREAU, money)) == 1
    with pytest.raises(InvalidInput):
        await pass_on_request(house, BUREAU, asked.id, 1, {"day": "2027-01-07"})
    await pass_on_request(house, BUREAU, asked.id, 1, {"day": "2027-01-08"})
    assert await due(house, BUREAU, money) == []


async def test_a_warning_runs_for_the_operator_at_once_and_comes_to_the_bureau_the_day_after_it_ended(
    house: House,
) -> None:
    there = f"/contract/warnings?site={SITE}#warning-"
    given = {"finding": "台账造假", "demand": "重做", "due_on": "2026-08-20"}
    with pytest.raises(InvalidInput):
        await give_warning(house, BUREAU, SITE, given | {"due_on": BEGAN})
    one = await give_warning(house, BUREAU, SITE, given)
    await give_warning(house, BUREAU, SITE, given | {"due_on": "2026-07-11"})
    for day, late in (("2026-07-11", []), ("2026-07-12", [2]), ("2026-08-20", [2]), ("2026-08-21", [2, 1])):
        own, theirs = await due(house, OPERATOR, there, day), await due(house, BUREAU, there)
        assert [one.page for one in own] == [f"{there}2", f"{there}1"]
        assert all(one.runs for one in own)
        assert [one.page for one in theirs] == [f"{there}{number}" for number in late]
    assert await due(house, REVIEWER, there) == []
    await accept_warning(house, BUREAU, one.id, 1, "已重做")
    assert [one.page for one in await due(house, OPERATOR, there)] == [f"{there}2"]
    assert [one.page for one in await due(house, BUREAU, there)] == [f"{there}2"]


async def test_an_order_at_the_site_is_the_operators_until_it_is_answered(house: House) -> None:
    asked = {"found_on": BEGAN, "finding": "标牌缺失", "demand": "补挂标牌", "clauses": [], "due_on": "2026-09-30"}
    one = await order_rectification(house, BUREAU, SITE, asked)
    (item,) = await due(house, OPERATOR, "/rectifications/")
    assert (item.said.zh, item.due, item.runs, item.page) == (
        "整改：补挂标牌",
        date(2026, 9, 30),
        True,
        f"/rectifications/{one.id}",
    )
    await answer_rectification(house, OPERATOR, one.id, 1, "已挂好")
    assert await due(house, OPERATOR, "/rectifications/") == []


async def test_what_is_overdue_comes_first_and_what_has_no_day_last(house: House) -> None:
    on(house, "2026-09-03")
    await row(house, "requests", "2026-09-01", matter="用工难")
    await give_warning(house, BUREAU, SITE, {"finding": "x", "demand": "y", "due_on": "2026-10-30"})
    days = [one.due for one in await due(house, OPERATOR, "/")]
    assert days == [*sorted(day for day in days if day is not None), *[None] * days.count(None)]
    assert days[0] == date(2026, 7, 31)
    assert days[-1] is None
    assert await due(house, OFFICE, "/") == [], "of another county"
    assert await due(house, READER, "/") == []


async def test_after_the_term_the_bureau_is_asked_for_quality_problems_until_it_has_said(house: House) -> None:
    await keep_signed_terms(house, BUREAU, SITE, 1, {"started_on": "2023-12-01"})
    there, found = f"/assessments/schedule?site={SITE}#quality", {"found": "none", "why": "无"}
    on(house, "2026-11-30")
    assert await due(house, BUREAU, there) == []
    with pytest.raises(Refused):
        await record_quality(house, BUREAU, SITE, found | {"day": "2026-11-30"})
    on(house, "2026-12-01")
    assert len(await due(house, BUREAU, there)) == 1
    assert await due(house, OPERATOR, f"/assessments/schedule?site={SITE}") == (
        [one for one in await due(house, OPERATOR, "/assessments/schedule") if "首付款" in one.said.zh]
    )
    with pytest.raises(InvalidInput):
        await record_quality(house, BUREAU, SITE, found | {"day": "2026-11-30"})
    await record_quality(house, BUREAU, SITE, found | {"day": "2026-12-01"})
    assert await due(house, BUREAU, there) == []
    asked = [one for one in said(await due(house, OPERATOR, "/assessments/schedule")) if "质量保证金" in one]
    assert asked == ["质量保证金应付 96,000.00 元，可以书面请款"]


async def test_the_schedule_has_a_part_for_every_period_from_the_one_in_which_operation_began(house: House) -> None:
    operated = await operated_site(house, BUREAU, "read_assessment", SITE)
    schedule = (await standing_of(house, operated)).schedule
    assert [(part.code, part.number, part.period and part.period.text) for part in schedule.parts] == [
        ("advance", None, None),
        *((str(n + 1), n + 1, text) for n, text in enumerate(("2026-H2", "2027-H1", "2027-H2", "2028-H1", "2028-H2"))),
        ("6", 6, "2029-H1"),
        ("retention", None, None),
    ]
    assert [part.half is not None for part in schedule.parts] == [False, True, *[False] * 6], "one has begun"
    assert [part.name.zh for part in schedule.parts][:2] == ["首付款", "第 1 期"]
    assert (schedule.part("6"), schedule.part("7")) == (schedule.parts[6], None)
    assert (schedule.of_period(Period("2027-H1")), schedule.of_period(Period("2026-H1"))) == (schedule.parts[2], None)
    assert not schedule.term_over
    for day, over in (("2029-07-09", False), ("2029-07-10", True)):
        on(house, day)
        assert (await standing_of(house, operated)).schedule.term_over is over


async def test_for_who_has_no_part_in_any_contract_none_is_read(house: House) -> None:
    reader = Actor("leo", "查阅员", "reader", OPERATOR.scopes)
    with statements() as heard:
        assert await own_contracts(house, reader) == ()
        assert await due_this_week(house, reader) == ()
    assert heard == []
    assert [one.code for one in await own_contracts(house, OPERATOR)] == [SITE]
    assert [one.code for one in await own_contracts(house, REVIEWER)] == [SITE]
