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
from app.journeys.spending.spent import LineSpending
from app.standards.programme import Programme
from app.web import formats
from app.web.audience import audience
from app.web.audits.compare_page import AskedComparison
from app.web.desk.county_view import counts_of_tally, shown_clauses, shown_line, shown_tally, sites_href
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page, programme_choices
from app.web.query import QueryReader, day_asked
from app.web.spending.spending_page import spending_href
from app.web.states import MARKS

MOST_FAILED = 5


@get("/county", opt=audience("read_county"))
async def county_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What the county office opens first."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes)
    as_of = day_asked(reader, house)
    since = reader.day("since", latest=min(as_of or house.today(), house.today()))
    view = await county_view(house, request.user, slug, as_of)
    result, on = view.result, as_of.isoformat() if as_of else ""
    programme = result.programme
    clauses = shown_clauses(programme, result.clauses, on, say)
    wrong = [one for one, counted in zip(clauses, result.clauses, strict=True) if counted.not_met or counted.unknown]
    lines = [shown_line(programme, *pair, on, say) for pair in zip(result.progress, view.spent, strict=True)]
    budget = programme.budget_stated
    return page(
        request,
        say,
        "desk/county.html",
        has_samples=view.whole.has_samples,
        on=on,
        recorded=view.whole.knows(programme.slug),
        pack_notes=[say.of(note) for note in result.notes],
        programme=programme,
        name=say.of(programme.short_title),
        day=formats.day(view.as_of),
        choices=programme_choices(view.programmes, programme.slug, say),
        tally=counts_of_tally(programme.slug, view.tally, as_of=on),
        total=len(result.sites),
        total_href=sites_href(programme.slug, as_of=on),
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
        kinds=[shown_tally(programme, line, "kind", on, say) for line in view.kinds],
        townships=[shown_tally(programme, line, "township", on, say) for line in view.townships],
        failed=wrong[:MOST_FAILED],
        clauses=clauses,
        since=(since or view.compared_from).isoformat(),
        today=formats.day(house.today()),
        is_to_come=view.as_of > house.today(),
        changed=await _changed(house, request.user, programme, (since, as_of), say) if since else None,
        compare_href=AskedComparison(programme.slug, since, as_of).href() if since else "",
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
    house: House, actor: Actor, programme: Programme, days: tuple[date, date | None], say: Speech
) -> list[tuple[str, int, str]]:
    """What changed between two days (today when None): each sort of change with its number and its list; those without
    any left out.
    """
    asked = AskedComparison(programme.slug, *days)
    found = (await compared(house, actor, *days, programme=programme.slug)).found
    told = [(say.of(MOVE_WORDS[move]), n, asked.href(move=move) + "#moved") for move, n in found.moves.items()]
    told += [(say.of(TURN_WORDS[turn]), n, asked.href(turn=turn) + "#turned") for turn, n in found.turns.items()]
    return [one for one in told if one[1]]


def _nothing_waits(view: CountyView) -> bool:
    waiting = view.waiting
    return waiting is None or not (waiting.reviews or waiting.unplaced or waiting.rectifications or view.unreadable)
