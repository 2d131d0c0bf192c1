"""Rectifications for programs, under the same rules as the pages: ordering, answering, looking again, withdrawing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from app.access.actor import Actor
from app.errors import InvalidInput
from app.journeys.inspections.rectifications import (
    OnSite,
    open_rectifications,
    rectification,
    rectifications_of,
)
from app.journeys.inspections.rectify import (
    answer_rectification,
    confirm_rectification,
    extend_rectification,
    order_rectification,
    send_back_rectification,
    withdraw_rectification,
)
from app.sites.entry import Entry
from app.web.api.answers import inside
from app.web.api.bodies import json_object, version_in
from app.web.audience import audience
from app.web.given import GivenHouse, PathText
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader

_KEY = FromPath[UUID]


@get("/rectifications", opt=audience("read_site_inside") | ALREADY_PACKED)
async def list_rectifications(request: Request[Actor, Any, Any]) -> Response[bytes]:
    """What is open in one's scope, the nearest deadline first; with ``?site=`` everything there ever was at one."""
    reader = QueryReader(request)
    site = reader.text("site")
    reader.done()
    found = await rectifications_of(request.user, site) if site else await open_rectifications(request.user)
    return inside(request, {"rectifications": [_document(one) for one in found]})


@get("/rectifications/{key:uuid}", opt=audience("read_site_inside") | ALREADY_PACKED)
async def read_one_rectification(request: Request[Actor, Any, Any], key: _KEY) -> Response[bytes]:
    """One rectification."""
    return inside(request, _document(await rectification(request.user, key)))


@post("/sites/{code:str}/rectifications", opt=audience("order_rectification") | ALREADY_PACKED, status_code=201)
async def order_one(request: Request[Actor, Any, Any], house: GivenHouse, code: PathText) -> Response[bytes]:
    """Order a rectification: ``{"found_on", "finding", "clauses", "demand", "due_on"}``."""
    body = await json_object(request, ("found_on", "finding", "clauses", "demand", "due_on"))
    ordered = await order_rectification(house, request.user, code, body)
    return inside(request, _document(await rectification(request.user, ordered.id)), 201)


@post("/rectifications/{key:uuid}/answer", opt=audience("answer_rectification") | ALREADY_PACKED, status_code=200)
async def answer_one(request: Request[Actor, Any, Any], house: GivenHouse, key: _KEY) -> Response[bytes]:
    """Say what was done: ``{"version", "answer"}``."""
    version, body = await _seen(request, ("answer",))
    await answer_rectification(house, request.user, key, version, body.get("answer"))
    return inside(request, _document(await rectification(request.user, key)))


@post("/rectifications/{key:uuid}/confirm", opt=audience("reinspect_rectification") | ALREADY_PACKED, status_code=200)
async def confirm_one(request: Request[Actor, Any, Any], house: GivenHouse, key: _KEY) -> Response[bytes]:
    """Re-inspected and found right: ``{"version", "remark"}``."""
    version, body = await _seen(request, ("remark",))
    await confirm_rectification(house, request.user, key, version, body.get("remark", ""))
    return inside(request, _document(await rectification(request.user, key)))


@post("/rectifications/{key:uuid}/send-back", opt=audience("reinspect_rectification") | ALREADY_PACKED, status_code=200)
async def send_back_one(request: Request[Actor, Any, Any], house: GivenHouse, key: _KEY) -> Response[bytes]:
    """Re-inspected and found wanting: ``{"version", "remark", "due_on"}``."""
    version, body = await _seen(request, ("remark", "due_on"))
    await send_back_rectification(house, request.user, key, version, body.get("remark"), body.get("due_on"))
    return inside(request, _document(await rectification(request.user, key)))


@post("/rectifications/{key:uuid}/extend", opt=audience("order_rectification") | ALREADY_PACKED, status_code=200)
async def extend_one(request: Request[Actor, Any, Any], house: GivenHouse, key: _KEY) -> Response[bytes]:
    """Give more time: ``{"version", "extend_why", "extend_to"}``."""
    version, body = await _seen(request, ("extend_why", "extend_to"))
    await extend_rectification(house, request.user, key, version, body.get("extend_why"), body.get("extend_to"))
    return inside(request, _document(await rectification(request.user, key)))


@post("/rectifications/{key:uuid}/withdraw", opt=audience("order_rectification") | ALREADY_PACKED, status_code=200)
async def withdraw_one(request: Request[Actor, Any, Any], house: GivenHouse, key: _KEY) -> Response[bytes]:
    """Take an order back: ``{"version", "reason"}``."""
    version, body = await _seen(request, ("reason",))
    await withdraw_rectification(house, request.user, key, version, body.get("reason"))
    return inside(request, _document(await rectification(request.user, key)))


async def _seen(request: Request[Any, Any, Any], keys: tuple[str, ...]) -> tuple[int, dict[str, Any]]:
    body, entry = dict(await json_object(request, ("version", *keys))), Entry()
    version = version_in(entry, body, "version")
    if entry.faults:
        raise InvalidInput(entry.faults)
    return version, body


def _document(found: OnSite) -> dict[str, Any]:
    one = found.stored
    return {
        "id": str(one.id),
        "site": one.site_code,
        "state": one.state,
        "version": one.version,
        "found_on": one.found_on.isoformat(),
        "finding": one.finding,
        "clauses": list(found.clauses),
        "demand": one.demand,
        "due_on": one.due_on.isoformat(),
        "ordered_by": one.ordered_by_name,
        "ordered_at": one.ordered_at,
        "answer": one.answer,
        "answered_by": one.answered_by_name,
        "answered_at": one.answered_at,
        "remark": one.remark,
        "decided_by": one.decided_by_name,
        "decided_at": one.decided_at,
    }
