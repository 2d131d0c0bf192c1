"""My work: what is due on my sites, the most urgent first, each one tap from its field, and what became of my requests.

Whoever only reads gets the sites of their scope with the verdicts instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.journeys.assessments.due_this_week import DAYS_AHEAD, due_this_week, own_contracts
from app.journeys.audits.finding_words import township_name
from app.journeys.desk.board import tasks_shown
from app.journeys.desk.county_scope import county_programmes
from app.journeys.desk.my_work import DECIDED_DAYS, my_work, sites_inside
from app.journeys.desk.tasks import ORDER, TaskKind
from app.journeys.faults.answering import waiting_faults
from app.journeys.house import House
from app.journeys.inspections.planned_visits import VisitToCome, own_visits_to_come
from app.journeys.inspections.rectifications import rectification_counts
from app.journeys.network.find import Places
from app.journeys.proposals.review import waiting_reviews
from app.normal.text import searched
from app.web import formats
from app.web.assessments.week_view import week_item
from app.web.audience import audience
from app.web.desk.work_view import cards_of, shown_early, shown_requests, shown_task, tasks_by_site
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader

A_PAGE = 40
MANY_SITES = 12
"""From here on the work is grouped by site, and the sites have a page of their own."""
EARLY = "early"


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a long list: where it begins and ends in the whole, and the ways to its neighbours."""

    first: int
    last: int
    total: int
    previous_href: str
    next_href: str

    @property
    def start(self) -> int:
        """How many stand before it."""
        return self.first - 1

    def of(self, places: Places) -> Places:
        """What of the whole list stands on it."""
        return places[self.start : self.last]


@get("/work", opt=audience("read_site_inside"))
async def work_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """The page that a clerk opens first."""
    reader = QueryReader(request)
    number = reader.whole("page", 1, 5000, 1)
    text = reader.text("q")
    kind = reader.code("kind", (*ORDER, EARLY))
    view = reader.code("view", ("sites",))
    asked = {"q": text, "kind": kind or "", "view": view or ""}
    if not may_somewhere(request.user, "edit_site").allowed:
        return await _read_only(request, house, say, text, number)
    work = await my_work(house, request.user, searched(text))
    board, many = work.board, len(work.sites) > MANY_SITES
    counts, early = board.counts(), board.early()
    here = next((known for known in ORDER if known == kind), None)
    wanted = 0 if kind == EARLY else sum(counts.values()) if here is None else counts.get(here, 0)
    tasks_slice = _slice(wanted, number, asked)
    shown = await tasks_shown(house, board, here, tasks_slice.start, tasks_slice.last, by_site=many) if wanted else []
    early_slice = _slice(len(early), number if kind == EARLY else 1, asked)
    cards_slice = _slice(len(work.cards), number if view else 1, asked)
    return page(
        request,
        say,
        "desk/work.html",
        has_samples=work.whole.has_samples,
        actor=request.user,
        right=work.right,
        month=formats.month(house.today(), house.today(), say),
        any_sites=len(work.sites) > 0,
        left=sum(counts.values()),
        tasks=tasks_by_site(house, shown, say)
        if many
        else [("", "", False, [shown_task(task, say, house.today()) for task in shown])],
        any_tasks=bool(shown),
        tasks_slice=tasks_slice,
        early=[shown_early(house, figures, say) for figures in board.early_at(early_slice.of(early))]
        if kind == EARLY or not (many or kind)
        else [],
        early_slice=early_slice,
        kind=kind or "",
        view=view or "",
        tallies=_tallies(counts, len(early), text, say),
        requests=shown_requests(house, work, say) if not (kind or view or text) else [],
        decided_days=DECIDED_DAYS,
        cards=cards_of(house, work.whole.at(cards_slice.of(work.cards)), say) if view or not many else [],
        cards_slice=cards_slice,
        all_sites=len(work.cards),
        sites_href="/work?" + urlencode({"view": "sites"} | ({"q": text} if text else {})),
        text=text,
        many=many,
        counties=_counties(house, request.user, say),
        faults=len(await waiting_faults(request.user)),
        visits=[_visit_item(house, one, say) for one in await own_visits_to_come(house, request.user)],
        reviews=len(await waiting_reviews(house, request.user)) if _reviews(request.user) else 0,
    )


async def _read_only(request: Request[Actor, Any, Any], house: House, say: Speech, text: str, number: int) -> Template:
    """The sites of whoever may look but not fill in: those in trouble first."""
    whole, mine, wanted = await sites_inside(house, request.user, searched(text))
    cards_slice = _slice(len(wanted), number, {"q": text})
    return page(
        request,
        say,
        "desk/sites.html",
        has_samples=whole.has_samples,
        actor=request.user,
        right=await rectification_counts(house, request.user),
        any_sites=len(mine) > 0,
        cards=cards_of(house, whole.at(cards_slice.of(wanted)), say),
        cards_slice=cards_slice,
        keeps_ledgers=bool(await own_contracts(house, request.user)),
        visits=[_visit_item(house, one, say) for one in await own_visits_to_come(house, request.user)],
        week=[week_item(house, one, say) for one in await due_this_week(house, request.user)],
        until=formats.day(house.today() + timedelta(days=DAYS_AHEAD)),
        text=text,
        many=len(mine) > MANY_SITES,
    )


def _visit_item(house: House, one: VisitToCome, say: Speech) -> dict[str, Any]:
    """A line of what somebody is to inspect."""
    site = one.site
    return {
        "code": site.code,
        "name": site.name or site.code,
        "sample": site.sample,
        "day": formats.day(one.stored.planned_on),
        "late": one.is_late(house.today()),
        "where": say.of(township_name(house, one.township)),
        "purpose": one.stored.purpose,
    }


def _slice(total: int, number: int, asked: dict[str, str]) -> Slice:
    """One page of a list; beyond its end, the last one."""
    pages = max(1, -(-total // A_PAGE))
    here = min(number, pages)

    def href(there: int) -> str:
        if not 1 <= there <= pages:
            return ""
        return "/work?" + urlencode({name: value for name, value in asked.items() if value} | {"page": there})

    first = (here - 1) * A_PAGE
    return Slice(first + 1, min(first + A_PAGE, total), total, href(here - 1), href(here + 1))


def _tallies(counts: Mapping[TaskKind, int], early: int, text: str, say: Speech) -> list[tuple[str, str, int, str]]:
    """How many of each kind, each a link to only those; the first leads back to all."""

    def href(kind: str) -> str:
        query = urlencode({name: value for name, value in (("q", text), ("kind", kind)) if value})
        return "/work?" + query if query else "/work"

    found = [("", say("work.group_all"), sum(counts.values()), href(""))]
    found += [(kind, say(f"work.group_{kind}"), count, href(kind)) for kind, count in counts.items()]
    if early:
        found.append((EARLY, say("work.group_early"), early, href(EARLY)))
    return found


def _counties(house: House, actor: Actor, say: Speech) -> list[tuple[str, str]]:
    """The counties that the reader looks at as a whole, whose townships do their own work."""
    if not may_somewhere(actor, "read_county").allowed:
        return []
    return [(programme.slug, say.of(programme.short_title)) for programme in county_programmes(house, actor)]


def _reviews(actor: Actor) -> bool:
    return may_somewhere(actor, "review_change").allowed
