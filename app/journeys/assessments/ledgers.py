"""Ledgers kept: rows entered, corrected and withdrawn by the operator, each with its change record.

Rows of a closed period stay as they are. Names in a row are no part of a change record, which stays for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.assessments.ledger_rows import LONGEST_WORDS, NOTHING, EnteredRow, period_of, read_row, stretch_of
from app.errors import NotFound, Refused, Stale
from app.exchange.strict_json import json_text, load_json
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.changes import record_move
from app.journeys.house import House
from app.sites.entry import Entry
from app.standards.ledgers import LedgerDefinition
from app.store.assessments import read_assessment
from app.store.engine import transaction
from app.store.ledgers import (
    StoredLedgerEntry,
    insert_ledger_entries,
    read_ledger_entries,
    read_ledger_entry,
    replace_ledger_entry,
)
from app.units import Period
from app.wording import Wording

SUBJECT = "ledger_entry"
_NO_SUCH = Wording("没有此台账记录", "there is no such row")
_NO_LEDGER = Wording("没有此台账", "there is no such ledger")
_WITHDRAWN = Wording("此记录已撤回，不能再更正", "this row is withdrawn and cannot be changed")
_CHANGED = Wording("此记录刚被更改，请刷新后查看", "this row was just changed; reload and look again")
_CLOSED = Wording("{period} 考核已办结，台账不能再改动", "{period} is closed; its ledgers cannot be changed")


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row as stored, its ledger, and what it says."""

    stored: StoredLedgerEntry
    ledger: LedgerDefinition

    @property
    def row(self) -> EnteredRow:
        """What it says."""
        stored = self.stored
        return EnteredRow(stored.day, load_json(stored.figures.encode()), stored.nothing)


def ledger_of(operated: OperatedSite, code: str) -> LedgerDefinition:
    """The ledger of this code. Raises NotFound."""
    found = operated.book.ledger(code)
    if found is None:
        raise NotFound(_NO_LEDGER)
    return found


async def rows_of(
    operated: OperatedSite, ledger: LedgerDefinition | None, period: Period | None, *, withdrawn: bool = False
) -> tuple[KeptRow, ...]:
    """The rows of a ledger, or of all, by day; of one stretch of time where `period` names it."""
    found = await read_ledger_entries(
        operated.code,
        operated.programme.slug,
        ledger=None if ledger is None else ledger.code,
        first=None if period is None else period.first_day,
        last=None if period is None else period.last_day,
        withdrawn=withdrawn,
    )
    known = {one.code: one for one in operated.book.ledgers}
    return tuple(KeptRow(one, known[one.ledger]) for one in found if one.ledger in known)


async def kept_row(house: House, actor: Actor, key: UUID) -> tuple[OperatedSite, KeptRow]:
    """A row and its contract, for whoever may read it. Raises NotFound, NotAllowed."""
    stored = await read_ledger_entry(key)
    if stored is None:
        raise NotFound(_NO_SUCH)
    operated = await operated_site(house, actor, "read_assessment", stored.site_code)
    return operated, KeptRow(stored, ledger_of(operated, stored.ledger))


async def is_closed(operated: OperatedSite, period: Period) -> bool:
    """Whether the period's assessment is closed, and its rows with it."""
    found = await read_assessment(operated.code, operated.programme.slug, period.text)
    return found is not None and found.frozen is not None


async def enter_row(
    house: House, actor: Actor, code: str | None, ledger_code: str, given: Mapping[str, Any], key: UUID | None = None
) -> StoredLedgerEntry:
    """Enter a row. Raises InvalidInput with every fault, Refused in a closed period, NotFound, NotAllowed.

    Whoever sends the same `key` twice enters once and gets what was entered the first time.
    """
    async with transaction():
        operated = await operated_site(house, actor, "keep_ledger", code)
        ledger = ledger_of(operated, ledger_code)
        before = None if key is None else await read_ledger_entry(key)
        if before is not None and (before.entered_by_key, before.ledger) == (actor.key, ledger_code):
            return before
        row = read_row(ledger, given, house.today())
        await _require_open(operated, row)
        await _agree(operated, ledger, row, None)
        entered = new_entry(house, actor, operated, ledger, row, key if before is None else None)
        await insert_ledger_entries([entered])
        await record_move(house, actor, "ledger.entered", SUBJECT, None, entered, partial(recorded_text, ledger))
    return entered


