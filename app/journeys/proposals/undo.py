"""Undoing an acceptance, item by item, as a change of its own: what was changed again since stays, unless chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from app.access.actor import Actor
from app.errors import Fault, InvalidInput
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.proposals.decided import acceptance_of, accepted_edit
from app.journeys.proposals.publish import planned_edit, site_after
from app.journeys.proposals.read import move_of, returned, save_move, stale, state_of, stored_proposal
from app.journeys.proposals.review import said_together
from app.journeys.registry.planned import save, telling
from app.journeys.site_rights import require, stored_site
from app.proposals.states import moved
from app.sites.items import COUNTY_ONLY, differences, inverse, items, restricted
from app.store.engine import transaction
from app.store.proposals import insert_proposal
from app.wording import Wording


async def undo(
    house: House,
    actor: Actor,
    key: UUID,
    reason: str,
    *,
    also: Collection[str] = (),
    seen_site_version: int | None = None,
) -> None:
    """Bring back what an acceptance changed. Items changed again since keep their later value, but for those in `also`.

    What was undone goes back to its author with the reason, as a proposal of its own to go on from.

    Raises Stale where nothing would be brought back, or, with `also`, where the site is no longer as it was seen;
    InvalidInput without a reason.
    """
    if not reason.strip():
        raise InvalidInput([Fault("reason", "missing", Wording("请写明撤销原因", "say why it is undone"))])
    async with transaction():
        theirs = await stored_proposal(key)
        site = await stored_site(theirs.site_code)
        require(actor, "undo_acceptance", site)
        require(actor, "review_change", site, owner=theirs.author_key)
        state = moved(state_of(theirs), "undo")
        if also and seen_site_version != site.version:
            raise stale(site, ())
        done, edit = await acceptance_of(theirs), accepted_edit(theirs)
        published = load_json(site.document.encode())
        changed_since = [d for d in differences(done.after, published, edit) if d.published != d.base]
        left = [d for d in changed_since if d.item not in also]
        back = restricted(edit, items(edit).keys() - {d.item for d in left})
        if not back:
            raise stale(site, left)
        if COUNTY_ONLY & {item.partition(".")[0] for item in items(back)}:
            require(actor, "publish_directly", site)
        planned = await planned_edit(
            house,
            actor,
            site,
            site_after(house, published, inverse(done.before, back)),
            right="review_change",
            reason=said_together(theirs.reason, reason),
            action="proposal.undone",
            proposal=theirs,
        )
        if planned and left:
            planned = telling(planned, left=sorted(d.item for d in left))
        now = planned.row if planned else site
        gone_back = replace(
            returned(house, actor, theirs, back, reason), base_version=now.version, base_document=now.document
        )
        await insert_proposal(gone_back)
        gone = replace(theirs, state=state, updated_at=house.now(), carried_on_by=theirs.carried_on_by or gone_back.id)
        stored = await save_move(gone, theirs.version)
        moves = [
            move_of(house, actor, "proposal.undone", theirs, stored, reason),
            move_of(house, actor, "proposal.sent_back", None, gone_back, reason),
        ]
        await save([planned] if planned else [], moves)
