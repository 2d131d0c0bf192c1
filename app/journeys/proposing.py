"""Proposing changes to a site and deciding on them: draft → submit → accept, in part, or send back; and undo.

The published record changes only by an acceptance. A proposal is never overwritten by another: each author has one of
their own a site, and moves are refused when the proposal or the site has moved on meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.may import Action, Target, may
from app.errors import Fault, InvalidInput, NotFound, Refused, Stale, ZhanwangError
from app.exchange.strict_json import dump_json, load_json
from app.journeys.house import House
from app.journeys.register import plan_one, save
from app.proposals.items import COUNTY_ONLY, RESERVED, Difference, differences, inverse, items, restricted
from app.proposals.states import OPEN, Move, State, escalation, moved
from app.sites.document import read_site
from app.sites.edit import merged
from app.store.changes import NewChange, append_changes, read_changes
from app.store.engine import transaction
from app.store.proposals import StoredProposal, insert_proposal, read_proposal, read_proposals, replace_proposal
from app.store.sites import StoredSite
from app.store.sites import read_site as read_stored
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with its differences against what is published now. `level` is how far a silent review has climbed."""

    stored: StoredProposal
    site: StoredSite
    differences: tuple[Difference, ...]
    level: int

    @property
    def conflicts(self) -> tuple[Difference, ...]:
        """The items that somebody else changed since the proposal began."""
        return tuple(d for d in self.differences if d.conflicts)


async def proposal(house: House, actor: Actor, key: UUID) -> Proposed:
    """One proposal, for its author or whoever may read the site from inside. Raises NotFound, NotAllowed."""
    stored = await _stored(key)
    site = await _site(stored.site_code)
    _require(actor, "read_site_inside", site)
    return _proposed(house, stored, site)


async def open_proposals(house: House, codes: Sequence[str]) -> tuple[Proposed, ...]:
    """Everything proposed and not yet decided for these sites, longest waiting first."""
    found = []
    for stored in await read_proposals(site_codes=list(codes), states=sorted(OPEN)):
        found.append(_proposed(house, stored, await _site(stored.site_code)))
    return tuple(found)


async def save_draft(
    house: House,
    actor: Actor,
    code: str,
    edit: Mapping[str, Any],
    *,
    reason: str = "",
    seen_site_version: int,
    key: UUID | None = None,
    seen_version: int | None = None,
    resolved: bool = False,
) -> Proposed:
    """Save what `actor` proposes for a site, as a new draft or over their own.

    `seen_site_version` is the site as the author saw it. If others changed the same items since, the draft is refused
    as Stale unless `resolved` says that the author has seen both sides. Raises InvalidInput with every fault.
    """
    async with transaction():
        site = await _site(code)
        _require(actor, "edit_site", site)
        _refuse_reserved(actor, site, edit)
        published = load_json(site.document.encode())
        _refuse_faults(house, published, edit)
        mine = await _own_draft(actor, code, key)
        base = await _document_at(site, seen_site_version)
        clashing = [d for d in differences(base, published, edit) if d.conflicts]
        if clashing and not resolved:
            raise _stale(site, clashing)
        now = house.now()
        begun = mine or StoredProposal(
            site_code=code,
            state="draft",
            author_key=actor.key,
            author_name=actor.name,
            edit="{}",
            reason="",
            base_version=site.version,
            base_document=site.document,
            created_at=now,
            updated_at=now,
        )
        draft = replace(
            begun,
            state=moved(_state(begun), "save"),
            edit=_text(edit),
            reason=reason,
            base_version=site.version,
            base_document=site.document,
            updated_at=now,
        )
        if mine is None:
            await insert_proposal(draft)
        stored = draft if mine is None else await _replace(draft, seen_version or mine.version)
        await _record(house, actor, "proposal.saved", mine, stored, reason)
        return _proposed(house, stored, site)


