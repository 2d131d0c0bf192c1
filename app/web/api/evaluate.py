"""Judging site documents that a program sends, without keeping them."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, post

from app.exchange.evaluation import to_evaluate
from app.journeys.network.evaluate import judge_documents
from app.web.api.each_document import MOST_DOCUMENTS, Answering, answer_each
from app.web.audience import audience
from app.web.given import GivenHouse
from app.wording import Wording

EVALUATING = Answering(
    to_evaluate,
    judge_documents,
    Wording(
        f"一次最多评估 {MOST_DOCUMENTS} 份站点文档；请分几次提交，或在命令行使用 zhanwang evaluate。",
        f"At most {MOST_DOCUMENTS} site documents are judged at once; send several requests,"
        " or use zhanwang evaluate on the command line.",
    ),
)


@post("/evaluate", status_code=200, opt=audience("public"))
async def evaluate_documents(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """A verdict document for every site document sent; a list, or JSON lines for who accepts them."""
    return await answer_each(request, house, EVALUATING)
