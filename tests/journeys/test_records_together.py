"""Records laid together: words are found in the texts of all at once, and what was saved since takes its place."""

from __future__ import annotations

import random

import pytest

from app.journeys.network import records
from app.journeys.network.records import Packed, Record, Records, Texts
from tests.thorough import share

LETTERS = "ab渠县\n"


def text(rng: random.Random) -> str:
    return "".join(rng.choice(LETTERS) for _ in range(rng.randint(0, 6)))


def record(code: str, rng: random.Random) -> Record:
    return Record(code, rng.randint(1, 9), rng.randrange(10**6), text(rng), text(rng).encode())


@pytest.mark.parametrize("seed", range(share(100, 2000)))
def test_words_are_found_where_they_stand_and_never_across_two_texts(seed: int) -> None:
    rng = random.Random(seed)
    codes = [f"S{number:02}" for number in range(rng.randint(0, 20))]
    known = Records(Packed.of([record(code, rng) for code in codes]))
    later = sorted({*rng.sample(codes, len(codes) // 4), *(f"T{number}" for number in range(rng.randint(0, 3)))})
    state = known.replaced([record(code, rng) for code in later])
    shown = [code for code in state.codes if rng.random() < 0.9]  # of those left out the records do not pass entry
    for words in (text(rng) or "a", "渠县", "aa", "a"):
        for some, among in ((known, codes), (state, shown), (state, tuple(state.codes))):
            wanted = [words in some.of(code).search_text for code in among]
            assert some.holding(words, among).tolist() == wanted


@pytest.mark.parametrize("seed", range(share(200, 4000)))
def test_records_packed_anew_after_saves_are_each_as_it_was_saved_last(seed: int) -> None:
    rng = random.Random(seed)
    codes = [f"S{number:02}" for number in range(rng.randint(0, 12))]
    state = Records(Packed.of([record(code, rng) for code in codes]))
    for _ in range(2):
        state = state.replaced([record(f"{rng.choice('RST')}{rng.randrange(12):02}", rng) for _ in range(4)])
    shown = tuple(code for code in state.codes if rng.random() < 0.8)  # of those left out the records do not pass entry
    packed = state.packed_of(shown)
    assert packed.codes == shown
    assert [packed.at(place) for place in range(len(shown))] == [state.of(code) for code in shown]


@pytest.mark.parametrize("seed", range(3))
def test_records_of_all_that_were_packed_or_of_some_are_packed_as_they_stand_with_newer_ones_or_without(
    seed: int,
) -> None:
    rng = random.Random(seed)
    codes = tuple(f"S{number:02}" for number in range(6))
    first = Records(Packed.of([record(code, rng) for code in codes]))
    for state in (first, first.replaced([record("S03", rng)])):
        for shown in (codes, codes[:4], codes[1:]):
            packed = state.packed_of(shown)
            assert [packed.at(place) for place in range(len(packed.codes))] == [state.of(code) for code in shown]


def test_a_text_longer_than_what_is_looked_through_at_once_is_looked_through_whole() -> None:
    long = "a" * (records._LOOKED_THROUGH + 7) + "渠"
    texts = Texts.of(one.encode() for one in ("渠", long, "", "县"))
    assert texts.holding("a渠".encode()).tolist() == [False, True, False, False]
    assert texts.holding("县".encode()).tolist() == [False, False, False, True]
