"""Who tried to come in and who was refused: sign-ins, sign-outs, refusals. Only ever added to."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.constraints import Check
from piccolo.table import Table

from app.store.rows import as_record, as_row, insert


class AccessRecord(Table):
    """One attempt to come in, or one refusal. The table keeps the name that it has in databases and backups."""

    id = UUID(primary_key=True, default=None, help_text="Names the record.")
    at = Timestamptz(index=True, default=None, help_text="When it happened.")
    username = Text(
        null=True,
        index=True,
        default=None,
        help_text="The user name typed or signed in; empty for strangers.",
    )
    account = UUID(
        null=True,
        default=None,
        help_text="The account, where there is one by that name; no foreign key, it stays.",
    )
    outcome = Text(default=None, help_text="What came of it, such as signed_in, wrong_password, throttled or refused.")
    route = Text(null=True, default=None, help_text="What was asked for; empty from the terminal.")
    request_id = Text(
        null=True, default=None, help_text="The HTTP request, to find it in the log; empty from the terminal."
    )
    client_address = Text(null=True, default=None, help_text="The address it came from; empty from the terminal.")
    device = UUID(
        null=True,
        default=None,
        help_text="The browser, where the account had signed in with it before; no foreign key, it stays.",
    )

    access_record_outcome_not_empty = Check("outcome <> ''")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt or refusal. Columns as described at `AccessRecord`."""

    at: datetime
    outcome: str
    username: str | None = None
    account: uuid.UUID | None = None
    route: str | None = None
    request_id: str | None = None
    client_address: str | None = None
    device: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


async def append_attempts(entries: Sequence[Attempt]) -> None:
    """Record attempts. Needs an open transaction of its own: a refusal must not vanish with the write it
    refused."""
    await insert(AccessRecord, [as_row(entry) for entry in entries])


async def read_attempts(
    *,
    usernames: Collection[str] | None = None,
    leaving_out: Sequence[str] = (),
    outcome: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    limit: int = 100,
    skip: int = 0,
) -> list[Attempt]:
    """The newest entries first: of these user names or of all, of one outcome or without some, of a span of time
    (`before` is outside it), after the first `skip`.
    """
    query = AccessRecord.select().order_by(AccessRecord.at, AccessRecord.id, ascending=False).limit(limit).offset(skip)
    if usernames is not None:
        if not usernames:
            return []
        query = query.where(AccessRecord.username.is_in(list(usernames)))
    if leaving_out:
        query = query.where(AccessRecord.outcome.not_in(list(leaving_out)))
    if outcome is not None:
        query = query.where(AccessRecord.outcome == outcome)
    if since is not None:
        query = query.where(AccessRecord.at >= since)
    if before is not None:
        query = query.where(AccessRecord.at < before)
    return [as_record(Attempt, row) for row in await query]


async def recent_attempts(
    outcomes: Sequence[str],
    since: datetime,
    *,
    username: str | None = None,
    client_address: str | None = None,
    device: uuid.UUID | None = None,
) -> list[Attempt]:
    """What came out as one of `outcomes` since a moment, for one user name, one address, one known device, or all, the
    oldest first: what throttling asks."""
    query = AccessRecord.select().where((AccessRecord.at >= since) & AccessRecord.outcome.is_in(list(outcomes)))
    if device is not None:
        query = query.where(AccessRecord.device == device)
    if username is not None:
        query = query.where(AccessRecord.username == username)
    if client_address is not None:
        query = query.where(AccessRecord.client_address == client_address)
    return [as_record(Attempt, row) for row in await query.order_by(AccessRecord.at)]
