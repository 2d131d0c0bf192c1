"""Audits that were kept (核查存档), for programs: what each counted, who signed it off, and how every site stood."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath

from app.access.actor import Actor
from app.journeys.audits.kept_audits import AuditHead, audits_of, kept_audit
from app.web.api.answers import inside
from app.web.audience import audience
from app.web.given import GivenHouse, PathText
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader


@get("/programmes/{slug:str}/audits", opt=audience("read_county") | ALREADY_PACKED)
async def list_audits(request: Request[Actor, Any, Any], house: GivenHouse, slug: PathText) -> Response[bytes]:
    """The audits of a programme, the latest day first."""
    QueryReader(request).done()
    found = await audits_of(house, request.user, slug)
    return inside(request, {"programme": slug, "audits": [_document(one) for one in found]})


@get("/audits/{key:uuid}", opt=audience("read_county") | ALREADY_PACKED)
async def read_one_audit(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """One audit with its sites: the standing of each and how every clause came out, as they were frozen."""
    QueryReader(request).done()
    audit = await kept_audit(house, request.user, key)
    sites = [
        {
            "code": site.code,
            "name": site.name,
            "kind": site.kind,
            "tier": site.tier,
            "status": site.status,
            "clauses": [clause.as_document() for clause in site.clauses],
        }
        for site in audit.sites
    ]
    return inside(request, _document(audit.head) | {"sites_audited": sites})


def _document(head: AuditHead) -> dict[str, Any]:
    one = head.stored
    return {
        "id": str(one.id),
        "programme": one.programme,
        "as_of": one.as_of.isoformat(),
        "title": one.title,
        "sites": one.sites,
        "statuses": dict(head.summary["statuses"]),
        "pack_hash": one.pack_hash,
        "result_hash": one.result_hash,
        "made_by": one.made_by_name,
        "made_at": one.made_at,
        "signed_by": one.signed_by_name,
        "signed_at": one.signed_at,
    }
