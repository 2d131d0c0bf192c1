"""Rectifications: ordered after a visit, answered by the site, looked at again; each move with its change record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.may import Action, may
from app.compliance.judge import judge
from app.compliance.verdicts import ClauseVerdict
from app.errors import InvalidInput, NotFound, Refused, Stale
from app.exchange.strict_json import load_json
from app.inspections.rectification import OPEN, Move, State, moved, read_deadline, read_order, read_words, urgency
from app.journeys.house import House
from app.journeys.proposals import as_text, require, stored_site, target_of
from app.journeys.stored import readable
from app.sites.entry import Entry
from app.store.changes import NewChange, append_changes, read_changes
from app.store.engine import transaction
from app.store.rectifications import (
    StoredRectification,
    insert_rectification,
    read_rectification,
    read_rectifications,
    replace_rectification,
)
from app.store.sites import SiteFilter, StoredSite, read_sites
from app.wording import Wording

SUBJECT = "rectification"
ACTIONS: Mapping[str, Wording] = {
    "rectification.ordered": Wording("要求整改", "Rectification ordered"),
    "rectification.answered": Wording("报送整改情况", "Rectification answered"),
    "rectification.closed": Wording("复查合格", "Second look: put right"),
    "rectification.sent_back": Wording("复查不合格，继续整改", "Second look: not yet put right"),
    "rectification.withdrawn": Wording("撤回整改", "Rectification withdrawn"),
}
_NO_SUCH = Wording("没有这项整改", "there is no such rectification")
_CLOSED_SITE = Wording("站点已经关闭，不能再要求整改", "the site is closed; nothing can be ordered there")


@dataclass(frozen=True, slots=True)
class OnSite:
    """A rectification and the site it is about."""

    stored: StoredRectification
    site: StoredSite

    @property
    def state(self) -> State:
        """The state, typed."""
        return self.stored.state  # type: ignore[return-value] # the table's CHECK holds it to the states

    @property
    def clauses(self) -> tuple[str, ...]:
        """Ids of the clauses concerned."""
        return tuple(load_json(self.stored.clauses.encode()))


@dataclass(frozen=True, slots=True)
class Happened:
    """One move: when, who, what, and what they said; of an order, what was found."""

    at: datetime
    actor: str
    action: Wording
    words: str


@dataclass(frozen=True, slots=True)
class ToPutRight:
    """How many rectifications wait for this person's answer, how many of them are late, how many for a second look.

    Of all they may read, `open` counts those that are open and `late` the late ones. `next_due` is the next deadline of
    what they answer; None where there is nothing.
    """

    to_answer: int
    to_answer_late: int
    to_check: int
    open: int
    late: int
    next_due: date | None


async def order_rectification(house: House, actor: Actor, code: str, given: Mapping[str, Any]) -> StoredRectification:
    """Order something to be put right. Raises InvalidInput with every fault, Refused at a closed site, NotAllowed."""
    site = await stored_site(code)
    require(actor, "order_rectification", site)
    if site.status == "closed":
        raise Refused(_CLOSED_SITE)
    addressed = [found.clause.id for found in verdicts_now(house, site)]
    order = read_order(given, addressed, house.today())
    ordered = StoredRectification(
        site_code=code,
        state="ordered",
        found_on=order.found_on,
        finding=order.finding,
        clauses=as_text(list(order.clauses)),
        demand=order.demand,
        due_on=order.due_on,
        ordered_by_key=actor.key,
        ordered_by_name=actor.name,
        ordered_at=house.now(),
    )
    async with transaction():
        await insert_rectification(ordered)
        await _record(house, actor, "rectification.ordered", None, ordered, order.finding)
    return ordered


async def answer_rectification(house: House, actor: Actor, key: UUID, seen_version: int, answer: object) -> None:
    """Say what was done about it. Raises InvalidInput for an empty answer, Stale, Refused, NotAllowed."""
    said = _said(answer, "answer")
    async with transaction():
        before = await _theirs(actor, "answer_rectification", key)
        after = replace(
            before,
            state=moved(_state(before), "answer"),
            answer=said,
            answered_by_key=actor.key,
            answered_by_name=actor.name,
            answered_at=house.now(),
        )
        await _save(house, actor, "rectification.answered", before, after, seen_version, said)


async def confirm_rectification(house: House, actor: Actor, key: UUID, seen_version: int, remark: str = "") -> None:
    """Looked at again and found right. Raises Stale, Refused, NotAllowed for whoever gave the answer."""
    entry = Entry()
    said = (entry.text(remark, "remark", blank=True) or "").strip()
    if entry.faults:
        raise InvalidInput(entry.faults)
    async with transaction():
        before = await _theirs(actor, "check_rectification", key)
        after = _decided(house, actor, before, "confirm", said)
        await _save(house, actor, "rectification.closed", before, after, seen_version, said)


async def send_back_rectification(
    house: House, actor: Actor, key: UUID, seen_version: int, remark: object, due_on: object
) -> None:
    """Looked at again and found wanting: why, and the new deadline. Raises InvalidInput, Stale, Refused, NotAllowed."""
    entry = Entry()
    said, deadline = read_words(entry, remark, "remark"), read_deadline(entry, due_on, house.today())
    if entry.faults or deadline is None:
        raise InvalidInput(entry.faults)
    async with transaction():
        before = await _theirs(actor, "check_rectification", key)
        after = replace(_decided(house, actor, before, "send_back", said), due_on=deadline)
        await _save(house, actor, "rectification.sent_back", before, after, seen_version, said)


async def withdraw_rectification(house: House, actor: Actor, key: UUID, seen_version: int, reason: object) -> None:
    """Take an order back, for a reason. Raises InvalidInput without one, Stale, Refused, NotAllowed."""
    said = _said(reason, "reason")
    async with transaction():
        before = await _theirs(actor, "order_rectification", key)
        after = _decided(house, actor, before, "withdraw", said)
        await _save(house, actor, "rectification.withdrawn", before, after, seen_version, said)


async def rectification(actor: Actor, key: UUID) -> OnSite:
    """One rectification, for whoever may read its site from inside. Raises NotFound, NotAllowed."""
    stored = await _stored(key)
    site = await stored_site(stored.site_code)
    require(actor, "read_site_inside", site)
    return OnSite(stored, site)


async def moves_of(actor: Actor, key: UUID) -> tuple[Happened, ...]:
    """What happened to a rectification, the oldest first. Raises NotFound, NotAllowed."""
    await rectification(actor, key)
    told = reversed(await read_changes(SUBJECT, str(key), limit=1000))
    return tuple(Happened(c.at, c.actor_name, ACTIONS[c.action], c.reason) for c in told)


async def rectifications_of(actor: Actor, code: str) -> tuple[OnSite, ...]:
    """Every rectification of a site, open ones first, each group by deadline. Raises NotFound, NotAllowed."""
    site = await stored_site(code)
    require(actor, "read_site_inside", site)
    found = [OnSite(stored, site) for stored in await read_rectifications(site_codes=[code])]
    return tuple(sorted(found, key=lambda one: one.state not in OPEN))


async def open_rectifications(
    actor: Actor, action: Action = "read_site_inside", site: str | None = None
) -> tuple[OnSite, ...]:
    """What is open at the sites where the actor may do `action`, or at one of them, the nearest deadline first."""
    every = await read_rectifications(site_codes=None if site is None else [site], states=sorted(OPEN))
    sites = {
        row.code: row for row in await read_sites(SiteFilter(codes=tuple(sorted({one.site_code for one in every}))))
    }
    return tuple(
        OnSite(one, sites[one.site_code])
        for one in every
        if one.site_code in sites and may(actor, action, target_of(sites[one.site_code])).allowed
    )


async def to_put_right(
    house: House, actor: Actor, *, programme: str | None = None, site: str | None = None
) -> ToPutRight:
    """How many rectifications ask something of the actor, in one programme, at one site, or in all."""
    found = [one for one in await open_rectifications(actor, site=site) if programme in (None, one.site.programme)]
    ordered = [one for one in found if one.state == "ordered"]
    late = [one for one in ordered if urgency(one.stored.due_on, house.today()) == "overdue"]

    mine = [one for one in ordered if may(actor, "answer_rectification", target_of(one.site)).allowed]
    to_check = sum(one.state == "answered" and may_check(actor, one) for one in found)
    mine_late, next_due = sum(one in late for one in mine), mine[0].stored.due_on if mine else None
    return ToPutRight(len(mine), mine_late, to_check, len(found), len(late), next_due)


def verdicts_now(house: House, site: StoredSite) -> Sequence[ClauseVerdict]:
    """How the site stands today, clause by clause; empty for a record that no longer passes entry."""
    known = readable(house, site)
    if known is None:
        return ()
    return judge(known, house.programme(site.programme), house.divisions, house.today()).clauses


def may_check(actor: Actor, found: OnSite) -> bool:
    """Whether the actor may take the second look: not at what they answered themselves."""
    return may(actor, "check_rectification", target_of(found.site, found.stored.answered_by_key)).allowed


def _said(given: object, path: str) -> str:
    entry = Entry()
    said = read_words(entry, given, path)
    if entry.faults:
        raise InvalidInput(entry.faults)
    return said


async def _stored(key: UUID) -> StoredRectification:
    found = await read_rectification(key)
    if found is None:
        raise NotFound(_NO_SUCH)
    return found


async def _theirs(actor: Actor, action: Action, key: UUID) -> StoredRectification:
    found = await _stored(key)
    require(actor, action, await stored_site(found.site_code), owner=found.answered_by_key)
    return found


def _state(stored: StoredRectification) -> State:
    return stored.state  # type: ignore[return-value] # the table's CHECK holds it to the states


def _decided(house: House, actor: Actor, before: StoredRectification, move: Move, said: str) -> StoredRectification:
    state = moved(_state(before), move)
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
        wording = Wording("这项整改刚被处理过，请刷新后再看", "this was just changed; reload and look again")
        raise Stale(wording, before.version)
    await _record(house, actor, action, before, saved, said)


async def _record(
    house: House,
    actor: Actor,
    action: str,
    before: StoredRectification | None,
    after: StoredRectification,
    reason: str,
) -> None:
    await append_changes(
        [
            NewChange(
                at=house.now(),
                actor_key=actor.key,
                actor_name=actor.name,
                request_id=actor.request_id,
                action=action,
                subject_kind=SUBJECT,
                subject_key=str(after.id),
                version=after.version,
                reason=reason,
                before=_text(before) if before else None,
                after=_text(after),
            )
        ]
    )


def _text(stored: StoredRectification) -> str:
    return as_text(asdict(stored) | {"id": str(stored.id)})  # asyncpg has a UUID type of its own
