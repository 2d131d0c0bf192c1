"""The author's side of a proposal beside saving it: taking back, giving up; and confirming what still holds.

The published record changes only by an acceptance. A proposal is never overwritten by another: each author has a draft
of their own a site, one sent back stays as it was and a new draft goes on from it, and moves are refused when the
proposal or the site has moved on meanwhile. Edits that hold only some items are laid over a draft by `adding`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import Fault, InvalidInput, NotFound, Refused
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.proposals.read import (
    record_move,
    save_move,
    stale,
    state_of,
    stored_proposal,
)
from app.journeys.registry.planned import plan_one, save
from app.journeys.site_rights import require, stored_site, target_of
from app.proposals.states import moved
from app.sites.document import read_site
from app.sites.edit import merged
from app.sites.items import COUNTY_ONLY, RESERVED, value_at
from app.sites.vocabulary import COLLECTIONS
from app.store.changes import read_changes
from app.store.engine import transaction
from app.store.proposals import StoredProposal, read_proposals
from app.store.sites import StoredSite
from app.wording import Wording

_CHANGED = Wording(
    "这一项在表中已改动，不能按原值确认：请保存草稿或提交审核",
    "this was changed in the form and cannot be confirmed as it was: save a draft or submit",
)
_UNREPORTED = Wording("这一项还没有填报，不能确认", "nobody has reported this, so it cannot be confirmed")


async def withdraw(house: House, actor: Actor, key: UUID, seen_version: int) -> None:
    """Take one's own proposal out of review. It is a draft again, with everything it holds.

    Raises Refused where a draft was begun meanwhile: there is one a person and site.
    """
    async with transaction():
        mine = await own_proposal(actor, key)
        state = moved(state_of(mine), "withdraw")
        if await read_proposals(site_codes=[mine.site_code], states=["draft"], author_key=actor.key):
            raise Refused(
                Wording(
                    "您在本站点还有一份草稿，请先提交或删除该草稿，再撤回这一份",
                    "you have another draft of this site: submit or discard it before you withdraw this one",
                )
            )
        draft = replace(mine, state=state, submitted_at=None, updated_at=house.now())
        stored = await save_move(draft, seen_version)
        await record_move(house, actor, "proposal.withdrawn", mine, stored, "")


async def discard(house: House, actor: Actor, key: UUID, seen_version: int) -> None:
    """Give up one's own draft, or what was sent back. What it held stays in its record only."""
    async with transaction():
        mine = await own_proposal(actor, key)
        state = moved(state_of(mine), "discard")
        stored = await save_move(replace(mine, state=state, updated_at=house.now()), seen_version)
        await record_move(house, actor, "proposal.discarded", mine, stored, "")


async def confirm(
    house: House,
    actor: Actor,
    code: str,
    facts: Sequence[str],
    seen_site_version: int,
    typed: Collection[str] = (),
) -> None:
    """Say that reported facts still hold. Only the day and the name of the report change, so no review is needed.

    `typed` are the items that the form shows otherwise than the record: what is published of them is not what the
    person looks at. Raises InvalidInput for a fact among them and for one that nobody reported, Stale where somebody
    changed one of the facts since `seen_site_version`; other changes do not matter.
    """
    async with transaction():
        site = await stored_site(code)
        require(actor, "edit_site", site)
        published = load_json(site.document.encode())
        faults = [Fault(_item(fact), "changed", _CHANGED) for fact in facts if _item(fact) in typed]
        faults += [Fault(_item(fact), "missing", _UNREPORTED) for fact in facts if _fact_in(published, fact) is None]
        if faults:
            raise InvalidInput(faults)
        seen = await document_at(site, seen_site_version)
        if any(_fact_in(seen, fact) != _fact_in(published, fact) for fact in facts):
            raise stale(site, ())
        day = house.today().isoformat()
        edit = {"reports": {fact: {"on": day, "by": actor.name} for fact in facts}}
        after = read_site(merged(published, edit), house.rules, house.divisions, registering=True)
        planned = plan_one(house, actor, site, after, "", "site.confirmed")
        await save([planned] if planned else [])


def _fact_in(document: Any, fact: str) -> Any:
    """What a document holds under the code of a report: a fact, or one of the collections."""
    return value_at(document, _item(fact))


def _item(fact: str) -> str:
    return fact if fact in COLLECTIONS else f"facts.{fact}"


def reserved_faults(actor: Actor, site: StoredSite, edit: Mapping[str, Any]) -> list[Fault]:
    """The keys of an edit that no proposal, or not this person's, may touch. Raises NotAllowed for a move elsewhere."""
    faults = [
        Fault(key, "reserved", Wording("此项不能修改", "this cannot be changed"))
        for key in sorted(RESERVED & set(edit))
    ]
    if not may(actor, "publish_directly", target_of(site)).allowed:
        message = Wording("此项由县级管理员维护", "only the county office changes this")
        faults += [Fault(key, "county_only", message) for key in sorted(COUNTY_ONLY & set(edit))]
    elif isinstance(place := edit.get("division"), str):
        may(actor, "publish_directly", Target(site=site.code, division=place)).require()
    return faults


def no_reason(reason: str) -> tuple[Fault, ...]:
    """A fault where no reason is given."""
    return (
        () if reason.strip() else (Fault("reason", "missing", Wording("请写明变更原因", "say why the record changes")),)
    )


async def document_at(site: StoredSite, version: int) -> Any:
    """The site's document as of a version that somebody saw. Raises Stale when there is no such version."""
    if version == site.version:
        return load_json(site.document.encode())
    for change in await read_changes("site", site.code, limit=None):
        if change.version == version:
            assert change.after is not None, "no site is ever deleted"
            return load_json(change.after.encode())
    raise stale(site, ())


async def own_proposal(actor: Actor, key: UUID) -> StoredProposal:
    """The proposal of this id, which is the actor's. Raises NotFound, NotAllowed."""
    found = await stored_proposal(key)
    if found.author_key != actor.key:
        raise NotFound(Wording("没有此变更申请", "there is no such change request"))
    may(actor, "withdraw_change", Target(owner=found.author_key)).require()
    return found
