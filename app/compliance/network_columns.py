"""A network in columns: what is filtered, counted, ordered and drawn of every site, in the order of codes.

Made from the judged sites, never the truth. It is never changed: `replaced` makes the next state, in which the arrays
are copied and only the rows of the sites that changed are read. What is lost with it is only time: `of` begins anew.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from math import nan
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import Bools
from app.compliance.network_table import Standing
from app.compliance.standing import is_accepted, is_built
from app.sites.divisions import Divisions, code_span
from app.sites.site import Site
from app.sites.splice import Splice, place_of
from app.sites.timetable import timetable_text
from app.standards.programme import Programme

Value = TypeVar("Value")
UNREPORTED = -1
_TIERS_AT_MOST = 1000
_NAMED = ("programme", "kind", "tier", "status", "compliance", "township", "parent", "timetable")


class PlaceCells(NamedTuple):
    """The arrays, a place a site. Names are numbers of `Names`.

    `tier` and `parent` are those of the day. `turn` is the place of kind and today's tier in the pack's order,
    `people` how many are in post (`UNREPORTED`), `lon` and `lat` NaN where there is no point. `timetable` names the
    hours as `sites.timetable` writes them.
    """

    programme: NDArray[np.int32]
    kind: NDArray[np.int32]
    tier: NDArray[np.int32]
    status: NDArray[np.int32]
    compliance: NDArray[np.int32]
    township: NDArray[np.int32]
    parent: NDArray[np.int32]
    timetable: NDArray[np.int32]
    division: NDArray[np.int64]
    turn: NDArray[np.int32]
    people: NDArray[np.int32]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    sample: NDArray[np.bool_]
    is_built: NDArray[np.bool_]
    is_accepted: NDArray[np.bool_]


class Names:
    """The different values of a column by number; 0 is none. It only grows, so every state may share it."""

    def __init__(self, values: Iterable[Hashable] = (None,)) -> None:
        self._values: list[Any] = list(values)
        self._numbers: dict[Hashable, int] = {value: number for number, value in enumerate(self._values)}

    def values(self) -> list[Any]:
        """All that were met, in the order of their numbers: what another one is made of again."""
        return list(self._values)

    def number(self, value: Hashable) -> int:
        """The number of a value, a new one where it was not met before."""
        number = self._numbers.setdefault(value, len(self._values))
        if number == len(self._values):
            self._values.append(value)
        return number

    def known(self, wanted: Iterable[Hashable]) -> list[int]:
        """The numbers of those values that were met."""
        return [self._numbers[value] for value in wanted if value in self._numbers]

    def __len__(self) -> int:
        return len(self._values)

    def of(self, numbers: Sequence[int]) -> list[Any]:
        """The values of these numbers."""
        return [self._values[number] for number in numbers]


class Named(NamedTuple, Generic[Value]):
    """One column of names with what they mean."""

    column: NDArray[np.int32]
    names: Names

    def of(self, places: NDArray[np.intp] | slice) -> Named[Value]:
        """The same of these places alone."""
        return Named(self.column[places], self.names)

    def any_of(self, wanted: Collection[Hashable]) -> Bools:
        """Which sites have one of these values."""
        numbers = self.names.known(wanted)
        found: Bools = self.column == numbers[0] if len(numbers) == 1 else np.isin(self.column, numbers)
        return found

    def counts(self, among: Bools, *, none: bool = False) -> dict[Any, int]:
        """How many of the sites `among` have each value; values that none has are left out, and so is `none` itself
        where it is not asked for.
        """
        counted = np.bincount(self.column[among], minlength=1)
        if not none:
            counted[0] = 0
        numbers = np.flatnonzero(counted).tolist()
        return dict(zip(self.names.of(numbers), counted[numbers].tolist(), strict=True))


@dataclass(frozen=True)
class NetworkColumns:
    """The columns of one state of the network on one day. `codes` in their order name the places."""

    codes: Sequence[str]
    cells: PlaceCells
    names: Mapping[str, Names]
    turns: Mapping[tuple[str, str, str], int]
    divisions: Divisions
    as_of: date

    @classmethod
    def of(cls, programmes: Mapping[str, Programme], divisions: Divisions, as_of: date) -> NetworkColumns:
        """The columns of no site."""
        return cls((), _cells([]), {name: Names() for name in _NAMED}, _turns(programmes), divisions, as_of)

    def restored(self, codes: Sequence[str], cells: PlaceCells, names: Mapping[str, Names]) -> NetworkColumns:
        """The columns that these were, of the same packs and day."""
        return replace(self, codes=codes, cells=cells, names=names)

    def replaced(self, splice: Splice, judged: Sequence[tuple[Site, Standing]]) -> NetworkColumns:
        """The columns with these sites as `splice` says, closed ones too, which stand as they are handed in."""
        fresh = _cells([self._row(site, standing) for site, standing in judged])
        codes = self.codes
        if not splice.keeps_places:
            codes = tuple(splice.rows(codes, [site.code for site, _ in judged]))
        cells = PlaceCells(*(splice.array(a, b) for a, b in zip(self.cells, fresh, strict=True)))
        return replace(self, codes=codes, cells=cells)

    def joined(self, parts: Sequence[NetworkColumns]) -> NetworkColumns:
        """The columns of all sites of parts that were made of these of no site, the one after the other."""
        cells = PlaceCells(*map(np.concatenate, zip(self.cells, *(part.cells for part in parts), strict=True)))
        return replace(self, codes=tuple(chain.from_iterable(part.codes for part in parts)), cells=cells)

    def _row(self, site: Site, standing: Standing) -> tuple[Any, ...]:
        names, day = self.names, self.as_of
        township = self.divisions.township_of(site.division)
        point = site.location.point if site.location else None
        return (
            names["programme"].number(site.programme),
            names["kind"].number(site.kind),
            names["tier"].number(site.on(day, "tier")),
            names["status"].number(site.status),
            names["compliance"].number(standing.status),
            names["township"].number(township.code if township else None),
            names["parent"].number(site.on(day, "parent")),
            names["timetable"].number(timetable_text(site)),
            int(site.division or 0),
            self.turns.get((site.programme, site.kind, site.tier), self.turns[site.programme, site.kind, ""]),
            UNREPORTED if site.staff is None else people_in_post(site, day),
            point.lon if point else nan,
            point.lat if point else nan,
            site.sample,
            is_built(site, day),
            is_accepted(site, day),
        )

    def __len__(self) -> int:
        return len(self.codes)

    def place(self, code: str) -> int | None:
        """The place of a site, None where there is none of this code."""
        return place_of(self.codes, code)

    def named(self, name: str) -> Named[Any]:
        """A column of names, by what `PlaceCells` calls it."""
        column: NDArray[np.int32] = getattr(self.cells, name)
        return Named(column, self.names[name])

    @cached_property
    def counting(self) -> Bools:
        """The sites that count: whatever says how many there are, or lists them, goes by these. Closed ones do not."""
        return ~self.named("status").any_of(("closed",))

    def of_programme(self, slug: str) -> Bools:
        """The sites of one programme that count."""
        return self.counting & self.named("programme").any_of((slug,))

    def inside(self, division: str) -> Bools:
        """Which sites lie in a division of 12 digits."""
        low, beyond = code_span(division)
        found: Bools = (self.cells.division >= low) & (self.cells.division < beyond)
        return found

    def in_order(self, places: NDArray[np.intp], *first: NDArray[Any]) -> NDArray[np.intp]:
        """Places by what is given `first`, then by kind and tier as the pack has them, by division, by code."""
        cells = self.cells
        return places[np.lexsort((places, cells.division[places], cells.turn[places], *reversed(first)))]


def people_in_post(site: Site, as_of: date) -> int:
    """How many people of a reported roster are in post; none of one that was not reported."""
    return sum(1 for person in site.staff or () if person.in_post(as_of))


def _turns(programmes: Mapping[str, Programme]) -> Mapping[tuple[str, str, str], int]:
    """The place of each kind and tier in the order of its pack; a tier that it does not know stands with the first."""
    return {
        (slug, kind.code, tier): place * _TIERS_AT_MOST + later
        for slug, programme in programmes.items()
        for place, kind in enumerate(programme.kinds)
        for tier, later in [("", 0), *((tier.code, later) for later, tier in enumerate(kind.tiers))]
    }


def _cells(rows: Sequence[tuple[Any, ...]]) -> PlaceCells:
    kinds = (np.int32,) * len(_NAMED) + (np.int64, np.int32, np.int32, np.float64, np.float64) + (np.bool_,) * 3
    columns = zip(*rows, strict=True) if rows else ((),) * len(kinds)
    return PlaceCells(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))
