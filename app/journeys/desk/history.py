"""What happened to a site: each change record read item by item, with what it did to the verdicts; and the moves of the
requests for it: handed in, sent back, taken back, left too long; its rectifications, and the steps of its acceptance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.access.actor import Actor
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.inspections import rectifications
from app.journeys.proposals.escalate import ESCALATED, level_of
from app.journeys.registry.acceptance import ACCEPTANCE_ACTIONS
from app.journeys.registry.acceptance import SUBJECT as ACCEPTANCE
from app.journeys.registry.life import LIFE_ACTIONS
from app.journeys.site_rights import require, stored_site
from app.sites.items import RESERVED, Difference, differences, items, value_at
from app.store.changes import ChangeRecord, read_changes, read_changes_of
from app.store.proposals import StoredProposal, read_proposals
from app.store.rectifications import read_rectifications
from app.wording import Wording, same

SITE_ACTIONS: Mapping[str, Wording] = {
    "site.seeded": Wording("按方案文件登记", "Registered as the document names it"),
    "site.sampled": Wording("加入示例数据", "Sample data added"),
    "site.imported": Wording("导入", "Imported"),
    "site.edited": Wording("直接发布", "Published directly"),
    "site.confirmed": Wording("确认无变化", "Confirmed unchanged"),
    "proposal.accepted": Wording("变更申请审核通过", "Change request accepted"),
    "proposal.undone": Wording("撤销已通过的变更申请", "An acceptance undone"),
    "proposal.submitted": Wording("提交变更申请", "Change request submitted"),
    "proposal.sent_back": Wording("退回变更申请", "Change request sent back"),
    "proposal.withdrawn": Wording("撤回变更申请", "Change request withdrawn by its author"),
    **LIFE_ACTIONS,
    **ACCEPTANCE_ACTIONS,
    **rectifications.RECTIFICATION_ACTIONS,
}
_MOVES = ("proposal.submitted", "proposal.sent_back", "proposal.withdrawn", ESCALATED)
"""Moves of requests that change nothing published, and leave a trace here. Drafts are their authors' alone."""
_STEPS = [action for action in ACCEPTANCE_ACTIONS if action != "acceptance.accepted"]
"""Steps of an acceptance; the last one is a change of the record, and told as such."""
_PROGRAM = Wording("系统", "The program")
_BY_THE_PROGRAM = frozenset({"site.seeded", "site.sampled"})


