"""What search engines are told: which pages there are (sitemap.xml) and where not to look (robots.txt).

Addresses are absolute, so without the configured public address there is no list of pages. A demonstration asks not to
be listed at all: its sites are made up. Both lists are drawn from the routes and whom these are for,
so that a new page stands in the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import numpy as np
from litestar import Litestar, MediaType, Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Template
from numpy.typing import NDArray

from app.errors import NotFound
from app.journeys.network.judged import Network, network
from app.journeys.network.saved_at import saved_at
from app.journeys.turns import LISTS, in_turn
from app.web.audience import OPEN_TO_ANYBODY, audience, declared_audience
from app.web.given import GivenHouse
from app.web.payload import ALREADY_PACKED, Payload
from app.wording import Wording

MOST_PAGES = 50_000
"""A list of pages holds no more."""
_NOT_FOR_SEARCH = frozenset({"/embed", "/fault-answers", "/schema"})
"""Public pages that nobody searches for: a frame for other sites, answers to those who have a number, the description
for programs."""
_NO_PAGES = ("/sign-in", "/api/", "/map/")
"""What is open to anybody and has nothing to read for a search engine."""
_PARAMETER = re.compile(r"\{[^}]*\}")
_NO_ADDRESS = Wording(
    "没有设置本系统的对外网址（ZHANWANG_BASE_URL），所以没有页面清单。",
    "There is no list of pages, since the public address of this system is not set (ZHANWANG_BASE_URL).",
)


@get("/robots.txt", opt=audience("public") | ALREADY_PACKED)
async def robots(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Where search engines may look."""
    base, base_url = house.settings.base_path, house.settings.base_url
    lines = ["User-agent: *"]
    if (await network(house)).has_samples:
        lines += [f"Disallow: {base}/"]
    else:
        lines += [f"Disallow: {base}{path}" for path in (*_inside(request.app), *_NO_PAGES)]
        lines += ["", f"Sitemap: {base_url}/sitemap.xml"] if base_url else []
    return Payload("\n".join([*lines, ""]).encode(), "text/plain").answer(request)


@get("/sitemap.xml", opt=audience("public") | ALREADY_PACKED)
async def sitemap(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Every public page with the day it last changed. Raises NotFound where no public address is configured."""
    base_url = house.settings.base_url
    if not base_url:
        raise NotFound(_NO_ADDRESS)
    whole = await network(house)
    pages = [*_public_pages(request.app), *(f"/programmes/{slug}" for slug in house.programmes)]
    made = await in_turn(house, LISTS, _listed, base_url, pages, whole, await saved_at(house, whole))
    return made.answer(request)


def _routes(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler, str]]:
    """Every address with what answers there and for whom; those that the framework adds by itself left out."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and (who := declared_audience(handler.opt)) is not None:
                yield route.path_format, handler, who


def _public_pages(app: Litestar) -> list[str]:
    """The pages that anybody may read, those with something of their own in the address left out."""
    found = {
        path
        for path, handler, who in _routes(app)
        if who == "public" and "{" not in path and "GET" in handler.http_methods and _is_page(handler)
    }
    return sorted(found - _NOT_FOR_SEARCH)


def _is_page(handler: HTTPRouteHandler) -> bool:
    answer = handler.parsed_fn_signature.return_type.annotation
    return handler.media_type == MediaType.HTML or (isinstance(answer, type) and issubclass(answer, Template))


def _inside(app: Litestar) -> list[str]:
    """The first part of every address below which there is nothing for anybody, and what lies inside below the others;
    `*` stands for what differs (RFC 9309, 2.2.3).
    """
    parts: dict[str, bool] = {}
    for path, _, who in _routes(app):
        first = "/" + path.split("/")[1]
        parts[first] = parts.get(first, False) or who in OPEN_TO_ANYBODY
    found = [first for first, is_open in parts.items() if not is_open]
    for path in sorted(_PARAMETER.sub("*", path) for path, _, who in _routes(app) if who not in OPEN_TO_ANYBODY):
        if not path.startswith((*found, *_NO_PAGES)):
            found.append(path)
    return sorted(found)


def _listed(base_url: str, pages: list[str], whole: Network, moments: NDArray[np.int64]) -> Payload:
    entries = [f"<url><loc>{escape(base_url + path)}</loc></url>" for path in pages]
    for place in np.flatnonzero(whole.columns.counting)[: MOST_PAGES - len(pages)].tolist():
        where = escape(f"{base_url}/sites/{quote(whole.columns.codes[place])}")
        changed = datetime.fromtimestamp(int(moments[place]) / 1_000_000, UTC)
        entries.append(f"<url><loc>{where}</loc><lastmod>{changed:%Y-%m-%d}</lastmod></url>")
    body = "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *entries,
            "</urlset>\n",
        )
    )
    return Payload(body.encode(), "application/xml; charset=utf-8").pack()
