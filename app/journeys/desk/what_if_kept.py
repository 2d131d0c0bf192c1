"""What-ifs that were kept by name: what was asked, and what came out on that day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import NotFound
from app.exchange.strict_json import json_text, load_json
from app.journeys.changes import change_by
from app.journeys.desk.clause_sites import clause_of
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.desk.what_if import OUTCOMES, WhatIfResult, what_if
from app.journeys.house import House
from app.sites.entry import LONGEST_NAME, Entry
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.what_ifs import StoredWhatIf, insert_what_if, read_what_if, read_what_ifs
from app.wording import Wording

SUBJECT = "what_if"
_NO_SUCH = Wording("没有此测算", "there is no such what-if")


async def keep_what_if(
    house: House, actor: Actor, slug: str, clause_id: str, given: Mapping[str, str], name: object, key: UUID | None
) -> StoredWhatIf:
    """Keep a what-if by its name; sent twice with one `key`, kept once. Raises InvalidInput, NotFound, NotAllowed."""
    may(actor, "keep_what_if", Target(division=house.programme(slug).jurisdiction)).require()
    before = await read_what_if(key) if key is not None else None
    if before is not None and before.kept_by_key == actor.key:
        return before
    entry = Entry()
    called = entry.sound(entry.text(name, "name", longest=LONGEST_NAME))
    found = await what_if(house, actor, slug, clause_id, given)
    stored = StoredWhatIf(
        id=(key if before is None else None) or uuid4(),
        programme=slug,
        clause=clause_id,
        name=called,
        turned=json_text(dict(given)),
        pack_hash=found.programme.content_hash,
        as_of=found.whole.as_of,
        found=json_text(_summary(found)),
        kept_by_key=actor.key,
        kept_by_name=actor.name,
        kept_at=house.now(),
    )
    async with transaction():
        await insert_what_if(stored)
        change = change_by(
            actor, house, "what_if.kept", SUBJECT, stored.id, version=1, reason=called, after=stored.turned
        )
        await append_changes([change])
    return stored


def _summary(found: WhatIfResult) -> Mapping[str, Any]:
    return {
        "outcomes": {outcome: found.count(outcome) for outcome in OUTCOMES},
        "compliant": list(found.compliant),
    }


async def kept_what_ifs(house: House, actor: Actor, slug: str, clause_id: str) -> list[StoredWhatIf]:
    """Those kept of one clause, the newest first. Raises NotFound, NotAllowed."""
    clause_of(chosen_programme(house, actor, slug), clause_id)
    return await read_what_ifs(slug, clause_id)


async def kept_turns(house: House, actor: Actor, slug: str, clause_id: str, key: UUID) -> Mapping[str, str]:
    """What a kept what-if turned. Raises NotFound, NotAllowed."""
    chosen_programme(house, actor, slug)
    one = await read_what_if(key)
    if one is None or (one.programme, one.clause) != (slug, clause_id):
        raise NotFound(_NO_SUCH)
    turns: Mapping[str, str] = load_json(one.turned.encode())
    return turns
