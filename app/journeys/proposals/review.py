"""The reviewer's side of a proposal: accepting it, whole or in part, and sending it back. Undoing is in `undoing`.

Site, effect on the verdicts, change record and proposal are saved together or not at all. What is not accepted goes
back to its author, whole, as a request of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import Fault, InvalidInput, Refused, ZhanwangError
from app.exchange.strict_json import json_text, load_json
from app.journeys.house import House
from app.journeys.proposals.read import Proposed, compared, record_move, save_move, stale, state_of, stored_proposal
from app.journeys.registry.hierarchy import InHierarchy, hierarchy_faults
from app.journeys.registry.register import plan_one, save
from app.journeys.site_rights import require, stored_site, target_of
from app.proposals.states import Move, moved
from app.sites.document import read_site
from app.sites.edit import merged
from app.sites.items import Difference, items, restricted
from app.store.engine import transaction
from app.store.proposals import StoredProposal, insert_proposal, read_proposals
from app.store.sites import StoredSite, read_sites
from app.wording import Wording

_WHY_NOT_ALL = Wording(
    "有变更未勾选，将退回申请人，请写明原因",
    "what is not ticked goes back to its author: say why",
)
RECENT = 20
"""How many decided proposals a reviewer is shown."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another proposal that waits, and what it wants of the items that both would change."""

    other: Proposed
    shared: tuple[Difference, ...]


async def waiting_reviews(house: House, actor: Actor) -> tuple[Proposed, ...]:
    """Everything submitted that the actor may review, the longest waiting first."""
    return await _reviewable(house, actor, await read_proposals(states=["submitted"]))


async def decided_lately(house: House, actor: Actor) -> tuple[Proposed, ...]:
    """The last decided proposals that the actor may review, the newest first."""
    decided = await read_proposals(states=["accepted", "partly_accepted", "sent_back", "undone"], carried_on=True)
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


async def rivals(house: House, actor: Actor, found: Proposed) -> tuple[Rival, ...]:
    """Other proposals waiting for the same site that would change some of the same items."""
    own = {difference.item for difference in found.differences}
    waiting = await read_proposals(site_codes=[found.site.code], states=["submitted"])
    others = [compared(house, stored, found.site) for stored in waiting if stored.id != found.stored.id]
    both = ((other, tuple(d for d in other.differences if d.item in own)) for other in others)
    return tuple(Rival(other, shared) for other, shared in both if shared)


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

    Site, verdict effect, change record and proposal are saved together. The rest goes back to its author for `reason`,
    as a sent-back proposal that holds it. Raises Stale when the site is no longer as the reviewer saw it, InvalidInput
    when the accepted part cannot be a valid site, or when the rest goes back without a reason.
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
        if taken == every:
            await publish(house, actor, theirs, site, restricted(edit, taken), reason)
            await _decide(house, actor, theirs, seen_version, "accept", reason, sorted(taken))
            return
        if not reason.strip():
            raise InvalidInput([Fault("reason", "missing", _WHY_NOT_ALL)])
        await publish(house, actor, theirs, site, restricted(edit, taken), reason)
        rest = _rest(house, actor, theirs, restricted(edit, every - taken), reason)
        await insert_proposal(rest)
        await record_move(house, actor, "proposal.sent_back", None, rest, reason)
        parted = replace(theirs, carried_on_by=rest.id)
        await _decide(house, actor, parted, seen_version, "accept_part", reason, sorted(taken))


async def accept_many(house: House, actor: Actor, keys: Sequence[UUID]) -> dict[UUID, ZhanwangError | None]:
    """Accept several proposals as they stand, each by itself: None where it was accepted, else why not."""
    outcome: dict[UUID, ZhanwangError | None] = {}
    for key in keys:
        try:
            stored = await stored_proposal(key)
            site = await stored_site(stored.site_code)
            if compared(house, stored, site).conflicts:
                raise stale(site, ())
            await accept(house, actor, key, seen_version=stored.version, seen_site_version=site.version)
            outcome[key] = None
        except ZhanwangError as error:
            outcome[key] = error
    return outcome


async def publish(
    house: House,
    actor: Actor,
    theirs: StoredProposal,
    site: StoredSite,
    edit: Mapping[str, Any],
    reason: str,
    action: str = "proposal.accepted",
    left: Sequence[str] = (),
) -> None:
    """Save the site after an edit that comes from a proposal; `left` names items that were left as they are.

    Needs an open transaction.
    """
    whole = merged(load_json(site.document.encode()), edit)
    after = read_site(whole, house.rules, house.divisions, registering=True)
    if after.division != site.division:
        # A move is two places: where the site was and where it goes.
        target = Target(site=site.code, division=after.division, owner=theirs.author_key)
        may(actor, "review_change", target).require()
    if after.parent != site.parent:
        every: dict[str, InHierarchy] = {row.code: row for row in await read_sites()}
        if faults := hierarchy_faults(after, every | {after.code: after}):
            raise InvalidInput(faults)
    said = "；".join(part for part in (theirs.reason, reason.strip()) if part)
    planned = plan_one(house, actor, site, after, said, action, reported_by=theirs.author_name, proposal=str(theirs.id))
    if planned and left:
        effect = load_json((planned.change.effect or "{}").encode()) | {"left": list(left)}
        planned = replace(planned, change=replace(planned.change, effect=json_text(effect)))
    await save([planned] if planned else [])


def _rest(house: House, actor: Actor, theirs: StoredProposal, edit: Mapping[str, Any], reason: str) -> StoredProposal:
    """What was not accepted, as a proposal that was sent back."""
    now = house.now()
    return StoredProposal(
        site_code=theirs.site_code,
        state="sent_back",
        author_key=theirs.author_key,
        author_name=theirs.author_name,
        edit=json_text(edit),
        reason=theirs.reason,
        base_version=theirs.base_version,
        base_document=theirs.base_document,
        created_at=theirs.created_at,
        updated_at=now,
        submitted_at=theirs.submitted_at,
        decided_at=now,
        decided_by=actor.name,
        decision=reason.strip(),
    )


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
        accepted_items=json_text(list(accepted)) if accepted else None,
    )
    stored = await save_move(decided, seen_version)
    await record_move(house, actor, f"proposal.{stored.state}", theirs, stored, reason)


async def _theirs(actor: Actor, key: UUID) -> StoredProposal:
    """A proposal somebody else made, for a reviewer of its site."""
    found = await stored_proposal(key)
    site = await stored_site(found.site_code)
    require(actor, "review_change", site, owner=found.author_key)
    return found
