"""The one table that turns what went wrong into an answer: a problem document (RFC 9457) or a page that helps.

Programs get `application/problem+json` with the path of every fault; people get what happened, that nothing was lost,
and the one thing to do. Nobody gets a traceback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException, ValidationException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from app.errors import (
    Busy,
    Fault,
    InvalidInput,
    Malformed,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refused,
    Stale,
    TooLarge,
    TooMany,
    Unavailable,
    ZhanwangError,
)
from app.web.audience import OPEN_TO_ANYBODY, declared_audience
from app.web.identity import COOKIE, must_change_password
from app.web.language import Speech, api_language, page_language, same_page, take_language
from app.web.pages import bare_page
from app.web.request_log import log_unexpected, request_id
from app.wording import Wording

MEDIA_TYPE = "application/problem+json"

# What went wrong: status, and the name under which `messages` explains it.
_TABLE: Mapping[type[ZhanwangError], tuple[int, str]] = {
    Malformed: (400, "malformed"),
    NotSignedIn: (401, "not_signed_in"),
    NotAllowed: (403, "not_allowed"),
    NotFound: (404, "not_found"),
    Stale: (409, "stale"),
    Refused: (409, "refused"),
    TooLarge: (413, "too_large"),
    InvalidInput: (422, "invalid"),
    TooMany: (429, "too_many"),
    Busy: (503, "busy"),
    Unavailable: (503, "unavailable"),
}
_BY_STATUS: Mapping[int, str] = {
    400: "malformed",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method",
    413: "too_large",
    415: "media_type",
    422: "invalid",
    429: "too_many",
    503: "unavailable",
}
_UNEXPECTED = "unexpected"
MOST_FAULTS_LISTED = 1000
"""In one answer. How many there are in all stands in its `detail`."""
# Paths whose readers are programs, whatever they say they accept.
_FOR_PROGRAMS = ("/api/", "/ogc", "/hsds", "/map/", "/schema/", "/healthz", "/readyz", "/metrics")
_REFUSED_AS_MALFORMED = "/ogc"
"""Below this a parameter with a wrong value is answered as the standard of these programs asks: with 400."""
_READ_FROM_ELSEWHERE = ("/api/", "/ogc", "/hsds")
"""Below these, pages of other sites may read what is public, so they may read too why it was refused."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, before it is put into words. `name` leads to its title and remedy in `messages`."""

    status: int
    name: str
    detail: Wording | None = None
    faults: tuple[Fault, ...] = ()
    current_version: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def problem_of(error: Exception) -> Problem:
    """What an error means to the one who asked. Anything nobody foresaw is `unexpected`."""
    if isinstance(error, ZhanwangError):
        status, name = next(_TABLE[cls] for cls in type(error).__mro__ if cls in _TABLE)
        headers = {}
        if isinstance(error, TooMany | Busy):
            headers["Retry-After"] = str(error.retry_after_seconds)
        return Problem(
            status,
            name,
            error.message,
            error.faults if isinstance(error, InvalidInput) else (),
            error.current_version if isinstance(error, Stale) else None,
            headers,
        )
    if isinstance(error, ValidationException):
        return Problem(422, "invalid", faults=tuple(_litestar_faults(error)))
    if isinstance(error, HTTPException) and error.status_code in _BY_STATUS:
        return Problem(error.status_code, _BY_STATUS[error.status_code], headers=dict(error.headers or {}))
    return Problem(500, _UNEXPECTED)


def _litestar_faults(error: ValidationException) -> list[Fault]:
    """The faults litestar found while reading path and header parameters."""
    extra = error.extra if isinstance(error.extra, list) else []
    return [
        Fault(str(item.get("key", "")), "invalid", Wording("值不合要求", str(item.get("message", "is not valid"))))
        for item in extra
        if isinstance(item, dict)
    ]


