"""What an upload would change: every difference, question and fault, before anybody carries it out. Writes nothing.

Of the registry it reads the sites that the workbook names, those above them and those that stand where it puts one; of
all others only code and name, by which rows are told. Whatever takes time is done in a thread.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from sys import intern

from app.access.actor import Actor
from app.access.may import may, may_somewhere
from app.errors import Fault, Malformed, TooLarge
from app.exchange.track import Track, untracked
from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.fault_list import fault_list
from app.exchange.workbook.identity import hidden_in_fault, hidden_in_note, identity_faults, refuse_named_sheets
from app.exchange.workbook.known import KnownSite, KnownSites
from app.exchange.workbook.marking import marked as marked_faults
from app.exchange.workbook.reading import WorkbookContent, read_workbook, sites_meant
from app.exchange.workbook.sheets import Cell, Sheets
from app.exchange.workbook.site_cells import Note, SiteCells
from app.journeys.collecting import not_collecting
from app.journeys.files.workbook_across import each_once, misplaced, rows_at_new_points, with_point_doubts
from app.journeys.files.workbook_change import (
    Compared,
    Earlier,
    SiteChange,
    compared_site,
    earlier_documents,
    lightened,
    marked,
    may_publish,
    with_sides,
)
from app.journeys.files.workbook_out import is_given
from app.journeys.house import House
from app.journeys.proposals.add_items import left_in_draft
from app.journeys.site_rights import target_of
from app.journeys.turns import WORKBOOKS, AtWork, a_turn, in_child_of, in_turn
from app.sites.entry import IDENTITY_NUMBER
from app.store.sites import StoredSite, read_sites_of
from app.store.sites_around import StoredName, read_names
from app.wording import Wording

_AT_ONCE = 50
"""So many sites of a workbook are held against their records before anybody else has the thread."""
Stored = dict[str, StoredSite]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a workbook would do. With any fault it does nothing. `fingerprint` names this very file; `at_once` is true
    where it would be published without review. `notes` are what its reader is told besides.
    """

    changes: tuple[SiteChange, ...]
    faults: tuple[tuple[Cell, Fault], ...]
    fingerprint: str
    unchanged: int
    at_once: bool = False
    notes: tuple[Note, ...] = ()


class _Given:
    """The sites that the actor was given to fill in, each with its programme and kind."""

    def __init__(self, house: House, actor: Actor) -> None:
        self.house, self.actor = house, actor
        self._kinds: dict[str, tuple[str, str]] = {}
        self._same: dict[tuple[str, str], tuple[str, str]] = {}

    def take(self, names: Sequence[StoredName], known: KnownSites) -> None:
        """Take in registered sites, and have them `known`."""
        of_ours = [one for one in names if one.programme in self.house.programmes]
        known.take(KnownSite(one.code, one.name, intern(one.programme), intern(one.kind)) for one in of_ours)
        for one in of_ours:
            if is_given(self.house, self.actor, one):
                kind = one.programme, one.kind
                self._kinds[one.code] = self._same.setdefault(kind, kind)

    def left_out(self, content: WorkbookContent) -> Iterator[Note]:
        """The sites that the workbook does not have, in all and by kind: they stay as they are."""
        if not content.kinds and not content.codes:
            return
        missing = Counter(kind for code, kind in self._kinds.items() if code not in content.codes)
        if every := missing.total():
            yield Note(
                "left_out",
                Wording(
                    f"有 {every} 个站点没有读取（不在填报表中，或其行未读取），内容不变",
                    f"{every} site(s) were not read (not in the workbook, or their row was not); they stay",
                ),
            )
        for (programme, kind), count in missing.items():
            known = self.house.programme(programme).kinds_by_code.get(kind)
            label = known.label if known is not None else Wording(kind, kind)
            yield Note(
                "left_out", Wording(f"{label.zh}：{count} 个站点没有读取", f"{label.en}: {count} site(s) not read")
            )


