"""A typed text cut into the words that search knows, longest first, and what lies between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.normal.telephones import telephones
from app.search.fold import fold, is_latin
from app.search.lexicon import Lexicon, Meaning

_UNIT = re.compile(r"[a-z0-9][a-z0-9'-]*|\S", re.ASCII)
_NUMBER = re.compile(r"[\d\s()+.\-–—－（）转＋]+")
_ENDS_A_PLACE = re.compile(r"..(?:镇|乡|村|社区|街道|省)$")
"""What is not understood up to here may be the name of a place, and what follows something else."""
FEWEST_DIGITS = 5
LONGEST_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a term: a known word, or one that must stand there literally (`meaning` None).

    `written`: the known word as its source writes it (八濛 for 八蒙).
    """

    text: str
    meaning: Meaning | None = None
    written: str = ""

    @property
    def shown(self) -> str:
        """The stretch as people are shown it."""
        return self.written or self.text


@dataclass(frozen=True, slots=True)
class Term:
    """What was typed between two blanks (of Latin words: one known phrase): found as it stands, or by its segments.

    `typed` is the text with the filler at its ends.
    """

    text: str
    segments: tuple[Segment, ...]
    typed: str = ""

    @property
    def is_latin(self) -> bool:
        """Whether it is written in Latin letters or digits."""
        return is_latin(self.text)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for. `digits`: the telephone number it may be. No terms and no digits ask nothing.

    `terms` must all be found. Where every word is filler and one of them asks for what is near (附近), nothing in
    particular is asked for; other filler alone (的, where is the) is looked for as it stands, and rarely found.
    """

    terms: tuple[Term, ...] = ()
    digits: str = ""


def read_wanted(text: str, lexicon: Lexicon) -> Wanted:
    """Cut a typed text."""
    folded = fold(text)
    if not folded and text.strip():
        # Signs alone (%, ？) are no question that every site answers.
        return Wanted((Term(text.strip(), (Segment(text.strip()),)),))
    terms, digits = tuple(_terms(folded, lexicon)), _digits(text)
    if folded and not terms and not _asks_for_what_is_near(folded, lexicon):
        terms = (Term(folded, (Segment(folded),)),)
    return Wanted(terms, digits)


def _asks_for_what_is_near(folded: str, lexicon: Lexicon) -> bool:
    """Whether a text of nothing but filler has a word like 附近 in it."""
    return any(meaning.nearby and word in folded for word, meaning in lexicon.words.items())


def _digits(text: str) -> str:
    if not _NUMBER.fullmatch(text.strip()):
        return ""
    dialled = next((one.dialled for one in telephones(text) if one.dialled), None)
    digits = dialled.partition(",")[0] if dialled else "".join(sign for sign in text if sign.isdigit())
    return digits if len(digits) >= FEWEST_DIGITS else ""


def _terms(folded: str, lexicon: Lexicon) -> list[Term]:
    words = folded.split(" ") if folded else []
    terms: list[Term] = []
    at = 0
    while at < len(words):
        if not is_latin(words[at]):
            terms += _han_term(words[at], lexicon)
            at += 1
            continue
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            meaning = lexicon.words.get(phrase)
            if meaning is not None or length == 1:
                if meaning is None or not meaning.filler:
                    terms.append(Term(phrase, (Segment(phrase, meaning, lexicon.written(phrase)),)))
                at += length
                break
    return terms


def _han_term(word: str, lexicon: Lexicon) -> list[Term]:
    """One term, none where it is all filler; what is filler at its ends belongs to no literal text."""
    units = _UNIT.findall(word)
    segments: list[Segment] = []
    at = 0
    while at < len(units):
        found = ""
        for end in range(min(len(units), at + lexicon.longest), at, -1):
            if (candidate := "".join(units[at:end])) in lexicon.words:
                found, at = candidate, end
                break
        if found:
            segments.append(Segment(found, lexicon.words[found], lexicon.written(found)))
            continue
        if segments and segments[-1].meaning is None and not _ENDS_A_PLACE.search(segments[-1].text):
            segments[-1] = Segment(segments[-1].text + units[at])
        else:
            segments.append(Segment(units[at]))
        at += 1
    while segments and _is_filler(segments[0]):
        segments = segments[1:]
    while segments and _is_filler(segments[-1]):
        segments = segments[:-1]
    if not segments:
        return []
    text = "".join(segment.text for segment in segments)
    return [Term(text, tuple(segment for segment in segments if not _is_filler(segment)), word)]


def _is_filler(segment: Segment) -> bool:
    return segment.meaning is not None and segment.meaning.filler
