"""What search engines are told: which pages there are (sitemap.xml) and where not to look (robots.txt).

Addresses are absolute, so without the configured public address there is no list of pages. A demonstration asks not to
be listed at all: its sites are made up.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import numpy as np
from litestar import Request, Response, get
from numpy.typing import NDArray

from app.errors import NotFound
from app.journeys.network.judged import Network, network
from app.journeys.network.saved_at import saved_at
from app.journeys.turns import LISTS, in_turn
from app.web.audience import audience
from app.web.given import GivenHouse
from app.web.payload import ALREADY_PACKED, Payload
from app.wording import Wording

MOST_PAGES = 50_000
"""A list of pages holds no more."""
_INSIDE = (
    *("/work", "/county", "/manage", "/review", "/account", "/accounts", "/findings", "/rectifications"),
    *("/inspections", "/audits", "/log", "/sign-in", "/api/", "/map/"),
)
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
        lines += [f"Disallow: {base}{path}" for path in _INSIDE]
        lines += ["", f"Sitemap: {base_url}/sitemap.xml"] if base_url else []
    return Payload("\n".join([*lines, ""]).encode(), "text/plain").answer(request)


@get("/sitemap.xml", opt=audience("public") | ALREADY_PACKED)
async def sitemap(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """Every public page with the day it last changed. Raises NotFound where no public address is configured."""
    base_url = house.settings.base_url
    if not base_url:
        raise NotFound(_NO_ADDRESS)
    whole = await network(house)
    pages = ["/", "/programmes", "/about", "/open-data", *(f"/programmes/{slug}" for slug in house.programmes)]
    made = await in_turn(house, LISTS, _listed, base_url, pages, whole, await saved_at(house, whole))
    return made.answer(request)


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
