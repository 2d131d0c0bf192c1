"""What a column of sites holds, and how values become one. Numbers stay exact, unknown stays unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import inf, nan, nextafter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import Answers, Bools
from app.sites.vocabulary import EQUIPMENT, TRAININGS, Vocabulary

WORD = 64
NEVER = date.max.toordinal() + 1


class Numbers(NamedTuple):
    """Numbers by the nearest floats at or below and at or above them, NaN where unreported.

    A number that is a float has twice the same. So floats decide against nearly every bound, without rounding; where
    they do not, the site itself is asked.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    unknown: Answers


class Compared(NamedTuple):
    """Whether something holds between two numbers of a site; not where one of them is unreported."""

    holds: Bools
    unknown: Answers


class Figures(NamedTuple):
    """Figures of one metric, a row a period; not asked for: infinitely high. `most` is the best answer there can be."""

    low: NDArray[np.float64]
    unknown: Answers
    most: Answers


class Reported(NamedTuple):
    """Whether something was reported."""

    reported: Bools


class Truths(NamedTuple):
    """Yes, no or unreported as the answers MET, NOT_MET and UNKNOWN."""

    answers: Answers


class Members(NamedTuple):
    """Sets as bits in `words`, an item a bit, a row of words 64 items."""

    words: NDArray[np.uint64]
    unknown: Answers


class Numbered(NamedTuple):
    """Values by their number in the column's dictionary."""

    numbers: NDArray[np.int32]


class Days(NamedTuple):
    """Days by number; NEVER where unreported."""

    days: NDArray[np.int32]
    unknown: Answers


class Counts(NamedTuple):
    """How many; 0 where unreported."""

    counts: NDArray[np.int32]
    unknown: Answers


class Waived(NamedTuple):
    """Whether a waiver of a clause is in force."""

    in_force: Bools


class Texted(NamedTuple):
    """A text with all that it may have to name."""

    text: str
    host_city: str | None
    townships: tuple[str, ...]


def items_of(code: str, vocabulary: Vocabulary) -> Mapping[str, Any]:
    """The items that a set, the inventory or the trainings can have, in their order."""
    if code == EQUIPMENT:
        return vocabulary.equipment
    return vocabulary.trainings if code == TRAININGS else vocabulary.facts[code].items


def bits(wanted: Iterable[str], items: Iterable[str]) -> list[tuple[int, np.uint64]]:
    """Which bits stand for the wanted items: (row of words of `Members`, bits), rows without any left out."""
    places = {item: place for place, item in enumerate(items)}
    mask = 0
    for item in wanted:
        mask |= 1 << places[item]
    words = (len(places) + WORD - 1) // WORD
    split = [(row, (mask >> (WORD * row)) & (2**WORD - 1)) for row in range(words)]
    return [(row, np.uint64(word)) for row, word in split if word]


def bracket(number: Decimal | int) -> tuple[float, float]:
    """The nearest floats at or below and at or above a number; twice the same where it is one.

    >>> bracket(Decimal(15)), bracket(Decimal("0.1"))
    ((15.0, 15.0), (0.09999999999999999, 0.1))
    """
    near = float(number)
    if near == number:
        return near, near
    return (nextafter(near, -inf), near) if near > number else (near, nextafter(near, inf))


def brackets(values: Sequence[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The two floats of `bracket` for each number, NaN for None."""
    pairs = [(nan, nan) if value is None else bracket(value) for value in values]
    both = np.array(pairs, np.float64).reshape(-1, 2)
    return np.ascontiguousarray(both[:, 0]), np.ascontiguousarray(both[:, 1])


def unknown_of(values: Iterable[Any]) -> Answers:
    """1 where a value is None, else 0."""
    return np.array([value is None for value in values], np.int8)


def members(rows: Sequence[Iterable[str] | None], items: Iterable[str]) -> Members:
    """Sets of `items` as bits; what is none of them is left out, None is unknown and empty."""
    places = {item: 1 << place for place, item in enumerate(items)}
    masks = []
    for row in rows:
        mask = 0
        for item in row or ():
            mask |= places.get(item, 0)
        masks.append(mask)
    count = max(1, (len(places) + WORD - 1) // WORD)
    words = [[(mask >> (WORD * word)) & (2**WORD - 1) for mask in masks] for word in range(count)]
    return Members(np.array(words, np.uint64).reshape(count, len(rows)), unknown_of(rows))
