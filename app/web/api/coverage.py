"""The service circle for programs."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.coverage.features import as_geojson
from app.coverage.report_record import as_record
from app.journeys.coverage.circle import default_programme, network_verdict, reckon, shapes_of
from app.web.api.answers import FOR_ANYBODY, GEOJSON, answer
from app.web.coverage.asked_query import read_asked
from app.web.given import GivenHouse
from app.web.query import QueryReader


@get("/coverage", opt=FOR_ANYBODY)
async def read_coverage(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Minutes from each village to the nearest site that counts; ``format=geojson`` with the circle as areas."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes) or default_programme(house)
    asked = read_asked(reader, house.programme(slug))
    form = reader.code("format", ("json", "geojson"))
    reader.done()
    found = await reckon(house, slug, asked)
    if form == "geojson":
        return answer(request, as_geojson(found.report, await shapes_of(house, found)), GEOJSON)
    verdict = network_verdict(found) if house.settings.public_compliance else None
    clause = verdict.as_document(found.programme.document) if verdict is not None else None
    return answer(request, {"programme": slug, "clause": clause, **as_record(found.report)})
