"""Silent reviews climb: after the first limit to the county, after the second they are overdue. Each climb is recorded.

There is no clockwork: it is done when somebody looks at what waits, which is when it matters. How far a review has
climbed is always told from the clock; this only puts on record that it did.
"""

from __future__ import annotations

from app.access.actor import program
from app.exchange.strict_json import dump_json, load_json
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
        climbs = await _climbs(house)
        await append_changes([_record(house, stored, level) for stored, level in climbs])
        return len(climbs)


def level_of(change: ChangeRecord) -> int:
    """How far a recorded climb went."""
    return int(load_json((change.effect or "{}").encode()).get("level", 1))


async def _climbs(house: House) -> list[tuple[StoredProposal, int]]:
    limits, now = house.settings.review_escalation_days, house.now()
    late = [
        (stored, escalation(stored.submitted_at, now, limits))
        for stored in await read_proposals(states=["submitted"])
        if stored.submitted_at is not None
    ]
    late = [(stored, level) for stored, level in late if level]
    if not late:
        return []
    recorded: dict[str, int] = {}
    for change in await read_changes_of("proposal", [str(stored.id) for stored, _ in late], [ESCALATED]):
        recorded[change.subject_key] = max(recorded.get(change.subject_key, 0), level_of(change))
    return [(stored, level) for stored, level in late if recorded.get(str(stored.id), 0) < level]


def _record(house: House, stored: StoredProposal, level: int) -> NewChange:
    actor = program("escalation")
    return NewChange(
        at=house.now(),
        actor_key=actor.key,
        actor_name=actor.name,
        action=ESCALATED,
        subject_kind="proposal",
        subject_key=str(stored.id),
        version=stored.version,
        reason="",
        before=None,
        after=stored.edit,
        effect=dump_json({"level": level, "days": house.settings.review_escalation_days[level - 1]}).decode(),
    )
