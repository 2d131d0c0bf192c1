"""Serving below a path of somebody else's host (`https://portal.gov.cn/jiuye`): the one place that knows of it.

Handlers, templates and scripts speak of `/sites/…` as if the host were ours. What comes in loses the path here, whether
the proxy in front left it on or took it off; what goes out gets it: addresses in pages as they are rendered, where an
answer sends a browser next, and the path for which a cookie holds.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from jinja2 import Template
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_ADDRESSES = re.compile(
    r'(\s(?:href|src|action|formaction|poster|spec-url|hx-(?:get|post|put|delete)|data-(?:sites|circle|plan|ground))=")'
    r"/(?!/)"
)
"""Attributes that hold an address of ours. Quotes in what people typed are escaped, so none of it looks like one."""
_SENT_ON = ("location", "hx-redirect", "hx-location", "hx-push-url")
_COOKIE_PATH = re.compile(r"(;\s*path=)/(?=;|$)", re.IGNORECASE)


class BelowAPath:
    """The outermost layer of an application whose public address has a path, `base` (``/jiuye``)."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        scope["path"] = self._without(scope["path"])
        scope["raw_path"] = self._without(scope["raw_path"].decode("latin-1")).encode("latin-1")
        scope["headers"] = [
            (name, self._referer(value) if name == b"referer" else value) for name, value in scope["headers"]
        ]

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._send_on(MutableScopeHeaders.from_message(message))
            await send(message)

        await self._app(scope, receive, sent)

    def _without(self, path: str) -> str:
        if path == self._base or path.startswith((f"{self._base}/", f"{self._base}?")):
            return path[len(self._base) :] or "/"
        return path

    def _referer(self, value: bytes) -> bytes:
        """The page that somebody comes from, as handlers know it."""
        parts = urlsplit(value.decode("latin-1"))
        return parts._replace(path=self._without(parts.path)).geturl().encode("latin-1")

    def _send_on(self, headers: MutableScopeHeaders) -> None:
        for name in _SENT_ON:
            if (where := headers.get(name)) and where.startswith("/") and not where.startswith("//"):
                headers[name] = self._base + where
        cookies = headers.getall("set-cookie", [])
        if cookies:
            del headers["set-cookie"]
            for cookie in cookies:
                headers.add("set-cookie", _COOKIE_PATH.sub(rf"\g<1>{self._base}", cookie))


def templates_below(base: str) -> type[Template]:
    """The class of templates whose pages lead to addresses below `base`."""

    # A part that was rendered before, and is kept and set into a page, lies below it already.
    addresses = re.compile(rf"{_ADDRESSES.pattern}(?!{re.escape(base[1:])}[/?\"])")

    class TemplateBelow(Template):
        def render(self, *given: object, **named: object) -> str:
            return addresses.sub(rf"\g<1>{base}/", super().render(*given, **named))

    return TemplateBelow
