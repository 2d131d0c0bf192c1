"""What a workbook would change of one site: its differences, what is asked about them, what others changed meanwhile.

What the cells say is held against the version that was downloaded, so that a cell nobody touched never undoes what
somebody else changed since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.access.actor import Actor
from app.access.may import may, may_somewhere
from app.errors import Fault, InvalidInput, Stale
from app.exchange.strict_json import load_json
from app.exchange.workbook.sheets import Cell, Sheets
from app.exchange.workbook.site_cells import Note, Placed, SiteCells
from app.journeys.files.workbook_questions import (
    Question,
    cell_questions,
    doubt_questions,
    gone_questions,
)
from app.journeys.house import House
from app.journeys.network.stored import read_through
from app.journeys.proposals.author import document_at
from app.journeys.proposals.form import ChangedBy, changed_by
from app.journeys.site_rights import target_of
from app.sites.document import read_site, write_site
from app.sites.doubts import doubts
from app.sites.edit import merged
from app.sites.items import COUNTY_ONLY, RESERVED, Difference, differences, edit_of, item_at, says_the_same, value_at
from app.sites.site import Site
from app.store.sites import StoredSite
from app.wording import Wording

_FIGURE = re.compile(r"metrics\[\d+\](?:\.(\w+))?")


@dataclass(frozen=True, slots=True)
class Conflict:
    """An item that somebody else changed since the workbook was downloaded, to something other than it says."""

    key: str
    placed: Placed
    difference: Difference
    by: ChangedBy | None = None


@dataclass(frozen=True, slots=True)
class SiteChange:
    """What a workbook would change of one site. `stored` is None for a new one.

    `edit` is all that it says; what of it is written hangs on the answers (`journeys.files.workbook_answers`).
    `drafted` is what the person's draft of the site holds beside it, and goes on holding. `marks` say of an item that
    it stands in a hidden row or is struck through.
    """

    cells: SiteCells
    stored: StoredSite | None
    edit: Mapping[str, Any]
    differences: tuple[Difference, ...]
    questions: tuple[Question, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    marks: Mapping[str, Wording] = field(default_factory=dict)
    drafted: tuple[Difference, ...] = ()
    after: Site | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to be shown of the site."""
        return self.stored is None or bool(self.differences or self.questions)


