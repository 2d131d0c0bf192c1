"""Signing in and out: sessions of browsers, known by the hash of a token that only the browser holds.

A wrong user name takes as long as a wrong password and is answered alike. Every attempt is noted before its password is
looked at, so that many at once are slowed down like one after another.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from app.access.actor import Actor, Scope, Standing
from app.access.grants import known_role
from app.access.may import Target, may
from app.access.passwords import as_typed, password_faults
from app.access.throttle import counted_address
from app.errors import Fault, InvalidInput, NotSignedIn
from app.journeys.accounts.accounts import record_account_change, user_name
from app.journeys.accounts.attempts import AttemptOutcome, Caller, begin_attempt, counted_name, entry
from app.journeys.accounts.endings import end_all, end_session, good_sessions
from app.journeys.accounts.password_check import hashed, is_right
from app.journeys.house import House
from app.store.accounts import StoredAccount, read_account, read_account_by_id, replace_account
from app.store.attempts import append_attempts
from app.store.devices import (
    StoredDevice,
    delete_devices_of,
    delete_devices_unused_since,
    insert_device,
    read_devices,
    touch_device,
)
from app.store.engine import transaction
from app.store.revisions import ask_anew
from app.store.sessions import (
    StoredSession,
    delete_expired_sessions,
    delete_session,
    delete_sessions_of,
    insert_session,
    read_session,
    touch_session,
)
from app.wording import Wording

SESSION_LASTS = timedelta(hours=12)
"""A session that nobody uses ends after this; one that is used, after the days that the settings say."""
DEVICE_LASTS = timedelta(days=180)
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
    device_token: str | None = None
    """For the browser to be known by next time; None where it is known already."""


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


async def sign_in(house: House, caller: Caller, username: str, password: str) -> SignedIn:
    """A new session for whoever knows the password. Raises NotSignedIn, TooMany; either is noted. Raises Busy."""
    account = await read_account(user_name(username))
    counted = counted_name(user_name(username), account)
    device = await _known_device(house, caller, account)
    where = _where(caller)
    await begin_attempt(house, where, counted, account, device.id if device else None)
    password_hash = account.password_hash if account else None
    right = await is_right(house, password_hash, password)
    async with transaction():
        # Between hash and answer somebody may have disabled the account or set another password.
        now_stored = await read_account_by_id(account.id) if account else None
        if now_stored is None:
            ended = entry(house, where, "unknown_user", username=counted)
        elif not right or now_stored.password_hash != password_hash:
            ended = entry(house, where, "wrong_password", account=now_stored)
        elif now_stored.disabled_at is not None:
            ended = entry(house, where, "disabled", account=now_stored)
        else:
            return await _new_session(house, where, now_stored, device)
        await append_attempts([replace(ended, device=device.id if device else None)])
    raise NotSignedIn(_WRONG)


def _where(caller: Caller) -> Caller:
    """The caller as attempts are counted: by address, and with a number by which beginning and end are found again."""
    return replace(caller, address=counted_address(caller.address), request_id=caller.request_id or uuid4().hex)


async def _known_device(house: House, caller: Caller, account: StoredAccount | None) -> StoredDevice | None:
    """The browser of the caller, where this account has signed in with it before and not too long ago."""
    if account is None or not caller.device:
        return None
    oldest = house.now() - DEVICE_LASTS
    found = await read_devices(fingerprint(caller.device))
    return next((one for one in found if one.account == account.id and one.last_used_at >= oldest), None)


async def _new_session(house: House, caller: Caller, account: StoredAccount, device: StoredDevice | None) -> SignedIn:
    """A session with a token of its own; whatever the browser sent before is worth nothing. Needs a transaction."""
    token, device_token = secrets.token_urlsafe(TOKEN_BYTES), None
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
    await delete_devices_unused_since(now - DEVICE_LASTS)
    await insert_session(session)
    if device is not None:
        await touch_device(device.id, now)
    else:
        # A browser that others have signed in with keeps its token; one that nobody ever gave out is worth nothing.
        shared = caller.device if caller.device and await read_devices(fingerprint(caller.device)) else None
        own = shared or secrets.token_urlsafe(TOKEN_BYTES)
        device_token = None if shared else own
        known_by = fingerprint(own)
        await insert_device(StoredDevice(account=account.id, token_sha256=known_by, created_at=now, last_used_at=now))
    # The first time a browser is still counted as the stranger's that it was when this attempt began.
    known = device.id if device is not None else None
    await append_attempts([replace(entry(house, caller, "signed_in", account=account), device=known)])
    return SignedIn(token, actor_of(account, caller.request_id), session.expires_at, device_token)


async def present(house: House, token: str, request_id: str | None) -> Present | None:
    """Who holds this session's token; None when it is worth nothing (any more)."""
    session = await read_session(fingerprint(token))
    now = house.now()
    if session is None or session.expires_at <= now:
        return None
    last_moment = session.created_at + timedelta(days=house.settings.session_days)
    if last_moment <= now:
        return None
    account = await read_account_by_id(session.account)
    assert account is not None, "the table keeps accounts that have sessions"
    if account.disabled_at is not None:
        return None
    if now - session.last_seen_at >= TOUCHED_EVERY:
        async with transaction():
            await touch_session(session.token_sha256, now, min(now + SESSION_LASTS, last_moment))
    ask_anew()  # whoever saves in one process and reads in another sees what they saved
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
        await append_attempts([entry(house, caller, "signed_out", account=who.account)])


