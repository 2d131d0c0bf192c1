"""Rectifications: ordered after a visit, answered by the site, re-inspected; each move with its change record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.access.rules import Action
from app.errors import Refused, Stale
from app.exchange.strict_json import json_text, load_json
from app.inspections.rectification import Move, Order, moved, read_deadline, read_order, read_words
from app.journeys.changes import record_move
from app.journeys.evidence import RECTIFICATION, Upload, prepared_pieces, put_on_record
from app.journeys.house import House
from app.journeys.inspections.freezing import frozen_now, frozen_text
from app.journeys.inspections.rectifications import SUBJECT, state_of, stored_rectification, verdicts_now
from app.journeys.site_rights import require, stored_site
from app.sites.entry import Entry
from app.store.engine import transaction
from app.store.rectifications import (
    StoredRectification,
    insert_rectification,
    read_rectification,
    replace_rectification,
)
from app.store.sites import StoredSite
from app.wording import Wording

_CLOSED_SITE = Wording("站点已关闭，不能下达整改要求", "the site is closed; nothing can be ordered there")


async def order_rectification(
    house: House, actor: Actor, code: str, given: Mapping[str, Any], key: UUID | None = None
) -> StoredRectification:
    """Order a rectification. Raises InvalidInput with every fault, Refused at a closed site, NotAllowed.

    Whoever sends the same `key` twice orders once and gets what was ordered the first time.
    """
    async with transaction():
        site = await stored_site(code)
        require(actor, "order_rectification", site)
        before = None if key is None else await read_rectification(key)
        if before is not None and (before.ordered_by_key, before.site_code) == (actor.key, code):
            return before
        if site.status == "closed":
            raise Refused(_CLOSED_SITE)
        addressed = [found.clause.id for found in verdicts_now(house, site)]
        order = read_order(given, addressed, house.today())
        ordered = new_order(house, actor, site, order, key if before is None else None)
        await insert_rectification(ordered)
        await record_order(house, actor, "rectification.ordered", None, ordered, order.finding)
    return ordered


def new_order(house: House, actor: Actor, site: StoredSite, order: Order, key: UUID | None) -> StoredRectification:
    """An order about to be given at a site, with how its clauses stand there now."""
    return StoredRectification(
        id=key or uuid4(),
        site_code=site.code,
        state="ordered",
        found_on=order.found_on,
        finding=order.finding,
        clauses=json_text(list(order.clauses)),
        demand=order.demand,
        due_on=order.due_on,
        ordered_by_key=actor.key,
        ordered_by_name=actor.name,
        ordered_at=house.now(),
        clauses_at_order=frozen_text(frozen_now(house, site, order.clauses)),
    )


async def answer_rectification(
    house: House,
    actor: Actor,
    key: UUID,
    seen_version: int,
    answer: object,
    uploads: Sequence[Upload] = (),
    *,
    keep_position: bool = False,
) -> None:
    """Say what was done about it, with the photos that show it: all of it is saved, or nothing.

    Raises InvalidInput for an empty answer or files that are none, TooLarge, Stale, Refused, NotAllowed.
    """
    said, pieces = _said(answer, "answer"), []
    if uploads:
        code, about = (await stored_rectification(key)).site_code, f"{RECTIFICATION}{key}"
        pieces = await prepared_pieces(house, actor, code, about, uploads, keep_position=keep_position)
    async with transaction():
        before = await _theirs(actor, "answer_rectification", key)
        await put_on_record(house, actor, pieces)
        after = replace(
            before,
            state=moved(state_of(before), "answer"),
            answer=said,
            answered_by_key=actor.key,
            answered_by_name=actor.name,
            answered_at=house.now(),
        )
        await _save(house, actor, "rectification.answered", before, after, seen_version, said)


async def confirm_rectification(house: House, actor: Actor, key: UUID, seen_version: int, remark: str = "") -> None:
    """Re-inspected and found right. Raises InvalidInput, Stale, Refused, NotAllowed for whoever gave the answer."""
    entry = Entry()
    said = entry.sound(entry.text(remark, "remark", blank=True)).strip()
    async with transaction():
        before = await _theirs(actor, "reinspect_rectification", key)
        after = _decided(house, actor, before, "confirm", said)
        site = await stored_site(before.site_code)
        now = frozen_now(house, site, load_json(before.clauses.encode()))
        after = replace(after, clauses_at_close=frozen_text(now))
        await _save(house, actor, "rectification.closed", before, after, seen_version, said)


async def send_back_rectification(
    house: House, actor: Actor, key: UUID, seen_version: int, remark: object, due_on: object
) -> None:
    """Re-inspected and found wanting: why, and the new deadline. Raises InvalidInput, Stale, Refused, NotAllowed."""
    entry = Entry()
    said, deadline = read_words(entry, remark, "remark"), read_deadline(entry, due_on, house.today())
    deadline = entry.sound(deadline)
    async with transaction():
        before = await _theirs(actor, "reinspect_rectification", key)
        after = replace(_decided(house, actor, before, "send_back", said), due_on=deadline)
        await _save(house, actor, "rectification.sent_back", before, after, seen_version, said)


async def extend_rectification(
    house: House, actor: Actor, key: UUID, seen_version: int, reason: object, due_on: object
) -> None:
    """Give more time, for a reason. Raises InvalidInput, Stale, Refused where nothing is to be done, NotAllowed."""
    entry = Entry()
    said, deadline = read_words(entry, reason, "extend_why"), read_deadline(entry, due_on, house.today(), "extend_to")
    async with transaction():
        before = await _theirs(actor, "order_rectification", key)
        if deadline is not None and deadline <= before.due_on:
            zh, en = f"须晚于原期限 {before.due_on}", f"must be later than the present deadline {before.due_on}"
            entry.fault("extend_to", "not_later", zh, en)
        deadline = entry.sound(deadline)
        moved(state_of(before), "extend")
        after = replace(before, due_on=deadline)
        reason_kept = f"{before.due_on} → {deadline}：{said}"
        await _save(house, actor, "rectification.extended", before, after, seen_version, reason_kept)


async def withdraw_rectification(house: House, actor: Actor, key: UUID, seen_version: int, reason: object) -> None:
    """Take an order back, for a reason. Raises InvalidInput without one, Stale, Refused, NotAllowed."""
    said = _said(reason, "reason")
    async with transaction():
        before = await _theirs(actor, "order_rectification", key)
        after = _decided(house, actor, before, "withdraw", said)
        await _save(house, actor, "rectification.withdrawn", before, after, seen_version, said)


def _said(given: object, path: str) -> str:
    entry = Entry()
    said = read_words(entry, given, path)
    entry.end()
    return said


async def _theirs(actor: Actor, action: Action, key: UUID) -> StoredRectification:
    found = await stored_rectification(key)
    require(actor, action, await stored_site(found.site_code), owner=found.answered_by_key)
    return found


def _decided(house: House, actor: Actor, before: StoredRectification, move: Move, said: str) -> StoredRectification:
    state = moved(state_of(before), move)
    return replace(before, state=state, decided_by_name=actor.name, decided_at=house.now(), remark=said)


async def _save(
    house: House,
    actor: Actor,
    action: str,
    before: StoredRectification,
    after: StoredRectification,
    seen_version: int,
    said: str,
) -> None:
    saved = await replace_rectification(after, seen_version)
    if saved is None:
        wording = Wording("此整改事项刚被他人更新，请刷新后查看", "this was just changed; reload and look again")
        raise Stale(wording, before.version)
    await record_order(house, actor, action, before, saved, said)


async def record_order(
    house: House,
    actor: Actor,
    action: str,
    before: StoredRectification | None,
    after: StoredRectification,
    reason: str,
) -> None:
    """Put a move of an order on record. Needs the transaction that makes it."""
    await record_move(house, actor, action, SUBJECT, before, after, _text, reason)


def _text(stored: StoredRectification) -> str:
    # asyncpg has a UUID type of its own.
    notice = str(stored.notice) if stored.notice else None
    return json_text(asdict(stored) | {"id": str(stored.id), "notice": notice})