def wants_document(request: Request[Any, Any, Any]) -> bool:
    """Whether the one who asked is a program: by the path, or because it takes JSON and no page."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return True
    accepted = request.headers.get("accept", "")
    return "json" in accepted and "text/html" not in accepted


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The exception handler of the whole application."""
    if _has_gone(error):
        # Nobody is there to read an answer; the number only tells the log what happened (nginx's own for it).
        return Response(b"", status_code=499, media_type="text/plain")
    problem = problem_of(error)
    if problem.name == _UNEXPECTED:
        log_unexpected(error, request.scope)
        request.app.state.metrics.unexpected()
    if wants_document(request):
        if problem.name == "invalid" and request.url.path.startswith(_REFUSED_AS_MALFORMED):
            problem = replace(problem, status=400)
        return _document(request, problem)
    if problem.name == "not_signed_in":
        if "HX-Request" in request.headers:
            # A part of a page cannot become the sign-in page; the page says that the session ended and stays as it is.
            return Response("", status_code=401, media_type="text/plain", headers={"Cache-Control": "no-store"})
        ended = "1" if request.method == "GET" else "sent"
        asked = [("next", _own_address(request)), *([("ended", ended)] if COOKIE in request.cookies else [])]
        return Redirect(same_page("/sign-in", asked), status_code=303)
    if problem.name == "not_allowed" and must_change_password(request.scope):
        return Redirect("/password", status_code=303)
    if "HX-Request" in request.headers:
        # A part of a page never becomes a whole one; what happened is said in its place.
        return _sentence(request, problem)
    # The switch works on the page of a missing page too.
    take_language(request)
    return _page(request, problem)


def _has_gone(error: Exception) -> bool:
    """Whether whoever asked hung up before their request was here whole. Litestar has no class of its own for it."""
    return isinstance(error, InternalServerException) and "client disconnected" in error.detail


def _own_address(request: Request[Any, Any, Any]) -> str:
    """Where somebody wanted to go, to come back to after signing in.

    A form that was sent is not sent again: the way leads back to the page that it stood on.
    """
    if request.method != "GET":
        page = urlsplit(request.headers.get("referer", ""))
        if page.netloc != request.headers.get("host") or not page.path:
            return "/work"
        return same_page(page.path, [(name, said) for name, said in parse_qsl(page.query) if name != "done"])
    return same_page(request.url.path, list(request.query_params.items()))


def _document(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    say = Speech(api_language(request))
    body: dict[str, Any] = {
        "type": f"urn:zhanwang:problem:{problem.name.replace('_', '-')}",
        "title": say(f"problem.{problem.name}.title"),
        "status": problem.status,
        "detail": say.of(problem.detail) if problem.detail else say(f"problem.{problem.name}.detail"),
        "instance": f"urn:request:{request_id(request.scope)}",
    }
    if problem.name == "invalid":
        body["errors"] = [
            {"path": fault.path, "code": fault.code, "message": say.of(fault.message)}
            for fault in problem.faults[:MOST_FAULTS_LISTED]
        ]
    if problem.current_version is not None:
        body["current_version"] = problem.current_version
    return Response(
        orjson.dumps(body),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={
            **problem.headers,
            **_readable_from_elsewhere(request),
            "Content-Language": say.html_language,
            "Cache-Control": "no-store",
        },
    )


def _readable_from_elsewhere(request: Request[Any, Any, Any]) -> Mapping[str, str]:
    """What lets a page of another site read why its reading was refused; nothing where only people inside may read."""
    # At an address that there is not, nothing has been found that answers.
    handler = dict(request.scope).get("route_handler")
    is_public = not isinstance(handler, HTTPRouteHandler) or declared_audience(handler.opt) in OPEN_TO_ANYBODY
    reads = request.method in ("GET", "HEAD") and request.url.path.startswith(_READ_FROM_ELSEWHERE)
    return {"Access-Control-Allow-Origin": "*"} if reads and is_public else {}


def _sentence(request: Request[Any, Any, Any], problem: Problem) -> Response[str]:
    """What happened, as one text for the script that asked."""
    say = Speech(page_language(request))
    said = say.of(problem.detail) if problem.detail else say(f"problem.{problem.name}.detail")
    return Response(
        said,
        status_code=problem.status,
        media_type="text/plain",
        headers={**problem.headers, "Content-Language": say.html_language, "Cache-Control": "no-store"},
    )


def _page(request: Request[Any, Any, Any], problem: Problem) -> Response[Any]:
    listed = replace(problem, faults=problem.faults[:MOST_FAULTS_LISTED])
    response = bare_page(
        request,
        Speech(page_language(request)),
        "problem.html",
        status_code=problem.status,
        problem=listed,
        request_id=request_id(request.scope),
    )
    response.headers.update(problem.headers)
    return response


EXCEPTION_HANDLERS: ExceptionHandlersMap = {HTTPException: answer, Exception: answer}
