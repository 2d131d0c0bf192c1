"""Whether a password is the right one: as dear for names that do not exist, and never so many at once that others wait.

A check takes a tenth of a second of one core on purpose. One runs at a time in each worker, the rest queue for it.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.access.passwords import as_typed
from app.errors import Busy
from app.journeys.house import House
from app.wording import Wording

HASHER = PasswordHasher(time_cost=2, memory_cost=64 * 1024, parallelism=1)
"""More than OWASP asks of Argon2id (19 MiB in two passes). One lane: with more, a check takes every core there is."""
_MOST_WAITING = 100
"""Ten seconds' worth. Whoever comes then is told at once."""


@dataclass(slots=True)
class PasswordQueue:
    """Who waits for their password to be looked at. Lost with the process, as those are who wait."""

    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    waiting: int = 0


@cache
def _decoy() -> str:
    """The hash of a password that nobody has, to be checked for names that do not exist."""
    return HASHER.hash(secrets.token_hex(16))


def _fits(password_hash: str | None, password: str) -> bool:
    try:
        return HASHER.verify(password_hash or _decoy(), as_typed(password))
    except (VerificationError, InvalidHashError):
        return False


async def hashed(house: House, password: str, *, told: bool = False) -> str:
    """The hash of a new password. It takes its turn among those that are looked at. One that everybody is `told` is
    hashed once a process: a salt of each account's own would keep nothing from anybody.
    """
    async with house.kept.of(PasswordQueue).turn:
        if told:
            return await asyncio.to_thread(_hashed_once, as_typed(password))
        return await asyncio.to_thread(HASHER.hash, as_typed(password))


@cache
def _hashed_once(password: str) -> str:
    return HASHER.hash(password)


async def is_right(house: House, password_hash: str | None, password: str) -> bool:
    """Whether the password has this hash; None is for an account that does not exist. Raises Busy."""
    queue = house.kept.of(PasswordQueue)
    if queue.waiting >= _MOST_WAITING:
        raise Busy(
            Wording("登录的人太多，请稍后再试。", "Too many people are signing in. Please try again shortly."), 10
        )
    queue.waiting += 1
    try:
        async with queue.turn:
            return await asyncio.to_thread(_fits, password_hash, password)
    finally:
        queue.waiting -= 1
