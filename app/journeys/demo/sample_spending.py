"""Sample spending: made-up vouchers for every line with a budget but the last, one of them corrected, one struck out.

Every row is marked as sample; sums follow from the budget and the place of the row, so the same day gives the same.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.access.actor import Actor
from app.compliance.progress import counted
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.spending.entries import change_spending, enter_spending
from app.standards.programme import NetworkTarget, Programme
from app.units import plain

_SITES_A_LINE = 4
_SHARES = (41, 17, 23, 12, 9, 6, 31, 14)
"""Percent of a line's budget that each of its rows spent, in turn."""
_PURPOSES = ("设备购置（示例）", "场地装修（示例）", "标牌制作（示例）", "人员培训（示例）")


async def add_spending(house: House, actor: Actor) -> None:
    """Rows for the lines of every programme, entered the ordinary way. What a contract pays stands there already."""
    for programme in house.programmes.values():
        if programme.scorecard is not None:
            continue
        lines = [target for target in programme.targets if target.budget_yuan]
        for place, target in enumerate(lines[:-1]):
            await _add(house, actor, programme, target, place)


async def _add(house: House, actor: Actor, programme: Programme, target: NetworkTarget, place: int) -> None:
    whole = await network(house)
    sites = whole.these(counted(programme.slug, target, "built", whole.columns))[:_SITES_A_LINE]
    assert target.budget_yuan is not None, "chosen for it"
    entered = []
    for number, member in enumerate(sites):
        share = _SHARES[(place + number) % len(_SHARES)]
        amount = target.budget_yuan * share / 100 + Decimal(number * 11) / 100
        given = {
            "target": target.id,
            "site": member.site.code,
            "voucher": f"示例-{place + 1:02d}{number + 1:02d}",
            "paid_on": (house.today() - timedelta(days=20 + 9 * place + number)).isoformat(),
            "amount": plain(amount),
            "purpose": _PURPOSES[number % len(_PURPOSES)],
        }
        entered.append((await enter_spending(house, actor, programme.slug, given), given))
    for stored, given in entered[:1] if place == 0 else ():
        corrected = {**given, "purpose": "大厅设备购置（示例）", "reason": "补全用途（示例）"}
        await change_spending(house, actor, stored.id, stored.version, "correct", corrected)
    for stored, _ in entered[-1:] if place == 1 else ():
        await change_spending(house, actor, stored.id, stored.version, "strike", {"reason": "重复登记（示例）"})
