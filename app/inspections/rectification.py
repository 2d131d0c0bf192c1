"""A rectification (整改): what a visit found at a site, what has to be done about it and by when.

ordered ──answer──▶ answered ──confirm──▶ closed
   ▲  extend           │
   └────send_back──────┘        ordered or answered ──withdraw──▶ withdrawn

The office orders it after a visit; the site's staff or its operator answer what was done; somebody of the office other
than who answered re-inspects. A re-inspection that finds it wanting says why and sets a new deadline; the office may
also give more time before, for a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from app.errors import InvalidInput, Refused
from app.inspections.working_days import working_days_past
from app.sites.entry import Entry
from app.wording import Wording

State = Literal["ordered", "answered", "closed", "withdrawn"]
Move = Literal["answer", "extend", "confirm", "send_back", "withdraw"]
Urgency = Literal["overdue", "due_soon", "in_time"]

STATES: Mapping[State, Wording] = {
    "ordered": Wording("待整改", "To rectify"),
    "answered": Wording("待复查", "To re-inspect"),
    "closed": Wording("复查合格", "Resolved"),
    "withdrawn": Wording("已撤回", "Withdrawn"),
}
OPEN: frozenset[State] = frozenset({"ordered", "answered"})
LONGEST_WORDS = 2000
DUE_SOON_DAYS = 3
ESCALATION_WORKING_DAYS = 5
"""After so many working days past its deadline an order without an answer is put before the county: our choice."""
USUAL_DAYS = 15
"""What the form proposes: the days that the contract of Gangbei District gives to put things right (四, 考核)."""

_MOVES: Mapping[tuple[State, Move], State] = {
    ("ordered", "answer"): "answered",
    ("ordered", "extend"): "ordered",
    ("answered", "confirm"): "closed",
    ("answered", "send_back"): "ordered",
    ("ordered", "withdraw"): "withdrawn",
    ("answered", "withdraw"): "withdrawn",
}
_ORDER_KEYS = ("found_on", "finding", "clauses", "demand", "due_on")


@dataclass(frozen=True, slots=True)
class Order:
    """What the office orders. `found_on` is the day of the visit, `clauses` the ids of those concerned (often none)."""

    found_on: date
    finding: str
    clauses: tuple[str, ...]
    demand: str
    due_on: date


def order_number(key: UUID) -> str:
    """What people call one order by; its address has the whole id.

    >>> order_number(UUID("0f3a9b21-0000-4000-8000-000000000000"))
    '0F3A9B21'
    """
    return key.hex[:8].upper()


def moved(state: State, move: Move) -> State:
    """The state after a move. Raises Refused where the move is not open from here."""
    try:
        return _MOVES[state, move]
    except KeyError:
        now = STATES[state]
        zh, en = f"此整改事项{now.zh}，不能再进行此操作", f"this rectification: {now.en.lower()}; it cannot be done now"
        raise Refused(Wording(zh, en)) from None


def urgency(due_on: date, today: date) -> Urgency:
    """How near the deadline is; its own day is still in time.

    >>> [urgency(date(2026, 11, 25), date(2026, 11, day)) for day in (21, 22, 25, 26)]
    ['in_time', 'due_soon', 'due_soon', 'overdue']
    """
    left = (due_on - today).days
    if left < 0:
        return "overdue"
    return "due_soon" if left <= DUE_SOON_DAYS else "in_time"


def has_climbed(due_on: date, today: date) -> bool:
    """Whether an order that nobody answered has been late so long that it is put before the county.

    >>> has_climbed(date(2026, 11, 20), date(2026, 11, 26)), has_climbed(date(2026, 11, 20), date(2026, 11, 27))
    (False, True)
    """
    return working_days_past(due_on, today) >= ESCALATION_WORKING_DAYS


def deadline_words(due_on: date, today: date) -> Wording:
    """The deadline and how far it is off, to stand behind a sentence.

    >>> deadline_words(date(2026, 11, 25), date(2026, 11, 27)).zh
    '期限 2026-11-25，已逾期 2 天'
    """
    left = (due_on - today).days
    if left < 0:
        return Wording(f"期限 {due_on}，已逾期 {-left} 天", f"by {due_on}, {_days(-left)} overdue")
    if left == 0:
        return Wording(f"期限 {due_on}，今天到期", f"by {due_on}, that is today")
    return Wording(f"期限 {due_on}，还有 {left} 天", f"by {due_on}, {_days(left)} left")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def usual_deadline(today: date) -> date:
    """The deadline that is proposed to whoever orders something today."""
    return today + timedelta(days=USUAL_DAYS)


def read_order(given: Mapping[str, Any], addressed: Collection[str], today: date) -> Order:
    """The order that was written, `addressed` being the clauses that the site is held to. Raises InvalidInput.

    Every fault at once: a visit that is still to come, a deadline that has passed, a clause the site is not held to.
    """
    entry = Entry()
    entry.unknown_keys(given, _ORDER_KEYS, "")
    found_on = entry.day(given.get("found_on"), "found_on", latest=today)
    finding = entry.text(given.get("finding"), "finding", longest=LONGEST_WORDS)
    demand = entry.text(given.get("demand"), "demand", longest=LONGEST_WORDS)
    rows = entry.rows(given.get("clauses", []), "clauses") or []
    clauses = [entry.one_of(row, f"clauses[{place}]", addressed) for place, row in enumerate(rows)]
    due_on = read_deadline(entry, given.get("due_on"), today)
    if entry.faults or found_on is None or finding is None or demand is None or due_on is None:
        raise InvalidInput(entry.faults)
    named = tuple(dict.fromkeys(clause for clause in clauses if clause is not None))
    return Order(found_on, finding.strip(), named, demand.strip(), due_on)


def read_deadline(entry: Entry, given: object, today: date, path: str = "due_on") -> date | None:
    """The day by which it has to be done, not before today; None and a fault otherwise."""
    due_on = entry.day(given, path)
    if due_on is not None and due_on < today:
        entry.fault(path, "in_the_past", f"整改期限 {due_on} 已过", f"the deadline {due_on} has passed")
        return None
    return due_on


def read_words(entry: Entry, given: object, path: str) -> str:
    """What somebody has to say to a move, without blanks around it; empty with a fault where nothing is said."""
    return (entry.text(given, path, longest=LONGEST_WORDS) or "").strip()
