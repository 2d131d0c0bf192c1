"""Putting right: who may order, answer and look again, what each move leaves on record, and what is due for whom."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from app.access.actor import Actor, Scope
from app.errors import InvalidInput, NotAllowed, NotFound, Refused, Stale
from app.exchange.strict_json import load_json
from app.journeys.desk.history import history_of
from app.journeys.house import House
from app.journeys.inspections.issue import issue_for_order
from app.journeys.inspections.notices import notice
from app.journeys.inspections.rectifications import (
    moves_of,
    open_rectifications,
    rectification,
    rectification_counts,
)
from app.journeys.inspections.rectify import (
    answer_rectification,
    confirm_rectification,
    order_rectification,
    send_back_rectification,
    withdraw_rectification,
)
from app.journeys.registry.register import register
from app.store.changes import read_changes
from app.store.rectifications import StoredRectification
from tests.journeys.proposing_people import ADMIN, ANNA, CODE, REVIEWER, published
from tests.journeys.whole_work import every_task

ELSEWHERE = Actor("eva", "伊娃", "site_editor", (Scope(division="511725104000"),))
OPERATOR = Actor("olga", "运营", "operator", (Scope(site=CODE),))
READER = Actor("leo", "里奥", "reader")


@pytest.fixture(autouse=True)
async def it_stands(house: House) -> None:
    """The site is built: nothing is ordered by clause where a site does not stand yet."""
    await register(house, ADMIN, [{"code": CODE, "status": "operating"}], reason="x")


def order(house: House, **changed: object) -> dict[str, object]:
    today = house.today()
    given = {"found_on": str(today), "finding": "公示牌缺失", "demand": "补挂公示牌", "clauses": ["station.posted"]}
    return {**given, "due_on": str(today + timedelta(days=15)), **changed}


async def ordered(house: House, who: Actor = REVIEWER, **changed: object) -> StoredRectification:
    return await order_rectification(house, who, CODE, order(house, **changed))


async def test_what_is_ordered_is_due_for_whoever_fills_in_the_site_until_it_is_answered(house: House) -> None:
    one = await ordered(house)
    (task,) = [task for task in await every_task(house, ANNA) if task.kind == "rectify"]
    assert (task.rectification, task.due) == (one.id, one.due_on)
    assert "补挂公示牌" in task.sentence.zh
    assert "还有 15 天" in task.sentence.zh
    assert [task for task in await every_task(house, ELSEWHERE) if task.kind == "rectify"] == []
    await answer_rectification(house, ANNA, one.id, 1, "已挂好")
    assert [task for task in await every_task(house, ANNA) if task.kind == "rectify"] == []
    assert (await rectification_counts(house, REVIEWER)).to_reinspect == 1


async def test_the_nearest_deadline_comes_first_and_a_late_one_is_counted(house: House) -> None:
    late = await ordered(house, due_on=str(house.today()))
    soon = await ordered(house, due_on=str(house.today() + timedelta(days=2)))
    later = replace(house, now=lambda: house.now() + timedelta(days=1))
    tasks = [task for task in await every_task(later, ANNA) if task.kind == "rectify"]
    assert [task.rectification for task in tasks] == [late.id, soon.id]
    assert "已逾期 1 天" in tasks[0].sentence.zh
    right = await rectification_counts(later, ANNA)
    assert (right.to_answer, right.to_answer_late, right.to_reinspect, right.next_due) == (2, 1, 0, late.due_on)
    assert (await rectification_counts(later, ADMIN)).late == 1
    assert (await rectification_counts(later, ADMIN, programme="gangbei-2025")).late == 0


@pytest.mark.both_engines
async def test_the_whole_way_leaves_every_word_on_record(house: House) -> None:
    one = await ordered(house)
    await answer_rectification(house, OPERATOR, one.id, 1, "已挂好")
    deadline = house.today() + timedelta(days=5)
    await send_back_rectification(house, REVIEWER, one.id, 2, "字太小", str(deadline))
    again = (await rectification(ANNA, one.id)).stored
    assert (again.state, again.due_on, again.remark, again.answer) == ("ordered", deadline, "字太小", "已挂好")
    await answer_rectification(house, ANNA, one.id, 3, "换成大字")
    await confirm_rectification(house, ADMIN, one.id, 4)
    assert [(move.action.zh, move.actor, move.words) for move in await moves_of(READER, one.id)] == [
        ("下达整改要求", "瑞塔", "公示牌缺失"),
        ("报送整改情况", "运营", "已挂好"),
        ("复查不合格，继续整改", "瑞塔", "字太小"),
        ("报送整改情况", "安娜", "换成大字"),
        ("复查合格", "县局", ""),
    ]
    changes = await read_changes("rectification", str(one.id))
    assert [change.version for change in changes] == [5, 4, 3, 2, 1]
    for later, earlier in pairwise(changes):
        assert later.before == earlier.after
    assert load_json(changes[0].after.encode())["state"] == "closed"
    told = [entry.rectification for entry in await history_of(house, READER, CODE)]
    assert told.count(str(one.id)) == 5


async def test_an_order_leaves_the_published_record_and_its_version_alone(house: House) -> None:
    before = await published()
    await ordered(house)
    assert await published() == before


async def test_nobody_takes_the_second_look_at_an_answer_of_their_own(house: House) -> None:
    one = await ordered(house)
    await answer_rectification(house, ADMIN, one.id, 1, "我来办的")
    with pytest.raises(NotAllowed, match="re-inspects"):
        await confirm_rectification(house, ADMIN, one.id, 2)
    with pytest.raises(NotAllowed, match="re-inspects"):
        await send_back_rectification(house, ADMIN, one.id, 2, "x", str(house.today()))
    await confirm_rectification(house, REVIEWER, one.id, 2)


@pytest.mark.parametrize("who", [ANNA, OPERATOR, READER, ELSEWHERE], ids=lambda who: who.key)
async def test_only_the_office_orders_looks_again_and_withdraws(house: House, who: Actor) -> None:
    with pytest.raises(NotAllowed):
        await ordered(house, who)
    one = await ordered(house)
    await answer_rectification(house, ADMIN, one.id, 1, "x")
    for move in (
        confirm_rectification(house, who, one.id, 2),
        send_back_rectification(house, who, one.id, 2, "x", str(house.today())),
        withdraw_rectification(house, who, one.id, 2, "x"),
    ):
        with pytest.raises(NotAllowed):
            await move


@pytest.mark.parametrize("who", [REVIEWER, READER, ELSEWHERE], ids=lambda who: who.key)
async def test_only_the_site_itself_answers(house: House, who: Actor) -> None:
    one = await ordered(house)
    with pytest.raises(NotAllowed):
        await answer_rectification(house, who, one.id, 1, "x")


async def test_whoever_does_not_reach_the_site_sees_nothing_of_it(house: House) -> None:
    one = await ordered(house)
    assert await open_rectifications(ELSEWHERE) == ()
    with pytest.raises(NotAllowed):
        await rectification(ELSEWHERE, one.id)
    with pytest.raises(NotAllowed):
        await moves_of(ELSEWHERE, one.id)


@pytest.mark.both_engines
async def test_a_move_on_what_has_moved_on_is_refused_and_changes_nothing(house: House) -> None:
    one = await ordered(house)
    await answer_rectification(house, ANNA, one.id, 1, "一")
    told = len(await read_changes("rectification"))
    with pytest.raises(Refused):
        await answer_rectification(house, ANNA, one.id, 1, "二")
    with pytest.raises(Stale):
        await confirm_rectification(house, REVIEWER, one.id, 1)
    assert (await rectification(ANNA, one.id)).stored.answer == "一"
    assert len(await read_changes("rectification")) == told


async def test_a_move_that_needs_words_is_refused_without_them(house: House) -> None:
    one = await ordered(house)
    with pytest.raises(InvalidInput) as answer:
        await answer_rectification(house, ANNA, one.id, 1, "  ")
    assert [fault.path for fault in answer.value.faults] == ["answer"]
    with pytest.raises(InvalidInput) as withdrawal:
        await withdraw_rectification(house, REVIEWER, one.id, 1, None)
    assert [fault.path for fault in withdrawal.value.faults] == ["reason"]
    await answer_rectification(house, ANNA, one.id, 1, "x")
    with pytest.raises(InvalidInput) as back:
        await send_back_rectification(house, REVIEWER, one.id, 2, "", "2020-01-01")
    assert [fault.path for fault in back.value.faults] == ["remark", "due_on"]


async def test_what_is_withdrawn_is_due_for_nobody_and_answered_no_more(house: House) -> None:
    one = await ordered(house)
    await withdraw_rectification(house, REVIEWER, one.id, 1, "下错了站点")
    assert await open_rectifications(ANNA) == ()
    with pytest.raises(Refused):
        await answer_rectification(house, ANNA, one.id, 2, "x")


async def test_a_closed_site_is_ordered_nothing_and_a_clause_it_is_not_held_to_is_a_fault(house: House) -> None:
    with pytest.raises(InvalidInput) as strange:
        await ordered(house, clauses=["gig.area"])
    assert [fault.path for fault in strange.value.faults] == ["clauses[0]"]
    one = await ordered(house)
    closing = {**await published(), "status": "closed"}
    await register(house, ADMIN, [closing], reason="撤并")
    with pytest.raises(Refused):
        await ordered(house)
    assert [task for task in await every_task(house, ANNA) if task.kind == "rectify"] == []
    assert (await rectification_counts(house, ADMIN)).open == 0, "a closed site asks for nothing any more"
    await withdraw_rectification(house, REVIEWER, one.id, 1, "站点已撤并")
    with pytest.raises(NotFound):
        await order_rectification(house, ADMIN, "NOWHERE", order(house))


async def test_the_notice_of_one_order_has_each_clause_as_it_stood_when_it_was_given(house: House) -> None:
    one = await ordered(house)
    paper = (await notice(ADMIN, (await issue_for_order(house, REVIEWER, one.id)).id)).paper
    (problem,) = paper.problems
    assert (problem.code, problem.title, problem.basis[:4]) == (CODE, "制度上墙", "《方案》")
    assert problem.found != "公示牌缺失"
    bare = await ordered(house, clauses=[])
    paper = (await notice(ADMIN, (await issue_for_order(house, REVIEWER, bare.id)).id)).paper
    assert [problem.found for problem in paper.problems] == ["公示牌缺失"]
