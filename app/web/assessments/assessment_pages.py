"""The scorecard of a period, as the document's form has it: both sides' points, what they come to, and closing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.errors import InvalidInput, Refused, Stale
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.half_years import HalfYear, half_year, last_ended, side_of
from app.journeys.assessments.objections import DECISIONS, answer_objection, object_to, objections
from app.journeys.assessments.schedule import put_right_by
from app.journeys.assessments.scoring import (
    Points,
    Side,
    accept_put_right,
    close_half_year,
    give_points,
    preview_points,
)
from app.journeys.house import House
from app.journeys.network.judged import network
from app.sites.statutory_days import unknown_years
from app.web.assessments.assessment_view import foot_view, groups_view, objection_view, saved_meanwhile
from app.web.assessments.ledger_links import periods_back
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, form_key, version_in_form
from app.web.inspections.shown import by_field
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader

_DONE = ("self", "review", "closed", "put_right", "objected", "answered")


@get("/assessments", opt=audience("read_assessment"))
async def assessment_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The scorecard of a period; of the one that ended last where the address names none."""
    reader = QueryReader(request)
    site, period = reader.text("site"), reader.text("period")
    operated = await operated_site(house, request.user, "read_assessment", site or None)
    found = await half_year(house, request.user, operated.code, period or last_ended(house, operated).text)
    return await _shown(request, house, say, found)


