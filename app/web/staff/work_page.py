"""My work: what is due on my sites, the most urgent first, each one tap from its field."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.journeys.house import House
from app.journeys.my_work import ORDER, MyWork, Task, my_work
from app.journeys.network import NetworkSite, network
from app.journeys.reviewing import waiting_reviews
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader
from app.web.states import MARKS, Mark

TASKS_AT_FIRST, TASKS_MORE = 20, 40
_RADIUS = 18
_SIGNS = {"not_met": MARKS["not_met"], "unknown": MARKS["unknown"]}
_VERBS = {
    "not_met": "work.correct",
    "unknown": "work.fill_in",
    "metric": "work.report",
    "confirm": "work.confirm",
    "sent_back": "work.look",
}


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One thing to do: the sentence, where, and one button."""

    kind: str
    mark: Mark | None
    sentence: str
    site: str
    sample: bool
    href: str
    verb: str
    must: bool
    waiting: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One of my sites: how much of what is asked is met, and the two counts that matter."""

    code: str
    name: str
    kind: str
    sample: bool
    met: int
    asked: int
    dash: str
    not_met: int
    unknown: int
    mark: Mark


@get("/work", opt=audience("edit_site"))
async def work_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The page that a clerk opens first."""
    reader = QueryReader(request)
    shown = reader.whole("show", 1, 5000, TASKS_AT_FIRST)
    words = reader.text("q").casefold()
    reader.done(unknown_allowed=True)
    work = await my_work(house, request.user)
    tasks = [_task(task, say) for task in work.tasks if words in _searched(task.site)]
    to_do = [task for task in tasks if not task.waiting]
    reviews = len(await waiting_reviews(house, request.user)) if _reviews(request.user) else 0
    return page(
        request,
        say,
        "staff/work.html",
        has_samples=(await network(house)).has_samples,
        actor=request.user,
        month=f"{house.today():%Y-%m}",
        left=len(to_do),
        tasks=to_do[:shown],
        rest=max(0, len(to_do) - shown),
        more_href=f"/work?show={shown + TASKS_MORE}",
        waiting=[task for task in tasks if task.waiting],
        counts=[(kind, sum(task.kind == kind for task in work.to_do)) for kind in ORDER],
        cards=_cards(house, work, words, say),
        text=words,
        many=len(work.sites) > 12,
        reviews=reviews,
    )


def _reviews(actor: Actor) -> bool:
    return may_somewhere(actor, "review_change").allowed


def _searched(member: NetworkSite) -> str:
    return member.search_text


def _task(task: Task, say: Speech) -> ShownTask:
    site = task.site.site
    return ShownTask(
        kind=task.kind,
        mark=_SIGNS.get(task.kind),
        sentence=say.of(task.sentence),
        site=site.name or site.code,
        sample=site.sample,
        href=f"/work/sites/{site.code}" + (f"#f-{task.item.replace('.', '-')}-field" if task.item else ""),
        verb=say(_VERBS[task.kind]),
        must=task.must,
        waiting=task.waiting,
    )


def _cards(house: House, work: MyWork, words: str, say: Speech) -> list[Card]:
    members = sorted(work.sites, key=lambda m: (-m.not_met, -m.unknown, m.site.code))
    return [_card(house, member, say) for member in members if words in _searched(member)]


def _card(house: House, member: NetworkSite, say: Speech) -> Card:
    site = member.site
    asked = member.met + member.not_met + member.unknown + member.waived
    done = member.met + member.waived
    circle = 2 * pi * _RADIUS
    return Card(
        code=site.code,
        name=site.name or site.code,
        kind=say.of(house.programmes[site.programme].kinds_by_code[site.kind].label),
        sample=site.sample,
        met=done,
        asked=asked,
        dash=f"{circle * done / asked if asked else 0:.1f} {circle:.1f}",
        not_met=member.not_met,
        unknown=member.unknown,
        mark=MARKS[member.status],
    )
