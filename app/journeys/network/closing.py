"""The day on which a site closed, and what it was merged into, as its record tells."""

from __future__ import annotations

from datetime import date

from app.exchange.strict_json import load_json
from app.sites.site import Site
from app.store.changes import ChangeRecord, read_changes
from app.units import CHINA

MERGED_INTO = "into"
"""Where the effect of the change that closes a site names the one that goes on in its place."""


async def closed_since(site: Site, as_of: date) -> date | None:
    """The day since which a closed site has been recorded as closed; None for one that is not, or that nobody recorded.

    A site that closed, reopened and closed again closed on the later day. What was recorded after `as_of` has no say.
    """
    closing = await _closing(site, as_of)
    return closing.at.astimezone(CHINA).date() if closing is not None else None


async def merged_into(site: Site, as_of: date) -> str | None:
    """The code of the site that a closed one was merged into; None for one that just closed, or is open."""
    closing = await _closing(site, as_of)
    return None if closing is None else merged_by(closing)


def merged_by(change: ChangeRecord) -> str | None:
    """The code of the site that a change merged its site into; None for any other change."""
    into: str | None = load_json((change.effect or "{}").encode()).get(MERGED_INTO)
    return into


async def _closing(site: Site, as_of: date) -> ChangeRecord | None:
    """The change that closed a closed site, the last time that it was closed."""
    if not site.is_closed:
        return None
    closing = None
    for change in await read_changes("site", site.code, limit=None):
        if change.at.astimezone(CHINA).date() > as_of:
            continue
        if load_json((change.after or "{}").encode()).get("status") != "closed":
            break
        closing = change
    return closing
