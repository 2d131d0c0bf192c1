"""Planning the next sites for programs: asked for at once, looked at until it is done, stopped when it is enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from app.access.actor import Actor
from app.errors import InvalidInput
from app.journeys.coverage.candidates import AIMS, SECONDS_USUAL, SOURCES, PlanQuestion
from app.journeys.coverage.circle import default_programme
from app.journeys.coverage.site_plans import KeptPlan, ask_for_plan, read_plan, read_plans, stop_plan
from app.journeys.house import House
from app.sites.entry import Entry
from app.web.api.answers import JSON, answer
from app.web.api.bodies import json_sent
from app.web.audience import audience
from app.web.given import GivenHouse
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader

_FOR_PLANNERS = audience("run_coverage") | ALREADY_PACKED
_KEYS = ("programme", "aim", "sites", "roads", "candidates", "townships", "codes", "choice", "seconds")
_ROADS = ("bad", "good")


@post("/site-plans", opt=_FOR_PLANNERS, status_code=202)
async def ask_plan(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Begin a plan: ``{"aim": "most", "sites": 3}`` or ``{"aim": "everyone"}``; Location says where to look."""
    key = await ask_for_plan(house, request.user, await _question(request, house))
    response = _inside(request, _document(await read_plan(house, request.user, key)), 202)
    response.headers["Location"] = f"/api/v1/site-plans/{key}"
    return response


@get("/site-plans", opt=_FOR_PLANNERS)
async def list_plans(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The newest plans of a programme, without their results."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes) or default_programme(house)
    reader.done()
    found = [_document(plan) for plan in await read_plans(house, request.user, slug)]
    for document in found:
        del document["result"]
    return _inside(request, {"plans": found})


@get("/site-plans/{key:uuid}", opt=_FOR_PLANNERS)
async def read_one_plan(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """How a plan stands, with its best so far or its answer."""
    return _inside(request, _document(await read_plan(house, request.user, key)))


@post("/site-plans/{key:uuid}/stop", opt=_FOR_PLANNERS, status_code=202)
async def stop_one_plan(request: Request[Actor, Any, Any], house: GivenHouse, key: FromPath[UUID]) -> Response[bytes]:
    """Stop a plan; it keeps its best so far. One that has ended stays as it is."""
    return _inside(request, _document(await stop_plan(house, request.user, key)), 202)


async def _question(request: Request[Any, Any, Any], house: House) -> PlanQuestion:
    entry = Entry()
    body = entry.mapping(await json_sent(request), "") or {}
    entry.unknown_keys(body, _KEYS, "")
    programme = _code(entry, body, "programme", tuple(house.programmes), default_programme(house))
    aim = _code(entry, body, "aim", AIMS, "most")
    roads = _code(entry, body, "roads", _ROADS, "bad")
    source = _code(entry, body, "candidates", SOURCES, "all")
    sites = entry.integer(body["sites"], "sites") if body.get("sites") is not None else None
    seconds = entry.integer(body["seconds"], "seconds") if "seconds" in body else SECONDS_USUAL
    townships, codes, choice = (_codes(entry, body, name) for name in ("townships", "codes", "choice"))
    if entry.faults:
        raise InvalidInput(entry.faults)
    return PlanQuestion(
        programme=programme,
        aim=next(known for known in AIMS if known == aim),
        sites=sites,
        good_roads=roads == "good",
        source=next(known for known in SOURCES if known == source),
        townships=townships,
        codes=codes,
        choice=choice,
        seconds=seconds or 0,
    )


def _code(entry: Entry, body: Mapping[str, Any], name: str, known: tuple[str, ...], usual: str) -> str:
    return (entry.one_of(body[name], name, known) or usual) if name in body else usual


def _codes(entry: Entry, body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    rows = entry.rows(body[name], name) if name in body else None
    read = (entry.text(row, f"{name}[{place}]", longest=64) for place, row in enumerate(rows or ()))
    return tuple(dict.fromkeys(code for code in read if code))


def _document(plan: KeptPlan) -> dict[str, Any]:
    asked = plan.asked
    return {
        "id": str(plan.key),
        "programme": plan.programme,
        "state": plan.state,
        "stop_asked": plan.stop_asked,
        "asked": {
            "aim": asked.aim,
            "sites": asked.sites,
            "roads": "good" if asked.good_roads else "bad",
            "candidates": asked.source,
            "townships": list(asked.townships),
            "codes": list(asked.codes),
            "choice": list(asked.choice),
            "seconds": asked.seconds,
        },
        "asked_by": plan.asked_by,
        "asked_at": plan.asked_at.isoformat(),
        "ended_at": None if plan.ended_at is None else plan.ended_at.isoformat(),
        "progress": plan.progress,
        "result": plan.result,
        "failure": None if plan.failure is None else plan.failure.as_dict(),
    }


def _inside(request: Request[Any, Any, Any], document: Mapping[str, Any], status: int = 200) -> Response[bytes]:
    """An answer that no cache keeps and no other site's page may read."""
    response = answer(request, document, JSON)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    del response.headers["Access-Control-Allow-Origin"]
    return response
