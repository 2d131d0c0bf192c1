"""Judging site documents that a program sends, without keeping them."""

from __future__ import annotations

import asyncio
import io
from itertools import islice
from typing import Any

from litestar import Request, Response, post

from app.access.allowance import Allowance
from app.access.throttle import counted_address
from app.errors import Fault, InvalidInput, TooLarge, TooMany
from app.exchange.evaluation import ToEvaluate, to_evaluate
from app.exchange.strict_json import dump_json
from app.journeys.house import House
from app.journeys.network.evaluate import evaluate
from app.web.api.answers import JSON, JSON_LINES
from app.web.audience import audience
from app.web.given import GivenHouse
from app.web.identity import actor_in, caller_of
from app.wording import Wording

MOST_DOCUMENTS = 1000
"""How many are judged in one request; a thousand full ones take about a second. The command line has no such bound."""
_BYTES_A_UNIT = 4096
"""A body counts for as many documents as it could hold, so that one huge document is not free."""
_TOO_MANY_DOCUMENTS = Wording(
    f"一次最多评估 {MOST_DOCUMENTS} 份站点文档；请分几次提交，或在命令行使用 zhanwang evaluate。",
    f"At most {MOST_DOCUMENTS} site documents are judged at once; send several requests,"
    " or use zhanwang evaluate on the command line.",
)
_WAIT = Wording(
    "此 IP 地址一分钟内评估的文档过多，请稍后再试；使用接口令牌不受此限。",
    "This address has had too many documents judged within a minute; try again later. Callers with a token need"
    " not wait.",
)


@post("/evaluate", status_code=200, opt=audience("public"))
async def evaluate_documents(request: Request[Any, Any, Any], house: GivenHouse) -> Response[bytes]:
    """A verdict document for every site document sent; a list, or JSON lines for who accepts them."""
    stranger = stranger_within_allowance(request, house)
    body = await request.body()
    faults: list[Fault] = []
    asked = await asyncio.to_thread(_asked, body, faults)
    spend_allowance(house, stranger, len(asked), body)
    if len(asked) > MOST_DOCUMENTS:
        raise TooLarge(_TOO_MANY_DOCUMENTS)
    verdicts = await asyncio.to_thread(_judged, house, asked, faults)
    if JSON_LINES in request.headers.get("accept", ""):
        return Response(b"".join(line + b"\n" for line in verdicts), media_type=JSON_LINES)
    return Response(b"[" + b",".join(verdicts) + b"]", media_type=JSON)


def stranger_within_allowance(request: Request[Any, Any, Any], house: House) -> str | None:
    """The address of a caller without an account, None for others. Raises TooMany when it has to wait."""
    if actor_in(request.scope) is not None:
        return None
    stranger = counted_address(caller_of(request).address) or ""
    if seconds := _allowance(house).wait_seconds(stranger, house.now()):
        raise TooMany(_WAIT, seconds)
    return stranger


def spend_allowance(house: House, stranger: str | None, documents: int, body: bytes) -> None:
    """Count what a stranger has had judged or scored: so many documents, or as many as the body could hold."""
    if stranger is not None:
        _allowance(house).spend(stranger, max(documents, 1 + len(body) // _BYTES_A_UNIT), house.now())


class StrangersAllowance(Allowance):
    """Kept: how many documents each address without an account has had judged of late, in this process.

    Refilled as time goes by. Lost, every address begins with a whole allowance again.
    """


def _allowance(house: House) -> Allowance:
    return house.kept.of(StrangersAllowance, lambda: StrangersAllowance(house.settings.anonymous_documents_per_minute))


def _asked(body: bytes, faults: list[Fault]) -> list[ToEvaluate]:
    """What the body asks, up to one more than may be asked."""
    return list(islice(to_evaluate(io.BytesIO(body), faults), MOST_DOCUMENTS + 1))


def _judged(house: House, asked: list[ToEvaluate], faults: list[Fault]) -> list[bytes]:
    verdicts = [dump_json(verdict.as_document()) for verdict in evaluate(house, asked, faults)]
    if faults:
        raise InvalidInput(faults)
    return verdicts
