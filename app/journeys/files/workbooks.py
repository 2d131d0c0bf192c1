"""Workbooks out and in: what a person may fill in, what an upload would change, and then what of it was chosen.

A fault anywhere and nothing is written. What is asked, and what somebody else changed meanwhile, is written only as
somebody chose; the rest goes on. Whoever publishes directly publishes; everybody else's changes are submitted.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from app.access.actor import Actor
from app.access.may import may, may_somewhere
from app.compliance.answers import Bools
from app.compliance.network_columns import NetworkColumns
from app.errors import Fault, InvalidInput, Malformed, Refused, TooLarge
from app.exchange.strict_json import load_json
from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.fault_list import fault_list
from app.exchange.workbook.identity import hidden_in_fault, hidden_in_note, identity_faults, refuse_named_sheets
from app.exchange.workbook.known import KnownSite
from app.exchange.workbook.marking import marked as marked_faults
from app.exchange.workbook.reading import WorkbookContent, read_workbook
from app.exchange.workbook.sheets import Cell
from app.exchange.workbook.site_cells import Note
from app.exchange.workbook.writing import write_workbook
from app.journeys.collecting import not_collecting
from app.journeys.files.workbook_across import each_once, misplaced, with_point_doubts
from app.journeys.files.workbook_answers import NO_ANSWERS, Answers, LeftOut, Settled, all_as_read, settled
from app.journeys.files.workbook_change import (
    SiteChange,
    compared_site,
    document_of,
    marked,
    may_publish,
)
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.proposals.add_items import Addition, add_to_draft, left_in_draft
from app.journeys.registry.register import Registered, register
from app.journeys.site_rights import SomeSite, allowed_at, target_of
from app.journeys.turns import LISTS, WORKBOOKS, in_child_of, in_turn
from app.normal.doubts import Unconfirmed
from app.sites.entry import IDENTITY_NUMBER
from app.store.sites import StoredSite, read_sites, read_sites_of
from app.wording import Wording

_NOTHING = Wording("填报表与已发布信息相同，没有变化。", "The workbook says what is recorded already; nothing changes.")
_NOTHING_CHOSEN = Wording(
    "还没有选择：有疑问和有冲突的项目请先选择，再保存。", "Nothing was chosen yet: answer the questions first."
)


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


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What was written, by code, what of the workbook was left out, and whether the rest was published `at_once`."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[LeftOut, ...]
    at_once: bool


async def download(house: House, actor: Actor, codes: Collection[str] | None = None, *, township: str = "") -> bytes:
    """The workbook of the sites that the actor may export; of those among `codes`, or of one of the `townships`, where
    these are given. Raises NotAllowed.
    """
    may_somewhere(actor, "export_sites_inside").require()
    rows = await _rows_asked_for(house, actor, codes, township)

    @not_collecting()
    def written() -> bytes:
        records = [
            (load_json(row.document.encode()), row.version)
            for row in rows
            if (not township or _township(house, row) == township) and _is_given(house, actor, row)
        ]
        return write_workbook(records, house.programmes, house.today())

    return await in_turn(house, LISTS, written)


async def _rows_asked_for(house: House, actor: Actor, codes: Collection[str] | None, township: str) -> list[StoredSite]:
    """The rows among which those of a workbook are, in the order of their codes: these codes, or all of the place."""
    if codes is None:
        whole = await network(house)
        given = _given(house, actor, whole.columns)
        if township:
            given &= whole.columns.inside(township)
        codes = [whole.columns.codes[place] for place in np.flatnonzero(given).tolist()]
        codes += [one.code for one in whole.unreadable]
    return sorted((await read_sites_of(codes)).values(), key=lambda row: row.code)


async def townships(house: House, actor: Actor) -> dict[str, int]:
    """How many of the sites that the actor may export stand in each township, by code; those of no township stand under
    the county. A workbook that is too large is downloaded and filled in by these.
    """
    columns = (await network(house)).columns
    given = _given(house, actor, columns)
    found = columns.named("township").counts(given)
    counties, each = np.unique(columns.cells.division[given & (columns.cells.township == 0)], return_counts=True)
    for division, count in zip(counties.tolist(), each.tolist(), strict=True):
        county = _county(str(division) if division else "")
        found[county] = found.get(county, 0) + count
    return dict(sorted(found.items()))


def _township(house: House, row: SomeSite) -> str:
    township = house.divisions.township_of(row.division)
    return township.code if township is not None else _county(row.division or "")


def _county(division: str) -> str:
    return f"{division[:6]:0<12}"


def _given(house: House, actor: Actor, columns: NetworkColumns) -> Bools:
    return allowed_at(actor, "export_sites_inside", columns) & columns.named("programme").any_of(house.programmes)


def _is_given(house: House, actor: Actor, row: SomeSite) -> bool:
    return row.programme in house.programmes and may(actor, "export_sites_inside", target_of(row)).allowed


async def preview(house: House, actor: Actor, raw: bytes) -> Preview:
    """What the workbook would change, and all that stands against it. Writes nothing.

    Raises Malformed, TooLarge, Busy.
    """
    may_somewhere(actor, "import_sites").require()
    sheets = await in_child_of(house, actor, partial(read_sheets, raw))
    refuse_named_sheets(sheets)
    known = {row.code: row for row in await read_sites()}
    registered = [_known(row) for row in known.values() if row.programme in house.programmes]
    read = not_collecting()(read_workbook)
    content = await in_turn(house, WORKBOOKS, read, sheets, house.programmes, house.today(), registered)
    faults, notes, changes = list(content.faults), list(content.notes), []
    for site in content.sites.values():
        found = await compared_site(house, actor, site, known.get(site.code), content.lists)
        await asyncio.sleep(0)  # a large workbook takes a while, and others are waiting
        faults += found.faults
        notes += found.notes
        if found.change is not None:
            changes.append(marked(found.change, sheets))
    faults += misplaced(known, changes)
    changes = with_point_doubts(house, known, changes)
    notes += _left_out(house, actor, content, known.values())
    at_once = all(may_publish(actor, change) for change in changes)
    if not at_once:
        changes = [await _with_draft(house, actor, change) for change in changes]
    numbered = [cell for cell, fault in faults if fault.code == IDENTITY_NUMBER.code]
    faults += await in_turn(house, WORKBOOKS, list, identity_faults(sheets, numbered))
    return Preview(
        tuple(changes),
        tuple(map(hidden_in_fault, each_once(faults))),
        hashlib.sha256(raw).hexdigest(),
        len(content.sites) - len(changes),
        at_once,
        tuple(map(hidden_in_note, notes)),
    )


def _known(row: StoredSite) -> KnownSite:
    return KnownSite(row.code, row.name, row.programme, row.kind, row.document)


async def with_marks(house: House, actor: Actor, raw: bytes, found: Preview) -> bytes:
    """The same workbook with its faulty cells coloured, the reasons beside them, and a list of them in front; the list
    alone where the workbook is too large, or of a sort, that cannot be written anew. Raises Busy.
    """
    faults = [(cell, fault.message.zh) for cell, fault in found.faults]
    try:
        return await in_child_of(house, actor, partial(marked_faults, raw, faults))
    except (TooLarge, Malformed):
        return await in_turn(house, WORKBOOKS, fault_list, faults)


async def carry_out(
    house: House,
    actor: Actor,
    raw: bytes,
    fingerprint: str,
    reason: str,
    *,
    hand_in: bool = True,
    answers: Answers = NO_ANSWERS,
) -> CarriedOut:
    """Do what the preview of this very file said, all of it or nothing; of what was asked, what the `answers` chose.
    What needs a review is laid over the person's drafts item by item, and handed in, or with `hand_in` false kept
    there.

    Raises Refused where there is nothing to do, InvalidInput with every fault, Stale where somebody changed a site
    since.
    """
    if hashlib.sha256(raw).hexdigest() != fingerprint:
        raise Refused(Wording("不是刚才预览的那个文件", "this is not the file that was looked at"))
    found = await preview(house, actor, raw)
    if found.faults:
        raise InvalidInput(fault for _, fault in found.faults)
    chosen = [settled(change, answers) for change in found.changes]
    written = [one for one in chosen if one.edit or one.change.stored is None]
    if not written:
        raise Refused(_NOTHING_CHOSEN if any(one.open for one in chosen) else _NOTHING)
    done = await _written(house, actor, written, reason, found.at_once, hand_in)
    left = {(str(one.placed.cell), one.why.zh): one for each in chosen for one in each.left}
    return CarriedOut(done.created, done.changed, tuple(left.values()), found.at_once)


async def _written(
    house: House, actor: Actor, written: Sequence[Settled], reason: str, at_once: bool, hand_in: bool
) -> Registered:
    if at_once:
        documents = [document_of(one.change.cells, one.edit, new=one.change.stored is None) for one in written]
        # A code that was given to a new site may have been taken meanwhile: it must not become an edit of that one.
        seen = {one.change.cells.code: one.change.stored.version if one.change.stored else 0 for one in written}
        return await register(house, actor, documents, reason=reason, action="site.imported", expected=seen)
    additions = []
    for one in written:
        stored = one.change.stored
        assert stored is not None, "new sites are faults for whoever does not publish"
        # Conflicts were shown and chosen against the version published now, which nobody may have left meanwhile.
        seen_version = stored.version if one.change.conflicts else one.change.cells.version or stored.version
        additions.append(Addition(stored.code, one.edit, seen_version))
    await add_to_draft(house, actor, additions, reason=reason, hand_in=hand_in)
    return Registered((), tuple(one.change.cells.code for one in written), ())


async def import_workbook(
    house: House, actor: Actor, raw: bytes, *, reason: str, dry_run: bool, confirmed: bool = False
) -> tuple[Registered, Preview]:
    """A workbook from the command line, and what it changes: all or nothing.

    Raises InvalidInput naming sheet, row and column; Unconfirmed where something is asked and not `confirmed`.
    """
    found = await preview(house, actor, raw)
    faults = [fault for _, fault in found.faults]
    faults += [_changed_since(change) for change in found.changes for _ in change.conflicts[:1]]
    asked = [question.as_doubt() for change in found.changes for question in change.questions]
    if asked and not confirmed:
        raise Unconfirmed(asked, faults)
    if faults:
        raise InvalidInput(faults)
    answers = all_as_read(found.changes)
    same = (*("" for _ in range(found.unchanged)),)
    written = [one for one in (settled(change, answers) for change in found.changes) if one.edit]
    created = tuple(one.change.cells.code for one in written if one.change.stored is None)
    changed = tuple(one.change.cells.code for one in written if one.change.stored is not None)
    if dry_run or not written:
        return Registered(created, changed, same), found
    done = await carry_out(house, actor, raw, found.fingerprint, reason, answers=answers)
    return Registered(done.created, done.changed, same), found


def _changed_since(change: SiteChange) -> Fault:
    """What others changed meanwhile cannot be chosen on the command line: it is refused, with both sides."""
    conflict = change.conflicts[0]
    by = conflict.by.name if conflict.by is not None else "?"
    said = Wording(
        f"下载后已被 {by} 修改，请重新下载后再填，或在网页上传并选择",
        f"changed by {by} since the download; download anew, or upload it on the web and choose",
    )
    return conflict.placed.fault("stale", said)[1]


def _left_out(house: House, actor: Actor, content: WorkbookContent, rows: Any) -> Iterator[Note]:
    """The sites that the actor was given and the workbook does not have: they stay as they are."""
    missing: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.code not in content.sites and _is_given(house, actor, row):
            missing[row.programme, row.kind] = missing.get((row.programme, row.kind), 0) + 1
    if not content.kinds and not content.sites:
        return
    for (programme, kind), count in missing.items():
        known = house.programme(programme).kinds_by_code.get(kind)
        label = known.label if known is not None else Wording(kind, kind)
        yield Note(
            "not_read",
            Wording(
                f"{label.zh}：有 {count} 个站点没有读取（不在填报表中，或其行未读取），内容不变",
                f"{label.en}: {count} site(s) were not read (not in the workbook, or their row was not); they stay",
            ),
        )


async def _with_draft(house: House, actor: Actor, change: SiteChange) -> SiteChange:
    if change.stored is None or not may(actor, "edit_site", target_of(change.stored)).allowed:
        return change
    return replace(change, drafted=await left_in_draft(house, actor, change.stored, change.edit))
