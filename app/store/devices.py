"""Browsers that an account has signed in with before. Of each only the SHA-256 of its token is kept."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from piccolo.columns import UUID, ForeignKey, OnDelete, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.store.accounts import Account
from app.store.rows import as_record, as_row, insert


class KnownDevice(Table):
    """One browser that knew an account's password once. It opens nothing; strangers' guesses do not slow it down."""

    id = UUID(primary_key=True, default=None, help_text="Names the device in the record of attempts.")
    account = ForeignKey(Account, null=False, index=True, on_delete=OnDelete.restrict, help_text="Who signed in.")
    token_sha256 = Text(
        index=True, default=None, help_text="SHA-256 of the cookie's token, hexadecimal; several people may share one."
    )
    created_at = Timestamptz(default=None, help_text="When they first signed in with it.")
    last_used_at = Timestamptz(default=None, help_text="When they last did.")

    known_device_once = Unique([account, token_sha256])
    known_device_token_is_sha256 = Check("length(token_sha256) = 64")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDevice:
    """One known browser. Columns as described at `KnownDevice`."""

    account: uuid.UUID
    token_sha256: str
    created_at: datetime
    last_used_at: datetime
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def insert_device(device: StoredDevice) -> None:
    """Keep a new device. Needs an open transaction, as every write here does."""
    await insert(KnownDevice, [as_row(device)])


async def read_devices(token_sha256: str) -> list[StoredDevice]:
    """Every account's device of this token: one browser, seen from those who sign in with it."""
    rows = await KnownDevice.select().where(KnownDevice.token_sha256 == token_sha256)
    return [as_record(StoredDevice, row) for row in rows]


async def touch_device(device: uuid.UUID, last_used_at: datetime) -> None:
    """Note that somebody signed in with it again."""
    await KnownDevice.update({KnownDevice.last_used_at: last_used_at}).where(KnownDevice.id == device)


async def delete_devices_of(account: uuid.UUID, *, keep: uuid.UUID | None = None) -> None:
    """Forget an account's devices, but for `keep`."""
    query = KnownDevice.delete().where(KnownDevice.account == account)
    await (query if keep is None else query.where(KnownDevice.id != keep))


async def delete_devices_unused_since(moment: datetime) -> None:
    """Forget the devices that nobody has signed in with since."""
    await KnownDevice.delete().where(KnownDevice.last_used_at < moment)
