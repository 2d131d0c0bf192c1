"""Who tried to come in and who was refused: noted for good, and counted so that guessing is slow in every worker.

A note is a transaction of its own, since a refusal must not vanish with the write it refused. Passwords and
tokens are never noted; a user name that does not exist neither, because people type their password there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from uuid import UUID

import structlog

from app.access.actor import Actor
from app.access.may import may, may_somewhere
from app.access.throttle import (
    BY_ACCOUNT,
    BY_ACCOUNT_AND_ADDRESS,
    BY_ADDRESS,
    BY_DEVICE,
    CLOCK_SKEW,
    TOKENS_BY_ADDRESS,
    Throttle,
)
from app.errors import Busy, TooMany, Unavailable
from app.journeys.house import House
from app.store.accounts import StoredAccount
from app.store.attempts import Attempt, append_attempts, read_attempts, recent_attempts
from app.store.engine import transaction
from app.units import CHINA
from app.wording import Wording

AttemptOutcome = Literal[
    "attempted",
    "signed_in",
    "wrong_password",
    "unknown_user",
    "disabled",
    "throttled",
    "signed_out",
    "signed_out_everywhere",
    "password_changed",
    "password_refused",
    "refused",
    "bad_token",
]
"""`attempted` is noted before a password is looked at, the others when it is known what came of it."""

LONGEST_ROUTE = 200
_FAILURES: tuple[AttemptOutcome, ...] = ("wrong_password", "unknown_user", "disabled")
_SUCCESSES: tuple[AttemptOutcome, ...] = ("signed_in", "password_changed", "password_refused")
"""The password was right, whatever else was not."""
_MAY_BE_UNDER_WAY = timedelta(seconds=30)
"""The longest that checking one password takes, waiting for its turn included."""
_NOTED_ONCE_IN = timedelta(minutes=1)
log = structlog.get_logger("zhanwang.accounts")


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from. `address` is None where it is not known, `route` is method and path."""

    address: str | None = None
    user_agent: str | None = None
    route: str | None = None
    request_id: str | None = None
    device: str | None = None
    """The token of a browser that may be known."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the record of sign-ins and refusals, as an administrator reads it."""

    at: datetime
    outcome: str
    username: str | None
    route: str | None
    address: str | None


def counted_name(username: str, account: StoredAccount | None) -> str:
    """The name an attempt is noted under: the account's, or one of 65,536 drawers for names that do not exist.

    The drawers slow guessing of names as much as guessing of passwords, and tell nobody what was typed.
    """
    if account is not None:
        return account.username
    return "?" + hashlib.sha256(username.encode()).hexdigest()[:4]


def entry(
    house: House,
    caller: Caller,
    outcome: AttemptOutcome,
    *,
    username: str | None = None,
    account: StoredAccount | None = None,
) -> Attempt:
    """What is noted of one attempt; `username` is for attempts without an account."""
    return Attempt(
        at=house.now(),
        outcome=outcome,
        username=account.username if account is not None else username,
        account=account.id if account is not None else None,
        route=caller.route[:LONGEST_ROUTE] if caller.route else None,
        request_id=caller.request_id,
        client_address=caller.address,
    )


async def note(house: House, noted: Attempt) -> None:
    """Note one thing in a transaction of its own. When the database cannot take it, it goes to the log instead."""
    try:
        async with transaction():
            await append_attempts([noted])
    except (Busy, Unavailable):
        log.warning("not noted in the database", outcome=noted.outcome, route=noted.route, request_id=noted.request_id)


async def begin_attempt(
    house: House, caller: Caller, counted: str, account: StoredAccount | None, device: UUID | None
) -> None:
    """Note that somebody is about to try a password, before it is looked at. Raises TooMany (noted).

    `device` is the known device of this account that they sit at: it is counted by itself.
    """
    async with transaction():
        if device is not None:
            seconds = await _wait(house, BY_DEVICE, device=device, forgiving=True)
        else:
            seconds = await _strangers_wait(house, counted, caller.address)
        began = entry(house, caller, "throttled" if seconds else "attempted", username=counted, account=account)
        began = replace(began, device=device)
        if seconds:
            await _note_throttled(house, began)
        else:
            await append_attempts([began])
    if seconds:
        raise too_many(seconds)


