"""All sites of a network side by side, as search compares them, and how well each fits a typed text.

A fit is a small whole number, the better the lower; `NO` is none. What a site is called counts more than where it lies,
that more than what it says of itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.search.joined import Joined, JoinedArrays, SharedTexts
from app.search.lexicon import Meaning
from app.search.site_text import SiteText
from app.sites.divisions import code_span
from app.sites.splice import Splice

Fits = NDArray[np.int16]
Mask = NDArray[np.bool_]
NO = np.int16(1000)
EXACT, BEGINS, NAMED, PLACED, SAID = (np.int16(fit) for fit in range(5))
SHORTEST_WORD = 2
LONG_WORD = 4
"""Latin words of so many letters are looked for everywhere at once; shorter ones only where they say most."""

ANSWERS_KEPT = 32
_SHARED_LATIN = ("short_places", "spelled_places", "spelled_services")
_SHARED_SAID = ("said_of_place", "said_of_offer")
_SHARED = (*_SHARED_LATIN, *_SHARED_SAID, "services")
"""What many sites say alike is looked at once for all of them."""
_OWN = ("name", "said", "short", "spelled", "phones")
"""What each site has of its own."""
_AT_ONCE = 2_048
LONG_NUMBER = 7
"""Telephones of so many digits are compared by their ends."""


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


class _KeyCells(NamedTuple):
    offer: NDArray[np.int32]
    programme: NDArray[np.int32]
    code: NDArray[np.int64]
    county: NDArray[np.int64]
    is_station: NDArray[np.bool_]
    at_weekends: NDArray[np.bool_]
    short_places: NDArray[np.int32]
    spelled_places: NDArray[np.int32]
    spelled_services: NDArray[np.int32]
    said_of_place: NDArray[np.int32]
    said_of_offer: NDArray[np.int32]
    services: NDArray[np.int32]


class _Numbers(NamedTuple):
    """The numbers of programmes and what sites offer, and the texts that sites share, by their columns.

    They only grow, so every state may share them.
    """

    offers: dict[object, int]
    shared: Mapping[str, SharedTexts]


@dataclass(frozen=True)
class Columns:
    """The texts and keys of all sites, in the order of their codes. Never changed: `replaced` makes the next state.

    `own` are the texts that each site has of its own, one after the other. `looked_up` remembers where the texts asked
    last stand: one question asks for the same ones several times. `reporting` remembers who reports a service.
    """

    own: Mapping[str, Joined]
    cells: _KeyCells
    numbers: _Numbers
    looked_up: dict[tuple[str, str], Fits] = field(default_factory=dict, repr=False)
    reporting: dict[str, Mask] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, sites: Iterable[tuple[SiteText, SiteKey]]) -> Columns:
        """The columns of these sites. Few texts are held at once beside what is made of them."""
        numbers = _Numbers({}, {name: SharedTexts() for name in _SHARED})
        rows, parts = iter(sites), []
        while some := list(islice(rows, _AT_ONCE)):
            texts, keys = [text for text, _ in some], [key for _, key in some]
            parts.append((_key_cells(texts, keys, numbers), [Joined(map(attrgetter(n), texts)) for n in _OWN]))
        if not parts:
            return cls({name: Joined(()) for name in _OWN}, _key_cells((), (), numbers), numbers)
        cells = _KeyCells(*map(np.concatenate, zip(*(cells for cells, _ in parts), strict=True)))
        own = map(Joined.of_parts, zip(*(joined for _, joined in parts), strict=True))
        return cls(dict(zip(_OWN, own, strict=True)), cells, numbers)

    @classmethod
    def restored(cls, told: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Columns:
        """The columns of which `arrays` and `told` told. LookupError or ValueError where anything is missing."""

        def joined(name: str) -> Joined:
            return Joined.of_arrays(JoinedArrays(arrays[f"{name} letters"], arrays[f"{name} ends"]))

        offers: dict[object, int] = {}
        for offer in told["offers"]:
            offers[tuple(offer) if isinstance(offer, list) else offer] = len(offers)
        numbers = _Numbers(offers, {name: SharedTexts(joined(f"shared {name}")) for name in _SHARED})
        cells = _KeyCells(*(arrays[f"key {name}"] for name in _KeyCells._fields))
        made = cls({name: joined(f"own {name}") for name in _OWN}, cells, numbers)
        if {*(len(column) for column in cells), *map(len, made.own.values())} != {len(made)}:
            raise ValueError
        return made

    def told(self) -> dict[str, Any]:
        """What `restored` needs beside the arrays, as JSON."""
        return {"offers": list(self.numbers.offers)}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that is kept of the sites, as arrays by name."""
        texts = {f"own {name}": joined for name, joined in self.own.items()}
        texts |= {f"shared {name}": shared.joined() for name, shared in self.numbers.shared.items()}
        found: dict[str, NDArray[Any]] = {f"key {name}": cells for name, cells in self.cells._asdict().items()}
        for name, joined in texts.items():
            found[f"{name} letters"], found[f"{name} ends"] = joined.arrays()
        return found

    def replaced(self, splice: Splice, texts: Sequence[SiteText], keys: Sequence[SiteKey]) -> Columns:
        """The columns with these texts and keys as the splice says."""
        fresh = _key_cells(texts, keys, self.numbers)
        cells = _KeyCells(*(splice.array(a, b) for a, b in zip(self.cells, fresh, strict=True)))
        own = {name: joined.replaced(splice, map(attrgetter(name), texts)) for name, joined in self.own.items()}
        return Columns(own, cells, self.numbers)

    def __len__(self) -> int:
        return len(self.cells.code)

    def nothing(self) -> Fits:
        """The fits of a text that no site fits."""
        return np.full(len(self), NO, dtype=np.int16)

    def literally(self, text: str) -> Fits:
        """Where a Chinese text stands as it is written. What a site is stands at the end of its name (…产业园)."""
        return self._looked_up("literally", text, self._literally)

    def _literally(self, text: str) -> Fits:
        fits = self.nothing()
        fits[self._spoken(_SHARED_SAID, text)] = SAID
        said = self.own["said"].holding(text)
        names = zip(said.tolist(), self.own["name"].at(said), strict=True)
        named = [(place, name) for place, name in names if text in name]
        fits[said] = SAID
        fits[[place for place, _ in named]] = NAMED
        fits[[place for place, name in named if name.startswith(text) or name.endswith(text)]] = BEGINS
        fits[[place for place, name in named if name == text]] = EXACT
        return fits

    def _spoken(self, names: Sequence[str], text: str) -> Mask:
        """Where a text stands in what sites share with others."""
        found = np.zeros(len(self), np.bool_)
        for name in names:
            found |= self.numbers.shared[name].holding(text)[getattr(self.cells, name)]
        return found

    def _looked_up(self, how: str, text: str, look: Callable[[str], Fits]) -> Fits:
        known = self.looked_up.get((how, text))
        if known is None:
            if len(self.looked_up) >= ANSWERS_KEPT:
                self.looked_up.clear()
            known = self.looked_up[how, text] = look(text)
        return known

    def in_latin(self, word: str) -> Fits:
        """Names, then places, that begin so in initials or in pinyin; English words and codes as they are written.

        A short word (sh, TX) is looked for in the initials of names first, and elsewhere only where no name has it. One
        letter asks for too much to be found anywhere.
        """
        return self.nothing() if len(word) < SHORTEST_WORD else self._looked_up("latin", word, self._in_latin)

    def _in_latin(self, word: str) -> Fits:
        fits, begun = self.nothing(), f" {word}"
        for fit, places in (
            (BEGINS, lambda: self.own["short"].holding(begun)),
            (BEGINS, lambda: self.own["spelled"].holding(begun)),
            (PLACED, lambda: self._spoken(_SHARED_LATIN[:1], begun)),
            (PLACED, lambda: self._spoken(_SHARED_LATIN[1:], begun)),
        ):
            found = places()
            fits[found] = np.minimum(fits[found], fit)
            if len(word) < LONG_WORD and (fits < NO).any():
                break
        return fits

    def with_telephone(self, digits: str) -> Fits:
        """Sites with this number, with or without its area code."""
        fits = self.nothing()
        wanted = [f"\n{digits}\n"]
        if len(digits) >= LONG_NUMBER:
            wanted = [f"{digits}\n", *(f"\n{digits[-size:]}\n" for size in range(LONG_NUMBER, len(digits)))]
        for number in wanted:
            fits[self.own["phones"].holding(number)] = EXACT
        return fits

    def offering(self, meaning: Meaning) -> Fits:
        """Sites of the kinds that a word means, then those that report a service it means."""
        fits = self.nothing()
        for slug, (kinds, services) in meaning.offers.items():
            if services:
                own = self._is_one_of(self.cells.programme, (slug,))
                said = np.zeros(len(self), dtype=np.bool_)
                for code in services:
                    said |= self._reporting(code)
                fits[own & said] = np.minimum(fits[own & said], SAID)
            of_kind = self._is_one_of(self.cells.offer, [(slug, kind) for kind in kinds])
            if slug in meaning.elsewhere:
                # Nobody deals with it; whom to ask is the county's own office, not the nearest township.
                of_kind &= ~self.cells.is_station
            fits[of_kind] = np.minimum(fits[of_kind], NAMED)
        if meaning.at_weekends:
            open_then = self.cells.at_weekends
            fits[open_then] = np.minimum(fits[open_then], NAMED)
        return fits

    def _reporting(self, code: str) -> Mask:
        """Who reports a service."""
        known = self.reporting.get(code)
        if known is None:
            known = self.reporting[code] = self._spoken(("services",), f" {code} ")
        return known

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
        codes, counties = self.cells.code, self.cells.county
        found: Mask = ((codes >= low) & (codes < beyond)) | ((counties >= low) & (counties < beyond))
        return found

    def _station_of(self, code: str) -> Mask:
        """The stations of a township; where none is one, the sites that lie at the place itself, in no part of it."""
        here: Mask = self.cells.code == int(code)
        stations: Mask = here & self.cells.is_station
        return stations if stations.any() else here

    def _is_one_of(self, column: NDArray[np.int32], wanted: Iterable[object]) -> Mask:
        known = self.numbers.offers
        found: Mask = np.isin(column, [known[value] for value in wanted if value in known])
        return found


def _key_cells(texts: Sequence[SiteText], keys: Sequence[SiteKey], numbers: _Numbers) -> _KeyCells:
    offers, shared = numbers
    return _KeyCells(
        np.array([offers.setdefault((key.programme, key.kind), len(offers)) for key in keys], np.int32),
        np.array([offers.setdefault(key.programme, len(offers)) for key in keys], np.int32),
        np.array([int(key.division or 0) for key in keys], np.int64),
        np.array([int(key.county) for key in keys], np.int64),
        np.array([key.is_station for key in keys], np.bool_),
        np.array([text.at_weekends for text in texts], np.bool_),
        *(shared[name].numbered(map(attrgetter(name), texts)) for name in _SHARED),
    )
