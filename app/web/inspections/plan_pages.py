"""检查安排: which sites need a visit most, and visits planned for a day and an inspector, moved and called off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.inspections.plan import MOST_DAYS_AHEAD, PLAN_STATES
from app.journeys.audits.finding_words import township_name
from app.journeys.house import House
from app.journeys.inspections.planned_visits import (
    VisitToCome,
    call_off_planned_visit,
    inspectors,
    move_planned_visit,
    plan_visits,
    visits_to_come,
)
from app.journeys.inspections.sites_to_visit import PLAN_ORDERS, SiteToVisit, sites_to_visit
from app.journeys.network.judged import network
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, version_in_form
from app.web.language import Speech
from app.web.pages import page, programme_choices
from app.web.public.filters import Option
from app.web.query import QueryReader
from app.web.tried import Wrong, tried

PLAN, PLANNED = "/inspections", "/inspections/planned"
A_PAGE = 20
"""On a phone each is as high as half the screen."""
_MOST_PAGES = 100_000
_PLAN_FIELDS = ("planned_on", "inspector", "purpose", "why")
_DONE = ("planned", "moved", "called_off")


@get(PLAN, opt=audience("order_rectification"))
async def plan_visits_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The sites that need a visit most, by township, risk or the time since the last one."""
    return await _to_plan(request, house, say, {}, (), {})


