"""Journeys that write about inspections: visits, orders, what is put right, and the papers of both."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.exchange.pictures import sample_photo
from app.inspections.notice import USUAL
from app.journeys.audits.pairs import PROBLEMS
from app.journeys.evidence import Upload
from app.journeys.house import House
from app.journeys.inspections.issue import issue_for_order, issue_notices
from app.journeys.inspections.notice_texts import change_notice_texts, notice_texts
from app.journeys.inspections.notices import receive_notice
from app.journeys.inspections.planned_visits import call_off_planned_visit, move_planned_visit, plan_visits
from app.journeys.inspections.rectifications import verdicts_now
from app.journeys.inspections.rectify import (
    answer_rectification,
    confirm_rectification,
    extend_rectification,
    order_rectification,
    send_back_rectification,
    withdraw_rectification,
)
from app.journeys.inspections.visits import record_visit
from app.store.accounts import read_account
from app.store.sites import SiteFilter, read_sites
from tests.journeys.writes.table import EDITOR, OFFICE, QU, REVIEWER, Do, writes

SITE, FOUND, DONE = "QX-XINSHI", "公示牌缺失", "已挂好"


def order(house: House) -> dict[str, object]:
    today = house.today()
    given = {"found_on": str(today), "finding": FOUND, "demand": "补挂公示牌", "clauses": ["station.posted"]}
    return {**given, "due_on": str(today + timedelta(days=15))}


async def ordered(house: House) -> UUID:
    return (await order_rectification(house, REVIEWER, SITE, order(house))).id


async def answered(house: House) -> UUID:
    key = await ordered(house)
    await answer_rectification(house, EDITOR, key, 1, DONE)
    return key


@writes(order_rectification, "order_rectification", REVIEWER, "rectification.ordered", reason=FOUND, own_keys=True)
async def ordering(house: House) -> Do:
    key = uuid4()
    return lambda who, _: order_rectification(house, who, SITE, order(house), key)


@writes(
    answer_rectification,
    "answer_rectification",
    EDITOR,
    *("evidence.added", "rectification.answered"),
    reason=None,
)
async def answering(house: House) -> Do:
    key = await ordered(house)
    photo = Upload("门口.jpg", sample_photo())
    return lambda who, late: answer_rectification(house, who, key, 1 - late, DONE, [photo])


@writes(
    confirm_rectification, "reinspect_rectification", REVIEWER, "rectification.closed", reason="合格", never=EDITOR.key
)
async def closing(house: House) -> Do:
    key = await answered(house)
    return lambda who, late: confirm_rectification(house, who, key, 2 - late, "合格")


@writes(
    send_back_rectification,
    "reinspect_rectification",
    REVIEWER,
    "rectification.sent_back",
    reason="字太小",
    never=EDITOR.key,
)
async def finding_it_wanting(house: House) -> Do:
    key, due = await answered(house), str(house.today() + timedelta(days=3))
    return lambda who, late: send_back_rectification(house, who, key, 2 - late, "字太小", due)


@writes(extend_rectification, "order_rectification", REVIEWER, "rectification.extended", reason=None)
async def giving_more_time(house: House) -> Do:
    key, due = await ordered(house), str(house.today() + timedelta(days=30))
    return lambda who, late: extend_rectification(house, who, key, 1 - late, "等厂家", due)


@writes(withdraw_rectification, "order_rectification", REVIEWER, "rectification.withdrawn", reason="重复下达")
async def taking_an_order_back(house: House) -> Do:
    key = await ordered(house)
    return lambda who, late: withdraw_rectification(house, who, key, 1 - late, "重复下达")


@writes(
    issue_notices,
    "order_rectification",
    REVIEWER,
    *("rectification.ordered", "notice.issued"),
    reason=None,
)
async def issuing_notices(house: House) -> Do:
    key, today = uuid4(), house.today()
    every = [(row.code, verdicts_now(house, row)) for row in await read_sites(SiteFilter(programme=QU), limit=60)]
    pair = next((code, one.clause.id) for code, found in every for one in found if one.verdict in PROBLEMS)
    asked = {"found_on": str(today), "demand": "补挂公示牌", "due_on": str(today + timedelta(days=15))}
    return lambda who, _: issue_notices(house, who, QU, {**asked, "pairs": [pair]}, key)


@writes(
    issue_for_order,
    "order_rectification",
    REVIEWER,
    *("rectification.noticed", "notice.issued"),
    reason=None,
)
async def issuing_the_notice_of_an_order(house: House) -> Do:
    key = await ordered(house)
    return lambda who, _: issue_for_order(house, who, key)


@writes(receive_notice, "order_rectification", REVIEWER, "notice.received")
async def receiving_a_notice(house: House) -> Do:
    notice = await issue_for_order(house, REVIEWER, await ordered(house))
    today = str(house.today())

    async def do(who: Actor, late: int) -> None:
        # (whoever answers for the site may put it on record too)
        if who.role in ("site_editor", "operator"):
            who = Actor("stranger", "外人", "reader")
        await receive_notice(house, who, notice.id, 1 - late, "李四", today)

    return do


@writes(change_notice_texts, "edit_papers", OFFICE, "notice_words.changed", repeats=True)
async def changing_the_words_of_notices(house: House) -> Do:
    version = (await notice_texts(house.programme(QU))).version
    words = asdict(USUAL) | {"issuer": "渠县就业服务中心", "series": "渠就整改"}
    return lambda who, late: change_notice_texts(house, who, QU, version - late, words)


async def inspector() -> str:
    found = await read_account("demo-reviewer")
    assert found is not None
    return str(found.id)


async def planned(house: House, code: str) -> UUID:
    said = {"planned_on": str(house.today() + timedelta(days=3)), "inspector": await inspector(), "purpose": "消防"}
    (made,) = await plan_visits(house, REVIEWER, [code], said)
    return made.id


@writes(
    plan_visits,
    "order_rectification",
    REVIEWER,
    *("planned_visit.planned", "planned_visit.planned"),
    reason="消防",
)
async def planning_visits(house: House) -> Do:
    said = {"planned_on": str(house.today()), "inspector": await inspector(), "purpose": "消防"}
    return lambda who, _: plan_visits(house, who, ["QX-DINGYUAN", "QX-DONGAN", "QX-DINGYUAN"], said)


@writes(move_planned_visit, "order_rectification", REVIEWER, "planned_visit.moved", reason="下雨")
async def moving_a_visit(house: House) -> Do:
    key = await planned(house, "QX-BAOEN")
    said = {"planned_on": str(house.today() + timedelta(days=9)), "inspector": await inspector(), "why": "下雨"}
    return lambda who, late: move_planned_visit(house, who, key, 1 - late, said)


@writes(call_off_planned_visit, "order_rectification", REVIEWER, "planned_visit.called_off", reason="并入年检")
async def calling_a_visit_off(house: House) -> Do:
    key = await planned(house, "QX-ANBEI")
    return lambda who, late: call_off_planned_visit(house, who, key, 1 - late, "并入年检")


@writes(
    record_visit,
    "order_rectification",
    REVIEWER,
    *("evidence.added", "planned_visit.done", "inspection.recorded"),
    reason=None,
    own_keys=True,
)
async def recording_a_visit(house: House) -> Do:
    await planned(house, "QX-DAYI")
    key = uuid4()
    seen = {"visited_on": str(house.today()), "inspectors": "张三", "looked-station.posted": "same"}
    photos = {"station.posted": [Upload("门口.jpg", sample_photo())]}
    return lambda who, _: record_visit(house, who, "QX-DAYI", seen, key, photos=photos)
