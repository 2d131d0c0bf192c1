"""Accounts: who may sign in, in which role, for which part of the county. Every change leaves a change
record.

Passwords are hashed with argon2 in a thread and never written anywhere else. An account is disabled, never
deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from app.access.actor import Actor
from app.access.grants import account_targets, divisions_called, grant_faults
from app.access.may import Target, may_all, may_somewhere
from app.access.passwords import password_faults
from app.errors import Fault, InvalidInput, NotFound
from app.exchange.strict_json import dump_json
from app.journeys.accounts.endings import end_all, end_session, end_token_of
from app.journeys.accounts.password_check import hashed
from app.journeys.changes import change_by
from app.journeys.house import House
from app.normal.identity_numbers import holds_identity_number
from app.normal.names import name_key
from app.normal.text import searched
from app.sites.entry import IDENTITY_NUMBER, Entry
from app.store.accounts import StoredAccount, insert_account, read_account, read_accounts, replace_account
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.refusals import is_storable
from app.store.sessions import delete_sessions_of
from app.store.sites import SiteFilter, read_sites, read_sites_of
from app.wording import Wording

LONGEST_DISPLAY_NAME = 60
_MOST_LISTED = 8
"""So many codes are named where several sites have one name."""
_USERNAME = re.compile(r"[\w.@\-]{1,64}")


_TAKEN = Fault("username", "taken", Wording("用户名已被使用", "is taken"))
_LIKE_ANOTHER = Fault("username", "taken", Wording("与已有用户名看上去一样", "looks like another user name"))
_SAME_NAME = Fault(
    "display_name",
    "taken",
    Wording("已有同名的账号，请加以区分，如“王芳（土溪）”", "another account has this name; tell them apart"),
)


def user_name(typed: str) -> str:
    """What is typed to sign in, in the one form it is kept in: without width, case or surrounding blanks."""
    return searched(typed)


async def add_account(
    house: House,
    actor: Actor,
    *,
    username: str,
    display_name: str,
    role: str,
    password: str,
    divisions: Sequence[str] = (),
    sites: Sequence[str] = (),
    must_change_password: bool = True,
    sample: bool = False,
) -> StoredAccount:
    """Make an account. Raises InvalidInput with every fault: a name that is taken, a password that will not do, a
    scope that the role cannot have; NotAllowed where the scope is not the actor's to give.
    """
    name = user_name(username)
    shown, faults = _names_read(name, display_name)
    # The sample accounts' password is told on the sign-in page; nothing about it can be guessed.
    faults += [] if sample else password_faults(password, name, shown)
    codes, scope_faults = divisions_called(divisions, house.divisions)
    places, site_faults = await _places_of(sites)
    faults += [*scope_faults, *site_faults, *grant_faults(role, codes, sites)]
    if faults:
        raise InvalidInput([*faults, *await _taken(name, shown)])
    may_all(actor, "manage_accounts", account_targets(None, role, codes, places)).require()
    account = StoredAccount(
        username=name,
        display_name=shown,
        role=role,
        password_hash=await hashed(house, password, told=sample),
        must_change_password=must_change_password,
        created_at=house.now(),
        divisions=codes,
        sites=tuple(sorted(places)),
        sample=sample,
    )
    async with transaction():
        if faults := await _taken(name, shown):
            raise InvalidInput(faults)
        await insert_account(account)
        await record_account_change(house, actor, "account.added", None, account)
    return account


async def list_accounts() -> list[StoredAccount]:
    """Every account by user name, disabled ones too."""
    return await read_accounts()


async def managed_accounts(actor: Actor) -> list[StoredAccount]:
    """The accounts that the actor may change, by user name. Raises NotAllowed for who manages none."""
    may_somewhere(actor, "manage_accounts").require()
    every = await read_accounts()
    divisions = await _divisions_of(code for account in every for code in account.sites)
    return [account for account in every if may_all(actor, "manage_accounts", _targets(account, divisions)).allowed]


async def _divisions_of(sites: Iterable[str]) -> dict[str, str]:
    return {code: row.division for code, row in (await read_sites_of(sites)).items()}


async def set_password(house: House, actor: Actor, username: str, password: str) -> None:
    """Give an account a new first password; sessions, tokens, known devices end. Raises NotFound, InvalidInput."""
    account = await managed(actor, username)
    if faults := password_faults(password, account.username, account.display_name):
        raise InvalidInput(faults)
    password_hash = await hashed(house, password)
    async with transaction():
        account = await managed(actor, username)
        changed = replace(account, password_hash=password_hash, must_change_password=True)
        await _save(house, actor, "account.password_set", account, changed)
        await end_all(house, actor, changed)


async def disable_account(house: House, actor: Actor, username: str) -> bool:
    """Refuse sign-in from now on, and end what is open. False when it was disabled already. Raises NotFound."""
    async with transaction():
        account = await managed(actor, username)
        if account.disabled_at is not None:
            return False
        await _save(house, actor, "account.disabled", account, replace(account, disabled_at=house.now()))
    return True


async def enable_account(house: House, actor: Actor, username: str) -> bool:
    """Let somebody sign in again. False when nothing stood against it."""
    async with transaction():
        account = await managed(actor, username)
        if account.disabled_at is None:
            return False
        await _save(house, actor, "account.enabled", account, replace(account, disabled_at=None))
    return True


async def regrant(
    house: House, actor: Actor, username: str, role: str, divisions: Sequence[str], sites: Sequence[str]
) -> None:
    """Give an account another role or scope; it is signed out, so that nobody acts with rights they lost.

    The actor must reach both what the account had and what it gets. Raises InvalidInput, NotFound, NotAllowed.
    """
    codes, faults = divisions_called(divisions, house.divisions)
    places, site_faults = await _places_of(sites)
    faults = [*faults, *site_faults, *grant_faults(role, codes, sites)]
    if faults:
        raise InvalidInput(faults)
    async with transaction():
        account = await managed(actor, username)
        may_all(actor, "manage_accounts", account_targets(str(account.id), role, codes, places)).require()
        changed = replace(account, role=role, divisions=codes, sites=tuple(sorted(places)))
        if changed != account:
            await _save(house, actor, "account.regranted", account, changed)


async def rename_account(
    house: House, actor: Actor, username: str, new_username: str, display_name: str
) -> StoredAccount:
    """Mend the names of an account; whoever is signed in stays so, and signs in by the new user name from then on.

    Raises InvalidInput with every fault, NotFound, NotAllowed.
    """
    name = user_name(new_username)
    shown, faults = _names_read(name, display_name)
    async with transaction():
        account = await managed(actor, username)
        if faults := [*faults, *await _taken(name, shown, but=account)]:
            raise InvalidInput(faults)
        renamed = replace(account, username=name, display_name=shown)
        if renamed != account:
            await replace_account(renamed)
            await record_account_change(house, actor, "account.renamed", account, renamed)
    return renamed


async def end_session_of(house: House, actor: Actor, username: str, key: str) -> None:
    """Sign one browser of an account out, for who manages it. Raises NotFound, NotAllowed."""
    async with transaction():
        await end_session(house, actor, await managed(actor, username), key)


async def withdraw_token_of(house: House, actor: Actor, username: str, key: UUID) -> None:
    """Make one token of an account worth nothing, for who manages it. Raises NotFound, NotAllowed."""
    async with transaction():
        await end_token_of(house, actor, await managed(actor, username), key)


async def managed(actor: Actor, username: str) -> StoredAccount:
    """The account of this user name, for somebody who may change it. Raises NotFound, NotAllowed."""
    account = await read_account(user_name(username))
    if account is None:
        raise NotFound(Wording("没有此用户", "there is no such user"))
    divisions = await _divisions_of(account.sites)
    may_all(actor, "manage_accounts", _targets(account, divisions)).require()
    return account


def _targets(account: StoredAccount, divisions: Mapping[str, str]) -> tuple[Target, ...]:
    places = {code: divisions.get(code) for code in account.sites}
    return account_targets(str(account.id), account.role, account.divisions, places)


async def _save(house: House, actor: Actor, action: str, before: StoredAccount, after: StoredAccount) -> None:
    await replace_account(after)
    await delete_sessions_of(after.id)
    await record_account_change(house, actor, action, before, after)


async def record_account_change(
    house: House, actor: Actor, action: str, before: StoredAccount | None, after: StoredAccount
) -> None:
    """Write the change record of an account. Needs an open transaction."""
    was = _document(before) if before is not None else None
    change = change_by(actor, house, action, "account", after.id, before=was, after=_document(after))
    await append_changes([change])


def _document(account: StoredAccount) -> str:
    """What a change record keeps of an account: everything but the password's hash."""
    return dump_json(
        {
            "username": account.username,
            "display_name": account.display_name,
            "role": account.role,
            "divisions": list(account.divisions),
            "sites": list(account.sites),
            "must_change_password": account.must_change_password,
            "disabled_at": account.disabled_at.isoformat() if account.disabled_at else None,
            "sample": account.sample,
        }
    ).decode()


