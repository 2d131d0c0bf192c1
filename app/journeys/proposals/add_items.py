"""Adding items to one's own drafts: what a workbook or a script says, laid over what was drafted before.

Item by item the newer wins, and what it does not mention stays. What was submitted is never touched (a second request
is begun); what was sent back stays as it was, and a new draft goes on from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.journeys.house import House
from app.journeys.proposals.outcomes import Entered, done_or_raised
from app.journeys.proposals.read import Proposed
from app.journeys.proposals.save import save_all
from app.journeys.proposals.sheet import sheet
from app.sites.items import Difference, items
from app.store.sites import StoredSite


@dataclass(frozen=True, slots=True)
class Addition:
    """Items for the draft of one site. `seen_version` is the site's as whoever said them saw it; None: the present."""

    code: str
    edit: Mapping[str, Any]
    seen_version: int | None


async def add_to_draft(
    house: House, actor: Actor, additions: Sequence[Addition], *, reason: str, hand_in: bool
) -> tuple[Proposed, ...]:
    """Lay the items over the actor's drafts, begun where there are none; and hand them in. All of it, or none.

    Raises Stale where others changed one of the items since it was seen, InvalidInput with every fault, NotAllowed,
    Refused where it would change nothing.
    """
    entered = {
        addition.code: Entered(items(addition.edit), addition.seen_version, "submit" if hand_in else "keep", reason)
        for addition in additions
    }
    return done_or_raised(await save_all(house, actor, entered))


async def left_in_draft(
    house: House, actor: Actor, site: StoredSite, edit: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """What the actor's draft of a site would hold beside these items, or be given from what was sent back."""
    found = await sheet(house, actor, site)
    kept = {d.item: d for proposed in found.begun for d in proposed.differences}
    said = items(edit)
    return tuple(d for item, d in kept.items() if item not in said and not d.pointless)
