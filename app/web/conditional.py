"""Conditional requests: what an answer is known by (ETag), and 304 for whoever holds it already.

Payloads know their ETag and answer for themselves. Every other public answer gets one here, as it leaves; what is
answered to somebody who has signed in is kept by no cache that others share.
"""

from __future__ import annotations

import hashlib

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from app.web.audience import declared_audience
from app.web.identity import actor_in

_OF_THE_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})


def etag_of(body: bytes) -> str:
    """What a body is known by. Weak, since the packed and the plain form are the same answer.

    >>> etag_of(b"")
    'W/"e3b0c44298fc1c149afbf4c8"'
    """
    return weak_etag(hashlib.sha256(body))


def weak_etag(digest: hashlib._Hash) -> str:
    """The same of what a body was summed up to."""
    return f'W/"{digest.hexdigest()[:24]}"'


def holds(if_none_match: str, etag: str) -> bool:
    """Whether the reader's list of ETags holds this one; weak comparison, as RFC 9110 13.1.2 asks.

    >>> holds('"a", W/"b"', '"b"'), holds("*", '"b"'), holds("", '"b"')
    (True, True, False)
    """
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in known or etag.removeprefix("W/") in known


class Conditional:
    """The layer around the application that answers 304 where the reader holds the same public answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        begun: HTTPResponseStartEvent | None = None

        async def weighed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                _not_for_shared_caches(scope, message)
                if _may_have_an_etag(scope, message):
                    begun = message
                    return
            elif message["type"] == "http.response.body" and begun is not None:
                start, begun = begun, None
                if not message["more_body"] and _known_by(scope, start, message["body"]):
                    message = {**message, "body": b""}
                await send(start)
            await send(message)

        await self._app(scope, receive, weighed)


def _may_have_an_etag(scope: Scope, start: HTTPResponseStartEvent) -> bool:
    if start["status"] != 200 or "route_handler" not in scope:
        return False
    if declared_audience(scope["route_handler"].opt) != "public":
        return False
    return actor_in(scope) is None and "etag" not in MutableScopeHeaders.from_message(start)


def _known_by(scope: Scope, start: HTTPResponseStartEvent, body: bytes) -> bool:
    """Name the answer; whether the reader holds it, and it becomes a 304 without its body."""
    headers, etag = MutableScopeHeaders.from_message(start), etag_of(body)
    headers["ETag"] = etag
    if "cache-control" not in headers:
        headers["Cache-Control"] = "no-cache"
    asked = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
    if not holds(asked.decode("latin-1"), etag):
        return False
    start["status"] = 304
    start["headers"] = [(name, value) for name, value in start["headers"] if name.lower() not in _OF_THE_BODY]
    return True


def _not_for_shared_caches(scope: Scope, start: HTTPResponseStartEvent) -> None:
    """Whatever somebody who has signed in is answered is theirs, unless its address names its content."""
    if actor_in(scope) is None:
        return
    headers = MutableScopeHeaders.from_message(start)
    told = headers.get("cache-control", "")
    if not any(word in told for word in ("immutable", "no-store", "private")):
        headers["Cache-Control"] = "private, no-cache"
