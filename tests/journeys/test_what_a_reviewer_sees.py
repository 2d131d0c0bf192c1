"""What a reviewer is shown: what waits, what was decided, who else wants the same item; and what goes on record."""

from datetime import timedelta

import pytest

from app.access.actor import Actor, Scope
from app.errors import Refused
from app.journeys.house import House
from app.journeys.proposals.read import proposal
from app.journeys.proposals.review import (
    accept,
    decided_lately,
    last_decided_at,
    rivals,
    send_back,
    waiting_reviews,
)
from app.store.changes import read_changes
from app.store.proposals import read_proposals
from tests.journeys.proposing_people import (
    ANNA,
    BEN,
    CODE,
    REVIEWER,
    accepted,
    published,
    save_draft,
    submitted,
    version,
)

ELSEWHERE = Actor("eva", "伊娃", "reviewer", (Scope(division="511725104000"),))


async def test_what_was_decided_is_listed_newest_first_with_what_was_gone_on_from(house: House) -> None:
    first = await submitted(house, ANNA, {"phone": "1"})
    await accepted(house, first)
    second = await submitted(house, BEN, {"phone": "2"})
    await send_back(house, REVIEWER, second.stored.id, second.stored.version, "不完整")
    assert await decided_lately(house, ELSEWHERE) == ()
    await save_draft(house, BEN, CODE, {"phone": "3"}, seen_site_version=await version())
    found = await decided_lately(house, REVIEWER)
    assert [(p.stored.id, p.stored.state) for p in found] == [
        (second.stored.id, "sent_back"),
        (first.stored.id, "accepted"),
    ]


async def test_what_waits_is_listed_for_whoever_may_review_it_and_for_nobody_else(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    assert [p.stored.id for p in await waiting_reviews(house, REVIEWER)] == [sent.stored.id]
    assert await waiting_reviews(house, ELSEWHERE) == ()
    assert await waiting_reviews(house, ANNA) == ()


async def test_only_a_request_for_the_same_item_is_a_rival(house: House) -> None:
    one = await submitted(house, ANNA, {"phone": "1"})
    await submitted(house, BEN, {"address": "街"})
    assert await rivals(house, REVIEWER, one) == ()
    same = await submitted(house, Actor("cai", "蔡", "site_editor", BEN.scopes), {"phone": "2", "address": "路"})
    (rival,) = await rivals(house, REVIEWER, one)
    assert (rival.other.stored.id, [d.item for d in rival.shared]) == (same.stored.id, ["phone"])


async def test_accepting_nothing_is_refused_and_changes_nothing(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1"})
    before = await published()
    for chosen in ([], ["address"]):
        with pytest.raises(Refused):
            await accept(
                house,
                REVIEWER,
                sent.stored.id,
                seen_version=sent.stored.version,
                seen_site_version=await version(),
                chosen=chosen,
            )
    assert await published() == before
    assert [p.stored.state for p in await waiting_reviews(house, REVIEWER)] == ["submitted"]


async def test_every_decision_is_on_record_with_who_and_why(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "1", "address": "街"}, reason="新电话")
    await accepted(house, sent, chosen=["phone"])
    newest = (await read_changes("proposal", str(sent.stored.id)))[0]
    assert (newest.action, newest.actor_name, newest.reason) == ("proposal.partly_accepted", "瑞塔", "其余请核实")
    (rest,) = await read_proposals(site_codes=[CODE], states=["sent_back"])
    told = await read_changes("proposal", str(rest.id))
    assert [(c.action, c.actor_name, c.reason) for c in told] == [("proposal.sent_back", "瑞塔", "其余请核实")]
    site = (await read_changes("site", CODE))[0]
    assert (site.action, site.reason) == ("proposal.accepted", "新电话；其余请核实")


async def test_without_a_word_of_the_reviewers_the_reason_is_the_authors_alone(house: House) -> None:
    await accepted(house, await submitted(house, ANNA, {"phone": "1"}, reason="新电话"))
    assert (await read_changes("site", CODE))[0].reason == "新电话"


async def test_a_reviewer_sees_when_the_site_was_last_before_them_and_not_this_very_request(house: House) -> None:
    start = house.now()
    first = await submitted(house, ANNA, {"phone": "1"})
    assert await last_decided_at(first) is None
    decided = await accept(
        house, REVIEWER, first.stored.id, seen_version=first.stored.version, seen_site_version=await version()
    )
    assert (decided.state, decided.decided_by, decided.version) == ("accepted", "瑞塔", first.stored.version + 1)
    object.__setattr__(house, "now", lambda: start + timedelta(days=1))
    second = await submitted(house, BEN, {"phone": "2"})
    assert await last_decided_at(second) == decided.decided_at
    await send_back(house, REVIEWER, second.stored.id, second.stored.version, "不完整")
    again = await proposal(house, REVIEWER, second.stored.id)
    assert await last_decided_at(again) == decided.decided_at
    object.__setattr__(house, "now", lambda: start + timedelta(days=2))
    third = await submitted(house, ANNA, {"address": "街"})
    assert await last_decided_at(third) == start + timedelta(days=1), "the later of the two"
