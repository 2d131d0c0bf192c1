"""Words and texts that are compared all at once answer as if each had been compared by itself."""

from __future__ import annotations

import random

from app.search.joined import Joined, SharedTexts
from app.search.one_sign_apart import OneSignApart


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
        others = {rng.randrange(20): drawn(rng, 8) for _ in range(3)}
        renewed = Joined(texts).replaced({3: "镇"}).replaced(others)
        now = [others.get(place, "镇" if place == 3 else one) for place, one in enumerate(texts)]
        assert renewed.holding(text).tolist() == [place for place, one in enumerate(now) if text in one]
        numbers = shared.numbered(texts)
        assert shared.holding(text)[numbers].tolist() == held, "texts added since the last question too"
    assert Joined([]).holding("土").tolist() == []
