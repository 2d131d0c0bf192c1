"""Rectifications in one's own scope or at one site: what is late first, then what waits for re-inspection."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may
from app.inspections.rectification import OPEN
from app.journeys.inspections.rectifications import open_rectifications, rectifications_of
from app.journeys.inspections.visits import visits_of
from app.journeys.network.judged import network
from app.journeys.site_rights import stored_site, target_of
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.inspections.shown import shown
from app.web.pages import page


@get("/rectifications", opt=audience("read_site_inside"))
async def rectifications_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Everything open in the reader's scope, the nearest deadline first."""
    found = await open_rectifications(request.user)
    return page(
        request,
        say,
        "inspections/list.html",
        has_samples=(await network(house)).has_samples,
        site=None,
        may_order=False,
        ordered=[shown(house, request.user, one, say) for one in found if one.state == "ordered"],
        answered=[shown(house, request.user, one, say) for one in found if one.state == "answered"],
        past=[],
        visits=[],
    )


@get("/work/sites/{code:str}/rectifications", opt=audience("read_site_inside"))
async def site_rectifications_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """Every rectification that one site ever had."""
    found = await rectifications_of(request.user, code)
    site = await stored_site(code)
    return page(
        request,
        say,
        "inspections/list.html",
        has_samples=(await network(house)).has_samples,
        site=site,
        may_order=site.status != "closed" and may(request.user, "order_rectification", target_of(site)).allowed,
        ordered=[shown(house, request.user, one, say) for one in found if one.state == "ordered"],
        answered=[shown(house, request.user, one, say) for one in found if one.state == "answered"],
        visits=[one.stored for one in await visits_of(request.user, code)],
        past=[shown(house, request.user, one, say) for one in found if one.state not in OPEN],
    )
