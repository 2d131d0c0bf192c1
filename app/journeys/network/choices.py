"""The filters of a search as columns: which sites each choice leaves, and how many it would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.compliance.verdicts import Status
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite
from app.journeys.network.open_now import is_operating
from app.sites.divisions import code_span

Value = TypeVar("Value")
Mask = NDArray[np.bool_]


class Column(Generic[Value]):
    """One property of all sites; None is no value, and no choice."""

    def __init__(self, values: Iterable[Value | None]) -> None:
        numbers: dict[Value | None, int] = {}
        self._column = np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.intp)
        self._numbers: Mapping[Value | None, int] = numbers

    def any_of(self, wanted: Iterable[object]) -> Mask:
        """Which sites have one of these values; every site where nothing is wanted."""
        asked = set(wanted)
        if not asked:
            return np.ones(len(self._column), dtype=np.bool_)
        found: Mask = np.isin(self._column, [number for value, number in self._numbers.items() if value in asked])
        return found

    def counts(self, among: Mask) -> dict[Value, int]:
        """How many of the sites `among` have each value; values that none has are left out."""
        counted = np.bincount(self._column[among], minlength=len(self._numbers))
        return {v: int(counted[n]) for v, n in self._numbers.items() if v is not None and counted[n]}


@dataclass(frozen=True, slots=True)
class Choices:
    """The columns of one state of the network. `codes` are divisions as numbers, `order` the places in a list.

    In a list operating sites come first, then those of the installation's own county (that with the most sites where
    none is set), then by the programme's own order of kinds and tiers, then by place.
    """

    programmes: Column[str]
    kinds: Column[str]
    tiers: Column[str]
    statuses: Column[str]
    compliance: Column[Status]
    townships: Column[str]
    codes: NDArray[np.int64]
    order: NDArray[np.intp]

    @classmethod
    def of(cls, house: House, whole: Network) -> Choices:
        """The columns of a network."""
        sites = [member.site for member in whole.every]
        by_place = sorted(range(len(sites)), key=_place_in(house, whole))
        order = np.empty(len(sites), dtype=np.intp)
        order[by_place] = np.arange(len(sites))
        township = {code: house.divisions.township_of(code) for code in {s.division for s in sites}}
        return cls(
            programmes=Column(site.programme for site in sites),
            kinds=Column(site.kind for site in sites),
            tiers=Column(site.on(whole.as_of, "tier") for site in sites),
            statuses=Column(site.status for site in sites),
            compliance=Column(member.status for member in whole.every),
            townships=Column(found.code if (found := township[site.division]) else None for site in sites),
            codes=np.array([int(site.division or 0) for site in sites], dtype=np.int64),
            order=order,
        )

    def inside(self, division: str | None) -> Mask:
        """Which sites lie in a division of 12 digits; every site where none is named."""
        if division is None:
            return np.ones(len(self.codes), dtype=np.bool_)
        low, beyond = code_span(division)
        found: Mask = (self.codes >= low) & (self.codes < beyond)
        return found


def _place_in(house: House, whole: Network) -> Callable[[int], tuple[bool, int, int, int, str, str]]:
    home = house.settings.home_programme
    by_county = sorted(whole.programmes, key=lambda slug: (slug != home, -len(whole.of_programme(slug)), slug))
    counties = {slug: place for place, slug in enumerate(by_county)}
    kinds = {(slug, k.code): place for slug, p in whole.programmes.items() for place, k in enumerate(p.kinds)}
    tiers = {
        (slug, k.code, t.code): place
        for slug, p in whole.programmes.items()
        for k in p.kinds
        for place, t in enumerate(k.tiers)
    }

    def place(number: int) -> tuple[bool, int, int, int, str, str]:
        member: NetworkSite = whole.every[number]
        site = member.site
        return (
            not is_operating(site),
            counties[site.programme],
            kinds[site.programme, site.kind],
            tiers.get((site.programme, site.kind, site.tier or ""), 0),
            site.division or "",
            site.code,
        )

    return place
