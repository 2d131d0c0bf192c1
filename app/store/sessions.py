"""Signed-in sessions and API tokens. Of either only the SHA-256 is kept: who reads the database cannot act as
anybody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from piccolo.columns import UUID, ForeignKey, OnDelete, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.accounts import Account
from app.store.rows import as_record, as_row, insert


class Session(Table):
    """One browser that is signed in."""

    token_sha256 = Text(primary_key=True, default=None, help_text="SHA-256 of the cookie's token, hexadecimal.")
    account = ForeignKey(Account, null=False, index=True, on_delete=OnDelete.restrict, help_text="Who is signed in.")
    csrf_secret = Text(default=None, help_text="What forms of this session must send back; useless without the cookie.")
    created_at = Timestamptz(default=None, help_text="When they signed in.")
    last_seen_at = Timestamptz(default=None, help_text="When the session was last used, to a few minutes.")
    expires_at = Timestamptz(default=None, help_text="From when on it is worth nothing.")
    user_agent = Text(
        null=True, default=None, help_text="How the browser calls itself, so that people know their devices."
    )

    session_token_is_sha256 = Check("length(token_sha256) = 64")
    session_csrf_not_empty = Check("csrf_secret <> ''")


class ApiToken(Table):
    """One key for a script, with the rights of the account that made it."""

    id = UUID(primary_key=True, default=None, help_text="Names the token where it must not be shown.")
    account = ForeignKey(Account, null=False, index=True, on_delete=OnDelete.restrict, help_text="For whom it acts.")
    name = Text(default=None, help_text="What it is for, in its owner's words.")
    token_sha256 = Text(unique=True, default=None, help_text="SHA-256 of the token, hexadecimal.")
    created_at = Timestamptz(default=None, help_text="When it was made.")
    expires_at = Timestamptz(default=None, help_text="From when on it is worth nothing.")
    last_used_at = Timestamptz(
        null=True, default=None, help_text="When it was last used, to a few minutes; empty when never."
    )
    revoked_at = Timestamptz(null=True, default=None, help_text="Since when it is withdrawn; empty while it is good.")

    api_token_is_sha256 = Check("length(token_sha256) = 64")
    api_token_named = Check("name <> ''")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """One session. Columns as described at `Session`."""

    token_sha256: str
    account: uuid.UUID
    csrf_secret: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_agent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredToken:
    """One API token. Columns as described at `ApiToken`."""

    account: uuid.UUID
    name: str
    token_sha256: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def insert_session(session: StoredSession) -> None:
    """Keep a new session. Needs an open transaction, as every write here does."""
    await insert(Session, [as_row(session)])


async def read_session(token_sha256: str) -> StoredSession | None:
    """The session of this token, expired or not, or None."""
    row = await Session.select().where(Session.token_sha256 == token_sha256).first()
    return None if row is None else as_record(StoredSession, row)


async def read_sessions_of(account: uuid.UUID) -> list[StoredSession]:
    """An account's sessions, the last used first."""
    rows = await Session.select().where(Session.account == account).order_by(Session.last_seen_at, ascending=False)
    return [as_record(StoredSession, row) for row in rows]


async def touch_session(token_sha256: str, last_seen_at: datetime, expires_at: datetime) -> None:
    """Note that a session was used. Every call is a write: once in a few minutes is enough."""
    await Session.update({Session.last_seen_at: last_seen_at, Session.expires_at: expires_at}).where(
        Session.token_sha256 == token_sha256
    )


async def delete_session(token_sha256: str) -> None:
    """Sign one browser out."""
    await Session.delete().where(Session.token_sha256 == token_sha256)


async def delete_sessions_of(account: uuid.UUID) -> None:
    """Sign an account out everywhere."""
    await Session.delete().where(Session.account == account)


async def read_good_tokens(account: uuid.UUID, good_at: datetime) -> list[StoredToken]:
    """The API tokens of an account that are neither withdrawn nor expired, the newest first."""
    return [one for one in await read_tokens_of(account) if one.revoked_at is None and one.expires_at > good_at]


async def delete_expired_sessions(now: datetime) -> None:
    """Forget the sessions that are worth nothing any more."""
    await Session.delete().where(Session.expires_at <= now)


async def insert_token(token: StoredToken) -> None:
    """Keep a new API token."""
    await insert(ApiToken, [as_row(token)])


async def read_token(token_sha256: str) -> StoredToken | None:
    """The API token with this hash, whether still good or not, or None."""
    row = await ApiToken.select().where(ApiToken.token_sha256 == token_sha256).first()
    return None if row is None else as_record(StoredToken, row)


async def read_tokens_of(account: uuid.UUID) -> list[StoredToken]:
    """An account's API tokens, withdrawn ones too, the newest first."""
    rows = await ApiToken.select().where(ApiToken.account == account).order_by(ApiToken.created_at, ascending=False)
    return [as_record(StoredToken, row) for row in rows]


async def touch_token(token_id: uuid.UUID, last_used_at: datetime) -> None:
    """Note that a token was used. Every call is a write: once in a few minutes is enough."""
    await ApiToken.update({ApiToken.last_used_at: last_used_at}).where(ApiToken.id == token_id)


async def revoke_token(token_id: uuid.UUID, at: datetime) -> bool:
    """Withdraw a token; False when there is none, or it was withdrawn before."""
    good = (ApiToken.id == token_id) & ApiToken.revoked_at.is_null()
    return bool(await ApiToken.update({ApiToken.revoked_at: at}).where(good).returning(ApiToken.id))
