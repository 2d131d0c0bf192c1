"""A rectification by itself: which moves are open from which state, and an order with every fault at once."""

from datetime import date
from itertools import product
from typing import get_args

import pytest

from app.errors import InvalidInput, Refused
from app.inspections.rectification import OPEN, Move, State, deadline_words, moved, read_order, usual_deadline

TODAY = date(2026, 11, 25)
GOOD = {"found_on": "2026-11-24", "finding": "f", "demand": "d", "due_on": "2026-12-10", "clauses": ["station.area"]}
WAYS = {
    ("ordered", "answer", "answered"),
    ("ordered", "extend", "ordered"),
    ("answered", "confirm", "closed"),
    ("answered", "send_back", "ordered"),
    ("ordered", "withdraw", "withdrawn"),
    ("answered", "withdraw", "withdrawn"),
}


def test_every_move_from_every_state_leads_where_it_should_or_is_refused() -> None:
    open_ways = set()
    for state, move in product(get_args(State), get_args(Move)):
        try:
            open_ways.add((state, move, moved(state, move)))
        except Refused:
            continue
    assert open_ways == WAYS
    assert {state for state, _, _ in WAYS} == OPEN, "what is done with stays as it is"


def test_an_order_is_read_with_its_blanks_cut_and_each_clause_once() -> None:
    order = read_order({**GOOD, "finding": "  f \n", "clauses": ["station.area"] * 2}, ["station.area"], TODAY)
    assert (order.finding, order.clauses, order.due_on) == ("f", ("station.area",), date(2026, 12, 10))


@pytest.mark.parametrize(
    ("wrong", "paths"),
    [
        ({"found_on": "2026-11-26"}, ["found_on"]),
        ({"found_on": "2026-02-30"}, ["found_on"]),
        ({"due_on": "2026-11-24"}, ["due_on"]),
        ({"due_on": ""}, ["due_on"]),
        ({"finding": " "}, ["finding"]),
        ({"demand": "x" * 2001}, ["demand"]),
        ({"clauses": ["station.area", "market.area"]}, ["clauses[1]"]),
        ({"clauses": "station.area"}, ["clauses"]),
        ({"deadline": "2026-12-10"}, ["deadline"]),
        (
            {"found_on": None, "finding": 3, "demand": "\x00", "due_on": None},
            ["found_on", "finding", "demand", "due_on"],
        ),
    ],
)
def test_every_fault_of_an_order_is_told_at_once_at_its_place(wrong: dict, paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_order({**GOOD, **wrong}, ["station.area"], TODAY)
    assert [fault.path for fault in refused.value.faults] == paths


def test_the_day_of_the_deadline_is_still_in_time_and_an_order_of_today_may_be_due_today() -> None:
    assert read_order({**GOOD, "due_on": "2026-11-25"}, ["station.area"], TODAY).due_on == TODAY
    assert deadline_words(TODAY, TODAY).zh == "期限 2026-11-25，今天到期"
    assert deadline_words(usual_deadline(TODAY), TODAY).en == "by 2026-12-10, 15 days left"
