"""Sites for programs: the list as GeoJSON, one site, its verdict, the nearest."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.errors import NotFound
from app.exchange.strict_json import Written, dump_json
from app.journeys.house import House
from app.journeys.network.find import NearSite, find_sites, nearest_sites
from app.journeys.network.one_site import recorded_on, registry_state, site_verdict, verdict_on
from app.journeys.network.way import estimate_way
from app.journeys.registry.public_photos import public_photos
from app.sites.document import write_site
from app.units import LatLon
from app.web.api.answers import FOR_ANYBODY, GEOJSON, JSON, answer, finished, links_by_code, page_links
from app.web.api.features import feature_of, features_of
from app.web.given import GivenHouse, PathText
from app.web.kept_answers import KeptAnswers
from app.web.own_address import own_address
from app.web.payload import Payload
from app.web.public.photos import photo_href
from app.web.public.read_words import hints
from app.web.query import QueryReader
from app.web.site_query import read_site_query
from app.wording import Wording

LIMIT_DEFAULT, LIMIT_MOST = 100, 1000
NEAREST_DEFAULT, NEAREST_MOST = 5, 100
_NOT_PUBLISHED = Wording("本县未公开站点的评估结果。", "The county does not publish the assessment of sites.")


class VerdictAnswers(KeptAnswers[Payload]):
    """Kept: the last verdicts that were asked for, by site, day and state of the registry."""


@get("/sites", opt=FOR_ANYBODY)
async def list_sites(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Sites as a GeoJSON FeatureCollection, in the order of their codes; where words are given, the best fit first, and
    `hints` say how they were read where that needs saying.

    The next page begins after the last code of this one, so that whoever reads on misses no site and meets none twice
    while others save.
    """
    reader = QueryReader(request)
    wanted = read_site_query(reader, house)
    limit = reader.whole("limit", 1, LIMIT_MOST, LIMIT_DEFAULT)
    offset = reader.whole("offset", 0, 10_000_000, 0)
    after = reader.text("after")
    reader.done()
    found = await find_sites(house, wanted)
    said = await hints(house, wanted) if wanted.text else []
    offset += found.begun_after(after) if after else 0
    shown = found.members(offset, offset + limit)
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        "numberMatched": len(found),
        "numberReturned": len(shown),
        "features": features_of(house, shown),
        "links": links_by_code(request, len(found), limit, offset, shown[-1].site.code)
        if shown and not found.by_fit
        else page_links(request, len(found), limit, offset),
    }
    if said:
        collection["hints"] = [hint.as_dict() for hint in said]
    return answer(request, collection, GEOJSON)


@get("/sites/nearest", opt=FOR_ANYBODY)
async def list_nearest(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The sites nearest to a point, with metres along the earth's surface and an estimate of minutes.

    Only operating sites, unless `status` asks for others.
    """
    reader = QueryReader(request)
    wanted = read_site_query(reader, house)
    lon, lat = reader.degrees("lon", 180), reader.degrees("lat", 90)
    limit = reader.whole("limit", 1, NEAREST_MOST, NEAREST_DEFAULT)
    reader.done()
    near = await nearest_sites(house, LatLon(lat=lat, lon=lon), wanted, limit)
    collection = {
        "type": "FeatureCollection",
        "numberMatched": near.matched,
        "numberReturned": len(near.sites),
        "numberNotOperating": near.left_out,
        "features": [_near_feature(house, found) for found in near.sites],
    }
    return answer(request, collection, GEOJSON)


@get("/sites/{code:str}", opt=FOR_ANYBODY)
async def read_one(request: Request[Any, Any, Any], house: GivenHouse, code: PathText) -> Response[bytes]:
    """One site's public document, with the photos that the county shows of it, if any."""
    QueryReader(request).done()
    pictures = await public_photos(code)
    root = own_address(request, house)
    photos = [{"url": f"{root}{photo_href(one.sha256)}", "alt": one.caption} for one in pictures]
    return answer(request, await _document(house, code) | ({"photos": photos} if photos else {}))


@get("/sites/{code:str}/compliance", opt=FOR_ANYBODY)
async def read_compliance(request: Request[Any, Any, Any], house: GivenHouse, code: PathText) -> Response[bytes]:
    """The verdict document of one site, as of a day; a day to come is judged on what is recorded now."""
    reader = QueryReader(request)
    as_of = reader.day("as_of")
    reader.done()
    if not house.settings.public_compliance:
        raise NotFound(_NOT_PUBLISHED)

    async def made() -> Payload:
        return Payload(dump_json((await site_verdict(house, code, as_of)).as_document()), JSON)

    asked = code, as_of, await registry_state(house)
    return finished(request, await house.kept.of(VerdictAnswers).of(asked, made))


async def _document(house: House, code: str) -> dict[str, Any]:
    recorded = await recorded_on(house, code)
    document = write_site(recorded.site, public=True)
    if house.settings.public_compliance:
        document["compliance"] = (await verdict_on(house, recorded.site)).status
    else:
        document.pop("waivers")  # they are part of the verdicts, which are not published
    return document | {"updated_at": recorded.updated_at.isoformat(), "version": recorded.version}


def _near_feature(house: House, near: NearSite) -> Written:
    circle = house.programmes[near.member.site.programme].service_circle
    way = estimate_way(near.metres, circle) if circle is not None else None
    minutes = None
    if way is not None:
        minutes = {"low": way.low_minutes, "high": way.high_minutes, "mode": way.mode, "basis": "estimate"}
    return feature_of(house, near.member, {"metres": round(near.metres, 1), "minutes": minutes})
