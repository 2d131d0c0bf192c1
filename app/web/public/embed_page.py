"""The sites of a township or county as a small page for a frame in somebody else's: public, without forms or cookies.

It alone may be framed; by whom, `ZHANWANG_EMBED_ORIGINS` says. Its links open in a window of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from litestar import Request, get
from litestar.response import Template

from app.journeys.network.find import find_sites, open_first
from app.web.audience import audience
from app.web.given import GivenHouse
from app.web.headers import FRAMED
from app.web.language import DEFAULT_LANGUAGE, LANGUAGES, Speech
from app.web.pages import page
from app.web.query import QueryReader
from app.web.site_query import read_site_query
from app.web.site_rows import visitors_row

MOST_SHOWN = 100


@get(FRAMED, opt=audience("public"))
async def embed_page(request: Request[Any, Any, Any], house: GivenHouse) -> Template:
    """The sites that the filters of the address leave, in the order of the start page. The language is the
    frame's to say: a cookie of ours does not reach a page inside another's.
    """
    reader = QueryReader(request)
    wanted = read_site_query(reader, house)
    asked = reader.code("language", LANGUAGES)
    say = Speech(next((language for language in LANGUAGES if language == asked), DEFAULT_LANGUAGE))
    found = await open_first(house, await find_sites(house, wanted))
    moment = house.now()
    # Who looks for a place to go to has no use for how it stands against a document.
    rows = [replace(visitors_row(house, say, one, moment), mark=None) for one in found.members(0, MOST_SHOWN)]
    place = house.divisions.get(wanted.division) if wanted.division else None
    return page(
        request,
        say,
        "public/embed.html",
        has_samples=found.network.has_samples,
        place=say.of(place.label) if place else "",
        rows=rows,
        rest=max(0, len(found) - MOST_SHOWN),
    )
