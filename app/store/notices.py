"""Notices (限期整改通知书) as they were issued, who received them, and the words that a county issues them in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from piccolo.columns import UUID, BigInt, Date, Integer, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from app.store.revisions import bump_revision
from app.store.rows import MOST_PARAMETERS, as_record, as_row, insert, replace_row


class Notice(Table):
    """One notice to one unit. What it says is never changed."""

    id = UUID(primary_key=True, default=None, help_text="Names it for ever; part of its page's address.")
    programme = Text(index=True, default=None, help_text="The programme whose document it rests on.")
    division = Text(null=True, default=None, help_text="The township of its sites; empty where they lie in none.")
    year = Integer(default=None, help_text="The year of its number.")
    serial = Integer(default=None, help_text="1, 2, 3 … within a programme and year.")
    number = Text(default=None, help_text="The whole number, as printed.")
    paper = Text(default=None, help_text="JSON: everything it says, as printed.")
    issued_by_key = Text(default=None, help_text="Who issued it: an account's id.")
    issued_by_name = Text(default=None, help_text="Their name as it was then.")
    issued_at = Timestamptz(default=None, help_text="When it was issued.")
    received_on = Date(null=True, default=None, help_text="The day it was received; empty before.")
    received_by = Text(null=True, default=None, help_text="Who received it, by name; empty before.")
    received_noted_by = Text(null=True, default=None, help_text="Who put that on record; empty before.")
    received_at = Timestamptz(null=True, default=None, help_text="When that was put on record; empty before.")
    version = BigInt(default=None, help_text="1 at first, one more with every move; refuses stale moves.")

    notice_numbered_once = Unique([programme, year, serial])
    notice_serial_counts_from_1 = Check("serial >= 1 AND version >= 1")
    notice_named = Check("programme <> '' AND number <> '' AND issued_by_key <> '' AND issued_by_name <> ''")
    notice_receipt_whole = Check(
        "(received_on IS NULL) = (received_by IS NULL) AND (received_on IS NULL) = (received_at IS NULL)"
        " AND (received_on IS NULL) = (received_noted_by IS NULL)"
    )


class NoticeWords(Table):
    """The words of a programme's notices, once its county has changed them."""

    programme = Text(primary_key=True, default=None, help_text="The programme they are for.")
    texts = Text(default=None, help_text="JSON: the texts by name.")
    version = BigInt(default=None, help_text="1 at first, one more with every change; refuses stale ones.")

    notice_words_version_counts_from_1 = Check("version >= 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNotice:
    """One notice. Columns as described at `Notice`."""

    programme: str
    division: str | None
    year: int
    serial: int
    number: str
    paper: str
    issued_by_key: str
    issued_by_name: str
    issued_at: datetime
    received_on: date | None = None
    received_by: str | None = None
    received_noted_by: str | None = None
    received_at: datetime | None = None
    version: int = 1
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True)
class StoredNoticeWords:
    """The words of a programme's notices. Columns as described at `NoticeWords`."""

    programme: str
    texts: str
    version: int


async def next_serials(programme: str, year: int, count: int) -> range:
    """The next serials of a programme and year, without gaps. Needs the open transaction that issues them."""
    last = await bump_revision(f"notices {programme} {year}", by=count)
    return range(last - count + 1, last + 1)


async def read_notice(key: uuid.UUID) -> StoredNotice | None:
    """The notice of this id, or None."""
    row = await Notice.select().where(Notice.id == key).first()
    return None if row is None else as_record(StoredNotice, row)


async def read_notices(keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, StoredNotice]:
    """The notices of these ids, by id."""
    found: dict[uuid.UUID, StoredNotice] = {}
    distinct = list(dict.fromkeys(keys))
    for start in range(0, len(distinct), MOST_PARAMETERS):
        rows = await Notice.select().where(Notice.id.is_in(distinct[start : start + MOST_PARAMETERS]))
        found |= {row["id"]: as_record(StoredNotice, row) for row in rows}
    return found


async def insert_notices(notices: Sequence[StoredNotice]) -> None:
    """Add new ones. Needs an open transaction."""
    await insert(Notice, [as_row(one) for one in notices])


async def replace_notice(one: StoredNotice, expected_version: int) -> StoredNotice | None:
    """Save over the version that was read, as the next one; None, and nothing saved, when somebody was quicker."""
    return await replace_row(Notice, one, expected_version, key=Notice.id)


async def read_notice_words(programme: str) -> StoredNoticeWords | None:
    """The words of a programme, or None where nobody changed them."""
    row = await NoticeWords.select().where(NoticeWords.programme == programme).first()
    return None if row is None else as_record(StoredNoticeWords, row)


async def save_notice_words(programme: str, texts: str, expected_version: int) -> StoredNoticeWords | None:
    """Save the words over version `expected_version` (0: none yet); None where somebody was quicker.

    Needs an open transaction.
    """
    saved = StoredNoticeWords(programme, texts, expected_version + 1)
    if expected_version == 0:
        if await read_notice_words(programme) is not None:
            return None
        await insert(NoticeWords, [as_row(saved)])
        return saved
    rows = (
        await NoticeWords.update({NoticeWords.texts: texts, NoticeWords.version: saved.version})
        .where((NoticeWords.programme == programme) & (NoticeWords.version == expected_version))
        .returning(NoticeWords.version)
    )
    return saved if rows else None


async def read_notices_of(programme: str, limit: int, offset: int = 0) -> list[StoredNotice]:
    """The notices of a programme, the newest first."""
    query = Notice.select().where(Notice.programme == programme)
    query = query.order_by(Notice.year, ascending=False).order_by(Notice.serial, ascending=False)
    return [as_record(StoredNotice, row) for row in await query.limit(limit).offset(offset)]
