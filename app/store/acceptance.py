"""The steps of a site's acceptance (验收): declared, reviewed at the desk, seen on the spot, accepted or refused."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from piccolo.columns import UUID, Date, Integer, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.store.rows import as_record, as_row, in_chunks, insert


class AcceptanceStep(Table):
    """One step of one site's acceptance. It is never changed: a step that was a mistake is followed by `undone`."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever.")
    site_code = Text(default=None, help_text="The site that is to be accepted.")
    serial = Integer(default=None, help_text="1, 2, 3 … at one site; refuses a step that somebody was quicker with.")
    step = Text(default=None, help_text="declared, desk_reviewed, inspected, accepted, refused or undone.")
    happened_on = Date(default=None, help_text="The day on which it was done.")
    done_by = Text(default=None, help_text="Who did it, by name, as it stands on the form.")
    opinion = Text(default=None, help_text="What they found, or why.")
    recorded_by_key = Text(default=None, help_text="Who put it on record: an account's id.")
    recorded_by_name = Text(default=None, help_text="Their name as it was then.")
    recorded_at = Timestamptz(default=None, help_text="When it was put on record.")

    acceptance_step_once = Unique([site_code, serial])
    acceptance_step_known = Check("step IN ('declared', 'desk_reviewed', 'inspected', 'accepted', 'refused', 'undone')")
    acceptance_step_named = Check("site_code <> '' AND done_by <> '' AND opinion <> '' AND serial >= 1")
    acceptance_step_recorded_by_somebody = Check("recorded_by_key <> '' AND recorded_by_name <> ''")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStep:
    """One step. Columns as described at `AcceptanceStep`."""

    site_code: str
    serial: int
    step: str
    happened_on: date
    done_by: str
    opinion: str
    recorded_by_key: str
    recorded_by_name: str
    recorded_at: datetime
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def insert_steps(steps: Sequence[StoredStep]) -> None:
    """Add new ones. Needs an open transaction. `RowRefused` where the site has one of this serial already."""
    await insert(AcceptanceStep, [as_row(one) for one in steps])


async def read_steps(site_codes: Sequence[str]) -> dict[str, list[StoredStep]]:
    """The steps of each of these sites that has any, in their order."""
    found: dict[str, list[StoredStep]] = {}
    for codes in in_chunks(site_codes):
        query = AcceptanceStep.select().where(AcceptanceStep.site_code.is_in(codes)).order_by(AcceptanceStep.serial)
        for row in await query:
            found.setdefault(row["site_code"], []).append(as_record(StoredStep, row))
    return found


async def read_codes_with_steps() -> list[str]:
    """The codes of the sites that have a step."""
    return [row["site_code"] for row in await AcceptanceStep.select(AcceptanceStep.site_code).distinct()]
