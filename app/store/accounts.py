"""People who may sign in, and the part of the county each may work on. What a role may do is not decided
here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from piccolo.columns import UUID, Boolean, ForeignKey, OnDelete, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.store.revisions import bump_revision
from app.store.rows import as_row, as_values, insert

REVISION = "accounts"


class Account(Table):
    """A person who may sign in. Never deleted, only disabled: change records name them."""

    id = UUID(primary_key=True, default=None, help_text="Stays the same when the user name changes.")
    username = Text(unique=True, default=None, help_text="What is typed to sign in, casefolded.")
    display_name = Text(default=None, help_text="The name that colleagues see.")
    role = Text(default=None, help_text="site_editor, reviewer, county_admin, operator or reader.")
    password_hash = Text(default=None, help_text="Argon2 hash with its parameters; never leaves the server.")
    must_change_password = Boolean(default=None, help_text="True until a password that others know has been replaced.")
    disabled_at = Timestamptz(
        null=True, default=None, help_text="Since when sign-in is refused; empty for an account in use."
    )
    created_at = Timestamptz(default=None, help_text="When the account was made.")
    sample = Boolean(default=None, help_text="True for an account of the demonstration.")

    account_role_known = Check("role IN ('site_editor', 'reviewer', 'county_admin', 'operator', 'reader')")
    account_username_not_empty = Check("username <> '' AND display_name <> ''")


class AccountScope(Table):
    """One part of the county that an account may work on. An account without any has no part named."""

    id = UUID(primary_key=True, default=None, help_text="Only names the row.")
    account = ForeignKey(Account, null=False, index=True, on_delete=OnDelete.restrict, help_text="Whose scope it is.")
    division = Varchar(length=12, null=True, default=None, help_text="A division and all below it; or else a site.")
    site = Text(null=True, default=None, help_text="Code of one site; or else a division.")

    account_scope_is_one_thing = Check("(division IS NULL) <> (site IS NULL)")
    account_scope_division_once = Unique([account, division])
    account_scope_site_once = Unique([account, site])
    account_scope_division_has_12_digits = Check("length(division) = 12 AND trim(division, '0123456789') = ''")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAccount:
    """An account with its scope: `divisions` (each with all below it) and `sites` (codes). Columns as at
    `Account`."""

    username: str
    display_name: str
    role: str
    password_hash: str
    must_change_password: bool
    created_at: datetime
    disabled_at: datetime | None = None
    sample: bool = False
    divisions: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def any_sample_account() -> bool:
    """Whether there is an account of the demonstration, which makes the database a demonstration for good."""
    return bool(await Account.exists().where(Account.sample == True))  # noqa: E712 # piccolo builds SQL from it


async def insert_account(account: StoredAccount) -> None:
    """Add an account with its scope. Needs an open transaction. `RowRefused` when the user name is taken."""
    await insert(Account, [_row(account)])
    await _insert_scope(account)
    await bump_revision(REVISION)


async def replace_account(account: StoredAccount) -> bool:
    """Save an account and its scope as given; False when there is no such account. Needs an open
    transaction."""
    values = as_values(Account, _row(account), but=Account.id)
    saved = await Account.update(values).where(Account.id == account.id).returning(Account.id)
    if not saved:
        return False
    await AccountScope.delete().where(AccountScope.account == account.id)
    await _insert_scope(account)
    await bump_revision(REVISION)
    return True


async def read_accounts() -> list[StoredAccount]:
    """Every account, the disabled ones too, by user name."""
    return sorted(await _read(), key=lambda account: account.username)


async def read_account(username: str) -> StoredAccount | None:
    """The account of this user name, or None."""
    return next(iter(await _read("WHERE account.username = {}", username)), None)


async def read_account_by_id(account_id: uuid.UUID) -> StoredAccount | None:
    """The account of this id, or None."""
    return next(iter(await _read("WHERE account.id = {}", account_id)), None)


async def _read(where: str = "", *values: object) -> list[StoredAccount]:
    """Accounts with their scopes, in one query: every request of somebody who is signed in asks for one."""
    rows = await Account.raw(
        "SELECT account.*, account_scope.division AS scope_division, account_scope.site AS scope_site"
        f" FROM account LEFT JOIN account_scope ON account_scope.account = account.id {where}",
        *values,
    )
    scopes: dict[uuid.UUID, list[tuple[str | None, str | None]]] = {}
    accounts: dict[uuid.UUID, dict[str, Any]] = {}
    for row in rows:
        scopes.setdefault(row["id"], []).append((row.pop("scope_division"), row.pop("scope_site")))
        accounts[row["id"]] = row
    return [
        StoredAccount(
            **account,
            divisions=_sorted(division for division, _ in scopes[key]),
            sites=_sorted(site for _, site in scopes[key]),
        )
        for key, account in accounts.items()
    ]


def _sorted(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted(value for value in values if value is not None))


def _row(account: StoredAccount) -> dict[str, Any]:
    row = as_row(account)
    del row["divisions"], row["sites"]
    return row


async def _insert_scope(account: StoredAccount) -> None:
    parts: list[tuple[str | None, str | None]] = [(division, None) for division in account.divisions]
    parts += [(None, site) for site in account.sites]
    await insert(
        AccountScope,
        [{"id": uuid.uuid4(), "account": account.id, "division": division, "site": site} for division, site in parts],
    )