async def submit(house: House, actor: Actor, key: UUID, seen_version: int, reason: str) -> Proposed:
    """Hand a draft in for review. Raises Refused without a reason, or when it would change nothing."""
    async with transaction():
        mine = await _own(actor, key)
        site = await _site(mine.site_code)
        _require(actor, "submit_change", site)
        if not reason.strip():
            raise InvalidInput([Fault("reason", "missing", Wording("请写明变更原因", "say why the record changes"))])
        if all(d.pointless for d in _proposed(house, mine, site).differences):
            raise Refused(
                Wording(
                    "与现有记录相同，没有可提交的变更", "it equals the published record; there is nothing to submit"
                )
            )
        state = moved(_state(mine), "submit")
        now = house.now()
        sent = replace(mine, state=state, reason=reason.strip(), submitted_at=now, updated_at=now, decision=None)
        stored = await _replace(sent, seen_version)
        await _record(house, actor, "proposal.submitted", mine, stored, reason)
        return _proposed(house, stored, site)


async def withdraw(house: House, actor: Actor, key: UUID, seen_version: int) -> None:
    """Take one's own open proposal back. What it held stays in its record."""
    async with transaction():
        mine = await _own(actor, key)
        state = moved(_state(mine), "withdraw")
        stored = await _replace(replace(mine, state=state, updated_at=house.now()), seen_version)
        await _record(house, actor, "proposal.withdrawn", mine, stored, "")


async def send_back(house: House, actor: Actor, key: UUID, seen_version: int, reason: str) -> None:
    """Return a proposal to its author with a reason. Raises InvalidInput without one."""
    if not reason.strip():
        raise InvalidInput([Fault("reason", "missing", Wording("请写明退回原因", "say why it is sent back"))])
    async with transaction():
        theirs = await _theirs(actor, key)
        await _decide(house, actor, theirs, seen_version, "send_back", reason, ())


async def accept(
    house: House,
    actor: Actor,
    key: UUID,
    *,
    seen_version: int,
    seen_site_version: int,
    chosen: Collection[str] | None = None,
    reason: str = "",
) -> None:
    """Publish a proposal, or only the `chosen` items of it.

    Site, verdict effect, change record and proposal are saved together. Raises Stale when the site is no longer as the
    reviewer saw it, InvalidInput when the accepted part cannot be a valid site.
    """
    async with transaction():
        theirs = await _theirs(actor, key)
        site = await _site(theirs.site_code)
        if site.version != seen_site_version:
            raise _stale(site, ())
        edit = load_json(theirs.edit.encode())
        every = set(items(edit))
        taken = every if chosen is None else every & set(chosen)
        if not taken:
            raise Refused(Wording("至少选择一项；全部不同意请退回", "choose at least one item, or send it back"))
        await _publish(house, actor, theirs, site, restricted(edit, taken), reason)
        move: Move = "accept" if taken == every else "accept_part"
        await _decide(house, actor, theirs, seen_version, move, reason, sorted(taken))


async def accept_many(house: House, actor: Actor, keys: Sequence[UUID]) -> dict[UUID, Wording | None]:
    """Accept several proposals as they stand, each by itself: None where it was accepted, else why not."""
    outcome: dict[UUID, Wording | None] = {}
    for key in keys:
        try:
            stored = await _stored(key)
            site = await _site(stored.site_code)
            if _proposed(house, stored, site).conflicts:
                raise _stale(site, ())
            await accept(house, actor, key, seen_version=stored.version, seen_site_version=site.version)
            outcome[key] = None
        except ZhanwangError as error:
            outcome[key] = error.message
    return outcome


