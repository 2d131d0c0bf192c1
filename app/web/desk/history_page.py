"""What happened to a site, in readable words, and how it stood on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.journeys.desk.history import HistoryEntry, history_of
from app.journeys.desk.labels import labels_of
from app.journeys.network.judged import network
from app.journeys.network.one_site import site_on
from app.sites.words import Labels, item_label
from app.standards.programme import Programme
from app.units import CHINA
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.proposals.words import ShownItem, proposed_item
from app.web.query import QueryReader
from app.web.states import MARKS, Mark
from app.wording import listed

ENTRIES_AT_FIRST = 30


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One change in words."""

    day: str
    time: str
    actor: str
    action: str
    reason: str
    items: tuple[ShownItem, ...]
    flips: tuple[tuple[str, Mark | None, Mark | None], ...]
    author: str
    confirmed: str
    left: str
    refused: tuple[ShownItem, ...]
    proposal: str | None
    rectification: str | None
    changed_nothing: bool


@get("/work/sites/{code:str}/history", opt=audience("read_history"))
async def history_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, code: PathText
) -> Template:
    """Who changed what, when, why, and what it did to the verdicts."""
    reader = QueryReader(request)
    shown = reader.whole("show", 1, 10_000, ENTRIES_AT_FIRST)
    entries = await history_of(house, request.user, code, limit=shown + 1)
    site = await site_on(house, code)
    programme, whole = house.programme(site.programme), await network(house)
    labels = labels_of(house, programme, site.kind, whole.names)
    return page(
        request,
        say,
        "desk/history.html",
        has_samples=whole.has_samples,
        site=site,
        entries=[_entry(entry, programme, say, labels) for entry in entries[:shown]],
        more_href=f"?show={shown * 3}" if len(entries) > shown else "",
        today=house.today().isoformat(),
    )


def _entry(entry: HistoryEntry, programme: Programme, say: Speech, labels: Labels) -> ShownEntry:
    vocabulary = programme.vocabulary
    at = entry.at.astimezone(CHINA)
    titles = {clause.id: say.of(clause.title) for clause in programme.clauses}
    return ShownEntry(
        day=at.date().isoformat(),
        time=at.strftime("%H:%M"),
        actor=entry.actor,
        action=say.of(entry.action),
        reason=say.of(entry.reason),
        items=tuple(proposed_item(item, vocabulary, say, labels) for item in entry.items),
        flips=tuple(
            (
                titles.get(flip.clause, flip.clause),
                MARKS[flip.before] if flip.before else None,
                MARKS[flip.after] if flip.after else None,
            )
            for flip in entry.flips
        ),
        author=entry.author,
        confirmed=say.of(listed(vocabulary.label(code) for code in entry.confirmed)),
        left=say.of(listed(item_label(item, vocabulary) for item in entry.left)),
        refused=tuple(proposed_item(item, vocabulary, say, labels) for item in entry.refused),
        proposal=entry.proposal,
        rectification=entry.rectification,
        changed_nothing=entry.version is None,
    )
