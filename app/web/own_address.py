"""The address under which others reach this system, for links that leave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Request

from app.journeys.house import House


def own_address(request: Request[Any, Any, Any], house: House) -> str:
    """Scheme, host and any path in front, without a slash at the end: the configured one, always where there is one.

    Only answers to programs fall back on where the request says it was sent, since a link that is followed by a program
    must be whole; no page and nothing printed does.
    """
    return house.settings.base_url or str(request.base_url).rstrip("/")


def whole_link(address: str, path: str, query: Mapping[str, str] | None = None) -> str:
    """A link to a path of this system, with what is asked there.

    >>> whole_link("https://county.example/jiuye", "/ogc/collections", {"f": "json"})
    'https://county.example/jiuye/ogc/collections?f=json'
    """
    return f"{address}{path}" + (f"?{urlencode(query)}" if query else "")