async def undo(house: House, actor: Actor, key: UUID, reason: str) -> None:
    """Bring back what an acceptance changed, as a change of its own.

    Raises Stale where an item has been changed again since, so that nothing newer is lost.
    """
    if not reason.strip():
        raise InvalidInput([Fault("reason", "missing", Wording("请写明撤销原因", "say why it is undone"))])
    async with transaction():
        theirs = await _stored(key)
        site = await _site(theirs.site_code)
        _require(actor, "review_change", site, owner=theirs.author_key)
        state = moved(_state(theirs), "undo")
        before, after = await _acceptance(theirs)
        edit = restricted(load_json(theirs.edit.encode()), set(load_json((theirs.accepted_items or "[]").encode())))
        changed_again = [
            d for d in differences(after, load_json(site.document.encode()), edit) if d.published != d.base
        ]
        if changed_again:
            raise _stale(site, changed_again)
        await _publish(house, actor, theirs, site, inverse(before, edit), reason, action="proposal.undone")
        stored = await _replace(replace(theirs, state=state, updated_at=house.now()), theirs.version)
        await _record(house, actor, "proposal.undone", theirs, stored, reason)


async def confirm(house: House, actor: Actor, code: str, facts: Sequence[str], seen_site_version: int) -> None:
    """Say that reported facts still hold. Only the day and the name of the report change, so no review is needed."""
    async with transaction():
        site = await _site(code)
        _require(actor, "edit_site", site)
        if site.version != seen_site_version:
            raise _stale(site, ())
        day = house.today().isoformat()
        edit = {"reports": {fact: {"on": day, "by": actor.name} for fact in facts}}
        whole = merged(load_json(site.document.encode()), edit)
        after = read_site(whole, house.rules, house.divisions, registering=True)
        planned = plan_one(house, actor, site, after, "", "site.confirmed")
        await save([planned] if planned else [])


def _proposed(house: House, stored: StoredProposal, site: StoredSite) -> Proposed:
    found = differences(
        load_json(stored.base_document.encode()), load_json(site.document.encode()), load_json(stored.edit.encode())
    )
    waiting = stored.state == "submitted" and stored.submitted_at is not None
    limits = house.settings.review_escalation_days
    level = escalation(stored.submitted_at, house.now(), limits) if waiting and stored.submitted_at else 0
    return Proposed(stored, site, found, level)


def _refuse_reserved(actor: Actor, site: StoredSite, edit: Mapping[str, Any]) -> None:
    """Keys that no proposal, or not this person's, may touch."""
    faults = [
        Fault(key, "reserved", Wording("此项不能修改", "this cannot be changed"))
        for key in sorted(RESERVED & set(edit))
    ]
    county = sorted(COUNTY_ONLY & set(edit))
    if county and not may(actor, "publish_directly", _target(site)).allowed:
        message = Wording("此项由县级管理员维护", "only the county office changes this")
        faults += [Fault(key, "county_only", message) for key in county]
    if faults:
        raise InvalidInput(faults)


def _refuse_faults(house: House, published: Mapping[str, Any], edit: Mapping[str, Any]) -> None:
    read_site(merged(published, edit), house.rules, house.divisions, registering=True)


async def _publish(
    house: House,
    actor: Actor,
    theirs: StoredProposal,
    site: StoredSite,
    edit: Mapping[str, Any],
    reason: str,
    action: str = "proposal.accepted",
) -> None:
    whole = merged(load_json(site.document.encode()), edit)
    after = read_site(whole, house.rules, house.divisions, registering=True)
    said = "；".join(part for part in (theirs.reason, reason.strip()) if part)
    planned = plan_one(house, actor, site, after, said, action, reported_by=theirs.author_name, proposal=str(theirs.id))
    await save([planned] if planned else [])


async def _decide(
    house: House,
    actor: Actor,
    theirs: StoredProposal,
    seen_version: int,
    move: Move,
    reason: str,
    accepted: Sequence[str],
) -> None:
    now = house.now()
    decided = replace(
        theirs,
        state=moved(_state(theirs), move),
        decided_at=now,
        decided_by=actor.name,
        decision=reason.strip(),
        updated_at=now,
        accepted_items=_text(list(accepted)) if accepted else None,
    )
    stored = await _replace(decided, seen_version)
    await _record(house, actor, f"proposal.{stored.state}", theirs, stored, reason)


