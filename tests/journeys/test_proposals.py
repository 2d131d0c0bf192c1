"""A proposal's way: the published record moves only by an acceptance, and nothing of anybody's is overwritten."""

from datetime import timedelta

import pytest

from app.access.actor import Actor, Scope
from app.errors import InvalidInput, NotAllowed, NotFound, Refused, Stale
from app.exchange.strict_json import load_json
from app.journeys.desk.history import history_of
from app.journeys.desk.my_work import my_work
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.network.one_site import site_on, site_verdict
from app.journeys.proposals.author import confirm, discard, withdraw
from app.journeys.proposals.form import edit_from
from app.journeys.proposals.read import proposal
from app.journeys.proposals.review import accept, accept_many, send_back, waiting_reviews
from app.journeys.registry.register import register
from app.journeys.site_rights import stored_site
from app.store.changes import read_changes
from tests.journeys.proposing_people import (
    ADMIN,
    ANNA,
    BEN,
    CODE,
    REVIEWER,
    accepted,
    published,
    save_draft,
    submit,
    submitted,
    version,
)
from tests.journeys.whole_work import early_in, every_task, tasks_in


@pytest.mark.both_engines
async def test_the_published_record_stays_until_somebody_accepts(house: House) -> None:
    before = await published()
    sent = await submitted(house, ANNA, {"facts": {"area_m2": 18}})
    assert await published() == before
    await accepted(house, sent)
    assert (await published())["facts"] == {"area_m2": 18}
    assert (await published())["reports"]["area_m2"]["by"] == "安娜", "who said it, not who let it pass"


async def test_two_people_have_a_proposal_each_and_see_the_others(house: House) -> None:
    one = await submitted(house, ANNA, {"phone": "1"})
    two = await submitted(house, BEN, {"phone": "2"})
    assert one.stored.id != two.stored.id
    assert [found.stored.author_name for found in await waiting_reviews(house, REVIEWER)] == ["安娜", "本"]


async def test_accepting_one_leaves_the_other_in_conflict_not_lost(house: House) -> None:
    one, two = (
        await submitted(house, ANNA, {"phone": "1"}),
        await submitted(house, BEN, {"phone": "2", "address": "街"}),
    )
    await accepted(house, one)
    (left,) = await waiting_reviews(house, REVIEWER)
    assert [d.item for d in left.conflicts] == ["phone"]
    outcome = await accept_many(house, REVIEWER, [two.stored.id])
    assert outcome[two.stored.id] is not None, "a conflict is never accepted in bulk"
    await accepted(house, two, chosen=["address"])
    assert ((await published())["phone"], (await published())["address"]) == ("1", "街")


