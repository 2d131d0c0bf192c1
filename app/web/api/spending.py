"""The money spent on a programme, for programs: the rows, and by line budget, spent and rate of use."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.access.actor import Actor
from app.journeys.spending.entries import row_document
from app.journeys.spending.spent import COUNTED, LineSpending, SpendingQuery, spending_list
from app.units import plain
from app.web.api.answers import JSON, inside, page_links
from app.web.audience import audience
from app.web.given import GivenHouse, PathText
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader

LIMIT_DEFAULT, LIMIT_MOST = 100, 1000


@get("/programmes/{slug:str}/spending", opt=audience("read_county") | ALREADY_PACKED)
async def list_spending(request: Request[Actor, Any, Any], house: GivenHouse, slug: PathText) -> Response[bytes]:
    """The rows with the filters of the page, the latest voucher first; struck ones too unless `counted` says which."""
    reader = QueryReader(request)
    counted = reader.code("counted", COUNTED)
    query = SpendingQuery(
        target=reader.code("target", [target.id for target in house.programme(slug).targets]),
        site=reader.text("site"),
        counted=next((one for one in COUNTED if one == counted), None),
    )
    limit = reader.whole("limit", 1, LIMIT_MOST, LIMIT_DEFAULT)
    offset = reader.whole("offset", 0, 10_000_000, 0)
    reader.done()
    found = await spending_list(house, request.user, slug, query)
    shown = found.rows[offset : offset + limit]
    return inside(
        request,
        {
            "programme": slug,
            "numberMatched": len(found.rows),
            "numberReturned": len(shown),
            "total_yuan": None if found.total_yuan is None else f"{found.total_yuan:.2f}",
            "lines": [_line(line) for line in found.lines],
            "spending": [row_document(one) for one in shown],
            "links": page_links(request, len(found.rows), limit, offset, JSON),
        },
    )


def _line(line: LineSpending) -> dict[str, Any]:
    budget, spent, rate = line.target.budget_yuan, line.spent_yuan, line.rate_percent
    return {
        "target": line.target.id,
        "title": line.target.title.as_dict(),
        "budget_yuan": None if budget is None else plain(budget),
        "spent_yuan": None if spent is None else f"{spent:.2f}",
        "rate_percent": None if rate is None else str(rate),
    }
