"""API tokens: keys for scripts, with the rights of the account that made them and an expiry, shown once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.access.may import Target, may
from app.access.throttle import counted_address
from app.errors import Fault, InvalidInput, NotSignedIn
from app.journeys.accounts.attempts import Caller, entry, too_many, wait_of_bad_tokens
from app.journeys.accounts.endings import end_token_of, token_change
from app.journeys.accounts.sign_in import TOKEN_BYTES, TOUCHED_EVERY, Present, actor_of, fingerprint
from app.journeys.house import House
from app.store.accounts import StoredAccount, read_account_by_id
from app.store.attempts import append_attempts
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.revisions import ask_anew
from app.store.sessions import StoredToken, insert_token, read_token, read_tokens_of, touch_token
from app.wording import Wording

PREFIX = "zw_"
SHORTEST_DAYS, LONGEST_DAYS = 1, 366
LONGEST_NAME = 100
_BAD = Wording("接口令牌无效或已过期。", "The API token is not valid, or has expired.")


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is shown once."""

    token: str
    stored: StoredToken


async def issue_token(house: House, who: Present, name: str, days: int) -> NewToken:
    """A new token of one's own. Raises InvalidInput with every fault."""
    may(who.actor, "manage_own_tokens", Target(owner=who.actor.key)).require()
    faults = []
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        faults.append(Fault("name", "bad_length", Wording("请写明用途，1–100 个字", "say what it is for")))
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        span = f"{SHORTEST_DAYS}–{LONGEST_DAYS}"
        faults.append(Fault("days", "out_of_range", Wording(f"有效期须为 {span} 天", f"must be {span} days")))
    if faults:
        raise InvalidInput(faults)
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    now = house.now()
    stored = StoredToken(
        account=who.account.id,
        name=name.strip(),
        token_sha256=fingerprint(token),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    async with transaction():
        await insert_token(stored)
        await append_changes([token_change(house, who.actor, "token.issued", stored)])
    return NewToken(token, stored)


async def own_tokens(who: Present) -> list[StoredToken]:
    """The account's tokens, withdrawn and expired ones too."""
    may(who.actor, "manage_own_tokens", Target(owner=who.actor.key)).require()
    return await read_tokens_of(who.account.id)


async def withdraw_token(house: House, who: Present, key: UUID) -> None:
    """Make a token of one's own worth nothing. Raises NotFound."""
    may(who.actor, "manage_own_tokens", Target(owner=who.actor.key)).require()
    async with transaction():
        await end_token_of(house, who.actor, who.account, key)


async def token_holder(house: House, caller: Caller, token: str) -> Present:
    """Who a token acts for. Raises NotSignedIn (noted), TooMany for an address that tries on and on."""
    address = counted_address(caller.address)
    known, now = await _known(token), house.now()
    if known is None or not _is_good(*known, now):
        seconds = await wait_of_bad_tokens(house, address) if address else 0
        if seconds:
            raise too_many(seconds)
        where = Caller(address, caller.user_agent, caller.route, caller.request_id)
        async with transaction():
            await append_attempts([entry(house, where, "bad_token", account=known[1] if known else None)])
        raise NotSignedIn(_BAD)
    stored, account = known
    if stored.last_used_at is None or now - stored.last_used_at >= TOUCHED_EVERY:
        async with transaction():
            await touch_token(stored.id, now)
    ask_anew()  # whoever saves in one process and reads in another sees what they saved
    return Present(actor_of(account, caller.request_id, by_token=True), account)


async def _known(token: str) -> tuple[StoredToken, StoredAccount] | None:
    """The token as it was given out, good or not, and whose it is."""
    stored = await read_token(fingerprint(token))
    if stored is None:
        return None
    account = await read_account_by_id(stored.account)
    assert account is not None, "the table keeps accounts that have tokens"
    return stored, account


def _is_good(stored: StoredToken, account: StoredAccount, now: datetime) -> bool:
    return stored.revoked_at is None and stored.expires_at > now and account.disabled_at is None
