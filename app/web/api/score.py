"""Scoring half-year documents that a program sends, without keeping them."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post

from app.exchange.json_values import json_values
from app.journeys.assessments.score import score_documents
from app.web.api.each_document import MOST_DOCUMENTS, Answering, answer_each
from app.web.audience import audience
from app.web.given import GivenHouse
from app.wording import Wording

SCORING = Answering(
    json_values,
    score_documents,
    Wording(
        f"一次最多计算 {MOST_DOCUMENTS} 份考核数据；请分几次提交，或在命令行使用 zhanwang score。",
        f"At most {MOST_DOCUMENTS} documents are scored at once; send several requests, or use zhanwang score.",
    ),
)


@post("/score", status_code=200, opt=audience("public"))
async def score_sent_documents(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """A score for every half-year document sent; a list, or JSON lines for who accepts them."""
    return await answer_each(request, house, SCORING)
