"""The address under which others reach this system, for links that leave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def own_path(request: Request[Any, Any, Any], query: Sequence[tuple[str, str]]) -> str:
    """The path of this request with another query, as a program at this host asks for it: below the public path."""
    house: House = request.app.state["house"]
    asked = f"?{urlencode(query)}" if query else ""
    return f"{house.settings.base_path}{request.url.path}{asked}"


def whole_link(address: str, path: str, query: Mapping[str, str] | None = None) -> str:
    """A link to a path of this system, with what is asked there.

    >>> whole_link("https://county.example/jiuye", "/ogc/collections", {"f": "json"})
    'https://county.example/jiuye/ogc/collections?f=json'
    """
    return f"{address}{path}" + (f"?{urlencode(query)}" if query else "")
