"""Visits to come: planned for a day and an inspector, moved or called off with a reason, done when one is recorded.

A site has one open plan at most: whoever wants it on another day moves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.may import may, may_somewhere
from app.errors import Fault, InvalidInput, NotFound, Refused, Stale
from app.exchange.strict_json import json_text
from app.inspections.plan import read_plan, read_why
from app.journeys.accounts.sign_in import actor_of
from app.journeys.audits.pairs import township_over
from app.journeys.changes import record_move
from app.journeys.house import House
from app.journeys.site_rights import require, stored_site, target_of
from app.store.accounts import StoredAccount, read_accounts
from app.store.engine import transaction
from app.store.planned_visits import (
    StoredPlannedVisit,
    insert_planned_visits,
    read_planned_visit,
    read_planned_visits,
    replace_planned_visit,
)
from app.store.sites import StoredSite, read_sites_of
from app.wording import Wording

SUBJECT = "planned_visit"
MOST_AT_ONCE = 200
PLAN_ACTIONS: Mapping[str, Wording] = {
    "planned_visit.planned": Wording("安排检查", "Visit planned"),
    "planned_visit.moved": Wording("检查改期", "Visit moved"),
    "planned_visit.called_off": Wording("取消检查", "Visit called off"),
    "planned_visit.done": Wording("完成检查", "Visit done"),
}
_NO_SUCH = Wording("没有此检查安排", "there is no such planned visit")
_MOVED_ON = Wording("此检查安排刚被他人修改", "this plan was just changed by somebody else")
_NOT_OPEN = Wording("此检查安排已完成或者已取消", "this visit was made or called off already")
_NOTHING = Wording("日期和检查人员与现有安排相同，没有变更", "neither the day nor the inspector would change")
_NO_SITES = Fault("site", "missing", Wording("请至少选择一个站点", "choose one site at least"))
_TOO_MANY = Fault(
    "site", "too_many", Wording(f"一次最多安排 {MOST_AT_ONCE} 个站点", f"at most {MOST_AT_ONCE} sites at once")
)


@dataclass(frozen=True, slots=True)
class VisitToCome:
    """A planned visit with its site and the site's township."""

    stored: StoredPlannedVisit
    site: StoredSite
    township: str

    def is_late(self, today: date) -> bool:
        """Whether its day has gone by and nobody went."""
        return self.stored.state == "planned" and self.stored.planned_on < today


async def inspectors(actor: Actor) -> list[StoredAccount]:
    """The accounts in use that inspect somewhere, by name. Raises NotAllowed for who may plan nothing."""
    may_somewhere(actor, "order_rectification").require()
    every = [one for one in await read_accounts() if one.disabled_at is None]
    able = [one for one in every if may_somewhere(_as_actor(one), "order_rectification").allowed]
    return sorted(able, key=lambda one: (str(one.id) != actor.key, one.display_name))


def _as_actor(account: StoredAccount) -> Actor:
    """Whoever has yet to replace a first password can be planned for all the same."""
    return actor_of(replace(account, must_change_password=False), None)


async def plan_visits(
    house: House, actor: Actor, codes: Sequence[str], given: Mapping[str, Any]
) -> tuple[StoredPlannedVisit, ...]:
    """Plan a visit to each of these sites on one day by one inspector: all of them, or none.

    Raises InvalidInput with every fault: a site that is closed or planned already, an inspector who may not go there.
    NotAllowed, NotFound.
    """
    wanted = list(dict.fromkeys(codes))
    faults = [] if 0 < len(wanted) <= MOST_AT_ONCE else [_TOO_MANY if wanted else _NO_SITES]
    try:
        plan = read_plan(given, house.today())
    except InvalidInput as error:
        raise InvalidInput([*faults, *error.faults]) from None
    if faults:
        raise InvalidInput(faults)
    async with transaction():
        sites = [await stored_site(code) for code in wanted]
        for site in sites:
            require(actor, "order_rectification", site)
        inspector = await _inspector(actor, plan.inspector, sites)
        open_ones = {one.site_code: one for one in await read_planned_visits(states=["planned"], site_codes=wanted)}
        faults = [fault for site in sites if (fault := _unplannable(site, open_ones.get(site.code))) is not None]
        if faults:
            raise InvalidInput(faults)
        made = tuple(
            StoredPlannedVisit(
                site_code=site.code,
                planned_on=plan.planned_on,
                inspector_key=str(inspector.id),
                inspector_name=inspector.display_name,
                purpose=plan.purpose,
                planned_by_key=actor.key,
                planned_by_name=actor.name,
                planned_at=house.now(),
            )
            for site in sites
        )
        await insert_planned_visits(made)
        for one in made:
            await record_move(house, actor, f"{SUBJECT}.planned", SUBJECT, None, one, _text, one.purpose)
    return made


