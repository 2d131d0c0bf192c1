"""Results of the service circle, kept to be compared: one for every state of the inputs that was reckoned."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.rows import as_record, as_row, insert


class CoverageResult(Table):
    """One result. Never changed: other inputs make another."""

    id = UUID(primary_key=True, default=None, help_text="Only names the row.")
    programme = Text(index=True, default=None, help_text="Slug of the programme whose circle it is.")
    as_of = Date(default=None, help_text="The day whose sites were counted.")
    fingerprint = Text(index=True, default=None, help_text="Names every input: places, sites, rules, roads.")
    method = Text(default=None, help_text="By road, or by straight line.")
    record = Text(default=None, help_text="JSON: the whole result.")
    reckoned_by = Text(default=None, help_text="The name of whoever asked for it.")
    reckoned_at = Timestamptz(default=None, help_text="When it was reckoned.")

    coverage_result_named = Check("programme <> '' AND fingerprint <> ''")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCoverage:
    """One result. Columns as described at `CoverageResult`."""

    programme: str
    as_of: date
    fingerprint: str
    method: str
    record: str
    reckoned_by: str
    reckoned_at: datetime
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_coverage_results(programme: str, limit: int = 50) -> list[StoredCoverage]:
    """The results of a programme, the newest first."""
    query = CoverageResult.select().where(CoverageResult.programme == programme)
    rows = await query.order_by(CoverageResult.reckoned_at, ascending=False).limit(limit)
    return [as_record(StoredCoverage, row) for row in rows]


async def read_coverage_result(key: uuid.UUID) -> StoredCoverage | None:
    """One result; None where there is none of this id."""
    rows = await CoverageResult.select().where(CoverageResult.id == key)
    return as_record(StoredCoverage, rows[0]) if rows else None


async def keep_coverage_result(result: StoredCoverage) -> bool:
    """Keep a result; False when one of the same inputs is kept already. Needs an open transaction."""
    same = (CoverageResult.programme == result.programme) & (CoverageResult.fingerprint == result.fingerprint)
    if await CoverageResult.exists().where(same):
        return False
    await insert(CoverageResult, [as_row(result)])
    return True
