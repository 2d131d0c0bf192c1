"""Both sides of every item that was changed elsewhere while the form was being filled in, to choose from: by somebody
else in the record, or by the same person in a draft or a request of theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from litestar import Request
from litestar.response import Template

from app.access.actor import Actor
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.proposals.form import ChangedBy, changed_by
from app.journeys.proposals.outcomes import SaveConflict, seen_now
from app.journeys.proposals.read import Proposed
from app.journeys.proposals.two_places import REASON
from app.sites.items import Difference, items
from app.units import CHINA
from app.web.language import Speech
from app.web.pages import page
from app.web.proposals.form.posted import Posted, keys_of, versions_of
from app.web.proposals.words import ShownItem, proposed_item

Other = Literal["record", "draft", "sent_back", "waiting"]
"""Where the other side stands: in the record, or in what the same person saved elsewhere, had sent back, handed in."""


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
    found, own = conflict.sheet, bool(conflict.begun)
    since = _sent_back_since(conflict, posted)
    clashing = [d for d in conflict.differences if d.conflicts]
    if own:
        changes = _when_of_own(conflict)
    else:
        changes = await changed_by(found.stored, posted.site_version, [d.item for d in clashing])
    shown = _shown_by(say, house, conflict)
    sides = posted.draft_sides if own else posted.sides
    resolved = seen_now(conflict.begun) or posted.drafts_resolved
    return page(
        request,
        say,
        "proposals/conflict.html",
        has_samples=(await network(house)).has_samples,
        status_code=409,
        site=found.site,
        version=found.stored.version,
        clashing=[_clash(say, shown(d), changes.get(d.item), sides.get(d.item)) for d in clashing],
        others=[shown(d) for d in conflict.differences if not d.conflicts],
        own=own,
        other=_other(conflict, since),
        sent_back=[one.stored for one in since],
        fields=[(name, value) for name, values in posted.raw.items() for value in values],
        site_version=posted.site_version,
        draft_keys=keys_of(posted.drafts),
        draft_versions=versions_of(posted.drafts),
        resolved_keys=keys_of(resolved),
        resolved_versions=versions_of(resolved),
        draft_sides={} if own else posted.draft_sides,
        waiting=posted.waiting,
        reason=posted.reason,
        copy=posted.copy,
        action=posted.action,
        unchosen=bool(posted.drafts_resolved) if own else posted.resolved_at is not None,
    )


def _sent_back_since(conflict: SaveConflict, posted: Posted) -> tuple[Proposed, ...]:
    """What was sent back and the form did not hold."""
    return tuple(
        one
        for one in conflict.begun
        if one.stored.state == "sent_back" and not any(known.is_still(one.stored) for known in posted.drafts)
    )


def _other(conflict: SaveConflict, since: tuple[Proposed, ...]) -> Other:
    if not conflict.begun:
        return "record"
    if conflict.begun[0].stored.state == "submitted":
        return "waiting"
    return "sent_back" if since else "draft"


def _when_of_own(conflict: SaveConflict) -> dict[str, ChangedBy]:
    """When what the same person's drafts hold was saved, or sent back; by whom needs no saying."""
    last = max(one.stored.updated_at for one in conflict.begun)
    found = {d.item: ChangedBy(last, "", None) for d in conflict.differences}
    for one in conflict.begun:
        at = ChangedBy(one.stored.updated_at, "", None)
        found |= dict.fromkeys(items(load_json(one.stored.edit.encode())), at)
    return found


def _shown_by(say: Speech, house: House, conflict: SaveConflict) -> Callable[[Difference], ShownItem]:
    vocabulary = house.programme(conflict.sheet.site.programme).vocabulary

    def shown(difference: Difference) -> ShownItem:
        item = proposed_item(difference, vocabulary, say)
        return replace(item, label=say("form.why")) if difference.item == REASON else item

    return shown


def _clash(say: Speech, shown: ShownItem, change: ChangedBy | None, is_mine: bool | None) -> Clash:
    at = change.at.astimezone(CHINA) if change else None
    return Clash(
        shown,
        at.date().isoformat() if at else "",
        f"{at:%H:%M}" if at else "",
        change.name if change else "",
        say.of(change.action) if change and change.action else "",
        "" if is_mine is None else ("mine" if is_mine else "theirs"),
    )
