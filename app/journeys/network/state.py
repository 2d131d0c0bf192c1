"""One state of the network: what every page, list and count of it goes by. Made by `judging`, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import Bools
from app.compliance.network_columns import NetworkColumns
from app.compliance.network_table import NetworkTable, Standing
from app.compliance.standing import unasked
from app.compliance.verdicts import Status
from app.coverage.nearest_among import PointColumns
from app.errors import NotFound
from app.journeys.house import House
from app.journeys.network.records import SITES_AT_HAND, Records, site_of_record
from app.journeys.network.stored import UnreadableSite
from app.sites.site import Site
from app.sites.splice import ByCode, ByPlace
from app.standards.programme import Programme
from app.wording import Wording

Mark = tuple[int, datetime, Standing]


@dataclass(frozen=True, slots=True)
class NetworkSite:
    """A site in its network: its status on the day, and how many clauses came out how."""

    site: Site
    version: int
    updated_at: datetime
    status: Status
    met: int
    not_met: int
    unknown: int
    waived: int

    @property
    def standing(self) -> Standing:
        """How it stands."""
        return Standing(self.status, self.met, self.not_met, self.unknown, self.waived)

    @property
    def mark(self) -> Mark:
        """What tells this state of the site from its others: what was made of it is good while this is the same."""
        return self.version, self.updated_at, self.standing


class Renewed(NamedTuple):
    """What made a revision: the codes of the sites that were read for it."""

    revision: int
    codes: frozenset[str]


@dataclass(frozen=True)
class Network:
    """Every site on one day, closed ones too, which count nowhere. `tables` hold those that clauses are asked of
    (`compliance.standing.unasked`).

    `columns` and `points` say of each of `every`, at the same place, what is filtered and counted and where it is. The
    sites themselves are read off their `records` when they are asked for, by the rules of `house`, that of the day.
    `saved` tells what came after the revision `known_from`, so that whoever keeps something made of an earlier state of
    the same `origin` renews only that; `lineage` is that of its records alone, which go on over midnight.

    `revision` and `packs` rise whenever sites were saved or packs loaded; with `as_of` they
    name this state.

    `programmes` are the packs it was judged by, `notes` what is to be said of those that are not today's, by slug.
    `not_yet_recorded` counts by programme the sites that were recorded only after the day: they have no state on it;
    `has_later_samples` says whether any of them is demonstration data.
    `unreadable` are the registered sites whose record does not pass entry: in no list, count or verdict but their own.
    """

    revision: int
    as_of: date
    house: House = field(repr=False)
    records: Records = field(repr=False)
    columns: NetworkColumns
    points: PointColumns
    tables: Mapping[str, NetworkTable]
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    notes: Mapping[str, tuple[Wording, ...]] = field(default_factory=dict)
    packs: int = 0
    saved: tuple[Renewed, ...] = ()
    known_from: int = 0
    origin: object = None
    lineage: object = None
    unreadable: tuple[UnreadableSite, ...] = ()
    not_yet_recorded: Mapping[str, int] = field(default_factory=dict)
    has_later_samples: bool = False

    @cached_property
    def every(self) -> Sequence[NetworkSite]:
        """Every site, each read when it is asked for. Who only counts or filters asks the columns."""
        return ByPlace(len(self.columns), self._member)

    @cached_property
    def _at_hand(self) -> dict[int, NetworkSite]:
        """The sites that were asked for last, by place: a county's are all here after a while."""
        return {}

    def _member(self, place: int) -> NetworkSite:
        found = self._at_hand.get(place)
        if found is None:
            record = self.records.of(self.columns.codes[place])
            site = site_of_record(self.house, record)
            standing = standing_of(self.tables[site.programme], site, self.as_of)
            found = NetworkSite(site, record.version, record.updated_at, *standing)
            if len(self._at_hand) >= SITES_AT_HAND:
                self._at_hand.clear()
            self._at_hand[place] = found
        return found

    def holding(self, words: str) -> Bools:
        """Which sites have these words, as texts are searched, in their search text."""
        return self.records.holding(words, self.columns.codes)

    @cached_property
    def by_code(self) -> Mapping[str, NetworkSite]:
        """Every site by code, closed ones too."""
        return ByCode(self.columns.codes, self.every.__getitem__)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What every site is called, by code; a site without a name by its code."""
        return ByCode(self.columns.codes, self._name)

    def _name(self, place: int) -> str:
        return self.records.name_of(self.columns.codes[place])

    def these(self, among: Bools) -> tuple[NetworkSite, ...]:
        """The sites of a mask over the columns, in the order of their codes."""
        return tuple(self.at(np.flatnonzero(among)))

    def at(self, places: NDArray[np.intp]) -> list[NetworkSite]:
        """The sites at these places of the columns, in their order."""
        return [self.every[place] for place in places.tolist()]

    def below(self, code: str) -> tuple[NetworkSite, ...]:
        """The sites that count whose parent on the day is this one."""
        return self.these(self.columns.counting & self.columns.named("parent").any_of((code,)))

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The codes of which some site that counts says that it belongs there, in the order of these sites."""
        parents = self.columns.cells.parent[self.columns.counting]
        numbers, firsts = np.unique(parents[parents > 0], return_index=True)
        return tuple(self.columns.names["parent"].of(numbers[np.argsort(firsts)].tolist()))

    @cached_property
    def has_samples(self) -> bool:
        """Whether any site is demonstration data, which every page must then say, those of a day before it was too."""
        return self.has_later_samples or bool(self.columns.cells.sample.any())

    @property
    def state(self) -> tuple[int, int, date]:
        """What names this state among all others."""
        return self.revision, self.packs, self.as_of

    def programme(self, slug: str) -> Programme:
        """The pack of this slug as it judged the day. Raises NotFound."""
        found = self.programmes.get(slug)
        if found is None:
            raise NotFound(Wording(f"没有方案 {slug}", f"there is no programme {slug}"))
        return found

    def knows(self, slug: str) -> bool:
        """Whether anything of a programme was recorded by the day; where not, a count of none says nothing."""
        return not self.not_yet_recorded.get(slug) or bool(self.columns.named("programme").any_of((slug,)).any())

    def of_programme(self, slug: str) -> tuple[NetworkSite, ...]:
        """The sites of one programme that count, one by one. Who only counts them asks the columns."""
        return self.these(self.columns.of_programme(slug))

    def each_of_programme(self, slug: str) -> Sequence[NetworkSite]:
        """The same sites, each read when it is asked for: a province's need no reading where they are only counted."""
        return self.each_of(self.columns.of_programme(slug))

    def each_of(self, among: Bools) -> Sequence[NetworkSite]:
        """The sites of a mask over the columns, in the order of their codes, each read when it is asked for."""
        places = np.flatnonzero(among)
        return ByPlace(len(places), lambda place: self.every[int(places[place])])

    def count_of(self, slug: str) -> int:
        """How many sites of one programme count."""
        return int(self.columns.of_programme(slug).sum())

    def statuses_of(self, slug: str) -> Mapping[Status, int]:
        """How many sites of one programme stand how; statuses that none has are left out."""
        return self.columns.named("compliance").counts(self.columns.of_programme(slug))

    def is_sample(self, slug: str) -> bool:
        """Whether any site of one programme that counts is demonstration data."""
        return bool((self.columns.of_programme(slug) & self.columns.cells.sample).any())

    def changed_since(self, before: Network) -> Set[str] | None:
        """The codes of the sites that may differ from those of an earlier state; None where that is not known."""
        return self.recorded_since(before) if before.origin is self.origin else None

    def recorded_since(self, before: Network) -> Set[str] | None:
        """The codes of the sites whose records may differ from those of an earlier state, maybe of another day; None
        where that is not known.
        """
        if self.lineage is None or before.lineage is not self.lineage or before.revision < self.known_from:
            return None
        return frozenset().union(*(one.codes for one in self.saved if one.revision > before.revision))


def standing_of(table: NetworkTable, site: Site, day: date) -> Standing:
    """How a site stands on a day by the table of its programme; what no clause is asked of stands by that."""
    status = unasked(site, day)
    return table.standing(site.code) if status is None else Standing(status, 0, 0, 0, 0)
