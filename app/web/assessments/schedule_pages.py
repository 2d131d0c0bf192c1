"""What a whole contract pays, as a table; and the acceptance form of one of its periods as Word and Excel."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from litestar import Request, Response, get
from litestar.response import Template

from app.access.actor import Actor
from app.exchange.papers.acceptance_form import acceptance_docx
from app.journeys.assessments.acceptance_papers import acceptance_form, acceptance_workbook
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.half_years import half_year, last_ended
from app.journeys.assessments.schedule import Instalment, PaymentSchedule, payment_schedule
from app.journeys.network.judged import network
from app.units import plain
from app.web.audience import audience
from app.web.downloads import paper_response, workbook_response
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader


@get("/assessments/schedule", opt=audience("read_assessment"))
async def schedule_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Advance, instalments and retention of a contract."""
    reader = QueryReader(request)
    site = reader.text("site")
    reader.done(unknown_allowed=True)
    operated = await operated_site(house, request.user, "read_assessment", site or None)
    found = await payment_schedule(house, operated)
    return page(
        request,
        say,
        "assessments/schedule.html",
        has_samples=(await network(house)).has_samples,
        site=operated.site,
        total=_yuan(found.total),
        days=operated.card.contract.request_workdays,
        rows=_rows(found, say),
    )


@get("/assessments/form", opt=audience("read_assessment") | ALREADY_PACKED)
async def acceptance_file(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[bytes]:
    """The acceptance form of a period as Word, or with ``format=xlsx`` as a workbook."""
    reader = QueryReader(request)
    site, period = reader.text("site"), reader.text("period")
    wanted = reader.code("format", ("docx", "xlsx"))
    reader.done(unknown_allowed=True)
    operated = await operated_site(house, request.user, "read_assessment", site or None)
    found = await half_year(house, request.user, operated.code, period or last_ended(house, operated).text)
    form, name = acceptance_form(found), f"acceptance-{found.period.text}"
    shown = say("schedule.form_file", period=found.period.text)
    if wanted == "xlsx":
        return workbook_response(acceptance_workbook(form), f"{name}.xlsx", f"{shown}.xlsx")
    return paper_response(acceptance_docx(form), f"{name}.docx", f"{shown}.docx")


def _rows(found: PaymentSchedule, say: Speech) -> list[dict[str, Any]]:
    parts = found.parts
    first = ["", _yuan(parts.advance), "", "", ""]
    last = ["", "", "", "", _yuan(parts.retention)]
    sums = ["", _yuan(found.due), _yuan(found.held_back), _yuan(found.ahead), _yuan(parts.retention)]
    return [
        _row(say("schedule.advance"), parts.advance, first, say("schedule.standing_signed")),
        *(_instalment(found, one, say) for one in found.instalments),
        _row(say("schedule.retention"), parts.retention, last, say("schedule.standing_retained")),
        _row(say("schedule.whole"), found.total, sums, ""),
    ]


def _row(part: str, amount: Decimal, cells: list[str], standing: str) -> dict[str, Any]:
    return {"part": part, "period": "", "href": "", "cells": [_yuan(amount), *cells], "standing": standing}


def _instalment(found: PaymentSchedule, one: Instalment, say: Speech) -> dict[str, Any]:
    total = None if one.half is None else one.half.score.total
    closed = one.half is not None and one.half.closed
    ahead = _yuan(one.amount) if one.due is None else ""
    cells = [plain(total) if total is not None and closed else "", _yuan(one.due), _yuan(one.held_back), ahead, ""]
    period = one.period.text if one.period is not None else say("schedule.not_begun")
    href = "" if one.half is None else f"/assessments?site={found.operated.code}&period={period}"
    row = _row(say("schedule.instalment", n=one.number), one.amount, cells, say(f"schedule.standing_{one.standing}"))
    return {**row, "period": period, "href": href}


def _yuan(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"
