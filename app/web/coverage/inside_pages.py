"""For those inside: keeping a result, placing villages by hand, from a file or as suggested."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import Fault, InvalidInput, Malformed
from app.journeys.house import House
from app.journeys.service_circle import keep_result, reckon
from app.journeys.village_points import CRS, Placing, place_villages, places_of, read_placings, suggestions
from app.sites.crs import to_wgs84
from app.sites.site import SourceCrs
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.wording import Wording

_NOT_DEGREES = Wording("请填写经纬度", "give longitude and latitude")


@post("/programmes/{slug:str}/coverage/keep", opt=audience("run_coverage"), status_code=303)
async def keep_circle(request: Request[Actor, Any, Any], house: GivenHouse, slug: PathText) -> Redirect:
    """Keep today's result, to compare later ones with it."""
    await keep_result(house, request.user, await reckon(house, slug))
    return Redirect(f"/programmes/{slug}/coverage#kept", status_code=303)


@get("/programmes/{slug:str}/villages", opt=audience("place_village"))
async def villages_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """The villages of the county that one may place, those without a point first."""
    return await _villages(request, house, say, slug)


@post("/programmes/{slug:str}/villages", opt=audience("place_village"), status_code=303)
async def placing_villages(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Response[Any]:
    """Place one village, a file of them, or take the suggested rough points."""
    form = await request.form()
    action = str(form.get("action", ""))
    try:
        if action == "suggested":
            placings = await _open_suggestions(house, request.user, slug)
        elif action == "file":
            file = form.get("file")
            placings = read_placings(await file.read()) if isinstance(file, UploadFile) else []
        else:
            placings = [_typed(form)]
        await place_villages(house, request.user, placings, reason=str(form.get("reason", "")))
    except (InvalidInput, Malformed) as error:
        faults = error.faults if isinstance(error, InvalidInput) else (Fault("file", "malformed", error.message),)
        return await _villages(request, house, say, slug, faults)
    return Redirect(f"/programmes/{slug}/villages?done={len(placings)}", status_code=303)


async def _open_suggestions(house: House, actor: Actor, slug: str) -> list[Placing]:
    """The suggestions for villages that have no point yet and that the actor may place."""
    jurisdiction = house.programme(slug).jurisdiction
    without = {place.code for place in await places_of(house, jurisdiction) if place.location is None}
    return [
        placing
        for placing in suggestions(house, jurisdiction)
        if placing.division in without and may(actor, "place_village", Target(division=placing.division)).allowed
    ]


def _typed(form: Any) -> Placing:
    asked = str(form.get("crs", ""))
    crs: SourceCrs = next((system for system in CRS if system == asked), "wgs84")
    try:
        lon, lat = (Decimal(str(form.get(key, "")).strip()) for key in ("lon", "lat"))
        if not (lon.is_finite() and lat.is_finite() and abs(lon) <= 180 and abs(lat) <= 90):
            raise InvalidOperation
    except InvalidOperation:
        raise InvalidInput([Fault("lon, lat", "not_a_number", _NOT_DEGREES)]) from None
    return Placing(str(form.get("division", "")), to_wgs84(lon, lat, crs), "by_hand", bool(form.get("approximate")))


async def _villages(
    request: Request[Actor, Any, Any], house: House, say: Speech, slug: str, faults: tuple[Fault, ...] = ()
) -> Template:
    programme = house.programme(slug)
    places = [
        place
        for place in await places_of(house, programme.jurisdiction)
        if may(request.user, "place_village", Target(division=place.code)).allowed
    ]
    townships = {place.township: house.divisions.get(place.township) for place in places}
    return page(
        request,
        say,
        "coverage/villages.html",
        has_samples=False,
        status_code=422 if faults else 200,
        programme=programme,
        name=say.of(programme.short_title),
        without=[place for place in places if place.location is None],
        rough=[place for place in places if place.approximate],
        total=len(places),
        townships={code: division.name if division else code for code, division in townships.items()},
        suggested=len(await _open_suggestions(house, request.user, slug)),
        faults=[(fault.path, say.of(fault.message)) for fault in faults],
        done=request.query_params.get("done", ""),
    )
