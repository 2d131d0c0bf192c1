"""What happened to a site: each change record read item by item, with what it did to the verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.access.actor import Actor
from app.exchange.strict_json import load_json
from app.journeys.house import House
from app.journeys.proposals import require, stored_site
from app.proposals.items import Difference, value_at
from app.store.changes import ChangeRecord, read_changes
from app.wording import Wording

ACTIONS: Mapping[str, Wording] = {
    "site.seeded": Wording("按方案文件登记", "Registered as the document names it"),
    "site.sampled": Wording("加入样例数据", "Sample data added"),
    "site.imported": Wording("导入", "Imported"),
    "site.edited": Wording("直接发布", "Published directly"),
    "site.confirmed": Wording("确认资料仍属实", "Confirmed as still so"),
    "proposal.accepted": Wording("审核通过的修改", "An accepted change"),
    "proposal.undone": Wording("撤销已通过的修改", "An acceptance undone"),
}
_WHOLE = ("code", "programme", "kind", "sample", "history")
"""Keys that never change, or that only repeat what other items say."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A clause whose verdict the change turned; None where the clause did not apply before or after."""

    clause: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of a site: who, when, why, which items, and what it did."""

    at: datetime
    actor: str
    action: Wording
    reason: str
    version: int | None
    items: tuple[Difference, ...]
    status: tuple[str | None, str | None]
    flips: tuple[Flip, ...]


async def history_of(house: House, actor: Actor, code: str, *, limit: int = 50) -> tuple[HistoryEntry, ...]:
    """The newest changes of a site first. Raises NotFound, NotAllowed."""
    require(actor, "read_history", await stored_site(code))
    return tuple(_entry(change) for change in await read_changes("site", code, limit=limit))


def _entry(change: ChangeRecord) -> HistoryEntry:
    before = load_json(change.before.encode()) if change.before else {}
    after = load_json(change.after.encode()) if change.after else {}
    effect = load_json(change.effect.encode()) if change.effect else {}
    was, became = effect.get("status", [None, None])
    return HistoryEntry(
        at=change.at,
        actor=change.actor_name,
        action=ACTIONS.get(change.action, Wording(change.action, change.action)),
        reason=change.reason,
        version=change.version,
        items=tuple(changed_items(before, after)) if before else (),
        status=(was, became),
        flips=tuple(Flip(clause, *turn) for clause, turn in effect.get("clauses", {}).items()) if before else (),
    )


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
        elif key == "reports" or key in _WHOLE:
            continue
        else:
            yield key
