"""Words and texts that are compared all at once answer as if each had been compared by itself."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np

from app.search.columns import NO, Columns, SiteKey
from app.search.joined import Joined, SharedTexts
from app.search.one_sign_apart import OneSignApart
from app.search.site_text import SiteText
from app.sites.splice import splice_of


def drawn(rng: random.Random, longest: int) -> str:
    return "".join(rng.choice("土溪镇") for _ in range(rng.randint(1, longest)))


def one_apart(one: str, other: str) -> bool:
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(short == long[:place] + long[place + 1 :] for place in range(len(long)))


def test_words_one_sign_apart_are_those_that_one_by_one_comparing_finds() -> None:
    rng = random.Random(12)
    for _ in range(200):
        words, text = list(dict.fromkeys(drawn(rng, 5) for _ in range(20))), drawn(rng, 5)
        assert set(OneSignApart(words).of(text)) == {word for word in words if one_apart(word, text)}


def test_texts_that_hold_another_are_those_that_looking_into_each_finds() -> None:
    rng = random.Random(25)
    shared = SharedTexts()
    for _ in range(200):
        texts, text = [drawn(rng, 8) for _ in range(20)], drawn(rng, 3)
        held = [text in one for one in texts]
        assert Joined(texts).holding(text).tolist() == [place for place, holds in enumerate(held) if holds]
        numbers = shared.numbered(texts)
        assert shared.holding(text)[numbers].tolist() == held, "texts added since the last question too"
        assert SharedTexts(shared.joined()).numbered(texts).tolist() == numbers.tolist(), "as a file has them"
    assert Joined([]).holding("土").tolist() == []


def every(joined: Joined) -> list[str]:
    return joined.at(np.arange(len(joined)))


def test_texts_that_change_save_by_save_are_those_joined_anew() -> None:
    rng = random.Random(3)
    for most in (1, 3, 70):
        codes = {f"{number:03d}" for number in range(0, 200, 2)}
        texts = {code: drawn(rng, 8) for code in codes}
        joined = Joined([texts[code] for code in sorted(texts)])
        for _ in range(30):
            before = sorted(texts)
            changed = {f"{rng.randrange(200):03d}" for _ in range(rng.randint(1, most))}
            for code in changed:
                if code in texts and rng.random() < 0.2:
                    del texts[code]
                elif code in texts or rng.random() < 0.5:
                    texts[code] = drawn(rng, 8)
            splice, present = splice_of(before, changed, texts)
            joined = joined.replaced(splice, [texts[code] for code in present])
            now = [texts[code] for code in sorted(texts)]
            assert every(joined) == every(Joined.of_arrays(joined.arrays())) == now
            assert every(Joined.of_parts([joined, Joined(["镇"]), joined])) == [*now, "镇", *now]
            text = drawn(rng, 3)
            assert joined.holding(text).tolist() == Joined(now).holding(text).tolist()


def has_number(phones: list[str], digits: str) -> bool:
    long = [phone for phone in phones if len(phone) >= 7]
    ends = any(phone.endswith(digits) or digits.endswith(phone) for phone in long)
    return digits in phones or (len(digits) >= 7 and ends)


def test_a_number_is_found_by_itself_or_where_one_is_the_long_end_of_the_other() -> None:
    rng = random.Random(9)

    def number() -> str:
        return "".join(rng.choice("12") for _ in range(rng.randint(5, 10)))

    nothing = SiteText(*[""] * 11, at_weekends=False)
    key = SiteKey("qu-2023", "hub", None, is_station=False, county="511725000000")
    for _ in range(100):
        phones, digits = [[number() for _ in range(rng.randint(0, 3))] for _ in range(20)], number()
        columns = Columns.of((replace(nothing, phones="\n".join(["", *some, ""])), key) for some in phones)
        found = np.flatnonzero(columns.with_telephone(digits) < NO).tolist()
        assert found == [place for place, some in enumerate(phones) if has_number(some, digits)]
