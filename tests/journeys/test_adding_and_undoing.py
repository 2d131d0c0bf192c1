"""Adding to one's own draft, accepting a part, undoing: item by item, nothing dropped that nobody mentioned."""

from datetime import timedelta

import pytest

from app.access.actor import Actor, Scope
from app.errors import InvalidInput, NotAllowed, Refused, Stale
from app.journeys.desk.history import history_of
from app.journeys.house import House
from app.journeys.proposals.add_items import Addition, add_to_draft, left_in_draft
from app.journeys.proposals.decided import carried_on_from, decided_items
from app.journeys.proposals.escalate import escalate
from app.journeys.proposals.read import proposal
from app.journeys.proposals.review import accept, rivals, send_back, waiting_reviews
from app.journeys.proposals.undo import undo
from app.journeys.registry.register import register
from app.store.sites import read_stored_site
from tests.journeys.proposing_people import (
    ADMIN,
    ANNA,
    BEN,
    CODE,
    COUNTY,
    REVIEWER,
    accepted,
    published,
    save_draft,
    submitted,
    version,
)
from tests.journeys.whole_work import every_task


async def test_undoing_is_a_change_of_its_own_and_brings_back_what_was(house: House) -> None:
    before = await published()
    sent = await submitted(house, ANNA, {"facts": {"area_m2": 18}, "phone": "1"})
    await accepted(house, sent)
    await undo(house, REVIEWER, sent.stored.id, "点错了")
    after = await published()
    assert {k: v for k, v in after.items() if k != "reports"} == {k: v for k, v in before.items() if k != "reports"}
    newest = (await history_of(house, REVIEWER, CODE))[0]
    assert (newest.action.en, newest.reason.zh) == ("An acceptance undone", "x；点错了")


