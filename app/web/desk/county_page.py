"""The county at a glance: one sentence, the targets, the townships, what fails most, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import Target, may, may_somewhere
from app.compliance.progress import duties_of
from app.journeys.audits.compare import MOVE_WORDS, TURN_WORDS
from app.journeys.audits.compared import compared
from app.journeys.desk.county import CountyView, county_view
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.spending.spent import LineSpending
from app.standards.programme import Programme
from app.web import formats
from app.web.audience import audience
from app.web.audits.compare_page import AskedComparison
from app.web.desk.county_view import counts_of_tally, shown_clauses, shown_line, shown_tally, sites_href
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page, programme_choices
from app.web.query import QueryReader
from app.web.spending.spending_page import spending_href
from app.web.states import MARKS

MOST_FAILED = 5


@get("/county", opt=audience("read_county"))
async def county_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What the county office opens first."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes)
    since = reader.day("since")
    reader.done(unknown_allowed=True)
    view = await county_view(house, request.user, slug)
    result = view.result
    programme = result.programme
    clauses = shown_clauses(programme, result.clauses, say)
    wrong = [one for one, counted in zip(clauses, result.clauses, strict=True) if counted.not_met or counted.unknown]
    lines = [shown_line(programme, *pair, say) for pair in zip(result.progress, view.spent, strict=True)]
    budget = programme.budget_stated
    return page(
        request,
        say,
        "desk/county.html",
        has_samples=(await network(house)).has_samples,
        programme=programme,
        name=say.of(programme.short_title),
        day=formats.day(view.as_of),
        choices=programme_choices(view.programmes, programme.slug, say),
        tally=counts_of_tally(programme.slug, view.tally),
        total=len(result.sites),
        total_href=sites_href(programme.slug),
        deadline=formats.day(programme.deadline) if programme.deadline else "",
        days_left=(programme.deadline - view.as_of).days if programme.deadline else None,
        lines=lines,
        duties=duties_of(result.progress),
        budget_total=formats.money(budget, say) if budget else "",
        spending_href=spending_href(programme.slug),
        spent_of_all=_spent_of_all(view.spent, say),
        network_clauses=[
            (say.of(v.circle.title), MARKS[v.verdict], say.of(v.explanation)) for v in result.network_clauses
        ],
        kinds=[shown_tally(programme, line, "kind", say) for line in view.kinds],
        townships=[shown_tally(programme, line, "township", say) for line in view.townships],
        failed=wrong[:MOST_FAILED],
        clauses=clauses,
        since=(since or view.compared_from).isoformat(),
        today=formats.day(view.as_of),
        changed=await _changed(house, request.user, programme, since, say) if since else None,
        notes=[say.of(note) for note in programme.notes],
        waiting=view.waiting,
        unreadable=[site.code for site in view.unreadable],
        may_review=may_somewhere(request.user, "review_change").allowed,
        may_read_log=may(request.user, "read_log", Target()).allowed,
        nothing_waits=_nothing_waits(view),
    )


def _spent_of_all(spent: Sequence[LineSpending], say: Speech) -> str:
    """What all lines spent together, as far as it is known, and for how many it is not."""
    known = [line.spent_yuan for line in spent if line.spent_yuan is not None]
    if not known:
        return say("county.spent_nothing")
    total = formats.exact_money(sum(known, Decimal(0)), say)
    return say("county.spent_total", sum=total, n=len(spent) - len(known))


async def _changed(
    house: House, actor: Actor, programme: Programme, since: date, say: Speech
) -> list[tuple[str, int, str]]:
    """What changed since a day: each sort of change with its number and its list; those without any left out."""
    asked = AskedComparison(programme.slug, since, None)
    found = (await compared(house, actor, since, programme=programme.slug)).found
    told = [(say.of(MOVE_WORDS[move]), n, asked.href(move=move) + "#moved") for move, n in found.moves.items()]
    told += [(say.of(TURN_WORDS[turn]), n, asked.href(turn=turn) + "#turned") for turn, n in found.turns.items()]
    return [one for one in told if one[1]]


def _nothing_waits(view: CountyView) -> bool:
    waiting = view.waiting
    return not (waiting.reviews or waiting.unplaced or waiting.rectifications or view.unreadable)
