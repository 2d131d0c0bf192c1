"""Rectifications: what a visit found at a site, what is to be done by when, and how it stands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from piccolo.columns import UUID, BigInt, Date, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.query.functions import Count
from piccolo.table import Table

from app.store.rows import as_record, as_row, in_chunks, insert, replace_row


class Rectification(Table):
    """One order to put something right at one site."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever; part of its page's address.")
    site_code = Text(index=True, default=None, help_text="The site it is about.")
    state = Text(index=True, default=None, help_text="One of ordered, answered, closed, withdrawn.")
    found_on = Date(default=None, help_text="The day of the visit on which it was found.")
    finding = Text(default=None, help_text="What was found, in the visitor's words.")
    clauses = Text(default=None, help_text="JSON: ids of the clauses concerned; often none.")
    demand = Text(default=None, help_text="What has to be done.")
    due_on = Date(default=None, help_text="The last day on which it is done in time.")
    ordered_by_key = Text(default=None, help_text="Who ordered it: an account's id.")
    ordered_by_name = Text(default=None, help_text="Their name as it was then.")
    ordered_at = Timestamptz(default=None, help_text="When it was ordered.")
    answer = Text(null=True, default=None, help_text="What was done, in the words of the site; empty before.")
    answered_by_key = Text(null=True, default=None, help_text="Who answered: an account's id; empty before.")
    answered_by_name = Text(null=True, default=None, help_text="Their name as it was then; empty before.")
    answered_at = Timestamptz(null=True, default=None, help_text="When it was answered last; empty before.")
    decided_by_name = Text(null=True, default=None, help_text="Who looked again or withdrew it; empty before.")
    decided_at = Timestamptz(null=True, default=None, help_text="When they did; empty before.")
    remark = Text(null=True, default=None, help_text="What they said to it; empty before, may be empty text.")
    version = BigInt(default=None, help_text="1 at first, one more with every move; refuses stale moves.")
    notice = UUID(null=True, default=None, help_text="The notice it was issued with; empty where there is none.")
    clauses_at_order = Text(null=True, default=None, help_text="JSON: how each clause stood then; empty: not kept.")
    clauses_at_close = Text(null=True, default=None, help_text="JSON: how each clause stood when closed; empty before.")

    rectification_state_known = Check("state IN ('ordered', 'answered', 'closed', 'withdrawn')")
    rectification_version_counts_from_1 = Check("version >= 1")
    rectification_named = Check("site_code <> '' AND ordered_by_key <> '' AND ordered_by_name <> ''")
    rectification_says_what = Check("finding <> '' AND demand <> ''")
    rectification_due_after_visit = Check("due_on >= found_on")
    rectification_answer_whole = Check(
        "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by_key IS NULL)"
        " AND (answer IS NULL) = (answered_by_name IS NULL)"
    )
    rectification_answered_has_answer = Check("state <> 'answered' OR answer IS NOT NULL")
    rectification_decision_whole = Check(
        "(remark IS NULL) = (decided_at IS NULL) AND (remark IS NULL) = (decided_by_name IS NULL)"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRectification:
    """One rectification. Columns as described at `Rectification`."""

    site_code: str
    state: str
    found_on: date
    finding: str
    clauses: str
    demand: str
    due_on: date
    ordered_by_key: str
    ordered_by_name: str
    ordered_at: datetime
    answer: str | None = None
    answered_by_key: str | None = None
    answered_by_name: str | None = None
    answered_at: datetime | None = None
    decided_by_name: str | None = None
    decided_at: datetime | None = None
    remark: str | None = None
    version: int = 1
    notice: uuid.UUID | None = None
    clauses_at_order: str | None = None
    clauses_at_close: str | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def read_rectification(key: uuid.UUID) -> StoredRectification | None:
    """The rectification of this id, or None."""
    row = await Rectification.select().where(Rectification.id == key).first()
    return None if row is None else as_record(StoredRectification, row)


async def read_rectifications(
    *, site_codes: Sequence[str] | None = None, states: Sequence[str] = ()
) -> list[StoredRectification]:
    """Those of these sites in these states (None and empty ask nothing), the nearest deadline first."""
    found: list[StoredRectification] = []
    for codes in in_chunks(site_codes) if site_codes is not None else [None]:
        query = Rectification.select()
        if codes is not None:
            query = query.where(Rectification.site_code.is_in(codes))
        if states:
            query = query.where(Rectification.state.is_in(list(states)))
        found += [as_record(StoredRectification, row) for row in await query]
    return sorted(found, key=lambda one: (one.due_on, one.ordered_at, one.id))


async def read_counts_by_site(states: Sequence[str]) -> dict[str, int]:
    """How many in these states there are of each site that has any."""
    counted = Rectification.select(Rectification.site_code, Count(alias="number"))
    rows = await counted.where(Rectification.state.is_in(list(states))).group_by(Rectification.site_code)
    return {row["site_code"]: row["number"] for row in rows}


async def read_rectifications_of_notices(keys: Sequence[uuid.UUID]) -> list[StoredRectification]:
    """Those that were issued with these notices, a page of them at most, by site."""
    rows = await Rectification.select().where(Rectification.notice.is_in(list(keys))) if keys else []
    return sorted((as_record(StoredRectification, row) for row in rows), key=lambda one: one.site_code)


async def insert_rectification(one: StoredRectification) -> None:
    """Add a new one. Needs an open transaction."""
    await insert(Rectification, [as_row(one)])


async def replace_rectification(one: StoredRectification, expected_version: int) -> StoredRectification | None:
    """Save over the version that was read, as the next one; None, and nothing saved, when somebody was quicker."""
    return await replace_row(Rectification, one, expected_version, key=Rectification.id)
