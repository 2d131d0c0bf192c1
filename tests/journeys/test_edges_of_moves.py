"""Moves at their edges: sent twice, with and without a remark, a day late, with one faulty item."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import numpy as np

from app.journeys.desk.history import history_of
from app.journeys.desk.my_work import my_work, with_words
from app.journeys.house import House
from app.journeys.inspections.rectifications import rectification, rectification_counts
from app.journeys.inspections.rectify import answer_rectification, confirm_rectification, order_rectification
from app.journeys.network.judged import network
from app.journeys.proposals.author import confirm
from app.journeys.proposals.form import read_edit
from app.journeys.registry.register import register
from app.sites.fields import FIELD
from app.sites.items import item_at
from app.store.rectifications import read_rectifications
from tests.journeys.proposing_people import ADMIN, ANNA, CODE, REVIEWER, accepted, published, submitted, version
from tests.journeys.test_rectifying import it_stands, order

__all__ = ["it_stands"]


async def test_an_order_that_is_sent_twice_is_given_once(house: House) -> None:
    key = uuid4()
    first = await order_rectification(house, REVIEWER, CODE, order(house), key)
    again = await order_rectification(house, REVIEWER, CODE, order(house), key)
    assert (first.id, again.id) == (key, key)
    other = await order_rectification(house, ADMIN, CODE, order(house), key)
    assert other.id != key, "somebody else's order is another, whatever key they send"
    assert len(await read_rectifications(site_codes=[CODE])) == 2


async def test_a_remark_at_the_second_look_is_kept_and_none_is_none(house: House) -> None:
    for remark in (" 已核实 ", ""):
        one = await order_rectification(house, REVIEWER, CODE, order(house))
        await answer_rectification(house, ANNA, one.id, 1, "已挂好")
        await confirm_rectification(house, REVIEWER, one.id, 2, remark)
        kept = (await rectification(ANNA, one.id)).stored
        assert (kept.state, kept.remark) == ("closed", remark.strip())


async def test_only_what_was_answered_waits_for_a_second_look_and_only_of_those_who_may_take_it(house: House) -> None:
    await order_rectification(house, REVIEWER, CODE, order(house))
    assert (await rectification_counts(house, REVIEWER)).to_reinspect == 0
    one = await order_rectification(house, REVIEWER, CODE, order(house))
    await answer_rectification(house, ADMIN, one.id, 1, "已挂好")
    waiting = {who.key: (await rectification_counts(house, who)).to_reinspect for who in (REVIEWER, ADMIN, ANNA)}
    assert waiting == {"rita": 1, "admin": 0, "anna": 0}


async def test_decided_requests_stay_with_their_author_for_thirty_days_the_newest_first(house: House) -> None:
    for days, phone in ((0, "0818-7200001"), (1, "0818-7200002")):
        then = replace(house, now=lambda days=days: house.now() + timedelta(days=days))
        sent = await submitted(then, ANNA, {"phone": phone})
        await accepted(then, sent)

    async def seen(days: int) -> int:
        later = replace(house, now=lambda: house.now() + timedelta(days=days))
        return len((await my_work(later, ANNA)).requests)

    newest, oldest = (await my_work(house, ANNA)).requests
    assert newest.stored.updated_at > oldest.stored.updated_at
    assert [await seen(days) for days in (29, 30, 31)] == [2, 1, 0]


async def test_one_faulty_item_is_blamed_alone_and_the_others_are_tried(house: House) -> None:
    member = (await network(house)).by_code[CODE]
    tomorrow = (house.today() + timedelta(days=1)).isoformat()
    edit = {"address": "新街 1 号", "phone": "x" * 100, "accepted_on": tomorrow}
    read = read_edit(house, member.site, await published(), edit)
    assert set(read.by_item) == {"phone", "accepted_on"}
    assert {fault.path for fault in read.faults} == {"phone", "accepted_on"}
    assert (read.site.address, read.site.phone) == ("新街 1 号", member.site.phone)
    assert read_edit(house, member.site, await published(), {}).site == member.site


async def test_faulty_items_are_told_in_the_order_of_the_record_by_every_process(house: House) -> None:
    member, long = (await network(house)).by_code[CODE], "x" * 10_000
    texts = ("name", "address", "phone", "operator", "owner_unit", "manager", "accepted_on", "plaque_on", "opened_on")
    edit = {item: long for item in texts if item in FIELD} | {"facts": {"area_m2": -1, "plaque_text": long}}
    read = read_edit(house, member.site, await published(), edit)
    assert len(read.by_item) > 4
    assert list(read.by_item) == list(dict.fromkeys(item_at(fault.path, edit) for fault in read.faults))


async def test_several_words_find_what_has_each_of_them_wherever_it_stands(house: House) -> None:
    whole = await network(house)
    name = whole.by_code[CODE].site.name or ""
    there = [whole.columns.codes[place] for place in np.flatnonzero(with_words(whole, f"{name[-2:]} {name[:2]}"))]
    assert CODE in there
    assert not with_words(whole, f"{name[:2]} 没有这样的词").any()


async def test_history_names_the_facts_that_were_confirmed_and_no_other(house: House) -> None:
    reported = {"facts": {"area_m2": 18, "plaque_text": "站"}}
    for edit in ({"code": CODE, "status": "operating", **reported}, {"code": CODE, "phone": "0818-7200003"}):
        await register(house, ADMIN, [edit], reason="x")
    for facts in (["area_m2", "plaque_text"], ["area_m2"]):
        later = replace(house, now=lambda facts=facts: house.now() + timedelta(days=3 - len(facts)))
        await confirm(later, ANNA, CODE, facts, await version())
    newest, first = (entry.confirmed for entry in (await history_of(house, ADMIN, CODE))[:2])
    assert (newest, set(first)) == (("area_m2",), {"area_m2", "plaque_text"})
