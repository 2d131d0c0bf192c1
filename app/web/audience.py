"""Who a route is for. Every route says it once, and one guard holds it to that; a route that does not fails the suite.

A route for people inside names the action of `access.may` that it is for. The guard lets in whoever may do that
somewhere; the journey then asks about the thing itself.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.access.rules import ACTIONS, Action
from app.errors import NotSignedIn
from app.wording import Wording

Anybody = Literal["public", "monitoring"]
"""`public`: anybody, and only public data. `monitoring`: machines that watch the service; no data of sites."""
Audience = Anybody | Literal["signed_in"] | Action
"""`signed_in`: whoever has signed in, even with a password that must be replaced first."""

OPEN_TO_ANYBODY: frozenset[str] = frozenset(get_args(Anybody))
AUDIENCES: frozenset[str] = frozenset({*OPEN_TO_ANYBODY, "signed_in", *ACTIONS})
_KEY = "audience"
_SIGN_IN = Wording("请先登录。", "Please sign in first.")


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


async def hold_to_audience(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of every route. Raises NotSignedIn or NotAllowed; RuntimeError for a route without an audience.

    Which methods a route has is told to anybody. Not sync: that would take one of the threads that everybody shares,
    for every request, and nobody would hear from /healthz while they are busy.
    """
    if connection.scope.get("method") == "OPTIONS":
        return
    who = declared_audience(handler.opt)
    if who is None:
        raise RuntimeError(f"{handler} declares no audience")
    if who in OPEN_TO_ANYBODY:
        return
    actor: Actor | None = connection.scope.get("user")
    if who == "signed_in":
        if actor is None:
            raise NotSignedIn(_SIGN_IN)
        return
    may_somewhere(actor, next(action for action in ACTIONS if action == who)).require()