async def move_planned_visit(
    house: House, actor: Actor, key: UUID, seen_version: int, given: Mapping[str, Any]
) -> StoredPlannedVisit:
    """Put it on another day or give it to another inspector, and say why. Raises as `plan_visits`, Stale, Refused."""
    async with transaction():
        before, site = await _open_one(actor, key, seen_version)
        plan = read_plan({"purpose": before.purpose, **given}, house.today(), moving=True)
        inspector = await _inspector(actor, plan.inspector, [site])
        if (plan.planned_on, str(inspector.id)) == (before.planned_on, before.inspector_key):
            raise Refused(_NOTHING)
        after = replace(
            before,
            planned_on=plan.planned_on,
            inspector_key=str(inspector.id),
            inspector_name=inspector.display_name,
            why=plan.why,
        )
        return await _save(house, actor, "moved", before, after, plan.why)


async def call_off_planned_visit(house: House, actor: Actor, key: UUID, seen_version: int, why: object) -> None:
    """Nobody goes. Raises InvalidInput without a reason, Stale, Refused, NotAllowed, NotFound."""
    async with transaction():
        before, _ = await _open_one(actor, key, seen_version)
        said = read_why(why)
        await _save(house, actor, "called_off", before, replace(before, state="called_off", why=said), said)


async def done_within(house: House, actor: Actor, site_code: str, visit: UUID) -> None:
    """A visit to the site was recorded: what was planned there is done. In the transaction that is open."""
    for before in await read_planned_visits(states=["planned"], site_codes=[site_code]):
        await _save(house, actor, "done", before, replace(before, state="done", visit=visit), "")


async def visits_to_come(
    house: House, actor: Actor, states: Sequence[str] = ("planned",), inspector: str | None = None
) -> tuple[VisitToCome, ...]:
    """Planned visits at sites where the actor plans them, the nearest first; of one `inspector` where one is named."""
    found = await read_planned_visits(states=states, inspector_key=inspector)
    sites = await read_sites_of({one.site_code for one in found})
    told = []
    for one in found:
        site = sites.get(one.site_code)
        if site is not None and may(actor, "order_rectification", target_of(site)).allowed:
            county = house.programme(site.programme).jurisdiction
            told.append(VisitToCome(one, site, township_over(house, county, site.division)))
    return tuple(told)


async def own_visits_to_come(house: House, actor: Actor) -> tuple[VisitToCome, ...]:
    """What is planned for the actor; nothing for who inspects nowhere."""
    if not may_somewhere(actor, "order_rectification").allowed:
        return ()
    return await visits_to_come(house, actor, inspector=actor.key)


def _unplannable(site: StoredSite, planned: StoredPlannedVisit | None) -> Fault | None:
    name = site.name
    if site.status == "closed":
        return Fault("site", "closed", Wording(f"{name}已关闭，请取消勾选", f"{name} is closed; leave it out"))
    if planned is None:
        return None
    when, who = planned.planned_on, planned.inspector_name
    return Fault(
        "site",
        "planned",
        Wording(
            f"{name}已安排 {when} 由{who}检查，请在检查安排中改期",
            f"{name} is planned for {when} by {who}; move that visit instead",
        ),
    )


async def _inspector(actor: Actor, key: str, sites: Sequence[StoredSite]) -> StoredAccount:
    found = next((one for one in await inspectors(actor) if str(one.id) == key), None)
    if found is None:
        raise InvalidInput([Fault("inspector", "unknown", Wording("没有此检查人员", "there is no such inspector"))])
    beyond = [s for s in sites if not may(_as_actor(found), "order_rectification", target_of(s)).allowed]
    if beyond:
        names = "、".join(site.name for site in beyond[:3])
        raise InvalidInput(
            [
                Fault(
                    "inspector",
                    "out_of_scope",
                    Wording(
                        f"{found.display_name}的管理范围不含{names}", f"{names} is outside {found.display_name}'s scope"
                    ),
                )
            ]
        )
    return found


async def _open_one(actor: Actor, key: UUID, seen_version: int) -> tuple[StoredPlannedVisit, StoredSite]:
    before = await read_planned_visit(key)
    if before is None:
        raise NotFound(_NO_SUCH)
    site = await stored_site(before.site_code)
    require(actor, "order_rectification", site)
    if before.version != seen_version:
        raise Stale(_MOVED_ON, before.version)
    if before.state != "planned":
        raise Refused(_NOT_OPEN)
    return before, site


async def _save(
    house: House, actor: Actor, move: str, before: StoredPlannedVisit, after: StoredPlannedVisit, reason: str
) -> StoredPlannedVisit:
    saved = await replace_planned_visit(after, before.version)
    if saved is None:
        raise Stale(_MOVED_ON, before.version)
    await record_move(house, actor, f"{SUBJECT}.{move}", SUBJECT, before, saved, _text, reason)
    return saved


def _text(one: StoredPlannedVisit) -> str:
    return json_text({name: None if value is None else str(value) for name, value in asdict(one).items()})
