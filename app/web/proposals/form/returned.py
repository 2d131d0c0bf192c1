"""What a reviewer sent back, item by item, as the form shows it at its fields."""

from __future__ import annotations

from dataclasses import dataclass

from app.journeys.proposals.sheet import Sheet
from app.sites.vocabulary import Vocabulary
from app.web.language import Speech
from app.web.proposals.words import proposed_item


@dataclass(frozen=True, slots=True)
class Returned:
    """What a reviewer sent back of one item: who and why, what is published of it, and what was asked for.

    `item` names its place, `label` says what it is.
    """

    item: str
    label: str
    by: str
    why: str
    published: str
    proposed: str


def returned_items(sheet: Sheet, vocabulary: Vocabulary, say: Speech) -> tuple[Returned, ...]:
    """Every item that was sent back to the person and is not settled yet."""
    found = []
    for request in sheet.returned:
        stored = request.stored
        for difference in request.differences:
            shown = proposed_item(difference, vocabulary, say)
            by, why = stored.decided_by or "", stored.decision or ""
            found.append(Returned(shown.item, shown.label, by, why, shown.published, shown.proposed))
    return tuple(found)
