"""Who owes what this month, township by township, with whom to ask; and a list of reminders to copy or print.

Every figure leads to the list of its sites, by the address: `state` (`asked` for all of them) and `township`. Where
more sites owe something than a page can name, each township has its list and its reminder on a page of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.response import Template

from app.access.actor import Actor
from app.inspections.working_days import after_working_days
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.desk.reporting import AskedSite, Reporting, ReportState, TownshipReports, in_words, reporting
from app.journeys.desk.reporting_workbook import Lists, reporting_workbook
from app.journeys.house import House
from app.web import formats
from app.web.audience import audience
from app.web.desk.county_view import asking
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader

_STATES: dict[str, ReportState | None] = {"asked": None, "done": "done", "missing": "missing", "stale": "stale"}
"""What an address calls the lists behind the figures."""
OWING = "owing"
"""And the list of what is outstanding and to confirm together, which goes with the reminder of a township."""
MOST_NAMED = A_PAGE = 400
"""So many sites that owe something the page of all townships names; so many a reminder, so many a page of a list."""
_MOST_PAGES = 100_000
_USUAL_WORKING_DAYS = 5
"""What a reminder proposes until the office chooses a day: our choice."""


ShownSite = tuple[str, str, bool, str, str]
"""A site's code and name, whether it is a sample, its telephone, and what it owes in words."""


@dataclass(frozen=True, slots=True)
class ShownReports:
    """One township: each figure with its list, what is owed and where it stands, whom to ask; its reminder as text.

    `owing` is how many sites owe something, `sites` are those that are named.
    """

    code: str
    name: str
    figures: tuple[tuple[int, str], ...]
    items: int
    items_href: str
    people: str
    owing: int
    sites: tuple[ShownSite, ...]
    reminder: str


@get("/county/{slug:str}/reporting", opt=audience("read_county"))
async def reporting_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """应报, 已报, 未报 of every township."""
    reader = QueryReader(request)
    today = house.today()
    due = reader.day("due") or after_working_days(today, _USUAL_WORKING_DAYS).day
    state, township = _list_asked(reader)
    number = reader.whole("page", 1, _MOST_PAGES, 1)
    found = await reporting(house, request.user, slug)
    shown: dict[str, Any] = {
        "has_samples": found.whole.has_samples,
        "programme": found.programme,
        "name": say.of(found.programme.short_title),
        "day": formats.day(found.whole.as_of),
        "month": found.month,
    }
    shown |= {"due": due.isoformat(), "today": today.isoformat()}
    if state is not None or township is not None:
        listed = await _listed(house, found, state, township, number, say)
        if state == OWING and township is not None:
            among = [one for one in found.townships if one.code == township and one.owing]
            listed["rows"] = await _rows(house, slug, among, formats.day(due), say)
        return page(request, say, "desk/reporting_list.html", **shown, **listed)
    asked = [one for one in found.townships if one.sites]
    owing = sum(len(one.owing) for one in asked)
    return page(
        request,
        say,
        "desk/reporting.html",
        **shown,
        rows=await _rows(house, slug, asked, formats.day(due), say, names=owing <= MOST_NAMED),
        figures=_figures(slug, found.townships),
        owing=owing,
        names=owing <= MOST_NAMED,
        file_href=_file_href(found),
    )


def _file_href(found: Reporting, **asked: str) -> str:
    """Where a list is had as a workbook."""
    return f"/county/{found.programme.slug}/reporting.xlsx{asking(**asked)}"


