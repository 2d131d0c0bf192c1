"""The web application: the only place that wires things together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from litestar import Litestar, Request, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.plugins.htmx import HTMXPlugin

from app.journeys.house import House, build_house
from app.journeys.network import network
from app.journeys.opening import database_of
from app.settings import Settings, read_settings
from app.web.access import Access, RequestMetrics, log_to_stderr
from app.web.api.routes import evaluate_routes, reading_routes
from app.web.api.viewer import schema_routes
from app.web.assets import Assets, static_file
from app.web.audience import audience
from app.web.headers import SecurityHeaders
from app.web.health import health_routes
from app.web.language import Speech, page_language, switch_language
from app.web.maps.files import MapFiles
from app.web.maps.routes import map_routes
from app.web.pages import template_config
from app.web.payload import PACKED
from app.web.problems import EXCEPTION_HANDLERS
from app.web.public.find_page import find_page
from app.web.public.programme_pages import about_page, clauses_page, programmes_page, progress_page
from app.web.public.site_page import site_page, site_qr


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, now: Callable[[], datetime] = _now) -> Litestar:
    """The application for these settings; its database is opened when the server starts it.

    Raises InvalidInput where a pack is faulty.
    """
    house = build_house(settings, now)
    assets = Assets(settings.static_dir)
    maps = MapFiles(house)
    metrics = RequestMetrics()
    app = Litestar(
        route_handlers=[
            *(static_file, health_routes, map_routes, schema_routes),
            *(reading_routes, evaluate_routes),
            _pages(),
        ],
        lifespan=[_opened(house, maps)],
        dependencies={
            "house": Provide(lambda: house, sync_to_thread=False),
            "assets": Provide(lambda: assets, sync_to_thread=False),
            "maps": Provide(lambda: maps, sync_to_thread=False),
            "say": Provide(_speech, sync_to_thread=False),
        },
        template_config=template_config(assets),
        exception_handlers=EXCEPTION_HANDLERS,
        before_send=[SecurityHeaders(settings)],
        compression_config=CompressionConfig("brotli", brotli_gzip_fallback=True, exclude_opt_key=PACKED),
        plugins=[HTMXPlugin()],
        request_max_body_size=settings.max_body_bytes,
        state=State({"metrics": metrics, "house": house}),
        openapi_config=None,
    )
    # Outside of routing and error handling, so that every answer is numbered, timed and logged.
    app.asgi_handler = Access(app.asgi_handler, metrics)
    return app


def from_environment() -> Litestar:
    """The application as the environment sets it: what each worker of the server builds."""
    log_to_stderr()
    return create_app(read_settings())


def _pages() -> Router:
    """Every page for people; each takes ``?lang=``."""
    return Router(
        "/",
        route_handlers=[find_page, site_page, site_qr, programmes_page, progress_page, clauses_page, about_page],
        before_request=switch_language,
        opt=audience("public"),
        include_in_schema=False,
    )


def _opened(house: House, maps: MapFiles) -> Callable[[Litestar], Any]:
    @asynccontextmanager
    async def opened(_: Litestar) -> AsyncIterator[None]:
        async with database_of(house):
            # The first reader does not wait for what can be made ready before.
            await network(house)
            await asyncio.to_thread(maps.draw_all)
            yield

    return opened


def _speech(request: Request[Any, Any, Any]) -> Speech:
    return Speech(page_language(request))
