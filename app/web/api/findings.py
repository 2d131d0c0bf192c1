"""Findings for programs: what the list shows to the same person, with the verdict document of each clause."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.access.actor import Actor
from app.inspections.rectification import order_number
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.findings import Finding, Scene, explained, finding_scene, is_overdue
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.house import House
from app.journeys.turns import LISTS, in_turn
from app.web.api.answers import JSON, inside, page_links
from app.web.audience import audience
from app.web.audits.finding_links import read_finding_query
from app.web.given import GivenHouse
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader

LIMIT_DEFAULT, LIMIT_MOST = 100, 1000


@get("/findings", opt=audience("read_site_inside") | ALREADY_PACKED)
async def list_findings(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The clauses at the sites in one's scope, with the filters of the page; what is not met or unknown by default."""
    reader = QueryReader(request)
    slug, asked = read_finding_query(reader, house, ("division",))
    limit = reader.whole("limit", 1, LIMIT_MOST, LIMIT_DEFAULT)
    offset = reader.whole("offset", 0, 10_000_000, 0)
    reader.done()
    scene = await finding_scene(house, request.user, slug, asked)
    found = await explained(house, scene, limit, offset)
    choices = await in_turn(house, LISTS, scene.choices)
    document = {
        "programme": scene.programme.slug,
        "document": scene.programme.document,
        "as_of": scene.as_of.isoformat(),
        "sample": scene.has_samples,
        "numberMatched": scene.matched,
        "numberReturned": len(found),
        "states": choices.states,
        "unreadable": [one.code for one in scene.unreadable],
        "findings": [_document(house, scene, one) for one in found],
        "links": page_links(request, scene.matched, limit, offset, JSON),
    }
    return inside(request, document)


def _document(house: House, scene: Scene, finding: Finding) -> dict[str, Any]:
    site, since = finding.member.site, finding.since
    return {
        "site": {"code": site.code, "name": site.name, "kind": site.kind, "tier": site.tier, "sample": site.sample},
        "township": None
        if finding.township == ELSEWHERE
        else {"code": finding.township, "label": township_name(house, finding.township).as_dict()},
        "clause": finding.verdict.as_document(scene.programme.document),
        "since": None if since is None else {"day": since.day.isoformat(), "turned": since.turned},
        "orders": [
            {
                "id": str(one.stored.id),
                "number": order_number(one.stored.id),
                "state": one.state,
                "due_on": one.stored.due_on.isoformat(),
                "overdue": is_overdue(house, one),
            }
            for one in finding.orders
        ],
    }
