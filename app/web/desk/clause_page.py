"""One clause: the document's words, how they are read, and its sites, what is wrong first, what passes folded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may
from app.journeys.desk.clause_sites import Row, clause_sites
from app.journeys.house import House
from app.journeys.site_rights import target_of
from app.web.audience import audience
from app.web.desk.county_sites_page import shown_day
from app.web.desk.county_view import asking, bound_tiers
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.public.programme_pages import in_force_words
from app.web.query import QueryReader, day_asked
from app.web.site_rows import SiteRow, site_row
from app.web.states import MARKS, VERDICT_ORDER

A_PAGE = 50
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class UnderClause:
    """One site under a clause: what the clause says of it, and whether a rectification may be ordered here."""

    row: SiteRow
    sentence: str
    may_order: bool


@get("/county/{slug:str}/clauses/{clause:str}", opt=audience("read_county"))
async def clause_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, clause: PathText
) -> Template:
    """How sites stand against one clause; what does not pass a page at a time."""
    reader = QueryReader(request)
    number, as_of = reader.whole("page", 1, _MOST_PAGES, 1), day_asked(reader, house)
    offset = (number - 1) * A_PAGE
    found = await clause_sites(house, request.user, slug, clause, limit=A_PAGE, offset=offset, as_of=as_of)
    day = shown_day(house, found.whole, slug, say)
    problems = [_under(house, request.user, row, say) for row in found.problems]
    wrong = found.counts["not_met"] + found.counts["unknown"]
    here = f"/county/{slug}/clauses/{clause}"

    def findings(*states: str) -> str:
        return "/findings" + asking(programme=slug, clause=clause, state=",".join(states), as_of=day["on"])

    shown = found.clause
    return page(
        request,
        say,
        "desk/clause.html",
        has_samples=found.whole.has_samples,
        page_href=here,
        workbook_href="/findings.xlsx" + asking(programme=slug, clause=clause, sheets="township", as_of=day["on"]),
        **day,
        programme=found.programme,
        clause=shown,
        title=say.of(shown.title),
        wording=say.of(shown.wording),
        reading=say.of(shown.reading) if shown.reading else "",
        tiers=say.of(bound_tiers(found.programme, shown)),
        in_force=in_force_words(shown.in_force_from, shown.in_force_until, say),
        counts=[(MARKS[verdict], found.counts[verdict], findings(verdict)) for verdict in VERDICT_ORDER],
        orders=not as_of and any(one.may_order for one in problems),
        problems=problems,
        previous_href=here + asking(page=str(number - 1), as_of=day["on"]) if number > 1 else "",
        next_href=here + asking(page=str(number + 1), as_of=day["on"]) if number * A_PAGE < wrong else "",
        passing=[_under(house, request.user, row, say) for row in found.passing],
        passed=found.counts["met"] + found.counts["waived"],
        passing_href=findings("met", "waived"),
    )


def _under(house: House, actor: Actor, row: Row, say: Speech) -> UnderClause:
    member, verdict = row
    return UnderClause(
        row=site_row(house, say, member.site, MARKS[verdict.verdict]),
        sentence=say.of(verdict.explanation),
        may_order=verdict.verdict in ("not_met", "unknown")
        and may(actor, "order_rectification", target_of(member.site)).allowed,
    )
