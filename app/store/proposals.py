"""Proposed changes to sites, each with the edit it holds and the document it began from."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from piccolo.columns import UUID, BigInt, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.revisions import raise_revision
from app.store.rows import as_record, as_row, as_values, in_chunks, insert

REVISION = "proposals"


class Proposal(Table):
    """One proposed change of one site by one person."""

    id = UUID(primary_key=True, default=None, help_text="Names the proposal for ever.")
    site_code = Text(index=True, default=None, help_text="The site it would change.")
    state = Text(index=True, default=None, help_text="Where it stands, from draft to undone.")
    author_key = Text(index=True, default=None, help_text="Who proposes: an account's id.")
    author_name = Text(default=None, help_text="Their name as it was then; kept even when the account is gone.")
    edit = Text(default=None, help_text="JSON: the partial site document that is proposed.")
    reason = Text(default=None, help_text="Why, in the author's words; may be empty text until it is submitted.")
    base_version = BigInt(default=None, help_text="The site's version it began from.")
    base_document = Text(default=None, help_text="JSON: the site as it was then, to see what others changed since.")
    version = BigInt(default=None, help_text="1 at first, one more with every save; refuses stale moves.")
    created_at = Timestamptz(default=None, help_text="When it was begun.")
    updated_at = Timestamptz(default=None, help_text="When it was last saved or moved.")
    submitted_at = Timestamptz(null=True, default=None, help_text="When it was handed in; empty for a draft.")
    decided_at = Timestamptz(null=True, default=None, help_text="When a reviewer decided; empty before.")
    decided_by = Text(null=True, default=None, help_text="The reviewer's name; empty before the decision.")
    decision = Text(null=True, default=None, help_text="The reviewer's reason; empty before the decision.")
    accepted_items = Text(null=True, default=None, help_text="JSON: the items accepted; empty before.")
    carried_on_by = UUID(
        null=True,
        default=None,
        help_text="What goes on from one sent back, or holds the part of one that was not accepted; else empty.",
    )

    proposal_state_known = Check(
        "state IN ('draft', 'submitted', 'sent_back', 'accepted', 'partly_accepted', 'withdrawn', 'undone')"
    )
    proposal_version_counts_from_1 = Check("version >= 1 AND base_version >= 1")
    proposal_author_named = Check("author_key <> '' AND author_name <> ''")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProposal:
    """One proposal. Columns as described at `Proposal`."""

    site_code: str
    state: str
    author_key: str
    author_name: str
    edit: str
    reason: str
    base_version: int
    base_document: str
    created_at: datetime
    updated_at: datetime
    version: int = 1
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision: str | None = None
    accepted_items: str | None = None
    carried_on_by: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_proposal(key: uuid.UUID) -> StoredProposal | None:
    """The proposal of this id, or None."""
    row = await Proposal.select().where(Proposal.id == key).first()
    return None if row is None else as_record(StoredProposal, row)


async def read_proposals(
    *,
    site_codes: Sequence[str] | None = None,
    states: Sequence[str] = (),
    author_key: str | None = None,
    updated_since: datetime | None = None,
    limit: int = 1000,
    carried_on: bool = False,
) -> list[StoredProposal]:
    """Proposals of these sites, in these states, by this author, moved since then (None and empty ask nothing).

    The longest waiting first. Those sent back from which their author went on are history, and left out unless
    `carried_on`.
    """
    found: list[StoredProposal] = []
    for codes in in_chunks(site_codes) if site_codes is not None else [None]:
        query = Proposal.select().order_by(Proposal.updated_at).limit(limit)
        if codes is not None:
            query = query.where(Proposal.site_code.is_in(codes))
        if states:
            query = query.where(Proposal.state.is_in(list(states)))
        if author_key is not None:
            query = query.where(Proposal.author_key == author_key)
        if updated_since is not None:
            query = query.where(Proposal.updated_at >= updated_since)
        if not carried_on:
            query = query.where((Proposal.state != "sent_back") | Proposal.carried_on_by.is_null())
        found += [as_record(StoredProposal, row) for row in await query]
    return sorted(found, key=lambda proposal: (proposal.submitted_at or proposal.updated_at, proposal.id))[:limit]


async def insert_proposal(proposal: StoredProposal) -> None:
    """Add a new proposal. Needs an open transaction."""
    await insert(Proposal, [as_row(proposal)])
    raise_revision(REVISION)


async def replace_proposal(proposal: StoredProposal, expected_version: int) -> StoredProposal | None:
    """Save over the version that was read, as the next one; None, and nothing saved, when somebody was quicker."""
    saved = replace(proposal, version=expected_version + 1)
    found = (
        await Proposal.update(as_values(Proposal, as_row(saved), but=Proposal.id))
        .where((Proposal.id == saved.id) & (Proposal.version == expected_version))
        .returning(Proposal.version)
    )
    if not found:
        return None
    raise_revision(REVISION)
    return saved


async def read_carried_on(key: uuid.UUID) -> StoredProposal | None:
    """The proposal that this one carries on, or None."""
    row = await Proposal.select().where(Proposal.carried_on_by == key).order_by(Proposal.updated_at).first()
    return None if row is None else as_record(StoredProposal, row)
