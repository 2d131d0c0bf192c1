"""Programmes for programs: what there is, how far it has come, what is required."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.journeys.coverage.circle import network_verdicts
from app.journeys.network.judged import network, programme_progress
from app.standards.programme import Clause, Programme
from app.web.api.answers import FOR_ANYBODY, answer
from app.web.given import GivenHouse, PathText
from app.web.query import QueryReader


@get("/programmes", opt=FOR_ANYBODY)
async def list_programmes(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Every programme of this installation."""
    QueryReader(request).done()
    return answer(request, {"programmes": [_summary(programme) for programme in house.programmes.values()]})


@get("/programmes/{slug:str}", opt=FOR_ANYBODY)
async def read_programme(request: Request[Any, Any, Any], house: GivenHouse, slug: PathText) -> Response[bytes]:
    """One programme with its kinds and tiers."""
    QueryReader(request).done()
    programme = house.programme(slug)
    kinds = [
        {
            "code": kind.code,
            "label": kind.label.as_dict(),
            "remote": kind.remote,
            "tiers": [{"code": tier.code, "label": tier.label.as_dict()} for tier in kind.tiers],
        }
        for kind in programme.kinds
    ]
    return answer(request, {**_summary(programme), "kinds": kinds, "notes": [n.as_dict() for n in programme.notes]})


@get("/programmes/{slug:str}/progress", opt=FOR_ANYBODY)
async def read_progress(request: Request[Any, Any, Any], house: GivenHouse, slug: PathText) -> Response[bytes]:
    """How far a programme has come towards each of its targets, as of a day."""
    reader = QueryReader(request)
    as_of = reader.day("as_of")
    reader.done()
    lines = await programme_progress(house, slug, as_of)
    whole = await network(house, as_of)
    published = house.settings.public_compliance
    hidden = {"spent_yuan"} if published else {"spent_yuan", "compliant", "gap"}
    targets = [{k: v for k, v in line.as_document().items() if k not in hidden} for line in lines]
    document: dict[str, Any] = {
        "programme": slug,
        "as_of": whole.as_of.isoformat(),
        "sites": whole.count_of(slug),
        "sample": whole.is_sample(slug),
        "targets": targets,
    }
    if notes := whole.notes.get(slug, ()):
        document["notes"] = [note.as_dict() for note in notes]
    if published:
        document["compliance"] = dict(sorted(whole.statuses_of(slug).items()))
        document["network_clauses"] = [
            verdict.as_document(whole.programme(slug).document)
            for verdict in await network_verdicts(house, slug, as_of)
        ]
    return answer(request, document)


@get("/programmes/{slug:str}/clauses", opt=FOR_ANYBODY)
async def read_clauses(request: Request[Any, Any, Any], house: GivenHouse, slug: PathText) -> Response[bytes]:
    """Every clause of a programme with the document's own words."""
    QueryReader(request).done()
    programme = house.programme(slug)
    clauses = [_clause(clause, programme) for clause in programme.clauses]
    return answer(request, {"programme": slug, "document": programme.document, "clauses": clauses})


def _summary(programme: Programme) -> dict[str, Any]:
    return {
        "slug": programme.slug,
        "title": programme.title.as_dict(),
        "issuer": programme.issuer.as_dict(),
        "document": programme.document,
        "document_title": programme.document_title,
        "issued_on": programme.issued_on.isoformat() if programme.issued_on else None,
        "deadline": programme.deadline.isoformat() if programme.deadline else None,
        "jurisdiction": programme.jurisdiction,
        "content_hash": programme.content_hash,
        "clauses": len(programme.clauses),
        "targets": len(programme.targets),
    }


def _clause(clause: Clause, programme: Programme) -> dict[str, Any]:
    return {
        "id": clause.id,
        "level": clause.level,
        "group": clause.group,
        "applies_to": [{"kind": a.kind, "tiers": list(a.tiers)} for a in clause.applies_to],
        "title": clause.title.as_dict(),
        "wording": clause.wording.as_dict(),
        "reading": clause.reading.as_dict() if clause.reading else None,
        "in_force_from": clause.in_force_from.isoformat(),
        "in_force_until": clause.in_force_until.isoformat() if clause.in_force_until else None,
        "citation": {"document": programme.document, "section": clause.section, "quote": clause.quote},
    }
