"""The contract of a site: what was signed, where it stands, targets and their pace; the bureau's entries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Literal
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.response import Template

from app.access.actor import Actor
from app.assessments.signed_terms import LABELS
from app.journeys.assessments.contract import contract_standing, keep_signed_terms
from app.journeys.assessments.contracts import operated_sites
from app.journeys.assessments.due_this_week import DAYS_AHEAD, due_under, has_a_part
from app.journeys.assessments.records import said_in
from app.journeys.assessments.warnings import (
    accept_warning,
    give_warning,
    propose_replacement,
    withdraw_replacement,
)
from app.journeys.house import House
from app.journeys.network.judged import network
from app.web import formats
from app.web.assessments.contract_view import groups_view, money_view, paces_view, stand_view, terms_view, warnings_view
from app.web.assessments.moves import gone_on, key_in
from app.web.assessments.week_view import week_item
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, form_key, version_in_form
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader

Shown = Literal["contract", "targets", "warnings"]
"""Which page of a contract."""
_DONE = ("terms", "warned", "accepted", "proposed", "withdrawn")


@get("/contract", opt=audience("read_assessment"))
async def contract_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The contract of a site, its terms and money; of the first one may look at where the address names none."""
    return await _looked_at(request, house, say, "contract")


@get("/contract/targets", opt=audience("read_assessment"))
async def targets_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The yearly targets of a contract with their progress and pace."""
    return await _looked_at(request, house, say, "targets")


@get("/contract/warnings", opt=audience("read_assessment"))
async def warnings_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What follows a problem under a contract, and what did: rectifications, warnings, replacement."""
    return await _looked_at(request, house, say, "warnings")


async def _looked_at(request: Request[Actor, Any, Any], house: House, say: Speech, shown: Shown) -> Template:
    reader = QueryReader(request)
    site = reader.text("site")
    if not site and not await operated_sites(house, request.user):
        return page(request, say, "assessments/no_contract.html", has_samples=(await network(house)).has_samples)
    return await _shown(request, house, say, site or None, shown=shown)


@post("/contract/terms", opt=audience("keep_contract"), status_code=303)
async def entering_terms(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Enter what the signed contract says."""
    form = await request.form()
    typed = {code: str(form.get(code, "")) for code in LABELS}
    version = version_in_form(form.get("version"))
    return await _done(
        request, house, say, "terms", lambda site: keep_signed_terms(house, request.user, site, version, typed)
    )


@post("/contract/warnings", opt=audience("keep_contract"), status_code=303)
async def warning_operator(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Warn the operator."""
    form = await request.form()
    typed = {name: str(form.get(name, "")) for name in ("finding", "demand", "due_on", "grave", "order")}
    key = form_key(str(form.get("key", "")))
    return await _done(request, house, say, "warned", lambda site: give_warning(house, request.user, site, typed, key))


@post("/contract/warnings/accept", opt=audience("keep_contract"), status_code=303)
async def accepting_warning(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Accept what was put right after a warning."""
    form = await request.form()
    key, version = key_in(form), version_in_form(form.get("version"))
    remark = str(form.get("remark", ""))
    return await _done(
        request, house, say, "accepted", lambda _: accept_warning(house, request.user, key, version, remark)
    )


@post("/contract/replacement", opt=audience("keep_contract"), status_code=303)
async def proposing_replacement(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech
) -> Response[Any]:
    """Propose to replace the operator."""
    form = await request.form()
    key, why = form_key(str(form.get("key", ""))), str(form.get("why", ""))
    return await _done(
        request, house, say, "proposed", lambda site: propose_replacement(house, request.user, site, why, key)
    )


@post("/contract/replacement/withdraw", opt=audience("keep_contract"), status_code=303)
async def withdrawing_replacement(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech
) -> Response[Any]:
    """Take the proposal back."""
    form = await request.form()
    key, version, reason = key_in(form), version_in_form(form.get("version")), str(form.get("reason", ""))
    return await _done(
        request, house, say, "withdrawn", lambda _: withdraw_replacement(house, request.user, key, version, reason)
    )


async def _done(
    request: Request[Actor, Any, Any], house: House, say: Speech, done: str, move: Callable[[str], Awaitable[Any]]
) -> Response[Any]:
    """Do it and go back to its page; what is wrong comes back beside its fields, with everything typed."""
    form = await request.form()
    site, typed = str(form.get("site", "")), {name: str(value) for name, value in form.items()}
    where: Shown = "contract" if done == "terms" else "warnings"
    shown = partial(_shown, request, house, say, site, typed=typed, opened=done, shown=where)
    there = "/contract" if where == "contract" else "/contract/warnings"
    return await gone_on(say, move(site), shown, f"{there}?site={site}&done={done}")


async def _shown(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    site: str | None,
    *,
    shown: Shown,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    said: str = "",
    opened: str = "",
    status: int = 200,
) -> Template:
    found = await contract_standing(house, request.user, site)
    operated, contract = found.operated, found.operated.programme.contract
    done = request.query_params.get("done", "")
    proposed = found.replacement
    return page(
        request,
        say,
        f"assessments/{shown}.html",
        has_samples=(await network(house)).has_samples,
        status_code=status,
        site=operated.site,
        choices=[(one.code, one.site.name or one.code) for one in await operated_sites(house, request.user)],
        document=operated.programme.document,
        stand=stand_view(found, say),
        terms=terms_view(found, say),
        has_a_part=has_a_part(request.user, operated),
        week=[week_item(house, one, say) for one in await due_under(house, request.user, found)]
        if shown == "contract"
        else [],
        until=formats.day(house.today() + timedelta(days=DAYS_AHEAD)),
        year=found.year,
        groups=groups_view(house, found, say),
        paces=paces_view(found, say),
        money=money_view(found.schedule.total, say),
        steps=[] if contract is None else [_step(step, say) for step in contract.steps],
        warnings=warnings_view(house, found, say),
        orders=[(str(one.id), one.finding, one.due_on) for one in found.orders],
        replacement=None if proposed is None else {"entry": proposed, "why": said_in(proposed)["why"]},
        may_propose=found.may_propose_replacement,
        may_keep=operated.lets(request.user, "keep_contract"),
        fields=[(code, say.of(label), operated.signed.text(code)) for code, label in LABELS.items()],
        version=0 if operated.stored is None else operated.stored.version,
        key=uuid4(),
        typed=typed or {},
        faults=faults or {},
        opened=opened,
        said=said,
        done=done if done in _DONE and status == 200 else "",
    )


def _step(step: Any, say: Speech) -> dict[str, str]:
    return {
        "title": say.of(step.title),
        "section": step.section,
        "quote": step.quote,
        "reading": "" if step.reading is None else say.of(step.reading),
    }
