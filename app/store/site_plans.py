"""Plans of where the next sites should go: what was asked, how the search stands, what it found.

A plan is worked on by one process and shown by all. Whoever works on it says so again and again; one that has not
been heard of for a while died with its process. What it had found by then is in the row.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from piccolo.columns import UUID, Boolean, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.rows import as_record, as_row, insert

OPEN_STATES = ("waiting", "running")


class SitePlan(Table):
    """One plan. Its row changes while somebody works on it, and never after."""

    id = UUID(primary_key=True, default=None, help_text="Names the plan; part of its page's address.")
    programme = Text(index=True, default=None, help_text="Slug of the programme whose service circle it is about.")
    asked = Text(default=None, help_text="JSON: what was asked, as it can be asked again.")
    asked_by_key = Text(default=None, help_text="Who asked: an account's id, or a word for the program.")
    asked_by_name = Text(default=None, help_text="Their name as it was then.")
    asked_at = Timestamptz(default=None, help_text="When it was asked.")
    state = Text(default=None, help_text="One of waiting, running, done, stopped, failed, interrupted.")
    stop_asked = Boolean(default=None, help_text="Whether somebody wants it to stop; every process sees it here.")
    heard_at = Timestamptz(default=None, help_text="When whoever works on it last said so.")
    ended_at = Timestamptz(null=True, default=None, help_text="When it ended; empty while it is worked on.")
    progress = Text(null=True, default=None, help_text="JSON: stage, seconds, value and bound; empty before the start.")
    result = Text(null=True, default=None, help_text="JSON: the best plan so far, at the end the answer.")
    failure = Text(null=True, default=None, help_text="JSON: why it failed, in both languages; empty otherwise.")

    site_plan_state_known = Check("state IN ('waiting', 'running', 'done', 'stopped', 'failed', 'interrupted')")
    site_plan_named = Check("programme <> '' AND asked_by_key <> '' AND asked_by_name <> ''")
    site_plan_ends_once = Check("(ended_at IS NULL) = (state IN ('waiting', 'running'))")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSitePlan:
    """One plan. Columns as described at `SitePlan`."""

    programme: str
    asked: str
    asked_by_key: str
    asked_by_name: str
    asked_at: datetime
    state: str
    stop_asked: bool
    heard_at: datetime
    ended_at: datetime | None = None
    progress: str | None = None
    result: str | None = None
    failure: str | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def insert_site_plan(plan: StoredSitePlan) -> None:
    """Keep a plan that was asked for. Needs an open transaction."""
    await insert(SitePlan, [as_row(plan)])


async def read_site_plan(key: uuid.UUID) -> StoredSitePlan | None:
    """One plan, or None."""
    row = await SitePlan.select().where(SitePlan.id == key).first()
    return None if row is None else as_record(StoredSitePlan, row)


async def read_site_plans(programme: str, limit: int = 50) -> list[StoredSitePlan]:
    """The plans of a programme, the newest first, without their results."""
    columns = [column for column in SitePlan._meta.columns if column is not SitePlan.result]
    query = SitePlan.select(*columns).where(SitePlan.programme == programme)
    rows = await query.order_by(SitePlan.asked_at, ascending=False).limit(limit)
    return [as_record(StoredSitePlan, row) for row in rows]


async def note_progress(
    key: uuid.UUID, heard_at: datetime, state: str, progress: str | None, result: str | None
) -> bool | None:
    """Say that it is still worked on, with what is new (None: nothing); whether somebody wants it to stop.

    None when it has ended meanwhile. Needs an open transaction.
    """
    values: dict[Any, Any] = {SitePlan.heard_at: heard_at, SitePlan.state: state}
    if progress is not None:
        values[SitePlan.progress] = progress
    if result is not None:
        values[SitePlan.result] = result
    rows = await SitePlan.update(values).where(_is_open(key)).returning(SitePlan.stop_asked)
    return bool(rows[0]["stop_asked"]) if rows else None


async def ask_to_stop(key: uuid.UUID) -> bool:
    """Note that somebody wants it to stop; False when it had ended or was asked already. Needs an open transaction."""
    wanted = _is_open(key) & (SitePlan.stop_asked.eq(False))
    return bool(await SitePlan.update({SitePlan.stop_asked: True}).where(wanted).returning(SitePlan.id))


async def end_site_plan(
    key: uuid.UUID, state: str, ended_at: datetime, progress: str | None, result: str | None, failure: str | None
) -> bool:
    """Close a plan, keeping what is given and what stood there (None); False when it had ended.

    Needs an open transaction.
    """
    values: dict[Any, Any] = {SitePlan.state: state, SitePlan.heard_at: ended_at, SitePlan.ended_at: ended_at}
    for column, value in ((SitePlan.progress, progress), (SitePlan.result, result), (SitePlan.failure, failure)):
        if value is not None:
            values[column] = value
    return bool(await SitePlan.update(values).where(_is_open(key)).returning(SitePlan.id))


def _is_open(key: uuid.UUID) -> Any:
    return (SitePlan.id == key) & SitePlan.state.is_in(list(OPEN_STATES))
