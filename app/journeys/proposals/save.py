"""Saving what somebody says about a site, in one straight line: read once, compared, and then written or told why not.

The one way of a form, of the interface and of a workbook into a draft, into review and, for those who may, into the
record. The published record changes only by an acceptance or by whoever publishes directly. A form's draft keeps as it
was typed what entry cannot take yet, for its author to correct before it is handed in. A request is never written over
by another: each author has a draft of their own a site, what was submitted stays as it is, and what was sent back stays
too: a new draft goes on from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.access.actor import Actor
from app.exchange.strict_json import json_text, load_json
from app.journeys.house import House
from app.journeys.proposals.author import document_at, no_reason, reserved_faults
from app.journeys.proposals.form import may_wait, read_edit
from app.journeys.proposals.outcomes import (
    Entered,
    OnForm,
    Published,
    SaveConflict,
    Saved,
    SaveOutcome,
    SaveRefused,
    StandsOn,
    Submitted,
    are_still,
    seen_now,
)
from app.journeys.proposals.publish import planned_edit
from app.journeys.proposals.read import Proposed, compared, empty_draft, move_of, save_move, state_of
from app.journeys.proposals.sheet import Sheet, sheet
from app.journeys.proposals.two_places import brought_together
from app.journeys.registry.planned import save as save_record
from app.journeys.site_rights import require, stored_site
from app.proposals.states import moved
from app.sites.edit import merged
from app.sites.items import Difference, edit_of, items, says_the_same, value_at
from app.sites.site import Site
from app.store.changes import NewChange, append_changes
from app.store.engine import transaction
from app.store.proposals import StoredProposal, insert_proposal
from app.wording import Wording

_NOTHING = Wording("与已发布信息相同，没有可提交的变更", "it equals the published record; there is nothing to submit")
_DOUBTFUL = Wording(
    "还没有保存：有内容需要核对。请更正，或在“请核对”处勾选“确实如此”，再提交一次",
    "not saved yet: some entries should be checked. Correct them, or tick that they are right, and submit again",
)
_IS_WAITING = Wording(
    "您有一份变更申请正在等待审核，所以这次填写还没有保存。填写的内容都在下面。",
    "A change request of yours is waiting for review, so this was not saved. Everything you typed is below.",
)


@dataclass(frozen=True, slots=True)
class _Laid:
    """What is said, and why, with the drafts or requests that it goes on from; `on` is what it was held against.

    `mentioned` are the items that the drafts no longer speak for.
    """

    begun: tuple[Proposed, ...]
    mentioned: Collection[str]
    said: dict[str, Any]
    reason: str
    on: StandsOn


@dataclass(frozen=True, slots=True)
class _Line:
    """Everything that is needed to write, and nothing against it."""

    sheet: Sheet
    begun: tuple[StoredProposal, ...]
    entered: Entered
    edit: Mapping[str, Any]
    base_document: str
    after: Site


async def save_typed(house: House, actor: Actor, code: str, understood: Callable[[Sheet], Entered]) -> SaveOutcome:
    """Save what was typed into the form of a site; `understood` reads it, knowing what the site is asked for.

    Raises NotFound, NotAllowed.
    """
    async with transaction():
        found = await sheet(house, actor, await stored_site(code))
        line = await _line(house, actor, found, understood(found))
        return await _write(house, actor, line) if isinstance(line, _Line) else line


async def save_all(
    house: House, actor: Actor, entered: Mapping[str, Entered]
) -> tuple[Saved | Submitted | Published, ...] | SaveConflict | SaveRefused:
    """Save what is said about several sites, by code: all of it, or nothing and the first reason why not."""
    async with transaction():
        lines = []
        for code, one in entered.items():
            line = await _line(house, actor, await sheet(house, actor, await stored_site(code)), one)
            if not isinstance(line, _Line):
                return line
            lines.append(line)
        return tuple([await _write(house, actor, line) for line in lines])


async def _line(house: House, actor: Actor, found: Sheet, entered: Entered) -> _Line | SaveConflict | SaveRefused:
    site, form = found.stored, entered.form
    if entered.then != "keep":
        require(actor, "publish_directly" if entered.then == "publish" else "submit_change", site)
    seen = site.version if entered.seen_version is None else entered.seen_version
    base = found.published if seen == site.version else await document_at(site, seen)
    if form is None:
        on = StandsOn(site.version, seen_now(found.begun))
        laid = _Laid(found.begun, entered.items.keys(), dict(entered.items), entered.reason, on)
    else:
        brought = await _with_drafts(found, base, seen, entered, form)
        if not isinstance(brought, _Laid):
            return brought
        laid = brought
    said, on = laid.said, laid.on
    kept, bases = _kept(laid.begun, laid.mentioned)
    # What a draft held that no form asks shows its conflicts to the reviewer; published, it would be seen by nobody.
    asked = {item: value for item, value in kept.items() if entered.then == "publish" or item in entered.items}
    every = _against(base, found, asked | said, bases)
    clashing = {d.item for d in every if d.conflicts}
    sides = (form.sides or {}) if form is not None and form.resolved_at == site.version else {}
    if not clashing <= sides.keys():
        return SaveConflict(found, every)
    # Of the items that somebody else changed, only those stay for which the person chose their own side.
    whole = {item: value for item, value in (kept | said).items() if item not in clashing or sides[item]}
    edit = edit_of(whole)
    if reserved := reserved_faults(actor, site, edit_of(said)):
        return SaveRefused(found, edit, on, tuple(reserved))
    faults = no_reason(laid.reason) if entered.then != "keep" else ()
    read = read_edit(house, found.site, found.published, edit)
    if faults or (read.faults and not (entered.then == "keep" and form is not None and may_wait(read, edit))):
        return SaveRefused(found, edit, on, (*read.faults, *faults), read=read)
    if entered.then == "submit" and all(value_at(found.published, item) == value for item, value in whole.items()):
        return SaveRefused(found, edit, on, said=_NOTHING, read=read)
    if entered.then != "keep" and entered.asks is not None and entered.asks(found, read.site):
        return SaveRefused(found, edit, on, said=_DOUBTFUL, read=read, asks=True)
    document = json_text(merged(found.published, edit_of(bases))) if bases else site.document
    begun = tuple(one.stored for one in laid.begun)
    return _Line(found, begun, replace(entered, reason=laid.reason), edit, document, read.site)


async def _with_drafts(
    found: Sheet, base: Mapping[str, Any], seen: int, entered: Entered, form: OnForm
) -> _Laid | SaveConflict | SaveRefused:
    """What was typed into a form, laid over the drafts that it knew; where they moved on meanwhile, brought together
    with them once its author was shown them and has chosen. A request to be taken back was shown when that was asked.
    """
    said, begun, mentioned = _against_record(base, entered.items), found.begun, entered.items.keys()
    if entered.then != "publish" and not begun and found.waiting:
        begun = tuple(w for w in found.waiting if form.takes_back is not None and form.takes_back.is_still(w.stored))
        if not begun:
            on, known = StandsOn(seen, form.drafts), {one.key for one in form.drafts}
            # What the form's own draft has become, before what it never held.
            waiting = min(found.waiting, key=lambda one: one.stored.id not in known)
            return SaveRefused(found, edit_of(said), on, said=_IS_WAITING, waiting=waiting)
    on = StandsOn(found.stored.version, seen_now(begun))
    if not begun or are_still(form.drafts, begun):
        return _Laid(begun, mentioned, said, entered.reason, on)
    if entered.then == "publish" and form.drafts:
        # What holds more than was seen is neither published nor given up.
        begun = tuple(one for one in begun if any(known.is_still(one.stored) for known in form.drafts))
        return _Laid(begun, mentioned, said, entered.reason, replace(on, drafts=form.drafts))
    shown = form.drafts_resolved or ((form.takes_back,) if form.takes_back is not None else ())
    is_seen = are_still(shown, begun)
    sides = (form.draft_sides or {}) if is_seen else {}
    both = await brought_together(found, begun, base, form.drafts, entered.items, entered.reason, sides)
    said = _against_record(base, both.values)
    if is_seen and both.is_chosen:
        return _Laid(begun, mentioned - both.kept.keys(), said, both.reason, on)
    open_items = {d.item for d in both.clashing}
    together = {item: value for item, value in (said | both.kept).items() if item not in open_items}
    rest = [Difference(item, value_at(base, item), value_at(base, item), value) for item, value in together.items()]
    told = tuple(d for d in both.reason_told if d.item not in open_items)
    return SaveConflict(found, (*both.clashing, *rest, *told), begun=begun)


def _against_record(base: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    return {item: value for item, value in typed.items() if not says_the_same(value, value_at(base, item))}


def _kept(begun: Sequence[Proposed], mentioned: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was drafted before and is not mentioned now: the values, and those of the record that they began from."""
    values: dict[str, Any] = {}
    bases: dict[str, Any] = {}
    for proposed in begun:
        document = load_json(proposed.stored.base_document.encode())
        for item, value in items(load_json(proposed.stored.edit.encode())).items():
            if item not in mentioned:
                values[item], bases[item] = value, value_at(document, item)
    return values, bases


