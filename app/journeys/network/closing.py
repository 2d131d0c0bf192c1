"""The day on which a site closed, as its record tells."""

from __future__ import annotations

from datetime import date

from app.exchange.strict_json import load_json
from app.sites.site import Site
from app.store.changes import read_changes
from app.units import CHINA


async def closed_since(site: Site, as_of: date) -> date | None:
    """The day since which a closed site has been recorded as closed; None for one that is not, or that nobody recorded.

    A site that closed, reopened and closed again closed on the later day. What was recorded after `as_of` has no say.
    """
    if not site.is_closed:
        return None
    since = None
    for change in await read_changes("site", site.code, limit=None):
        day = change.at.astimezone(CHINA).date()
        if day > as_of or not change.after:
            continue
        if load_json(change.after.encode()).get("status") != "closed":
            break
        since = day
    return since
