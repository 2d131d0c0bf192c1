"""What one person changed in two places, on the telephone and on a computer, or asked for in two requests: as one.

A form is held against what it laid over the record when it was opened. What only the other place changed stays, what
only this one changed is taken, and of what both changed differently its author chooses. The reason goes the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.exchange.strict_json import load_json
from app.journeys.proposals.outcomes import SeenDraft
from app.journeys.proposals.read import Proposed
from app.journeys.proposals.sheet import Sheet, reasons_together
from app.sites.items import Difference, items, says_the_same, value_at
from app.store.changes import read_changes
from app.store.proposals import StoredProposal, read_proposal

REASON = "reason"
"""What stands for the reason among the items: no site has an item of this name."""
_WITH_REASON = ("proposal.saved", "proposal.submitted")


@dataclass(frozen=True, slots=True)
class BroughtTogether:
    """`values` are the items of the form with what only the other place changed, `reason` likewise; where they say what
    the drafts say it stays theirs, and is in `kept` instead. `clashing` are those that both changed: the drafts when
    the form was opened as base, the drafts as they are now as published, what was typed here as proposed. `is_chosen`:
    there is a side for each. `reason_told` is the other place's reason where it was taken.
    """

    values: Mapping[str, Any]
    kept: dict[str, Any]
    reason: str
    clashing: tuple[Difference, ...]
    is_chosen: bool
    reason_told: tuple[Difference, ...]


async def brought_together(
    found: Sheet,
    begun: Sequence[Proposed],
    seen: Mapping[str, Any],
    opened_with: Sequence[SeenDraft],
    typed: Mapping[str, Any],
    reason: str,
    sides: Mapping[str, bool],
) -> BroughtTogether:
    """What was typed into a form whose drafts moved on, with what those hold that are `begun` now.

    `seen` is the record that the form stood on, `opened_with` the drafts in it.
    """
    then, reason_then = await _opened(found, begun, opened_with)
    now, reason_now = _values(begun), reasons_together(one.stored.reason for one in begun)
    values, clashing, why, told = dict(typed), list[Difference](), reason.strip(), list[Difference]()
    for item, here in {**typed, REASON: why or None}.items():
        base = value_at(seen, item)
        opened, there = then.get(item, base), now.get(item, base)
        if item == REASON:
            opened, there = reason_then or None, reason_now or None
        if says_the_same(there, opened) or says_the_same(there, here):
            continue
        if not says_the_same(here, opened):
            clashing.append(Difference(item, opened, there, here))
        if sides.get(item, not says_the_same(here, opened)):
            continue
        if item == REASON:
            why, told = there or "", [Difference(item, here, here, there)]
        else:
            values[item] = there
    kept = {item: now[item] for item in typed if item in now and says_the_same(values[item], now[item])}
    values = {item: value for item, value in values.items() if item not in kept}
    is_chosen = {d.item for d in clashing} <= sides.keys()
    return BroughtTogether(values, kept, why, tuple(clashing), is_chosen, tuple(told))


async def _opened(
    found: Sheet, begun: Sequence[Proposed], opened_with: Sequence[SeenDraft]
) -> tuple[Mapping[str, Any], str]:
    """What a form held when it was opened, and the reason in it; nothing where that cannot be told, so that more is
    asked than need be.
    """
    values: dict[str, Any] = {}
    reasons: list[str] = []
    for seen in opened_with:
        named = begun[0].stored if seen.key is None else await read_proposal(seen.key)
        # A form may name anything: nothing is shown of what somebody else proposed, or of another site.
        if named is not None and _is_theirs(named, begun[0].stored):
            edit, reason = await _at(found, named, seen)
            values |= edit
            reasons.append(reason)
    return values, reasons_together(reasons)


def _is_theirs(named: StoredProposal, now: StoredProposal) -> bool:
    return (named.author_key, named.site_code) == (now.author_key, now.site_code)


async def _at(found: Sheet, named: StoredProposal, seen: SeenDraft) -> tuple[Mapping[str, Any], str]:
    """A proposal as it was in the version that was seen: its items and its reason."""
    edit: str | None = None
    for change in await read_changes("proposal", str(named.id), limit=None):
        if change.version is None or change.version > seen.version:
            continue
        if edit is None and change.version == seen.version:
            edit = change.after
        if change.action in _WITH_REASON:
            return _parsed(edit, found, seen), change.reason.strip()
    return _parsed(edit, found, seen), named.reason


def _parsed(edit: str | None, found: Sheet, seen: SeenDraft) -> Mapping[str, Any]:
    if edit:
        return items(load_json(edit.encode()))
    # A form that names no proposal held what was sent back; the draft went on from it elsewhere.
    return _values(found.returned) if seen.key is None else {}


def _values(every: Sequence[Proposed]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for one in every:
        result |= items(load_json(one.stored.edit.encode()))
    return result
