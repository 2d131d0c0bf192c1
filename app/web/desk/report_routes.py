"""The county's report and ledger as files: of a programme, a day, and what changed since another."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get

from app.access.actor import Actor
from app.exchange.papers.report import report_docx
from app.journeys.desk.county_ledger import ledger_book
from app.journeys.desk.county_report import CountyState, county_state
from app.journeys.desk.report_paper import report_paper
from app.journeys.house import House
from app.journeys.turns import FILES, in_turn
from app.web import formats
from app.web.audience import audience
from app.web.downloads import paper_response, workbook_response
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader


@get("/county/{slug:str}/report.docx", opt=audience("read_county") | ALREADY_PACKED)
async def county_report(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Response[bytes]:
    """情况报告, laid out by GB/T 9704; in Chinese, as papers are."""
    state = await _state(request, house, slug)
    paper = await report_paper(house, state)
    content = await in_turn(house, FILES, report_docx, paper)
    return paper_response(
        content, f"report-{state.as_of}.docx", say("county.report_file", day=formats.day(state.as_of))
    )


@get("/county/{slug:str}/ledger.xlsx", opt=audience("read_county") | ALREADY_PACKED)
async def county_ledger(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Response[bytes]:
    """台账: targets, sites, requirements, orders and changes, as the report counts them."""
    state = await _state(request, house, slug)
    content = await ledger_book(house, state, say.language)
    day = formats.day(state.as_of)
    return workbook_response(content, f"ledger-{day}.xlsx", say("county.ledger_file", day=day))


async def _state(request: Request[Actor, Any, Any], house: House, slug: str) -> CountyState:
    reader = QueryReader(request)
    as_of, since = reader.day("as_of"), reader.day("since")
    reader.done(unknown_allowed=True)
    return await county_state(house, request.user, slug, as_of, since)
