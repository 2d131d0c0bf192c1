"""Addresses of the map: its script and style, the shapes behind it, the sites on it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from litestar import Request, Response, Router, get

from app.errors import Fault, InvalidInput
from app.journeys.house import House
from app.journeys.network.find import find_sites
from app.journeys.network.judged import network
from app.sites.crs import SOURCE_CRS, to_wgs84
from app.sites.site import SourceCrs
from app.web.audience import audience
from app.web.given import GivenHouse, GivenMaps
from app.web.identity import actor_in
from app.web.language import DEFAULT_LANGUAGE, LANGUAGES
from app.web.maps.clusters import View
from app.web.maps.outline import outline_shown
from app.web.payload import ALREADY_PACKED, Payload
from app.web.query import QueryReader
from app.web.site_query import read_site_query
from app.wording import Language, Wording

CLOSEST_ZOOM = 22
NO_OUTLINE = Payload(b'{"type":"FeatureCollection","features":[]}', "application/geo+json", "private, no-cache")
"""Instead of boundaries that the public may not be shown; asked again, since whoever signs in may see them."""
NO_GROUND = Payload(b'{"parts":[]}', "application/json", "private, no-cache")
Reach = Literal["everybody", "this reader", "nobody"]


def _language(reader: QueryReader) -> Language:
    asked = reader.code("language", LANGUAGES)
    return next((language for language in LANGUAGES if language == asked), DEFAULT_LANGUAGE)


@get("/map.js", sync_to_thread=True)
def map_script(request: Request[Any, Any, Any], house: GivenHouse, maps: GivenMaps) -> Response[bytes]:
    """The script that draws one programme's map, in one language."""
    reader = QueryReader(request)
    programme = reader.code("programme", house.programmes) or next(iter(house.programmes))
    language = _language(reader)
    reader.done(unknown_allowed=True)
    return maps.script(programme, language).answer(request)


@get("/map.css", sync_to_thread=True)
def map_style(request: Request[Any, Any, Any], maps: GivenMaps) -> Response[bytes]:
    """The style of the maps and the colours of the kinds."""
    return maps.style().answer(request)


@get("/map/boundary.geojson")
async def boundary(request: Request[Any, Any, Any], house: GivenHouse, maps: GivenMaps) -> Response[bytes]:
    """The outline of a programme's county and of its neighbours; of none where boundaries may not be shown."""
    reader = QueryReader(request)
    jurisdiction = _jurisdiction(reader, house)
    reader.done()
    reach = await _reach(request, house)
    if reach == "nobody":
        return NO_OUTLINE.answer(request)
    shown = await asyncio.to_thread(maps.shapes.boundary, jurisdiction)
    shown = _held_to(reach, shown)
    return await asyncio.to_thread(shown.answer, request)


@get("/map/ground.json")
async def ground(request: Request[Any, Any, Any], house: GivenHouse, maps: GivenMaps) -> Response[bytes]:
    """The roads and waters that a view shows behind the map; nothing where they may not be shown.

    `loaded` tells one loading from the next, so that a browser may keep what it was sent.
    """
    reader = QueryReader(request)
    programme = house.programmes[reader.code("programme", house.programmes) or next(iter(house.programmes))]
    box, zoom = reader.box("view"), reader.whole("zoom", 0, CLOSEST_ZOOM, 0)
    reader.text("loaded")
    reader.done()
    reach = await _reach(request, house)
    if reach == "nobody" or box is None:
        return NO_GROUND.answer(request)
    return _held_to(reach, await maps.ground.of(programme, View(box, zoom))).answer(request)


async def _reach(request: Request[Any, Any, Any], house: House) -> Reach:
    """Who may be sent what a map shows only with an approval number, where this reader asks for it."""
    has_samples, signed_in = (await network(house)).has_samples, actor_in(request.scope) is not None
    if outline_shown(house.settings, is_signed_in=False, has_samples=has_samples) != "none":
        return "everybody"
    shown = outline_shown(house.settings, is_signed_in=signed_in, has_samples=has_samples)
    return "nobody" if shown == "none" else "this reader"


def _held_to(reach: Reach, shown: Payload) -> Payload:
    return shown if reach == "everybody" else replace(shown, cache_control="private, no-cache")


@get("/map/townships.geojson", sync_to_thread=True)
def townships(request: Request[Any, Any, Any], house: GivenHouse, maps: GivenMaps) -> Response[bytes]:
    """The townships of a programme's county, as points with names in the reader's language."""
    reader = QueryReader(request)
    jurisdiction, language = _jurisdiction(reader, house), _language(reader)
    reader.done()
    return maps.shapes.townships(jurisdiction, language).answer(request)


def _jurisdiction(reader: QueryReader, house: House) -> str:
    programme = reader.code("programme", house.programmes)
    known = house.programmes.get(programme or "") or next(iter(house.programmes.values()))
    return known.jurisdiction


@get("/map/sites.geojson")
async def sites(request: Request[Any, Any, Any], house: GivenHouse, maps: GivenMaps) -> Response[bytes]:
    """The sites that a page's filters leave, as the map shows them; of very many only those in its view."""
    reader = QueryReader(request)
    wanted = replace(read_site_query(reader, house), open_now=reader.code("open", ("now",)) is not None)
    language = _language(reader)
    box, zoom = reader.box("view"), reader.whole("zoom", 0, CLOSEST_ZOOM, 0)
    reader.done()
    found = await find_sites(house, wanted)
    minute = f"{house.now():%Y-%m-%dT%H:%M}" if wanted.open_now else ""
    key = (*found.network.state, wanted, language, minute)
    return (await maps.sites(key, found, language, View(box, zoom) if box is not None else None)).answer(request)


@get("/map/place.json", sync_to_thread=True)
def place(request: Request[Any, Any, Any]) -> dict[str, float]:
    """A position handed in, as WGS-84: what the map behind a form shows of coordinates copied from elsewhere."""
    reader = QueryReader(request)
    lon, lat = reader.degrees("lon", 180), reader.degrees("lat", 90)
    crs = reader.code("crs", SOURCE_CRS)
    reader.done()
    system: SourceCrs = next((known for known in SOURCE_CRS if known == crs), "wgs84")
    try:
        point = to_wgs84(Decimal(str(lon)), Decimal(str(lat)), system)
    except ValueError as beyond:
        fault = Fault("lon", "out_of_range", Wording("坐标超出范围", "the coordinates lie outside the world"))
        raise InvalidInput([fault]) from beyond
    return {"lon": round(point.lon, 7), "lat": round(point.lat, 7)}


map_routes = Router(
    "/",
    route_handlers=[map_script, map_style, boundary, ground, townships, place, sites],
    opt=audience("public") | ALREADY_PACKED,
    include_in_schema=False,
)
