"""The lists behind the county's figures: the sites of a standing, a township, a kind or a target, and what a gap is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import Target, may
from app.compliance.network_columns import people_in_post
from app.compliance.progress import STEPS
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import ELSEWHERE, township_in
from app.journeys.desk.county_sites import CountyQuery, county_sites, target_gap
from app.journeys.desk.gap_workbook import gap_book
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite
from app.journeys.turns import FILES, in_turn
from app.sites.vocabulary import STATUSES
from app.standards.programme import Programme
from app.web import formats
from app.web.audience import audience
from app.web.desk.county_view import LINE_MARKS, asking, sites_href
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader, day_asked
from app.web.states import COMPLIANCE_ORDER, MARKS, Mark

A_PAGE = 50
MOST_OF_A_GAP = 150
"""So many sites the page of a gap lists of each sort; its workbook lists all."""
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class CountySiteRow:
    """One site of a list. `people` is None where sites are counted, not people."""

    code: str
    href: str
    name: str
    sample: bool
    township: str
    kind: str
    lifecycle: str
    mark: Mark
    not_met: int
    unknown: int
    people: int | None


@get("/county/{slug:str}/sites", opt=audience("read_county"))
async def county_sites_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """The sites that a figure of the county counts."""
    reader = QueryReader(request)
    programme = house.programme(slug)
    township, standing = reader.text("township"), reader.code("standing", COMPLIANCE_ORDER)
    wanted = CountyQuery(
        standing=next((one for one in COMPLIANCE_ORDER if one == standing), None),
        township=ELSEWHERE if township == ELSEWHERE else reader.division("township"),
        kind=reader.code("kind", programme.kinds_by_code),
        target=reader.code("target", [target.id for target in programme.targets]),
        step=reader.step("step", STEPS),
    )
    number, as_of = reader.whole("page", 1, _MOST_PAGES, 1), day_asked(reader, house)
    listed = await county_sites(house, request.user, slug, wanted, as_of)
    day = listed.whole.as_of
    by_people = listed.target is not None and listed.target.counts == "staff"
    here = min(number, max(1, -(-len(listed.found) // A_PAGE)))
    first = (here - 1) * A_PAGE
    asked = {
        "standing": wanted.standing or "",
        "township": wanted.township or "",
        "kind": wanted.kind or "",
        "target": wanted.target or "",
        "step": wanted.step if wanted.target else "",
    }
    dated = asked | {"as_of": day.isoformat() if as_of else ""}
    rows = listed.found[first : first + A_PAGE]
    return page(
        request,
        say,
        "desk/county_sites.html",
        has_samples=listed.whole.has_samples,
        programme=listed.programme,
        what=_what(house, listed.programme, wanted, say) or say("county.all_sites"),
        rows=[row_of(house, listed.programme, listed.whole, member, say, by_people=by_people) for member in rows],
        kept=[one for one in asked.items() if one[1]],
        **shown_day(house, listed.whole, slug, say),
        people=listed.people if by_people else None,
        first=first + 1,
        matched=len(listed.found),
        previous_href=sites_href(slug, **dated, page=str(here - 1)) if here > 1 else "",
        next_href=sites_href(slug, **dated, page=str(here + 1)) if here * A_PAGE < len(listed.found) else "",
    )


@get("/county/{slug:str}/gaps/{target:str}", opt=audience("read_county"))
async def county_gap_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, target: PathText
) -> Template:
    """What stands behind the gap of a target."""
    gap = await target_gap(house, request.user, slug, target, day_asked(QueryReader(request), house))
    line = gap.line
    shown = shown_day(house, gap.whole, slug, say)

    def rows(members: Sequence[NetworkSite]) -> list[CountySiteRow]:
        return [row_of(house, gap.programme, gap.whole, member, say) for member in members[:MOST_OF_A_GAP]]

    return page(
        request,
        say,
        "desk/county_gap.html",
        has_samples=gap.whole.has_samples,
        programme=gap.programme,
        **shown,
        title=say.of(line.target.title),
        page_href=f"/county/{slug}/gaps/{target}",
        workbook_href=f"/county/{slug}/gaps/{target}/list.xlsx{asking(as_of=shown['on'])}",
        may_order=not shown["on"]
        and may(request.user, "order_rectification", Target(division=gap.programme.jurisdiction)).allowed,
        mark=LINE_MARKS[line.state],
        gap=say.of(line.gap),
        line=line,
        is_staff=line.target.counts == "staff",
        reading=say.of(line.target.reading) if line.target.reading else "",
        not_built=rows(gap.not_built),
        counts={"not_built": len(gap.not_built), "failing": len(gap.failing), "silent": len(gap.silent)},
        unregistered=gap.unregistered,
        places=[say.of(division.label) for division in gap.places],
        failing=rows(gap.failing),
        silent=rows(gap.silent),
    )


@get("/county/{slug:str}/gaps/{target:str}/list.xlsx", opt=audience("read_county") | ALREADY_PACKED)
async def county_gap_file(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText, target: PathText
) -> Response[bytes]:
    """The same as a workbook."""
    reader = QueryReader(request)
    as_of = day_asked(reader, house)
    reader.done(unknown_allowed=True)
    gap = await target_gap(house, request.user, slug, target, as_of)
    content = await in_turn(house, FILES, gap_book, house, gap, say.language)
    day = formats.day(gap.whole.as_of)
    shown = say("county.gap_title", target=say.of(gap.line.target.title))
    return workbook_response(content, f"gap-{target}-{day}.xlsx", f"{shown} {day}.xlsx")


def shown_day(house: House, whole: Network, slug: str, say: Speech) -> dict[str, Any]:
    """What a page says of the day that it shows: the day, `on` as its links have it (empty for today), and what there
    is to say of how the programme judged it.
    """
    on = "" if whole.as_of == house.today() else whole.as_of.isoformat()
    return {
        "day": formats.day(whole.as_of),
        "on": on,
        "today": formats.day(house.today()),
        "pack_notes": [say.of(note) for note in whole.notes.get(slug, ())],
    }


def row_of(
    house: House, programme: Programme, whole: Network, member: NetworkSite, say: Speech, *, by_people: bool = False
) -> CountySiteRow:
    """A row, with the people in post where these are counted. On another day than today it leads to the site's page of
    that day.
    """
    site, day = member.site, whole.as_of
    is_today = day == house.today()
    return CountySiteRow(
        code=site.code,
        href=f"/work/sites/{site.code}" if is_today else f"/sites/{site.code}?as_of={day}",
        name=site.called,
        sample=site.sample,
        township=say.of(township_name(house, township_in(house, programme.jurisdiction, member))),
        kind=say.of(programme.kinds_by_code[site.kind].label),
        lifecycle=say.of(STATUSES[site.status]) if site.status else "",
        mark=MARKS[member.status],
        not_met=member.not_met,
        unknown=member.unknown,
        people=people_in_post(site, day) if by_people else None,
    )


def _what(house: House, programme: Programme, wanted: CountyQuery, say: Speech) -> str:
    """What is listed, in words."""
    target = next((one for one in programme.targets if one.id == wanted.target), None)
    said = [
        say.of(target.title) + say.colon + say(f"progress.{wanted.step}") if target else "",
        say.of(programme.kinds_by_code[wanted.kind].label) if wanted.kind else "",
        say.of(township_name(house, wanted.township)) if wanted.township else "",
        say.of(MARKS[wanted.standing].word) if wanted.standing else "",
    ]
    return " · ".join(part for part in said if part)
