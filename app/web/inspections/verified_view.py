"""What the latest visits found at a site, clause by clause, as its pages inside show it beside what is reported."""

from __future__ import annotations

from app.inspections.visit import LOOKED, Verified
from app.journeys.inspections.visits import verified_at
from app.web import formats
from app.web.language import Speech


async def shown_verified(code: str, say: Speech) -> list[tuple[Verified, str, str]]:
    """Each clause that was looked at, with the day of the visit and whether it was as reported, in words."""
    return [
        (one, formats.day(one.visited_on), say.of(LOOKED[one.row.looked]))  # type: ignore[index] # one of both
        for one in (await verified_at(code)).values()
    ]
