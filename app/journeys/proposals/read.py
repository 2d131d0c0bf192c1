"""Proposals as the store keeps them: reading them with their differences, saving a move with its record.

Shared by `proposing` (the author's side) and `reviewing` (the reviewer's side).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.may import may
from app.errors import NotFound, Stale
from app.exchange.strict_json import json_text, load_json
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.site_rights import require, stored_site, target_of
from app.proposals.states import OPEN, State, escalation
from app.sites.items import Difference, differences
from app.store.changes import NewChange, append_changes
from app.store.proposals import StoredProposal, read_proposal, read_proposals, replace_proposal
from app.store.sites import StoredSite, read_sites_of
from app.wording import Wording

_NO_SUCH = Wording("没有此变更申请", "there is no such change request")
_MOVED_ON = Wording(
    "此变更申请刚被他人更新，请刷新后查看", "the change request was just changed; reload and look again"
)


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
    """One proposal, for whoever may read the site's history, since it holds the roster; a draft only for its author.

    Raises NotFound, NotAllowed.
    """
    stored = await stored_proposal(key)
    site = await stored_site(stored.site_code)
    require(actor, "read_history", site)
    if stored.state == "draft" and stored.author_key != actor.key:
        raise NotFound(_NO_SUCH)
    return compared(house, stored, site)


async def own_and_reviewable(house: House, actor: Actor) -> tuple[Proposed, ...]:
    """The actor's own open proposals and all submitted ones that they may review, longest waiting first."""
    every = await read_proposals(states=sorted(OPEN))
    sites = await read_sites_of(stored.site_code for stored in every)
    found = []
    for stored in every:
        site = sites.get(stored.site_code)
        own = stored.author_key == actor.key
        if site is not None and (own or (stored.state == "submitted" and _reviews(actor, stored, site))):
            found.append(compared(house, stored, site))
    return tuple(found)


def _reviews(actor: Actor, stored: StoredProposal, site: StoredSite) -> bool:
    return may(actor, "review_change", target_of(site, stored.author_key)).allowed


async def open_proposals(house: House, site: StoredSite) -> tuple[Proposed, ...]:
    """Everything proposed and not yet decided for a site that was read, longest waiting first."""
    return tuple(
        compared(house, stored, site) for stored in await read_proposals(site_codes=[site.code], states=sorted(OPEN))
    )


def compared(
    house: House, stored: StoredProposal, site: StoredSite, published: Mapping[str, Any] | None = None
) -> Proposed:
    """The proposal beside what is published now; `published` is the site's document where it was parsed already."""
    now = load_json(site.document.encode()) if published is None else published
    found = differences(load_json(stored.base_document.encode()), now, load_json(stored.edit.encode()))
    since = stored.submitted_at if stored.state == "submitted" else None
    level = 0 if since is None else escalation(since, house.now(), house.settings.review_escalation_days)
    return Proposed(stored, site, found, level)


def empty_draft(house: House, actor: Actor, site: StoredSite) -> StoredProposal:
    """A draft of the actor's that proposes nothing yet, on the record as it is published now."""
    now = house.now()
    return StoredProposal(
        site_code=site.code,
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


def returned(
    house: House, actor: Actor, theirs: StoredProposal, edit: Mapping[str, Any], reason: str
) -> StoredProposal:
    """What of a proposal goes back to its author, as one of its own that was sent back."""
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


def move_of(
    house: House, actor: Actor, action: str, before: StoredProposal | None, after: StoredProposal, reason: str
) -> NewChange:
    """The change record of a move."""
    was = before.edit if before else None
    return change_by(
        actor, house, action, "proposal", after.id, version=after.version, reason=reason, before=was, after=after.edit
    )


async def record_move(
    house: House, actor: Actor, action: str, before: StoredProposal | None, after: StoredProposal, reason: str
) -> None:
    """Write the change record of a move. Needs an open transaction."""
    await append_changes([move_of(house, actor, action, before, after, reason)])


async def save_move(stored: StoredProposal, seen_version: int) -> StoredProposal:
    """Save a proposal over the version that was seen. Raises Stale when it has moved on."""
    saved = await replace_proposal(stored, seen_version)
    if saved is None:
        raise Stale(_MOVED_ON, stored.version)
    return saved


def require_seen(stored: StoredProposal, seen_version: int) -> None:
    """Raises Stale where the proposal has moved on since it was seen."""
    if stored.version != seen_version:
        raise Stale(_MOVED_ON, stored.version)


async def stored_proposal(key: UUID) -> StoredProposal:
    """The proposal of this id. Raises NotFound."""
    found = await read_proposal(key)
    if found is None:
        raise NotFound(_NO_SUCH)
    return found


def stale(site: StoredSite, clashing: Sequence[Difference]) -> Stale:
    """The refusal of a save that began from an older record, naming the items that clash."""
    what = "、".join(d.item for d in clashing)
    zh, en = (f"（{what}）", f" ({what})") if what else ("", "")
    return Stale(
        Wording(
            f"站点信息已被他人更新{zh}，请对照后再保存",
            f"another user has updated the site meanwhile{en}; compare both sides",
        ),
        site.version,
    )


def state_of(stored: StoredProposal) -> State:
    """The state, typed."""
    return stored.state  # type: ignore[return-value] # the table's CHECK holds it to the states
