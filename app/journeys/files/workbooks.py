"""Workbooks out and in: what a person may fill in, what an upload would change, and then either all of it or nothing.

What the cells say is held against the version that was downloaded, so that a cell nobody touched never undoes what
somebody else changed meanwhile. Whoever publishes directly publishes; everybody else's changes are submitted.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from app.access.actor import Actor
from app.access.may import may, may_somewhere
from app.errors import Fault, InvalidInput, Refused, Stale
from app.exchange.strict_json import load_json
from app.exchange.workbook.child import read_sheets
from app.exchange.workbook.marking import marked
from app.exchange.workbook.reading import read_workbook
from app.exchange.workbook.site_cells import BROKEN, Cell, SiteCells, not_offered
from app.exchange.workbook.writing import write_workbook
from app.journeys.house import House
from app.journeys.network.stored import readable
from app.journeys.proposals.add_items import Addition, add_to_draft, left_in_draft
from app.journeys.proposals.form import compared_with, edit_from, item_at
from app.journeys.registry.doubtful import doubts_by_item
from app.journeys.registry.hierarchy import InHierarchy, hierarchy_faults
from app.journeys.registry.register import Registered, register
from app.journeys.site_rights import target_of
from app.normal.doubts import Doubt, Unconfirmed
from app.sites.document import read_site
from app.sites.edit import merged
from app.sites.items import COUNTY_ONLY, RESERVED, Difference, edit_of
from app.store.sites import StoredSite, read_sites
from app.wording import Wording

_FIGURE = re.compile(r"metrics\[\d+\](?:\.(\w+))?")
_CLASH = Wording("下载后此项已被他人修改，请重新下载后再填", "others changed this since; download anew")
_NOTHING = Wording("填报表与已发布信息相同，没有变化。", "The workbook says what is recorded already; nothing changes.")


@dataclass(frozen=True, slots=True)
class SiteChange:
    """What a workbook would change of one site. `stored` is None for a new one.

    `drafted` is what the person's draft of the site holds beside it, and goes on holding.
    """

    cells: SiteCells
    stored: StoredSite | None
    edit: Mapping[str, Any]
    differences: tuple[Difference, ...]
    drafted: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a workbook would do. With any fault it does nothing. `fingerprint` names this very file; `at_once` is true
    where it would be published without review.
    """

    changes: tuple[SiteChange, ...]
    faults: tuple[tuple[Cell, Fault], ...]
    fingerprint: str
    unchanged: int
    at_once: bool = False


async def download(house: House, actor: Actor, codes: Sequence[str] | None = None) -> bytes:
    """The workbook of the sites that the actor may export, or of those among `codes`. Raises NotAllowed."""
    may_somewhere(actor, "export_sites_inside").require()
    wanted = None if codes is None else set(codes)
    records = [
        (load_json(row.document.encode()), row.version)
        for row in await read_sites()
        if row.programme in house.programmes
        and (wanted is None or row.code in wanted)
        and may(actor, "export_sites_inside", target_of(row)).allowed
    ]
    return await asyncio.to_thread(write_workbook, records, house.programmes, house.today())


async def preview(house: House, actor: Actor, raw: bytes) -> Preview:
    """What the workbook would change, and all that stands against it. Writes nothing. Raises Malformed, TooLarge."""
    may_somewhere(actor, "import_sites").require()
    sheets = await asyncio.to_thread(read_sheets, raw)
    content = await asyncio.to_thread(read_workbook, sheets, house.programmes, house.today())
    known = {row.code: row for row in await read_sites()}
    faults = list(content.faults)
    changes = []
    for site in content.sites.values():
        stored = known.get(site.code)
        change, found = await _change(house, actor, site, stored)
        faults += found
        if change is not None:
            changes.append(change)
    faults += _misplaced(known, changes)
    unchanged = len(content.sites) - len(changes)
    at_once = all(_may_publish(actor, change) for change in changes)
    if not at_once:
        changes = [await _with_draft(house, actor, change) for change in changes]
    print_of = hashlib.sha256(raw).hexdigest()
    return Preview(tuple(changes), tuple(_once(faults)), print_of, unchanged, at_once)


async def with_marks(raw: bytes, found: Preview) -> bytes:
    """The same workbook with its faulty cells coloured and the reasons beside them."""
    return await asyncio.to_thread(marked, raw, [(cell, fault.message.zh) for cell, fault in found.faults])