async def _acceptance(theirs: StoredProposal) -> tuple[Any, Any]:
    """The site's document before and after the proposal was accepted."""
    for change in await read_changes("site", theirs.site_code, limit=10_000):
        effect = load_json(change.effect.encode()) if change.effect else {}
        if effect.get("proposal") == str(theirs.id) and change.action == "proposal.accepted" and change.before:
            return load_json(change.before.encode()), load_json((change.after or "{}").encode())
    raise Refused(Wording("找不到这次通过的记录，无法撤销", "the acceptance is not on record and cannot be undone"))


async def _document_at(site: StoredSite, version: int) -> Any:
    """The site's document as of a version that somebody saw. Raises Stale when there is no such version."""
    if version == site.version:
        return load_json(site.document.encode())
    for change in await read_changes("site", site.code, limit=10_000):
        if change.version == version and change.after:
            return load_json(change.after.encode())
    raise _stale(site, ())


async def _record(
    house: House, actor: Actor, action: str, before: StoredProposal | None, after: StoredProposal, reason: str
) -> None:
    await append_changes(
        [
            NewChange(
                at=house.now(),
                actor_key=actor.key,
                actor_name=actor.name,
                request_id=actor.request_id,
                action=action,
                subject_kind="proposal",
                subject_key=str(after.id),
                version=after.version,
                reason=reason,
                before=before.edit if before else None,
                after=after.edit,
            )
        ]
    )


async def _replace(stored: StoredProposal, seen_version: int) -> StoredProposal:
    saved = await replace_proposal(stored, seen_version)
    if saved is None:
        raise Stale(
            Wording("这份变更申请刚被处理过，请刷新后再看", "the proposal was just changed; reload and look again"),
            stored.version,
        )
    return saved


async def _stored(key: UUID) -> StoredProposal:
    found = await read_proposal(key)
    if found is None:
        raise NotFound(Wording("没有这份变更申请", "there is no such proposal"))
    return found


async def _own(actor: Actor, key: UUID) -> StoredProposal:
    found = await _stored(key)
    if found.author_key != actor.key:
        raise NotFound(Wording("没有这份变更申请", "there is no such proposal"))
    return found


async def _theirs(actor: Actor, key: UUID) -> StoredProposal:
    """A proposal somebody else made, for a reviewer of its site."""
    found = await _stored(key)
    site = await _site(found.site_code)
    _require(actor, "review_change", site, owner=found.author_key)
    return found


async def _own_draft(actor: Actor, code: str, key: UUID | None) -> StoredProposal | None:
    """The author's open, not yet submitted proposal for the site: the one named, or the only one there is."""
    if key is not None:
        return await _own(actor, key)
    open_ones = await read_proposals(site_codes=[code], states=["draft", "sent_back"], author_key=actor.key)
    return open_ones[0] if open_ones else None


def _target(site: StoredSite, owner: str | None = None) -> Target:
    return Target(site=site.code, division=site.division, owner=owner)


def _require(actor: Actor, action: Action, site: StoredSite, owner: str | None = None) -> None:
    may(actor, action, _target(site, owner)).require()


async def _site(code: str) -> StoredSite:
    found = await read_stored(code)
    if found is None:
        raise NotFound(Wording(f"没有站点 {code}", f"there is no site {code}"))
    return found


def _stale(site: StoredSite, clashing: Sequence[Difference]) -> Stale:
    what = "、".join(d.item for d in clashing)
    zh, en = (f"（{what}）", f" ({what})") if what else ("", "")
    return Stale(
        Wording(
            f"站点记录已被他人更新{zh}，请对照后再保存", f"others changed the site meanwhile{en}; compare both sides"
        ),
        site.version,
    )


def _state(stored: StoredProposal) -> State:
    return stored.state  # type: ignore[return-value] # the table's CHECK holds it to the states


def _text(value: Any) -> str:
    return dump_json(value).decode()
