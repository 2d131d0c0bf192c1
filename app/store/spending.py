"""Money spent (支出): one voucher's sum for one line of a programme's targets, at one site or at none."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from piccolo.columns import UUID, BigInt, Boolean, Date, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.query.functions import Sum
from piccolo.table import Table

from app.store.rows import as_record, as_row, insert, replace_row


class Spending(Table):
    """One row of spending. It is corrected or struck out, never deleted."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever; part of its page's address.")
    programme = Text(index=True, default=None, help_text="The programme whose money it is.")
    target = Text(default=None, help_text="Id of the line of its targets that the money was for.")
    site_code = Text(null=True, index=True, default=None, help_text="The site it was for; empty for no single one.")
    voucher = Text(default=None, help_text="Number of the voucher (凭证号), as it stands in the accounts.")
    paid_on = Date(default=None, help_text="The day of the voucher.")
    amount_fen = BigInt(default=None, help_text="The sum in fen (1/100 yuan); below 0 for money that came back.")
    purpose = Text(default=None, help_text="What it was spent on.")
    struck = Boolean(default=None, help_text="Whether it was struck out; then it counts nowhere.")
    struck_why = Text(null=True, default=None, help_text="Why it was struck out; empty for a row that counts.")
    sample = Boolean(default=None, help_text="True for a row of the demonstration.")
    entered_by_key = Text(default=None, help_text="Who entered it: an account's id.")
    entered_by_name = Text(default=None, help_text="Their name as it was then.")
    entered_at = Timestamptz(default=None, help_text="When it was entered.")
    version = BigInt(default=None, help_text="1 at first, one more with every change; refuses stale ones.")

    spending_version_counts_from_1 = Check("version >= 1")
    spending_is_of_something = Check("amount_fen <> 0")
    spending_named = Check("programme <> '' AND target <> '' AND voucher <> '' AND purpose <> ''")
    spending_entered_by_somebody = Check("entered_by_key <> '' AND entered_by_name <> ''")
    spending_struck_with_reason = Check("struck = (struck_why IS NOT NULL)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSpending:
    """One row. Columns as described at `Spending`."""

    programme: str
    target: str
    site_code: str | None
    voucher: str
    paid_on: date
    amount_fen: int
    purpose: str
    entered_by_key: str
    entered_by_name: str
    entered_at: datetime
    struck: bool = False
    struck_why: str | None = None
    sample: bool = False
    version: int = 1
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def insert_spending(rows: Sequence[StoredSpending]) -> None:
    """Add new rows. Needs an open transaction."""
    await insert(Spending, [as_row(one) for one in rows])


async def replace_spending(one: StoredSpending, expected_version: int) -> StoredSpending | None:
    """Save over the version that was read, as the next one; None, and nothing saved, when somebody was quicker."""
    return await replace_row(Spending, one, expected_version, key=Spending.id)


async def read_one_spending(key: uuid.UUID) -> StoredSpending | None:
    """The row of this id, or None."""
    row = await Spending.select().where(Spending.id == key).first()
    return None if row is None else as_record(StoredSpending, row)


async def read_spending(
    programme: str, *, target: str | None = None, site_code: str | None = None, voucher: str | None = None
) -> list[StoredSpending]:
    """The rows of a programme, struck ones too, the latest voucher first; an empty condition asks nothing."""
    query = Spending.select().where(Spending.programme == programme)
    for column, value in ((Spending.target, target), (Spending.site_code, site_code), (Spending.voucher, voucher)):
        if value is not None:
            query = query.where(column == value)
    found = [as_record(StoredSpending, row) for row in await query]
    return sorted(found, key=lambda one: (one.paid_on, one.entered_at, str(one.id)), reverse=True)


async def read_spent_fen(programme: str, until: date | None = None) -> dict[str, int]:
    """What each line of a programme spent, in fen, by vouchers of a day at the latest. Struck rows count nowhere.

    A line that nothing was entered for is left out: that is not the same as nothing spent.
    """
    query = Spending.select(Spending.target, Sum(Spending.amount_fen, alias="fen")).where(
        (Spending.programme == programme) & (Spending.struck == False)  # noqa: E712 # piccolo builds SQL from it
    )
    if until is not None:
        query = query.where(Spending.paid_on <= until)
    return {row["target"]: int(row["fen"]) for row in await query.group_by(Spending.target)}
