"""One change under review: each item with what is published, what is proposed and its evidence; deciding, undoing.

Once decided, the page tells what became of each item, and what happened to it since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from app.access.actor import Actor
from app.access.may import may
from app.coverage.distance import metres_between
from app.errors import InvalidInput, NotAllowed, NotFound, Refused, Stale
from app.exchange.strict_json import load_json
from app.journeys.desk.labels import labels_of
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.journeys.network.stored import readable
from app.journeys.proposals.decided import DecidedItem, carried_on_from, decided_items
from app.journeys.proposals.escalate import escalate
from app.journeys.proposals.form import Trial, tried
from app.journeys.proposals.read import Proposed, proposal
from app.journeys.proposals.review import accept, last_decided_at, rivals, send_back
from app.journeys.proposals.undo import undo
from app.journeys.registry.doubtful import doubts_by_item
from app.journeys.site_rights import target_of
from app.proposals.states import STATES
from app.sites.vocabulary import Vocabulary
from app.sites.words import Labels, item_label, value_text
from app.units import LatLon
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, version_in_form
from app.web.language import Speech
from app.web.pages import page
from app.web.proposals.words import ShownItem, ShownPiece, evidence_by_item, proposed_item
from app.web.states import MARKS, Mark

_DECIDED = frozenset({"accepted", "partly_accepted", "sent_back", "undone"})
_DONE = frozenset({"undone"})


@dataclass(frozen=True, slots=True)
class ShownFlip:
    """A verdict that the change would turn."""

    title: str
    before: Mark | None
    after: Mark
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """What became of one item: its value before, as proposed, and now where somebody changed it again."""

    item: str
    label: str
    before: str
    proposed: str
    now: str
    outcome: str
    changed_since: bool

    @property
    def id(self) -> str:
        """The item's place on the page."""
        return "i-" + self.item.replace(".", "-")


