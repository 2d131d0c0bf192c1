"""What the history of a site tells: every step once, the newest first, by whom; and what it does not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from app.journeys.desk.county import county_view
from app.journeys.desk.history import HistoryEntry, history_of
from app.journeys.desk.what_if_kept import SUBJECT, keep_what_if
from app.journeys.house import House
from app.journeys.proposals.author import withdraw
from app.journeys.proposals.escalate import escalate
from app.journeys.proposals.review import send_back
from app.journeys.registry.acceptance import move_acceptance, read_acceptance
from app.journeys.registry.register import register
from app.store.changes import read_changes
from app.store.what_ifs import read_what_ifs
from app.wording import Wording, same
from tests.journeys.proposing_people import ADMIN, ANNA, CODE, REVIEWER, accepted, save_draft, submitted, version
from tests.journeys.writes.sites import seen
from tests.journeys.writes.table import OFFICE, QU


async def told(house: House, limit: int = 50) -> list[HistoryEntry]:
    """The history without how the site was registered."""
    return [one for one in await history_of(house, REVIEWER, CODE, limit=limit) if one.action.en != "Imported"]


async def test_each_step_of_an_acceptance_is_told_once(house: House) -> None:
    await register(house, ADMIN, [{"code": CODE, "status": "building"}], reason="x")
    given = {"happened_on": str(house.today()), "done_by": "张三", "opinion": "同意"}
    for number, move in enumerate(("declare", "desk", "onsite", "accept")):
        await move_acceptance(house, ADMIN, CODE, (await seen(CODE), number), move, given)
    steps = (await read_acceptance(house, ADMIN, CODE)).steps
    assert len(steps) == 4
    entries = await history_of(house, REVIEWER, CODE)
    assert [one.action.en for one in entries] == [
        *("Accepted", "On-site check passed", "Desk review passed", "Declared for acceptance"),
        *("Stage of building changed", "Imported", "Registered as the document names it"),
    ]
    seeded = Wording("方案文件中写明或隐含的站点", "named or implied by the programme's document")
    assert [one.reason for one in entries] == [*[same("同意")] * 5, same("x"), seeded]


async def test_what_became_of_a_request_is_told_by_whom_and_a_draft_is_told_to_nobody(house: House) -> None:
    await save_draft(house, ANNA, CODE, {"phone": "0818-7200001"}, seen_site_version=await version())
    assert [one for one in await told(house) if one.proposal] == []
    sent = await submitted(house, ANNA, {"phone": "0818-7200001"})
    await withdraw(house, ANNA, sent.stored.id, sent.stored.version)
    sent = await submitted(house, ANNA, {"phone": "0818-7200001", "address": "街"})
    await send_back(house, REVIEWER, sent.stored.id, sent.stored.version, "不完整")
    again = await submitted(house, ANNA, {"phone": "0818-7200001", "address": "正街 1 号"})
    await accepted(house, again, ["address"])
    entries = [one for one in await told(house) if one.proposal]
    assert [(one.action.en, one.actor, one.author) for one in entries] == [
        ("Change request accepted", "瑞塔", "安娜"),
        ("Change request submitted", "安娜", ""),
        ("Change request sent back", "瑞塔", "安娜"),
        ("Change request submitted", "安娜", ""),
        ("Change request withdrawn by its author", "安娜", "安娜"),
        ("Change request submitted", "安娜", ""),
    ]
    newest, *older = entries
    assert [one.item for one in newest.refused] == ["phone"]
    assert [one.item for one in newest.items] == ["address"]
    assert {one.refused for one in older} == {()}
    assert [{d.item for d in one.items} for one in older[:2]] == [{"phone", "address"}] * 2
    assert older[1].reason.zh == "不完整"
    assert len({one.proposal for one in entries}) == 2, (
        "what was sent back goes on in another one, and is told all the same"
    )
    assert [one.action.en for one in await history_of(house, REVIEWER, CODE, limit=2)] == [
        one.action.en for one in entries[:2]
    ]


async def test_a_what_if_that_is_sent_twice_is_kept_once_and_another_s_under_another_name(house: House) -> None:
    key, clause, given = uuid4(), "station.area_basic", {"check.value": "60"}

    async def kept(who: object) -> object:
        return (await keep_what_if(house, who, QU, clause, given, "提高面积", key)).id

    assert [await kept(OFFICE), await kept(OFFICE)] == [key, key]
    other = await kept(replace(OFFICE, key="another"))
    assert other != key
    assert {one.id for one in await read_what_ifs(QU, clause)} == {key, other}
    assert [one.version for one in await read_changes(SUBJECT, str(key))] == [1]


async def test_requests_decided_long_ago_stay_in_the_history(house: House) -> None:
    sent = await submitted(house, ANNA, {"phone": "0818-7200001"})
    await accepted(house, sent)
    later = replace(house, now=lambda: house.now() + timedelta(days=400))
    assert [one.author for one in await told(later) if one.proposal] == ["安娜", ""]


async def test_what_waits_for_a_reader_of_the_county_are_requests_of_others_that_were_handed_in(house: House) -> None:
    async def waiting() -> list[tuple[int, int]]:
        found = [(await county_view(house, who, QU)).waiting for who in (REVIEWER, ADMIN)]
        return [(one.reviews, one.escalated) for one in found]

    assert await waiting() == [(0, 0), (0, 0)]
    await save_draft(house, ANNA, CODE, {"phone": "0818-7200001"}, seen_site_version=await version())
    assert await waiting() == [(0, 0), (0, 0)], "a draft waits for nobody"
    sent = await submitted(house, ANNA, {"phone": "0818-7200001"})
    assert await waiting() == [(1, 0), (1, 0)]
    await submitted(house, ADMIN, {"address": "正街 1 号"})
    assert await waiting() == [(2, 0), (1, 0)], "one's own waits for others"
    moment = house.now() + timedelta(days=8)
    object.__setattr__(house, "now", lambda: moment)
    await escalate(house)
    assert await waiting() == [(2, 2), (1, 1)]
    await send_back(house, REVIEWER, sent.stored.id, sent.stored.version, "不完整")
    assert await waiting() == [(1, 1), (0, 0)]
