"""The addresses of `/api/v1` that anybody may read."""

from __future__ import annotations

from litestar import Router

from app.web.api.evaluate import evaluate_documents
from app.web.api.programmes import list_programmes, read_clauses, read_programme, read_progress
from app.web.api.sites import list_nearest, list_sites, read_compliance, read_one
from app.web.audience import audience
from app.web.payload import ALREADY_PACKED

reading_routes = Router(
    "/api/v1",
    route_handlers=[
        list_sites,
        list_nearest,
        read_one,
        read_compliance,
        list_programmes,
        read_programme,
        read_progress,
        read_clauses,
    ],
    opt=audience("public") | ALREADY_PACKED,
)
evaluate_routes = Router("/api/v1", route_handlers=[evaluate_documents], opt=audience("public"))
