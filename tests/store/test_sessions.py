"""Sessions and API tokens are found by their hash, and are gone when they are taken away."""

from __future__ import annotations

import uuid

from app.store.accounts import insert_account
from app.store.engine import Engine, transaction
from app.store.sessions import (
    StoredSession,
    StoredToken,
    delete_expired_sessions,
    delete_session,
    delete_sessions_of,
    insert_session,
    insert_token,
    read_session,
    read_sessions_of,
    read_token,
    read_tokens_of,
    revoke_token,
    touch_session,
    touch_token,
)
from tests.store.examples import a_moment, an_account

CLERK, ADMIN = an_account("lixy"), an_account("admin")


def a_session(digit: str, account: uuid.UUID = CLERK.id, minutes: float = 0) -> StoredSession:
    return StoredSession(
        token_sha256=digit * 64,
        account=account,
        csrf_secret=f"secret {digit}",
        created_at=a_moment(minutes),
        last_seen_at=a_moment(minutes),
        expires_at=a_moment(minutes + 60),
    )


def a_token(digit: str, account: uuid.UUID = CLERK.id, minutes: float = 0) -> StoredToken:
    return StoredToken(
        account=account,
        name=f"script {digit}",
        token_sha256=digit * 64,
        created_at=a_moment(minutes),
        expires_at=a_moment(minutes + 60),
    )


async def keep(*things: StoredSession | StoredToken) -> None:
    async with transaction():
        for account in (CLERK, ADMIN):
            await insert_account(account)
        for thing in things:
            if isinstance(thing, StoredSession):
                await insert_session(thing)
            else:
                await insert_token(thing)


async def sessions_left() -> set[str]:
    sessions = [*await read_sessions_of(CLERK.id), *await read_sessions_of(ADMIN.id)]
    return {session.token_sha256[0] for session in sessions}


async def test_a_session_is_found_by_its_hash_and_by_its_account(database: Engine) -> None:
    older, newer = a_session("a"), a_session("b", minutes=5)
    await keep(older, newer, a_session("c", ADMIN.id))
    assert await read_session("a" * 64) == older
    assert await read_session("d" * 64) is None
    assert await read_sessions_of(CLERK.id) == [newer, older]


async def test_a_session_in_use_moves_its_end(database: Engine) -> None:
    await keep(a_session("a"), a_session("b"))
    async with transaction():
        await touch_session("a" * 64, a_moment(30), a_moment(90))
    touched, other = await read_session("a" * 64), await read_session("b" * 64)
    assert touched is not None
    assert (touched.last_seen_at, touched.expires_at) == (a_moment(30), a_moment(90))
    assert other == a_session("b")


async def test_signing_out_ends_one_session(database: Engine) -> None:
    await keep(a_session("a"), a_session("b"))
    async with transaction():
        await delete_session("a" * 64)
    assert await sessions_left() == {"b"}


async def test_signing_out_everywhere_ends_all_of_one_account(database: Engine) -> None:
    await keep(a_session("a"), a_session("b"), a_session("c"), a_session("d", ADMIN.id))
    async with transaction():
        await delete_sessions_of(CLERK.id)
    assert await sessions_left() == {"d"}


async def test_expired_sessions_are_forgotten_at_their_end(database: Engine) -> None:
    await keep(a_session("a", minutes=0), a_session("b", minutes=1))
    async with transaction():
        await delete_expired_sessions(a_moment(60))
    assert await sessions_left() == {"b"}


async def test_a_token_is_found_by_its_hash_and_by_its_account(database: Engine) -> None:
    older, newer = a_token("a"), a_token("b", minutes=5)
    await keep(older, newer, a_token("c", ADMIN.id))
    assert await read_token("a" * 64) == older
    assert await read_token("d" * 64) is None
    assert await read_tokens_of(CLERK.id) == [newer, older]


async def test_a_token_says_when_it_was_used_and_is_withdrawn_once(database: Engine) -> None:
    token = a_token("a")
    await keep(token, a_token("b"))
    async with transaction():
        await touch_token(token.id, a_moment(2))
        assert await revoke_token(token.id, a_moment(3))
        assert not await revoke_token(token.id, a_moment(4))
        assert not await revoke_token(uuid.uuid4(), a_moment(4))
    used, other = await read_token("a" * 64), await read_token("b" * 64)
    assert used is not None
    assert other is not None
    assert (used.last_used_at, used.revoked_at) == (a_moment(2), a_moment(3))
    assert (other.last_used_at, other.revoked_at) == (None, None)
