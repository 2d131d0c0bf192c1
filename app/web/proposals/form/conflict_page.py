"""Both sides of every item that somebody else changed while the form was being filled in, to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Template

from app.access.actor import Actor
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.proposals.form import ChangedBy, changed_by
from app.journeys.proposals.sheet import Sheet
from app.sites.items import Difference
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
    found: Sheet,
    posted: Posted,
    every: Sequence[Difference],
) -> Template:
    """Both sides of every item that somebody else changed meanwhile, with who did it when, to choose from."""
    clashing = [d for d in every if d.conflicts]
    changes = await changed_by(found.stored, posted.site_version, [d.item for d in clashing])
    vocabulary = house.programme(found.site.programme).vocabulary

    def clash(shown: ShownItem, change: ChangedBy | None) -> Clash:
        at = change.at.astimezone(CHINA) if change else None
        chosen = posted.sides.get(shown.item)
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
        others=[proposed_item(d, vocabulary, say) for d in every if not d.conflicts],
        fields=[(name, value) for name, values in posted.raw.items() for value in values],
        site_version=posted.site_version,
        proposal_version=posted.proposal_version,
        reason=posted.reason,
        copy=posted.copy,
        action=posted.action,
        unchosen=posted.resolved_at is not None,
    )