@dataclass(frozen=True, slots=True)
class ShownRival:
    """Another request that waits, with what it wants of the items both would change."""

    key: UUID
    author: str
    when: Any
    items: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a reviewer had ticked and written when the decision was refused."""

    said: tuple[str, ...] = ()
    ticked: frozenset[str] | None = None
    reason: str = ""


@get("/review/{key:uuid}", opt=audience("read_history"))
async def review_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Template:
    """One change: what is published beside what is proposed, and the verdicts that would turn."""
    await escalate(house)
    return await _one(request, house, say, await proposal(house, request.user, key), Typed())


@post("/review/{key:uuid}", opt=audience("review_change"), status_code=303)
async def deciding(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, key: FromPath[UUID]
) -> Response[Any]:
    """Accept the ticked items and send back the others, send back all, or undo; the button says which."""
    form = await request.form()
    action, reason = str(form.get("action", "")), str(form.get("reason", ""))
    chosen = [str(item) for item in form.getall("item", [])]
    try:
        site_version = version_in_form(form.get("site_version"))
        if action == "undo":
            await undo(house, request.user, key, reason, also=chosen, seen_site_version=site_version)
            return Redirect(f"/review/{key}?done=undone", status_code=303)
        version = version_in_form(form.get("version"))
        if action == "send_back":
            await send_back(house, request.user, key, version, reason)
            return Redirect("/review?done=sent_back", status_code=303)
        decided = await accept(
            house,
            request.user,
            key,
            seen_version=version,
            seen_site_version=site_version,
            chosen=chosen,
            reason=reason,
        )
    except (InvalidInput, Refused, Stale) as error:
        faults = error.faults if isinstance(error, InvalidInput) else ()
        said = tuple(say.of(fault.message) for fault in faults) or (say.of(error.message),)
        found = await proposal(house, request.user, key)
        return await _one(request, house, say, found, Typed(said, frozenset(chosen), reason))
    done = "partly" if decided.state == "partly_accepted" else "accepted"
    return Redirect(f"/review?done={done}", status_code=303)


async def _one(request: Request[Actor, Any, Any], house: House, say: Speech, found: Proposed, typed: Typed) -> Template:
    stored, site, actor = found.stored, found.site, request.user
    programme = house.programme(site.programme)
    whole = await network(house)
    labels = labels_of(house, programme, site.kind, whole.names)
    # Of a record that no longer passes entry nobody can say what would turn; the request can still be sent back.
    before = readable(house, site)
    flips = []
    if before is not None and stored.state == "submitted":
        published = load_json(site.document.encode())
        flips = _flips(tried(house, whole, site, before, published, load_json(stored.edit.encode())), say)
    decision = may(actor, "review_change", target_of(site, stored.author_key))
    asked = {}
    if stored.state == "submitted":
        edit = load_json(stored.edit.encode())
        asked = doubts_by_item(house, whole, before, load_json(site.document.encode()), edit)
    items = [proposed_item(d, programme.vocabulary, say, labels, asked) for d in found.differences]
    waits, decided = stored.state == "submitted", stored.state in _DECIDED
    since = stored.submitted_at or stored.updated_at
    done = request.query_params.get("done", "")
    return page(
        request,
        say,
        "proposals/review.html",
        has_samples=whole.has_samples,
        status_code=422 if typed.said else 200,
        stored=stored,
        site=site,
        state=say.of(STATES[next(state for state in STATES if state == stored.state)]),
        items=[] if decided else items,
        decisions=_decisions(await decided_items(found), programme.vocabulary, say, labels) if decided else [],
        ticked=typed.ticked if typed.ticked is not None else {item.item for item in items},
        reason=typed.reason,
        flips=flips,
        rivals=await _shown_rivals(house, actor, found, programme.vocabulary, say, labels) if waits else [],
        may_decide=decision.allowed and waits,
        why_not=say.of(decision.reason) if decision.reason and waits and actor.key != stored.author_key else "",
        may_undo=decision.allowed and stored.state in ("accepted", "partly_accepted"),
        is_author=actor.key == stored.author_key,
        evidence=await evidence_by_item(
            actor, site, programme, say, [d.item for d in found.differences], await last_decided_at(found)
        ),
        where_taken=_taken(whole, site.code, say),
        level=found.level,
        days=(house.now() - since).days,
        limits=house.settings.review_escalation_days,
        links=await _links(house, actor, found, say),
        said=typed.said,
        done=done if done in _DONE else "",
    )


def _decisions(
    decided: Sequence[DecidedItem], vocabulary: Vocabulary, say: Speech, labels: Labels
) -> list[ShownDecision]:
    def said(item: str, value: Any) -> str:
        return say.of(value_text(item, value, vocabulary, labels))

    return [
        ShownDecision(
            d.item,
            say.of(item_label(d.item, vocabulary)),
            said(d.item, d.before),
            said(d.item, d.proposed),
            said(d.item, d.now),
            d.outcome,
            d.changed_since and d.outcome == "accepted",
        )
        for d in decided
    ]


async def _shown_rivals(
    house: House, actor: Actor, found: Proposed, vocabulary: Vocabulary, say: Speech, labels: Labels
) -> list[ShownRival]:
    return [
        ShownRival(
            rival.other.stored.id,
            rival.other.stored.author_name,
            rival.other.stored.submitted_at or rival.other.stored.updated_at,
            tuple(proposed_item(d, vocabulary, say, labels) for d in rival.shared),
        )
        for rival in await rivals(house, actor, found)
    ]


async def _links(house: House, actor: Actor, found: Proposed, say: Speech) -> list[tuple[str, str]]:
    """Where it came from and where it went on, as far as the reader may see that."""
    links = []
    before = await carried_on_from(found.stored)
    if before is not None:
        word = "review.from_sent_back" if before.state == "sent_back" else "review.from_parted"
        links.append((f"/review/{before.id}", say(word)))
    if found.stored.carried_on_by is not None:
        try:
            after = await proposal(house, actor, found.stored.carried_on_by)
        except (NotFound, NotAllowed):
            return links
        word = "review.to_again" if found.stored.state == "sent_back" else "review.to_rest"
        links.append((f"/review/{after.stored.id}", say(word)))
    return links


def _taken(whole: Network, code: str, say: Speech) -> Callable[[ShownPiece], str]:
    """Says where a photo was taken, as far as its uploader kept that: how far it is from the site."""
    member = whole.by_code.get(code)
    point = member.site.location.point if member and member.site.location else None

    def where(shown: ShownPiece) -> str:
        lon, lat = shown.piece.taken_lon, shown.piece.taken_lat
        if lon is None or lat is None:
            return ""
        at = f"{lat:.5f}, {lon:.5f}"
        if point is None:
            return say("review.taken_at", at=at)
        away = formats.distance(metres_between(LatLon(lat, lon), point), say)
        return say("review.taken_away", at=at, away=away)

    return where


def _flips(trial: Trial, say: Speech) -> list[ShownFlip]:
    before = trial.before
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
