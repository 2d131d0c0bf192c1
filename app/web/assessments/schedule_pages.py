"""What a whole contract pays, as picture and table; asking for a part, passing that on, and entering what was paid."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.response import Template

from app.access.actor import Actor
from app.exchange.papers.acceptance_form import acceptance_docx
from app.journeys.assessments.acceptance_papers import acceptance_form, acceptance_workbook
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.half_years import half_year, last_ended
from app.journeys.assessments.payments import enter_payment, pass_on_request, request_payment, withdraw_payment
from app.journeys.assessments.quality import record_quality
from app.journeys.assessments.schedule import QUALITY_WORDS, payment_schedule
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.turns import LISTS, in_turn
from app.web.assessments.contract_view import money_view
from app.web.assessments.moves import gone_on, key_in
from app.web.assessments.schedule_view import part_choices, payments_view, quality_view, requests_view, rows_view
from app.web.audience import audience
from app.web.downloads import paper_response, workbook_response
from app.web.given import GivenHouse, GivenSpeech, form_key, version_in_form
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader

_DONE = ("asked", "passed_on", "paid", "withdrawn", "quality")


@get("/assessments/schedule", opt=audience("read_assessment"))
async def schedule_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Advance, instalments and retention of a contract."""
    reader = QueryReader(request)
    site = reader.text("site")
    return await _shown(request, house, say, site or None)


@post("/assessments/requests", opt=audience("fill_assessment"), status_code=303)
async def asking_for_payment(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """The operator asks for what is due of a part."""
    typed = await _typed(request)
    move = request_payment(
        house, request.user, typed["site"], typed.get("part", ""), typed, form_key(typed.get("key", ""))
    )
    return await _done(request, house, say, typed, "asked", move)


@post("/assessments/requests/passed-on", opt=audience("keep_contract"), status_code=303)
async def passing_on_request(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """The bureau enters that it passed a request on."""
    typed = await _typed(request)
    key, version = key_in(typed), version_in_form(typed.get("version"))
    return await _done(
        request, house, say, typed, "passed_on", pass_on_request(house, request.user, key, version, typed)
    )


@post("/assessments/payments", opt=audience("keep_contract"), status_code=303)
async def entering_payment(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """The bureau enters what was paid."""
    typed = await _typed(request)
    move = enter_payment(
        house, request.user, typed["site"], typed.get("part", ""), typed, form_key(typed.get("key", ""))
    )
    return await _done(request, house, say, typed, "paid", move)


@post("/assessments/payments/withdraw", opt=audience("keep_contract"), status_code=303)
async def withdrawing_payment(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Withdraw a sum that was entered by mistake."""
    typed = await _typed(request)
    key, version = key_in(typed), version_in_form(typed.get("version"))
    move = withdraw_payment(house, request.user, key, version, typed.get("reason", ""))
    return await _done(request, house, say, typed, "withdrawn", move)


@post("/assessments/quality", opt=audience("keep_contract"), status_code=303)
async def entering_quality(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """The bureau enters whether there were quality problems."""
    typed = await _typed(request)
    move = record_quality(house, request.user, typed["site"], typed, form_key(typed.get("key", "")))
    return await _done(request, house, say, typed, "quality", move)


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
        workbook = await in_turn(house, LISTS, acceptance_workbook, form)
        return workbook_response(workbook, f"{name}.xlsx", f"{shown}.xlsx")
    return paper_response(await in_turn(house, LISTS, acceptance_docx, form), f"{name}.docx", f"{shown}.docx")


async def _typed(request: Request[Actor, Any, Any]) -> dict[str, str]:
    return {"site": "", **{name: str(value) for name, value in (await request.form()).items()}}


async def _done(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    typed: Mapping[str, str],
    done: str,
    move: Awaitable[Any],
) -> Response[Any]:
    """Do it and go back; what is wrong comes back beside its fields, with everything typed."""
    site = typed["site"]
    shown = partial(_shown, request, house, say, site or None, typed, opened=done)
    return await gone_on(say, move, shown, f"/assessments/schedule?site={site}&done={done}")


async def _shown(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    site: str | None,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    said: str = "",
    opened: str = "",
    status: int = 200,
) -> Template:
    operated = await operated_site(house, request.user, "read_assessment", site)
    found = await payment_schedule(house, operated)
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "assessments/schedule.html",
        has_samples=(await network(house)).has_samples,
        status_code=status,
        site=operated.site,
        started=operated.signed.started_on is not None,
        total=f"{found.total.amount:,.2f}",
        signed=operated.signed.amount_yuan is not None,
        days=operated.card.contract.request_workdays,
        money=money_view(found.total, say),
        rows=rows_view(house, found, say),
        requests=requests_view(house, found, say),
        payments=payments_view(found, say),
        quality=quality_view(found, say),
        findings=[(code, say.of(label)) for code, label in QUALITY_WORDS.items()],
        askable=part_choices(found, say, asked=False),
        payable=part_choices(found, say, asked=True),
        may_ask=operated.lets(request.user, "fill_assessment"),
        may_keep=operated.lets(request.user, "keep_contract"),
        account=operated.signed.account or "",
        key=uuid4(),
        typed=typed or {},
        faults=faults or {},
        opened=opened,
        said=said,
        today=house.today().isoformat(),
        done=done if done in _DONE and status == 200 else "",
    )
