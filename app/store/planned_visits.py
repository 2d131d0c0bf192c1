"""Visits to come (检查安排): which site is to be visited on which day by whom, until it is done or called off."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from piccolo.columns import UUID, BigInt, Date, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.rows import as_record, as_row, in_chunks, insert, replace_row


class PlannedVisit(Table):
    """One site that is to be visited. A site has one open at most, which the journeys see to."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever.")
    site_code = Text(index=True, default=None, help_text="The site that is to be visited.")
    planned_on = Date(default=None, help_text="The day that it is planned for.")
    inspector_key = Text(index=True, default=None, help_text="Who is to go: an account's id.")
    inspector_name = Text(default=None, help_text="Their name as it was then.")
    purpose = Text(default=None, help_text="What is to be looked at; may be empty text.")
    state = Text(index=True, default=None, help_text="One of planned, done, called_off.")
    why = Text(null=True, default=None, help_text="Why it was moved last or called off; empty before.")
    visit = UUID(null=True, default=None, help_text="The visit that it came to; empty before.")
    planned_by_key = Text(default=None, help_text="Who planned it: an account's id.")
    planned_by_name = Text(default=None, help_text="Their name as it was then.")
    planned_at = Timestamptz(default=None, help_text="When it was planned.")
    version = BigInt(default=None, help_text="1 at first, one more with every move; refuses stale moves.")

    planned_visit_state_known = Check("state IN ('planned', 'done', 'called_off')")
    planned_visit_named = Check(
        "site_code <> '' AND inspector_key <> '' AND inspector_name <> '' AND planned_by_key <> ''"
        " AND planned_by_name <> ''"
    )
    planned_visit_version_counts_from_1 = Check("version >= 1")
    planned_visit_done_by_a_visit = Check("(state = 'done') = (visit IS NOT NULL)")
    planned_visit_called_off_says_why = Check("state <> 'called_off' OR (why IS NOT NULL AND why <> '')")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlannedVisit:
    """One planned visit. Columns as described at `PlannedVisit`."""

    site_code: str
    planned_on: date
    inspector_key: str
    inspector_name: str
    purpose: str
    planned_by_key: str
    planned_by_name: str
    planned_at: datetime
    state: str = "planned"
    why: str | None = None
    visit: uuid.UUID | None = None
    version: int = 1
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_planned_visit(key: uuid.UUID) -> StoredPlannedVisit | None:
    """The planned visit of this id, or None."""
    row = await PlannedVisit.select().where(PlannedVisit.id == key).first()
    return None if row is None else as_record(StoredPlannedVisit, row)


async def read_planned_visits(
    *, states: Sequence[str] = (), site_codes: Sequence[str] | None = None, inspector_key: str | None = None
) -> list[StoredPlannedVisit]:
    """Those in these states, of these sites, of this inspector (empty and None ask nothing), the nearest first."""
    found: list[StoredPlannedVisit] = []
    for codes in in_chunks(site_codes) if site_codes is not None else [None]:
        query = PlannedVisit.select()
        if codes is not None:
            query = query.where(PlannedVisit.site_code.is_in(codes))
        if states:
            query = query.where(PlannedVisit.state.is_in(list(states)))
        if inspector_key is not None:
            query = query.where(PlannedVisit.inspector_key == inspector_key)
        found += [as_record(StoredPlannedVisit, row) for row in await query]
    return sorted(found, key=lambda one: (one.planned_on, one.site_code, one.planned_at))


async def insert_planned_visits(some: Sequence[StoredPlannedVisit]) -> None:
    """Add new ones. Needs an open transaction."""
    await insert(PlannedVisit, [as_row(one) for one in some])


async def replace_planned_visit(one: StoredPlannedVisit, expected_version: int) -> StoredPlannedVisit | None:
    """Save over the version that was read, as the next one; None, and nothing saved, when somebody was quicker."""
    return await replace_row(PlannedVisit, one, expected_version, key=PlannedVisit.id)
