"""Inspections (检查) for programs: visits as they were recorded, and those that are planned."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath

from app.access.actor import Actor
from app.inspections.plan import PLAN_STATES
from app.journeys.inspections.planned_visits import visits_to_come
from app.journeys.inspections.visits import VisitView, visit_view, visits_of
from app.web.api.answers import inside
from app.web.audience import audience
from app.web.given import GivenHouse, PathText
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader


@get("/sites/{code:str}/inspections", opt=audience("read_site_inside") | ALREADY_PACKED)
async def list_inspections(request: Request[Actor, Any, Any], code: PathText) -> Response[bytes]:
    """Every visit to a site, the latest first."""
    QueryReader(request).done()
    found = await visits_of(request.user, code)
    return inside(request, {"site": code, "inspections": [_document(one) for one in found]})


@get("/inspections/{key:uuid}", opt=audience("read_site_inside") | ALREADY_PACKED)
async def read_one_inspection(request: Request[Actor, Any, Any], key: FromPath[UUID]) -> Response[bytes]:
    """One visit: what was reported then beside what was seen."""
    QueryReader(request).done()
    return inside(request, _document(await visit_view(request.user, key)))


@get("/planned-inspections", opt=audience("order_rectification") | ALREADY_PACKED)
async def list_planned_inspections(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Visits to come, the nearest first; with ``?state=`` those that were made or called off."""
    reader = QueryReader(request)
    state = reader.code("state", PLAN_STATES) or "planned"
    reader.done()
    found = await visits_to_come(house, request.user, [state])
    return inside(
        request,
        {
            "planned_inspections": [
                {
                    "id": str(one.stored.id),
                    "site": one.stored.site_code,
                    "planned_on": one.stored.planned_on.isoformat(),
                    "inspector": one.stored.inspector_name,
                    "purpose": one.stored.purpose,
                    "state": one.stored.state,
                    "why": one.stored.why,
                    "inspection": None if one.stored.visit is None else str(one.stored.visit),
                    "planned_by": one.stored.planned_by_name,
                    "planned_at": one.stored.planned_at,
                    "version": one.stored.version,
                }
                for one in found
            ]
        },
    )


def _document(view: VisitView) -> dict[str, Any]:
    one = view.stored
    return {
        "id": str(one.id),
        "site": one.site_code,
        "visited_on": one.visited_on.isoformat(),
        "inspectors": one.inspectors,
        "accompanied_by": one.accompanied_by,
        "rows": [row.as_document() for row in view.rows],
        "remarks": one.remarks,
        "rectification": None if one.rectification is None else str(one.rectification),
        "recorded_by": one.recorded_by_name,
        "recorded_at": one.recorded_at,
    }