async def sign_out_everywhere(house: House, caller: Caller, who: Present) -> None:
    """End every session of the account, this one too; only this browser is known from then on."""
    may(who.actor, "manage_own_account", Target(owner=who.actor.key)).require()
    device = await _known_device(house, caller, who.account)
    async with transaction():
        await delete_sessions_of(who.account.id)
        await delete_devices_of(who.account.id, keep=device.id if device else None)
        await append_attempts([entry(house, caller, "signed_out_everywhere", account=who.account)])


async def end_own_session(house: House, who: Present, key: str) -> None:
    """Sign one's own account out in one browser. Raises NotFound."""
    may(who.actor, "manage_own_account", Target(owner=who.actor.key)).require()
    async with transaction():
        await end_session(house, who.actor, who.account, key)


async def own_sessions(house: House, who: Present) -> list[StoredSession]:
    """Where the account is signed in."""
    return list(await good_sessions(house, who.account))


async def change_password(house: House, caller: Caller, who: Present, old: str, new: str) -> str | None:
    """Replace one's own password; every session, token and other known device ends. This browser goes on under the
    token that comes back (None for whoever came without a session): what somebody has copied of it is worth nothing.

    The present password is guessed at no faster here than at signing in. Raises InvalidInput naming `old` or
    `password`, TooMany, Busy.
    """
    may(who.actor, "manage_own_account", Target(owner=who.actor.key)).require()
    faults = password_faults(new, who.account.username, who.account.display_name)
    device = await _known_device(house, caller, who.account)
    known, where = device.id if device else None, _where(caller)
    await begin_attempt(house, where, who.account.username, who.account, known)
    if not (right := await is_right(house, who.account.password_hash, old)):
        faults.append(Fault("old", "wrong", Wording("当前密码不正确", "is not the present password")))
    elif as_typed(old) == as_typed(new):
        faults.append(
            Fault("password", "same", Wording("新密码不能与当前密码相同", "must differ from the present one"))
        )
    if faults:
        outcome: AttemptOutcome = "password_refused" if right else "wrong_password"
        async with transaction():
            await append_attempts([replace(entry(house, where, outcome, account=who.account), device=known)])
        raise InvalidInput(faults)
    password_hash = await hashed(house, new)
    async with transaction():
        account = await _still_there(who)
        changed = replace(account, password_hash=password_hash, must_change_password=False)
        await replace_account(changed)
        mine = await read_session(who.session) if who.session is not None else None
        await end_all(house, who.actor, changed, device=known)
        await record_account_change(house, who.actor, "account.password_changed", account, changed)
        await append_attempts([replace(entry(house, where, "password_changed", account=account), device=known)])
        if mine is None:
            return None
        token = secrets.token_urlsafe(TOKEN_BYTES)
        # Forms that are open in this browser go on with the secret that they have.
        await insert_session(replace(mine, token_sha256=fingerprint(token)))
        return token


async def _still_there(who: Present) -> StoredAccount:
    """The account as it stands now. Raises NotSignedIn where it was disabled, or got another password, meanwhile."""
    account = await read_account_by_id(who.account.id)
    assert account is not None, "the table keeps accounts for good"
    if account.disabled_at is not None or account.password_hash != who.account.password_hash:
        raise NotSignedIn(_GONE)
    return account
