"""Rows of an operator's ledgers (台账). Nothing is deleted: what was wrong is corrected or withdrawn, with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from piccolo.columns import UUID, BigInt, Boolean, Date, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.rows import as_record, as_row, insert, replace_row


class LedgerEntry(Table):
    """One row of one ledger of a site."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever.")
    site_code = Text(index=True, default=None, help_text="The site whose operator keeps the ledger.")
    programme = Text(default=None, help_text="The programme whose pack defines the ledger.")
    ledger = Text(default=None, help_text="Code of the ledger.")
    day = Date(index=True, default=None, help_text="The day it is about.")
    figures = Text(default=None, help_text="JSON: the columns by code; those left open left out.")
    nothing = Boolean(default=None, help_text="Whether it says that there was nothing to enter.")
    withdrawn = Boolean(default=None, help_text="Whether it was withdrawn; then it counts nowhere.")
    entered_by_key = Text(default=None, help_text="Who entered it: an account's id.")
    entered_by_name = Text(default=None, help_text="Their name as it was then.")
    entered_at = Timestamptz(default=None, help_text="When it was entered.")
    version = BigInt(default=None, help_text="1 at first, one more with every correction; refuses stale ones.")

    ledger_entry_version_counts_from_1 = Check("version >= 1")
    ledger_entry_named = Check("site_code <> '' AND programme <> '' AND ledger <> '' AND figures <> ''")
    ledger_entry_entered_by_somebody = Check("entered_by_key <> '' AND entered_by_name <> ''")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLedgerEntry:
    """One row. Columns as described at `LedgerEntry`."""

    site_code: str
    programme: str
    ledger: str
    day: date
    figures: str
    nothing: bool
    entered_by_key: str
    entered_by_name: str
    entered_at: datetime
    withdrawn: bool = False
    version: int = 1
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_ledger_entry(key: uuid.UUID) -> StoredLedgerEntry | None:
    """The row of this id, or None."""
    row = await LedgerEntry.select().where(LedgerEntry.id == key).first()
    return None if row is None else as_record(StoredLedgerEntry, row)


async def read_ledger_entries(
    site_code: str,
    programme: str,
    *,
    ledger: str | None = None,
    first: date | None = None,
    last: date | None = None,
    withdrawn: bool = False,
) -> list[StoredLedgerEntry]:
    """The rows of a site that count, of one ledger or all, from `first` to `last`, by day; `withdrawn` ones besides."""
    query = LedgerEntry.select().where((LedgerEntry.site_code == site_code) & (LedgerEntry.programme == programme))
    if ledger is not None:
        query = query.where(LedgerEntry.ledger == ledger)
    if first is not None:
        query = query.where(LedgerEntry.day >= first)
    if last is not None:
        query = query.where(LedgerEntry.day <= last)
    if not withdrawn:
        query = query.where(LedgerEntry.withdrawn.eq(False))
    found = [as_record(StoredLedgerEntry, row) for row in await query]
    return sorted(found, key=lambda one: (one.day, one.entered_at, one.id))


async def insert_ledger_entries(entries: Sequence[StoredLedgerEntry]) -> None:
    """Add new ones. Needs an open transaction."""
    await insert(LedgerEntry, [as_row(one) for one in entries])


async def replace_ledger_entry(one: StoredLedgerEntry, expected_version: int) -> StoredLedgerEntry | None:
    """Save over the version that was read, as the next one; None, and nothing saved, when somebody was quicker."""
    return await replace_row(LedgerEntry, one, expected_version, key=LedgerEntry.id)
