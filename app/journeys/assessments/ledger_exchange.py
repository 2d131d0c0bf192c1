"""Ledgers out and in as files and for programs. An import is all or nothing; importing an export changes nothing.

A row with an id corrects that row, for a reason; one without is new, unless the very same row stands there already:
a file that grows by a month and is sent again adds that month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, BinaryIO

from app.access.actor import Actor
from app.assessments.ledger_rows import LONGEST_WORDS, NOTHING, EnteredRow, period_of, read_row, stretch_of
from app.errors import Fault, InvalidInput, Malformed, TooLarge
from app.exchange.ledger_tables import (
    MOST_ROWS,
    Format,
    RowIn,
    RowOut,
    csv_rows,
    json_rows,
    rows_from_csv,
    rows_from_json,
    rows_from_sheets,
    workbook_rows,
)
from app.exchange.strict_json import json_text
from app.exchange.track import Track, untracked
from app.exchange.workbook.child import packed, read_sheets
from app.exchange.workbook.what_it_is import TooBigWorkbook
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.assessments.ledgers import (
    SUBJECT,
    KeptRow,
    is_closed,
    new_entry,
    recorded_text,
    rows_of,
    without_names,
)
from app.journeys.changes import change_by
from app.journeys.house import House
from app.journeys.turns import LISTS, REGISTERING, in_child_of, in_turn
from app.sites.entry import Entry
from app.sites.words import SAMPLE_DATA
from app.standards.ledgers import LedgerDefinition
from app.store.changes import NewChange, append_changes
from app.store.engine import transaction
from app.store.ledgers import StoredLedgerEntry, insert_ledger_entries, replace_ledger_entry
from app.units import Period
from app.wording import Wording

_EMPTY = Wording("文件是空的，没有可导入的记录", "the file is empty; there are no rows in it")
_TOO_BIG = Wording(
    f"填报表太大，无法读取；一个文件最多 {MOST_ROWS} 行，请删去空白行列和图片，或按台账、时间段分成几个文件",
    f"the workbook is too big to be read; one file has at most {MOST_ROWS} rows: delete blank rows and columns and"
    " pictures, or part it by ledger or stretch of time",
)
_PIECE = 1 << 18
_TWICE = Wording("编号重复，同一条记录只能更正一次", "the id is given twice; a row is corrected once")


@dataclass(frozen=True, slots=True)
class LedgersTaken:
    """What an import did, or with `dry_run` would do: rows entered, corrected, and as they stood already."""

    entered: int
    corrected: int
    unchanged: int


async def ledger_rows(
    house: House, actor: Actor, code: str | None, ledger: str, period: Period | None
) -> tuple[OperatedSite, list[RowOut]]:
    """The rows of a contract without names, of one ledger or all, of one stretch of time or all."""
    operated = await operated_site(house, actor, "read_assessment", code)
    definition = operated.book.ledger(ledger)
    kept = await rows_of(operated, definition, period)
    return operated, [_out(one) for one in kept if not ledger or definition is not None]


def _out(one: KeptRow) -> RowOut:
    row = one.row
    return RowOut(one.ledger.code, str(one.stored.id), row.day, row.nothing, without_names(one.ledger, row.values))


async def ledgers_as(house: House, operated: OperatedSite, rows: Sequence[RowOut], wanted: Format) -> bytes:
    """The rows as a file. Sample data say so."""
    sample = operated.site.sample
    if wanted == "xlsx":
        return await in_turn(house, LISTS, workbook_rows, operated.book, rows, SAMPLE_DATA.zh if sample else "")
    if wanted == "csv":
        return await in_turn(house, LISTS, partial(csv_rows, operated.book, rows, sample=sample))
    return await in_turn(house, LISTS, partial(json_rows, operated.code, rows, sample=sample))


async def rows_in_file(
    house: House, actor: Actor, operated: OperatedSite, file: BinaryIO, given: Format, ledger: str = ""
) -> list[RowIn]:
    """The rows of a file that can be wound back; of one with too many no more than those are in memory. Raises
    Malformed, InvalidInput, TooLarge, Busy.
    """
    if not await in_turn(house, REGISTERING, _says_anything, file):
        raise Malformed(_EMPTY)
    if given == "xlsx":
        try:
            raw = await in_turn(house, REGISTERING, packed, file)
            sheets = await in_child_of(house, actor, partial(read_sheets, raw, most_rows=MOST_ROWS))
        except TooBigWorkbook:
            raise TooLarge(_TOO_BIG) from None
        return await in_turn(house, REGISTERING, rows_from_sheets, sheets, operated.book)
    if given == "csv":
        return await in_turn(house, REGISTERING, rows_from_csv, file, operated.book, ledger)
    return await in_turn(house, REGISTERING, rows_from_json, file)


def _says_anything(file: BinaryIO) -> bool:
    """Whether anything but blanks stands in a file, which is wound back."""
    found = any(piece.strip() for piece in iter(lambda: file.read(_PIECE), b""))
    file.seek(0)
    return found


async def import_ledgers(
    house: House,
    actor: Actor,
    code: str | None,
    rows: Sequence[RowIn],
    *,
    reason: str,
    dry_run: bool = False,
    track: Track = untracked,
) -> LedgersTaken:
    """Take rows into the ledgers, all or nothing; `track` shows how far their reading is. Raises InvalidInput with
    every fault, NotFound, NotAllowed.
    """
    async with transaction():
        operated = await operated_site(house, actor, "keep_ledger", code)
        entry = Entry()
        said = entry.text(reason, "reason", longest=LONGEST_WORDS, blank=True)
        taking = _Taking(house, operated, await rows_of(operated, None, None))
        await taking.read(track(rows, "check", len(rows)))
        if any(before is not None for before, _, _ in taking.found) and not said:
            entry.fault("reason", "missing", "更正已有记录须写明原因", "correcting rows needs a reason")
        if faults := [*entry.faults, *taking.faults]:
            raise InvalidInput(faults)
        if not dry_run:
            await _write(house, actor, operated, taking.found, entry.sound(said))
    corrected = sum(before is not None for before, _, _ in taking.found)
    return LedgersTaken(len(taking.found) - corrected, corrected, taking.unchanged)


class _Taking:
    """Rows that came, held against those that stand. `found` are those that change something."""

    def __init__(self, house: House, operated: OperatedSite, kept: Sequence[KeptRow]) -> None:
        self._house, self._operated = house, operated
        self._by_key = {str(one.stored.id): one for one in kept}
        self._as_they_stand = Counter(_same(one.ledger, one.row) for one in kept)
        self._named: set[str] = set()
        self._closed: dict[str, bool] = {}
        self.found: list[tuple[KeptRow | None, LedgerDefinition, EnteredRow]] = []
        self.unchanged = 0
        self.faults: list[Fault] = []

    async def read(self, rows: Iterable[RowIn]) -> None:
        """Read every row, and then look at them together."""
        for one in rows:
            ledger = self._operated.book.ledger(one.ledger)
            if ledger is None:
                self._fault(one, "ledger", "unknown_code", Wording("没有此台账", "there is no such ledger"))
                continue
            before = self._by_key.get(one.key) if one.key else None
            if one.key and (before is None or before.ledger is not ledger):
                self._fault(one, "id", "unknown_id", Wording("没有此编号的记录", "no row has this id"))
                continue
            if one.key in self._named:
                self._fault(one, "id", "duplicate", _TWICE)
                continue
            if one.key:
                self._named.add(one.key)
            try:
                row = read_row(ledger, {k: v for k, v in one.given.items() if v is not None}, self._house.today())
            except InvalidInput as error:
                self.faults += [Fault(one.place(f.path), f.code, f.message, f.parts) for f in error.faults]
                continue
            await self._take(one, ledger, before, row)
        self._agree()

    async def _take(self, one: RowIn, ledger: LedgerDefinition, before: KeptRow | None, row: EnteredRow) -> None:
        if before is not None:
            kept = before.row.values
            names = {c.code: kept[c.code] for c in ledger.columns if c.personal and c.code in kept}
            row = replace(row, values={**names, **row.values})
            stands = (before.row.day, dict(before.row.values), before.row.nothing)
            if stands == (row.day, dict(row.values), row.nothing):
                self.unchanged += 1
                return
        elif self._as_they_stand[_same(ledger, row)] > 0:
            self._as_they_stand[_same(ledger, row)] -= 1
            self.unchanged += 1
            return
        for day in dict.fromkeys([row.day, *([before.row.day] if before else [])]):
            period = period_of(self._operated.card.grain, day)
            if period.text not in self._closed:
                self._closed[period.text] = await is_closed(self._operated, period)
            if self._closed[period.text]:
                zh = f"{period.text} 考核已办结，台账不能再改动"
                self._fault(one, "day", "closed", Wording(zh, f"{period.text} is closed"))
                return
        self.found.append((before, ledger, row))

    def _agree(self) -> None:
        """A stretch holds rows, or the word that there was nothing: never both."""
        grain = self._operated.card.grain
        changed = {str(before.stored.id) for before, _, _ in self.found if before is not None}
        standing = [(one.ledger, one.row) for key, one in self._by_key.items() if key not in changed]
        every = [*standing, *((ledger, row) for _, ledger, row in self.found)]
        told = {(ledger.code, stretch_of(ledger, grain, row.day).text, row.nothing) for ledger, row in every}
        new = {(ledger.code, stretch_of(ledger, grain, row.day).text) for _, ledger, row in self.found}
        titles = {ledger.code: ledger.title for ledger in self._operated.book.ledgers}
        for code, stretch in sorted(new):
            if {(code, stretch, True), (code, stretch, False)} <= told:
                title = titles[code]
                zh = f"{title.zh} {stretch} 既有记录又登记了“{NOTHING.zh}”"
                self.faults.append(Fault("", "both", Wording(zh, f"{title.en} {stretch} has rows and “{NOTHING.en}”")))

    def _fault(self, one: RowIn, path: str, code: str, said: Wording) -> None:
        self.faults.append(Fault(one.place(path), code, said))


def _same(ledger: LedgerDefinition, row: EnteredRow) -> tuple[Any, ...]:
    """What two rows share that say the same."""
    return ledger.code, row.day, row.nothing, json_text(dict(sorted(without_names(ledger, row.values).items())))


async def _write(
    house: House,
    actor: Actor,
    operated: OperatedSite,
    found: Sequence[tuple[KeptRow | None, LedgerDefinition, EnteredRow]],
    reason: str,
) -> None:
    entries: list[StoredLedgerEntry] = []
    changes: list[NewChange] = []
    note: Callable[..., NewChange] = partial(change_by, actor, house)
    for before, ledger, row in found:
        if before is None:
            made = new_entry(house, actor, operated, ledger, row)
            entries.append(made)
            text = recorded_text(ledger, made)
            changes.append(note("ledger.entered", SUBJECT, made.id, version=1, reason=reason, after=text))
            continue
        after = replace(before.stored, day=row.day, figures=json_text(row.values), nothing=row.nothing)
        saved = await replace_ledger_entry(after, before.stored.version)
        assert saved is not None, "read in this very transaction, and each row once"
        texts = {"before": recorded_text(ledger, before.stored), "after": recorded_text(ledger, saved)}
        changes.append(note("ledger.corrected", SUBJECT, saved.id, version=saved.version, reason=reason, **texts))
    await insert_ledger_entries(entries)
    await append_changes(changes)
