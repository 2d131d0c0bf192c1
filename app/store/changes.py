"""The change record: who changed what, when and why, with the whole document before and after.

Only ever added to. `sequence` rises in the order in which changes were committed, without gaps, so "newer
than what I have seen" misses nothing; `at` is what the writer's clock said.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from piccolo.columns import UUID, BigInt, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.query import Select
from piccolo.query.functions import Max, Min
from piccolo.table import Table

from app.store.change_chain import BEGINNING, link
from app.store.revisions import bump_and_read, read_revision
from app.store.rows import as_record, as_row, in_chunks, insert

REVISION = "changes"
_LAST_LINK = "(SELECT chain FROM change ORDER BY sequence DESC LIMIT 1)"


class Change(Table):
    """One change of one subject (a site, an account, a programme …)."""

    id = UUID(primary_key=True, default=None, help_text="Names this change for ever.")
    sequence = BigInt(unique=True, default=None, help_text="1, 2, 3 … over all changes, in the order of commits.")
    at = Timestamptz(index=True, default=None, help_text="When it happened, by the clock of the process that wrote it.")
    actor_key = Text(
        default=None, help_text="Who did it: an account's id, a token's, or a word for the program itself."
    )
    actor_name = Text(default=None, help_text="Their name as it was then; kept even when the account is gone.")
    request_id = Text(
        null=True, default=None, help_text="The HTTP request, to find it in the log; empty from the terminal."
    )
    action = Text(default=None, help_text="What was done, such as `site.saved`.")
    subject_kind = Text(default=None, help_text="What kind of thing was changed, such as `site`.")
    subject_key = Text(default=None, help_text="Which one: a site's code, an account's id.")
    version = BigInt(
        null=True, default=None, help_text="The version the subject has since; empty where there are none."
    )
    reason = Text(default=None, help_text="Why, in the writer's words; may be empty text, is never left out.")
    before = Text(null=True, default=None, help_text="The whole document before; empty when it is new.")
    after = Text(null=True, default=None, help_text="The whole document after; empty when it was removed.")
    effect = Text(
        null=True, default=None, help_text="JSON: what it did to the verdicts; empty where nothing is judged."
    )
    chain = Text(
        null=True, default=None, help_text="SHA-256 over this record and the chain of the one before; never empty."
    )

    change_sequence_counts_from_1 = Check("sequence >= 1")
    change_actor_named = Check("actor_key <> '' AND actor_name <> ''")
    change_subject_named = Check("subject_kind <> '' AND subject_key <> '' AND action <> ''")
    # True by itself, since sequences are unique: it is here for its index, which reads one subject's history.
    change_of_subject = Unique([subject_kind, subject_key, sequence])


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange:
    """A change about to be recorded; it gets its sequence when it is written. Columns as described at
    `Change`."""

    at: datetime
    actor_key: str
    actor_name: str
    action: str
    subject_kind: str
    subject_key: str
    reason: str
    before: str | None
    after: str | None
    version: int | None = None
    effect: str | None = None
    request_id: str | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord(NewChange):
    """A change as recorded."""

    sequence: int
    chain: str | None = None


async def append_changes(changes: Sequence[NewChange]) -> list[ChangeRecord]:
    """Record changes, in the order given. Needs the open transaction that holds what they tell of."""
    if not changes:
        return []
    last, before = await bump_and_read(REVISION, len(changes), _LAST_LINK)
    chain, recorded = before or BEGINNING, []
    for sequence, change in enumerate(changes, start=last - len(changes) + 1):
        row = {**as_row(change), "sequence": sequence}
        chain = link(chain, row)
        recorded.append(ChangeRecord(**row, chain=chain))
    await insert(Change, [as_row(change) for change in recorded])
    return recorded


async def read_changes(
    subject_kind: str | None = None,
    subject_key: str | None = None,
    *,
    limit: int | None = 100,
    before_sequence: int | None = None,
) -> list[ChangeRecord]:
    """The newest changes first: of one subject, of one kind of subject, or of all.

    So many of them as `limit`, every one where it is None. `before_sequence` is the sequence of the last one already
    seen, to read on from.
    """
    query = _newest(limit)
    if subject_kind is not None:
        query = query.where(Change.subject_kind == subject_kind)
    if subject_key is not None:
        query = query.where(Change.subject_key == subject_key)
    if before_sequence is not None:
        query = query.where(Change.sequence < before_sequence)
    return [as_record(ChangeRecord, row) for row in await query]


async def read_link(sequence: int) -> str | None:
    """The fingerprint in the chain of the change of this sequence; None where there is none."""
    row = await Change.select(Change.chain).where(Change.sequence == sequence).first()
    return None if row is None else str(row["chain"])


async def read_changes_of(
    subject_kind: str, subject_keys: Sequence[str], actions: Sequence[str], *, limit: int | None = 1000
) -> list[ChangeRecord]:
    """The newest of these actions on any of these subjects first: so many as `limit`, every one where it is None."""
    found: list[ChangeRecord] = []
    for keys in in_chunks(subject_keys):
        query = _newest(limit).where((Change.subject_kind == subject_kind) & Change.subject_key.is_in(keys))
        found += [as_record(ChangeRecord, row) for row in await query.where(Change.action.is_in(list(actions)))]
    return sorted(found, key=lambda change: change.sequence, reverse=True)[:limit]


def _newest(limit: int | None) -> Select[Change]:
    query = Change.select().order_by(Change.sequence, ascending=False)
    return query if limit is None else query.limit(limit)


async def read_first_changes(subject_kind: str, subject_key: str | None = None) -> list[ChangeRecord]:
    """The first change of each subject of the kind, or of one: how it was when it was first recorded."""
    first = Change.select(Min(Change.sequence)).where(Change.subject_kind == subject_kind).group_by(Change.subject_key)
    if subject_key is not None:
        first = first.where(Change.subject_key == subject_key)
    return [as_record(ChangeRecord, row) for row in await Change.select().where(Change.sequence.is_in(first))]


async def read_changes_until(moment: datetime, subject_kind: str, subject_key: str | None = None) -> list[ChangeRecord]:
    """The last change of each subject at or before `moment`, by subject key; all subjects of the kind, or
    one.

    Their `after` documents are the state as of that moment. A subject without a change by then did not exist
    yet, and one whose `after` is None was gone.
    """
    last = _last_until(moment, subject_kind)
    if subject_key is not None:
        last = last.where(Change.subject_key == subject_key)
    rows = await Change.select().where(Change.sequence.is_in(last))
    return sorted((as_record(ChangeRecord, row) for row in rows), key=lambda change: change.subject_key)


class State(NamedTuple):
    """How a subject stood after a change: columns as described at `Change`."""

    subject_key: str
    version: int | None
    at: datetime
    after: str | None


async def read_states_until(moment: datetime, subject_kind: str, subject_keys: Sequence[str]) -> dict[str, State]:
    """How each of these subjects stood at `moment`, by key, as `read_changes_until` has it and without what changed."""
    columns = (Change.subject_key, Change.version, Change.at, Change.after)
    found: dict[str, State] = {}
    for keys in in_chunks(subject_keys):
        last = _last_until(moment, subject_kind).where(Change.subject_key.is_in(keys))
        rows = await Change.select(*columns).where(Change.sequence.is_in(last))
        found |= {row["subject_key"]: State(**row) for row in rows}
    return found


def _last_until(moment: datetime, subject_kind: str) -> Select[Change]:
    """The sequence of the last change of each subject at or before a moment."""
    if moment.utcoffset() is None:
        raise ValueError("the moment has no time zone")
    until = (Change.subject_kind == subject_kind) & (Change.at <= moment)
    return Change.select(Max(Change.sequence)).where(until).group_by(Change.subject_key)


async def read_all_changes_of(subject_kind: str, subject_keys: Sequence[str]) -> list[ChangeRecord]:
    """Every change of these subjects, the newest first."""
    found: list[ChangeRecord] = []
    for keys in in_chunks(subject_keys):
        query = Change.select().where((Change.subject_kind == subject_kind) & Change.subject_key.is_in(keys))
        found += [as_record(ChangeRecord, row) for row in await query]
    return sorted(found, key=lambda change: change.sequence, reverse=True)


@dataclass(frozen=True, slots=True)
class ChainChecked:
    """The chain of all records gone through: how many there are, and the fingerprint of the last.

    `broken` is the sequence of the first record that is missing or was altered, None where all hold.
    """

    records: int
    head: str
    broken: int | None


async def check_chain(at_once: int = 500) -> ChainChecked:
    """Go through all records in their order, and hold each to its fingerprint and the last to the store's count."""
    expected, records, seen = BEGINNING, 0, 0
    while rows := await _after(seen, at_once):
        for row in rows:
            expected = link(expected, row)
            if row["sequence"] != seen + 1 or row["chain"] != expected:
                return ChainChecked(records, expected, seen + 1)
            records, seen = records + 1, seen + 1
    is_cut = await read_revision(REVISION) > seen
    return ChainChecked(records, expected, seen + 1 if is_cut else None)


