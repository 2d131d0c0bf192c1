"""A visit as it is recorded: a row for each clause looked at, the inspector's value beside the reported one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args
from uuid import UUID

from app.errors import InvalidInput
from app.sites.entry import LONGEST_NAME, Entry
from app.units import plain
from app.wording import Wording

Looked = Literal["same", "differs"]
LOOKED: Mapping[Looked, Wording] = {
    "same": Wording("与申报一致", "As reported"),
    "differs": Wording("与申报不符", "Differs"),
}
LONGEST_SEEN, LONGEST_NOTE, LONGEST_REMARKS = 200, 500, 2000


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One clause that was looked at. `reported` is what stood in the register then, `seen` what was found on the spot.

    `difference` is of two numbers, empty where there are none.
    """

    clause: str
    title: str
    reported: str
    looked: str
    seen: str
    difference: str
    note: str

    def as_document(self) -> dict[str, Any]:
        """The form that is kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was typed of one clause."""

    clause: str
    looked: Looked
    seen: str
    note: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it was typed, read."""

    visited_on: date
    inspectors: str
    accompanied_by: str
    remarks: str
    rows: tuple[Seen, ...]


def read_visit(
    given: Mapping[str, Any], clauses: Collection[str], today: date, pictured: Collection[str] = ()
) -> Visit:
    """The visit that was typed; clauses nobody looked at are left out. Raises InvalidInput with every fault.

    `pictured` are the clauses with photos, which must have been looked at.
    """
    entry = Entry()
    visited_on = entry.day(given.get("visited_on"), "visited_on", latest=today)
    inspectors = entry.text(given.get("inspectors"), "inspectors", longest=LONGEST_NAME)
    accompanied = entry.text(given.get("accompanied_by", ""), "accompanied_by", longest=LONGEST_NAME, blank=True)
    remarks = entry.text(given.get("remarks", ""), "remarks", longest=LONGEST_REMARKS, blank=True)
    rows = []
    for clause in clauses:
        looked = given.get(f"looked-{clause}", "")
        seen = entry.text(given.get(f"seen-{clause}", ""), f"seen-{clause}", longest=LONGEST_SEEN, blank=True) or ""
        note = entry.text(given.get(f"note-{clause}", ""), f"note-{clause}", longest=LONGEST_NOTE, blank=True) or ""
        known: Looked | None = next((one for one in get_args(Looked) if one == looked), None)
        if known is None and (seen or note or clause in pictured):
            zh, en = "请选择与申报一致还是不符", "choose whether it is as reported or differs"
            entry.fault(f"seen-{clause}", "missing", zh, en)
        elif known == "differs" and not (seen or note):
            zh, en = "与申报不符时请写明现场情况", "where it differs, say what was found"
            entry.fault(f"seen-{clause}", "missing", zh, en)
        elif known is not None:
            rows.append(Seen(clause, known, seen, note))
    if not rows and not remarks and not entry.faults:
        zh, en = "请至少核查一条条款，或写明其他情况", "look at one requirement at least, or say what else was found"
        entry.fault("remarks", "missing", zh, en)
    if entry.faults or visited_on is None or inspectors is None:
        raise InvalidInput(entry.faults)
    return Visit(visited_on, inspectors, accompanied or "", remarks or "", tuple(rows))


@dataclass(frozen=True, slots=True)
class Verified:
    """What a visit found of one clause: the inspector's value beside the reported one, who looked, and when."""

    row: VisitRow
    visited_on: date
    inspectors: str
    visit: UUID


def difference(reported: str | None, seen: str, unit: str) -> str:
    """How much more or less was seen than reported; empty where one of the two is no number.

    >>> difference("12", "9.5", "平方米"), difference("12", "约十", "平方米"), difference("12", "12", "")
    ('少 2.5 平方米', '', '一致')
    """
    try:
        more = Decimal(seen) - Decimal(reported or "")
    except InvalidOperation:
        return ""
    if not more.is_finite():
        return ""
    if more == 0:
        return "一致"
    return f"{'多' if more > 0 else '少'} {plain(abs(more))} {unit}".rstrip()