@post("/assessments/self", opt=audience("fill_assessment"), status_code=303)
async def scoring_self(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Save the operator's points."""
    return await _give(request, house, say, "self")


@post("/assessments/review", opt=audience("review_assessment"), status_code=303)
async def scoring_review(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Save the reviewer's points, and what is added and taken off."""
    return await _give(request, house, say, "review")


@post("/assessments/foot", opt=audience("read_assessment"), status_code=200)
async def assessment_foot(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The foot of the scorecard with the points typed so far; nothing is saved."""
    form = await request.form()
    site, period = str(form.get("site", "")), str(form.get("period", ""))
    side: Side = "review" if form.get("side") == "review" else "self"
    try:
        found = await preview_points(house, request.user, site, period, side, _points(form))
    except InvalidInput:
        found = await half_year(house, request.user, site, period)
    return page(request, say, "assessments/foot.html", has_samples=False, foot=foot_view(found, say))


@post("/assessments/close", opt=audience("review_assessment"), status_code=303)
async def closing_assessment(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Close the period."""
    form = await request.form()
    site, period = str(form.get("site", "")), str(form.get("period", ""))
    try:
        await close_half_year(house, request.user, site, period, version_in_form(form.get("version")))
    except (Refused, Stale) as error:
        found = await half_year(house, request.user, site, period)
        return await _shown(request, house, say, found, said=say.of(error.message), status=409)
    return _back(site, period, "closed")


@post("/assessments/put-right", opt=audience("review_assessment"), status_code=303)
async def accepting_put_right(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """Accept what was put right."""
    form = await request.form()
    site, period, reason = (str(form.get(name, "")) for name in ("site", "period", "reason"))
    try:
        await accept_put_right(house, request.user, site, period, version_in_form(form.get("version")), reason)
    except InvalidInput as error:
        found = await half_year(house, request.user, site, period)
        return await _shown(request, house, say, found, faults=by_field(error.faults, say), status=422)
    except (Refused, Stale) as error:
        found = await half_year(house, request.user, site, period)
        return await _shown(request, house, say, found, said=say.of(error.message), status=409)
    return _back(site, period, "put_right")


@post("/assessments/objections", opt=audience("fill_assessment"), status_code=303)
async def objecting(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """The operator objects to what was reviewed."""
    form = await request.form()
    site, period = str(form.get("site", "")), str(form.get("period", ""))
    given, key = {name: str(form.get(name, "")) for name in ("line", "why")}, form_key(str(form.get("key", "")))
    return await _moved(
        request, house, say, "objected", lambda: object_to(house, request.user, site, period, given, key)
    )


@post("/assessments/objections/answer", opt=audience("review_assessment"), status_code=303)
async def answering_objection(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[Any]:
    """The bureau answers an objection."""
    form = await request.form()
    key, version = form_key(str(form.get("key", ""))) or UUID(int=0), version_in_form(form.get("version"))
    decision, answer = str(form.get("decision", "")), str(form.get("answer", ""))
    return await _moved(
        request, house, say, "answered", lambda: answer_objection(house, request.user, key, version, decision, answer)
    )


async def _moved(
    request: Request[Actor, Any, Any], house: House, say: Speech, done: str, move: Callable[[], Awaitable[Any]]
) -> Response[Any]:
    """Do it and go back to the scorecard; what is wrong comes back beside its fields, with everything typed."""
    form = await request.form()
    site, period = str(form.get("site", "")), str(form.get("period", ""))
    typed = {name: str(value) for name, value in form.items()}
    try:
        await move()
    except InvalidInput as error:
        found, faults = await half_year(house, request.user, site, period), by_field(error.faults, say)
        return await _shown(request, house, say, found, typed, faults, status=422)
    except (Refused, Stale) as error:
        found = await half_year(house, request.user, site, period)
        return await _shown(request, house, say, found, typed, said=say.of(error.message), status=409)
    return _back(site, period, done)


async def _give(request: Request[Actor, Any, Any], house: House, say: Speech, side: Side) -> Response[Any]:
    form = await request.form()
    site, period = str(form.get("site", "")), str(form.get("period", ""))
    version, typed = version_in_form(form.get("version")), {name: str(value) for name, value in form.items()}
    try:
        await give_points(house, request.user, site, period, side, version, _points(form))
    except InvalidInput as error:
        found = await half_year(house, request.user, site, period)
        faults = {_field(path): said for path, said in by_field(error.faults, say).items()}
        return await _shown(request, house, say, found, typed, faults, status=422)
    except (Refused, Stale) as error:
        found = await half_year(house, request.user, site, period)
        saved = saved_meanwhile(found, side, typed, say) if isinstance(error, Stale) else {}
        return await _shown(request, house, say, found, typed, saved, said=say.of(error.message), status=409)
    return _back(site, period, side)


def _back(site: str, period: str, done: str) -> Redirect:
    return Redirect(f"/assessments?site={site}&period={period}&done={done}", status_code=303)


def _field(path: str) -> str:
    """The field of the form that a fault's path means."""
    part, _, code = path.partition(".")
    return f"{'points' if part in ('self', 'review') else part}-{code}" if code else part


def _points(form: Mapping[str, Any]) -> Points:
    def under(prefix: str) -> dict[str, str]:
        return {name.removeprefix(prefix): str(value) for name, value in form.items() if name.startswith(prefix)}

    return Points(
        points=under("points-"),
        reasons=under("reason-"),
        bonus=under("bonus-"),
        deductions=under("deductions-"),
        evidence=str(form.get("evidence", "")).replace("\r\n", "\n"),
        grave_influence=form.get("grave") == "yes",
    )


async def _shown(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    found: HalfYear,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    said: str = "",
    status: int = 200,
) -> Template:
    operated, actor, stored = found.operated, request.user, found.stored
    may_self = not found.closed and operated.lets(actor, "fill_assessment")
    reviews = operated.lets(actor, "review_assessment", stored.self_by_key)
    side = "self" if may_self else "review" if reviews and not found.closed else ""
    done = request.query_params.get("done", "")
    objected = await objections(operated, found.period)
    waiting = any(one.answer is None for one in objected)
    waits = found.closed and found.score.status in ("below_80", "failed") and not stored.put_right
    today, until = house.today(), put_right_by(found) if waits else None
    return page(
        request,
        say,
        "assessments/scorecard.html",
        has_samples=(await network(house)).has_samples,
        status_code=status,
        site=operated.site,
        title=say.of(found.card.title),
        document=operated.programme.document,
        period=found.period.text,
        unknown_years=say.comma.join(map(str, unknown_years(found.period.first_day, found.period.last_day))),
        periods=periods_back(operated, today, found.period),
        found=found,
        stored=stored,
        groups=groups_view(found, side, typed, faults or {}, say),
        counts=_counts(found, typed, faults or {}, say),
        review=_review(found, typed),
        side=side,
        may_close=reviews and not found.closed,
        over=found.period.last_day < today,
        may_put_right=reviews and waits,
        foot=foot_view(found, say),
        notes=[say.of(note) for note in found.card.notes],
        faults=faults or {},
        said=said,
        objections=[objection_view(found, one, say) for one in objected],
        may_object=may_self and stored.review_by_key is not None and not waiting,
        decisions=[(code, say.of(label)) for code, label in DECISIONS.items()],
        key=uuid4(),
        typed=typed or {},
        put_right_by=until,
        put_right_late=until is not None and until < today,
        done=done if done in _DONE and status == 200 else "",
    )


def _review(found: HalfYear, typed: Mapping[str, str] | None) -> dict[str, Any]:
    """What the reviewer says besides points: the evidence, whether the period fails outright, and whether `said`."""
    side = side_of(found.stored.review_side)
    evidence, grave = side.get("evidence", ""), bool(side.get("grave_influence"))
    if typed is not None and "evidence" in typed:
        evidence, grave = typed["evidence"], typed.get("grave") == "yes"
    counts = (*found.score.report.bonus.values(), *found.score.report.deductions.values())
    return {"evidence": evidence, "grave": grave, "said": bool(evidence) or grave or any(counts)}


def _counts(
    found: HalfYear, typed: Mapping[str, str] | None, faults: Mapping[str, str], say: Speech
) -> list[dict[str, Any]]:
    """What may be added and is taken off, each with how often."""
    lines = []
    for name, kinds, given in (
        ("bonus", found.card.bonuses, found.score.report.bonus),
        ("deductions", found.card.deductions, found.score.report.deductions),
    ):
        for kind in kinds:
            field = f"{name}-{kind.code}"
            count = given.get(kind.code, 0)
            lines.append(
                {
                    "field": field,
                    "title": say.of(kind.title),
                    "points": ("+" if name == "bonus" else "−") + f"{kind.points.normalize():f}",
                    "count": count,
                    "value": (typed or {}).get(field, str(count) if count else ""),
                    "fault": faults.get(field, ""),
                }
            )
    return lines
