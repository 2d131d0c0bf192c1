"""Who owes what this month, township by township, with whom to ask; and a list of reminders to copy or print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.access.actor import Actor
from app.journeys.desk.reporting import OwingSite, TownshipReports, reporting
from app.web import formats
from app.web.audience import audience
from app.web.given import GivenHouse, GivenSpeech, PathText
from app.web.language import Speech
from app.web.pages import page


@dataclass(frozen=True, slots=True)
class ShownReports:
    """One township: how many sites are asked, have reported, have not; and its reminder as plain text."""

    code: str
    name: str
    asked: int
    done: int
    owing: int
    items: int
    people: str
    sites: tuple[tuple[str, str, bool, str, str], ...]
    reminder: str


@get("/county/{slug:str}/reporting", opt=audience("read_county"))
async def reporting_page(
    request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech, slug: PathText
) -> Template:
    """应报, 已报, 未报 of every township."""
    found = await reporting(house, request.user, slug)
    rows = [_shown(one, say) for one in found.townships if one.asked]
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
        owing=sum(row.owing for row in rows),
    )


def _shown(one: TownshipReports, say: Speech) -> ShownReports:
    people = say.comma.join(one.people)
    return ShownReports(
        code=one.code,
        name=say.of(one.name),
        asked=one.asked,
        done=one.done,
        owing=len(one.owing),
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
        reminder=_reminder(one, people, say),
    )


def _items(site: OwingSite, say: Speech) -> str:
    return say.comma.join(say.of(item) for item in site.items)


def _reminder(one: TownshipReports, people: str, say: Speech) -> str:
    """What one township is reminded of, as lines of plain text."""
    head = say("reporting.remind", name=say.of(one.name), people=people or say("reporting.nobody"), n=len(one.owing))
    named = [(site.member.site.name or site.member.site.code, _items(site, say)) for site in one.owing]
    lines = [
        say("reporting.remind_site", n=str(place), name=name, items=items)
        for place, (name, items) in enumerate(named, start=1)
    ]
    return "\n".join([head, *lines])
