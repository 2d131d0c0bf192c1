"""Assessments of an operator's periods: both sides' points, and what stood there when they were closed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime

from piccolo.columns import UUID, BigInt, Boolean, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.store.rows import as_record, as_row, as_values, insert


class Assessment(Table):
    """One period of one contract, as both sides score it."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever.")
    site_code = Text(default=None, help_text="The site whose operator is scored.")
    programme = Text(default=None, help_text="The programme whose pack holds the scorecard.")
    period = Text(default=None, help_text="The period, such as 2026-H1.")
    self_side = Text(default=None, help_text="JSON: the operator's points and reasons by line.")
    self_by_key = Text(null=True, default=None, help_text="Who scored for the operator last; empty before.")
    self_by_name = Text(null=True, default=None, help_text="Their name as it was then; empty before.")
    review_side = Text(default=None, help_text="JSON: the reviewer's points, reasons, bonus and deductions.")
    review_by_key = Text(null=True, default=None, help_text="Who reviewed last; empty before.")
    review_by_name = Text(null=True, default=None, help_text="Their name as it was then; empty before.")
    put_right = Boolean(default=None, help_text="Whether what was wrong was put right and accepted after closing.")
    frozen = Text(null=True, default=None, help_text="JSON: pack, rows and figures as of closing; empty while open.")
    closed_by_name = Text(null=True, default=None, help_text="Who closed it; empty while open.")
    closed_at = Timestamptz(null=True, default=None, help_text="When it was closed; empty while open.")
    version = BigInt(default=None, help_text="1 at first, one more with every move; refuses stale ones.")

    assessment_of_a_period_once = Unique([site_code, programme, period])
    assessment_version_counts_from_1 = Check("version >= 1")
    assessment_named = Check("site_code <> '' AND programme <> '' AND period <> ''")
    assessment_sides_named = Check(
        "(self_by_key IS NULL) = (self_by_name IS NULL) AND (review_by_key IS NULL) = (review_by_name IS NULL)"
    )
    assessment_closing_whole = Check(
        "(frozen IS NULL) = (closed_at IS NULL) AND (frozen IS NULL) = (closed_by_name IS NULL)"
    )
    assessment_nobody_scores_both_sides = Check("self_by_key <> review_by_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAssessment:
    """One assessment. Columns as described at `Assessment`."""

    site_code: str
    programme: str
    period: str
    self_side: str = "{}"
    self_by_key: str | None = None
    self_by_name: str | None = None
    review_side: str = "{}"
    review_by_key: str | None = None
    review_by_name: str | None = None
    put_right: bool = False
    frozen: str | None = None
    closed_by_name: str | None = None
    closed_at: datetime | None = None
    version: int = 1
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_assessment(site_code: str, programme: str, period: str) -> StoredAssessment | None:
    """The assessment of a period, or None where nobody began one."""
    query = Assessment.select().where((Assessment.site_code == site_code) & (Assessment.programme == programme))
    row = await query.where(Assessment.period == period).first()
    return None if row is None else as_record(StoredAssessment, row)


async def read_assessments(site_code: str, programme: str) -> list[StoredAssessment]:
    """Every assessment of a contract, by period."""
    rows = await Assessment.select().where((Assessment.site_code == site_code) & (Assessment.programme == programme))
    return sorted((as_record(StoredAssessment, row) for row in rows), key=lambda one: one.period)


async def save_assessment(one: StoredAssessment, expected_version: int) -> StoredAssessment | None:
    """Save over the version that was read (0: none yet); None, and nothing saved, when somebody was quicker.

    Needs an open transaction.
    """
    saved = replace(one, version=expected_version + 1)
    if expected_version == 0:
        if await read_assessment(one.site_code, one.programme, one.period) is not None:
            return None
        await insert(Assessment, [as_row(saved)])
        return saved
    rows = (
        await Assessment.update(as_values(Assessment, as_row(saved), but=Assessment.id))
        .where((Assessment.id == saved.id) & (Assessment.version == expected_version))
        .returning(Assessment.version)
    )
    return saved if rows else None
