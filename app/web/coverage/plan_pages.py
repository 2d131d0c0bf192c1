"""Planning the next sites: the form, the page of each plan with its progress and answer, the button that stops it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.coverage.siting_wording import counted
from app.errors import Fault, InvalidInput, NotFound
from app.exchange.strict_json import dump_json
from app.journeys.coverage.candidates import MOST_SITES, offers
from app.journeys.coverage.circle import reckon
from app.journeys.coverage.site_plans import KeptPlan, ask_for_plan, read_plan, read_plans, stop_plan
from app.journeys.house import House
from app.journeys.network.judged import network
from app.web.audience import audience
from app.web.coverage.plan_form import MOST_TICKED, SLIDER_MOST, PlanForm, form_of, grouped, read_form
from app.web.coverage.plan_view import as_geojson, shown_plan, shown_progress
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.maps.parts import MAP_NAME, SCRIPTS, STYLES
from app.web.pages import page
from app.web.places import division_said
from app.wording import Wording


@get("/programmes/{slug:str}/site-plan", opt=audience("run_coverage"))
async def plan_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText) -> Template:
    """The planner; ``?like=`` fills it in as an earlier plan was asked."""
    return await _planner(request, house, say, slug, await _like(request, house, slug))


async def _like(request: Request[Actor, Any, Any], house: House, slug: str) -> PlanForm:
    try:
        key = UUID(request.query_params.get("like", ""))
    except ValueError:
        return PlanForm()
    found = await read_plan(house, request.user, key)
    return form_of(found.asked) if found.programme == slug else PlanForm()


@post("/programmes/{slug:str}/site-plan", opt=audience("run_coverage"), status_code=303)
async def asking_plan(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Response[Any]:
    """Begin a plan and lead to its page."""
    form = read_form(await request.form())
    try:
        key = await ask_for_plan(house, request.user, form.asked(slug))
    except InvalidInput as error:
        return await _planner(request, house, say, slug, form, error.faults)
    return Redirect(f"/programmes/{slug}/site-plans/{key}", status_code=303)


@get("/programmes/{slug:str}/site-plans/{key:uuid}", opt=audience("run_coverage"))
async def plan_result(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, key: FromPath[UUID]
) -> Response[Any]:
    """One plan: how the search stands, then its answer. htmx gets the progress alone, at the end a word to reload."""
    found = await _of_programme(request, house, slug, key)
    only_progress = request.headers.get("hx-request") == "true"
    if only_progress and not found.is_open:
        return Response("", media_type="text/html", headers={"HX-Refresh": "true", "Cache-Control": "no-store"})
    programme = house.programme(slug)
    return page(
        request,
        say,
        "coverage/plan_progress.html" if only_progress else "coverage/plan.html",
        has_samples=(await network(house)).has_samples,
        programme=programme,
        name=say.of(programme.short_title),
        plan=found,
        progress=shown_progress(found, say),
        answer=None if found.result is None or found.is_open else shown_plan(found.result, house, say),
        asked=_asked(found, house, say),
        failure=say.of(found.failure) if found.failure is not None else "",
        map_name=MAP_NAME,
        scripts=SCRIPTS,
        styles=STYLES,
        tiles_url=house.settings.tiles_url,
        tiles_attribution=house.settings.tiles_attribution,
    )


@post("/programmes/{slug:str}/site-plans/{key:uuid}/stop", opt=audience("run_coverage"), status_code=303)
async def stopping_plan(
    request: Request[Actor, Any, Any], house: GivenHouse, slug: PathText, key: FromPath[UUID]
) -> Redirect:
    """Stop a plan, which keeps its best so far."""
    await _of_programme(request, house, slug, key)
    await stop_plan(house, request.user, key)
    return Redirect(f"/programmes/{slug}/site-plans/{key}", status_code=303)


@get("/programmes/{slug:str}/site-plans/{key:uuid}/map.geojson", opt=audience("run_coverage"))
async def plan_map(
    request: Request[Actor, Any, Any], house: GivenHouse, slug: PathText, key: FromPath[UUID]
) -> Response[bytes]:
    """What the map of a plan draws."""
    found = await _of_programme(request, house, slug, key)
    if found.result is None:
        raise NotFound(Wording("此选址方案尚无结果", "this siting plan has no result yet"))
    drawn = dump_json(as_geojson(found.result))
    return Response(drawn, media_type="application/geo+json", headers={"Cache-Control": "no-store"})


async def _of_programme(request: Request[Actor, Any, Any], house: House, slug: str, key: UUID) -> KeptPlan:
    found = await read_plan(house, request.user, key)
    if found.programme != slug:
        raise NotFound(Wording("没有此选址方案", "there is no such siting plan"))
    return found


async def _planner(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    slug: str,
    form: PlanForm,
    faults: tuple[Fault, ...] = (),
) -> Template:
    programme = house.programme(slug)
    kept = await read_plans(house, request.user, slug)
    found = await reckon(house, slug)
    report = found.report
    offered = await offers(house, found)
    names = {
        division.code: say.of(division.label) for division in house.divisions.under(programme.jurisdiction, "township")
    }
    counts = report.with_approximate.everyone.places
    return page(
        request,
        say,
        "coverage/planner.html",
        has_samples=(await network(house)).has_samples,
        status_code=422 if faults else 200,
        programme=programme,
        name=say.of(programme.short_title),
        form=form,
        faults=[(fault.path, say.of(fault.message)) for fault in faults],
        named=lambda candidate: division_said(house, say, candidate.code, candidate.name),
        groups=grouped(offered, names, say("plan.elsewhere")),
        tick=len(offered) <= MOST_TICKED,
        villages=sum(offer.candidate.upgrade_of is None for offer in offered),
        upgrades=sum(offer.candidate.upgrade_of is not None for offer in offered),
        served=counts["covered"],
        unlocated=counts["unlocated"],
        rough=len(report.approximate),
        open_places=len(report.places) - counts["covered"] - counts["unlocated"],
        may_place=may_somewhere(request.user, "place_village").allowed,
        plans=[(one, _asked(one, house, say), _in_short(one, say)) for one in kept],
        slider_most=SLIDER_MOST,
        most=MOST_SITES,
    )


def _asked(plan: KeptPlan, house: House, say: Speech) -> list[str]:
    """What was asked, a phrase for each part."""
    asked = plan.asked
    parts = [say("plan.everyone") if asked.sites is None else say("plan.asked_most", n=asked.sites)]
    parts.append(say("plan.roads_good" if asked.good_roads else "plan.roads_bad"))
    parts.append(say("plan.asked_listed", n=len(asked.codes)) if asked.codes else say(f"plan.source_{asked.source}"))
    parts += [division_said(house, say, code) for code in asked.townships]
    if asked.choice:
        parts.append(say("plan.asked_choice", n=len(asked.choice)))
    return parts


def _in_short(plan: KeptPlan, say: Speech) -> str:
    """How a plan came out, for the list."""
    state, news = say(f"plan.state_{plan.state}"), plan.progress
    if news is None or "value" not in news:
        return state
    worth = say.of(counted(news["value"], news["unit"]))
    proven = say("plan.short_proven" if news["value"] == news["bound"] else "plan.short_open")
    return say("plan.short", state=state, worth=worth, proven=proven)
