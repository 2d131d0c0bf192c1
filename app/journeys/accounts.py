"""Accounts: who may sign in, in which role, for which part of the county. Every change leaves a change
record.

Passwords are hashed with argon2 in a thread and never written anywhere else. An account is disabled, never
deleted.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from argon2 import PasswordHasher

from app.access.actor import ROLES, Actor
from app.errors import Fault, InvalidInput, NotFound
from app.exchange.strict_json import dump_json
from app.journeys.house import House
from app.sites.divisions import widened
from app.store.accounts import StoredAccount, insert_account, read_account, read_accounts, replace_account
from app.store.changes import NewChange, append_changes
from app.store.engine import transaction
from app.store.sessions import delete_sessions_of
from app.store.sites import SiteFilter, count_sites
from app.wording import Wording

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
_USERNAME = re.compile(r"[\w.@\-]{1,64}")


def user_name(typed: str) -> str:
    """What is typed to sign in, in the one form it is kept in: without width, case or surrounding blanks."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


async def hashed(password: str) -> str:
    """The argon2 hash of a password; computed in a thread, because it takes a quarter of a second."""
    return await asyncio.to_thread(PasswordHasher().hash, password)


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
    """Make an account. Raises InvalidInput with every fault: a name that is taken, a short password, an
    unknown scope.
    """
    name = user_name(username)
    faults = _name_faults(name, display_name, role) + password_faults(password)
    scope, scope_faults = _scope(house, divisions)
    faults += scope_faults + await _site_faults(sites)
    if role == "site_editor" and not (divisions or sites):
        message = Wording("填报员必须指定负责的区划或站点", "a site editor needs a division or a site")
        faults.append(Fault("scope", "missing", message))
    if await read_account(name) is not None:
        faults.append(Fault("username", "taken", Wording("用户名已被使用", "is taken")))
    if faults:
        raise InvalidInput(faults)
    account = StoredAccount(
        username=name,
        display_name=display_name.strip(),
        role=role,
        password_hash=await hashed(password),
        must_change_password=must_change_password,
        created_at=house.now(),
        divisions=scope,
        sites=tuple(sorted(set(sites))),
        sample=sample,
    )
    async with transaction():
        await insert_account(account)
        await append_changes([_change(house, actor, "account.added", None, account)])
    return account


async def list_accounts() -> list[StoredAccount]:
    """Every account by user name, disabled ones too."""
    return await read_accounts()


async def set_password(house: House, actor: Actor, username: str, password: str) -> None:
    """Give an account a new first password and sign it out everywhere. Raises NotFound, InvalidInput."""
    if faults := password_faults(password):
        raise InvalidInput(faults)
    password_hash = await hashed(password)
    async with transaction():
        account = await _account(username)
        changed = replace(
            account,
            password_hash=password_hash,
            must_change_password=True,
            failed_attempts=0,
            last_failed_at=None,
        )
        await _save(house, actor, "account.password_set", account, changed)


async def disable_account(house: House, actor: Actor, username: str) -> bool:
    """Refuse sign-in from now on, and end what is open. False when it was disabled already. Raises
    NotFound.
    """
    async with transaction():
        account = await _account(username)
        if account.disabled_at is not None:
            return False
        changed = replace(account, disabled_at=house.now())
        await _save(house, actor, "account.disabled", account, changed)
    return True


async def _account(username: str) -> StoredAccount:
    account = await read_account(user_name(username))
    if account is None:
        raise NotFound(Wording("没有这个用户", "there is no such user"))
    return account


async def _save(house: House, actor: Actor, action: str, before: StoredAccount, after: StoredAccount) -> None:
    await replace_account(after)
    await delete_sessions_of(after.id)
    await append_changes([_change(house, actor, action, before, after)])


def _change(house: House, actor: Actor, action: str, before: StoredAccount | None, after: StoredAccount) -> NewChange:
    return NewChange(
        at=house.now(),
        actor_key=actor.key,
        actor_name=actor.name,
        request_id=actor.request_id,
        action=action,
        subject_kind="account",
        subject_key=str(after.id),
        reason="",
        before=_document(before) if before is not None else None,
        after=_document(after),
    )


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


def _name_faults(username: str, display_name: str, role: str) -> list[Fault]:
    faults = []
    if not _USERNAME.fullmatch(username):
        message = Wording("只能用 1–64 个字母、数字和 . _ - @", "must be 1 to 64 letters, digits, or . _ - @")
        faults.append(Fault("username", "bad_name", message))
    if not display_name.strip():
        faults.append(Fault("display_name", "empty", Wording("姓名不能为空", "must not be empty")))
    if role not in ROLES:
        known = ", ".join(ROLES)
        message = Wording(f"没有这个角色，可用：{known}", f"no such role; use one of {known}")
        faults.append(Fault("role", "unknown_code", message))
    return faults


def password_faults(password: str) -> list[Fault]:
    """Why a password is refused; empty when it is good."""
    if SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return []
    span = f"{SHORTEST_PASSWORD}–{LONGEST_PASSWORD}"
    message = Wording(f"密码须为 {span} 个字符", f"must have {span} characters")
    return [Fault("password", "bad_length", message)]


def _scope(house: House, divisions: Sequence[str]) -> tuple[tuple[str, ...], list[Fault]]:
    codes: set[str] = set()
    faults = []
    for given in divisions:
        try:
            code = widened(given)
        except ValueError:
            code = ""
        if house.divisions.get(code) is None:
            message = Wording(f"没有区划 {given}", f"there is no division {given}")
            faults.append(Fault("scope", "unknown_code", message))
        codes.add(code)
    return tuple(sorted(codes)), faults


async def _site_faults(sites: Sequence[str]) -> list[Fault]:
    return [
        Fault("scope", "unknown_code", Wording(f"没有站点 {code}", f"there is no site {code}"))
        for code in sites
        if not await count_sites(SiteFilter(codes=(code,)))
    ]
