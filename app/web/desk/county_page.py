"""The county at a glance: one sentence, the targets, the townships, what fails most, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may, may_somewhere
from app.compliance.progress import STEPS, TargetProgress
from app.journeys.desk.county import CountyView, TownshipLine, clause_list, county_view
from app.journeys.network.judged import network
from app.journeys.site_rights import target_of
from app.standards.programme import Programme
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.public.programme_pages import target_href
from app.web.query import QueryReader
from app.web.site_rows import SiteRow, site_row
from app.web.states import COMPLIANCE_ORDER, MARKS

MOST_FAILED = 5


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One target as a bar, with each figure and the list behind it.

    `built` and `compliant` are shares of the promise in percent, at most 100.
    """

    id: str
    href: str
    title: str
    planned: int
    figures: tuple[tuple[str, int, str], ...]
    is_assessed: bool
    is_staff: bool
    built: str
    compliant: str
    reached: bool


@dataclass(frozen=True, slots=True)
class ShownTownship:
    """One township: its name and how many sites stand how, each number with its link."""

    name: str
    href: str
    sites: int
    counts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class UnderClause:
    """One site under a clause: what the clause says of it, and whether a rectification may be ordered here."""

    row: SiteRow
    sentence: str
    may_order: bool


@get("/county", opt=audience("read_county"))
async def county_page(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Template:
    """What the county office opens first."""
    reader = QueryReader(request)
    slug = reader.code("programme", house.programmes)
    reader.done(unknown_allowed=True)
    view = await county_view(house, request.user, slug)
    result = view.result
    programme = result.programme
    failed = [c for c in result.clauses if c.not_met or c.unknown][:MOST_FAILED]
    days_left = (programme.deadline - view.as_of).days if programme.deadline else None
    return page(
        request,
        say,
        "desk/county.html",
        has_samples=(await network(house)).has_samples,
        programme=programme,
        name=say.of(programme.short_title),
        choices=[(p.slug, say.of(p.short_title), p.slug == programme.slug) for p in view.programmes],
        statuses=[(status, MARKS[status], result.statuses[status]) for status in COMPLIANCE_ORDER],
        total=len(result.sites),
        compliant=result.statuses["compliant"],
        deadline=formats.day(programme.deadline) if programme.deadline else "",
        days_left=days_left,
        lines=[_line(programme, line, say) for line in result.progress if line.target.duty == "must"],
        network_clauses=[
            (say.of(v.circle.title), MARKS[v.verdict], say.of(v.explanation)) for v in result.network_clauses
        ],
        townships=[_township(programme, line, say) for line in view.townships],
        marks_in_order=[MARKS[status] for status in COMPLIANCE_ORDER],
        failed=[(c.clause.id, say.of(c.clause.title), c.not_met, c.unknown) for c in failed],
        waiting=view.waiting,
        unreadable=[site.code for site in view.unreadable],
        may_review=may_somewhere(request.user, "review_change").allowed,
        nothing_waits=_nothing_waits(view),
    )


@get("/county/{slug:str}/clauses/{clause:str}", opt=audience("read_county"))
async def clause_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, clause: PathText
) -> Template:
    """How every site stands against one clause, what is wrong first."""
    found = await clause_list(house, request.user, slug, clause)
    rows = [
        UnderClause(
            row=site_row(house, say, m.site, MARKS[v.verdict]),
            sentence=say.of(v.explanation),
            may_order=v.verdict in ("not_met", "unknown")
            and may(request.user, "order_rectification", target_of(m.site)).allowed,
        )
        for m, v in found.rows
    ]
    return page(
        request,
        say,
        "desk/clause.html",
        has_samples=(await network(house)).has_samples,
        programme=found.programme,
        clause=found.clause,
        title=say.of(found.clause.title),
        wording=say.of(found.clause.wording),
        rows=rows,
        day=formats.day(found.as_of),
    )


def _nothing_waits(view: CountyView) -> bool:
    waiting = view.waiting
    return not (waiting.reviews or waiting.unplaced or waiting.rectifications or view.unreadable)


def _line(programme: Programme, line: TargetProgress, say: Speech) -> ShownLine:
    def share(part: int) -> str:
        return f"{min(100.0, 100 * part / line.planned):.1f}%"

    steps = STEPS if line.is_assessed else STEPS[:-1]
    return ShownLine(
        id=line.target.id,
        href=f"/programmes/{programme.slug}#t-{line.target.id}",
        title=say.of(line.target.title),
        planned=line.planned,
        figures=tuple(
            (say(f"progress.{step}"), getattr(line, step), target_href(programme.slug, line.target.id, step))
            for step in steps
        ),
        is_assessed=line.is_assessed,
        is_staff=line.target.counts == "staff",
        built=share(line.built),
        compliant=share(line.compliant),
        reached=line.reached,
    )


def _township(programme: Programme, line: TownshipLine, say: Speech) -> ShownTownship:
    query = {"programme": programme.slug}
    if line.code is not None:
        query["division"] = line.code
    counts = tuple(
        (line.statuses.get(status, 0), "/?" + urlencode({**query, "compliance": status}) if line.code else "")
        for status in COMPLIANCE_ORDER
    )
    name = say.of(line.name) if line.name else say("county.elsewhere")
    return ShownTownship(name, "/?" + urlencode(query) if line.code else "", line.sites, counts)
