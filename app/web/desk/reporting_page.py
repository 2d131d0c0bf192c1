"""Who owes what this month, township by township, with whom to ask; and a list of reminders to copy or print.

Every figure leads to the list of its sites, by the address: `state` (`asked` for all of them) and `township`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.inspections.working_days import after_working_days
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.desk.reporting import AskedSite, Reporting, ReportState, TownshipReports, reporting
from app.web import formats
from app.web.audience import audience
from app.web.desk.county_view import asking
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader

_STATES: dict[str, ReportState | None] = {"asked": None, "done": "done", "missing": "missing", "stale": "stale"}
"""What an address calls the lists behind the figures."""
_USUAL_WORKING_DAYS = 5
"""What a reminder proposes until the office chooses a day: our choice."""


ShownSite = tuple[str, str, bool, str, str]
"""A site's code and name, whether it is a sample, its telephone, and what it owes in words."""


@dataclass(frozen=True, slots=True)
class ShownReports:
    """One township: each figure with its list, what is owed, whom to ask; its reminder as text."""

    code: str
    name: str
    figures: tuple[tuple[int, str], ...]
    items: int
    people: str
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
    state = reader.code("state", _STATES)
    township = ELSEWHERE if reader.text("township") == ELSEWHERE else reader.division("township")
    found = await reporting(house, request.user, slug)
    shown: dict[str, Any] = {
        "has_samples": found.whole.has_samples,
        "programme": found.programme,
        "name": say.of(found.programme.short_title),
        "day": formats.day(found.whole.as_of),
        "month": found.month,
    }
    if state is not None or township is not None:
        return page(request, say, "desk/reporting_list.html", **shown, **_listed(found, state, township, say))
    return page(
        request,
        say,
        "desk/reporting.html",
        **shown,
        rows=[_shown(slug, one, formats.day(due), say) for one in found.townships if one.sites],
        figures=_figures(slug, found.townships),
        due=due.isoformat(),
        today=today.isoformat(),
    )


def _listed(found: Reporting, state: str | None, township: str | None, say: Speech) -> dict[str, Any]:
    """The sites behind one figure, township by township in the order of their codes."""
    among = [one for one in found.townships if township is None or one.code == township]
    wanted = _STATES[state or "asked"]
    sites = [(say.of(one.name), _site(site, say)) for one in among for site in one.among(wanted)]
    place = say.of(among[0].name) if township is not None and among else ""
    label = say(f"reporting.{state or 'asked'}")
    return {"what": f"{label} · {place}" if place else label, "sites": sites}


def _figures(slug: str, among: Sequence[TownshipReports], **asked: str) -> tuple[tuple[int, str], ...]:
    """How many sites are asked, have reported, have not, have only to confirm; each with its list."""
    return tuple(
        (
            sum(len(one.among(wanted)) for one in among),
            f"/county/{slug}/reporting{asking(**asked, state=state)}",
        )
        for state, wanted in _STATES.items()
    )


def _shown(slug: str, one: TownshipReports, due: str, say: Speech) -> ShownReports:
    people = say.comma.join(one.people)
    return ShownReports(
        code=one.code,
        name=say.of(one.name),
        figures=_figures(slug, (one,), township=one.code),
        items=one.items,
        people=people,
        sites=tuple(_site(site, say) for site in one.owing),
        reminder=_reminder(one, people, due, say),
    )


def _site(site: AskedSite, say: Speech) -> ShownSite:
    return (site.code, site.name, site.sample, site.phone, _items(site, say))


def _items(site: AskedSite, say: Speech) -> str:
    missing = say.comma.join(say.of(item) for item in site.items)
    expired = say.comma.join(say.of(item) for item in site.expired)
    said = (missing, say("reporting.expired_items", items=expired) if expired else "")
    return say.semicolon.join(part for part in said if part)


def _reminder(one: TownshipReports, people: str, due: str, say: Speech) -> str:
    """What one township is reminded of by when, as lines of plain text; what is only to be confirmed after the rest."""
    head = say("reporting.remind", name=say.of(one.name), people=people or say("reporting.nobody"), n=len(one.owing))
    ordered = sorted(one.owing, key=lambda site: not site.items)
    named = [(site.name, _items(site, say)) for site in ordered]
    lines = [
        say("reporting.remind_site", n=str(place), name=name, items=items)
        for place, (name, items) in enumerate(named, start=1)
    ]
    return "\n".join([head, say("reporting.remind_asked", due=due), *lines])
