"""The section of the evidence, beside a form or on a page that only shows: the pieces, what a new one can be about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.access.may import Target, may
from app.journeys.evidence import CLAUSE, INSPECTION, MOST_BYTES, RECTIFICATION, TOO_LARGE, EvidencePiece, may_take_back
from app.journeys.house import House
from app.journeys.site_rights import target_of
from app.sites.site import Site
from app.sites.words import item_label
from app.standards.asked import Asked, asked_of
from app.standards.programme import Programme
from app.web.language import Speech
from app.web.proposals.form.form_parts import anchor
from app.web.proposals.words import shown_evidence
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class ListedPiece:
    """One piece on record, what it shows, and whether the reader may take it back."""

    piece: EvidencePiece
    about: str
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What evidence can be about, of one sort: value and label of each."""

    title: str
    choices: tuple[tuple[str, str], ...]


async def evidence_section(
    actor: Actor,
    house: House,
    say: Speech,
    site: Site,
    clauses: Iterable[str],
    *,
    faults: Sequence[Wording] = (),
    said: str = "",
    chosen: str = "",
    beside_form: bool = False,
) -> dict[str, Any]:
    """What the section shows: the pieces, what a new one can be about (`chosen` first), what just happened.

    `clauses` are the ids of those that apply to the site.

    `beside_form` is true where the page holds a form whose entries an upload without scripts would leave behind.
    """
    programme = house.programme(site.programme)
    asked = asked_of(programme, site, house.today())
    target = target_of(site)
    may_upload = may(actor, "upload_evidence", target).allowed
    return {
        "evidence": [
            ListedPiece(piece, about, _offers_take_back(actor, target, piece))
            for piece, about in await shown_evidence(actor, site, programme, say)
        ],
        "may_upload": may_upload,
        "evidence_about": _choices(programme, asked, clauses, say) if may_upload else (),
        "evidence_chosen": chosen,
        "evidence_faults": [say.of(fault) for fault in faults],
        "evidence_said": said,
        "evidence_too_large": say.of(TOO_LARGE),
        "evidence_most_bytes": MOST_BYTES,
        "evidence_beside_form": beside_form,
        "evidence_back": _place_of(chosen, asked) if beside_form else "",
    }


def _offers_take_back(actor: Actor, target: Target, piece: EvidencePiece) -> bool:
    """What shows a rectification is taken back on its own page, as long as that is open; photos of a visit never."""
    return not piece.about.startswith((RECTIFICATION, INSPECTION)) and may_take_back(actor, target, piece)


def _choices(programme: Programme, asked: Asked, ids: Iterable[str], say: Speech) -> tuple[Choices, ...]:
    """The clauses that apply, then what the form asks."""
    clauses = ((CLAUSE + clause, say.of(programme.clauses_by_id[clause].title)) for clause in ids)
    fields = [*(field.key for field in asked.fields), *(fact.item for fact in asked.facts())]
    figures = [f"metrics.{figure.kind.code}" for figure in asked.figures()]

    def named(items: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return tuple((item, say.of(item_label(item, programme.vocabulary))) for item in items)

    return tuple(
        found
        for found in (
            Choices(say("evidence.about_clauses"), tuple(clauses)),
            Choices(say("evidence.about_facts"), named(fields)),
            Choices(say("evidence.about_figures"), named(figures)),
        )
        if found.choices
    )


def _place_of(about: str, asked: Asked) -> str:
    """The address on the form of what a piece is about: its field, or the first one that its clause looks at."""
    clause = about.removeprefix(CLAUSE) if about.startswith(CLAUSE) else None
    for fact in asked.facts():
        if about == fact.item or any(clause == one.id for one in fact.clauses):
            return anchor(fact.item)
    for figure in asked.figures():
        item = f"metrics.{figure.kind.code}"
        if about == item or any(clause == one.id for one in figure.clauses):
            return anchor(f"{item}.{figure.periods[-1].text}") if figure.periods else ""
    return anchor(about) if any(about == field.key for field in asked.fields) else ""
