"""Silent reviews climb: after the first limit to the county, after the second they are overdue. Each climb is recorded.

How far a review has climbed is always told from the clock; this only puts on record that it did: every hour in each
process that serves, and when somebody looks at what waits. Whoever comes second finds it on record.
"""

from __future__ import annotations

from app.access.actor import program
from app.exchange.strict_json import json_text, load_json
from app.journeys.changes import change_by
from app.journeys.house import House
from app.proposals.states import escalation
from app.store.changes import ChangeRecord, NewChange, append_changes, read_changes_of
from app.store.engine import transaction
from app.store.proposals import StoredProposal, read_proposals

ESCALATED = "proposal.escalated"


async def escalate(house: House) -> int:
    """Record every climb that is not on record yet; how many there were."""
    if not await _climbs(house):
        return 0
    async with transaction():
        # Read again inside: the turn to write is held, so nobody else can record the same climb meanwhile.
        climbs = await _climbs(house)
        await append_changes([_record(house, stored, level) for stored, level in climbs])
        return len(climbs)


def level_of(change: ChangeRecord) -> int:
    """How far a recorded climb went."""
    assert change.effect is not None, "every climb says how far"
    return int(load_json(change.effect.encode())["level"])


async def _climbs(house: House) -> list[tuple[StoredProposal, int]]:
    limits, now = house.settings.review_escalation_days, house.now()
    late = {
        str(stored.id): (stored, stored.submitted_at, level)
        for stored in await read_proposals(states=["submitted"])
        if stored.submitted_at is not None and (level := escalation(stored.submitted_at, now, limits))
    }
    if not late:
        return []
    recorded: dict[str, int] = {}
    for change in await read_changes_of("proposal", list(late), [ESCALATED], limit=None):
        # What was taken back and handed in again has waited only since then.
        if change.at > late[change.subject_key][1]:
            recorded.setdefault(change.subject_key, level_of(change))  # the newest comes first, and went farthest
    return [(stored, level) for key, (stored, _, level) in late.items() if recorded.get(key, 0) < level]


def _record(house: House, stored: StoredProposal, level: int) -> NewChange:
    effect = json_text({"level": level, "days": house.settings.review_escalation_days[level - 1]})
    actor = program("escalation")
    return change_by(
        actor, house, ESCALATED, "proposal", stored.id, version=stored.version, after=stored.edit, effect=effect
    )