async def test_nothing_newer_is_lost_by_undoing(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    await accepted(house, sent)
    await register(house, ADMIN, [{"code": CODE, "phone": "2"}], reason="x")
    with pytest.raises(Stale):
        await undo(house, REVIEWER, sent.stored.id, "x")
    assert (await published())["phone"] == "2"


@pytest.mark.both_engines
async def test_undoing_brings_back_item_by_item_and_says_what_it_left(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1", "address": "街"})
    await accepted(house, sent)
    await register(house, ADMIN, [{"code": CODE, "phone": "2"}], reason="x")
    shown = {d.item: d for d in await decided_items(await proposal(house, REVIEWER, sent.stored.id))}
    assert (shown["phone"].changed_since, shown["phone"].now) == (True, "2")
    assert not shown["address"].changed_since
    await undo(house, REVIEWER, sent.stored.id, "点错了")
    after = await published()
    assert (after["phone"], after.get("address")) == ("2", None)
    assert (await history_of(house, REVIEWER, CODE))[0].left == ("phone",)
    outcome = {d.item: d.outcome for d in await decided_items(await proposal(house, REVIEWER, sent.stored.id))}
    assert outcome == {"phone": "accepted", "address": "undone"}


async def test_what_changed_since_is_undone_too_where_it_is_chosen_as_it_was_seen(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    await accepted(house, sent)
    await register(house, ADMIN, [{"code": CODE, "phone": "2"}], reason="x")
    with pytest.raises(Stale):
        await undo(house, REVIEWER, sent.stored.id, "x", also=["phone"], seen_site_version=await version() - 1)
    await undo(house, REVIEWER, sent.stored.id, "x", also=["phone"], seen_site_version=await version())
    assert "phone" not in await published()


async def test_what_is_not_accepted_goes_back_whole_with_a_reason_and_both_sides_see_it(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1", "address": "街", "facts": {"area_m2": 18}})
    seen = {"seen_version": sent.stored.version, "seen_site_version": await version()}
    with pytest.raises(InvalidInput):
        await accept(house, REVIEWER, sent.stored.id, **seen, chosen=["address"], reason=" ")
    assert "address" not in await published()
    await accept(house, REVIEWER, sent.stored.id, **seen, chosen=["address"], reason="电话缺区号")
    task = next(t for t in await every_task(house, ANNA) if t.kind == "sent_back")
    assert "电话缺区号" in task.sentence.zh
    for who in (ANNA, REVIEWER):
        parted = await proposal(house, who, sent.stored.id)
        assert {d.item: (d.before, d.proposed, d.outcome) for d in await decided_items(parted)} == {
            "phone": (None, "1", "refused"),
            "address": (None, "街", "accepted"),
            "facts.area_m2": (None, 18, "refused"),
        }
        assert parted.stored.carried_on_by is not None
        rest = await proposal(house, who, parted.stored.carried_on_by)
        assert (came_from := await carried_on_from(rest.stored)) is not None
        assert (came_from.id, await carried_on_from(parted.stored)) == (parted.stored.id, None)
        assert (rest.stored.state, {d.item: d.proposed for d in rest.differences}) == (
            "sent_back",
            {"phone": "1", "facts.area_m2": 18},
        )
    newest = (await history_of(house, REVIEWER, CODE))[0]
    assert (newest.actor, newest.author, {d.item for d in newest.refused}) == (
        *("瑞塔", "安娜"),
        {"phone", "facts.area_m2"},
    )


async def added(house: House, edit: dict, *, hand_in: bool = False, reason: str = "x"):
    (found,) = await add_to_draft(house, ANNA, [Addition(CODE, edit, await version())], reason=reason, hand_in=hand_in)
    return found


async def test_what_is_added_to_a_draft_never_drops_what_nobody_mentioned(house: House) -> None:
    month = {"metric": "livestream_hours", "period": "2026-09", "value": 1}
    draft = await save_draft(
        house,
        ANNA,
        CODE,
        {"phone": "1", "facts": {"area_m2": 18}, "metrics": [month]},
        seen_site_version=await version(),
    )
    more = {"phone": "2", "address": "街", "metrics": [{**month, "period": "2026-10"}]}
    kept = await left_in_draft(house, ANNA, await read_stored_site(CODE), more)
    assert {d.item for d in kept} == {"facts.area_m2", "metrics.livestream_hours.2026-09"}
    again = await added(house, more)
    assert again.stored.id == draft.stored.id
    assert {d.item: d.proposed for d in again.differences} == {
        "phone": "2",
        "address": "街",
        "facts.area_m2": 18,
        "metrics.livestream_hours.2026-09": 1,
        "metrics.livestream_hours.2026-10": 1,
    }


async def test_what_others_changed_since_an_item_was_drafted_still_shows_after_more_is_added(house: House) -> None:
    await save_draft(house, ANNA, CODE, {"phone": "1"}, seen_site_version=await version())
    await register(house, ADMIN, [{"code": CODE, "phone": "9"}], reason="x")
    again = await added(house, {"address": "街"})
    assert [d.item for d in again.conflicts] == ["phone"]
    with pytest.raises(Stale):
        await add_to_draft(
            house, ANNA, [Addition(CODE, {"phone": "3"}, await version() - 1)], reason="x", hand_in=False
        )


async def test_a_new_draft_goes_on_from_what_was_sent_back_which_stays_as_it_was(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1", "address": "街"})
    await send_back(house, REVIEWER, sent.stored.id, sent.stored.version, "不完整")
    again = await added(house, {"phone": "0818-1"}, hand_in=True)
    assert {d.item: d.proposed for d in again.differences} == {"phone": "0818-1", "address": "街"}
    old = await proposal(house, REVIEWER, sent.stored.id)
    assert (old.stored.state, old.stored.carried_on_by) == ("sent_back", again.stored.id)
    assert (came_from := await carried_on_from(again.stored)) is not None
    assert came_from.id == old.stored.id
    assert {d.item: d.proposed for d in old.differences} == {"phone": "1", "address": "街"}


@pytest.mark.both_engines
async def test_several_sites_are_added_to_all_or_none(house: House) -> None:
    live = "QX-LIVE-PARK"
    row = await read_stored_site(live)
    assert row is not None
    good, bad = Addition(CODE, {"phone": "1"}, await version()), Addition(live, {"status": "nonsense"}, row.version)
    county = Actor("cora", "科拉", "site_editor", COUNTY)
    with pytest.raises(InvalidInput):
        await add_to_draft(house, county, [good, bad], reason="x", hand_in=True)
    assert await waiting_reviews(house, REVIEWER) == ()


async def test_two_requests_for_the_same_item_name_each_other(house: House) -> None:
    one = await submitted(house, ANNA, {"phone": "1", "address": "街"})
    two = await submitted(house, BEN, {"phone": "2"})
    for mine, other in ((one, two), (two, one)):
        (rival,) = await rivals(house, REVIEWER, await proposal(house, REVIEWER, mine.stored.id))
        assert (rival.other.stored.id, [d.item for d in rival.shared]) == (other.stored.id, ["phone"])


@pytest.mark.both_engines
async def test_each_climb_of_a_silent_review_is_recorded_once(house: House) -> None:
    await submitted(house, ANNA, {"phone": "1"})
    start = house.now()
    for days, records in ((6, 0), (8, 1), (9, 0), (15, 1), (16, 0)):
        object.__setattr__(house, "now", lambda days=days: start + timedelta(days=days))
        assert await escalate(house) == records, days
    told = [entry.action.en for entry in await history_of(house, REVIEWER, CODE)][:3]
    assert told == [
        "Not reviewed for 14 days: overdue",
        "Not reviewed for 7 days: escalated to the county",
        "Change request submitted",
    ]


async def test_what_was_submitted_is_never_touched_and_more_is_a_second_request(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    second = await added(house, {"address": "街"}, hand_in=True)
    assert second.stored.id != sent.stored.id
    assert (await proposal(house, ANNA, sent.stored.id)).stored == sent.stored
    assert {d.item for d in second.differences} == {"address"}
    third = await added(house, {"phone": "2"})
    assert third.stored.id not in (sent.stored.id, second.stored.id)


async def test_publishing_on_a_record_that_moved_on_meanwhile_is_stale_and_changes_nothing(house: House) -> None:
    seen = await version()
    await register(house, ADMIN, [{"code": CODE, "phone": "1"}], reason="x")
    with pytest.raises(Stale):
        await register(house, ADMIN, [{"code": CODE, "phone": "2"}], reason="x", expected={CODE: seen})
    row = await read_stored_site(CODE)
    assert row is not None
    assert '"phone":"1"' in row.document.replace(" ", "")


async def test_a_proposed_parent_that_does_not_exist_is_not_published(house: House) -> None:
    sent = await submitted(house, Actor("admin2", "县局二", "county_admin"), {"parent": "NO-SUCH"})
    with pytest.raises(InvalidInput) as refused:
        await accepted(house, sent)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("parent", "unknown_parent")]


async def test_undoing_needs_a_reason_and_somebody_who_reviews_what_is_not_their_own(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    with pytest.raises(Refused):
        await undo(house, REVIEWER, sent.stored.id, "还没有审核")
    await accepted(house, sent)
    for reason in ("", "  "):
        with pytest.raises(InvalidInput):
            await undo(house, REVIEWER, sent.stored.id, reason)
    own = Actor(ANNA.key, "安娜", "reviewer", COUNTY)
    elsewhere = Actor("eva", "伊娃", "reviewer", (Scope(division="511725104000"),))
    for who in (ANNA, own, elsewhere, Actor("read", "读", "reader")):
        with pytest.raises(NotAllowed):
            await undo(house, who, sent.stored.id, "x")
    assert (await published())["phone"] == "1"
    await undo(house, REVIEWER, sent.stored.id, "x")
    with pytest.raises(Refused):
        await undo(house, REVIEWER, sent.stored.id, "x")
