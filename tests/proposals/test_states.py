"""The states of a change request: which moves are open from each, and how far a silent review has climbed."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from app.errors import Refused
from app.proposals.states import OPEN, STATES, Move, State, escalation, moved

OPEN_MOVES: dict[str, dict[str, str]] = {
    "draft": {"save": "draft", "submit": "submitted", "discard": "withdrawn"},
    "submitted": {
        "accept": "accepted",
        "accept_part": "partly_accepted",
        "send_back": "sent_back",
        "withdraw": "draft",
    },
    "sent_back": {"discard": "withdrawn"},
    "accepted": {"undo": "undone"},
    "partly_accepted": {"undo": "undone"},
    "withdrawn": {},
    "undone": {},
}
SENT = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("move", get_args(Move))
def test_a_move_leads_where_it_should_or_is_refused_in_words(state: State, move: Move) -> None:
    after = OPEN_MOVES[state].get(move)
    if after is not None:
        assert moved(state, move) == after
        return
    with pytest.raises(Refused) as refused:
        moved(state, move)
    assert STATES[state].zh in refused.value.message.zh
    assert STATES[state].en.lower() in refused.value.message.en


def test_nothing_that_is_decided_is_open() -> None:
    assert {"draft", "submitted", "sent_back"} == OPEN


@pytest.mark.parametrize(
    ("waited", "level"),
    [
        (timedelta(0), 0),
        (timedelta(days=7) - timedelta(seconds=1), 0),
        (timedelta(days=7), 1),
        (timedelta(days=14) - timedelta(seconds=1), 1),
        (timedelta(days=14), 2),
        (timedelta(days=400), 2),
    ],
)
def test_a_review_climbs_on_the_very_second_of_its_limit(waited: timedelta, level: int) -> None:
    assert escalation(SENT, SENT + waited, (7, 14)) == level
