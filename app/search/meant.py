"""What was meant by a text that nothing fits: words that sound the same, or differ in one character."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from app.search.lexicon import Lexicon
from app.search.wanted import Segment, Term, Wanted

MOST = 3
SHORTEST_WITH_A_WRONG_SIGN = 3
SHORTEST_IN_PINYIN = 4
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("f", "h"), ("r", "l"))
"""Sounds that speakers of the south do not tell apart."""


class Meant:
    """Proposals, from the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def prepare(self) -> None:
        """Have all words sounded, which else the first who mistypes one waits for."""
        self._by_sound  # noqa: B018 — kept once it was looked at

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word, meaning in self._lexicon.words.items():
            if not meaning.filler and not word.isascii():
                for key in dict.fromkeys((_sound(word), _blurred(_sound(word)))):
                    found.setdefault(key, []).append(word)
        return found

    def proposals(self, asked: Wanted) -> list[str]:
        """Whole texts that may have been meant, the likeliest first; one stretch of one term differs in each.

        Nobody has looked yet whether anything fits them.
        """
        found: dict[str, None] = {}
        for place, term in enumerate(asked.terms):
            before = [other.text for other in asked.terms[:place]]
            after = [other.text for other in asked.terms[place + 1 :]]
            for corrected in self._corrected(term):
                found[" ".join([*before, corrected, *after])] = None
        return list(found)

    def _corrected(self, term: Term) -> Iterator[str]:
        if term.is_latin:
            yield from self._alike_in_pinyin(term.text)
            return
        if term.typed != term.text:
            yield from self._alike(term.typed)
        for before, doubtful, after in _stretches(term.segments):
            for word in self._alike(doubtful):
                yield f"{before}{word}{after}"

    def _alike(self, text: str) -> list[str]:
        sound = _sound(text)
        same = self._likeliest(text, self._by_sound.get(sound, ()))
        blurred = self._likeliest(text, self._by_sound.get(_blurred(sound), ()))
        if same or blurred:
            return list(dict.fromkeys((*same, *blurred)))
        if len(text) < SHORTEST_WITH_A_WRONG_SIGN:
            return []
        near = [w for w, m in self._lexicon.words.items() if not m.filler and _one_sign_apart(w, text)]
        return self._likeliest(text, near)

    def _alike_in_pinyin(self, text: str) -> list[str]:
        if len(text) < SHORTEST_IN_PINYIN or not text.isalpha():
            return []
        same = self._by_sound.get(_blurred(text), [])
        near = [words for sound, words in self._by_sound.items() if _one_sign_apart(sound, text)]
        return self._likeliest(text, same or [word for words in near for word in words])

    def _likeliest(self, text: str, words: list[str] | tuple[str, ...]) -> list[str]:
        """Larger places before smaller ones; among equals those that share the ending and more characters."""

        def unlikeliness(word: str) -> tuple[int, int, int, str]:
            shared = sum(sign in text for sign in word)
            return self._lexicon.words[word].rank, int(word[-1:] != text[-1:]), -shared, word

        return sorted({word for word in words if word != text}, key=unlikeliness)


def _stretches(segments: tuple[Segment, ...]) -> Iterator[tuple[str, str, str]]:
    """The stretches that may be wrong, each with what stands before and after it: the longest without an everyday word
    first, then every unknown one.
    """
    texts = [segment.text for segment in segments]
    sure = [segment.meaning is not None and bool(segment.meaning.offers) for segment in segments]
    spans: dict[tuple[int, int], None] = {}
    begun = 0
    for place, is_sure in enumerate([*sure, True]):
        if is_sure:
            if place > begun:
                spans[(begun, place)] = None
            begun = place + 1
    spans |= {(place, place + 1): None for place, segment in enumerate(segments) if segment.meaning is None}
    spans[(0, len(texts))] = None
    for start, end in spans:
        yield "".join(texts[:start]), "".join(texts[start:end]), "".join(texts[end:])


def _sound(text: str) -> str:
    from pypinyin import lazy_pinyin  # here, since its dictionaries take longer to load than most commands to run

    return "".join(lazy_pinyin(text, v_to_u=True))


def _blurred(sound: str) -> str:
    for one, other in _CONFUSED:
        sound = sound.replace(one, other)
    return sound


def _one_sign_apart(one: str, other: str) -> bool:
    """Whether one sign is wrong, missing or too much."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(short == long[:place] + long[place + 1 :] for place in range(len(long)))