async def carry_out(
    house: House, actor: Actor, raw: bytes, fingerprint: str, reason: str, *, hand_in: bool = True
) -> Registered:
    """Do what the preview of this very file said, all of it or nothing. What needs a review is laid over the person's
    drafts item by item, and handed in, or with `hand_in` false kept there.

    Raises Refused where there is nothing to do, InvalidInput with every fault, Stale where somebody changed a site
    since.
    """
    if hashlib.sha256(raw).hexdigest() != fingerprint:
        raise Refused(Wording("不是刚才预览的那个文件", "this is not the file that was looked at"))
    found = await preview(house, actor, raw)
    if found.faults:
        raise InvalidInput(fault for _, fault in found.faults)
    if not found.changes:
        raise Refused(_NOTHING)
    if found.at_once:
        documents = [_document(change) for change in found.changes]
        seen = {change.stored.code: change.stored.version for change in found.changes if change.stored is not None}
        return await register(house, actor, documents, reason=reason, action="site.imported", expected=seen)
    additions = []
    for change in found.changes:
        assert change.stored is not None, "new sites are faults for whoever does not publish"
        additions.append(Addition(change.stored.code, change.edit, change.cells.version or change.stored.version))
    await add_to_draft(house, actor, additions, reason=reason, hand_in=hand_in)
    return Registered((), tuple(change.cells.code for change in found.changes), ())


async def import_workbook(
    house: House, actor: Actor, raw: bytes, *, reason: str, dry_run: bool, confirmed: bool = False
) -> tuple[Registered, tuple[SiteChange, ...]]:
    """A workbook from the command line, and what it changes: all or nothing.

    Raises InvalidInput naming sheet, row and column, Unconfirmed where something is doubtful and not `confirmed`.
    """
    found = await preview(house, actor, raw)
    faults = [fault for _, fault in found.faults]
    if not confirmed and (asked := await _doubts(house, found.changes)):
        raise Unconfirmed(asked, faults)
    if faults:
        raise InvalidInput(faults)
    same = (*("" for _ in range(found.unchanged)),)
    created = tuple(change.cells.code for change in found.changes if change.stored is None)
    changed = tuple(change.cells.code for change in found.changes if change.stored is not None)
    if dry_run or not found.changes:
        return Registered(created, changed, same), found.changes
    done = await carry_out(house, actor, raw, found.fingerprint, reason)
    return Registered(done.created, done.changed, same), found.changes


class _Member(NamedTuple):
    """A site as the workbook places it in the hierarchy."""

    code: str
    programme: str
    parent: str | None


def _misplaced(known: Mapping[str, StoredSite], changes: Sequence[SiteChange]) -> list[tuple[Cell, Fault]]:
    """The parents that the changes bring and that cannot be, each at its cell."""
    placed = {
        change.cells.code: _Member(
            change.cells.code,
            change.cells.programme,
            change.edit.get("parent", change.stored.parent if change.stored else None),
        )
        for change in changes
    }
    every: dict[str, InHierarchy] = {**known, **placed}
    found = []
    for change in changes:
        if "parent" in change.edit:
            cell = change.cells.cell_of("parent")
            faults = hierarchy_faults(placed[change.cells.code], every)
            found += [(cell, Fault(str(cell), fault.code, fault.message)) for fault in faults]
    return found


async def _doubts(house: House, changes: Sequence[SiteChange]) -> list[Doubt]:
    """What is doubtful about the changes, at its cell."""
    sites = {row.code: site for row in await read_sites() if (site := readable(house, row)) is not None}
    asked = []
    for change in changes:
        before = sites.get(change.cells.code)
        published = load_json(change.stored.document.encode()) if change.stored is not None else {}
        by_item = doubts_by_item(house, before, published, _document(change), sites.values())
        asked += [replace(doubt, path=str(change.cells.cell_of(item))) for item, doubt in by_item.items()]
    return asked


async def _with_draft(house: House, actor: Actor, change: SiteChange) -> SiteChange:
    if change.stored is None or not may(actor, "edit_site", target_of(change.stored)).allowed:
        return change
    return replace(change, drafted=await left_in_draft(house, actor, change.stored, change.edit))


