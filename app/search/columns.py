"""All sites of a network side by side, as search compares them, and how well each fits a typed text.

A fit is a small whole number, the better the lower; `NO` is none. What a site is called counts more than where it lies,
that more than what it says of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.search.lexicon import Meaning
from app.search.site_text import SiteText
from app.sites.divisions import code_span

Fits = NDArray[np.int16]
Mask = NDArray[np.bool_]
NO = np.int16(1000)
EXACT, BEGINS, NAMED, PLACED, SAID = (np.int16(fit) for fit in range(5))
SHORTEST_WORD = 2
LONG_WORD = 4
"""Latin words of so many letters are looked for everywhere at once; shorter ones only where they say most."""


@dataclass(frozen=True, slots=True)
class SiteKey:
    """What decides beside the text: programme and kind, and whether the site is the station of its township.

    `county` is the division that the programme is for: its outposts in far cities belong there too.
    """

    programme: str
    kind: str
    division: str | None
    is_station: bool
    county: str


class Columns:
    """The texts and keys of all sites, in one order."""

    def __init__(self, texts: Sequence[SiteText], keys: Sequence[SiteKey]) -> None:
        self._texts = texts
        self._names = [text.name for text in texts]
        self._said = [text.said for text in texts]
        self._in_latin = (
            (BEGINS, [text.short for text in texts]),
            (BEGINS, [text.spelled for text in texts]),
            (PLACED, [text.short_places for text in texts]),
            (PLACED, [text.spelled_places for text in texts]),
        )
        self._offers = _Groups((key.programme, key.kind) for key in keys)
        self._programmes = _Groups(key.programme for key in keys)
        self._codes = np.array([int(key.division or 0) for key in keys], dtype=np.int64)
        self._counties = np.array([int(key.county) for key in keys], dtype=np.int64)
        self._stations = np.array([key.is_station for key in keys], dtype=np.bool_)
        self._at_weekends = np.array([text.at_weekends for text in texts], dtype=np.bool_)

    def __len__(self) -> int:
        return len(self._texts)

    def nothing(self) -> Fits:
        """The fits of a text that no site fits."""
        return np.full(len(self), NO, dtype=np.int16)

    def literally(self, text: str) -> Fits:
        """Where a Chinese text stands as it is written. What a site is stands at the end of its name (…产业园)."""
        fits = self.nothing()
        for place in [place for place, said in enumerate(self._said) if text in said]:
            name = self._names[place]
            if name == text:
                fits[place] = EXACT
            elif name.startswith(text) or name.endswith(text):
                fits[place] = BEGINS
            else:
                fits[place] = NAMED if text in name else SAID
        return fits

    def in_latin(self, word: str) -> Fits:
        """Names, then places, that begin so in initials or in pinyin; English words and codes as they are written.

        A short word (sh, TX) is looked for in the initials of names first, and elsewhere only where no name has it. One
        letter asks for too much to be found anywhere.
        """
        begun = f" {word}"
        fits = self.nothing()
        if len(word) < SHORTEST_WORD:
            return fits
        for fit, texts in self._in_latin:
            found = [place for place, text in enumerate(texts) if begun in text]
            fits[found] = np.minimum(fits[found], fit)
            if found and len(word) < LONG_WORD:
                break
        return fits

    def with_telephone(self, digits: str) -> Fits:
        """Sites with this number, with or without its area code."""
        fits = self.nothing()
        fits[[place for place, text in enumerate(self._texts) if _has_number(text.phones, digits)]] = EXACT
        return fits

    def offering(self, meaning: Meaning) -> Fits:
        """Sites of the kinds that a word means, then those that report a service it means."""
        fits = self.nothing()
        for slug, (kinds, services) in meaning.offers.items():
            if services:
                own = self._programmes.mask((slug,))
                said = np.zeros(len(self), dtype=np.bool_)
                for code in services:
                    said |= self.reporting.get(code, False)
                fits[own & said] = np.minimum(fits[own & said], SAID)
            of_kind = self._offers.mask((slug, kind) for kind in kinds)
            if slug in meaning.elsewhere:
                # Nobody deals with it; whom to ask is the county's own office, not the nearest township.
                of_kind &= ~self._stations
            fits[of_kind] = np.minimum(fits[of_kind], NAMED)
        if meaning.at_weekends:
            fits[self._at_weekends] = np.minimum(fits[self._at_weekends], NAMED)
        return fits

    @cached_property
    def reporting(self) -> Mapping[str, Mask]:
        """Who reports each service."""
        found: dict[str, list[int]] = {}
        for place, text in enumerate(self._texts):
            for code in text.services:
                found.setdefault(code, []).append(place)
        masks = {}
        for code, places in found.items():
            masks[code] = np.zeros(len(self), dtype=np.bool_)
            masks[code][places] = True
        return masks

    def at(self, code: str) -> tuple[Fits, str]:
        """Sites at a place, of a township its station first, and the place itself.

        Where it has none, the station of its township, where that has none either, the sites of the county itself; and
        the place that stands in.
        """
        inside = self._within(code)
        if inside.any():
            return self._fits(inside & self._station_of(code), inside), code
        above = (f"{code[:9]}000", f"{code[:6]}000000")
        stand_in = next((place for place in above if self._station_of(place).any()), code)
        return self._fits(self._station_of(stand_in), inside), stand_in

    def _fits(self, first: Mask, then: Mask) -> Fits:
        fits = self.nothing()
        fits[then] = PLACED
        fits[first] = BEGINS
        return fits

    def _within(self, code: str) -> Mask:
        low, beyond = code_span(code)
        lies = (self._codes >= low) & (self._codes < beyond)
        found: Mask = lies | ((self._counties >= low) & (self._counties < beyond))
        return found

    def _station_of(self, code: str) -> Mask:
        """The stations of a township; where none is one, the sites that lie at the place itself, in no part of it."""
        here: Mask = self._codes == int(code)
        stations: Mask = here & self._stations
        return stations if stations.any() else here


class _Groups:
    """Which sites have which of a few values."""

    def __init__(self, values: Iterable[object]) -> None:
        self._numbers: dict[object, int] = {}
        self._column = np.array([self._numbers.setdefault(v, len(self._numbers)) for v in values], dtype=np.int32)

    def mask(self, wanted: Iterable[object]) -> Mask:
        numbers = [self._numbers[value] for value in wanted if value in self._numbers]
        found: Mask = np.isin(self._column, numbers)
        return found


def _has_number(phones: tuple[str, ...], digits: str) -> bool:
    whole = len(digits) >= 7
    return any(
        phone == digits or (whole and len(phone) >= 7 and (phone.endswith(digits) or digits.endswith(phone)))
        for phone in phones
    )
