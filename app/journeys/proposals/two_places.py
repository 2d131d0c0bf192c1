"""One person's draft saved in two places, on the telephone and on a computer: what each of them changed, as one.

A form is held against the draft as it was when the form was opened. What only the other place changed stays, what only
this one changed is taken, and of what both changed differently its author chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.exchange.strict_json import load_json
from app.journeys.proposals.outcomes import SeenDraft
from app.journeys.proposals.read import Proposed
from app.journeys.proposals.sheet import Sheet
from app.sites.items import Difference, items, says_the_same, value_at
from app.store.changes import read_changes
from app.store.proposals import read_proposal


@dataclass(frozen=True, slots=True)
class BroughtTogether:
    """`values` are the items of the form with what only the other place changed. `clashing` are those that both changed
    and nobody chose a side for or somebody did: the draft when the form was opened as base, the draft as it is now as
    published, what was typed here as proposed. `is_chosen`: there is a side for each.
    """

    values: Mapping[str, Any]
    clashing: tuple[Difference, ...]
    is_chosen: bool


async def brought_together(
    found: Sheet,
    seen: Mapping[str, Any],
    opened_with: SeenDraft | None,
    typed: Mapping[str, Any],
    sides: Mapping[str, bool],
) -> BroughtTogether:
    """What was typed into a form whose draft moved on, with what the draft holds now.

    `seen` is the record that the form stood on, `opened_with` the draft in it, None where it held none.
    """
    now, then = _values([*found.begun]), await _draft_at(found, opened_with)
    values, clashing = dict(typed), []
    for item, here in typed.items():
        base = value_at(seen, item)
        opened, there = then.get(item, base), now.get(item, base)
        if says_the_same(there, opened) or says_the_same(there, here):
            continue
        if not says_the_same(here, opened):
            clashing.append(Difference(item, opened, there, here))
        if not sides.get(item, not says_the_same(here, opened)):
            values[item] = there
    return BroughtTogether(values, tuple(clashing), {d.item for d in clashing} <= sides.keys())


async def _draft_at(found: Sheet, seen: SeenDraft | None) -> Mapping[str, Any]:
    """What a form held when it was opened; nothing where that cannot be told, so that more is asked than need be."""
    if seen is None:
        return {}
    now = found.begun[0].stored
    if seen.key not in (None, now.id):
        named = await read_proposal(seen.key)
        # A form may name anything: nothing is shown of what somebody else proposed, or of another site.
        if named is None or (named.author_key, named.site_code) != (now.author_key, now.site_code):
            return {}
    for change in await read_changes("proposal", str(seen.key or now.id), limit=None):
        if change.version == seen.version and change.after:
            return items(load_json(change.after.encode()))
    # A form that names no proposal held what was sent back; the draft went on from it elsewhere.
    return _values(found.returned) if seen.key is None else {}


def _values(every: Sequence[Proposed]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for one in every:
        result |= items(load_json(one.stored.edit.encode()))
    return result
