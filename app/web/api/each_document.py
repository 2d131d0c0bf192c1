"""What `/evaluate` and `/score` share: documents sent by anybody, each answered, none kept.

Reading and answering run in a thread, never between two steps of the server; what is sent has bounds, of documents, of
members in each, and of how much a stranger may ask a minute.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Generic, TypeVar

from litestar import Request, Response

from app.access.allowance import Allowance
from app.access.throttle import counted_address
from app.errors import Fault, InvalidInput, TooLarge, TooMany
from app.exchange.strict_json import Writable, dump_json
from app.journeys.house import House
from app.journeys.turns import PROGRAMS, STRANGERS, in_turn
from app.web.api.answers import JSON, JSON_LINES
from app.web.api.bodies import MOST_MEMBERS
from app.web.connected import while_connected
from app.web.identity import actor_in, caller_of
from app.wording import Wording

MOST_DOCUMENTS = 1000
"""How many are answered in one request; a thousand full ones take about a second. The command line has no bound."""
_BYTES_A_UNIT = 4096
"""A body counts for as many documents as it could hold, so that one huge document is not free."""
_WAIT = Wording(
    "此 IP 地址一分钟内评估的文档过多，请稍后再试；使用接口令牌不受此限。",
    "This address has had too many documents judged within a minute; try again later. Callers with a token need"
    " not wait.",
)

Sent = TypeVar("Sent")


@dataclass(frozen=True, slots=True)
class Answering(Generic[Sent]):
    """How the documents of a request are read and answered, and what is said to who sends too many.

    `read` finds the documents in a body, with what is wrong and with the most members that an object may have;
    `answers` answers them in their order.
    """

    read: Callable[[BinaryIO, list[Fault], int], Iterable[Sent]]
    answers: Callable[[House, list[Sent], list[Fault]], Iterable[Writable]]
    too_many: Wording

    def asked(self, body: bytes, faults: list[Fault]) -> list[Sent]:
        """What the body asks, up to one more than may be asked. Raises Malformed, InvalidInput, TooLarge."""
        return list(islice(self.read(io.BytesIO(body), faults, MOST_MEMBERS), MOST_DOCUMENTS + 1))

    def answered(self, house: House, asked: list[Sent], faults: list[Fault]) -> list[bytes]:
        """The answers, written. Raises InvalidInput with every fault there is."""
        written = [dump_json(answer.as_document()) for answer in self.answers(house, asked, faults)]
        if faults:
            raise InvalidInput(faults)
        return written


async def answer_each(request: Request[Any, Any, Any], house: House, how: Answering[Sent]) -> Response[bytes]:
    """An answer to every document sent: a list, or JSON lines for who accepts them.

    Raises TooMany for a stranger who has to wait, Busy where many wait already, TooLarge, InvalidInput with every
    fault, Malformed.
    """
    stranger = _within_allowance(request, house)
    body = await request.body()
    faults: list[Fault] = []
    lane = PROGRAMS if stranger is None else STRANGERS
    asked = await while_connected(request, in_turn(house, lane, how.asked, body, faults))
    if stranger is not None:
        _allowance(house).spend(stranger, max(len(asked), 1 + len(body) // _BYTES_A_UNIT), house.now())
    if len(asked) > MOST_DOCUMENTS:
        raise TooLarge(how.too_many)
    answers = await while_connected(request, in_turn(house, lane, how.answered, house, asked, faults))
    if JSON_LINES in request.headers.get("accept", ""):
        return Response(b"".join(line + b"\n" for line in answers), media_type=JSON_LINES)
    return Response(b"[" + b",".join(answers) + b"]", media_type=JSON)


def _within_allowance(request: Request[Any, Any, Any], house: House) -> str | None:
    """The address of a caller without an account, None for others. Raises TooMany when it has to wait."""
    if actor_in(request.scope) is not None:
        return None
    stranger = counted_address(caller_of(request).address) or ""
    if seconds := _allowance(house).wait_seconds(stranger, house.now()):
        raise TooMany(_WAIT, seconds)
    return stranger


class StrangersAllowance(Allowance):
    """Kept: how many documents each address without an account has had judged of late, in this process.

    Refilled as time goes by. Lost, every address begins with a whole allowance again.
    """


def _allowance(house: House) -> Allowance:
    return house.kept.of(StrangersAllowance, lambda: StrangersAllowance(house.settings.anonymous_documents_per_minute))
