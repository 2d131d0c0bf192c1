"""What people outside report about a site: it was closed, it has moved. Never part of the site's record."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from piccolo.columns import UUID, BigInt, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.store.rows import as_record, as_row, as_values, in_chunks, insert


class FaultReport(Table):
    """One report of a fault about one site, and what was answered."""

    id = UUID(primary_key=True, default=None, help_text="Names it for those inside; the form that sent it chose it.")
    number = Text(default=None, help_text="By which whoever reported it looks the answer up; cannot be guessed.")
    site_code = Text(index=True, default=None, help_text="The site it is about.")
    sort = Text(default=None, help_text="What is wrong: closed, moved, hours, telephone, other.")
    words = Text(default=None, help_text="What was said besides; may be empty. Stays inside.")
    phone = Text(null=True, default=None, help_text="Personal: where to call back, where given. Stays inside.")
    photo_sha256 = Text(
        null=True, default=None, help_text="The photo's bytes, where one was sent; also where they lie."
    )
    reported_at = Timestamptz(index=True, default=None, help_text="When it came in.")
    answer = Text(null=True, default=None, help_text="What became of it, for whoever has the number; empty before.")
    answered_by_key = Text(null=True, default=None, help_text="Who answered: an account's id; empty before.")
    answered_by_name = Text(null=True, default=None, help_text="Their name as it was then; empty before.")
    answered_at = Timestamptz(null=True, index=True, default=None, help_text="When it was answered; empty before.")
    version = BigInt(default=None, help_text="1 at first, 2 when answered; refuses a second answer.")

    fault_report_number_once = Unique([number])
    fault_report_sort_known = Check("sort IN ('closed', 'moved', 'hours', 'telephone', 'other')")
    fault_report_named = Check("site_code <> '' AND number <> ''")
    fault_report_version_counts_from_1 = Check("version >= 1")
    fault_report_answer_whole = Check(
        "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by_key IS NULL)"
        " AND (answer IS NULL) = (answered_by_name IS NULL)"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFaultReport:
    """One report. Columns as described at `FaultReport`."""

    number: str
    site_code: str
    sort: str
    words: str
    reported_at: datetime
    phone: str | None = None
    photo_sha256: str | None = None
    answer: str | None = None
    answered_by_key: str | None = None
    answered_by_name: str | None = None
    answered_at: datetime | None = None
    version: int = 1
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_fault_report(key: uuid.UUID) -> StoredFaultReport | None:
    """The report of this id, or None."""
    row = await FaultReport.select().where(FaultReport.id == key).first()
    return None if row is None else as_record(StoredFaultReport, row)


async def read_fault_report_by_number(number: str) -> StoredFaultReport | None:
    """The report of this number, or None."""
    row = await FaultReport.select().where(FaultReport.number == number).first()
    return None if row is None else as_record(StoredFaultReport, row)


async def read_waiting_fault_reports(site_codes: Sequence[str] | None = None) -> list[StoredFaultReport]:
    """Those without an answer, of these sites (all when None), the oldest first."""
    found: list[StoredFaultReport] = []
    for codes in in_chunks(site_codes) if site_codes is not None else [None]:
        query = FaultReport.select().where(FaultReport.answered_at.is_null())
        if codes is not None:
            query = query.where(FaultReport.site_code.is_in(codes))
        found += [as_record(StoredFaultReport, row) for row in await query]
    return sorted(found, key=lambda one: (one.reported_at, one.id))


async def read_sites_with_answers() -> list[str]:
    """The codes of the sites about which a report was ever answered."""
    rows = await FaultReport.select(FaultReport.site_code).where(FaultReport.answered_at.is_not_null()).distinct()
    return sorted(row["site_code"] for row in rows)


async def read_answered_fault_reports(site_codes: Sequence[str], limit: int) -> list[StoredFaultReport]:
    """The reports about these sites that were answered last, the latest first."""
    found = []
    for codes in in_chunks(site_codes):
        query = FaultReport.select().where(FaultReport.answered_at.is_not_null() & FaultReport.site_code.is_in(codes))
        found += await query.order_by(FaultReport.answered_at, ascending=False).limit(limit)
    found.sort(key=lambda row: (row["answered_at"], row["id"]), reverse=True)
    return [as_record(StoredFaultReport, row) for row in found[:limit]]


async def insert_fault_report(report: StoredFaultReport) -> None:
    """Take a report in. Needs an open transaction."""
    await insert(FaultReport, [as_row(report)])


async def update_fault_report(report: StoredFaultReport) -> StoredFaultReport | None:
    """Write a report over the version that it carries; the report with its next version, None when that is stale."""
    newer = replace(report, version=report.version + 1)
    values = as_values(FaultReport, as_row(newer), but=FaultReport.id)
    where = (FaultReport.id == report.id) & (FaultReport.version == report.version)
    rows = await FaultReport.update(values).where(where).returning(FaultReport.version)
    return newer if rows else None


async def recorded_photos() -> set[str]:
    """The hashes of all photos that any report names."""
    rows = await FaultReport.select(FaultReport.photo_sha256).where(FaultReport.photo_sha256.is_not_null()).distinct()
    return {row["photo_sha256"] for row in rows}
