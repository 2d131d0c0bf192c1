"""Audits: the result of one programme on one day, frozen, and the sites it was made of.

A site of an audit is never changed, nor is an audit that was signed off: besides the journeys, triggers of the database
itself refuse it (`piccolo_migrations`).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from piccolo.columns import UUID, BigInt, Boolean, Date, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.store.rows import as_record, as_row, insert

_AT_ONCE = 500


class CountyAudit(Table):
    """One audit."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever; part of its page's address.")
    programme = Text(index=True, default=None, help_text="Slug of the programme whose sites were judged.")
    as_of = Date(default=None, help_text="The day that was judged.")
    title = Text(default=None, help_text="What its maker calls it; may be empty text.")
    pack_hash = Text(default=None, help_text="SHA-256 of the pack that judged, 64 hexadecimal digits.")
    result_hash = Text(default=None, help_text="SHA-256 over facts, clauses and verdicts, 64 hexadecimal digits.")
    sites = BigInt(default=None, help_text="How many sites counted, closed ones not among them.")
    sample = Boolean(default=None, help_text="True where demonstration data is among them.")
    summary = Text(default=None, help_text="JSON: statuses, clauses, targets and notes as they were counted.")
    made_by_key = Text(default=None, help_text="Who made it: an account's id, or a word for the program.")
    made_by_name = Text(default=None, help_text="Their name as it was then.")
    made_at = Timestamptz(default=None, help_text="When it was made.")
    month = Text(null=True, default=None, help_text="The month, 2026-10, that the clock closed; empty for all others.")
    signed_by_key = Text(null=True, default=None, help_text="Who signed it off: an account's id; empty before.")
    signed_by_name = Text(null=True, default=None, help_text="Their name as it was then; empty before.")
    signed_at = Timestamptz(null=True, default=None, help_text="When it was signed off; empty before.")
    remark = Text(null=True, default=None, help_text="What was said when signing, may be empty text; empty before.")

    county_audit_named = Check("programme <> '' AND made_by_key <> '' AND made_by_name <> ''")
    county_audit_hashes_are_sha256 = Check("length(pack_hash) = 64 AND length(result_hash) = 64")
    county_audit_counts = Check("sites >= 0")
    county_audit_month_once = Unique([programme, month])
    county_audit_signed_whole = Check(
        "(signed_at IS NULL) = (signed_by_key IS NULL) AND (signed_at IS NULL) = (signed_by_name IS NULL)"
        " AND (signed_at IS NULL) = (remark IS NULL)"
    )


class AuditedSite(Table):
    """One site as an audit froze it."""

    id = UUID(primary_key=True, default=None, help_text="Names the row for ever.")
    audit = UUID(default=None, help_text="The audit it belongs to.")
    code = Text(default=None, help_text="The site's code.")
    name = Text(default=None, help_text="Its name then; may be empty text.")
    kind = Text(default=None, help_text="Its kind.")
    tier = Text(null=True, default=None, help_text="Its tier on the day; empty where none was known.")
    township = Text(null=True, default=None, help_text="Code of its township; empty outside the county.")
    lifecycle = Text(default=None, help_text="Its state then, such as operating; closed ones count nowhere.")
    built = Boolean(default=None, help_text="Whether it counted as built.")
    sample = Boolean(default=None, help_text="True for demonstration data.")
    status = Text(default=None, help_text="How it was judged as a whole.")
    version = BigInt(default=None, help_text="The version of its record.")
    document = Text(default=None, help_text="Its record as canonical JSON.")
    clauses = Text(default=None, help_text="JSON: each clause that bound it and how it came out.")

    audited_site_named = Check("code <> '' AND kind <> ''")
    audited_site_version_counts_from_1 = Check("version >= 1")
    audited_site_once = Unique([audit, code])


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAudit:
    """One audit. Columns as described at `CountyAudit`."""

    programme: str
    as_of: date
    title: str
    pack_hash: str
    result_hash: str
    sites: int
    sample: bool
    summary: str
    made_by_key: str
    made_by_name: str
    made_at: datetime
    month: str | None = None
    signed_by_key: str | None = None
    signed_by_name: str | None = None
    signed_at: datetime | None = None
    remark: str | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAuditedSite:
    """One site of an audit. Columns as described at `AuditedSite`."""

    audit: uuid.UUID
    code: str
    name: str
    kind: str
    tier: str | None
    township: str | None
    lifecycle: str
    built: bool
    sample: bool
    status: str
    version: int
    document: str
    clauses: str
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def insert_audit(audit: StoredAudit, sites: Sequence[StoredAuditedSite]) -> None:
    """Keep an audit with its sites. Needs an open transaction. Raises RowRefused where its month is there already."""
    await insert(CountyAudit, [as_row(audit)])
    for start in range(0, len(sites), _AT_ONCE):
        await insert(AuditedSite, [as_row(site) for site in sites[start : start + _AT_ONCE]])


async def read_audit(key: uuid.UUID) -> StoredAudit | None:
    """One audit, or None."""
    row = await CountyAudit.select().where(CountyAudit.id == key).first()
    return None if row is None else as_record(StoredAudit, row)


async def read_audits(programme: str) -> list[StoredAudit]:
    """The audits of a programme, the latest day first, and of one day the one made last."""
    rows = await CountyAudit.select().where(CountyAudit.programme == programme)
    found = [as_record(StoredAudit, row) for row in rows]
    return sorted(found, key=lambda audit: (audit.as_of, audit.made_at), reverse=True)


async def last_audited_day(programme: str, before: date) -> date | None:
    """The latest day before `before` that an audit of the programme was made of; None without any."""
    latest = CountyAudit.select(CountyAudit.as_of)
    latest = latest.where((CountyAudit.programme == programme) & (CountyAudit.as_of < before))
    row = await latest.order_by(CountyAudit.as_of, ascending=False).first()
    return None if row is None else row["as_of"]


async def read_audited_sites(audit: uuid.UUID) -> list[StoredAuditedSite]:
    """The sites of an audit, by code."""
    rows = await AuditedSite.select().where(AuditedSite.audit == audit)
    return sorted((as_record(StoredAuditedSite, row) for row in rows), key=lambda site: site.code)


async def month_is_kept(programme: str, month: str) -> bool:
    """Whether the clock has closed this month of the programme already."""
    this = (CountyAudit.programme == programme) & (CountyAudit.month == month)
    return bool(await CountyAudit.exists().where(this))


async def sign_audit_off(key: uuid.UUID, by_key: str, by_name: str, at: datetime, remark: str) -> bool:
    """Sign an audit off; False where it was signed off before. Needs an open transaction."""
    values: dict[Any, Any] = {
        CountyAudit.signed_by_key: by_key,
        CountyAudit.signed_by_name: by_name,
        CountyAudit.signed_at: at,
        CountyAudit.remark: remark,
    }
    unsigned = (CountyAudit.id == key) & CountyAudit.signed_at.is_null()
    return bool(await CountyAudit.update(values).where(unsigned).returning(CountyAudit.id))
