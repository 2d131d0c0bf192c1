"""Who made an account, gave it its password and rights, disabled it, and when: read from the change records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from app.store.accounts import StoredAccount
from app.store.changes import ChangeRecord, read_changes_of

AccountChange = ChangeRecord
"""One thing done to an account: `at`, `actor_name`, `action`."""
ACCOUNT_ACTIONS = (
    "account.added",
    "account.renamed",
    "account.regranted",
    "account.password_set",
    "account.disabled",
    "account.enabled",
)
"""What others do to an account; what its owner does with it (own password, sessions) is not told here."""


async def histories_of(accounts: Iterable[StoredAccount]) -> Mapping[UUID, Sequence[AccountChange]]:
    """What was done to each of these accounts, the newest first. Asks for nobody's right: who lists them has it."""
    found: dict[UUID, list[AccountChange]] = {account.id: [] for account in accounts}
    for change in await read_changes_of("account", [str(key) for key in found], ACCOUNT_ACTIONS, limit=None):
        found[UUID(change.subject_key)].append(change)
    return found
