"""The addresses of `/ogc`: anybody may read them, programs of other sites too."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, Router, get

from app.errors import NotFound
from app.journeys.house import House
from app.journeys.network.find import SiteQuery
from app.journeys.network.judged import network
from app.journeys.turns import LISTS, in_turn
from app.web.api.answers import FOR_ANYBODY, GEOJSON, answer
from app.web.api.preflight import preflights
from app.web.given import GivenHouse, PathText
from app.web.ogc import places
from app.web.ogc.asked import AskedItems, OgcReader
from app.web.ogc.collections import Collection, collections_of
from app.web.ogc.documents import (
    CONFORMS_TO,
    OPENAPI,
    SCHEMA,
    all_collections,
    landing,
    link,
    one_collection,
    queryables_of,
    schema_of,
    sites_box,
)
from app.web.ogc.items import Page, one_site, site_page
from app.web.ogc.openapi30 import openapi30
from app.web.own_address import own_address, whole_link
from app.wording import Wording

Asking = Request[Any, Any, Any]
_NO_SUCH = Wording("没有这个数据集。", "There is no such collection.")
_LAID = {"villages": places.villages, "townships": places.townships, "circle": places.circle}


def _root(request: Asking, house: House) -> str:
    return f"{own_address(request, house)}/ogc"


def _collection(house: House, name: str) -> Collection:
    found = collections_of(house).by_id.get(name)
    if found is None:
        raise NotFound(_NO_SUCH)
    return found


def _read(request: Asking) -> None:
    reader = OgcReader(request)
    reader.form()
    reader.done()


@get("/", opt=FOR_ANYBODY)
async def landing_page(request: Asking, house: GivenHouse) -> Response[bytes]:
    """What there is here."""
    _read(request)
    return answer(request, landing(_root(request, house)))


@get("/api", opt=FOR_ANYBODY)
async def description(request: Asking, house: GivenHouse) -> Response[bytes]:
    """The description as OpenAPI 3.0."""
    _read(request)
    return answer(request, openapi30(house, _root(request, house)), OPENAPI)


@get("/conformance", opt=FOR_ANYBODY)
async def conformance(request: Asking) -> Response[bytes]:
    """What this conforms to."""
    _read(request)
    return answer(request, {"conformsTo": list(CONFORMS_TO)})


@get("/collections", opt=FOR_ANYBODY)
async def collections_page(request: Asking, house: GivenHouse) -> Response[bytes]:
    """Every collection."""
    _read(request)
    return answer(request, all_collections(house, _root(request, house), sites_box((await network(house)).points)))


@get("/collections/{name:str}", opt=FOR_ANYBODY)
async def collection_page(request: Asking, house: GivenHouse, name: PathText) -> Response[bytes]:
    """One collection."""
    _read(request)
    one, sites = _collection(house, name), sites_box((await network(house)).points)
    return answer(request, one_collection(house, _root(request, house), one, sites))


@get("/collections/{name:str}/schema", opt=FOR_ANYBODY)
async def schema_page(request: Asking, house: GivenHouse, name: PathText) -> Response[bytes]:
    """The schema of a feature."""
    _read(request)
    return answer(request, schema_of(_root(request, house), _collection(house, name)), SCHEMA)


@get("/collections/{name:str}/queryables", opt=FOR_ANYBODY)
async def queryables_page(request: Asking, house: GivenHouse, name: PathText) -> Response[bytes]:
    """What may be asked for."""
    _read(request)
    return answer(request, queryables_of(_root(request, house), _collection(house, name)), SCHEMA)


@get("/collections/{name:str}/items", opt=FOR_ANYBODY)
async def items_page(request: Asking, house: GivenHouse, name: PathText) -> Response[bytes]:
    """A page of features."""
    one = _collection(house, name)
    reader = OgcReader(request)
    asked = reader.asked()
    address = own_address(request, house)
    found = await (_sites(house, address, reader, asked) if one.id == "sites" else _places(house, one, reader, asked))
    here = f"{_root(request, house)}/collections/{one.id}"
    given = dict(request.query_params.items())
    links = [
        link(whole_link(here, "/items", given), "self", GEOJSON, "This page"),
        link(here, "collection", "application/json", "The collection"),
    ]
    if found.next_after is not None:
        more = whole_link(here, "/items", {**given, "after": found.next_after})
        links.append(link(more, "next", GEOJSON, "The next page"))
    collection = {
        "type": "FeatureCollection",
        "links": links,
        "numberMatched": found.matched,
        "numberReturned": len(found.features),
        "features": found.features,
    }
    return await in_turn(house, LISTS, answer, request, collection, GEOJSON)


@get("/collections/{name:str}/items/{code:str}", opt=FOR_ANYBODY)
async def item_page(request: Asking, house: GivenHouse, name: PathText, code: PathText) -> Response[bytes]:
    """One feature."""
    _read(request)
    one = _collection(house, name)
    if one.id == "sites":
        found = await one_site(house, own_address(request, house), code)
    else:
        found = (await _LAID[one.id](house)).one(code)
    here = f"{_root(request, house)}/collections/{one.id}"
    links = [
        link(f"{here}/items/{code}", "self", GEOJSON, "This feature"),
        link(here, "collection", "application/json", "The collection"),
    ]
    return answer(request, {**found, "links": links}, GEOJSON)


async def _sites(house: House, address: str, reader: OgcReader, asked: AskedItems) -> Page:
    known = {one.name: one.schema.get("enum", ()) for one in collections_of(house).by_id["sites"].asked}
    values = {name: reader.one(name, codes) for name, codes in known.items() if name != "division"}
    division = reader.division("division")
    reader.done()
    nothing: frozenset[str] = frozenset()
    wanted = SiteQuery(
        programmes=values.get("programme", nothing),
        kinds=values.get("kind", nothing),
        tiers=values.get("tier", nothing),
        statuses=values.get("status", nothing),
        compliance=values.get("compliance", nothing),
        division=division,
    )
    return await site_page(house, address, asked, wanted)


async def _places(house: House, one: Collection, reader: OgcReader, asked: AskedItems) -> Page:
    wanted: dict[str, str] = {}
    for known in one.asked:
        codes = known.schema.get("enum")
        value = reader.code(known.name, codes) if codes else reader.division(known.name)
        if value:
            wanted[known.name] = value
    reader.done()
    return (await _LAID[one.id](house)).page(asked, wanted)


_HANDLERS = (
    *(landing_page, description, conformance, collections_page, collection_page, schema_page, queryables_page),
    *(items_page, item_page),
)
ogc_routes = Router(
    "/ogc",
    route_handlers=[*preflights(_HANDLERS), *_HANDLERS],
    include_in_schema=False,
)
