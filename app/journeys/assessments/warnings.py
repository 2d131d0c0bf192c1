"""Warnings to an operator, what was put right of them, and the proposal to replace it. Each is a paper."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.access.actor import Actor
from app.errors import Refused
from app.journeys.assessments.contract import standing_of
from app.journeys.assessments.contracts import operated_site
from app.journeys.assessments.records import answer_record, put_on_record, record, records, sent_before
from app.journeys.house import House
from app.journeys.site_rights import require
from app.sites.entry import Entry
from app.sites.typed import typed_day
from app.store.contracts import StoredEntry
from app.store.engine import transaction
from app.store.rectifications import read_rectification
from app.wording import Wording

LONGEST = 1000
_NOT_DUE = Wording(
    "未达到撤换条件：没有连续警告，也没有造成影响的特别严重问题",
    "the contract does not call for it: no warnings running, no grave one",
)


async def give_warning(
    house: House, actor: Actor, code: str, given: Mapping[str, str], key: UUID | None = None
) -> StoredEntry:
    """Warn the operator: `finding`, `demand`, `due_on`, `grave` (yes), and the `order` it follows, if any.

    The same `key` sent twice warns once. Raises InvalidInput with every fault, NotFound, NotAllowed.
    """
    async with transaction():
        operated = await operated_site(house, actor, "keep_contract", code)
        if (before := await sent_before(actor, key, "warning")) is not None:
            return before
        entry = Entry()
        finding = entry.text(given.get("finding", ""), "finding", longest=LONGEST)
        demand = entry.text(given.get("demand", ""), "demand", longest=LONGEST)
        due_on = entry.day(typed_day(given.get("due_on", "")), "due_on")
        if due_on is not None and due_on <= house.today():
            entry.fault("due_on", "too_early", "期限须晚于今天", "the deadline must lie after today")
        order = await _order(entry, operated.code, given.get("order", ""))
        due_on = entry.sound(due_on)
        said = {
            "number": len(await records(operated, "warning")) + 1,
            "finding": finding,
            "demand": demand,
            "due_on": due_on.isoformat(),
            "grave": given.get("grave") == "yes",
            "order": order,
        }
        return await put_on_record(house, actor, operated, "warning", house.today(), said, key=key)


async def _order(entry: Entry, code: str, text: str) -> str | None:
    """The rectification that a warning follows, as its id; None where none was chosen."""
    if not text:
        return None
    try:
        found = await read_rectification(UUID(text))
    except ValueError:
        found = None
    if found is None or found.site_code != code:
        entry.fault("order", "unknown_code", "没有此整改事项", "there is no such rectification")
        return None
    return str(found.id)


async def accept_warning(house: House, actor: Actor, key: UUID, seen_version: int, remark: str) -> StoredEntry:
    """Accept what was put right after a warning. Raises InvalidInput, Refused when it was, Stale, NotAllowed."""
    return await _answered(house, actor, key, seen_version, "warning", "remark", remark, "contract.warning_accepted")


async def propose_replacement(house: House, actor: Actor, code: str, why: str, key: UUID | None = None) -> StoredEntry:
    """Propose to replace the operator. Raises Refused where the contract's words are not fulfilled, InvalidInput."""
    async with transaction():
        operated = await operated_site(house, actor, "keep_contract", code)
        if (before := await sent_before(actor, key, "replacement")) is not None:
            return before
        standing = await standing_of(house, operated)
        if not standing.may_propose_replacement:
            raise Refused(_NOT_DUE)
        said = {"why": _text(why, "why"), "warnings": [str(one.id) for one in standing.warnings]}
        return await put_on_record(house, actor, operated, "replacement", house.today(), said, key=key)


async def withdraw_replacement(house: House, actor: Actor, key: UUID, seen_version: int, reason: str) -> StoredEntry:
    """Take the proposal back, for a reason. Raises InvalidInput, Refused when it was, Stale, NotAllowed."""
    action = "contract.replacement_withdrawn"
    return await _answered(house, actor, key, seen_version, "replacement", "reason", reason, action)


async def _answered(
    house: House, actor: Actor, key: UUID, seen_version: int, kind: str, field: str, words: str, action: str
) -> StoredEntry:
    """Answer what is on record with words, which are a `field` of the form."""
    async with transaction():
        operated, found = await record(house, actor, key, kind)
        require(actor, "keep_contract", operated.site)
        said = _text(words, field)
        answer = {"withdrawn" if field == "reason" else field: said}
        return await answer_record(house, actor, found, seen_version, answer, action, said)


def _text(given: str, path: str) -> str:
    entry = Entry()
    return entry.sound(entry.text(given, path, longest=LONGEST))
