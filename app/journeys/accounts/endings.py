"""What ends an account's sessions, tokens and known devices, and who may look at them and end them one by one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.errors import NotFound
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.house import House
from app.store.accounts import StoredAccount
from app.store.changes import NewChange, append_changes
from app.store.devices import delete_devices_of
from app.store.sessions import (
    StoredSession,
    StoredToken,
    delete_session,
    delete_sessions_of,
    read_good_tokens,
    read_sessions_of,
    revoke_token,
)
from app.wording import Wording


@dataclass(frozen=True, slots=True)
class OpenAccess:
    """By which sessions and tokens an account can act now."""

    sessions: tuple[StoredSession, ...] = ()
    tokens: tuple[StoredToken, ...] = ()


async def open_access(house: House, account: StoredAccount) -> OpenAccess:
    """The sessions and tokens of an account that are good now; whoever asks must be allowed to see them."""
    tokens = await read_good_tokens(account.id, house.now())
    return OpenAccess(await good_sessions(house, account), tuple(tokens))


async def good_sessions(house: House, account: StoredAccount) -> tuple[StoredSession, ...]:
    """Where an account is signed in; whoever asks must be allowed to see it."""
    return tuple(one for one in await read_sessions_of(account.id) if one.expires_at > house.now())


async def end_all(house: House, actor: Actor, account: StoredAccount, *, device: UUID | None = None) -> None:
    """A password is not what it was: every session, token and known device of the account ends, but for the `device`
    of whoever does it. Needs an open transaction.
    """
    await delete_sessions_of(account.id)
    await delete_devices_of(account.id, keep=device)
    for token in await read_good_tokens(account.id, house.now()):
        await end_token(house, actor, token)


async def end_session(house: House, actor: Actor, account: StoredAccount, key: str) -> None:
    """Sign one browser of an account out. Raises NotFound. Needs an open transaction."""
    mine = next((one for one in await read_sessions_of(account.id) if one.token_sha256 == key), None)
    if mine is None:
        raise NotFound(Wording("没有这个登录", "there is no such session"))
    await delete_session(key)
    device = json_text({"user_agent": mine.user_agent, "signed_in": mine.created_at.isoformat()})
    await append_changes([change_by(actor, house, "account.session_ended", "account", account.id, before=device)])


async def end_token_of(house: House, actor: Actor, account: StoredAccount, key: UUID) -> None:
    """Make a token of an account worth nothing. Raises NotFound. Needs an open transaction."""
    mine = next((one for one in await read_good_tokens(account.id, house.now()) if one.id == key), None)
    if mine is None:
        raise NotFound(Wording("没有这个令牌", "there is no such token"))
    await end_token(house, actor, mine)


async def end_token(house: House, actor: Actor, token: StoredToken) -> None:
    """Make a token worth nothing from now on. Needs an open transaction."""
    if await revoke_token(token.id, house.now()):
        await append_changes([token_change(house, actor, "token.withdrawn", token)])


def token_change(house: House, actor: Actor, action: str, token: StoredToken) -> NewChange:
    """The change record of a token."""
    after = json_text({"name": token.name, "expires_at": token.expires_at.isoformat()})
    return change_by(actor, house, action, "token", token.id, reason=token.name, after=after)
