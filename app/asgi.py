"""The web application: the only place that wires things together."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from litestar import Litestar, Request, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.plugins.htmx import HTMXPlugin
from litestar.response import Redirect

from app.journeys.audits.month_end import closing_months_by_the_clock
from app.journeys.clock import beside, by_the_clock
from app.journeys.house import House, build_house
from app.journeys.inspections.escalate_orders import escalate_orders
from app.journeys.network.judged import network
from app.journeys.network.keeping import keep_network
from app.journeys.opening import database_of
from app.journeys.proposals.escalation_clock import escalating_by_the_clock
from app.journeys.storage import sweep
from app.settings import Settings, read_settings
from app.standards.reader import Seeds
from app.web.account.routes import account_pages
from app.web.api.routes import api_routes
from app.web.api.viewer import schema_routes
from app.web.assessments.routes import assessments_pages
from app.web.assets import read_assets, static_file
from app.web.audience import hold_to_audience
from app.web.audits.routes import audits_pages
from app.web.below_a_path import BelowAPath
from app.web.bounded import MOST_PARTS, BoundedRequest
from app.web.conditional import Conditional
from app.web.coverage.routes import coverage_pages
from app.web.desk.routes import desk_pages
from app.web.door.connection import Connection
from app.web.door.hall import Hall
from app.web.door.limits import Limits
from app.web.evidence.routes import evidence_pages
from app.web.faults.routes import faults_pages
from app.web.files.routes import files_pages
from app.web.first_styles import first_styles
from app.web.headers import SecurityHeaders
from app.web.health import health_routes
from app.web.hsds.routes import hsds_routes
from app.web.identity import Identity, hold_to_own_pages, note_refusal
from app.web.inspections.routes import inspections_pages
from app.web.language import Speech, page_language, remember_language, take_language
from app.web.look import choose_look
from app.web.maps.files import MapFiles
from app.web.maps.routes import map_routes
from app.web.ogc.routes import ogc_routes
from app.web.pages import template_config
from app.web.payload import PACKED
from app.web.problems import EXCEPTION_HANDLERS
from app.web.proposals.routes import proposals_pages
from app.web.public.crawlers import robots, sitemap
from app.web.public.routes import public_pages
from app.web.registry.routes import registry_pages
from app.web.request_log import RequestLog, RequestMetrics, log_to_stderr
from app.web.spending.routes import spending_pages

_ANONYMOUS = ["^/static/", "^/healthz$", "^/readyz$", "^/metrics$"]
"""Where nobody is asked who they are."""


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, now: Callable[[], datetime] = _now, seeds: Seeds | None = None) -> Litestar:
    """The application for these settings; its database is opened when the server starts it.

    `seeds` are those that somebody has read already; else they are read from the settings' folder.

    Raises InvalidInput where a pack is faulty.
    """
    house = build_house(settings, now, seeds)
    assets = read_assets(settings.static_dir)
    styles = first_styles(assets, house.programmes.values(), settings.base_path)
    maps = MapFiles(house)
    metrics = RequestMetrics()
    app = Litestar(
        route_handlers=[
            *(static_file, health_routes, map_routes, schema_routes, robots, sitemap),
            *(api_routes, ogc_routes, hsds_routes),
            _pages(),
        ],
        lifespan=[_opened(house, maps)],
        dependencies={
            "house": Provide(lambda: house, sync_to_thread=False),
            "assets": Provide(lambda: assets, sync_to_thread=False),
            "maps": Provide(lambda: maps, sync_to_thread=False),
            "say": Provide(_speech, sync_to_thread=False),
        },
        template_config=template_config(assets, settings.base_path),
        exception_handlers=EXCEPTION_HANDLERS,
        middleware=[DefineMiddleware(Identity, exclude=_ANONYMOUS)],
        guards=[hold_to_audience],
        before_request=hold_to_own_pages,
        after_exception=[note_refusal],
        before_send=[SecurityHeaders(settings, styles), remember_language],
        compression_config=CompressionConfig("brotli", brotli_gzip_fallback=True, exclude_opt_key=PACKED),
        plugins=[HTMXPlugin()],
        request_class=BoundedRequest,
        request_max_body_size=settings.max_body_bytes,
        multipart_form_part_limit=MOST_PARTS,
        state=State({"metrics": metrics, "house": house, "styles": styles}),
        openapi_config=None,
        # The process that serves has set logging up; the framework would put its own in place, which is not JSON.
        logging_config=None,
    )
    # Outside of routing and error handling, so that every answer is numbered, timed and logged.
    app.asgi_handler = RequestLog(Conditional(app.asgi_handler), metrics)
    if settings.base_path:
        app.asgi_handler = BelowAPath(app.asgi_handler, settings.base_path)
    return app


def from_environment() -> Litestar:
    """The application as the environment sets it: what each worker of the server builds."""
    set_up_logging()
    return served_app(read_settings())


def served_app(settings: Settings, seeds: Seeds | None = None) -> Litestar:
    """The application of a process that does nothing but serve it."""
    application = create_app(settings, seeds=seeds)
    application.on_startup.append(_keep_out_of_collections)
    return application


def _keep_out_of_collections() -> None:
    """Tell the collector of garbage that what was made until now stays: packs, divisions, the network.

    Going through all sites takes it a second for a province, in which nobody is answered; and none of them are garbage.
    """
    gc.freeze()


def set_up_logging() -> None:
    """What a process does first that serves, or starts those that do."""
    log_to_stderr()


@cache
def _hall() -> Hall:
    """All connections of this process."""
    settings = read_settings()
    return Hall(Limits(settings.max_body_bytes, settings.request_head_seconds, settings.request_body_seconds))


def at_the_door(*given: Any, **named: Any) -> Connection:
    """The protocol of every connection: what the server of each worker makes for whoever comes in."""
    return Connection(_hall(), *given, **named)


def _pages() -> Router:
    """Every page for people; each takes ``?lang=`` and says itself who it is for."""
    return Router(
        "/",
        route_handlers=[
            *account_pages,
            *assessments_pages,
            *audits_pages,
            *coverage_pages,
            *desk_pages,
            *evidence_pages,
            *faults_pages,
            *files_pages,
            *inspections_pages,
            *proposals_pages,
            *public_pages,
            *registry_pages,
            *spending_pages,
        ],
        before_request=_before_page,
        include_in_schema=False,
    )


async def _before_page(request: Request[Any, Any, Any]) -> Redirect | None:
    """What comes before every page: a write must come from our own pages; ``?lang=`` is the language it speaks, and
    ``?look=`` how it looks, which is kept and comes back.
    """
    await hold_to_own_pages(request)
    take_language(request)
    return choose_look(request)


_NOT_KEPT_AT_THE_END = 256
"""So many sites are read and judged at the next start in less time than all are written at this end."""


def _opened(house: House, maps: MapFiles) -> Callable[[Litestar], Any]:
    @asynccontextmanager
    async def opened(_: Litestar) -> AsyncIterator[None]:
        async with (
            database_of(house),
            escalating_by_the_clock(house),
            by_the_clock(lambda: escalate_orders(house), "escalating orders failed"),
            closing_months_by_the_clock(house),
            by_the_clock(lambda: sweep(house), "sweeping failed"),
        ):
            # The first reader does not wait for what can be made ready before.
            await network(house)
            await asyncio.to_thread(maps.draw_all)
            try:
                async with beside(lambda: keep_network(house), "keeping the network failed"):
                    yield
            finally:
                maps.forget_sites()
                await keep_network(house, most_newer=_NOT_KEPT_AT_THE_END, gathering=False)

    return opened


def _speech(request: Request[Any, Any, Any]) -> Speech:
    return Speech(page_language(request))
