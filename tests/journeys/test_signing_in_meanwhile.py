"""What happens to an account while its password is being checked decides, not what was read before."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher

from app.access.actor import program
from app.errors import NotSignedIn
from app.journeys.accounts.accounts import add_account, disable_account
from app.journeys.accounts.attempts import Caller
from app.journeys.accounts.sign_in import sign_in
from app.journeys.house import House
from app.store.accounts import read_account, replace_account
from app.store.attempts import read_attempts
from app.store.engine import transaction
from app.store.sessions import read_sessions_of

PASSWORD = "三汇镇的码头边 2026"
CALLER = Caller(route="POST /sign-in", address="192.0.2.1")


class HeldBack(ThreadPoolExecutor):
    """A thread that begins with what it is given only once it is let go; a password check stands still in it."""

    def __init__(self) -> None:
        super().__init__(max_workers=1)
        self.given, self.let_go = asyncio.Event(), threading.Event()
        super().submit(self.let_go.wait)

    def submit(self, work: Callable[..., Any], /, *words: Any, **named: Any) -> Future[Any]:
        """Take the work, and say so to whoever waits for it."""
        self.given.set()
        return super().submit(work, *words, **named)


@pytest.fixture
async def held_back() -> AsyncIterator[HeldBack]:
    """What this test's loop gives to a thread waits there until it is let go."""
    thread = HeldBack()
    asyncio.get_running_loop().set_default_executor(thread)
    yield thread
    thread.let_go.set()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
    thread.shutdown()


async def signed_in_while(house: House, held_back: HeldBack, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """Sign in with the right password; `meanwhile` happens between reading the account and answering."""
    trying = asyncio.create_task(sign_in(house, CALLER, "li", PASSWORD))
    await held_back.given.wait()
    await meanwhile()
    held_back.let_go.set()
    await trying


@pytest.fixture
async def account(house: House) -> None:
    add = {"username": "li", "display_name": "李", "role": "site_editor", "divisions": ["511725104"]}
    await add_account(house, program("test"), password=PASSWORD, **add)


async def nothing() -> None:
    """Nobody does anything meanwhile."""


async def another_password() -> None:
    """A new password, hashed beforehand: the threads are held back."""
    stored = await read_account("li")
    assert stored is not None
    fresh = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("another one, 2026")
    async with transaction():
        assert await replace_account(replace(stored, password_hash=fresh))


async def test_a_password_that_was_changed_meanwhile_lets_nobody_in(
    house: House, account: None, held_back: HeldBack
) -> None:
    with pytest.raises(NotSignedIn):
        await signed_in_while(house, held_back, another_password)
    await no_session(house)
    assert (await read_attempts(limit=1))[0].outcome == "wrong_password"


async def test_who_was_disabled_meanwhile_does_not_get_in(house: House, account: None, held_back: HeldBack) -> None:
    async def disabled() -> None:
        await disable_account(house, program("test"), "li")

    with pytest.raises(NotSignedIn):
        await signed_in_while(house, held_back, disabled)
    await no_session(house)
    assert (await read_attempts(limit=1))[0].outcome == "disabled"


async def test_where_nothing_happens_meanwhile_the_password_is_good(
    house: House, account: None, held_back: HeldBack
) -> None:
    await signed_in_while(house, held_back, nothing)
    stored = await read_account("li")
    assert stored is not None
    assert len(await read_sessions_of(stored.id)) == 1


async def no_session(house: House) -> None:
    stored = await read_account("li")
    assert stored is not None
    assert await read_sessions_of(stored.id) == []