async def _change(
    house: House, actor: Actor, site: SiteCells, stored: StoredSite | None
) -> tuple[SiteChange | None, list[tuple[Cell, Fault]]]:
    """What the workbook changes of one site, and what stands against it."""
    if stored is None:
        return await _new_site(house, actor, site)
    if (stored.programme, stored.kind) != (site.programme, site.kind):
        return None, [_fault(site.at, "wrong_sheet", "此站点属于另一类别的工作表", "the site belongs on another sheet")]
    seen = site.version or stored.version
    try:
        edit = await edit_from(stored, seen, site.items)
    except Stale:
        where = site.cell_of("version")
        return None, [_fault(where, "stale", "版本列有误，请重新下载", "the version is unknown; download anew")]
    if not edit:
        return None, []
    # Whoever publishes needs no leave to fill in: so the command line imports workbooks like any other file.
    decision = may(actor, "publish_directly", target_of(stored))
    if not decision.allowed:
        decision = may(actor, "edit_site", target_of(stored))
    differences = await compared_with(stored, seen, edit)
    change = SiteChange(site, stored, edit, tuple(d for d in differences if not d.pointless))
    faults = [(site.at, Fault(str(site.at), "not_allowed", decision.reason))] if decision.reason else []
    clashing = [site.cell_of(d.item) for d in differences if d.conflicts]
    faults += [(cell, Fault(str(cell), "stale", _CLASH)) for cell in clashing]
    if not _may_publish(actor, change):
        for key in sorted((COUNTY_ONLY | RESERVED) & set(edit)):
            cell = site.cell_of(key)
            faults.append(_fault(cell, "county_only", "此项由县级管理员维护", "only the county office changes this"))
    faults += _refused(house, site, merged(load_json(stored.document.encode()), edit))
    return (change if change.differences else None), faults


async def _new_site(house: House, actor: Actor, site: SiteCells) -> tuple[SiteChange | None, list[tuple[Cell, Fault]]]:
    edit = edit_of({item: value for item, value in site.items.items() if value is not None})
    change = SiteChange(site, None, edit, ())
    if not may_somewhere(actor, "publish_directly").allowed:
        return change, [
            _fault(site.at, "unknown_code", "没有此站点；新站点由县级主管部门登记", "only the county adds sites")
        ]
    return change, _refused(house, site, _document(change))


def _refused(house: House, site: SiteCells, document: Mapping[str, Any]) -> list[tuple[Cell, Fault]]:
    try:
        read_site(document, house.rules, house.divisions, registering=True)
    except InvalidInput as error:
        return [_placed(site, fault, document) for fault in error.faults]
    return []


def _placed(site: SiteCells, fault: Fault, document: Mapping[str, Any]) -> tuple[Cell, Fault]:
    """A fault of the document at its cell; in the words of the drop-down where the cell has one."""
    path = fault.path
    if (figure := _FIGURE.fullmatch(path)) is not None:
        path = f"{item_at(path, document)}.{figure[1] or 'value'}"
    cell = site.cell_of(path)
    if path in site.choices and fault.code in ("unknown_code", "wrong_type", "missing"):
        return not_offered(cell, site.texts[path], site.choices[path])
    return cell, Fault(str(cell), fault.code, fault.message)


def _document(change: SiteChange) -> dict[str, Any]:
    site = change.cells
    whole: dict[str, Any] = {"code": site.code, **change.edit}
    return whole if change.stored is not None else {"programme": site.programme, "kind": site.kind, **whole}


def _may_publish(actor: Actor, change: SiteChange) -> bool:
    if change.stored is None:
        return may_somewhere(actor, "publish_directly").allowed
    return may(actor, "publish_directly", target_of(change.stored)).allowed


def _fault(cell: Cell, code: str, zh: str, en: str) -> tuple[Cell, Fault]:
    return cell, Fault(str(cell), code, Wording(zh, en))


def _once(faults: Sequence[tuple[Cell, Fault]]) -> Sequence[tuple[Cell, Fault]]:
    """Each fault once; of a cell that shows no value, that alone."""
    shows_nothing = {cell for cell, fault in faults if fault.code == BROKEN}
    seen: dict[tuple[str, str], tuple[Cell, Fault]] = {}
    for cell, fault in faults:
        if fault.code == BROKEN or cell not in shows_nothing:
            seen.setdefault((str(cell), fault.message.en), (cell, fault))
    return list(seen.values())
