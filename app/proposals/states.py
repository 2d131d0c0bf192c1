"""The states of a proposal and the moves between them.

draft ──submit──▶ submitted ──accept──▶ accepted / partly_accepted ──undo──▶ undone
 ▲ ▲ │             │  │                            └─ what was not accepted: a new one, sent_back
 │ │ └──discard──▶ withdrawn (also from sent_back)
 │ └───withdraw────┘  │
 └╌ a new draft ╌ sent_back

Withdrawing takes a request out of review and keeps what it holds; only discarding ends it. One sent back stays as it
is: its author goes on in a new draft, and `carried_on_by` leads there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from app.errors import Refused
from app.wording import Wording

State = Literal["draft", "submitted", "sent_back", "accepted", "partly_accepted", "withdrawn", "undone"]
Move = Literal["save", "submit", "accept", "accept_part", "send_back", "withdraw", "discard", "undo"]

STATES: Mapping[State, Wording] = {
    "draft": Wording("草稿", "Draft"),
    "submitted": Wording("待审核", "Waiting for review"),
    "sent_back": Wording("已退回", "Sent back"),
    "accepted": Wording("已通过", "Accepted"),
    "partly_accepted": Wording("部分通过", "Partly accepted"),
    "withdrawn": Wording("已删除", "Discarded"),
    "undone": Wording("已撤销", "Undone"),
}

_MOVES: Mapping[tuple[State, Move], State] = {
    ("draft", "save"): "draft",
    ("draft", "submit"): "submitted",
    ("submitted", "accept"): "accepted",
    ("submitted", "accept_part"): "partly_accepted",
    ("submitted", "send_back"): "sent_back",
    ("submitted", "withdraw"): "draft",
    ("draft", "discard"): "withdrawn",
    ("sent_back", "discard"): "withdrawn",
    ("accepted", "undo"): "undone",
    ("partly_accepted", "undo"): "undone",
}
OPEN: frozenset[State] = frozenset({"draft", "submitted", "sent_back"})


def moved(state: State, move: Move) -> State:
    """The state after a move. Raises Refused where the move is not open from here."""
    after = _MOVES.get((state, move))
    if after is None:
        now = STATES[state]
        raise Refused(
            Wording(
                f"该变更申请{now.zh}，不能再进行此操作",
                f"the change request is {now.en.lower()}; this is no longer possible",
            )
        )
    return after


def escalation(submitted_at: datetime, now: datetime, after_days: tuple[int, int]) -> int:
    """How far a silent review has climbed: 0 on time, 1 after the first limit, 2 after the second, in whole days.

    >>> from datetime import UTC
    >>> start = datetime(2026, 11, 1, tzinfo=UTC)
    >>> [escalation(start, start + timedelta(days=d), (7, 14)) for d in (6, 7, 14)]
    [0, 1, 2]
    """
    waited = now - submitted_at
    return sum(waited >= timedelta(days=limit) for limit in after_days)