async def _after(sequence: int, limit: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        await Change.select().where(Change.sequence > sequence).order_by(Change.sequence).limit(limit)
    )
    return rows


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which records of all: all conditions hold together, an empty one asks nothing. `before` is exclusive.

    `subject_keys` are the subjects of which any may be it.
    """

    actor_name: str = ""
    subject_keys: Sequence[str] = ()
    action: str = ""
    since: datetime | None = None
    before: datetime | None = None


async def read_log(wanted: LogQuery, limit: int, before_sequence: int | None = None) -> list[ChangeRecord]:
    """The newest records that are wanted first, those before a sequence."""
    found: list[ChangeRecord] = []
    for keys in in_chunks(wanted.subject_keys) if wanted.subject_keys else [None]:
        query = _wanted(wanted, limit, before_sequence)
        if keys is not None:
            query = query.where(Change.subject_key.is_in(keys))
        found += [as_record(ChangeRecord, row) for row in await query]
    return sorted(found, key=lambda change: change.sequence, reverse=True)[:limit]


def _wanted(wanted: LogQuery, limit: int, before_sequence: int | None) -> Select[Change]:
    query = _newest(limit)
    for column, value in ((Change.actor_name, wanted.actor_name), (Change.action, wanted.action)):
        if value:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(Change.at >= wanted.since)
    if wanted.before is not None:
        query = query.where(Change.at < wanted.before)
    if before_sequence is not None:
        query = query.where(Change.sequence < before_sequence)
    return query


async def known_in_log() -> tuple[list[str], list[str]]:
    """The names of all who acted, and all actions there are."""
    actors = await Change.select(Change.actor_name).distinct()
    actions = await Change.select(Change.action).distinct()
    return sorted(row["actor_name"] for row in actors), sorted(row["action"] for row in actions)
