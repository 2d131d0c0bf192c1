"""The reviewer's side of a proposal: accepting it, whole or in part, and sending it back. Undoing is in `undoing`.

Site, effect on the verdicts, change record and proposal are saved together or not at all. What is not accepted goes
back to its author, whole, as a request of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.access.actor import Actor
from app.access.may import may
from app.errors import Fault, InvalidInput, Refused, ZhanwangError
from app.exchange.strict_json import json_text, load_json
from app.journeys.house import House
from app.journeys.proposals.publish import planned_edit, site_after
from app.journeys.proposals.read import (
    Proposed,
    compared,
    move_of,
    require_seen,
    returned,
    save_move,
    stale,
    state_of,
    stored_proposal,
)
from app.journeys.registry.planned import save
from app.journeys.site_rights import require, stored_site, target_of
from app.proposals.states import Move, moved
from app.sites.items import Difference, items, restricted
from app.store.changes import NewChange, append_changes
from app.store.engine import transaction
from app.store.proposals import StoredProposal, insert_proposal, read_proposals
from app.store.sites import StoredSite, read_sites_of
from app.wording import Wording

_WHY_NOT_ALL = Wording(
    "有变更未勾选，将退回申请人，请写明原因",
    "what is not ticked goes back to its author: say why",
)
_DECIDED = ("accepted", "partly_accepted", "sent_back", "undone")
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
    decided = await read_proposals(states=_DECIDED, carried_on=True)
    decided.sort(key=lambda stored: stored.updated_at, reverse=True)
    return (await _reviewable(house, actor, decided[: RECENT * 5]))[:RECENT]


async def _reviewable(house: House, actor: Actor, every: Sequence[StoredProposal]) -> tuple[Proposed, ...]:
    sites = await read_sites_of(stored.site_code for stored in every)
    return tuple(
        compared(house, stored, sites[stored.site_code])
        for stored in every
        if stored.site_code in sites
        and may(actor, "review_change", target_of(sites[stored.site_code], stored.author_key)).allowed
    )


async def last_decided_at(found: Proposed) -> datetime | None:
    """When a reviewer last had a request of the same site before them; None where nobody ever had."""
    decided = await read_proposals(site_codes=[found.site.code], states=_DECIDED, carried_on=True)
    return max(filter(None, (one.decided_at for one in decided if one.id != found.stored.id)), default=None)


async def rivals(house: House, actor: Actor, found: Proposed) -> tuple[Rival, ...]:
    """Other proposals waiting for the same site that would change some of the same items."""
    own = {difference.item for difference in found.differences}
    waiting = await read_proposals(site_codes=[found.site.code], states=["submitted"])
    others = [compared(house, stored, found.site) for stored in waiting if stored.id != found.stored.id]
    both = ((other, tuple(d for d in other.differences if d.item in own)) for other in others)
    return tuple(Rival(other, shared) for other, shared in both if shared)


async def send_back(house: House, actor: Actor, key: UUID, seen_version: int, reason: str) -> None:
    """Return a proposal to its author with a reason. Raises InvalidInput without one."""
    async with transaction():
        theirs, _ = await _theirs(actor, key, seen_version, "send_back")
        if not reason.strip():
            raise InvalidInput([Fault("reason", "missing", Wording("请写明退回原因", "say why it is sent back"))])
        _, record = await _decided(house, actor, theirs, seen_version, "send_back", reason, ())
        await append_changes([record])


async def accept(
    house: House,
    actor: Actor,
    key: UUID,
    *,
    seen_version: int,
    seen_site_version: int,
    chosen: Collection[str] | None = None,
    reason: str = "",
) -> StoredProposal:
    """Publish a proposal, or only the `chosen` items of it; the proposal as it stands then.

    Site, verdict effect, change record and proposal are saved together. The rest goes back to its author for `reason`,
    as a sent-back proposal that holds it. Raises Stale when proposal or site are not as the reviewer saw them,
    InvalidInput when the accepted part cannot be a valid site, or when the rest goes back without a reason; Refused
    when nothing is chosen, or it is decided already.
    """
    async with transaction():
        theirs, site = await _theirs(actor, key, seen_version, "accept")
        if site.version != seen_site_version:
            raise stale(site, ())
        edit = load_json(theirs.edit.encode())
        every = set(items(edit))
        taken = every if chosen is None else every & set(chosen)
        if not taken:
            raise Refused(Wording("至少选择一项；全部不同意请退回", "choose at least one item, or send it back"))
        if taken != every and not reason.strip():
            raise InvalidInput([Fault("reason", "missing", _WHY_NOT_ALL)])
        planned = await planned_edit(
            house,
            actor,
            site,
            site_after(house, load_json(site.document.encode()), restricted(edit, taken)),
            right="review_change",
            reason=said_together(theirs.reason, reason),
            action="proposal.accepted",
            proposal=theirs,
        )
        moves = []
        if taken != every:
            rest = returned(house, actor, theirs, restricted(edit, every - taken), reason)
            await insert_proposal(rest)
            moves.append(move_of(house, actor, "proposal.sent_back", None, rest, reason))
            theirs = replace(theirs, carried_on_by=rest.id)
        move: Move = "accept" if taken == every else "accept_part"
        decided, record = await _decided(house, actor, theirs, seen_version, move, reason, sorted(taken))
        await save([planned] if planned else [], [*moves, record])
        return decided


def said_together(*reasons: str) -> str:
    """What author and reviewer said, as the one reason of a change record."""
    return "；".join(part for part in (reason.strip() for reason in reasons) if part)


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


async def _decided(
    house: House,
    actor: Actor,
    theirs: StoredProposal,
    seen_version: int,
    move: Move,
    reason: str,
    accepted: Sequence[str],
) -> tuple[StoredProposal, NewChange]:
    """The proposal after a decision, saved, and the record of it. Raises Stale where it moved on."""
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
    return stored, move_of(house, actor, f"proposal.{stored.state}", theirs, stored, reason)


async def _theirs(actor: Actor, key: UUID, seen_version: int, move: Move) -> tuple[StoredProposal, StoredSite]:
    """A proposal somebody else made and its site, for a reviewer of it who saw it so. Whether it is another by now goes
    before all that may be wrong with the decision: its page comes back with what it is then, to be decided upon.
    """
    found = await stored_proposal(key)
    site = await stored_site(found.site_code)
    require(actor, "review_change", site, owner=found.author_key)
    moved(state_of(found), move)
    require_seen(found, seen_version)
    return found, site
