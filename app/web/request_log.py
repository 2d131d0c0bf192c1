"""One line in the log and one count in the metrics for every request, and a number that names it.

Logged: method, path without its query, status, milliseconds, request number. Never a body, a cookie, a query
(it may hold a position or a name) or the address of a person.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from uuid import uuid4

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.multiprocess import MultiProcessCollector

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_NO_ROUTE = "(none)"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NUMBER = "request_id"
log = structlog.get_logger("zhanwang.requests")


class RequestMetrics:
    """Counts and durations of requests by method, route and status, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        labels = ("method", "route", "status")
        self._seconds = Histogram(
            "zhanwang_request_seconds",
            "How long requests took.",
            labels,
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._unexpected = Counter(
            "zhanwang_unexpected_errors",
            "Requests that ended in an unexpected error.",
            registry=self.registry,
        )

    def of_all_workers(self) -> CollectorRegistry:
        """What to show: where several processes serve together, their sums, which have no process of their own."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return self.registry
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call] # the library's one class without types
        return together

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request. Invented methods share one label, so that nobody can fill the memory."""
        known = method if method in _METHODS else "(other)"
        self._seconds.labels(known, route, str(status)).observe(seconds)

    def unexpected(self) -> None:
        """Count one request that ended in an error nobody foresaw."""
        self._unexpected.inc()


class RequestLog:
    """The outermost layer around the application: numbers each request, times it, logs it once."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        number = uuid4().hex
        scope["state"][_NUMBER] = number
        began = time.perf_counter()
        status = 500

        only_head = scope["method"] == "HEAD"
        # Every page that can be read can be asked for its head alone. The server keeps its own scope: it must know
        # that a HEAD is answered, or it waits for the body that the length announces.
        inner: HTTPScope = {**scope, "method": HttpMethod.GET} if only_head else scope

        async def noting_status(message: Message) -> None:
            nonlocal status
            if only_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableScopeHeaders.from_message(message)["X-Request-ID"] = number
            await send(message)

        try:
            await self._app(inner, receive, noting_status)
        finally:
            seconds = time.perf_counter() - began
            self._note(inner, scope["method"], status, seconds)

    def _note(self, scope: HTTPScope, method: str, status: int, seconds: float) -> None:
        self._metrics.observe(method, scope.get("path_template") or _NO_ROUTE, status, seconds)
        log.info(
            "request",
            method=method,
            path=scope["path"],
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=request_id(scope),
        )


def request_id(scope: Scope) -> str:
    """The number of the request being served."""
    number: str = scope["state"].get(_NUMBER, "")
    return number


def log_to_stderr() -> None:
    """Set logging up for a serving process: one JSON line an event on standard error, libraries' own ones too."""
    common: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    written: list[structlog.typing.Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    structlog.configure(
        processors=[*common, *written],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *common],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *written],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)


def log_unexpected(error: BaseException, scope: Scope) -> None:
    """Log an error nobody foresaw, with its traceback and the request's number, without what was sent in."""
    log.error(
        "unexpected error",
        path=scope["path"],
        request_id=request_id(scope),
        exc_info=error,
    )
