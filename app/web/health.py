"""For machines that watch the service: is the process up, can it work, what has it been doing."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, Router, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.errors import Unavailable
from app.journeys.opening import migrations_due
from app.journeys.storage import require_room
from app.web.audience import audience
from app.web.given import GivenHouse
from app.web.request_log import RequestMetrics
from app.wording import Wording

_NOT_MIGRATED = Wording("数据库结构还没有更新到最新。", "The database has migrations that have not been run.")

_TEXT = CONTENT_TYPE_LATEST.removesuffix("; charset=utf-8")
"""Of text the framework says the charset itself."""


@get("/healthz", sync_to_thread=False)
def process_is_up() -> dict[str, str]:
    """Answers as long as the process does; touches nothing else."""
    return {"status": "up"}


@get("/readyz")
async def ready_to_work(house: GivenHouse) -> dict[str, str]:
    """Answers 200 when the database is reachable, its migrations are done and there is room for uploads, else 503."""
    if await migrations_due():
        raise Unavailable(_NOT_MIGRATED)
    await asyncio.to_thread(require_room, house)
    return {"status": "ready"}


@get("/metrics", sync_to_thread=True)
def measured(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Counts and durations in the form Prometheus reads, of all workers together."""
    metrics: RequestMetrics = request.app.state.metrics
    return Response(generate_latest(metrics.of_all_workers()), media_type=_TEXT)


health_routes = Router(
    "/",
    route_handlers=[process_is_up, ready_to_work, measured],
    opt=audience("monitoring"),
    include_in_schema=False,
)