@get("/county/{slug:str}/reporting.xlsx", opt=audience("read_county") | ALREADY_PACKED)
async def reporting_file(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Response[bytes]:
    """The list that the page of the same address shows, whole, as a workbook; of all who owe something by default."""
    reader = QueryReader(request)
    state, township = _list_asked(reader)
    reader.done(unknown_allowed=True)
    found = await reporting(house, request.user, slug)
    wanted = state or (OWING if township is None else "asked")
    title, lists = _what(found, wanted, township, say), _lists(found, wanted, township)
    content = await reporting_workbook(house, found, title, lists, say.language)
    day = formats.day(found.whole.as_of)
    return workbook_response(content, f"reporting-{slug}-{day}.xlsx", f"{title} {day}.xlsx")


def _list_asked(reader: QueryReader) -> tuple[str | None, str | None]:
    """Which list an address asks for, and of which township; None: of all."""
    state = reader.code("state", (*_STATES, OWING))
    return state, ELSEWHERE if reader.text("township") == ELSEWHERE else reader.division("township")


def _what(found: Reporting, state: str, township: str | None, say: Speech) -> str:
    """What a list is called."""
    label = say("reporting.who") if state == OWING else say(f"reporting.{state}")
    place = next((say.of(one.name) for one in found.townships if one.code == township), "")
    return f"{label} · {place}" if place else label


async def _listed(
    house: House, found: Reporting, state: str | None, township: str | None, number: int, say: Speech
) -> dict[str, Any]:
    """A page of the sites behind one figure, township by township in the order of their codes."""
    lists = _lists(found, state or "asked", township)
    parts = [part for _, part in lists]
    matched = sum(map(len, parts))
    here = min(number, max(1, -(-matched // A_PAGE)))
    first, before, cut = (here - 1) * A_PAGE, 0, []
    for part in parts:
        cut.append(part[max(0, first - before) : max(0, first + A_PAGE - before)])
        before += len(part)
    told = await in_words(house, cut)
    sites = [(say.of(one.name), _site(site, say)) for (one, _), some in zip(lists, told, strict=True) for site in some]

    def href(there: int) -> str:
        asked = {"state": state or "", "township": township or "", "page": str(there)}
        return f"/county/{found.programme.slug}/reporting{asking(**asked)}"

    return {
        "what": _what(found, state or "asked", township, say),
        "file_href": _file_href(found, state=state or "", township=township or ""),
        "sites": sites,
        "first": first + 1,
        "matched": matched,
        "previous_href": href(here - 1) if here > 1 else "",
        "next_href": href(here + 1) if first + A_PAGE < matched else "",
        "township": township or "",
        "rows": [],
    }


def _lists(found: Reporting, state: str, township: str | None) -> Lists:
    """The sites of a list, of one township or of all."""
    return [(one, _among(one, state)) for one in found.townships if township in (None, one.code)]


def _among(one: TownshipReports, state: str) -> Sequence[AskedSite]:
    if state == OWING:
        return one.owing
    wanted = _STATES[state]
    return one.sites if wanted is None else one.among(wanted)


def _figures(slug: str, among: Sequence[TownshipReports], **asked: str) -> tuple[tuple[int, str], ...]:
    """How many sites are asked, have reported, have not, have only to confirm; each with its list."""
    return tuple(
        (
            sum(len(_among(one, state)) for one in among),
            f"/county/{slug}/reporting{asking(**asked, state=state)}",
        )
        for state in _STATES
    )


async def _rows(
    house: House, slug: str, among: Sequence[TownshipReports], due: str, say: Speech, *, names: bool = True
) -> list[ShownReports]:
    """These townships, with their sites and reminders where there is room to name them."""
    told = await in_words(house, [one.owing[:MOST_NAMED] if names else () for one in among])
    return [_shown(slug, one, sites, due, say) for one, sites in zip(among, told, strict=True)]


def _shown(slug: str, one: TownshipReports, sites: Sequence[AskedSite], due: str, say: Speech) -> ShownReports:
    people, owing = say.comma.join(one.people), len(one.owing)
    return ShownReports(
        code=one.code,
        name=say.of(one.name),
        figures=_figures(slug, (one,), township=one.code),
        items=one.items,
        items_href=f"#t-{one.code}" if sites else f"/county/{slug}/reporting{asking(state=OWING, township=one.code)}",
        people=people,
        owing=owing,
        sites=tuple(_site(site, say) for site in sites),
        reminder=_reminder(one, sites, people, due, say),
    )


def _site(site: AskedSite, say: Speech) -> ShownSite:
    return (site.code, site.name, site.sample, site.phone, _items(site, say))


def _items(site: AskedSite, say: Speech) -> str:
    missing = say.comma.join(say.of(item) for item in site.items)
    expired = say.comma.join(say.of(item) for item in site.expired)
    said = (missing, say("reporting.expired_items", items=expired) if expired else "")
    return say.semicolon.join(part for part in said if part)


def _reminder(one: TownshipReports, sites: Sequence[AskedSite], people: str, due: str, say: Speech) -> str:
    """What one township is reminded of by when, as lines of plain text; what is only to be confirmed after the rest."""
    owing = len(one.owing)
    head = say("reporting.remind", name=say.of(one.name), people=people or say("reporting.nobody"), n=owing)
    ordered = sorted(sites, key=lambda site: not site.items)
    named = [(site.name, _items(site, say)) for site in ordered]
    lines = [
        say("reporting.remind_site", n=str(place), name=name, items=items)
        for place, (name, items) in enumerate(named, start=1)
    ]
    more = [say("reporting.remind_more", n=owing - len(sites))] if len(sites) < owing else []
    return "\n".join([head, say("reporting.remind_asked", due=due), *lines, *more])
