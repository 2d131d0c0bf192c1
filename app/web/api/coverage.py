"""The service circle for programs. Written and packed once a result, in a thread: it is as large as the county."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get

from app.coverage.area_share import AreaShare
from app.coverage.circle_shapes import CircleShape
from app.coverage.features import as_geojson
from app.coverage.report_record import as_record
from app.exchange.strict_json import dump_json
from app.journeys.coverage.circle import Reckoned, default_programme, network_verdict, reckon, shapes_of
from app.journeys.coverage.circle_area import CircleArea, area_of
from app.journeys.house import House
from app.journeys.turns import LISTS, in_turn
from app.web.api.answers import FOR_ANYBODY, GEOJSON, JSON, finished
from app.web.coverage.asked_query import read_asked
from app.web.given import GivenHouse
from app.web.kept_answers import KeptAnswers
from app.web.payload import Payload
from app.web.query import QueryReader

_KEPT = 8


class CoverageAnswers(KeptAnswers[Payload]):
    """Kept: the last few answers, by the basis of the result and the form. Lost, they are written again."""


@get("/coverage", opt=FOR_ANYBODY)
async def read_coverage(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Minutes from each village to the nearest site that counts; ``format=geojson`` with the circle as areas."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes) or default_programme(house)
    asked = read_asked(reader, house.programme(slug))
    is_drawn = reader.code("format", ("json", "geojson")) == "geojson"
    reader.done()
    found = await reckon(house, slug, asked)

    async def written() -> Payload:
        if is_drawn:
            return await in_turn(house, LISTS, _drawn, found, await shapes_of(house, found))
        return await in_turn(house, LISTS, _listed, house, found, await area_of(house, found))

    kept = house.kept.of(CoverageAnswers, lambda: CoverageAnswers(_KEPT))
    return finished(request, await kept.of((is_drawn, found.basis), written))


def _drawn(found: Reckoned, shapes: Sequence[CircleShape]) -> Payload:
    return Payload(dump_json(as_geojson(found.report, shapes)), GEOJSON).pack()


def _listed(house: House, found: Reckoned, area: CircleArea | None) -> Payload:
    verdict = network_verdict(found) if house.settings.public_compliance else None
    clause = verdict.as_document(found.programme.document) if verdict is not None else None
    document = {
        "programme": found.programme.slug,
        "clause": clause,
        **as_record(found.report),
        "area_share": _shares(area),
    }
    return Payload(dump_json(document), JSON).pack()


def _shares(area: CircleArea | None) -> Mapping[str, Any] | None:
    """The share of the area within the limit, in percent; None where it could not be measured."""
    if area is None:
        return None
    townships = {code: _by_people(shares) for code, shares in sorted(area.townships.items())}
    return {"county": _by_people(area.county), "townships": townships}


def _by_people(shares: Sequence[AreaShare]) -> dict[str, dict[str, str]]:
    return {one.area: {"low": str(one.low), "high": str(one.high)} for one in shares}
