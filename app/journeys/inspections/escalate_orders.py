"""Orders that nobody answers climb: so many working days after the deadline they are put before the county, on record.

Whether an order has climbed is always told from the clock; this only puts on record that it did, once a deadline.
"""

from __future__ import annotations

from app.access.actor import program
from app.exchange.strict_json import json_text, load_json
from app.inspections.rectification import has_climbed
from app.journeys.changes import change_by
from app.journeys.holidays import hold_calendar
from app.journeys.house import House
from app.journeys.inspections.rectifications import SUBJECT
from app.store.changes import append_changes, read_changes_of
from app.store.engine import transaction
from app.store.rectifications import StoredRectification, read_rectifications

ESCALATED = "rectification.escalated"


async def escalate_orders(house: House) -> int:
    """Record every climb that is not on record yet; how many there were."""
    await hold_calendar(house)
    if not await _climbs(house):
        return 0
    async with transaction():
        # Read again inside: the turn to write is held, so nobody else can record the same climb meanwhile.
        climbs = await _climbs(house)
        actor = program("escalation")
        changes = [
            change_by(
                actor,
                house,
                ESCALATED,
                SUBJECT,
                one.id,
                version=one.version,
                effect=json_text({"due_on": one.due_on.isoformat()}),
            )
            for one in climbs
        ]
        await append_changes(changes)
        return len(climbs)


async def _climbs(house: House) -> list[StoredRectification]:
    today = house.today()
    late = {str(one.id): one for one in await read_rectifications(states=["ordered"]) if has_climbed(one.due_on, today)}
    if not late:
        return []
    told = {
        (change.subject_key, load_json((change.effect or "{}").encode()).get("due_on"))
        for change in await read_changes_of(SUBJECT, list(late), [ESCALATED], limit=None)
    }
    return [one for key, one in late.items() if (key, one.due_on.isoformat()) not in told]
