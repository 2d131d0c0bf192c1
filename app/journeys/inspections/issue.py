"""Issuing notices (限期整改通知书): many sites at once, one text and deadline, one numbered notice a township.

The orders and the notices that carry them are saved together or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4, uuid5

from app.access.actor import Actor
from app.errors import Refused
from app.exchange.strict_json import json_text
from app.inspections.notice import NoticePaper, notice_number
from app.inspections.rectification import Order
from app.journeys.audits.pairs import ELSEWHERE, township_over
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.inspections.freezing import frozen_from
from app.journeys.inspections.notice_texts import notice_texts
from app.journeys.inspections.notice_words import Demanded, Ordered, paper_of, whom
from app.journeys.inspections.rectifications import stored_rectification
from app.journeys.inspections.rectify import new_order, record_order
from app.journeys.inspections.wanted_orders import WantedOrders, read_wanted
from app.journeys.site_rights import require, stored_site
from app.standards.programme import Programme
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.notices import StoredNotice, insert_notices, next_serials, read_notices
from app.store.rectifications import insert_rectification, replace_rectification
from app.wording import Wording

NOTICE = "notice"
_HAS_ONE = Wording("此整改事项已有通知书", "this rectification has a notice already")
_IS_OVER = Wording("此整改事项已结束，不能再出具通知书", "this rectification has ended; no notice can be issued for it")


async def issue_notices(
    house: House, actor: Actor, slug: str, given: Mapping[str, Any], key: UUID | None = None
) -> tuple[StoredNotice, ...]:
    """Order at every site named in ``pairs`` and issue a notice to each township.

    Whoever sends the same `key` twice issues once and gets what was issued the first time. Raises InvalidInput with
    every fault, Refused at a closed site, NotAllowed, NotFound.
    """
    programme = house.programme(slug)
    async with transaction():
        wanted = await read_wanted(house, actor, programme, given)
        ids = [uuid5(key, township) if key else uuid4() for township in wanted.by_township]
        before = await read_notices(ids) if key else {}
        if before:
            return tuple(before[one] for one in ids if one in before)
        texts = (await notice_texts(programme)).texts
        serials = await next_serials(slug, house.today().year, len(ids))
        issued = []
        for (township, ordered), one, serial in zip(wanted.by_township.items(), ids, serials, strict=True):
            number = notice_number(texts.series, house.today().year, serial)
            paper = await _paper(house, programme, wanted, township, ordered, number, dated=True)
            issued.append(_notice(house, actor, programme, township, paper, serial, one))
        await insert_notices(issued)
        for notice, ordered in zip(issued, wanted.by_township.values(), strict=True):
            for site in ordered:
                order = Order(
                    wanted.asked.found_on,
                    site.finding,
                    tuple(one.clause for one in site.clauses),
                    wanted.asked.demand,
                    wanted.asked.due_on,
                )
                made = replace(new_order(house, actor, site.site, order, None), notice=notice.id)
                await insert_rectification(made)
                await record_order(house, actor, "rectification.ordered", None, made, order.finding)
            await _record(house, actor, notice)
    return tuple(issued)


async def draft_notice(house: House, actor: Actor, slug: str, given: Mapping[str, Any], township: str) -> NoticePaper:
    """What the notice to one township would say; nothing is saved. Raises as `issue_notices` does, and Refused where
    nothing is chosen in that township.
    """
    programme = house.programme(slug)
    wanted = await read_wanted(house, actor, programme, given)
    ordered = wanted.by_township.get(township)
    if ordered is None:
        raise Refused(Wording("该乡镇没有选中的问题", "nothing is chosen in this township"))
    texts = (await notice_texts(programme)).texts
    number = notice_number(texts.series, house.today().year, None)
    return await _paper(house, programme, wanted, township, ordered, number, dated=False)


async def issue_for_order(house: House, actor: Actor, key: UUID) -> StoredNotice:
    """Issue the notice of one order that was given without. Raises Refused where it has one or is over, NotAllowed."""
    async with transaction():
        before = await stored_rectification(key)
        site = await stored_site(before.site_code)
        require(actor, "order_rectification", site)
        if before.notice is not None:
            raise Refused(_HAS_ONE)
        if before.state != "ordered":
            raise Refused(_IS_OVER)
        programme = house.programme(site.programme)
        township = township_over(house, programme.jurisdiction, site.division)
        kept = frozen_from(before.clauses_at_order)
        ordered = (Ordered(site, kept or (), before.finding),)
        asked = Demanded(before.found_on, before.demand, before.due_on)
        texts = (await notice_texts(programme)).texts
        (serial,) = await next_serials(programme.slug, house.today().year, 1)
        number = notice_number(texts.series, house.today().year, serial)
        wanted = WantedOrders(asked, {township: ordered}, {})
        paper = await _paper(house, programme, wanted, township, ordered, number, dated=True)
        notice = _notice(house, actor, programme, township, paper, serial, uuid4())
        await insert_notices([notice])
        after = await replace_rectification(replace(before, notice=notice.id), before.version)
        assert after is not None, "read in this very transaction"
        await record_order(house, actor, "rectification.noticed", before, after, notice.number)
        await _record(house, actor, notice)
    return notice


async def _paper(
    house: House,
    programme: Programme,
    wanted: WantedOrders,
    township: str,
    ordered: Sequence[Ordered],
    number: str,
    *,
    dated: bool,
) -> NoticePaper:
    texts = (await notice_texts(programme)).texts
    addressee, copy = whom(house, texts, township)
    return paper_of(
        house,
        programme,
        texts,
        ordered,
        wanted.asked,
        number=number,
        addressee=wanted.addressees.get(township) or addressee,
        copy_to=copy,
        issued_on=house.today() if dated else None,
    )


def _notice(
    house: House,
    actor: Actor,
    programme: Programme,
    township: str,
    paper: NoticePaper,
    serial: int,
    key: UUID,
) -> StoredNotice:
    return StoredNotice(
        id=key,
        programme=programme.slug,
        division=None if township == ELSEWHERE else township,
        year=house.today().year,
        serial=serial,
        number=paper.number,
        paper=json_text(paper.as_document()),
        issued_by_key=actor.key,
        issued_by_name=actor.name,
        issued_at=house.now(),
    )


async def _record(house: House, actor: Actor, notice: StoredNotice) -> None:
    change = change_by(
        actor, house, "notice.issued", NOTICE, notice.id, version=1, reason=notice.number, after=notice.paper
    )
    await append_changes([change])
