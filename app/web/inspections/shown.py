"""A rectification as lists and pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.errors import Fault
from app.inspections.rectification import STATES, Urgency, deadline_words, has_climbed, urgency
from app.journeys.house import House
from app.journeys.inspections.rectifications import OnSite, may_answer, may_reinspect
from app.web import formats
from app.web.language import Speech


@dataclass(frozen=True, slots=True)
class ShownRectification:
    """One line of a list. `deadline` says how far off it is, `late` is None, where none runs any more."""

    key: UUID
    code: str
    site: str
    sample: bool
    demand: str
    state: str
    deadline: str
    late: Urgency | None
    escalated: bool
    verb: str


def shown(house: House, actor: Actor, found: OnSite, say: Speech) -> ShownRectification:
    """The line, with the word for what this person can do about it."""
    stored, site = found.stored, found.site
    runs = found.state == "ordered"
    verb = "rectify.open"
    if runs and may_answer(actor, found) and not may_reinspect(actor, found):
        verb = "rectify.to_answer"
    elif found.state == "answered" and may_reinspect(actor, found):
        verb = "rectify.to_reinspect"
    return ShownRectification(
        key=stored.id,
        code=site.code,
        site=site.name or site.code,
        sample=site.sample,
        demand=stored.demand,
        state=say.of(STATES[found.state]),
        deadline=_when(house, found, say),
        late=urgency(stored.due_on, house.today()) if runs else None,
        escalated=runs and has_climbed(stored.due_on, house.today()),
        verb=say(verb),
    )


def _when(house: House, found: OnSite, say: Speech) -> str:
    """The deadline as long as it runs; then the day of the answer that waits for re-inspection."""
    if found.state == "answered" and found.stored.answered_at is not None:
        return say("rectify.reported_on", day=formats.day(found.stored.answered_at))
    return say.of(deadline_words(found.stored.due_on, house.today())) if found.state == "ordered" else ""


def by_field(faults: Iterable[Fault], say: Speech) -> dict[str, str]:
    """What is wrong, by the field it stands in."""
    said: dict[str, str] = {}
    for fault in faults:
        field = fault.path.partition("[")[0]
        said[field] = say.semicolon.join(filter(None, (said.get(field), say.of(fault.message))))
    return said