def new_entry(
    house: House,
    actor: Actor,
    operated: OperatedSite,
    ledger: LedgerDefinition,
    row: EnteredRow,
    key: UUID | None = None,
) -> StoredLedgerEntry:
    """A row about to be entered."""
    return StoredLedgerEntry(
        id=key or uuid4(),
        site_code=operated.code,
        programme=operated.programme.slug,
        ledger=ledger.code,
        day=row.day,
        figures=json_text(row.values),
        nothing=row.nothing,
        entered_by_key=actor.key,
        entered_by_name=actor.name,
        entered_at=house.now(),
    )


async def correct_row(
    house: House, actor: Actor, key: UUID, seen_version: int, given: Mapping[str, Any], reason: object
) -> None:
    """Correct a row, for a reason. Raises InvalidInput, Refused in a closed period, Stale, NotFound, NotAllowed."""
    async with transaction():
        operated, before = await _theirs(house, actor, key)
        said = _reason(reason)
        row = read_row(before.ledger, given, house.today())
        await _require_open(operated, before.row, row)
        await _agree(operated, before.ledger, row, key)
        after = replace(before.stored, day=row.day, figures=json_text(row.values), nothing=row.nothing)
        await _save(house, actor, "ledger.corrected", before, after, seen_version, said)


async def withdraw_row(house: House, actor: Actor, key: UUID, seen_version: int, reason: object) -> None:
    """Withdraw a row, for a reason. Raises InvalidInput without one, Refused, Stale, NotFound, NotAllowed."""
    async with transaction():
        operated, before = await _theirs(house, actor, key)
        said = _reason(reason)
        await _require_open(operated, before.row)
        await _save(
            house, actor, "ledger.withdrawn", before, replace(before.stored, withdrawn=True), seen_version, said
        )


async def _theirs(house: House, actor: Actor, key: UUID) -> tuple[OperatedSite, KeptRow]:
    operated, found = await kept_row(house, actor, key)
    operated = await operated_site(house, actor, "keep_ledger", operated.code)
    if found.stored.withdrawn:
        raise Refused(_WITHDRAWN)
    return operated, found


def _reason(given: object) -> str:
    entry = Entry()
    return entry.sound(entry.text(given, "reason", longest=LONGEST_WORDS))


async def _require_open(operated: OperatedSite, *rows: EnteredRow) -> None:
    for period in {period_of(operated.card.grain, row.day).text: None for row in rows}:
        if await is_closed(operated, Period(period)):
            raise Refused(Wording(_CLOSED.zh.format(period=period), _CLOSED.en.format(period=period)))


async def _agree(operated: OperatedSite, ledger: LedgerDefinition, row: EnteredRow, own: UUID | None) -> None:
    """A stretch holds rows, or the word that there was nothing: never both. Raises InvalidInput."""
    stretch = stretch_of(ledger, operated.card.grain, row.day)
    others = [one for one in await rows_of(operated, ledger, stretch) if one.stored.id != own]
    entry = Entry()
    if row.nothing and others:
        zh, en = f"{stretch.text} 已有 {len(others)} 条记录", f"{stretch.text} has {len(others)} rows already"
        entry.fault("day", "not_nothing", f"{zh}，不能登记“{NOTHING.zh}”", en)
    elif any(one.stored.nothing for one in others):
        zh = f"{stretch.text} 已登记“{NOTHING.zh}”，请先撤回"
        entry.fault("day", "nothing_entered", zh, f"“{NOTHING.en}” stands for {stretch.text}; withdraw that first")
    entry.end()


async def _save(
    house: House,
    actor: Actor,
    action: str,
    before: KeptRow,
    after: StoredLedgerEntry,
    seen_version: int,
    said: str,
) -> None:
    saved = await replace_ledger_entry(after, seen_version)
    if saved is None:
        raise Stale(_CHANGED, before.stored.version)
    text_of = partial(recorded_text, before.ledger)
    await record_move(house, actor, action, SUBJECT, before.stored, saved, text_of, said)


def recorded_text(ledger: LedgerDefinition, stored: StoredLedgerEntry) -> str:
    """What a record keeps of a row: all but the names in it."""
    values = without_names(ledger, load_json(stored.figures.encode()))
    kept = {"ledger": stored.ledger, "day": stored.day, "nothing": stored.nothing, "withdrawn": stored.withdrawn}
    return json_text({"site": stored.site_code, "programme": stored.programme, **kept, "values": values})


def without_names(ledger: LedgerDefinition, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row but the personal ones."""
    personal = {column.code for column in ledger.columns if column.personal}
    return {code: value for code, value in values.items() if code not in personal}


def by_ledger(rows: Sequence[KeptRow]) -> dict[str, list[EnteredRow]]:
    """What rows say, by ledger."""
    found: dict[str, list[EnteredRow]] = {}
    for one in rows:
        found.setdefault(one.ledger.code, []).append(one.row)
    return found
