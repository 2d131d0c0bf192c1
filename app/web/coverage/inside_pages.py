"""For those inside: keeping a result, placing villages by hand, from a file or as suggested."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import Target, may
from app.coverage.account import STANDING_LABELS, Standing
from app.coverage.asked import NUMBERS
from app.coverage.assumptions import AREA_LABELS
from app.coverage.places import Place
from app.coverage.reach import METHOD_LABELS
from app.errors import Fault, InvalidInput, Malformed
from app.journeys.coverage.circle import reckon
from app.journeys.coverage.kept_circles import compare_kept, keep_result
from app.journeys.coverage.village_points import (
    Placing,
    place_villages,
    places_of,
    point_given,
    points_of_own_sites,
    read_placings,
    suggestions,
)
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.turns import LISTS, in_turn
from app.web.audience import audience
from app.web.coverage.asked_query import query_of, read_asked
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.maps.parts import SCRIPTS, STYLES
from app.web.pages import page
from app.web.places import division_said
from app.web.query import QueryReader
from app.wording import Wording

_TWO_RESULTS = Wording("请选两个保存的结果", "choose two saved results")
_NOT_DEGREES = Wording("请填写经纬度", "give longitude and latitude")


@post("/programmes/{slug:str}/coverage/keep", opt=audience("run_coverage"), status_code=303)
async def keep_circle(request: Request[Actor, Any, Any], house: GivenHouse, slug: PathText) -> Redirect:
    """Keep today's result, as the query asks for it, to compare later ones with it."""
    reader = QueryReader(request)
    asked = read_asked(reader, house.programme(slug))
    reader.done(unknown_allowed=True)
    await keep_result(house, request.user, await reckon(house, slug, asked))
    query = query_of(asked)
    return Redirect(f"/programmes/{slug}/coverage{'?' + query if query else ''}#kept", status_code=303)


@get("/programmes/{slug:str}/coverage/compare", opt=audience("run_coverage"))
async def compare_circles(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """Two kept results beside each other: shares, rules that differ, villages that stand otherwise."""
    programme = house.programme(slug)
    reader = QueryReader(request)
    keys = [reader.key("one"), reader.key("other")]
    one, other = keys
    if one is None or other is None:
        raise InvalidInput([Fault("one, other", "missing", _TWO_RESULTS)])
    found = await compare_kept(house, request.user, slug, one, other)
    return page(
        request,
        say,
        "coverage/compare.html",
        has_samples=(await network(house)).has_samples,
        programme=programme,
        name=say.of(programme.short_title),
        found=found,
        rules=[(_rule_name(name, say), before, after) for name, before, after in found.assumptions],
        methods=[say.of(METHOD_LABELS[method]) for method in (found.before.method, found.after.method)],
        moved=[
            (
                division_said(house, say, m.code, m.name),
                _stood(m.before, m.minutes_before, say),
                _stood(m.after, m.minutes_after, say),
            )
            for m in found.moved
        ],
    )


def _rule_name(name: str, say: Speech) -> str:
    """``urban.limit_minutes`` as people say it; the name itself for rules that no page asks for."""
    area, _, rule = name.partition(".")
    label = next((say.of(words) for code, words in AREA_LABELS.items() if code == area), None)
    if label is not None and rule in (*NUMBERS, "mode"):
        return f"{label} · {say('coverage.' + rule)}"
    return say(f"coverage.{_COUNTING[name]}") if name in _COUNTING else name


_COUNTING = {"counting_kinds": "counting", "counting_statuses": "counting_statuses"}


def _stood(standing: Standing | None, minutes: str | None, say: Speech) -> str:
    if standing is None:
        return say("compare.absent")
    label = say.of(STANDING_LABELS[standing])
    return label if minutes is None else f"{label} · {say('compare.minutes', n=minutes)}"


@get("/programmes/{slug:str}/villages", opt=audience("place_village"))
async def villages_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """The villages of the county that one may place: those without an exact point, then any to correct."""
    return await _villages(request, house, say, slug)


@post("/programmes/{slug:str}/villages", opt=audience("place_village"), status_code=303)
async def placing_villages(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Response[Any]:
    """Place one village, a file of them, or take the suggested rough points."""
    form = await request.form()
    action = str(form.get("action", ""))
    try:
        if action == "suggested":
            placings = await _open_suggestions(house, request.user, slug)
        elif action == "file":
            file = form.get("file")
            raw = await file.read() if isinstance(file, UploadFile) else None
            placings = [] if raw is None else await in_turn(house, LISTS, read_placings, raw)
        else:
            placings = [_typed(form)]
        await place_villages(house, request.user, placings, reason=str(form.get("reason", "")))
    except (InvalidInput, Malformed) as error:
        faults = error.faults if isinstance(error, InvalidInput) else (Fault("file", "malformed", error.message),)
        return await _villages(request, house, say, slug, faults)
    return Redirect(f"/programmes/{slug}/villages?done={len(placings)}", status_code=303)


async def _open_suggestions(house: House, actor: Actor, slug: str) -> list[Placing]:
    """The suggestions for villages that have no point yet and that the actor may place."""
    jurisdiction = house.programme(slug).jurisdiction
    without = {place.code for place in await places_of(house, jurisdiction) if place.location is None}
    own_sites = points_of_own_sites((await network(house)).columns, slug)
    return [
        placing
        for placing in suggestions(house, jurisdiction, own_sites)
        if placing.division in without and may(actor, "place_village", Target(division=placing.division)).allowed
    ]


def _typed(form: Any) -> Placing:
    lon, lat, crs = (str(form.get(key, "")) for key in ("lon", "lat", "crs"))
    point = point_given(lon, lat, crs or "wgs84")
    return Placing(str(form.get("division", "")), point, "by_hand", bool(form.get("approximate")))


async def _villages(
    request: Request[Actor, Any, Any], house: House, say: Speech, slug: str, faults: tuple[Fault, ...] = ()
) -> Template:
    programme = house.programme(slug)
    places = [
        place
        for place in await places_of(house, programme.jurisdiction)
        if may(request.user, "place_village", Target(division=place.code)).allowed
    ]
    open_ones = [place for place in places if place.location is None or place.approximate]
    # Once all are placed, and when one is asked for, what stands can still be corrected.
    correcting = not open_ones or "correct" in request.query_params
    to_place: dict[str, list[Place]] = {}
    for place in sorted(
        places if correcting else open_ones, key=lambda place: (place.township, place.location is not None, place.code)
    ):
        to_place.setdefault(division_said(house, say, place.township), []).append(place)
    return page(
        request,
        say,
        "coverage/villages.html",
        has_samples=(await network(house)).has_samples,
        status_code=422 if faults else 200,
        programme=programme,
        name=say.of(programme.short_title),
        without=sum(place.location is None for place in places),
        rough=sum(place.approximate for place in places),
        to_place=list(to_place.items()),
        all_placed=bool(places) and not open_ones,
        correcting=correcting,
        may_plan=may(request.user, "run_coverage", Target(division=programme.jurisdiction)).allowed,
        chosen="" if correcting else next((place.code for place in places if place.location is None), ""),
        total=len(places),
        scripts=SCRIPTS,
        styles=STYLES,
        suggested=len(await _open_suggestions(house, request.user, slug)),
        faults=[(fault.path, say.of(fault.message)) for fault in faults],
        done=request.query_params.get("done", ""),
    )
