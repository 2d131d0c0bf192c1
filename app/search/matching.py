"""How well every site fits what was asked, and what is to be said of the places that were named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from app.search.columns import NAMED, NO, Columns, Fits, Mask
from app.search.wanted import Segment, Term, Wanted

NoteKind = Literal["renamed", "merged", "no_site"]


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of a place that was named.

    `renamed`: a township of the past under its new name; `merged`: one that went into another; `no_site`: a place
    without a site, `named` as it was typed. `place` is the code of the division whose sites stand in for it.
    """

    kind: NoteKind
    named: str
    place: str


@dataclass(frozen=True)
class Fit:
    """How well each site fits, None where nothing in particular was asked for."""

    fits: Fits | None
    notes: tuple[Note, ...] = ()
    terms: int = 1

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


def fit(asked: Wanted, columns: Columns) -> Fit:
    """The fit of every site: all terms must be found, each as it stands or by its meaning."""
    if asked.digits:
        by_number = columns.with_telephone(asked.digits)
        if (by_number < NO).any():
            return Fit(by_number)
    if not asked.terms:
        return Fit(None)
    notes: list[Note] = []
    total = np.zeros(len(columns), dtype=np.int16)
    for term in asked.terms:
        found = _term(term, columns, notes)
        total = np.minimum(total + found, NO)
    if len(asked.terms) > 1 and all(term.is_latin for term in asked.terms):
        # Pinyin typed syllable by syllable: san hui.
        total = np.minimum(total, columns.in_latin("".join(term.text for term in asked.terms)))
    if not (total < NO).any():
        return Fit(total)
    return Fit(total, tuple(dict.fromkeys(notes)), len(asked.terms))


def _term(term: Term, columns: Columns, notes: list[Note]) -> Fits:
    literal = columns.in_latin(term.text) if term.is_latin else columns.literally(term.text)
    meant = np.zeros(len(columns), dtype=np.int16)
    for segment in term.segments:
        meant = np.maximum(meant, _segment(segment, columns, notes))
    return np.minimum(literal, meant)


def _segment(segment: Segment, columns: Columns, notes: list[Note]) -> Fits:
    meaning = segment.meaning
    if meaning is None:
        return columns.literally(segment.text)
    found = columns.offering(meaning)
    for code in meaning.places:
        here, place = columns.at(code)
        found = np.minimum(found, here)
        if meaning.former is not None:
            notes.append(Note("renamed" if meaning.former.renamed else "merged", meaning.former.name, code))
        elif place != code:
            notes.append(Note("no_site", segment.text, place))
    return found