@post(PLAN, opt=audience("order_rectification"), status_code=303)
async def planning_visits(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Plan a visit to every site that is ticked; what is wrong comes back with everything typed and ticked."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in _PLAN_FIELDS}
    codes = [str(code) for code in form.getall("site", [])]
    made = await tried(plan_visits(house, request.user, codes, typed), say)
    if isinstance(made, Wrong):
        return await _to_plan(request, house, say, typed, codes, made.faults, made.status)
    return Redirect(f"{PLANNED}?done=planned&n={len(made)}", status_code=303)


@get(PLANNED, opt=audience("order_rectification"))
async def planned_visits_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Visits to come, of everybody or one inspector; with ``state`` those that were made or called off."""
    return await _planned(request, house, say, None, {}, {})


@post(PLANNED + "/{key:uuid}/move", opt=audience("order_rectification"), status_code=303)
async def moving_planned_visit(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Another day or another inspector, with the reason."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in _PLAN_FIELDS if name in form} | {"move": "move"}
    version = version_in_form(form.get("version"))
    done = await tried(move_planned_visit(house, request.user, key, version, typed), say)
    if isinstance(done, Wrong):
        return await _planned(request, house, say, key, typed, done.faults, done.status)
    return Redirect(f"{PLANNED}?done=moved", status_code=303)


@post(PLANNED + "/{key:uuid}/call-off", opt=audience("order_rectification"), status_code=303)
async def calling_off_visit(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Nobody goes, with the reason."""
    form = await request.form()
    typed = {"why": str(form.get("why", "")).strip(), "move": "call_off"}
    version = version_in_form(form.get("version"))
    done = await tried(call_off_planned_visit(house, request.user, key, version, typed["why"]), say)
    if isinstance(done, Wrong):
        return await _planned(request, house, say, key, typed, done.faults, done.status)
    return Redirect(f"{PLANNED}?done=called_off", status_code=303)


async def _to_plan(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    typed: Mapping[str, str],
    ticked: tuple[str, ...] | list[str],
    faults: Mapping[str, str],
    status: int = 200,
) -> Template:
    reader = QueryReader(request)
    slug, township = reader.code("programme", house.programmes), reader.text("township")
    asked = reader.code("sort", PLAN_ORDERS)
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    whole = await network(house)
    programmes = sorted(house.programmes.values(), key=lambda p: -whole.count_of(p.slug))
    programme = house.programme(slug) if slug else programmes[0]
    order = next((one for one in PLAN_ORDERS if one == asked), PLAN_ORDERS[0])
    first = (number - 1) * A_PAGE
    found = await sites_to_visit(house, request.user, programme.slug, township, order, limit=A_PAGE, offset=first)
    kept = {"programme": programme.slug, "township": township, "sort": order}
    to_come = {one.site.code: one for one in await visits_to_come(house, request.user)}
    return page(
        request,
        say,
        "inspections/plan.html",
        has_samples=whole.has_samples,
        status_code=status,
        programme=programme,
        programmes=programme_choices(programmes, programme.slug, say),
        townships=[Option(code, say.of(township_name(house, code)), code == township) for code in found.townships],
        orders=[Option(one, say(f"visit.sort_{one}"), one == order) for one in PLAN_ORDERS],
        rows=[_site_row(house, one, to_come.get(one.member.site.code), ticked, say) for one in found.shown],
        matched=found.matched,
        to_come=len(to_come),
        action=f"{PLAN}?{urlencode(kept | {'page': number})}",
        previous=f"{PLAN}?{urlencode(kept | {'page': number - 1})}" if number > 1 else "",
        following=f"{PLAN}?{urlencode(kept | {'page': number + 1})}" if first + A_PAGE < found.matched else "",
        typed=typed,
        faults=faults,
        **await _choices(house, request.user, typed.get("inspector") or request.user.key),
    )


def _site_row(
    house: House, one: SiteToVisit, to_come: VisitToCome | None, ticked: tuple[str, ...] | list[str], say: Speech
) -> dict[str, Any]:
    site = one.member.site
    said = to_come and say("visit.planned_for", day=formats.day(to_come.stored.planned_on), who=_who(to_come))
    return {
        "code": site.code,
        "name": site.called,
        "sample": site.sample,
        "where": say.of(township_name(house, one.township)),
        "not_met": one.member.not_met,
        "unknown": one.member.unknown,
        "orders": one.orders,
        "last": formats.day(one.last) if one.last else say("visit.never"),
        "planned": said or "",
        "late": to_come is not None and to_come.is_late(house.today()),
        "ticked": site.code in ticked,
    }


def _who(one: VisitToCome) -> str:
    return one.stored.inspector_name


async def _planned(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    at: UUID | None,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> Template:
    reader = QueryReader(request)
    state = reader.code("state", PLAN_STATES) or "planned"
    asked = reader.text("inspector")
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    done = reader.code("done", _DONE)
    count = reader.whole("n", 0, _MOST_PAGES, 0)
    every = await visits_to_come(house, request.user, [state])
    found = [one for one in every if not asked or one.stored.inspector_key == asked]
    found = found if state == "planned" else found[::-1]
    shown = found[(number - 1) * A_PAGE : number * A_PAGE]
    kept = {"state": state, "inspector": asked}
    return page(
        request,
        say,
        "inspections/planned.html",
        has_samples=(await network(house)).has_samples,
        status_code=status,
        states=[Option(code, say.of(label), code == state) for code, label in PLAN_STATES.items()],
        whose=[
            Option(key, name, key == asked)
            for key, name in sorted({(one.stored.inspector_key, one.stored.inspector_name) for one in every})
        ],
        state=state,
        rows=[
            {
                "key": str(one.stored.id),
                "code": one.site.code,
                "name": one.site.name or one.site.code,
                "sample": one.site.sample,
                "closed": one.site.status == "closed",
                "where": say.of(township_name(house, one.township)),
                "stored": one.stored,
                "day": one.stored.planned_on.isoformat(),
                "late": one.is_late(house.today()),
                "mine": one.stored.inspector_key == request.user.key,
                "open": typed.get("move", "") if one.stored.id == at else "",
            }
            for one in shown
        ],
        matched=len(found),
        previous=f"{PLANNED}?{urlencode(kept | {'page': number - 1})}" if number > 1 else "",
        following=f"{PLANNED}?{urlencode(kept | {'page': number + 1})}" if number * A_PAGE < len(found) else "",
        typed=typed,
        faults=faults,
        done=say(f"visit.done_{done}", n=count) if done == "planned" else say(f"visit.done_{done}") if done else "",
        **await _choices(house, request.user, typed.get("inspector", "")),
    )


async def _choices(house: House, actor: Actor, chosen: str) -> dict[str, Any]:
    today = house.today()
    return {
        "people": [Option(str(one.id), one.display_name, str(one.id) == chosen) for one in await inspectors(actor)],
        "today": today.isoformat(),
        "latest": (today + timedelta(days=MOST_DAYS_AHEAD)).isoformat(),
    }
