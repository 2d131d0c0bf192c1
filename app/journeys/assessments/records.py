"""What is put on record under a contract, and answered: one transaction each, an actor, a change record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from app.access.actor import Actor
from app.errors import NotFound, Refused, Stale
from app.exchange.strict_json import json_text, load_json
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.changes import record_move
from app.journeys.house import House
from app.store.contracts import StoredEntry, insert_entry, read_entries, read_entry, replace_entry
from app.wording import Wording

SUBJECT = "contract"
Recorded = StoredEntry
"""What stands on record, as pages know it."""
_NO_SUCH = Wording("没有此记录", "there is no such record")
_STALE = Wording("此记录刚被更改，请刷新后查看", "this was just changed; reload and look again")
_ANSWERED = Wording("此记录已处理", "this was dealt with already")


def said_in(one: StoredEntry) -> dict[str, Any]:
    """What a record says."""
    said: dict[str, Any] = load_json(one.said.encode())
    return said


def answer_in(one: StoredEntry) -> dict[str, Any]:
    """What was answered; empty before."""
    said: dict[str, Any] = load_json(one.answer.encode()) if one.answer else {}
    return said


async def records(operated: OperatedSite, *kinds: str) -> tuple[StoredEntry, ...]:
    """What is on record under a contract, the oldest first; of these kinds only where any is named."""
    found = await read_entries(operated.code, operated.programme.slug)
    return tuple(one for one in found if not kinds or one.kind in kinds)


async def record(house: House, actor: Actor, key: UUID, kind: str) -> tuple[OperatedSite, StoredEntry]:
    """What is on record under this id, for whoever may read it. Raises NotFound, NotAllowed."""
    found = await read_entry(key)
    if found is None or found.kind != kind:
        raise NotFound(_NO_SUCH)
    return await operated_site(house, actor, "read_assessment", found.site_code), found


async def sent_before(actor: Actor, key: UUID | None, kind: str) -> StoredEntry | None:
    """What the same person sent under this key before: a form sent twice puts one thing on record."""
    before = None if key is None else await read_entry(key)
    return before if before is not None and (before.by_key, before.kind) == (actor.key, kind) else None


async def put_on_record(
    house: House,
    actor: Actor,
    operated: OperatedSite,
    kind: str,
    day: date,
    said: Mapping[str, Any],
    *,
    part: str = "",
    key: UUID | None = None,
) -> StoredEntry:
    """Put something on record. Needs an open transaction."""
    one = StoredEntry(
        id=uuid4() if key is None or await read_entry(key) is not None else key,
        site_code=operated.code,
        programme=operated.programme.slug,
        kind=kind,
        part=part,
        day=day,
        said=json_text(dict(said)),
        by_key=actor.key,
        by_name=actor.name,
        at=house.now(),
    )
    await insert_entry(one)
    await record_move(house, actor, f"contract.{kind}", SUBJECT, None, one, _text_of)
    return one


async def answer_record(
    house: House, actor: Actor, one: StoredEntry, seen_version: int, answer: Mapping[str, Any], action: str, reason: str
) -> StoredEntry:
    """Put the answer on record, once. Needs an open transaction. Raises Refused when there is one, Stale."""
    if one.answer is not None:
        raise Refused(_ANSWERED)
    after = replace(
        one,
        answer=json_text(dict(answer)),
        answered_by_key=actor.key,
        answered_by_name=actor.name,
        answered_at=house.now(),
    )
    saved = await replace_entry(after, seen_version) if seen_version == one.version else None
    if saved is None:
        raise Stale(_STALE, one.version)
    await record_move(house, actor, action, SUBJECT, one, saved, _text_of, reason)
    return saved


def _text_of(one: StoredEntry) -> str:
    about = {"site": one.site_code, "programme": one.programme, "kind": one.kind, "part": one.part, "day": one.day}
    return json_text({**about, "said": said_in(one), "answer": answer_in(one) or None})
