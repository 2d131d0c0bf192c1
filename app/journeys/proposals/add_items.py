"""Adding items to one's own draft of a site: what a workbook or a script says, laid over what was drafted before.

Item by item the newer wins, and what it does not mention stays. What was submitted is never touched (a second request
is begun); what was sent back stays as it was, and a new draft goes on from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.access.actor import Actor
from app.exchange.strict_json import json_text, load_json
from app.journeys.house import House
from app.journeys.proposals.author import document_at, handed_in, refuse_faults, refuse_reserved
from app.journeys.proposals.read import Proposed, compared, empty_draft, record_move, save_move, stale
from app.journeys.site_rights import require, stored_site
from app.sites.edit import merged
from app.sites.items import Difference, differences, edit_of, items, value_at
from app.store.engine import transaction
from app.store.proposals import StoredProposal, insert_proposal, read_proposals
from app.store.sites import StoredSite


@dataclass(frozen=True, slots=True)
class Addition:
    """Items for the draft of one site. `seen_version` is the site's as whoever said them saw it."""

    code: str
    edit: Mapping[str, Any]
    seen_version: int


async def add_to_draft(
    house: House, actor: Actor, additions: Sequence[Addition], *, reason: str, hand_in: bool
) -> tuple[Proposed, ...]:
    """Lay the items over the actor's drafts, begun where there are none; and hand them in. All of it, or none.

    Raises Stale where others changed one of the items since it was seen, InvalidInput with every fault, NotAllowed.
    """
    async with transaction():
        found = [await _added(house, actor, addition, reason) for addition in additions]
        if not hand_in:
            return tuple(found)
        return tuple([await handed_in(house, actor, p.stored, p.stored.version, reason) for p in found])


async def left_in_draft(house: House, actor: Actor, code: str, edit: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What the actor's draft of a site would hold beside these items, or be given from what was sent back."""
    site = await stored_site(code)
    before = [compared(house, stored, site) for stored in await _begun(actor, code)]
    kept = {d.item: d for proposed in before for d in proposed.differences}
    said = items(edit)
    return tuple(d for item, d in kept.items() if item not in said and not d.pointless)


async def _begun(actor: Actor, code: str) -> list[StoredProposal]:
    """The draft that items are added to; or, where there is none, what was sent back, the oldest first."""
    drafts = await read_proposals(site_codes=[code], states=["draft"], author_key=actor.key)
    if drafts:
        return drafts[:1]
    return await read_proposals(site_codes=[code], states=["sent_back"], author_key=actor.key)


async def _added(house: House, actor: Actor, addition: Addition, reason: str) -> Proposed:
    site = await stored_site(addition.code)
    require(actor, "edit_site", site)
    refuse_reserved(actor, site, addition.edit)
    published = load_json(site.document.encode())
    clashing = [
        d for d in differences(await document_at(site, addition.seen_version), published, addition.edit) if d.conflicts
    ]
    if clashing:
        raise stale(site, clashing)
    begun = await _begun(actor, addition.code)
    edit, base = _laid_over(begun, addition.edit, published)
    refuse_faults(house, published, edit)
    before = begun[0] if begun and begun[0].state == "draft" else None
    draft = _draft(house, actor, site, before, edit, base, reason)
    if before is None:
        await insert_proposal(draft)
        for sent_back in begun:
            await save_move(replace(sent_back, carried_on_by=draft.id), sent_back.version)
    stored = draft if before is None else await save_move(draft, before.version)
    await record_move(house, actor, "proposal.saved", before, stored, reason)
    return compared(house, stored, site)


def _laid_over(
    begun: Sequence[StoredProposal], edit: Mapping[str, Any], published: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The edit with what was drafted before beneath it, and the document it began from: the one published now, but for
    items drafted earlier, which keep theirs, so that what others changed meanwhile still shows as a conflict.
    """
    said = items(edit)
    whole: dict[str, Any] = {}
    bases: dict[str, Any] = {}
    for stored in begun:
        document = load_json(stored.base_document.encode())
        for item, value in items(load_json(stored.edit.encode())).items():
            whole[item] = value
            if item not in said:
                bases[item] = value_at(document, item)
    return edit_of({**whole, **said}), merged(published, edit_of(bases))


def _draft(
    house: House,
    actor: Actor,
    site: StoredSite,
    before: StoredProposal | None,
    edit: Mapping[str, Any],
    base: Mapping[str, Any],
    reason: str,
) -> StoredProposal:
    begun = before or empty_draft(house, actor, site)
    return replace(
        begun,
        edit=json_text(edit),
        reason=reason or begun.reason,
        base_version=site.version,
        base_document=json_text(base),
        updated_at=house.now(),
    )
