"""The yearly notices of holidays (放假安排) that the county entered, for years that the program does not carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from piccolo.columns import BigInt, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.revisions import bump_revision
from app.store.rows import as_record, as_row, insert, replace_row

REVISION = "holidays"


class HolidayNotice(Table):
    """The arrangement of one year as it was entered last."""

    year = Text(primary_key=True, default=None, help_text="The year that it arranges, four digits.")
    document = Text(default=None, help_text="The number of the notice it was taken from.")
    days = Text(default=None, help_text="JSON: the days off and the weekend days worked, by holiday.")
    entered_by_key = Text(default=None, help_text="Who entered it last: an account's id.")
    entered_by_name = Text(default=None, help_text="Their name as it was then.")
    entered_at = Timestamptz(default=None, help_text="When it was entered last.")
    version = BigInt(default=None, help_text="1 at first, one more with every correction; refuses stale ones.")

    holiday_notice_named = Check(
        "year <> '' AND document <> '' AND days <> '' AND entered_by_key <> '' AND entered_by_name <> ''"
    )
    holiday_notice_version_counts_from_1 = Check("version >= 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHolidayNotice:
    """One year's arrangement. Columns as described at `HolidayNotice`."""

    year: str
    document: str
    days: str
    entered_by_key: str
    entered_by_name: str
    entered_at: datetime
    version: int = 1

    @property
    def id(self) -> str:
        """What names it: its year."""
        return self.year


async def read_holiday_notices() -> Sequence[StoredHolidayNotice]:
    """All that were entered, by year."""
    rows = await HolidayNotice.select().order_by(HolidayNotice.year)
    return [as_record(StoredHolidayNotice, row) for row in rows]


async def insert_holiday_notice(one: StoredHolidayNotice) -> None:
    """Add a year. Needs an open transaction. `RowRefused` where it is there already."""
    await insert(HolidayNotice, [as_row(one)])
    await bump_revision(REVISION)


async def replace_holiday_notice(one: StoredHolidayNotice, expected_version: int) -> StoredHolidayNotice | None:
    """Save over the version that was read, as the next one; None, and nothing saved, when somebody was quicker."""
    saved = await replace_row(HolidayNotice, one, expected_version, key=HolidayNotice.year)
    if saved is not None:
        await bump_revision(REVISION)
    return saved
