"""Half-years of operators for programs: the score document of each, as the page shows it to the same person."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.access.actor import Actor
from app.journeys.assessments.contracts import operated_sites
from app.journeys.assessments.half_years import HalfYear, half_year_of, periods_begun
from app.web.api.answers import inside
from app.web.audience import audience
from app.web.given import GivenHouse
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader


@get("/assessments", opt=audience("read_assessment") | ALREADY_PACKED)
async def list_assessments(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Every period begun of the contracts in one's scope, or those of one site or one period."""
    reader = QueryReader(request)
    site, period = reader.text("site"), reader.text("period")
    reader.done()
    found = [
        await half_year_of(house, operated, one.text)
        for operated in await operated_sites(house, request.user)
        if site in ("", operated.code)
        for one in await periods_begun(house, operated)
        if period in ("", one.text)
    ]
    return inside(request, {"assessments": [_document(one) for one in found]})


def _document(one: HalfYear) -> dict[str, Any]:
    closed_at = one.stored.closed_at
    return {
        "site": one.operated.code,
        "sample": one.operated.site.sample,
        "state": "closed" if one.closed else "open",
        "closed_at": None if closed_at is None else closed_at.isoformat(),
        **one.score.as_document(),
    }
