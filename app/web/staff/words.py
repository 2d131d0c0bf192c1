"""One changed item as a page shows it: its name, what it was, what it is, what is proposed."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.journeys.evidence import CLAUSE, EvidencePiece, evidence_of
from app.proposals.items import Difference
from app.proposals.words import item_label, value_text
from app.sites.vocabulary import Vocabulary
from app.standards.programme import Programme
from app.web.language import Speech


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item of a change request. `base` is what it was where the request began, `published` what it is now."""

    item: str
    label: str
    base: str
    published: str
    proposed: str
    conflicts: bool
    pointless: bool

    @property
    def id(self) -> str:
        """The item's place on the page."""
        return "i-" + self.item.replace(".", "-")


def proposed_item(difference: Difference, vocabulary: Vocabulary, say: Speech) -> ShownItem:
    """The item in the reader's language."""

    def said(value: object) -> str:
        return say.of(value_text(difference.item, value, vocabulary))

    return ShownItem(
        item=difference.item,
        label=say.of(item_label(difference.item, vocabulary)),
        base=said(difference.base),
        published=said(difference.published),
        proposed=said(difference.proposed),
        conflicts=difference.conflicts,
        pointless=difference.pointless,
    )


async def shown_evidence(actor: Actor, code: str, programme: Programme, say: Speech) -> list[tuple[EvidencePiece, str]]:
    """The evidence about a site, each piece with what it shows; nothing for whoever may not see it."""
    if not may_somewhere(actor, "see_evidence").allowed:
        return []
    return [(piece, _about(piece.about, programme, say)) for piece in await evidence_of(actor, code)]


def _about(about: str, programme: Programme, say: Speech) -> str:
    clause = programme.clauses_by_id.get(about.removeprefix(CLAUSE))
    return say.of(clause.title) if clause else say.of(item_label(about, programme.vocabulary))
