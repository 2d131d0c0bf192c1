"""Visits (检查): what an inspector found at a site, clause by clause, beside what was reported and never over it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.query.functions import Max
from piccolo.table import Table

from app.store.rows import as_record, as_row, in_chunks, insert


class Inspection(Table):
    """One visit to one site, as it was recorded; it is never changed."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever; part of its page's address.")
    site_code = Text(index=True, default=None, help_text="The site that was visited.")
    visited_on = Date(default=None, help_text="The day of the visit.")
    inspectors = Text(default=None, help_text="Who inspected, by name.")
    accompanied_by = Text(default=None, help_text="Who of the site was there; may be empty text.")
    rows = Text(default=None, help_text="JSON: a row a clause that was looked at, with what was reported and seen.")
    remarks = Text(default=None, help_text="What else was found; may be empty text.")
    rectification = UUID(null=True, default=None, help_text="The order it is the second look at; empty for others.")
    recorded_by_key = Text(default=None, help_text="Who recorded it: an account's id.")
    recorded_by_name = Text(default=None, help_text="Their name as it was then.")
    recorded_at = Timestamptz(default=None, help_text="When it reached the server.")

    inspection_named = Check(
        "site_code <> '' AND inspectors <> '' AND recorded_by_key <> '' AND recorded_by_name <> ''"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredInspection:
    """One visit. Columns as described at `Inspection`."""

    site_code: str
    visited_on: date
    inspectors: str
    accompanied_by: str
    rows: str
    remarks: str
    rectification: uuid.UUID | None
    recorded_by_key: str
    recorded_by_name: str
    recorded_at: datetime
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def insert_inspection(one: StoredInspection) -> None:
    """Add a new one. Needs an open transaction."""
    await insert(Inspection, [as_row(one)])


async def read_inspection(key: uuid.UUID) -> StoredInspection | None:
    """The visit of this id, or None."""
    row = await Inspection.select().where(Inspection.id == key).first()
    return None if row is None else as_record(StoredInspection, row)


async def read_inspections(
    *, site_codes: Sequence[str] | None = None, limit: int | None = None
) -> list[StoredInspection]:
    """Those of these sites (None: of all), the latest visit first."""
    found: list[StoredInspection] = []
    for codes in in_chunks(site_codes) if site_codes is not None else [None]:
        query = Inspection.select().order_by(Inspection.visited_on, ascending=False)
        if codes is not None:
            query = query.where(Inspection.site_code.is_in(codes))
        if limit is not None:
            query = query.limit(limit)
        found += [as_record(StoredInspection, row) for row in await query]
    return sorted(found, key=lambda one: (one.visited_on, one.recorded_at), reverse=True)


async def read_last_visits() -> dict[str, date]:
    """The day of the latest visit to each site that was ever visited."""
    rows = await Inspection.select(Inspection.site_code, Max(Inspection.visited_on, alias="last")).group_by(
        Inspection.site_code
    )
    return {row["site_code"]: _day(row["last"]) for row in rows}


def _day(value: date | str) -> date:
    """SQLite gives the largest of its days as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)
