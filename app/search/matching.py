"""How well every site fits what was asked, and what is to be said of the places and matters that were named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from app.search.columns import NAMED, NO, Columns, Fits, Mask
from app.search.fold import is_latin
from app.search.wanted import Segment, Term, Wanted
from app.sites.divisions import lies_within
from app.sites.vocabulary import Hotline

NoteKind = Literal["renamed", "merged", "no_site", "elsewhere", "partly", "either"]
CITY = "市"
SHORTEST_KNOWN = 2
"""A known word of one character (站) is too little to go by where the rest is not understood."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of a place or a matter that was named.

    `renamed`: a township of the past under its new name; `merged`: one that went into another; `no_site`: a place
    without a site, `named` as it is written. `place` is the code of the division whose sites stand in for it.
    `elsewhere`: a matter in which no site of the programme `place` has a part, but the `hotline` has. `partly`: words
    that nothing is known of were left out (`named`), by the others (`by`) sites were found. `either`: no site has all
    that was `named`, these have the most of it. Of a far city that has sites no others are found, and what they do not
    have is `partly` left out.
    """

    kind: NoteKind
    named: tuple[str, ...]
    place: str = ""
    by: tuple[str, ...] = ()
    hotline: Hotline | None = None


@dataclass(frozen=True)
class Fit:
    """How well each site fits, None where nothing in particular was asked for. `left_out`: what is not understood."""

    fits: Fits | None
    notes: tuple[Note, ...] = ()
    terms: int = 1
    left_out: frozenset[str] = frozenset()

    @cached_property
    def is_loose(self) -> Mask:
        """Which sites are found only by where they lie or by what they say of themselves; none where nothing is asked.

        Sites that fit equally well in this sense may be put in another order, that of their distance.
        """
        return np.zeros(0, dtype=np.bool_) if self.fits is None else self.fits > NAMED * self.terms

    @property
    def finds(self) -> bool:
        """Whether any site fits."""
        return self.fits is None or bool((self.fits < NO).any())


Places = Mapping[str, Sequence[str]]
"""The places that each stretch of the text names."""


def fit(asked: Wanted, columns: Columns) -> Fit:
    """The fit of every site: all terms must be found, each as it stands or by its meaning."""
    if asked.digits:
        by_number = columns.with_telephone(asked.digits)
        if (by_number < NO).any():
            return Fit(by_number)
    if not asked.terms:
        return Fit(None)
    notes: list[Note] = []
    places = _places(asked)
    total = np.zeros(len(columns), dtype=np.int16)
    for term in asked.terms:
        found = _term(term, columns, places, notes)
        total = np.minimum(total + found, NO)
    if len(asked.terms) > 1 and all(term.is_latin for term in asked.terms):
        # Pinyin typed syllable by syllable: san hui.
        total = np.minimum(total, columns.in_latin("".join(term.text for term in asked.terms)))
    if not (total < NO).any():
        # Of places it is said which sites stand in for them; who deals with a matter is worth saying without any.
        notes = [note for note in notes if note.kind == "elsewhere"]
    return Fit(total, tuple(dict.fromkeys(notes)), len(asked.terms))


def fit_partly(asked: Wanted, columns: Columns) -> Fit:
    """The fit where not everything that was asked for is found: by the words that are understood.

    Sites that have the most of them are found, those first that have the rest as it stands. Nothing is found where no
    word is understood.
    """
    places = _places(asked)
    notes: list[Note] = []
    by: list[str] = []
    left_out: list[str] = []
    is_understood = False
    far = np.zeros(len(columns), dtype=np.bool_)
    each: dict[str, Mask] = {}
    had = np.zeros(len(columns), dtype=np.int16)
    total = np.zeros(len(columns), dtype=np.int16)
    for segment in _stretches(asked, places):
        found = _segment(segment, columns, places, notes)
        here = found < NO
        if len(segment.text) >= SHORTEST_KNOWN and (segment.meaning is not None or bool(here.any())):
            is_understood |= segment.meaning is not None or is_latin(segment.text) or segment.text.endswith(CITY)
            by.append(segment.shown)
            each[segment.shown] = here
            if segment.meaning is not None and segment.meaning.city:
                far |= here
            had += here
            total += np.where(here, found, 0).astype(np.int16)
        else:
            left_out.append(segment.text)
    if far.any():
        had = np.where(far, had, 0).astype(np.int16)
        elsewhere = [word for word in by if not (each[word] & far).any()]
        by = [word for word in by if word not in elsewhere]
        left_out += elsewhere
    most = int(had.max(initial=0))
    if most == 0 or not is_understood:
        return Fit(columns.nothing())
    if most < len(by):
        notes.append(Note("either", tuple(by)))
    if any(len(text) >= SHORTEST_KNOWN for text in left_out):
        notes.append(Note("partly", tuple(left_out), by=tuple(by)))
    fits = np.where(had == most, np.minimum(total, NO - 1), NO).astype(np.int16)
    return Fit(fits, tuple(dict.fromkeys(notes)), most, frozenset(left_out))


def _stretches(asked: Wanted, places: Places) -> list[Segment]:
    segments = {segment.text: segment for term in asked.terms for segment in term.segments}
    return [segment for text, segment in segments.items() if places.get(text, (None,))]


def _places(asked: Wanted) -> Places:
    """The places that each stretch names, those of an address from the large to the small as one writes it.

    A place that holds another that was named says only which one is meant (四川省达州市渠县土溪镇): it names none.
    """
    meanings = {s.text: s.meaning for term in asked.terms for s in term.segments if s.meaning and s.meaning.places}
    found: dict[str, Sequence[str]] = {}
    for text, meaning in meanings.items():
        others = [code for other, one in meanings.items() if other != text for code in one.places]
        if meaning.is_place and any(_holds(place, other) for place in meaning.places for other in others):
            found[text] = ()
        else:
            within = [code for code in meaning.places if any(_holds(other, code) for other in others)]
            found[text] = within or meaning.places
    return found


def _holds(place: str, other: str) -> bool:
    return place != other and lies_within(other, place)


def _term(term: Term, columns: Columns, places: Places, notes: list[Note]) -> Fits:
    literal = columns.in_latin(term.text) if term.is_latin else columns.literally(term.text)
    said = [segment for segment in term.segments if places.get(segment.text, (None,))]
    if term.segments and not said:
        # Nothing but places that hold one named beside them.
        return np.zeros(len(columns), dtype=np.int16)
    meant = np.zeros(len(columns), dtype=np.int16)
    for segment in said:
        meant = np.maximum(meant, _segment(segment, columns, places, notes))
    return np.minimum(literal, meant)


def _segment(segment: Segment, columns: Columns, places: Places, notes: list[Note]) -> Fits:
    meaning = segment.meaning
    if meaning is None:
        return columns.in_latin(segment.text) if is_latin(segment.text) else _as_written(segment.text, columns)
    found = columns.literally(meaning.city) if meaning.city else columns.offering(meaning)
    notes += [
        Note("elsewhere", (segment.shown,), slug, hotline=call) for slug, call in sorted(meaning.elsewhere.items())
    ]
    for code in places.get(segment.text, ()):
        here, place = columns.at(code)
        found = np.minimum(found, here)
        if meaning.former is not None:
            notes.append(Note("renamed" if meaning.former.renamed else "merged", (meaning.former.name,), code))
        elif place != code:
            notes.append(Note("no_site", (segment.shown,), place))
    return found


def _as_written(text: str, columns: Columns) -> Fits:
    """Where a text stands that nothing is known of; a far city is written with its rank or without (成都市)."""
    found = columns.literally(text)
    bare = text.removesuffix(CITY)
    if bare != text and len(bare) >= SHORTEST_KNOWN and not (found < NO).any():
        return columns.literally(bare)
    return found
