"""Who a request comes from: the cookie of a session, or the token of a script; and that its forms are our own.

A session's cookie is refused to other sites (SameSite, Origin) and its writes must send back the session's own secret.
A token is never sent by a browser on its own, so it needs no such proof.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.types import Scope

from app.access.actor import Actor
from app.errors import NotAllowed
from app.journeys.accounts.attempts import Caller, entry, note
from app.journeys.accounts.sign_in import DEVICE_LASTS, Present, present
from app.journeys.accounts.tokens import token_holder
from app.journeys.holidays import hold_calendar
from app.journeys.house import House
from app.web.request_log import request_id
from app.wording import Wording

COOKIE = "zhanwang_session"
DEVICE_COOKIE = "zhanwang_device"
"""Opens nothing: by it a browser is known that the account has signed in with before."""
CSRF_FIELD, CSRF_HEADER = "csrf_token", "x-csrf-token"
CALENDAR_SECONDS = 1
"""How long a holiday year that another process was told of may be unknown to this one."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = frozenset({RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART})
_FOREIGN = Wording(
    "此请求不是从本系统页面发出，未执行。请刷新页面后重试。",
    "This request did not come from a page of this system and was not carried out. Reload the page and try again.",
)


class Identity(AbstractAuthenticationMiddleware):
    """Finds out who is asking. Nobody is refused here but who shows a token that is not good."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """The actor as `request.user`, and what is known of their presence as `request.auth`."""
        house: House = connection.app.state["house"]
        found: Present | None = None
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and connection.url.path.startswith("/api/"):
            found = await token_holder(house, caller_of(connection), token.strip())
        elif cookie := connection.cookies.get(COOKIE):
            found = await present(house, cookie, request_id(connection.scope))
        if found is not None:
            # Deadlines are counted where nothing is judged, too: by the holidays that any process was told of.
            await hold_calendar(house, CALENDAR_SECONDS)
        return AuthenticationResult(user=found.actor if found else None, auth=found)


def actor_in(scope: Scope) -> Actor | None:
    """Who is asking; None for a stranger, and where nobody asked who it is (files, health)."""
    actor: Actor | None = scope.get("user")
    return actor


def present_in(scope: Scope) -> Present | None:
    """The presence of who is asking."""
    found: Present | None = scope.get("auth")
    return found


def must_change_password(scope: Scope) -> bool:
    """Whether who is asking has to replace a first password before anything else."""
    actor = actor_in(scope)
    return actor is not None and actor.standing == "password_due"


def caller_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Caller:
    """Where a request comes from, for the record of sign-ins and refusals."""
    return Caller(
        address=connection.client.host if connection.client else None,
        user_agent=connection.headers.get("user-agent"),
        route=f"{connection.scope.get('method', '')} {connection.scope['path']}",
        request_id=request_id(connection.scope),
        device=connection.cookies.get(DEVICE_COOKIE),
    )


async def hold_to_own_pages(request: Request[Any, Any, Any]) -> None:
    """Refuse a write that another site made a browser send. Raises NotAllowed."""
    if request.method in _SAFE:
        return
    who = present_in(request.scope)
    if who is None and request.url.path.startswith("/api/"):
        return
    if who is not None and who.csrf is None:
        return
    if not _from_here(request):
        raise NotAllowed(_FOREIGN)
    if who is not None and who.csrf is not None and not hmac.compare_digest(await _sent_back(request), who.csrf):
        raise NotAllowed(_FOREIGN)


def _from_here(request: Request[Any, Any, Any]) -> bool:
    """Whether the browser says that one of our own pages sent this. Browsers say so since 2020; others say nothing."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


async def _sent_back(request: Request[Any, Any, Any]) -> str:
    if header := request.headers.get(CSRF_HEADER):
        return header
    if request.content_type[0] in _FORMS:
        value = (await request.form()).get(CSRF_FIELD, "")
        return value if isinstance(value, str) else ""
    return ""


def session_cookie(request: Request[Any, Any, Any], token: str) -> Cookie:
    """The cookie that holds a session's token, for as long as a session can last."""
    house: House = request.app.state["house"]
    return _cookie(request, COOKIE, token, timedelta(days=house.settings.session_days))


def device_cookie(request: Request[Any, Any, Any], token: str) -> Cookie:
    """The cookie by which this browser is known."""
    return _cookie(request, DEVICE_COOKIE, token, DEVICE_LASTS)


def _cookie(request: Request[Any, Any, Any], name: str, token: str, lasts: timedelta) -> Cookie:
    house: House = request.app.state["house"]
    return Cookie(
        key=name,
        value=token,
        path="/",
        max_age=int(lasts.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https" or house.settings.base_url.startswith("https://"),
    )


async def note_refusal(error: Exception, scope: Scope) -> None:
    """After any answer that refused somebody who is signed in: it is noted who wanted what."""
    who = present_in(scope)
    if isinstance(error, NotAllowed) and who is not None:
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        house: House = connection.app.state["house"]
        await note(house, entry(house, caller_of(connection), "refused", account=who.account))
