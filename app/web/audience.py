"""Who a route is for. Every route says it once; a route that does not fails the test suite."""

from __future__ import annotations

from typing import Any, Literal, get_args

Audience = Literal["public", "monitoring"]
"""`public`: anybody, and only public data. `monitoring`: machines that watch the service; no data of sites."""

AUDIENCES: frozenset[str] = frozenset(get_args(Audience))
_KEY = "audience"


def audience(who: Audience) -> dict[str, Any]:
    """The `opt` of a route handler or router for this audience.

    >>> audience("public")
    {'audience': 'public'}
    """
    return {_KEY: who}


def declared_audience(opt: dict[str, Any]) -> str | None:
    """The audience a route declares, None when it declares none or one that does not exist."""
    who = opt.get(_KEY)
    return who if who in AUDIENCES else None
