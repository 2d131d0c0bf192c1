"""What the bureau enters of a signed contract, and what is put on record under it. Nothing is deleted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from piccolo.columns import UUID, BigInt, Date, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.store.rows import as_record, as_row, as_values, insert, replace_row


class SignedContract(Table):
    """What only the signed contract of a site says."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever.")
    site_code = Text(default=None, help_text="The site that is run under the contract.")
    programme = Text(default=None, help_text="The programme whose pack has the rest.")
    terms = Text(default=None, help_text="JSON: what was entered by code; what nobody knows is left out.")
    version = BigInt(default=None, help_text="1 at first, one more with every change; refuses stale ones.")

    signed_contract_of_a_site_once = Unique([site_code, programme])
    signed_contract_version_counts_from_1 = Check("version >= 1")
    signed_contract_named = Check("site_code <> '' AND programme <> '' AND terms <> ''")


class ContractEntry(Table):
    """One thing on record under a contract, and what was answered to it."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever.")
    site_code = Text(index=True, default=None, help_text="The site that is run under the contract.")
    programme = Text(default=None, help_text="The programme whose pack holds the contract.")
    kind = Text(default=None, help_text="One of objection, request, paid, warning, replacement, quality.")
    part = Text(default=None, help_text="The period or part of the contract's sum it is about; empty for all of it.")
    day = Date(default=None, help_text="The day it is about.")
    said = Text(default=None, help_text="JSON: what it says.")
    by_key = Text(default=None, help_text="Who put it on record: an account's id.")
    by_name = Text(default=None, help_text="Their name as it was then.")
    at = Timestamptz(default=None, help_text="When they did.")
    answer = Text(null=True, default=None, help_text="JSON: what was answered, or why it was withdrawn; empty before.")
    answered_by_key = Text(null=True, default=None, help_text="Who answered; empty before.")
    answered_by_name = Text(null=True, default=None, help_text="Their name as it was then; empty before.")
    answered_at = Timestamptz(null=True, default=None, help_text="When they did; empty before.")
    version = BigInt(default=None, help_text="1 at first, one more when answered; refuses stale ones.")

    contract_entry_kind_listed = Check("kind IN ('objection', 'request', 'paid', 'warning', 'replacement', 'quality')")
    contract_entry_version_counts_from_1 = Check("version >= 1")
    contract_entry_named = Check("site_code <> '' AND programme <> '' AND by_key <> '' AND by_name <> ''")
    contract_entry_answer_whole = Check(
        "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by_key IS NULL)"
        " AND (answer IS NULL) = (answered_by_name IS NULL)"
    )
    contract_entry_nobody_answers_themselves = Check("kind <> 'objection' OR answered_by_key <> by_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSigned:
    """What was entered of one contract. Columns as described at `SignedContract`."""

    site_code: str
    programme: str
    terms: str = "{}"
    version: int = 1
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """One thing on record. Columns as described at `ContractEntry`."""

    site_code: str
    programme: str
    kind: str
    part: str
    day: date
    said: str
    by_key: str
    by_name: str
    at: datetime
    answer: str | None = None
    answered_by_key: str | None = None
    answered_by_name: str | None = None
    answered_at: datetime | None = None
    version: int = 1
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_signed(programme: str) -> dict[str, StoredSigned]:
    """What was entered of the contracts of a programme, by the code of the site."""
    rows = await SignedContract.select().where(SignedContract.programme == programme)
    return {row["site_code"]: as_record(StoredSigned, row) for row in rows}


async def save_signed(one: StoredSigned, expected_version: int) -> StoredSigned | None:
    """Save over the version that was read (0: none yet); None, and nothing saved, when somebody was quicker.

    Needs an open transaction.
    """
    saved = replace(one, version=expected_version + 1)
    if expected_version == 0:
        if one.site_code in await read_signed(one.programme):
            return None
        await insert(SignedContract, [as_row(saved)])
        return saved
    rows = (
        await SignedContract.update(as_values(SignedContract, as_row(saved), but=SignedContract.id))
        .where((SignedContract.id == saved.id) & (SignedContract.version == expected_version))
        .returning(SignedContract.version)
    )
    return saved if rows else None


async def read_entry(key: uuid.UUID) -> StoredEntry | None:
    """What is on record under this id, or None."""
    row = await ContractEntry.select().where(ContractEntry.id == key).first()
    return None if row is None else as_record(StoredEntry, row)


async def read_entries(site_code: str, programme: str) -> list[StoredEntry]:
    """Everything on record under a contract, the oldest first."""
    found = await ContractEntry.select().where(
        (ContractEntry.site_code == site_code) & (ContractEntry.programme == programme)
    )
    return sorted((as_record(StoredEntry, row) for row in found), key=lambda one: (one.at, one.id))


async def insert_entry(one: StoredEntry) -> None:
    """Put something on record. Needs an open transaction."""
    await insert(ContractEntry, [as_row(one)])


async def replace_entry(one: StoredEntry, expected_version: int) -> StoredEntry | None:
    """Save an answer over the version that was read; None, and nothing saved, when somebody was quicker."""
    return await replace_row(ContractEntry, one, expected_version, key=ContractEntry.id)