async def test_a_reviewer_who_looked_at_an_older_record_is_told(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    seen = await version()
    await register(house, ADMIN, [{"code": CODE, "address": "新"}], reason="x")
    with pytest.raises(Stale) as told:
        await accept(house, REVIEWER, sent.stored.id, seen_version=sent.stored.version, seen_site_version=seen)
    assert told.value.current_version == await version()


@pytest.mark.both_engines
async def test_sent_back_needs_a_reason_and_the_author_goes_on_from_there(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    with pytest.raises(InvalidInput):
        await send_back(house, REVIEWER, sent.stored.id, sent.stored.version, " ")
    await send_back(house, REVIEWER, sent.stored.id, sent.stored.version, "不完整")
    task = next(t for t in await every_task(house, ANNA) if t.kind == "sent_back")
    assert "不完整" in task.sentence.zh
    again = await submitted(house, ANNA, {"phone": "0818-1"})
    assert again.stored.id != sent.stored.id
    old = await proposal(house, ANNA, sent.stored.id)
    assert (old.stored.state, old.stored.edit, old.stored.carried_on_by) == (
        *("sent_back", '{"phone":"1"}'),
        again.stored.id,
    )
    assert [t for t in await every_task(house, ANNA) if t.kind == "sent_back"] == []
    await accepted(house, again)
    assert (await published())["phone"] == "0818-1"


@pytest.mark.both_engines
async def test_a_history_tells_of_requests_that_changed_nothing_and_of_no_ones_drafts(house: House) -> None:
    draft = await save_draft(house, ANNA, CODE, {"phone": "1"}, seen_site_version=await version())
    await discard(house, ANNA, draft.stored.id, draft.stored.version)
    before = len(await history_of(house, REVIEWER, CODE))
    sent = await submitted(house, ANNA, {"phone": "1"})
    await send_back(house, REVIEWER, sent.stored.id, sent.stored.version, "不完整")
    newest = (await history_of(house, REVIEWER, CODE))[: -before or None]
    assert [(e.action.zh, e.actor, e.author, e.reason.zh) for e in newest] == [
        ("退回变更申请", "瑞塔", "安娜", "不完整"),
        ("提交变更申请", "安娜", "", "x"),
    ]


@pytest.mark.both_engines
@pytest.mark.parametrize("order", [("phone", "address"), ("address", "phone")])
async def test_parts_accepted_one_after_the_other_come_to_the_same(house: House, order: tuple[str, str]) -> None:
    edits = {"phone": "1", "address": "街"}
    for item in order:
        sent = await submitted(house, ANNA, edits)
        await accepted(house, sent, chosen=[item])
        edits.pop(item)
    assert ((await published())["phone"], (await published())["address"]) == ("1", "街")


async def test_silence_is_escalated_after_seven_and_fourteen_days(house: House) -> None:
    await submitted(house, ANNA, {"phone": "1"})
    start = house.now()
    for days, level in ((6.9, 0), (7, 1), (13.9, 1), (14, 2)):
        object.__setattr__(house, "now", lambda days=days: start + timedelta(days=days))
        (waiting,) = await waiting_reviews(house, REVIEWER)
        assert waiting.level == level, days


async def test_a_draft_is_its_authors_alone(house: House) -> None:
    draft = await save_draft(house, ANNA, CODE, {"phone": "1"}, seen_site_version=await version())
    for other in (BEN, REVIEWER, ADMIN):
        with pytest.raises(NotFound):
            await proposal(house, other, draft.stored.id)
    assert await waiting_reviews(house, REVIEWER) == ()
    with pytest.raises(NotFound):
        await withdraw(house, BEN, draft.stored.id, draft.stored.version)


async def test_nobody_reviews_their_own_nor_beyond_their_scope(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    elsewhere = Actor("eva", "伊娃", "reviewer", (Scope(division="511725104000"),))
    for who in (elsewhere, ANNA, Actor("read", "读", "reader")):
        with pytest.raises(NotAllowed):
            await accept(house, who, sent.stored.id, seen_version=sent.stored.version, seen_site_version=1)


async def test_what_would_change_nothing_cannot_be_submitted(house: House) -> None:
    name = (await published())["name"]
    draft = await save_draft(house, ANNA, CODE, {"name": name}, seen_site_version=await version())
    with pytest.raises(Refused):
        await submit(house, ANNA, draft.stored.id, draft.stored.version, "x")


@pytest.mark.both_engines
async def test_confirming_changes_the_day_and_needs_no_review(house: House) -> None:
    await register(house, ADMIN, [{"code": CODE, "status": "operating", "facts": {"area_m2": 18}}], reason="x")
    old = (house.today() - timedelta(days=500)).isoformat()
    await register(house, ADMIN, [{"code": CODE, "reports": {"area_m2": {"on": old}}}], reason="x")
    assert (await site_verdict(house, CODE)).due_for_confirmation == ("area_m2",)
    due = [task for task in await every_task(house, ANNA) if task.kind == "confirm"]
    assert [task.item for task in due] == ["facts.area_m2"]
    await confirm(house, ANNA, CODE, ["area_m2"], await version())
    assert (await history_of(house, ANNA, CODE))[0].confirmed == ("area_m2",)
    assert (await site_verdict(house, CODE)).due_for_confirmation == ()
    assert (await published())["facts"]["area_m2"] == 18


@pytest.mark.both_engines
async def test_the_record_of_a_past_day_is_what_was_known_then(house: House) -> None:
    yesterday = house.today()
    await register(house, ADMIN, [{"code": CODE, "status": "operating", "facts": {"area_m2": 10}}], reason="x")
    start = house.now()
    object.__setattr__(house, "now", lambda: start + timedelta(days=1))
    await register(house, ADMIN, [{"code": CODE, "facts": {"area_m2": 20}}], reason="x")
    assert (await site_on(house, CODE, yesterday)).facts["area_m2"] == 10
    assert (await site_on(house, CODE)).facts["area_m2"] == 20
    then, now = await site_verdict(house, CODE, yesterday), await site_verdict(house, CODE)
    assert (then.by_clause()["station.area_basic"], now.by_clause()["station.area_basic"]) == ("not_met", "met")


async def test_a_history_tells_who_what_why_and_what_it_did(house: House) -> None:
    await register(house, ADMIN, [{"code": CODE, "status": "operating"}], reason="x")
    sent = await submitted(house, ANNA, {"facts": {"area_m2": 18}}, reason="扩建")
    await accepted(house, sent)
    newest = (await history_of(house, REVIEWER, CODE))[0]
    assert (newest.actor, newest.author, newest.reason.zh, newest.action.zh) == (
        "瑞塔",
        "安娜",
        "扩建",
        "变更申请审核通过",
    )
    assert [(d.item, d.base, d.proposed) for d in newest.items] == [("facts.area_m2", None, 18)]
    assert [(f.clause, f.before, f.after) for f in newest.flips] == [("station.area_basic", "unknown", "met")]


async def test_a_figure_of_none_is_an_answer_and_a_blank_is_not(house: House) -> None:
    live = "QX-LIVE-PARK"
    month = (await my_work(house, ADMIN)).month
    await register(house, ADMIN, [{"code": live, "status": "operating"}], reason="x")
    asked = {t.item for t in await every_task(house, ADMIN) if t.site.site.code == live and t.kind == "metric"}
    assert f"metrics.livestream_sessions.{month}" in asked
    zero = {"metric": "livestream_sessions", "period": month, "value": 0}
    await register(house, ADMIN, [{"code": live, "metrics": [zero]}], reason="本月没有直播")
    asked = {t.item for t in await every_task(house, ADMIN) if t.site.site.code == live and t.kind == "metric"}
    assert f"metrics.livestream_sessions.{month}" not in asked


@pytest.mark.both_engines
async def test_a_request_taken_out_of_review_is_a_draft_with_everything_it_held(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"}, reason="新电话")
    await withdraw(house, ANNA, sent.stored.id, sent.stored.version)
    draft = await proposal(house, ANNA, sent.stored.id)
    assert (draft.stored.state, draft.stored.reason, draft.stored.submitted_at) == ("draft", "新电话", None)
    assert [(d.item, d.proposed) for d in draft.differences] == [("phone", "1")]
    assert await waiting_reviews(house, REVIEWER) == ()
    again = await submit(house, ANNA, sent.stored.id, draft.stored.version, "新电话")
    assert again.stored.state == "submitted"


async def test_giving_up_a_draft_is_recorded_and_what_waits_for_review_cannot_be_given_up(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    with pytest.raises(Refused):
        await discard(house, ANNA, sent.stored.id, sent.stored.version)
    await withdraw(house, ANNA, sent.stored.id, sent.stored.version)
    await discard(house, ANNA, sent.stored.id, sent.stored.version + 1)
    changes = await read_changes("proposal", str(sent.stored.id))
    assert [change.action for change in changes][:2] == ["proposal.discarded", "proposal.withdrawn"]
    assert load_json((changes[0].before or "").encode()) == {"phone": "1"}


@pytest.mark.both_engines
async def test_ones_own_requests_are_told_by_what_became_of_them(house: House) -> None:
    await register(house, ADMIN, [{"code": CODE, "status": "operating"}], reason="x")
    sent = await submitted(house, ANNA, {"phone": "1", "address": "新街"})
    await accepted(house, sent, chosen=["address"])
    await save_draft(house, ANNA, CODE, {"facts": {"area_m2": 3}}, seen_site_version=await version())
    work = await my_work(house, ANNA)
    assert [(r.stored.state, r.items, r.accepted, r.refused) for r in work.requests] == [
        ("draft", ("facts.area_m2",), (), ("facts.area_m2",)),
        ("partly_accepted", ("phone", "address"), ("address",), ("phone",)),
    ]
    area = [task for task in tasks_in(work) if task.item == "facts.area_m2"]
    assert area
    assert all(task.drafted for task in area), "a draft answers nothing yet"


async def test_confirming_is_stale_only_where_the_fact_itself_was_changed(house: House) -> None:
    await register(house, ADMIN, [{"code": CODE, "status": "operating", "facts": {"area_m2": 18}}], reason="x")
    seen = await version()
    await register(house, ADMIN, [{"code": CODE, "phone": "1"}], reason="x")
    await confirm(house, ANNA, CODE, ["area_m2"], seen)
    await register(house, ADMIN, [{"code": CODE, "facts": {"area_m2": 19}}], reason="x")
    with pytest.raises(Stale):
        await confirm(house, ANNA, CODE, ["area_m2"], seen)


async def test_the_month_that_has_ended_is_due_and_the_running_one_may_be_filled_in_early(house: House) -> None:
    live = "QX-LIVE-RCW"
    await register(house, ADMIN, [{"code": live, "status": "operating"}], reason="x")
    work = await my_work(house, BEN)
    periods = {task.period for task in tasks_in(work) if task.kind == "metric" and task.site.site.code == live}
    today = house.today()
    assert work.month in periods
    assert f"{today:%Y-%m}" not in periods
    early = next(figures for figures in early_in(work) if figures.site.site.code == live)
    assert set(early.metrics) == {"livestream_sessions", "livestream_hours"}


async def test_in_my_work_what_must_be_comes_before_what_should_generally_be(house: House) -> None:
    codes = [member.site.code for member in (await network(house)).every]
    await register(house, ADMIN, [{"code": code, "status": "operating"} for code in codes], reason="x")
    tasks = [task for task in await every_task(house, ADMIN) if task.kind == "unknown"]
    must = [task.must for task in tasks]
    assert set(must) == {True, False}
    assert must == sorted(must, reverse=True)
    for level in (True, False):
        codes = [task.site.site.code for task in tasks if task.must is level]
        assert codes == sorted(codes), "and then site by site"


async def test_the_same_value_from_both_sides_is_no_conflict(house: House) -> None:
    one = await submitted(house, ANNA, {"phone": "1"})
    two = await submitted(house, BEN, {"phone": "1", "address": "街"})
    await accepted(house, one)
    (left,) = await waiting_reviews(house, REVIEWER)
    assert left.conflicts == ()
    assert await accept_many(house, REVIEWER, [two.stored.id]) == {two.stored.id: None}
    assert ((await published())["phone"], (await published())["address"]) == ("1", "街")


async def test_a_weekday_left_blank_is_no_edit_of_one_that_is_closed(house: House) -> None:
    week = {"mon": [["09:00", "17:00"]]}
    await register(house, ADMIN, [{"code": CODE, "facts": {"opening_hours": week}}], reason="x")
    site = await stored_site(CODE)
    for typed in (week, {**week, "sun": []}, {**week, **{day: [] for day in ("tue", "wed", "thu", "fri", "sat")}}):
        assert await edit_from(site, site.version, {"facts.opening_hours": typed}) == {}
    opened = {**week, "sun": [["09:00", "12:00"]]}
    assert await edit_from(site, site.version, {"facts.opening_hours": opened}) == {"facts": {"opening_hours": opened}}
    closed = {"mon": []}
    assert await edit_from(site, site.version, {"facts.opening_hours": closed}) != {}


async def test_a_week_left_blank_is_no_report_of_hours(house: House) -> None:
    site = await stored_site(CODE)
    blank = {day: [] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    assert await edit_from(site, site.version, {"facts.opening_hours": blank}) == {}


async def test_only_what_somebody_reported_and_the_form_left_alone_is_confirmed(house: House) -> None:
    await register(house, ADMIN, [{"code": CODE, "facts": {"area_m2": 18}, "staff": []}], reason="x")
    for facts, typed, faults in (
        (["area_m2"], ["facts.area_m2"], [("facts.area_m2", "changed")]),
        (["free_of_charge", "area_m2"], [], [("facts.free_of_charge", "missing")]),
        (["equipment", "staff"], ["staff"], [("staff", "changed"), ("equipment", "missing")]),
    ):
        with pytest.raises(InvalidInput) as told:
            await confirm(house, ANNA, CODE, facts, await version(), typed)
        assert [(fault.path, fault.code) for fault in told.value.faults] == faults
    with pytest.raises(NotAllowed):
        await confirm(house, REVIEWER, CODE, ["area_m2"], await version())
    with pytest.raises(Stale):
        await confirm(house, ANNA, CODE, ["area_m2"], await version() + 1)
    await confirm(house, ANNA, CODE, ["area_m2", "staff"], await version(), ["phone"])
    assert {code: one["by"] for code, one in (await published())["reports"].items()} == {
        "area_m2": "安娜",
        "staff": "安娜",
    }
