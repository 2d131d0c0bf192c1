"""Signing in and out: sessions of browsers, known by the hash of a token that only the browser holds.

A wrong user name takes as long as a wrong password and is answered alike. Every attempt is noted before its password is
looked at, so that many at once are slowed down like one after another.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.access.actor import Actor, Scope, Standing
from app.access.grants import known_role
from app.access.may import Target, may
from app.access.passwords import as_typed, password_faults
from app.access.throttle import BY_ADDRESS, BY_USERNAME, counted_address
from app.errors import Fault, InvalidInput, NotSignedIn
from app.journeys.accounts.accounts import hashed, record_account_change, user_name
from app.journeys.accounts.attempts import Caller, counted_name, entry, note_throttled, seconds_to_wait, too_many
from app.journeys.house import House
from app.store.access import append_access
from app.store.accounts import StoredAccount, read_account, read_account_by_id, replace_account
from app.store.engine import transaction
from app.store.sessions import (
    StoredSession,
    delete_expired_sessions,
    delete_session,
    delete_sessions_of,
    insert_session,
    read_session,
    read_sessions_of,
    touch_session,
)
from app.wording import Wording

SESSION_LASTS = timedelta(hours=12)
TOUCHED_EVERY = timedelta(minutes=5)
TOKEN_BYTES = 32
_WRONG = Wording("用户名或密码不正确。", "The user name or the password is not right.")
_GONE = Wording("登录已过期，请重新登录。", "You are no longer signed in. Please sign in again.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the token goes to the browser and nowhere else."""

    token: str
    actor: Actor
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """Who a request comes from, with the secret that its forms must send back; `csrf` is None for tokens."""

    actor: Actor
    account: StoredAccount
    csrf: str | None = None
    session: str | None = None


def fingerprint(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _decoy() -> str:
    """The hash of a password that nobody has, to be checked for names that do not exist."""
    return PasswordHasher().hash(secrets.token_hex(16))


def _fits(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, as_typed(password))
    except (VerificationError, InvalidHashError):
        return False


async def sign_in(house: House, caller: Caller, username: str, password: str) -> SignedIn:
    """A new session for whoever knows the password. Raises NotSignedIn, TooMany; either is noted."""
    name, address = user_name(username), counted_address(caller.address)
    account = await read_account(name)
    counted = counted_name(name, account)
    async with transaction():
        seconds = max(
            await seconds_to_wait(house, BY_USERNAME, "attempted", username=counted),
            await seconds_to_wait(house, BY_ADDRESS, "attempted", address=address) if address else 0,
        )
        where = replace(caller, address=address)
        if seconds:
            await note_throttled(house, entry(house, where, "throttled", username=counted, account=account))
        else:
            await append_access([entry(house, where, "attempted", username=counted, account=account)])
    if seconds:
        raise too_many(seconds)
    right = await asyncio.to_thread(_fits, account.password_hash if account else _decoy(), password)
    async with transaction():
        # Between hash and answer somebody may have disabled the account or set another password.
        now_stored = await read_account_by_id(account.id) if account else None
        if now_stored is None:
            await append_access([entry(house, where, "unknown_user", username=counted)])
        elif not right or account is None or now_stored.password_hash != account.password_hash:
            await append_access([entry(house, where, "wrong_password", account=now_stored)])
            right = False
        elif now_stored.disabled_at is not None:
            await append_access([entry(house, where, "disabled", account=now_stored)])
            right = False
        else:
            return await _new_session(house, where, now_stored)
    raise NotSignedIn(_WRONG)


async def _new_session(house: House, caller: Caller, account: StoredAccount) -> SignedIn:
    """A session with a token of its own; whatever the browser sent before is worth nothing. Needs a transaction."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = house.now()
    session = StoredSession(
        token_sha256=fingerprint(token),
        account=account.id,
        csrf_secret=secrets.token_urlsafe(TOKEN_BYTES),
        created_at=now,
        last_seen_at=now,
        expires_at=now + SESSION_LASTS,
        user_agent=(caller.user_agent or "")[:200] or None,
    )
    await delete_expired_sessions(now)
    await insert_session(session)
    await append_access([entry(house, caller, "signed_in", account=account)])
    return SignedIn(token, actor_of(account, caller.request_id), session.expires_at)


async def present(house: House, token: str, request_id: str | None) -> Present | None:
    """Who holds this session's token; None when it is worth nothing (any more)."""
    session = await read_session(fingerprint(token))
    now = house.now()
    if session is None or session.expires_at <= now:
        return None
    account = await read_account_by_id(session.account)
    if account is None or account.disabled_at is not None:
        return None
    if now - session.last_seen_at >= TOUCHED_EVERY:
        async with transaction():
            await touch_session(session.token_sha256, now, now + SESSION_LASTS)
    return Present(actor_of(account, request_id), account, session.csrf_secret, session.token_sha256)


def actor_of(account: StoredAccount, request_id: str | None, *, by_token: bool = False) -> Actor:
    """The account as somebody who acts."""
    role = known_role(account.role)
    assert role is not None, "the table's CHECK holds roles to the known ones"
    standing: Standing = "active"
    if account.disabled_at is not None:
        standing = "disabled"
    elif account.must_change_password:
        standing = "password_due"
    scopes = (*(Scope(division=code) for code in account.divisions), *(Scope(site=code) for code in account.sites))
    return Actor(str(account.id), account.display_name, role, scopes, request_id, by_token, standing)


async def sign_out(house: House, caller: Caller, who: Present) -> None:
    """End this session."""
    async with transaction():
        if who.session is not None:
            await delete_session(who.session)
        await append_access([entry(house, caller, "signed_out", account=who.account)])


async def sign_out_everywhere(house: House, caller: Caller, who: Present) -> None:
    """End every session of the account, this one too."""
    may(who.actor, "manage_own_account", Target(owner=who.actor.key)).require()
    async with transaction():
        await delete_sessions_of(who.account.id)
        await append_access([entry(house, caller, "signed_out_everywhere", account=who.account)])


async def own_sessions(who: Present) -> list[StoredSession]:
    """Where the account is signed in."""
    return await read_sessions_of(who.account.id)


async def change_password(house: House, caller: Caller, who: Present, old: str, new: str) -> None:
    """Replace one's own password; every other session ends. Raises InvalidInput naming `old` or `password`."""
    may(who.actor, "manage_own_account", Target(owner=who.actor.key)).require()
    faults = password_faults(new, who.account.username, who.account.display_name)
    if not await asyncio.to_thread(_fits, who.account.password_hash, old):
        faults.append(Fault("old", "wrong", Wording("当前密码不正确", "is not the current password")))
    elif as_typed(old) == as_typed(new):
        faults.append(
            Fault("password", "same", Wording("新密码不能与当前密码相同", "must differ from the current one"))
        )
    if faults:
        raise InvalidInput(faults)
    password_hash = await hashed(new)
    async with transaction():
        account = await _still_there(who.account.id)
        changed = replace(account, password_hash=password_hash, must_change_password=False)
        await replace_account(changed)
        await delete_sessions_of(account.id, keep=who.session)
        await record_account_change(house, who.actor, "account.password_changed", account, changed)
        await append_access([entry(house, caller, "password_changed", account=account)])


async def _still_there(account_id: UUID) -> StoredAccount:
    account = await read_account_by_id(account_id)
    if account is None or account.disabled_at is not None:
        raise NotSignedIn(_GONE)
    return account