@dataclass
class Compared:
    """What comes of holding one site's cells against its record."""

    change: SiteChange | None = None
    faults: list[tuple[Cell, Fault]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


Earlier = Mapping[str, Any]
"""By code, the documents of those versions that rows were made from and that are no longer the published ones; None
where there is no such version.
"""


async def earlier_documents(sites: Iterable[SiteCells], stored: Mapping[str, StoredSite]) -> Earlier:
    """The documents that these rows were made from, where those are not `stored`."""
    found: dict[str, Any] = {}
    for site in sites:
        row = stored.get(site.code)
        if row is not None and (seen := _seen_version(site, row)) != row.version:
            try:
                found[site.code] = await document_at(row, seen)
            except Stale:
                found[site.code] = None
    return found


async def with_sides(change: SiteChange) -> SiteChange:
    """The change with who made the other side of each of its conflicts."""
    if change.stored is None or not change.conflicts:
        return change
    seen, clashing = _seen_version(change.cells, change.stored), [one.difference.item for one in change.conflicts]
    by = await changed_by(change.stored, seen, clashing)
    return replace(change, conflicts=tuple(replace(one, by=by.get(one.difference.item)) for one in change.conflicts))


def compared_site(
    house: House, actor: Actor, site: SiteCells, stored: StoredSite | None, earlier: Earlier, lists: Iterable[str]
) -> Compared:
    """What the workbook changes of one site, and what stands against it. `lists` are those whose sheet was there. Who
    made the other side of a conflict is not told yet (see `with_sides`).
    """
    if stored is None:
        return _new_site(house, actor, site)
    found = Compared()
    published = load_json(stored.document.encode())
    base = earlier.get(site.code, published)
    if base is None:
        # A row of somebody else's site was never downloaded here: that is what is wrong with it, not its version.
        if (reason := may(actor, "edit_site", target_of(stored)).reason) is not None:
            found.faults.append(site.placed_at("code").fault("not_allowed", reason))
            return found
        wanted = Wording("登记库中没有这个版本，请重新下载填报表", "there is no such version here; download anew")
        found.faults.append(site.placed_at("version").fault("stale", wanted))
        return found
    found.notes = [_left(placed) for path, placed in site.blank if _says(base, path)]
    said = {item: v for item, v in site.over(base, value_at).items() if not says_the_same(v, value_at(base, item))}
    gone = list(gone_questions(site, base, published, lists))
    if not said and not gone and not site.asked:
        return found
    whole = merged(published, edit_of(said))
    before = next(read_through(house, [stored], []), None)
    after = _read(house, site, whole, found) if said else before
    if after is not None and said:
        # Reading a document is what costs here: the one on record is read already.
        was = write_site(before) if before is not None and base is published else _normal(house, base)
        said = _in_normal_form(after, was, said)
    edit = edit_of(said)
    shown = [d for d in differences(base, published, edit) if not d.pointless]
    conflicts = tuple(_conflict(site, stored, d) for d in shown if d.conflicts)
    questions = [*cell_questions(site, said, base), *gone]
    if after is not None:
        asked = doubts(before, after, house.programme(after.programme).vocabulary, house.today())
        taken = {question.item for question in questions}
        questions += [q for q in doubt_questions(site, edit, asked) if q.item not in taken]
    change = SiteChange(site, stored, edit, tuple(shown), tuple(questions), conflicts, after=after)
    _rights(actor, change, found)
    found.change = change if change.says_something else None
    return found


def _seen_version(site: SiteCells, stored: StoredSite) -> int:
    """The version that the row was made from. A workbook of another registry knows more saves than a site has that
    nobody has touched here since it was registered: there is nothing of anybody's to undo.
    """
    version = site.version or stored.version
    return stored.version if stored.version == 1 < version else version


def _new_site(house: House, actor: Actor, site: SiteCells) -> Compared:
    found = Compared()
    said = {item: value for item, value in site.over({}, value_at).items() if value is not None}
    if not may_somewhere(actor, "publish_directly").allowed:
        wanted = Wording("没有此站点；新站点由县级主管部门登记", "there is no such site; only the county adds sites")
        found.faults.append(site.placed_at("code").fault("unknown_code", wanted))
        found.change = SiteChange(site, None, edit_of(said), ())
        return found
    after = _read(house, site, document_of(site, edit_of(said), new=True), found)
    questions = list(cell_questions(site, said, {}))
    if after is not None:
        asked = doubts(None, after, house.programme(after.programme).vocabulary, house.today())
        taken = {question.item for question in questions}
        questions += [q for q in doubt_questions(site, edit_of(said), asked) if q.item not in taken]
        canon = write_site(after)
        said = {item: value_at(canon, item) for item in said}
    shown = tuple(Difference(item, None, None, value) for item, value in said.items())
    found.change = SiteChange(site, None, edit_of(said), shown, tuple(questions), after=after)
    return found


def document_of(site: SiteCells, edit: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    """The document that is to be registered for a site."""
    whole: dict[str, Any] = {"code": site.code, **edit}
    return {"programme": site.programme, "kind": site.kind, **whole} if new else whole


def may_publish(actor: Actor, change: SiteChange) -> bool:
    """Whether a change is published without review."""
    if change.stored is None:
        return may_somewhere(actor, "publish_directly").allowed
    return may(actor, "publish_directly", target_of(change.stored)).allowed


def _rights(actor: Actor, change: SiteChange, found: Compared) -> None:
    assert change.stored is not None, "new sites are looked at where they begin"
    # Whoever publishes needs no leave to fill in: so the command line imports workbooks like any other file.
    if may_publish(actor, change) or not change.says_something:
        return
    site = change.cells
    decision = may(actor, "edit_site", target_of(change.stored))
    if decision.reason:
        found.faults.append(site.placed_at("code").fault("not_allowed", decision.reason))
    for key in sorted((COUNTY_ONLY | RESERVED) & set(change.edit)):
        wanted = Wording("此项由县级管理员维护", "only the county office changes this")
        found.faults.append(site.placed_at(key).fault("county_only", wanted))


def _read(house: House, site: SiteCells, document: Mapping[str, Any], found: Compared) -> Site | None:
    try:
        return read_site(document, house.rules, house.divisions, registering=True)
    except InvalidInput as error:
        found.faults += [_at_cell(site, fault, document) for fault in error.faults]
    return None


def _at_cell(site: SiteCells, fault: Fault, document: Mapping[str, Any]) -> tuple[Cell, Fault]:
    """A fault of the document at its cell; in the words of the drop-down where the cell has one."""
    path = fault.path
    if (figure := _FIGURE.fullmatch(path)) is not None:
        path = f"{item_at(path, document)}.{figure[1] or 'value'}"
    placed = site.placed_at(path)
    if placed.choices and fault.code in ("unknown_code", "wrong_type", "missing"):
        return placed.not_offered()
    return placed.fault(fault.code, fault.message)


def _in_normal_form(after: Site, before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The items as the registry would write them, without those that only looked different from `before`."""
    written = write_site(after)
    found = {item: value_at(written, item) for item in said}
    return {item: value for item, value in found.items() if not says_the_same(value, value_at(before, item))}


def _normal(house: House, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A document in the form the registry writes; as it is where it cannot be read."""
    try:
        return write_site(read_site(document, house.rules, house.divisions, recorded=True))
    except InvalidInput:
        return document


def _conflict(site: SiteCells, stored: StoredSite, difference: Difference) -> Conflict:
    key = f"{site.code}|{difference.item}|{stored.version}"
    return Conflict(key, site.placed_at(difference.item), difference)


def _left(placed: Placed) -> Note:
    said = Wording("单元格是空的，原有内容不变；要删除请填“清除”", "the cell is blank: nothing changes")
    return Note("unchanged", placed.sentence(said), placed.cell)


def _says(document: Mapping[str, Any], path: str) -> bool:
    """Whether a document says anything where a blank cell stands."""
    return value_at(document, item_at(path)) is not None


def marked(change: SiteChange, sheets: Sheets) -> SiteChange:
    """The change with its items marked that stand in hidden rows or columns, or are struck through."""
    marks: dict[str, Wording] = {}
    for difference in change.differences:
        for cell in change.cells.cells_of(difference.item):
            sheet = sheets[cell.sheet]
            if sheet.is_hidden(cell.row, cell.column):
                marks[difference.item] = Wording(f"在隐藏的行或列中（{cell}）", f"in a hidden row or column ({cell})")
            elif (cell.row, cell.column) in sheet.struck:
                marks[difference.item] = Wording(f"文字有删除线（{cell}）", f"struck through ({cell})")
    return replace(change, marks=marks)


_ASKED_LATER = frozenset({"code", "version", "parent", "division", "location"})


def lightened(change: SiteChange) -> SiteChange:
    """The change without what nobody asks of it any more: where most of its cells stand, and of what the site becomes
    all but its place. Of very many sites so much would take too much memory.
    """
    placed = {path: there for path, there in change.cells.placed.items() if item_at(path) in _ASKED_LATER}
    slight = replace(change.cells, items={}, asked={}, blank=[], lists={}, placed=placed)
    after = change.after if is_moved(change) else None
    if after is not None:
        unreported: dict[str, Any] = {"equipment": None, "staff": None, "trainings": None}
        after = replace(after, facts={}, metrics={}, reports={}, history=(), waivers=(), **unreported)
    return replace(change, cells=slight, after=after)


def is_moved(change: SiteChange) -> bool:
    """Whether a change says where its site is."""
    return bool(change.edit.keys() & {"location", "division"})
