"""What was meant by a text that nothing fits: words that sound the same, or differ in one character."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from app.search.lexicon import Lexicon
from app.search.one_sign_apart import OneSignApart
from app.search.wanted import Segment, Term, Wanted
from app.sites.sounds import syllables

MOST = 3
SHORTEST_WITH_A_WRONG_SIGN = 3
SHORTEST_IN_PINYIN = 4
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ngg", "ng"), ("ng", "n"), ("l", "n"), ("f", "h"), ("r", "l"))
"""Sounds that speakers of the south do not tell apart, also where one syllable ends and another begins (lin gong)."""


class Meant:
    """Proposals, from the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def prepare(self) -> None:
        """Have all words sounded, which else the first who mistypes one waits for."""
        self._near, self._near_in_sound  # noqa: B018 — kept once they were looked at

    @cached_property
    def _order(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self._lexicon.words)}

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word, meaning in self._lexicon.words.items():
            if not meaning.filler and not word.isascii():
                sound = _sound(word)
                for key in dict.fromkeys((sound, _blurred(sound))):
                    found.setdefault(key, []).append(word)
        return found

    @cached_property
    def _near(self) -> OneSignApart:
        return OneSignApart(word for word, meaning in self._lexicon.words.items() if not meaning.filler)

    @cached_property
    def _near_in_sound(self) -> OneSignApart:
        return OneSignApart(self._by_sound)

    def proposals(self, asked: Wanted) -> list[str]:
        """Whole texts that may have been meant, the likeliest first; one stretch of one term differs in each.

        Nobody has looked yet whether anything fits them.
        """
        found: dict[str, None] = {}
        for place, term in enumerate(asked.terms):
            before = [self._lexicon.written(other.text) for other in asked.terms[:place]]
            after = [self._lexicon.written(other.text) for other in asked.terms[place + 1 :]]
            for corrected in self._corrected(term):
                found[" ".join([*before, corrected, *after])] = None
        return list(found)

    def is_misspelt(self, asked: Wanted, left_out: Collection[str]) -> bool:
        """Whether a stretch that is not understood sounds like a place, or is one but for a character: one of
        `left_out` is in it.

        Then the place is what matters, and the rest of the text finds nothing that was asked for.
        """
        return any(self._has_misspelt_place(term, left_out) for term in asked.terms)

    def _has_misspelt_place(self, term: Term, left_out: Collection[str]) -> bool:
        unknown = [place for place, segment in enumerate(term.segments) if segment.text in left_out]
        if term.is_latin:
            return bool(unknown) and bool(self._alike_in_pinyin(term.text))
        doubtful = [
            "".join(segment.text for segment in term.segments[start:end])
            for start, end in _stretches(term.segments)
            if any(start <= place < end for place in unknown)
        ]
        words = self._lexicon.words
        return any(
            len(word) == len(text) and bool(words[word].places) for text in doubtful for word in self._alike(text)
        )

    def _corrected(self, term: Term) -> Iterator[str]:
        if term.is_latin:
            yield from map(self._lexicon.written, self._alike_in_pinyin(term.text))
            return
        if term.typed != term.text:
            yield from map(self._lexicon.written, self._alike(term.typed))
        texts = [segment.text for segment in term.segments]
        written = [self._lexicon.written(text) for text in texts]
        for start, end in _stretches(term.segments):
            for word in self._alike("".join(texts[start:end])):
                yield "".join([*written[:start], self._lexicon.written(word), *written[end:]])

    def _alike(self, text: str) -> list[str]:
        sound = _sound(text, once=True)
        same = self._likeliest(text, self._by_sound.get(sound, ()))
        blurred = self._likeliest(text, self._by_sound.get(_blurred(sound), ()))
        if same or blurred:
            return list(dict.fromkeys((*same, *blurred)))
        if len(text) < SHORTEST_WITH_A_WRONG_SIGN:
            return []
        return self._likeliest(text, self._near.of(text))

    def _alike_in_pinyin(self, text: str) -> list[str]:
        if len(text) < SHORTEST_IN_PINYIN or not text.isalpha():
            return []
        same = self._by_sound.get(_blurred(text), [])
        near = [word for sound in self._near_in_sound.of(text) for word in self._by_sound[sound]]
        return self._likeliest(text, same or near)

    def _likeliest(self, text: str, words: list[str] | tuple[str, ...]) -> list[str]:
        """Larger places before smaller ones; among equals those that share the ending and more characters, then the
        commoner word.
        """

        def unlikeliness(word: str) -> tuple[int, int, int, int]:
            shared = sum(sign in text for sign in word)
            return self._lexicon.words[word].rank, int(word[-1:] != text[-1:]), -shared, self._order[word]

        return sorted({word for word in words if word != text}, key=unlikeliness)


def _stretches(segments: tuple[Segment, ...]) -> list[tuple[int, int]]:
    """The stretches that may be wrong, by the segments they begin with and end before: the longest without an everyday
    word first, then every unknown one.
    """
    sure = [segment.meaning is not None and bool(segment.meaning.offers) for segment in segments]
    spans: dict[tuple[int, int], None] = {}
    begun = 0
    for place, is_sure in enumerate([*sure, True]):
        if is_sure:
            if place > begun:
                spans[(begun, place)] = None
            begun = place + 1
    spans |= {(place, place + 1): None for place, segment in enumerate(segments) if segment.meaning is None}
    spans[(0, len(segments))] = None
    return list(spans)


def _sound(text: str, *, once: bool = False) -> str:
    return "".join(syllables(text, once=once))


def _blurred(sound: str) -> str:
    for one, other in _CONFUSED:
        sound = sound.replace(one, other)
    return sound
