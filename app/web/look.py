"""How pages look to a reader who finds small or pale letters hard (适老化): chosen once, kept in a cookie, never asked.

Large letters and a large pointer; high contrast; the simple view, which leaves out maps and filters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie
from litestar.response import Redirect

from app.web.language import same_page

LOOKS = ("large", "contrast", "simple")
COOKIE = "look"
PARAMETER = "look"
_AS_IT_IS = "plain"
_A_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class LookChoice:
    """One of the ways to look, and the address that turns it on or off."""

    code: str
    chosen: bool
    href: str


def look_of(request: Request[Any, Any, Any]) -> frozenset[str]:
    """What the reader chose."""
    return _read(request.cookies.get(COOKIE, ""))


def look_choices(request: Request[Any, Any, Any]) -> tuple[LookChoice, ...]:
    """Each way to look, with the address of this page that turns it."""
    chosen, kept = look_of(request), _other_parameters(request)
    return tuple(
        LookChoice(code, code in chosen, same_page(request.url.path, [*kept, (PARAMETER, _written(chosen ^ {code}))]))
        for code in LOOKS
    )


def choose_look(request: Request[Any, Any, Any]) -> Redirect | None:
    """Answer ``?look=…``: keep the choice and come back to the same page. None when nothing was asked."""
    asked = request.query_params.get(PARAMETER)
    if asked is None or request.method != "GET":
        return None
    answer = Redirect(same_page(request.url.path, _other_parameters(request)), status_code=303)
    answer.headers["Cache-Control"] = "no-store"
    secure, written = request.url.scheme == "https", _written(_read(asked))
    answer.set_cookie(
        Cookie(COOKIE, value=written, max_age=_A_YEAR_SECONDS, samesite="lax", httponly=True, secure=secure)
    )
    return answer


def _read(text: str) -> frozenset[str]:
    return frozenset(text.split(".")) & frozenset(LOOKS)


def _written(chosen: frozenset[str]) -> str:
    return ".".join(code for code in LOOKS if code in chosen) or _AS_IT_IS


def _other_parameters(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.query_params.items() if key != PARAMETER]
