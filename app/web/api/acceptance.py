"""How a site's acceptance stands, for programs."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.access.actor import Actor
from app.journeys.registry.acceptance import read_acceptance, step_document
from app.web.api.answers import inside
from app.web.audience import audience
from app.web.given import GivenHouse, PathText
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader


@get("/sites/{code:str}/acceptance", opt=audience("read_site_inside") | ALREADY_PACKED)
async def read_site_acceptance(request: Request[Actor, Any, Any], house: GivenHouse, code: PathText) -> Response[bytes]:
    """The stage and every step, those that were taken back too."""
    QueryReader(request).done()
    found = await read_acceptance(house, request.user, code)
    standing = {one.serial for one in found.standing}
    steps = [{**step_document(one), "standing": one.serial in standing} for one in found.steps]
    return inside(request, {"site": code, "stage": found.stage, "steps": steps})
