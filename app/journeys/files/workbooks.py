"""Workbooks in: what its preview told is carried out, as it was chosen.

A fault anywhere and nothing is written. What is asked, and what somebody else changed meanwhile, is written only as
somebody chose; the rest goes on. Whoever publishes directly publishes; everybody else's changes are submitted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from app.access.actor import Actor
from app.errors import Fault, InvalidInput, Refused
from app.exchange.track import Track, untracked
from app.journeys.files.workbook_answers import NO_ANSWERS, Answers, LeftOut, Settled, all_as_read, settled
from app.journeys.files.workbook_change import (
    SiteChange,
    document_of,
)
from app.journeys.files.workbook_preview import Preview, preview
from app.journeys.house import House
from app.journeys.proposals.add_items import Addition, add_to_draft
from app.journeys.registry.register import Registered, register
from app.normal.doubts import Unconfirmed
from app.wording import Wording

_NOTHING = Wording("填报表与已发布信息相同，没有变化。", "The workbook says what is recorded already; nothing changes.")
_NOTHING_CHOSEN = Wording(
    "还没有选择：有疑问和有冲突的项目请先选择，再保存。", "Nothing was chosen yet: answer the questions first."
)


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What was written, by code, what of the workbook was left out, and whether the rest was published `at_once`."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[LeftOut, ...]
    at_once: bool


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
    return await _carried_out(house, actor, await preview(house, actor, raw), reason, hand_in, answers)


async def _carried_out(
    house: House, actor: Actor, found: Preview, reason: str, hand_in: bool, answers: Answers, track: Track = untracked
) -> CarriedOut:
    if found.faults:
        raise InvalidInput(fault for _, fault in found.faults)
    chosen = [settled(change, answers) for change in found.changes]
    written = [one for one in chosen if one.edit]
    if not written:
        raise Refused(_NOTHING_CHOSEN if any(one.is_open for one in chosen) else _NOTHING)
    done = await _written(house, actor, written, reason, found.at_once, hand_in, track)
    left = {(str(one.placed.cell), one.why.zh): one for each in chosen for one in each.left}
    return CarriedOut(done.created, done.changed, tuple(left.values()), found.at_once)


async def _written(
    house: House, actor: Actor, written: Sequence[Settled], reason: str, at_once: bool, hand_in: bool, track: Track
) -> Registered:
    if at_once:
        documents = [document_of(one.change.cells, one.edit, new=one.change.stored is None) for one in written]
        # A code that was given to a new site may have been taken meanwhile: it must not become an edit of that one.
        seen = {one.change.cells.code: one.change.stored.version if one.change.stored else 0 for one in written}
        return await register(
            house, actor, documents, reason=reason, action="site.imported", expected=seen, track=track
        )
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
    house: House,
    actor: Actor,
    raw: bytes,
    *,
    reason: str,
    dry_run: bool,
    confirmed: bool = False,
    track: Track = untracked,
) -> tuple[Registered, Preview]:
    """A workbook from the command line, and what it changes: all or nothing; `track` shows how far it is.

    Raises InvalidInput naming sheet, row and column; Unconfirmed where something is asked and not `confirmed`.
    """
    found = await preview(house, actor, raw, track)
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
    done = await _carried_out(house, actor, found, reason, True, answers, track)
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
