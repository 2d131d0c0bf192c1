"""The papers of a contract as Word documents to save."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get

from app.access.actor import Actor
from app.exchange.papers.contract_letter import ContractLetter, contract_letter_docx
from app.journeys.assessments.contract_papers import (
    half_year_report,
    passed_on_letter,
    replacement_letter,
    request_letter,
    warning_letter,
)
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.half_years import half_year, last_ended
from app.journeys.assessments.records import record
from app.journeys.house import House
from app.journeys.turns import LISTS, in_turn
from app.web.audience import audience
from app.web.downloads import paper_response
from app.web.given import GivenHouse, form_key
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader

_NOBODY = UUID(int=0)


@get("/contract/papers/warning", opt=audience("read_assessment") | ALREADY_PACKED)
async def warning_paper(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """A warning."""
    operated, found = await record(house, request.user, _key(request), "warning")
    return await _paper(house, warning_letter(operated, found), f"warning-{found.day}")


@get("/contract/papers/replacement", opt=audience("read_assessment") | ALREADY_PACKED)
async def replacement_paper(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The proposal to replace the operator."""
    operated, found = await record(house, request.user, _key(request), "replacement")
    return await _paper(house, await replacement_letter(operated, found), f"replacement-{found.day}")


@get("/contract/papers/request", opt=audience("read_assessment") | ALREADY_PACKED)
async def request_paper(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The operator's request for payment."""
    operated, found = await record(house, request.user, _key(request), "request")
    return await _paper(house, await request_letter(house, operated, found), f"request-{found.day}")


@get("/contract/papers/passed-on", opt=audience("keep_contract") | ALREADY_PACKED)
async def passed_on_paper(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The bureau's letter that passes a request on."""
    operated, found = await record(house, request.user, _key(request), "request")
    return await _paper(house, await passed_on_letter(house, operated, found), f"letter-{found.day}")


@get("/contract/papers/report", opt=audience("read_assessment") | ALREADY_PACKED)
async def report_paper(request: Request[Actor, Any, Any], house: GivenHouse) -> Response[bytes]:
    """The operator's report of a period; of the one that ended last where the address names none."""
    reader = QueryReader(request)
    site, period = reader.text("site"), reader.text("period")
    reader.done(unknown_allowed=True)
    operated = await operated_site(house, request.user, "read_assessment", site or None)
    found = await half_year(house, request.user, operated.code, period or last_ended(house, operated).text)
    return await _paper(house, half_year_report(house, found), f"report-{found.period.text}")


def _key(request: Request[Actor, Any, Any]) -> UUID:
    return form_key(request.query_params.get("key", "")) or _NOBODY


async def _paper(house: House, letter: ContractLetter, name: str) -> Response[bytes]:
    content = await in_turn(house, LISTS, contract_letter_docx, letter)
    return paper_response(content, f"{name}.docx", f"{letter.title}.docx")