async def _strangers_wait(house: House, counted: str, address: str | None) -> int:
    """How long somebody at an unknown device waits."""
    waits = [await _wait(house, BY_ACCOUNT, username=counted)]
    if address is not None:
        waits.append(await _wait(house, BY_ADDRESS, address=address))
        waits.append(await _wait(house, BY_ACCOUNT_AND_ADDRESS, username=counted, address=address, forgiving=True))
    return max(waits)


async def _wait(
    house: House,
    throttle: Throttle,
    *,
    username: str | None = None,
    address: str | None = None,
    device: UUID | None = None,
    forgiving: bool = False,
) -> int:
    """How long this name, address or device has to wait before another attempt; 0 when it is free.

    An attempt counts when it failed. One that has only begun counts for as long as it can still be under way; whoever
    went away, or was cut off when a server died, has failed at nothing. `forgiving`: what came before a success is
    forgotten. Known devices are counted by themselves and nowhere else.
    """
    now = house.now()
    outcomes = ("attempted", *_SUCCESSES, *_FAILURES)
    since = now - throttle.memory
    found = [
        one
        for one in await recent_attempts(outcomes, since, username=username, client_address=address, device=device)
        if (one.device is None) == (device is None) and one.at <= now + CLOCK_SKEW
    ]
    ended = {one.request_id for one in found if one.outcome != "attempted"}
    if forgiving:
        found = found[max((n for n, one in enumerate(found) if one.outcome in _SUCCESSES), default=-1) + 1 :]
    failures = [one.at for one in found if one.outcome in _FAILURES]
    under_way = sum(one.request_id not in ended and now - one.at < _MAY_BE_UNDER_WAY for one in found)
    return throttle.wait_seconds(failures, under_way, now)


async def wait_of_bad_tokens(house: House, address: str) -> int:
    """How long an address that sends bad tokens has to wait."""
    now = house.now()
    found = await recent_attempts(["bad_token"], now - TOKENS_BY_ADDRESS.memory, client_address=address)
    return TOKENS_BY_ADDRESS.wait_seconds([one.at for one in found], 0, now)


async def _note_throttled(house: House, noted: Attempt) -> None:
    """Note that somebody was made to wait, once a minute for each name and address however often they knock.

    Needs an open transaction.
    """
    since = house.now() - _NOTED_ONCE_IN
    recent = await recent_attempts(["throttled"], since, client_address=noted.client_address)
    if not any(e.username == noted.username and e.at <= noted.at for e in recent):
        await append_attempts([noted])


def too_many(seconds: int) -> TooMany:
    """What somebody who has to wait is told."""
    minutes = -(-seconds // 60)
    return TooMany(
        Wording(
            f"尝试次数过多，请 {minutes} 分钟后再试。",
            f"Too many attempts. Please try again in {minutes} min.",
        ),
        seconds,
    )


RECORDED: tuple[AttemptOutcome, ...] = tuple(outcome for outcome in get_args(AttemptOutcome) if outcome != "attempted")
"""The outcomes that the record shows."""


async def record_of_access(
    actor: Actor,
    managed: Sequence[str],
    *,
    username: str = "",
    outcome: str | None = None,
    day: date | None = None,
    skip: int = 0,
    limit: int = 100,
) -> list[Noted]:
    """The newest sign-ins and refusals first, of the user names in `managed`; of strangers too for those who manage the
    whole installation. Of one user name, one outcome, one day in China, where given. Raises NotAllowed.
    """
    may_somewhere(actor, "manage_accounts").require()
    usernames = None if may(actor, "manage_accounts").allowed else list(managed)
    if username:
        usernames = [username] if usernames is None or username in usernames else []
    since = datetime.combine(day, time(), CHINA) if day is not None else None
    found = await read_attempts(
        usernames=usernames,
        leaving_out=["attempted"],
        outcome=outcome,
        since=since,
        before=since + timedelta(days=1) if since is not None else None,
        skip=skip,
        limit=limit,
    )
    return [Noted(e.at, e.outcome, e.username, e.route, e.client_address) for e in found]