def _against(
    base: Mapping[str, Any], found: Sheet, said: Mapping[str, Any], bases: Mapping[str, Any]
) -> tuple[Difference, ...]:
    return tuple(
        Difference(item, bases[item] if item in bases else value_at(base, item), value_at(found.published, item), value)
        for item, value in said.items()
    )


async def _write(house: House, actor: Actor, line: _Line) -> Saved | Submitted | Published:
    entered, site = line.entered, line.sheet.stored
    if entered.then == "publish":
        await _publish(house, actor, line)
        return Published()
    stored, changes = await _draft(house, actor, line)
    await append_changes(changes)
    proposed = compared(house, stored, site, line.sheet.published)
    return Submitted(proposed) if entered.then == "submit" else Saved(proposed)


async def _draft(house: House, actor: Actor, line: _Line) -> tuple[StoredProposal, list[NewChange]]:
    """The draft written, or the request; and the records of what was done."""
    entered, now = line.entered, house.now()
    before = next((one for one in line.begun if one.state != "sent_back"), None)
    start = before or empty_draft(house, actor, line.sheet.stored)
    state, submits = state_of(start), entered.then == "submit"
    changes = []
    if state == "submitted":
        state = moved(state, "withdraw")
        changes.append(move_of(house, actor, "proposal.withdrawn", start, start, ""))
    state = moved(state, "save")
    draft = replace(
        start,
        state=moved(state, "submit") if submits else state,
        edit=json_text(line.edit),
        reason=entered.reason.strip() or ("" if entered.form is not None else start.reason),
        base_version=line.sheet.stored.version,
        base_document=line.base_document,
        updated_at=now,
        submitted_at=now if submits else None,
        decision=None,
    )
    if before is None:
        await insert_proposal(draft)
        for sent_back in line.begun:
            await save_move(replace(sent_back, carried_on_by=draft.id), sent_back.version)
    else:
        draft = await save_move(draft, before.version)
    done = "proposal.submitted" if submits else "proposal.saved"
    return draft, [*changes, move_of(house, actor, done, before, draft, draft.reason)]


async def _publish(house: House, actor: Actor, line: _Line) -> None:
    """The edit put on record, and the draft that held it given up."""
    reason = line.entered.reason.strip()
    planned = await planned_edit(
        house, actor, line.sheet.stored, line.after, right="publish_directly", reason=reason, action="site.edited"
    )
    given_up = []
    for mine in line.begun:
        gone = replace(mine, state=moved(state_of(mine), "discard"), updated_at=house.now())
        given_up.append(move_of(house, actor, "proposal.discarded", mine, await save_move(gone, mine.version), ""))
    await save_record([planned] if planned else [], given_up)
