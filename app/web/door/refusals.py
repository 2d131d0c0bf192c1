"""What somebody is told who is refused before the application sees a request: short, whole, in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from app.wording import Wording


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is read any further."""

    status: int
    name: str
    said: Wording


MALFORMED = Refusal(400, "malformed", Wording("请求不符合 HTTP 规则。", "This is not a proper HTTP request."))
IN_PIECES = Refusal(
    400, "malformed", Wording("请求内容分成了过多的小块。", "The body comes in too many too small pieces.")
)
TOO_SLOW = Refusal(
    408, "too_slow", Wording("请求没有按时发完，请重试。", "The request did not arrive in time. Please try again.")
)
TOO_LARGE = Refusal(413, "too_large", Wording("发来的内容超过了允许的大小。", "What was sent is larger than allowed."))
LONG_ADDRESS = Refusal(414, "long_address", Wording("网址太长。", "The address is too long."))
LARGE_HEAD = Refusal(
    431,
    "large_head",
    Wording(
        "请求头太大。如果用的是浏览器，请清除本站的 Cookie 后再试。",
        "The head of the request is too large. In a browser, clear the cookies of this site and try again.",
    ),
)
CROWDED = Refusal(503, "busy", Wording("连接太多，请稍后再试。", "Too many connections; please try again shortly."))


def answer(refusal: Refusal, defaults: list[tuple[bytes, bytes]]) -> bytes:
    """The whole answer: a problem document (RFC 9457), for who it is for is not known here."""
    status = HTTPStatus(refusal.status)
    body = json.dumps(
        {
            "type": f"urn:zhanwang:problem:{refusal.name.replace('_', '-')}",
            "title": status.phrase,
            "status": refusal.status,
            "detail": f"{refusal.said.zh} {refusal.said.en}",
        },
        ensure_ascii=False,
    ).encode()
    headers: Mapping[str, str] = {
        "content-type": "application/problem+json",
        "content-length": str(len(body)),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "connection": "close",
        **({"retry-after": "5"} if refusal is CROWDED else {}),
    }
    lines = [f"HTTP/1.1 {refusal.status} {status.phrase}".encode()]
    lines += [name + b": " + value for name, value in defaults]
    lines += [f"{name}: {value}".encode() for name, value in headers.items()]
    return b"\r\n".join([*lines, b"", body])
