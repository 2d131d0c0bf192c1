"""One row of spending: the form that enters it, and its page, where it is corrected, struck out and put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import InvalidInput, Malformed, Refused, Stale
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.journeys.spending.changed import spending_changed
from app.journeys.spending.entries import (
    FIELDS,
    SPENDING_ACTIONS,
    SPENDING_MOVES,
    SpendingMove,
    change_spending,
    enter_spending,
    yuan_of,
)
from app.journeys.spending.spent import one_spending
from app.standards.programme import Programme
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText, form_key, version_in_form
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.public.filters import Option
from app.web.query import QueryReader
from app.web.registry.register_choices import sites_offered
from app.web.spending.spending_page import shown_spending, spending_href
from app.wording import Wording

_KEY = FromPath[UUID]
_DONE: Mapping[SpendingMove, str] = {"correct": "corrected", "strike": "struck", "restore": "restored"}
_NO_MOVE = Wording("页面已过期，请刷新页面", "the form does not say what is to be done; reload the page")


@get("/county/{slug:str}/spending/new", opt=audience("keep_spending"))
async def new_spending_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """The form of a new row; line and site may stand in the address."""
    reader = QueryReader(request)
    typed = dict.fromkeys(FIELDS, "") | {"target": reader.text("target"), "site": reader.text("site")}
    return await _new(request, house, say, slug, typed, {})


@post("/county/{slug:str}/spending/new", opt=audience("keep_spending"), status_code=303)
async def entering_spending(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Response[Any]:
    """Enter it, once however often it is sent. What is wrong comes back beside its field, with everything typed."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in FIELDS}
    try:
        await enter_spending(house, request.user, slug, typed, form_key(str(form.get("key", ""))))
    except InvalidInput as error:
        return await _new(request, house, say, slug, typed, by_field(error.faults, say), status=422)
    return Redirect(spending_href(slug, target=typed["target"], done="entered"), status_code=303)


@get("/county/{slug:str}/spending/{key:uuid}", opt=audience("read_county"))
async def one_spending_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, key: _KEY
) -> Template:
    """One row with its history, and the forms of its moves for who keeps it."""
    return await _one(request, house, say, slug, key)


@post("/county/{slug:str}/spending/{key:uuid}", opt=audience("keep_spending"), status_code=303)
async def changing_spending(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, key: _KEY
) -> Response[Any]:
    """Correct, strike out or put back; what is wrong comes back with everything typed."""
    form = await request.form()
    move = next((one for one in SPENDING_MOVES if one == form.get("move")), None)
    if move is None:
        raise Malformed(_NO_MOVE)
    typed = {name: str(form.get(name, "")).strip() for name in (*FIELDS, "reason")} | {"move": move}
    try:
        await change_spending(house, request.user, key, version_in_form(form.get("version")), move, typed)
    except InvalidInput as error:
        return await _one(request, house, say, slug, key, typed, by_field(error.faults, say), status=422)
    except (Refused, Stale) as error:
        return await _one(request, house, say, slug, key, typed, {"": say.of(error.message)}, status=409)
    return Redirect(spending_href(slug, f"/{key}", done=_DONE[move]), status_code=303)


async def _new(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    slug: str,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> Template:
    programme, whole = house.programme(slug), await network(house)
    may(request.user, "keep_spending", Target(division=programme.jurisdiction)).require()
    return page(
        request,
        say,
        "spending/new.html",
        has_samples=whole.has_samples,
        status_code=status,
        programme=programme,
        back_href=spending_href(slug),
        key=uuid4(),
        faults=faults,
        **await _fields(house, programme, whole, typed, say),
    )


async def _one(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    slug: str,
    key: UUID,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Template:
    found = await one_spending(house, request.user, slug, key)
    stored = found.stored
    as_it_is = {
        "target": stored.target,
        "site": stored.site_code or "",
        "voucher": stored.voucher,
        "paid_on": stored.paid_on.isoformat(),
        "amount": f"{yuan_of(stored.amount_fen):.2f}",
        "purpose": stored.purpose,
        "again": "",
    }
    corrects = typed is not None and typed["move"] == "correct"
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "spending/one.html",
        has_samples=found.whole.has_samples,
        status_code=status,
        programme=found.programme,
        back_href=spending_href(slug),
        stored=stored,
        row=shown_spending(found.programme, found.whole, stored, say),
        may_keep=found.may_keep,
        move=typed["move"] if typed else "",
        reason=typed["reason"] if typed else "",
        faults=faults or {},
        history=[
            (
                one.at,
                one.actor_name,
                say.of(SPENDING_ACTIONS.get(one.action, Wording(one.action, one.action))),
                one.reason,
                say.of(spending_changed(house, one)),
            )
            for one in found.changes
        ],
        done=done if done in _DONE.values() and status == 200 else "",
        **await _fields(house, found.programme, found.whole, typed if corrects and typed else as_it_is, say),
    )


async def _fields(
    house: House, programme: Programme, whole: Network, typed: Mapping[str, str], say: Speech
) -> dict[str, Any]:
    """What the fields of a row need: the lines and sites to choose from, and what was typed."""
    return {
        "typed": typed,
        "targets": [Option(one.id, say.of(one.title), one.id == typed["target"]) for one in programme.targets],
        "sites": await sites_offered(house, whole, programme.slug),
        "today": house.today().isoformat(),
    }


def _action(action: str, say: Speech) -> str:
    return say.of(SPENDING_ACTIONS.get(action, Wording(action, action)))
