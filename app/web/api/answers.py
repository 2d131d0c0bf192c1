"""Answers to programs: JSON with an ETag, exact numbers, the language the caller asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response

from app.exchange.strict_json import dump_json
from app.web.audience import audience
from app.web.own_address import own_path
from app.web.payload import ALREADY_PACKED, Payload

FOR_ANYBODY = audience("public") | ALREADY_PACKED
"""The `opt` of a route that anybody may read."""
JSON, GEOJSON, JSON_LINES = "application/json", "application/geo+json", "application/x-ndjson"


def answer(request: Request[Any, Any, Any], document: Any, media_type: str = JSON) -> Response[bytes]:
    """A document as an answer; 304 when the caller has it already. Any page elsewhere may read what is public."""
    return finished(request, Payload(dump_json(document), media_type))


def finished(request: Request[Any, Any, Any], payload: Payload) -> Response[bytes]:
    """The same of an answer that was written before."""
    response = payload.answer(request)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def inside(request: Request[Any, Any, Any], document: Mapping[str, Any], status: int = 200) -> Response[bytes]:
    """An answer that no cache keeps and no other site's page may read."""
    response = answer(request, document, JSON)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    del response.headers["Access-Control-Allow-Origin"]
    return response


def page_links(
    request: Request[Any, Any, Any], matched: int, limit: int, offset: int, media_type: str = GEOJSON
) -> list[Mapping[str, str]]:
    """The links to this page of a list, the next and the one before, as RFC 8288 names them."""
    links = [_link(request, "self", offset, media_type)]
    if offset + limit < matched:
        links.append(_link(request, "next", offset + limit, media_type))
    if offset > 0:
        links.append(_link(request, "prev", max(0, offset - limit), media_type))
    return links


def links_by_code(
    request: Request[Any, Any, Any], matched: int, limit: int, offset: int, last: str
) -> list[Mapping[str, str]]:
    """The links to this page of a list in the order of codes, and to the next, which begins after the code `last`."""
    links = [{"rel": "self", "href": own_path(request, list(request.query_params.items())), "type": GEOJSON}]
    if offset + limit < matched:
        links.append({"rel": "next", "href": own_path(request, _others(request, ("after", last))), "type": GEOJSON})
    return [*links, *([_link(request, "prev", max(0, offset - limit), GEOJSON)] if offset else [])]


def _link(request: Request[Any, Any, Any], relation: str, offset: int, media_type: str) -> Mapping[str, str]:
    return {"rel": relation, "href": own_path(request, _others(request, ("offset", str(offset)))), "type": media_type}


def _others(request: Request[Any, Any, Any], mine: tuple[str, str]) -> list[tuple[str, str]]:
    """What is asked, with another place to begin at."""
    return [(key, value) for key, value in request.query_params.items() if key not in ("offset", "after")] + [mine]
