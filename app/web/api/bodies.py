"""What a program sends with a write: one JSON object, and the version it saw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Request

from app.errors import Fault, InvalidInput
from app.exchange.strict_json import load_json
from app.journeys.turns import PROGRAMS, in_turn
from app.sites.entry import Entry
from app.wording import Wording

MOST_MEMBERS = 100_000
"""Of one object or one list in what is sent: a step that no other request can interrupt takes some milliseconds then.
The largest of ours is a list of sites to register."""


async def json_sent(request: Request[Any, Any, Any]) -> Any:
    """What was sent, read in a thread; an empty object where nothing was. Raises Malformed, InvalidInput, TooLarge,
    Busy.
    """
    raw = await request.body()
    return await in_turn(request.app.state.house, PROGRAMS, load_json, raw, MOST_MEMBERS) if raw.strip() else {}


async def json_object(request: Request[Any, Any, Any], keys: tuple[str, ...]) -> Mapping[str, Any]:
    """The JSON object that was sent. Raises Malformed, InvalidInput for keys that mean nothing, TooLarge."""
    entry = Entry()
    body = entry.mapping(await json_sent(request), "")
    if body is None:
        raise InvalidInput(entry.faults)
    entry.unknown_keys(body, keys, "")
    if entry.faults:
        raise InvalidInput(entry.faults)
    return body


def version_in(entry: Entry, body: Mapping[str, Any], name: str) -> int:
    """The version that the caller saw; 0 and a fault where it is missing or no number."""
    if name not in body:
        entry.faults.append(Fault(name, "missing", Wording("必须填写", "is required")))
        return 0
    return entry.integer(body[name], name) or 0
