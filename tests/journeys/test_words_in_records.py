"""Words are looked for in the search texts of all records at once, and found where they stand in the text of a site."""

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
    return Record(code, 1, 0, text(rng), b"{}")


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


def test_a_text_longer_than_what_is_looked_through_at_once_is_looked_through_whole() -> None:
    long = "a" * (records._LOOKED_THROUGH + 7) + "渠"
    texts = Texts.of(one.encode() for one in ("渠", long, "", "县"))
    assert texts.holding("a渠".encode()).tolist() == [False, True, False, False]
    assert texts.holding("县".encode()).tolist() == [False, False, False, True]
