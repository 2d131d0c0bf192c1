"""The service circle for programs."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.coverage.features import as_geojson
from app.coverage.report_record import as_record
from app.journeys.service_circle import default_programme, reckon, shapes_of
from app.sites.vocabulary import STATUSES
from app.web.api.answers import FOR_ANYBODY, GEOJSON, answer
from app.web.given import GivenHouse
from app.web.query import QueryReader


@get("/coverage", opt=FOR_ANYBODY)
async def read_coverage(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Minutes from each village to the nearest site that counts; ``format=geojson`` with the circle as areas."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes) or default_programme(house)
    kinds = reader.codes("kind", house.programmes[slug].kinds_by_code)
    statuses = reader.codes("status", STATUSES)
    form = reader.code("format", ("json", "geojson"))
    reader.done()
    found = await reckon(house, slug, kinds=sorted(kinds), statuses=sorted(statuses))
    if form == "geojson":
        return answer(request, as_geojson(found.report, await shapes_of(house, found)), GEOJSON)
    return answer(request, {"programme": slug, **as_record(found.report)})