@dataclass(frozen=True, slots=True)
class Flip:
    """A clause whose verdict the change turned; None where the clause did not apply before or after."""

    clause: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of a site, or one move of a request for it: who, when, why, which items, and what it did.

    `author` is who proposed what `actor` decided; `refused` holds the items of the request that were not accepted,
    `left` those that an undoing left as they were, by item. `proposal` and `rectification` name what it was about.
    """

    at: datetime
    actor: str
    action: Wording
    reason: Wording
    version: int | None
    items: tuple[Difference, ...]
    status: tuple[str | None, str | None]
    flips: tuple[Flip, ...]
    author: str = ""
    refused: tuple[Difference, ...] = ()
    left: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    proposal: str | None = None
    rectification: str | None = None


async def history_of(house: House, actor: Actor, code: str, *, limit: int = 50) -> tuple[HistoryEntry, ...]:
    """The newest changes of a site, and moves of requests for it, first. Raises NotFound, NotAllowed."""
    require(actor, "read_history", await stored_site(code))
    requests = {str(p.id): p for p in await read_proposals(site_codes=[code], carried_on=True)}
    told = await read_changes("site", code, limit=limit)
    moves = [
        move
        for move in await read_changes_of("proposal", list(requests), _MOVES, limit=limit)
        if _is_told(move, requests[move.subject_key])
    ]
    ordered = [str(one.id) for one in await read_rectifications(site_codes=[code])]
    moves += await read_changes_of(
        rectifications.SUBJECT, ordered, list(rectifications.RECTIFICATION_ACTIONS), limit=limit
    )
    moves += await read_changes_of(ACCEPTANCE, [code], _STEPS, limit=limit)
    every = sorted([*told, *moves], key=lambda change: change.sequence, reverse=True)[:limit]
    return tuple(_told(change, requests) for change in every)


def _told(change: ChangeRecord, requests: Mapping[str, StoredProposal]) -> HistoryEntry:
    if change.subject_kind == "site":
        return _entry(change, requests)
    if change.subject_kind == rectifications.SUBJECT:
        return _told_only(change, change.subject_key)
    if change.subject_kind == ACCEPTANCE:
        return _told_only(change)
    return _move(change, requests[change.subject_key])


def _is_told(move: ChangeRecord, request: StoredProposal) -> bool:
    """Whether a move is for others to know: a draft that was never handed in is not, nor the rest of a part acceptance,
    which the acceptance itself tells of.
    """
    if move.action == "proposal.sent_back":
        return move.before is not None
    return request.submitted_at is not None


def _entry(change: ChangeRecord, requests: Mapping[str, StoredProposal]) -> HistoryEntry:
    before = load_json(change.before.encode()) if change.before else {}
    after = load_json(change.after.encode()) if change.after else {}
    effect = load_json(change.effect.encode()) if change.effect else {}
    was, became = effect.get("status", [None, None])
    request = requests.get(str(effect.get("proposal")))
    decided = request if change.action == "proposal.accepted" else None
    return HistoryEntry(
        at=change.at,
        actor=change.actor_name,
        action=SITE_ACTIONS.get(change.action, Wording(change.action, change.action)),
        reason=_reason(change),
        version=change.version,
        items=tuple(changed_items(before, after)) if before else (),
        status=(was, became),
        flips=tuple(Flip(clause, *turn) for clause, turn in effect.get("clauses", {}).items()) if before else (),
        author=request.author_name if request is not None else "",
        refused=tuple(_refused(decided, before)) if decided is not None else (),
        left=tuple(effect.get("left", ())),
        confirmed=tuple(_confirmed(before, after)) if change.action == "site.confirmed" else (),
        proposal=str(request.id) if request is not None else None,
    )


def _reason(change: ChangeRecord) -> Wording:
    """Why, as it was typed; what the program wrote itself is kept as `中文 / English`."""
    zh, _, en = change.reason.partition(" / ")
    return Wording(zh, en) if change.action in _BY_THE_PROGRAM else same(change.reason)


def _move(change: ChangeRecord, request: StoredProposal) -> HistoryEntry:
    base = load_json(request.base_document.encode())
    assert change.after is not None, "a move keeps what was asked for"
    edit = load_json(change.after.encode())
    action, actor = SITE_ACTIONS.get(change.action), change.actor_name
    if action is None:
        overdue = level_of(change) > 1
        assert change.effect is not None, "an escalation keeps after how many days"
        days = load_json(change.effect.encode())["days"]
        action = Wording(
            f"超过 {days} 天未审核，{'已逾期' if overdue else '上报县级管理员'}",
            f"Not reviewed for {days} days: {'overdue' if overdue else 'escalated to the county'}",
        )
        actor = _PROGRAM.zh
    return HistoryEntry(
        at=change.at,
        actor=actor,
        action=action,
        reason=_reason(change),
        version=None,
        items=tuple(d for d in differences(base, base, edit) if not d.pointless),
        status=(None, None),
        flips=(),
        author=request.author_name if change.action != "proposal.submitted" else "",
        proposal=str(request.id),
    )


def _told_only(change: ChangeRecord, rectification: str | None = None) -> HistoryEntry:
    return HistoryEntry(
        at=change.at,
        actor=change.actor_name,
        action=SITE_ACTIONS[change.action],
        reason=_reason(change),
        version=None,
        items=(),
        status=(None, None),
        flips=(),
        rectification=rectification,
    )


def _refused(request: StoredProposal, before: Mapping[str, Any]) -> Iterator[Difference]:
    assert request.accepted_items is not None, "what was accepted of it is kept with it"
    accepted = set(load_json(request.accepted_items.encode()))
    for item, value in items(load_json(request.edit.encode())).items():
        if item not in accepted:
            was = value_at(before, item)
            yield Difference(item, was, was, value)


def _confirmed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[str]:
    """The facts that a confirmation was about: those whose report is a new one."""
    was, became = before.get("reports", {}), after.get("reports", {})
    return [code for code in became if became[code] != was.get(code)]


def changed_items(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Every item in which two documents of one site differ; who reported a fact is told by the change itself."""
    for item in dict.fromkeys((*_items(before), *_items(after))):
        was, became = value_at(before, item), value_at(after, item)
        if was != became:
            yield Difference(item, was, was, became)


def _items(document: Mapping[str, Any]) -> Iterator[str]:
    for key, value in document.items():
        if key == "facts":
            yield from (f"facts.{code}" for code in value)
        elif key == "metrics":
            yield from (f"metrics.{row['metric']}.{row['period']}" for row in value)
        elif key != "reports" and key not in RESERVED:
            yield key
