"""Who owes what this month, township by township, with whom to ask; and a list of reminders to copy or print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.inspections.working_days import after_working_days
from app.journeys.desk.reporting import OwingSite, TownshipReports, reporting
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page
from app.web.query import QueryReader

_USUAL_WORKING_DAYS = 5
"""What a reminder proposes until the office chooses a day: our choice."""


@dataclass(frozen=True, slots=True)
class ShownReports:
    """One township: how many sites are asked, have reported, have not, have only to confirm; its reminder as text."""

    code: str
    name: str
    asked: int
    done: int
    missing: int
    stale: int
    items: int
    people: str
    sites: tuple[tuple[str, str, bool, str, str], ...]
    reminder: str


@get("/county/{slug:str}/reporting", opt=audience("read_county"))
async def reporting_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """应报, 已报, 未报 of every township."""
    reader = QueryReader(request)
    today = house.today()
    due = reader.day("due") or after_working_days(today, _USUAL_WORKING_DAYS).day
    reader.done(unknown_allowed=True)
    found = await reporting(house, request.user, slug)
    rows = [_shown(one, formats.day(due), say) for one in found.townships if one.asked]
    return page(
        request,
        say,
        "desk/reporting.html",
        has_samples=found.whole.has_samples,
        programme=found.programme,
        name=say.of(found.programme.short_title),
        day=formats.day(found.whole.as_of),
        month=found.month,
        rows=rows,
        asked=sum(row.asked for row in rows),
        done=sum(row.done for row in rows),
        missing=sum(row.missing for row in rows),
        stale=sum(row.stale for row in rows),
        due=due.isoformat(),
        today=today.isoformat(),
    )


def _shown(one: TownshipReports, due: str, say: Speech) -> ShownReports:
    people = say.comma.join(one.people)
    return ShownReports(
        code=one.code,
        name=say.of(one.name),
        asked=one.asked,
        done=one.done,
        missing=one.missing,
        stale=one.stale,
        items=one.items,
        people=people,
        sites=tuple(
            (
                site.member.site.code,
                site.member.site.name or site.member.site.code,
                site.member.site.sample,
                site.member.site.phone or "",
                _items(site, say),
            )
            for site in one.owing
        ),
        reminder=_reminder(one, people, due, say),
    )


def _items(site: OwingSite, say: Speech) -> str:
    missing = say.comma.join(say.of(item) for item in site.items)
    expired = say.comma.join(say.of(item) for item in site.expired)
    said = (missing, say("reporting.expired_items", items=expired) if expired else "")
    return say.semicolon.join(part for part in said if part)


def _reminder(one: TownshipReports, people: str, due: str, say: Speech) -> str:
    """What one township is reminded of by when, as lines of plain text; what is only to be confirmed after the rest."""
    head = say("reporting.remind", name=say.of(one.name), people=people or say("reporting.nobody"), n=len(one.owing))
    ordered = sorted(one.owing, key=lambda site: not site.items)
    named = [(site.member.site.name or site.member.site.code, _items(site, say)) for site in ordered]
    lines = [
        say("reporting.remind_site", n=str(place), name=name, items=items)
        for place, (name, items) in enumerate(named, start=1)
    ]
    return "\n".join([head, say("reporting.remind_asked", due=due), *lines])
