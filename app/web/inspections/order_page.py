"""Ordering a rectification at a site, after a visit or from a clause that it does not meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import Fault, InvalidInput
from app.journeys.house import House
from app.journeys.inspections.rectifications import verdicts_now
from app.journeys.inspections.rectify import order_rectification
from app.journeys.inspections.visits import VisitView, visit_view
from app.journeys.network.judged import network
from app.journeys.site_rights import require, stored_site
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText, form_key
from app.web.inspections.deadlines import deadline_choices, deadline_in
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.states import MARKS, VERDICT_ORDER

_FIELDS = ("found_on", "finding", "demand", "due", "due_on")


@get("/work/sites/{code:str}/rectify", opt=audience("order_rectification"))
async def order_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """The form; ``?clause=`` ticks clauses and begins the finding with what is known of them and the demand
    with the document's words, ``?visit=`` with what it
    found.
    """
    today = house.today()
    typed = dict.fromkeys(_FIELDS, "") | {"found_on": str(today)}
    ticked = request.query_params.get("clause", "").split(",")
    if visited := form_key(request.query_params.get("visit", "")):
        view = await visit_view(request.user, visited)
        typed |= {"found_on": str(view.stored.visited_on), "finding": _found(view)}
    return await _form(request, house, say, code, typed, ticked, ())


def _found(view: VisitView) -> str:
    """What a visit found otherwise than reported, in sentences, and what else it found."""
    said = [
        f"{row.title}：申报{row.reported}，现场{(row.seen or row.note).removeprefix('现场')}"
        + (f"（{row.note}）" if row.seen and row.note else "")
        for row in view.rows
        if row.looked == "differs"
    ]
    return "；".join([*said, *filter(None, [view.stored.remarks])])


@post("/work/sites/{code:str}/rectify", opt=audience("order_rectification"), status_code=303)
async def ordering(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Response[Any]:
    """Order it. What is wrong with the form comes back beside its fields, with everything typed."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).replace("\r\n", "\n") for name in _FIELDS}
    clauses = [str(value) for value in form.getall("clauses", [])]
    key = form_key(str(form.get("key", "")))
    try:
        given: dict[str, Any] = {name: typed[name] for name in ("found_on", "finding", "demand")}
        given |= {"due_on": deadline_in(form), "clauses": clauses}
        ordered = await order_rectification(house, request.user, code, given, key)
    except InvalidInput as error:
        return await _form(request, house, say, code, typed, clauses, error.faults, key)
    return Redirect(f"/rectifications/{ordered.id}?done=ordered", status_code=303)


async def _form(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    code: str,
    typed: Mapping[str, str],
    ticked: Sequence[str],
    faults: Sequence[Fault],
    key: UUID | None = None,
) -> Template:
    site = await stored_site(code)
    require(request.user, "order_rectification", site)
    verdicts = sorted(verdicts_now(house, site), key=lambda found: VERDICT_ORDER.index(found.verdict))
    rows = [
        (found.clause.id, MARKS[found.verdict], say.of(found.clause.title), say.of(found.explanation))
        for found in verdicts
    ]
    if not typed["finding"] and not faults:
        begun = say.semicolon.join(sentence for clause, _, _, sentence in rows if clause in ticked)
        typed = {**typed, "finding": begun}
    if not typed["demand"] and not faults:
        quotes = [found.clause.quote for found in verdicts if found.clause.id in ticked]
        begun = say.semicolon.join(say("rectify.demand_begun", quote=quote) for quote in dict.fromkeys(quotes))
        typed = {**typed, "demand": begun}
    wrong = {found.clause.id for found in verdicts if found.verdict in ("not_met", "unknown")}
    return page(
        request,
        say,
        "inspections/order.html",
        has_samples=(await network(house)).has_samples,
        status_code=422 if faults else 200,
        site=site,
        key=key or uuid4(),
        typed=typed,
        ticked=set(ticked),
        pressing=sorted((row for row in rows if row[0] in wrong or row[0] in ticked), key=lambda r: r[0] not in ticked),
        others=[row for row in rows if row[0] not in wrong and row[0] not in ticked],
        deadlines=deadline_choices(house.today(), typed["due"], say),
        today=house.today().isoformat(),
        faults=by_field(faults, say),
    )
