"""Scoring half-year documents that a program sends, without keeping them."""

from __future__ import annotations

import asyncio
import io
from itertools import islice
from typing import Any

from litestar import Request, Response, post

from app.errors import Fault, InvalidInput, TooLarge
from app.exchange.json_values import Placed, json_values
from app.exchange.strict_json import dump_json
from app.journeys.assessments.score import score_documents
from app.journeys.house import House
from app.web.api.answers import JSON, JSON_LINES
from app.web.api.evaluate import MOST_DOCUMENTS, spend_allowance, stranger_within_allowance
from app.web.audience import audience
from app.web.given import GivenHouse
from app.wording import Wording

_TOO_MANY_DOCUMENTS = Wording(
    f"一次最多计算 {MOST_DOCUMENTS} 份考核数据；请分几次提交，或在命令行使用 zhanwang score。",
    f"At most {MOST_DOCUMENTS} documents are scored at once; send several requests, or use zhanwang score.",
)


@post("/score", status_code=200, opt=audience("public"))
async def score_sent_documents(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """A score for every half-year document sent; a list, or JSON lines for who accepts them."""
    stranger = stranger_within_allowance(request, house)
    body = await request.body()
    faults: list[Fault] = []
    documents = await asyncio.to_thread(_documents, body, faults)
    spend_allowance(house, stranger, len(documents), body)
    if len(documents) > MOST_DOCUMENTS:
        raise TooLarge(_TOO_MANY_DOCUMENTS)
    scores = await asyncio.to_thread(_scored, house, documents, faults)
    if JSON_LINES in request.headers.get("accept", ""):
        return Response(b"".join(line + b"\n" for line in scores), media_type=JSON_LINES)
    return Response(b"[" + b",".join(scores) + b"]", media_type=JSON)


def _documents(body: bytes, faults: list[Fault]) -> list[Placed]:
    return list(islice(json_values(io.BytesIO(body), faults), MOST_DOCUMENTS + 1))


def _scored(house: House, documents: list[Placed], faults: list[Fault]) -> list[bytes]:
    scores = [dump_json(found.as_document()) for found in score_documents(house, documents, faults)]
    if faults:
        raise InvalidInput(faults)
    return scores
