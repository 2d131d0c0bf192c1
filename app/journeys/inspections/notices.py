"""Notices read, and their receipt put on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.access.actor import Actor
from app.access.may import Target, may, may_all
from app.errors import NotAllowed, NotFound, Refused, Stale
from app.exchange.strict_json import json_text, load_json
from app.inspections.notice import NoticePaper, kept_paper
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.inspections.issue import NOTICE
from app.journeys.inspections.rectifications import OnSite
from app.journeys.site_rights import target_of
from app.sites.entry import LONGEST_NAME, Entry
from app.standards.programme import Programme
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.notices import StoredNotice, read_notice, read_notices, read_notices_of, replace_notice
from app.store.rectifications import read_rectifications_of_notices
from app.store.sites import SiteFilter, read_sites
from app.units import CHINA
from app.wording import Wording

_NO_SUCH = Wording("没有此通知书", "there is no such notice")
_RECEIVED = Wording("此通知书已登记签收", "the receipt of this notice is on record already")
_VOID = Wording("此通知书已撤回，不需要签收", "this notice was taken back; it is not to be received")
_CHANGED = Wording("此通知书刚被他人更新，请刷新后查看", "this was just changed; reload and look again")
_NOT_YOURS = Wording("只有受送达单位或下达机关能登记签收", "only the unit addressed or the issuer may do this")


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice, what it says, and the orders it carries."""

    stored: StoredNotice
    paper: NoticePaper
    orders: tuple[OnSite, ...]

    @property
    def withdrawn(self) -> int:
        """How many of its orders were taken back."""
        return sum(one.state == "withdrawn" for one in self.orders)

    @property
    def void(self) -> bool:
        """Whether all its orders were taken back: nobody has to receive or follow it any more."""
        return bool(self.orders) and self.withdrawn == len(self.orders)


async def notice(actor: Actor, key: UUID) -> NoticeView:
    """One notice, for whoever may read all its sites from inside. Raises NotFound, NotAllowed."""
    stored = await read_notice(key)
    if stored is None:
        raise NotFound(_NO_SUCH)
    orders = await _orders_of([key])
    may_all(actor, "read_site_inside", (target_of(one.site) for one in orders)).require()
    return NoticeView(stored, kept_paper(load_json(stored.paper.encode())), orders)


async def notices_of(orders: Sequence[OnSite]) -> Mapping[UUID, StoredNotice]:
    """The notices that carry these orders, by id. Whoever asks sees to who may know of them."""
    return await read_notices([one.stored.notice for one in orders if one.stored.notice is not None])


def may_receive(actor: Actor, view: NoticeView) -> bool:
    """Whether the actor may put its receipt on record: the unit that answers it, or the office."""
    sites = [target_of(one.site) for one in view.orders]
    may_order, may_answer = (may_all(actor, to, sites) for to in ("order_rectification", "answer_rectification"))
    return may_order.allowed or may_answer.allowed


async def receive_notice(
    house: House, actor: Actor, key: UUID, seen_version: int, received_by: object, received_on: object
) -> None:
    """Put on record who received it and when. Raises InvalidInput, Refused where it is on record, Stale, NotAllowed."""
    view = await notice(actor, key)
    if not may_receive(actor, view):
        raise NotAllowed(_NOT_YOURS)
    if view.stored.received_on is not None:
        raise Refused(_RECEIVED)
    if view.void:
        raise Refused(_VOID)
    entry = Entry()
    name = entry.text(received_by, "received_by", longest=LONGEST_NAME)
    day = entry.day(received_on, "received_on", latest=house.today())
    issued_on = view.stored.issued_at.astimezone(CHINA).date()
    if day is not None and day < issued_on:
        entry.fault("received_on", "too_early", f"早于下达日期 {issued_on}", f"before it was issued on {issued_on}")
    name, day = entry.sound(name), entry.sound(day)
    async with transaction():
        after = replace(
            view.stored,
            received_on=day,
            received_by=name,
            received_noted_by=actor.name,
            received_at=house.now(),
        )
        saved = await replace_notice(after, seen_version)
        if saved is None:
            raise Stale(_CHANGED, view.stored.version)
        said = json_text({"received_on": day.isoformat(), "received_by": name})
        change = change_by(actor, house, "notice.received", NOTICE, key, version=saved.version, after=said)
        await append_changes([change])


async def issued_notices(house: House, actor: Actor, slug: str, limit: int, offset: int = 0) -> list[NoticeView]:
    """The notices of a programme with their orders, the newest first.

    Raises NotFound, NotAllowed for who reads no county as a whole.
    """
    may(actor, "read_county", Target(division=house.programme(slug).jurisdiction)).require()
    found = await read_notices_of(slug, limit, offset)
    orders: dict[UUID | None, list[OnSite]] = defaultdict(list)
    for one in await _orders_of([kept.id for kept in found]):
        orders[one.stored.notice].append(one)
    return [NoticeView(one, kept_paper(load_json(one.paper.encode())), tuple(orders[one.id])) for one in found]


async def _orders_of(keys: Sequence[UUID]) -> tuple[OnSite, ...]:
    found = await read_rectifications_of_notices(keys)
    codes = tuple(sorted({one.site_code for one in found}))
    sites = {row.code: row for row in await read_sites(SiteFilter(codes=codes))} if codes else {}
    return tuple(OnSite(one, sites[one.site_code]) for one in found)


def counties_read(house: House, actor: Actor) -> tuple[Programme, ...]:
    """The programmes whose county the actor reads as a whole."""
    every = house.programmes.values()
    return tuple(p for p in every if may(actor, "read_county", Target(division=p.jurisdiction)).allowed)
