"""Rectifications read: one of them, those of a site, what is open in somebody's scope and what it asks of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.may import may
from app.compliance.judge import judge_registered
from app.compliance.verdicts import ClauseVerdict
from app.errors import NotFound
from app.exchange.strict_json import load_json
from app.inspections.rectification import OPEN, State, urgency
from app.journeys.house import House
from app.journeys.network.stored import readable
from app.journeys.site_rights import require, stored_site, target_of
from app.store.changes import read_changes
from app.store.rectifications import StoredRectification, read_rectification, read_rectifications
from app.store.sites import SiteFilter, StoredSite, read_sites
from app.wording import Wording

SUBJECT = "rectification"
RECTIFICATION_ACTIONS: Mapping[str, Wording] = {
    "rectification.ordered": Wording("下达整改要求", "Rectification ordered"),
    "rectification.noticed": Wording("出具限期整改通知书", "Notice issued"),
    "rectification.extended": Wording("延长整改期限", "Deadline extended"),
    "rectification.escalated": Wording("逾期未整改，已升级", "Overdue without an answer, escalated"),
    "rectification.moved": Wording("随站点合并转入", "Moved with its site"),
    "rectification.answered": Wording("报送整改情况", "Rectification reported"),
    "rectification.closed": Wording("复查合格", "Re-inspected: resolved"),
    "rectification.sent_back": Wording("复查不合格，继续整改", "Re-inspected: not resolved"),
    "rectification.withdrawn": Wording("撤回整改事项", "Rectification withdrawn"),
}
_NO_SUCH = Wording("没有此整改事项", "there is no such rectification")


@dataclass(frozen=True, slots=True)
class OnSite:
    """A rectification and the site it is about."""

    stored: StoredRectification
    site: StoredSite

    @property
    def state(self) -> State:
        """The state, typed."""
        return state_of(self.stored)

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
class RectificationCounts:
    """How many rectifications wait for this person's answer, how many of them are late, how many for re-inspection.

    Of all they may read, `open` counts those that are open and `late` the late ones. `next_due` is the next deadline of
    what they answer; None where there is nothing.
    """

    to_answer: int
    to_answer_late: int
    to_reinspect: int
    open: int
    late: int
    next_due: date | None


async def rectification(actor: Actor, key: UUID) -> OnSite:
    """One rectification, for whoever may read its site from inside. Raises NotFound, NotAllowed."""
    stored = await stored_rectification(key)
    site = await stored_site(stored.site_code)
    require(actor, "read_site_inside", site)
    return OnSite(stored, site)


async def moves_of(actor: Actor, key: UUID) -> tuple[Happened, ...]:
    """What happened to a rectification, the oldest first. Raises NotFound, NotAllowed."""
    await rectification(actor, key)
    told = reversed(await read_changes(SUBJECT, str(key), limit=None))
    return tuple(Happened(c.at, c.actor_name, RECTIFICATION_ACTIONS[c.action], c.reason) for c in told)


async def rectifications_of(actor: Actor, code: str) -> tuple[OnSite, ...]:
    """Every rectification of a site, open ones first, each group by deadline. Raises NotFound, NotAllowed."""
    site = await stored_site(code)
    require(actor, "read_site_inside", site)
    found = [OnSite(stored, site) for stored in await read_rectifications(site_codes=[code])]
    return tuple(sorted(found, key=lambda one: one.state not in OPEN))


async def open_rectifications(actor: Actor, site: StoredSite | None = None) -> tuple[OnSite, ...]:
    """What is open at the sites that the actor reads from inside, or at one of them, the nearest deadline first.

    A closed site asks for nothing any more.
    """
    every = await every_open_rectification(site)
    return tuple(one for one in every if may(actor, "read_site_inside", target_of(one.site)).allowed)


async def every_open_rectification(site: StoredSite | None = None) -> tuple[OnSite, ...]:
    """What is open anywhere, or at one site, the nearest deadline first. Whoever asks sees to who may know of it."""
    every = await read_rectifications(site_codes=None if site is None else [site.code], states=sorted(OPEN))
    sites = {site.code: site} if site is not None else {}
    if every and site is None:
        codes = tuple(sorted({one.site_code for one in every}))
        sites = {row.code: row for row in await read_sites(SiteFilter(codes=codes))}
    return tuple(
        OnSite(one, site_row)
        for one in every
        if (site_row := sites.get(one.site_code)) is not None and site_row.status != "closed"
    )


async def rectification_counts(
    house: House, actor: Actor, *, programme: str | None = None, site: StoredSite | None = None
) -> RectificationCounts:
    """How many rectifications ask something of the actor, in one programme, at one site, or in all."""
    found = await open_rectifications(actor, site)
    return counts_of(house, actor, [one for one in found if programme in (None, one.site.programme)])


def counts_of(house: House, actor: Actor, found: Sequence[OnSite]) -> RectificationCounts:
    """How many of these, the nearest deadline first, ask something of the actor."""
    ordered = [one for one in found if one.state == "ordered"]
    mine = [one for one in ordered if may_answer(actor, one)]
    to_reinspect = sum(one.state == "answered" and may_reinspect(actor, one) for one in found)
    next_due = mine[0].stored.due_on if mine else None
    return RectificationCounts(len(mine), _late(house, mine), to_reinspect, len(found), _late(house, ordered), next_due)


def _late(house: House, some: Sequence[OnSite]) -> int:
    return sum(urgency(one.stored.due_on, house.today()) == "overdue" for one in some)


def verdicts_now(house: House, site: StoredSite) -> Sequence[ClauseVerdict]:
    """How the site stands today, clause by clause; empty for a record that no longer passes entry."""
    known = readable(house, site)
    if known is None:
        return ()
    return judge_registered(known, house.programme(site.programme), house.divisions, house.today()).clauses


def may_answer(actor: Actor, found: OnSite) -> bool:
    """Whether the actor may say what was done about it."""
    return may(actor, "answer_rectification", target_of(found.site)).allowed


def may_reinspect(actor: Actor, found: OnSite) -> bool:
    """Whether the actor may re-inspect it: nobody does what they answered themselves."""
    return may(actor, "reinspect_rectification", target_of(found.site, found.stored.answered_by_key)).allowed


async def stored_rectification(key: UUID) -> StoredRectification:
    """The rectification of this id. Raises NotFound."""
    found = await read_rectification(key)
    if found is None:
        raise NotFound(_NO_SUCH)
    return found


def state_of(stored: StoredRectification) -> State:
    """The state, typed."""
    return stored.state  # type: ignore[return-value] # the table's CHECK holds it to the states