def _names_read(username: str, display_name: str) -> tuple[str, list[Fault]]:
    """The name as it is kept, by the rules of every text, and what stands against both."""
    entry = Entry()
    if not _USERNAME.fullmatch(username):
        message = Wording("只能用 1–64 个字母、数字和 . _ - @", "must be 1 to 64 letters, digits, or . _ - @")
        entry.faults.append(Fault("username", "bad_name", message))
    elif holds_identity_number(username):
        entry.faults.append(Fault("username", IDENTITY_NUMBER.code, IDENTITY_NUMBER.message))
    shown = entry.text(display_name, "display_name", longest=LONGEST_DISPLAY_NAME)
    return shown or "", entry.faults


async def _taken(username: str, display_name: str, but: StoredAccount | None = None) -> list[Fault]:
    """What of the names another account has already, or one that a reader cannot tell from it. A disabled account keeps
    its user name; the person it was of may have another one.
    """
    others = [other for other in await read_accounts() if but is None or other.id != but.id]
    shown = [name_key(other.display_name) for other in others if other.disabled_at is None]
    faults = []
    if any(other.username == username for other in others):
        faults.append(_TAKEN)
    elif any(name_key(other.username) == name_key(username) for other in others):
        faults.append(_LIKE_ANOTHER)
    if name_key(display_name) in shown:
        faults.append(_SAME_NAME)
    return faults


async def _places_of(sites: Sequence[str]) -> tuple[dict[str, str | None], list[Fault]]:
    """Where the sites, given by code or by name, lie, by code; a fault for each that is none, or one of several."""
    known: Mapping[str, str | None] = await _divisions_of(sites)
    places: dict[str, str | None] = {}
    faults = []
    for text in sites:
        found = {text: known[text]} if text in known else await _called(text)
        if not found:
            faults.append(Fault("sites", "unknown_code", Wording(f"没有站点 {text}", f"there is no site {text}")))
        elif len(found) > 1:
            listed = "、".join(list(found)[:_MOST_LISTED])
            zh = f"有 {len(found)} 个站点叫{text}，请写编码：{listed}"
            message = Wording(zh, f"{len(found)} sites are called {text}; write the code: {listed}")
            faults.append(Fault("sites", "ambiguous", message))
        else:
            places |= found
    return places, faults


async def _called(name: str) -> dict[str, str | None]:
    """Where the sites of this name lie, by code."""
    return {row.code: row.division for row in await read_sites(SiteFilter(name=name))} if is_storable(name) else {}
