"""A decided proposal read back: what each item was, what was proposed, what came of it, and what happened since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from app.exchange.strict_json import load_json
from app.journeys.proposals.read import Proposed
from app.sites.items import differences, items, restricted, value_at
from app.store.changes import read_changes
from app.store.proposals import StoredProposal, read_carried_on

ItemOutcome = Literal["accepted", "refused", "undone"]


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """One item of a decided proposal: its value before the decision, as proposed, and as published now.

    `changed_since` is true for an accepted one that somebody changed again.
    """

    item: str
    before: Any
    proposed: Any
    now: Any
    outcome: ItemOutcome
    changed_since: bool


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The site's document before and after a proposal was accepted, and before it was undone, where it was."""

    before: Any
    after: Any
    undone_from: Any = None
    undone_to: Any = None


async def acceptance_of(theirs: StoredProposal) -> Acceptance:
    """What an acceptance did. Where it changed nothing, before and after are the document it began from."""
    base = load_json(theirs.base_document.encode())
    before, after, undone_from, undone_to = base, base, None, None
    for change in await read_changes("site", theirs.site_code, limit=None):
        effect = load_json(change.effect.encode()) if change.effect else {}
        if effect.get("proposal") != str(theirs.id):
            continue
        assert change.before is not None, "no proposal registers a site"
        assert change.after is not None, "no site is ever deleted"
        was, became = load_json(change.before.encode()), load_json(change.after.encode())
        if change.action == "proposal.accepted":
            before, after = was, became
        elif change.action == "proposal.undone":
            undone_from, undone_to = was, became
    return Acceptance(before, after, undone_from, undone_to)


def accepted_edit(theirs: StoredProposal) -> dict[str, Any]:
    """The part of a proposal that was accepted."""
    return restricted(load_json(theirs.edit.encode()), set(load_json((theirs.accepted_items or "[]").encode())))


async def decided_items(found: Proposed) -> tuple[DecidedItem, ...]:
    """Every item of a decided proposal with what came of it."""
    theirs = found.stored
    done = await acceptance_of(theirs)
    published = load_json(found.site.document.encode())
    accepted = items(accepted_edit(theirs))
    changed = {d.item for d in differences(done.after, published, accepted_edit(theirs)) if d.published != d.base}

    def came(item: str) -> ItemOutcome:
        if item not in accepted:
            return "refused"
        back = theirs.state == "undone" and not (
            done.undone_to is not None and value_at(done.undone_to, item) != value_at(done.before, item)
        )
        return "undone" if back else "accepted"

    return tuple(
        DecidedItem(d.item, value_at(done.before, d.item), d.proposed, d.published, outcome, d.item in changed)
        for d in found.differences
        for outcome in [came(d.item)]
    )


async def carried_on_from(theirs: StoredProposal) -> StoredProposal | None:
    """The proposal that this one goes on from: one sent back, or one that was accepted without this part."""
    return await read_carried_on(theirs.id)
