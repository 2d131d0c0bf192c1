"""Reviewing: what waits, one change beside what is published, accepting all or part, sending back, undoing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may
from app.errors import InvalidInput, Malformed, NotFound
from app.exchange.strict_json import load_json
from app.journeys.filling import Trial, tried
from app.journeys.house import House
from app.journeys.network import network
from app.journeys.proposals import Proposed, proposal, target_of
from app.journeys.reviewing import accept, accept_many, decided_lately, send_back, undo, waiting_reviews
from app.proposals.states import STATES
from app.sites.document import read_site
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.staff.words import ShownItem, proposed_item, shown_evidence
from app.web.states import MARKS, Mark
from app.wording import Wording

_BAD_FORM = Wording("表单缺少版本信息，请刷新页面", "the form does not say which version it stands on; reload the page")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One change in the list."""

    key: UUID
    site: str
    sample: bool
    author: str
    when: Any
    count: int
    level: int
    state: str


@dataclass(frozen=True, slots=True)
class ShownFlip:
    """A verdict that the change would turn."""

    title: str
    before: Mark | None
    after: Mark
    sentence: str


@get("/review", opt=audience("review_change"))
async def review_list(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What waits for this reviewer, the longest waiting first, and what was decided lately."""
    return await _list(request, house, say, {})


@post("/review/accept", opt=audience("review_change"), status_code=200)
async def accepting_many(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """Accept the selected changes as they stand, each by itself."""
    form = await request.form()
    keys = [_key(str(value)) for value in form.getall("key", [])]
    return await _list(request, house, say, await accept_many(house, request.user, keys), asked=True)


@get("/review/{key:uuid}", opt=audience("read_site_inside"))
async def review_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Template:
    """One change: what is published beside what is proposed, and the verdicts that would turn."""
    return await _one(request, house, say, await proposal(house, request.user, key))


@post("/review/{key:uuid}", opt=audience("review_change"), status_code=303)
async def deciding(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Accept all, accept the ticked items, send back, or undo; the button says which."""
    form = await request.form()
    action, reason = str(form.get("action", "")), str(form.get("reason", ""))
    try:
        if action == "undo":
            await undo(house, request.user, key, reason)
            return Redirect(f"/review/{key}?done=undone", status_code=303)
        version, site_version = _number(form.get("version")), _number(form.get("site_version"))
        if action == "send_back":
            await send_back(house, request.user, key, version, reason)
            return Redirect("/review?done=sent_back", status_code=303)
        chosen = None if action == "accept" else [str(item) for item in form.getall("item", [])]
        await accept(
            house,
            request.user,
            key,
            seen_version=version,
            seen_site_version=site_version,
            chosen=chosen,
            reason=reason,
        )
    except InvalidInput as error:
        found = await proposal(house, request.user, key)
        return await _one(request, house, say, found, said=[say.of(fault.message) for fault in error.faults])
    return Redirect("/review?done=accepted", status_code=303)


async def _list(
    request: Request[Actor, Any, Any],
    house: House,
    say: Speech,
    outcome: dict[UUID, Wording | None],
    *,
    asked: bool = False,
) -> Template:
    whole = await network(house)
    names = {m.site.code: m.site.name or m.site.code for m in whole.sites}
    failed = [say.of(said) for said in outcome.values() if said is not None]
    return page(
        request,
        say,
        "staff/review_list.html",
        has_samples=whole.has_samples,
        rows=[_row(found, names) for found in await waiting_reviews(house, request.user)],
        recent=[_row(found, names) for found in await decided_lately(house, request.user)],
        states={state: say.of(label) for state, label in STATES.items()},
        accepted=len(outcome) - len(failed),
        failed=failed,
        none_selected=asked and not outcome,
        done=request.query_params.get("done", ""),
        limits=house.settings.review_escalation_days,
    )


def _row(found: Proposed, names: dict[str, str]) -> ReviewRow:
    stored = found.stored
    return ReviewRow(
        stored.id,
        names.get(stored.site_code, stored.site_code),
        found.site.sample,
        stored.author_name,
        stored.submitted_at or stored.updated_at,
        len(found.differences),
        found.level,
        stored.state,
    )


async def _one(
    request: Request[Actor, Any, Any], house: House, say: Speech, found: Proposed, said: list[str] | None = None
) -> Template:
    stored, site = found.stored, found.site
    programme = house.programme(site.programme)
    published = load_json(site.document.encode())
    trial = tried(house, read_site(published, house.rules, house.divisions), published, load_json(stored.edit.encode()))
    whole = await network(house)
    decision = may(request.user, "review_change", target_of(site, stored.author_key))
    items: list[ShownItem] = [proposed_item(d, programme.vocabulary, say) for d in found.differences]
    return page(
        request,
        say,
        "staff/review.html",
        has_samples=whole.has_samples,
        status_code=422 if said else 200,
        stored=stored,
        site=site,
        state=say.of(STATES[next(state for state in STATES if state == stored.state)]),
        items=items,
        flips=_flips(trial, say) if stored.state == "submitted" else [],
        may_decide=decision.allowed and stored.state == "submitted",
        why_not=say.of(decision.reason) if decision.reason and stored.state == "submitted" else "",
        may_undo=decision.allowed and stored.state in ("accepted", "partly_accepted"),
        evidence=await shown_evidence(request.user, site.code, programme, say),
        level=found.level,
        limits=house.settings.review_escalation_days,
        said=said or [],
        done=request.query_params.get("done", ""),
    )


def _flips(trial: Trial, say: Speech) -> list[ShownFlip]:
    before = trial.before.by_clause()
    return [
        ShownFlip(
            say.of(clause.clause.title),
            MARKS[before[clause.clause.id]] if clause.clause.id in before else None,
            MARKS[clause.verdict],
            say.of(clause.explanation),
        )
        for clause in trial.after.clauses
        if before.get(clause.clause.id) != clause.verdict
    ]


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(Wording("没有这份变更申请", "there is no such proposal")) from None


def _number(value: Any) -> int:
    if not (isinstance(value, str) and value.isdecimal()):
        raise Malformed(_BAD_FORM)
    return int(value)
