"""Small answers that pages give beside a record: what a closing leaves behind, who did what to an account, what a
correction changed, what was decided or answered last.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from app.errors import Refused
from app.journeys.accounts.account_history import histories_of
from app.journeys.accounts.accounts import (
    add_account,
    disable_account,
    enable_account,
    list_accounts,
    regrant,
    rename_account,
    set_password,
)
from app.journeys.faults.answering import answered_faults, waiting_faults
from app.journeys.house import House
from app.journeys.inspections.rectify import order_rectification, withdraw_rectification
from app.journeys.network.judged import network
from app.journeys.proposals.review import decided_lately
from app.journeys.registry.consequences import consequences
from app.journeys.registry.life import change_life
from app.journeys.registry.merge import merge_sites
from app.journeys.site_rights import stored_site
from app.journeys.spending.changed import spending_changed
from app.journeys.spending.entries import SpendingMove, change_spending, enter_spending
from app.store.changes import read_changes
from app.store.engine import transaction
from app.store.fault_reports import insert_fault_report, read_fault_report
from app.store.proposals import insert_proposal, read_proposals
from app.store.rectifications import read_rectifications
from tests.journeys.looked_at import CODE, World, world
from tests.journeys.test_refused_with_its_reason import refused
from tests.journeys.writes.sites import requested
from tests.journeys.writes.table import EDITOR, OFFICE, QU, REVIEWER, ROOT

__all__ = ["world"]


@pytest.fixture
def house(world: World) -> House:
    """The county that all of these journeys are asked in."""
    return world.house


async def test_a_township_is_left_without_a_station_by_its_last_one_and_by_no_other_site(house: House) -> None:
    whole, programme = await network(house), house.programmes[QU]
    places, below = defaultdict(list), defaultdict(list)
    for member in whole.of_programme(QU):
        site = member.site
        township = house.divisions.township_of(site.division)
        tiers = [tier.code for tier in programme.kinds_by_code[site.kind].tiers if tier.lies_in_township]
        if township is not None and site.tier in tiers:
            places[site.kind, township.code].append(site.code)
        below[site.parent].append(site.code)
    last = {codes[0]: township for (_, township), codes in places.items() if len(codes) == 1}
    assert 0 < len(last) < len(whole.of_programme(QU))
    for member in whole.of_programme(QU):
        code = member.site.code
        found = await consequences(house, whole, await stored_site(code), member.site)
        assert (found.township_left, list(found.below)) == (last.get(code), below[code]), code
        assert found.orders == {CODE: 1, "QX-TUXI": 1}.get(code, 0)
    alone = next(iter(last))
    closed = replace(whole.by_code[alone].site, status="closed")
    assert (await consequences(house, whole, await stored_site(alone), closed)).township_left is None


async def test_open_orders_go_with_a_merge_and_come_back_with_it_and_no_others_do(house: House) -> None:
    gone, stays, day = "QX-HELI", "QX-FENGLE", str(house.today())
    given = {"found_on": day, "finding": "x", "demand": "y", "due_on": day}
    theirs, own, done = [await order_rectification(house, OFFICE, code, given) for code in (gone, stays, gone)]
    await withdraw_rectification(house, OFFICE, done.id, 1, "重复")

    async def where() -> dict[str, str]:
        found = await read_rectifications(site_codes=[gone, stays])
        return {name: one.site_code for name, key in keys.items() for one in found if one.id == key.id}

    keys, before = {"theirs": theirs, "own": own, "done": done}, {"theirs": gone, "own": stays, "done": gone}
    assert await where() == before
    await merge_sites(house, OFFICE, gone, (await stored_site(gone)).version, stays, "合并")
    assert await where() == before | {"theirs": stays}
    await change_life(house, OFFICE, gone, (await stored_site(gone)).version, "undo", {"reason": "并错了"})
    assert await where() == before
    for one in await read_rectifications(site_codes=[gone, stays], states=["ordered"]):
        await withdraw_rectification(house, OFFICE, one.id, one.version, "x")


async def test_of_an_account_is_told_what_others_did_to_it_the_newest_first(house: House) -> None:
    given = {"role": "reader", "password": "三汇镇的码头边 2026"}
    await add_account(house, ROOT, username="history-1", display_name="史一", **given)
    await rename_account(house, ROOT, "history-1", "history-2", "史二")
    await regrant(house, ROOT, "history-2", "site_editor", ["511725103000"], [])
    await set_password(house, ROOT, "history-2", "土溪镇的渡口旁 2027")
    assert await disable_account(house, ROOT, "history-2")
    assert not await disable_account(house, ROOT, "history-2"), "it was already"
    assert await enable_account(house, ROOT, "history-2")
    assert not await enable_account(house, ROOT, "history-2")
    accounts = {one.username: one for one in await list_accounts()}
    told = await histories_of([accounts["history-2"], accounts["demo-reader"]])
    assert [one.action.removeprefix("account.") for one in told[accounts["history-2"].id]] == [
        *("enabled", "disabled", "password_set", "regranted", "renamed", "added"),
    ]
    assert [one.action for one in told[accounts["demo-reader"].id]] == ["account.added"]


async def test_a_correction_of_spending_names_each_thing_that_changed_and_nothing_else(house: House) -> None:
    row = {"target": "demonstration", "site": "QX-TUXI", "voucher": "记-9", "paid_on": str(house.today())}
    row |= {"amount": "100", "purpose": "桌椅"}
    one = await enter_spending(house, OFFICE, QU, row)
    reason = {"reason": "登错"}
    await change_spending(house, OFFICE, one.id, 1, "correct", row | reason | {"amount": "120.50", "site": ""})
    await change_spending(house, OFFICE, one.id, 2, "correct", row | reason | {"target": "basic", "site": ""})
    await change_spending(house, OFFICE, one.id, 3, "strike", reason)
    told = [spending_changed(house, change) for change in await read_changes("spending", str(one.id), limit=None)]
    titles = {target.id: target.title for target in house.programmes[QU].targets}
    old, new = titles["demonstration"], titles["basic"]
    assert [one.zh for one in told] == [
        "",
        f"金额（元） 120.50 → 100.00；任务 {old.zh} → {new.zh}",
        "金额（元） 100.00 → 120.50；站点 QX-TUXI → 无",
        "",
    ]
    assert told[2].en == "amount (yuan) 100.00 → 120.50; site QX-TUXI → none"


async def test_a_row_of_spending_is_corrected_struck_and_put_back_where_that_is_open(house: House) -> None:
    row = {"target": "demonstration", "voucher": "记-8", "paid_on": str(house.today()), "amount": "1", "purpose": "x"}
    one, reason = await enter_spending(house, OFFICE, QU, row), {"reason": "登错"}
    moves: list[tuple[SpendingMove, str]] = [
        *(("restore", "没有作废"), ("correct", "没有变更"), ("strike", "")),
        *(("strike", "已作废"), ("correct", "已作废"), ("restore", ""), ("restore", "没有作废")),
    ]
    version = 1
    for move, said in moves:
        done = change_spending(house, OFFICE, one.id, version, move, row | reason)
        if said:
            await refused(done, Refused, said)
        else:
            version = (await done).version
    assert version == 3


async def test_what_was_decided_last_is_shown_as_far_as_twenty_and_what_was_answered_as_far_as_fifty(
    house: House, world: World
) -> None:
    await requested(house, CODE)
    (one, *_) = await read_proposals(states=["submitted"])
    moments = [house.now() + timedelta(seconds=number) for number in range(1, 26)]
    async with transaction():
        for number, at in enumerate(moments):
            await insert_proposal(
                replace(
                    one, id=uuid4(), state="accepted", accepted_items='["phone"]', reason=str(number), updated_at=at
                )
            )
    shown = await decided_lately(house, REVIEWER)
    assert [found.stored.reason for found in shown] == [str(number) for number in range(24, 4, -1)]
    report = await read_fault_report(world["fault"])
    assert report is not None
    answered = {"answer": "已修", "answered_by_key": EDITOR.key, "answered_by_name": EDITOR.name}
    async with transaction():
        for number in range(52):
            at = house.now() + timedelta(seconds=number + 1)
            more = {"id": uuid4(), "number": f"N{number:011}", "words": str(number), "answered_at": at}
            await insert_fault_report(replace(report, **answered, **more))
    assert [found.report.words for found in await answered_faults(EDITOR)] == [str(n) for n in range(51, 1, -1)]
    assert [found.report.id for found in await waiting_faults(EDITOR)] == [world["fault"]]
