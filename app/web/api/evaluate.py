"""Judging site documents that a program sends, without keeping them."""

from __future__ import annotations

import asyncio
import io
from typing import Any

from litestar import Request, Response, post

from app.errors import Fault, InvalidInput
from app.exchange.evaluation import asked_of
from app.exchange.strict_json import dump_json
from app.journeys.evaluating import evaluate
from app.journeys.house import House
from app.web.api.answers import JSON, JSON_LINES
from app.web.audience import audience
from app.web.given import GivenHouse


@post("/evaluate", status_code=200, opt=audience("public"))
async def evaluate_documents(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """A verdict document for every site document sent; a list, or JSON lines for who accepts them."""
    body = await request.body()
    verdicts = await asyncio.to_thread(_judged, house, body)
    if JSON_LINES in request.headers.get("accept", ""):
        return Response(b"".join(line + b"\n" for line in verdicts), media_type=JSON_LINES)
    return Response(b"[" + b",".join(verdicts) + b"]", media_type=JSON)


def _judged(house: House, body: bytes) -> list[bytes]:
    faults: list[Fault] = []
    asked = asked_of(io.BytesIO(body), faults)
    verdicts = [dump_json(verdict.as_document()) for verdict in evaluate(house, asked, faults)]
    if faults:
        raise InvalidInput(faults)
    return verdicts
