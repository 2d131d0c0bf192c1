"""The findings (问题清单) as a list that can be filtered, read on a phone, printed, and taken away as a workbook."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.journeys.audits.finding_words import standing_on
from app.journeys.audits.findings import Scene, explained, finding_scene
from app.journeys.audits.findings_workbook import findings_workbook
from app.journeys.audits.pairs import PROBLEMS
from app.journeys.house import House
from app.journeys.turns import LISTS, in_turn
from app.web import formats
from app.web.audience import audience
from app.web.audits.finding_links import ALL, LIST, MATRIX, WORKBOOK, FindingLinks, read_finding_query, state_text
from app.web.audits.findings_view import filters_of, shown_finding
from app.web.downloads import workbook_response
from app.web.given import GivenHouse, GivenSpeech
from app.web.language import Speech
from app.web.pages import page, programme_choices
from app.web.payload import ALREADY_PACKED
from app.web.query import QueryReader, day_asked

A_PAGE = 20
"""On a phone each is as high as half the screen."""
_MOST_PAGES = 100_000
_FEW_SITES = 5
"""So many are named where a list is of some sites only."""


@get(LIST, opt=audience("read_site_inside"))
async def findings_page(request: HTMXRequest, house: GivenHouse, say: GivenSpeech) -> Template:
    """The findings in the reader's scope that the address asks for; for the matrix, only the one beside it."""
    reader = QueryReader(request)
    slug, asked = read_finding_query(reader, house)
    number, as_of = reader.whole("page", 1, _MOST_PAGES, 1), day_asked(reader, house)
    scene = await finding_scene(house, request.user, slug, asked, as_of=as_of)
    links = FindingLinks(scene.programme.slug, asked, as_of)
    here = min(number, max(1, -(-scene.matched // A_PAGE)))
    found = await explained(house, scene, A_PAGE, (here - 1) * A_PAGE)
    rows = [shown_finding(house, request.user, scene, one, say) for one in found]
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        samples, known = scene.whole.has_samples, scene.orders is not None
        return page(request, say, "audits/at_side.html", has_samples=samples, rows=rows[:1], orders_known=known)
    choices = await in_turn(house, LISTS, scene.choices)
    return page(
        request,
        say,
        "audits/findings.html",
        has_samples=scene.whole.has_samples,
        **frame(house, scene, links, say),
        filters=filters_of(house, scene, choices, links, LIST, say, usual=state_text(PROBLEMS)),
        path=LIST,
        other_href=links.href(MATRIX),
        rows=rows,
        first=(here - 1) * A_PAGE + 1,
        matched=scene.matched,
        previous_href=links.href(page=here - 1) if here > 1 else "",
        next_href=links.href(page=here + 1) if here * A_PAGE < scene.matched else "",
        order_href=links.href("/notices/new")
        if scene.orders is not None and may_somewhere(request.user, "order_rectification").allowed
        else "",
        all_met=not scene.matched and not links.filters and scene.whole.knows(scene.programme.slug),
        every_href=links.href(state=ALL),
    )


def frame(house: House, scene: Scene, links: FindingLinks, say: Speech) -> dict[str, Any]:
    """What list and matrix share: whose document, as of when, the ways to other programmes and to the workbook."""
    asked = [(code, scene.whole.by_code.get(code)) for code in sorted(scene.query.sites)]
    names = [(found.site.name if found else None) or code for code, found in asked]
    return {
        "programme": scene.programme,
        "name": say.of(scene.programme.short_title),
        "standing": say.of(standing_on(scene.programme, scene.as_of)),
        "today": formats.day(house.today()),
        "on": links.base["as_of"],
        "orders_known": scene.orders is not None,
        "notes": [say.of(note) for note in scene.notes],
        "unreadable": [one.code for one in scene.unreadable],
        "links": links,
        "site": say("manage.count", n=len(names)) if len(names) > _FEW_SITES else say.comma.join(names),
        "programmes": programme_choices(scene.programmes, scene.programme.slug, say),
        "sample": scene.has_samples,
    }


@get(WORKBOOK, opt=audience("read_site_inside") | ALREADY_PACKED)
async def findings_file(request: Request[Actor, Any, Any], house: GivenHouse, say: GivenSpeech) -> Response[bytes]:
    """The list exactly as the address filters it, as a workbook; with ``sheets=township`` a sheet for each."""
    reader = QueryReader(request)
    slug, asked = read_finding_query(reader, house)
    by_township, as_of = reader.code("sheets", ("township",)) is not None, day_asked(reader, house)
    reader.done(unknown_allowed=True)
    scene = await finding_scene(house, request.user, slug, asked, as_of=as_of)
    content = await findings_workbook(house, scene, say.language, by_township=by_township)
    name = say("findings.file", name=say.of(scene.programme.short_title), day=formats.day(scene.as_of))
    return workbook_response(content, f"findings-{formats.day(scene.as_of)}.xlsx", name)
