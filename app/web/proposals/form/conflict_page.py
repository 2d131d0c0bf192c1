"""Both sides of every item that was changed elsewhere while the form was being filled in, to choose from: by somebody
else in the record, or by the same person in their draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Template

from app.access.actor import Actor
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.proposals.form import ChangedBy, changed_by
from app.journeys.proposals.outcomes import SaveConflict
from app.units import CHINA
from app.web.language import Speech
from app.web.pages import page
from app.web.proposals.form.posted import Posted
from app.web.proposals.words import ShownItem, proposed_item


@dataclass(frozen=True, slots=True)
class Clash:
    """One item of a conflict, and who changed it when. `choice` is the side chosen so far, empty for none."""

    shown: ShownItem
    day: str
    time: str
    who: str
    how: str
    choice: str


async def conflict_page(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    conflict: SaveConflict,
    posted: Posted,
) -> Template:
    """Both sides of every item that was changed meanwhile, with who did it when, to choose from."""
    found, own = conflict.sheet, conflict.draft is not None
    clashing = [d for d in conflict.differences if d.conflicts]
    chosen_sides = posted.draft_sides if own else posted.sides
    if own:
        at = found.begun[0].stored.updated_at
        changes = {d.item: ChangedBy(at, "", None) for d in clashing}
    else:
        changes = await changed_by(found.stored, posted.site_version, [d.item for d in clashing])
    vocabulary = house.programme(found.site.programme).vocabulary

    def clash(shown: ShownItem, change: ChangedBy | None) -> Clash:
        at = change.at.astimezone(CHINA) if change else None
        chosen = chosen_sides.get(shown.item)
        return Clash(
            shown,
            at.date().isoformat() if at else "",
            f"{at:%H:%M}" if at else "",
            change.name if change else "",
            say.of(change.action) if change and change.action else "",
            "" if chosen is None else ("mine" if chosen else "theirs"),
        )

    return page(
        request,
        say,
        "proposals/conflict.html",
        has_samples=(await network(house)).has_samples,
        status_code=409,
        site=found.site,
        version=found.stored.version,
        clashing=[clash(proposed_item(d, vocabulary, say), changes.get(d.item)) for d in clashing],
        others=[proposed_item(d, vocabulary, say) for d in conflict.differences if not d.conflicts],
        own=own,
        fields=[(name, value) for name, values in posted.raw.items() for value in values],
        site_version=posted.site_version,
        draft=posted.draft,
        draft_resolved=conflict.draft if own else posted.draft_resolved,
        draft_sides={} if own else posted.draft_sides,
        reason=posted.reason,
        copy=posted.copy,
        action=posted.action,
        unchosen=(posted.draft_resolved if own else posted.resolved_at) is not None,
    )
