"""OPTIONS: what may be done at an address, and that pages of other sites may read what is public there.

A browser asks this by itself before it lets such a page send a request with headers of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from litestar import Response, route
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler

from app.web.audience import OPEN_TO_ANYBODY, audience, declared_audience

_KEPT_SECONDS = "86400"
_READING_HEADERS = "Accept, Accept-Language, If-None-Match"


def preflights(handlers: Iterable[HTTPRouteHandler]) -> list[HTTPRouteHandler]:
    """A handler of OPTIONS for every address that the handlers answer at."""
    at: dict[str, list[HTTPRouteHandler]] = {}
    for handler in handlers:
        for path in handler.paths:
            at.setdefault(path, []).append(handler)
    return [_preflight(path, own) for path, own in at.items()]


def _preflight(path: str, handlers: Iterable[HTTPRouteHandler]) -> HTTPRouteHandler:
    methods = {str(method) for handler in handlers for method in handler.http_methods}
    methods |= {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
    headers = {"Allow": ", ".join(sorted(methods))}
    if any(_anybody_may_read(handler) for handler in handlers):
        headers |= {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
            "Access-Control-Allow-Headers": _READING_HEADERS,
            "Access-Control-Max-Age": _KEPT_SECONDS,
        }

    @route(path, http_method=HttpMethod.OPTIONS, status_code=204, opt=audience("public"), include_in_schema=False)
    async def options() -> Response[None]:
        """What may be done here."""
        return Response(None, status_code=204, headers=headers)

    return options


def _anybody_may_read(handler: Any) -> bool:
    return "GET" in handler.http_methods and declared_audience(handler.opt) in OPEN_TO_ANYBODY
