"""The reviewer's side of a proposal: accepting it, whole or in part, sending it back, and undoing an acceptance.

Site, effect on the verdicts, change record and proposal are saved together or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.may import may
from app.errors import Fault, InvalidInput, Refused, ZhanwangError
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.proposals import (
    Proposed,
    as_text,
    compared,
    record_move,
    require,
    save_move,
    stale,
    state_of,
    stored_proposal,
    stored_site,
    target_of,
)
from app.journeys.register import plan_one, save
from app.proposals.items import differences, inverse, items, restricted
from app.proposals.states import Move, moved
from app.sites.document import read_site
from app.sites.edit import merged
from app.store.changes import read_changes
from app.store.engine import transaction
from app.store.proposals import StoredProposal, read_proposals
from app.store.sites import StoredSite, read_sites
from app.wording import Wording

RECENT = 20
"""How many decided proposals a reviewer is shown."""


async def waiting_reviews(house: House, actor: Actor) -> tuple[Proposed, ...]:
    """Everything submitted that the actor may review, the longest waiting first."""
    return await _reviewable(house, actor, await read_proposals(states=["submitted"]))


async def decided_lately(house: House, actor: Actor) -> tuple[Proposed, ...]:
    """The last decided proposals that the actor may review, the newest first."""
    decided = await read_proposals(states=["accepted", "partly_accepted", "sent_back", "undone"])
    decided.sort(key=lambda stored: stored.updated_at, reverse=True)
    return (await _reviewable(house, actor, decided[: RECENT * 5]))[:RECENT]


async def _reviewable(house: House, actor: Actor, every: Sequence[StoredProposal]) -> tuple[Proposed, ...]:
    sites = {row.code: row for row in await read_sites()}
    return tuple(
        compared(house, stored, sites[stored.site_code])
        for stored in every
        if stored.site_code in sites
        and may(actor, "review_change", target_of(sites[stored.site_code], stored.author_key)).allowed
    )


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
        site = await stored_site(theirs.site_code)
        if site.version != seen_site_version:
            raise stale(site, ())
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
            stored = await stored_proposal(key)
            site = await stored_site(stored.site_code)
            if compared(house, stored, site).conflicts:
                raise stale(site, ())
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
        theirs = await stored_proposal(key)
        site = await stored_site(theirs.site_code)
        require(actor, "undo_acceptance", site)
        require(actor, "review_change", site, owner=theirs.author_key)
        state = moved(state_of(theirs), "undo")
        before, after = await _acceptance(theirs)
        edit = restricted(load_json(theirs.edit.encode()), set(load_json((theirs.accepted_items or "[]").encode())))
        changed_again = [
            d for d in differences(after, load_json(site.document.encode()), edit) if d.published != d.base
        ]
        if changed_again:
            raise stale(site, changed_again)
        await _publish(house, actor, theirs, site, inverse(before, edit), reason, action="proposal.undone")
        stored = await save_move(replace(theirs, state=state, updated_at=house.now()), theirs.version)
        await record_move(house, actor, "proposal.undone", theirs, stored, reason)


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
        state=moved(state_of(theirs), move),
        decided_at=now,
        decided_by=actor.name,
        decision=reason.strip(),
        updated_at=now,
        accepted_items=as_text(list(accepted)) if accepted else None,
    )
    stored = await save_move(decided, seen_version)
    await record_move(house, actor, f"proposal.{stored.state}", theirs, stored, reason)


async def _acceptance(theirs: StoredProposal) -> tuple[Any, Any]:
    """The site's document before and after the proposal was accepted."""
    for change in await read_changes("site", theirs.site_code, limit=10_000):
        effect = load_json(change.effect.encode()) if change.effect else {}
        if effect.get("proposal") == str(theirs.id) and change.action == "proposal.accepted" and change.before:
            return load_json(change.before.encode()), load_json((change.after or "{}").encode())
    raise Refused(Wording("找不到这次通过的记录，无法撤销", "the acceptance is not on record and cannot be undone"))


async def _theirs(actor: Actor, key: UUID) -> StoredProposal:
    """A proposal somebody else made, for a reviewer of its site."""
    found = await stored_proposal(key)
    site = await stored_site(found.site_code)
    require(actor, "review_change", site, owner=found.author_key)
    return found
