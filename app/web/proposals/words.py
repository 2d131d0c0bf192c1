"""One changed item as a page shows it: its name, what it was, what it is, what is proposed; and the evidence for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.journeys.evidence import CLAUSE, INSPECTION, RECTIFICATION, EvidencePiece, evidence_of
from app.journeys.site_rights import SomeSite
from app.normal.doubts import Doubt
from app.sites.items import Difference
from app.sites.vocabulary import Vocabulary
from app.sites.words import NO_LABELS, Labels, change_texts, item_label, value_text
from app.standards.checks.base import needs_of
from app.standards.programme import Programme
from app.web.language import Speech

NO_DOUBTS: Mapping[str, Doubt] = {}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item of a change request. `base` is what it was where the request began, `published` what it is now.

    `doubt` says why what is proposed should be looked at twice; empty where nothing is doubtful.
    """

    item: str
    label: str
    base: str
    published: str
    proposed: str
    conflicts: bool
    pointless: bool
    doubt: str = ""

    @property
    def id(self) -> str:
        """The item's place on the page."""
        return "i-" + self.item.replace(".", "-")


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A piece of evidence, what it shows, and whether no reviewer had it before them yet."""

    piece: EvidencePiece
    about: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class EvidenceByItem:
    """The evidence of a site, apart for each changed item that it is about; and what is about none of them."""

    of: Mapping[str, tuple[ShownPiece, ...]]
    other: tuple[ShownPiece, ...]


def proposed_item(
    difference: Difference,
    vocabulary: Vocabulary,
    say: Speech,
    labels: Labels = NO_LABELS,
    asked: Mapping[str, Doubt] = NO_DOUBTS,
) -> ShownItem:
    """The item in the reader's language. `asked`: what is doubtful, by item."""

    def said(value: object) -> str:
        return say.of(value_text(difference.item, value, vocabulary, labels))

    was, becomes = change_texts(difference.item, difference.published, difference.proposed, vocabulary, labels)
    return ShownItem(
        item=difference.item,
        label=say.of(item_label(difference.item, vocabulary)),
        base=said(difference.base),
        published=say.of(was),
        proposed=say.of(becomes),
        conflicts=difference.conflicts,
        pointless=difference.pointless,
        doubt=say.of(asked[difference.item].why) if difference.item in asked else "",
    )


async def shown_evidence(
    actor: Actor, site: SomeSite, programme: Programme, say: Speech
) -> list[tuple[EvidencePiece, str]]:
    """The evidence about a site, each piece with what it shows; nothing for whoever may not see it."""
    if not may_somewhere(actor, "see_evidence").allowed:
        return []
    return [(piece, _about(piece.about, programme, say)) for piece in await evidence_of(actor, site)]


async def evidence_by_item(
    actor: Actor, site: SomeSite, programme: Programme, say: Speech, changed: Sequence[str], since: datetime | None
) -> EvidenceByItem:
    """The evidence about a site beside the items it is about: the fact itself, or a clause that looks at it.

    What came `since` (None: at any time) stands first, then the newest.
    """
    shown = [
        ShownPiece(piece, about, since is None or piece.uploaded_at >= since)
        for piece, about in await shown_evidence(actor, site, programme, say)
    ]
    shown.sort(key=lambda found: (found.is_new, found.piece.uploaded_at), reverse=True)
    subjects = {found.piece.id: _subjects(found.piece.about, programme) for found in shown}
    of = {item: tuple(s for s in shown if _without_period(item) in subjects[s.piece.id]) for item in changed}
    placed = {found.piece.id for pieces in of.values() for found in pieces}
    return EvidenceByItem(of, tuple(found for found in shown if found.piece.id not in placed))


def _subjects(about: str, programme: Programme) -> set[str]:
    """The items, figures without their period, that a piece of evidence about a fact or a clause speaks of."""
    clause = programme.clauses_by_id.get(about.removeprefix(CLAUSE))
    if clause is None:
        return {about}
    vocabulary, codes = programme.vocabulary, {need.code for need in needs_of(clause.check)}
    heads = {code: "facts." if code in vocabulary.facts else "metrics." for code in codes}
    return {heads[code] + code if code in vocabulary.facts or code in vocabulary.metrics else code for code in codes}


def _without_period(item: str) -> str:
    return item.rpartition(".")[0] if item.startswith("metrics.") else item


def _about(about: str, programme: Programme, say: Speech) -> str:
    if about.startswith(RECTIFICATION):
        return say("rectify.title")
    if about.startswith(INSPECTION):
        seen = programme.clauses_by_id.get(about.rpartition(":")[2])
        return say("visit.photo_of", what=say.of(seen.title) if seen else say("visit.remarks"))
    clause = programme.clauses_by_id.get(about.removeprefix(CLAUSE))
    return say.of(clause.title) if clause else say.of(item_label(about, programme.vocabulary))