async def preview(house: House, actor: Actor, raw: bytes, track: Track = untracked) -> Preview:
    """What the workbook would change, and all that stands against it. Writes nothing. `track` shows how many of its
    rows are read, and of its sites.

    Raises Malformed, TooLarge, Busy.
    """
    may_somewhere(actor, "import_sites").require()
    sheets = await in_child_of(house, actor, partial(read_sheets, raw, track=track))
    refuse_named_sheets(sheets)
    async with a_turn(house, WORKBOOKS) as at_work:
        known, given = KnownSites(), _Given(house, actor)
        async for names in read_names():
            await at_work(given.take, names, known)
        content = await _content(house, at_work, sheets, known)
        faults: list[tuple[Cell, Fault]] = []
        notes: list[Note] = []
        changes: list[SiteChange] = []
        codes = iter(track(content.codes, "check", len(content.codes)))
        while some := list(islice(codes, _AT_ONCE)):
            stored = await read_sites_of(some)
            sites = await at_work(_read, content, some)
            earlier = await earlier_documents(sites, stored)
            for found in await at_work(_compared, house, actor, sites, stored, earlier, content.lists, sheets):
                faults += found.faults
                notes += found.notes
                changes += [found.change] if found.change is not None else []
        not_understood, said = content.told()
        faults, notes = [*not_understood, *faults], [*said, *notes]
        changes = [await with_sides(change) for change in changes]
        faults += await misplaced(changes)
        changes = await at_work(with_point_doubts, house, await rows_at_new_points(changes), changes)
        notes += await at_work(list, given.left_out(content))
        at_once = all(may_publish(actor, change) for change in changes)
        if not at_once:
            changes = [await _with_draft(house, actor, change) for change in changes]
        numbered = [cell for cell, fault in faults if fault.code == IDENTITY_NUMBER.code]
        faults += await at_work(list, identity_faults(sheets, numbered))
        return Preview(
            tuple(changes),
            tuple(map(hidden_in_fault, each_once(faults))),
            hashlib.sha256(raw).hexdigest(),
            len(content.codes) - len(changes),
            at_once,
            tuple(map(hidden_in_note, notes)),
        )


async def _content(house: House, at_work: AtWork, sheets: Sheets, known: KnownSites) -> WorkbookContent:
    """What the cells say."""
    programmes, day = house.programmes, house.today()
    meant = await at_work(sites_meant, sheets, programmes, day, known)
    for start in range(0, len(meant), _AT_ONCE):
        stored = await read_sites_of(meant[start : start + _AT_ONCE])
        await at_work(_recorded, known, list(stored.values()))
    return await at_work(not_collecting()(read_workbook), sheets, programmes, day, known)


def _recorded(known: KnownSites, rows: Sequence[StoredSite]) -> None:
    for row in rows:
        known.record(row.code, row.document)


@not_collecting()
def _read(content: WorkbookContent, codes: Sequence[str]) -> list[SiteCells]:
    return [content.site(code) for code in codes]


def _compared(
    house: House,
    actor: Actor,
    sites: Sequence[SiteCells],
    stored: Stored,
    earlier: Earlier,
    lists: Collection[str],
    sheets: Sheets,
) -> list[Compared]:
    every = [compared_site(house, actor, site, stored.get(site.code), earlier, lists) for site in sites]
    for found in every:
        if found.change is not None:
            found.change = lightened(marked(found.change, sheets))
    return every


async def with_marks(house: House, actor: Actor, raw: bytes, found: Preview) -> bytes:
    """The same workbook with its faulty cells coloured, the reasons beside them, and a list of them in front; the list
    alone where the workbook is too large, or of a sort, that cannot be written anew. Raises Busy.
    """
    faults = [(cell, fault.message.zh) for cell, fault in found.faults]
    try:
        return await in_child_of(house, actor, partial(marked_faults, raw, faults))
    except (TooLarge, Malformed):
        return await in_turn(house, WORKBOOKS, fault_list, faults)


async def _with_draft(house: House, actor: Actor, change: SiteChange) -> SiteChange:
    if change.stored is None or not may(actor, "edit_site", target_of(change.stored)).allowed:
        return change
    return replace(change, drafted=await left_in_draft(house, actor, change.stored, change.edit))
