"""Reading the network: every site with its verdict on a day, kept in memory until somebody saves something.

What is kept is keyed by the store's revision, so a save in this process is seen at the next read and one in another
within a second (`store.revision_watch`); that read then reads and judges only what was saved since.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import Bools
from app.compliance.network_columns import NetworkColumns
from app.compliance.network_table import NetworkTable, Standing
from app.compliance.progress import TargetProgress, progress
from app.compliance.standing import unasked
from app.compliance.verdicts import Status
from app.coverage.nearest_among import PointColumns
from app.errors import NotFound
from app.journeys.holidays import hold_calendar
from app.journeys.house import House
from app.journeys.network.past import HouseOnDay, house_on
from app.journeys.network.recorded import RecordedRows, rows_on, said_of_later
from app.journeys.network.stored import UnreadableSite, parted
from app.journeys.turns import a_turn, lane_of
from app.normal.text import searched
from app.sites.site import Site
from app.sites.splice import ByCode, splice_of
from app.standards.programme import Programme
from app.store.revisions import read_revision
from app.store.sites import REVISION, StoredSite, read_sites_after
from app.store.sites import read_sites as read_all
from app.wording import Wording

DAYS_KEPT = 4
"""How many different days' networks are remembered; today's and a few looked back at."""
STEPS_KEPT = 64
"""Of so many renewals it is known which sites they changed."""


@dataclass(frozen=True, slots=True)
class NetworkSite:
    """A site in its network: its status on the day, and how many clauses came out how."""

    site: Site
    version: int
    updated_at: datetime
    search_text: str
    status: Status
    met: int
    not_met: int
    unknown: int
    waived: int

    @property
    def standing(self) -> Standing:
        """How it stands."""
        return Standing(self.status, self.met, self.not_met, self.unknown, self.waived)


class Renewed(NamedTuple):
    """What made a revision: the codes of the sites that were read for it."""

    revision: int
    codes: frozenset[str]


@dataclass(frozen=True)
class Network:
    """Every site on one day, closed ones too, which count nowhere. `tables` hold those that clauses are asked of
    (`compliance.standing.unasked`).

    `columns` and `points` say of each of `every`, at the same place, what is filtered and counted and where it is.
    `saved` tells what came after the revision `known_from`, so that whoever keeps something made of an earlier state of
    the same `origin` renews only that.

    `revision` and `packs` rise whenever sites were saved or packs loaded; with `as_of` they
    name this state.

    `programmes` are the packs it was judged by, `notes` what is to be said of those that are not today's, by slug.
    `not_yet_recorded` counts by programme the sites that were recorded only after the day: they have no state on it.
    `unreadable` are the registered sites whose record does not pass entry: in no list, count or verdict but their own.
    """

    revision: int
    as_of: date
    every: tuple[NetworkSite, ...]
    columns: NetworkColumns
    points: PointColumns
    tables: Mapping[str, NetworkTable]
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    notes: Mapping[str, tuple[Wording, ...]] = field(default_factory=dict)
    packs: int = 0
    saved: tuple[Renewed, ...] = ()
    known_from: int = 0
    origin: object = None
    unreadable: tuple[UnreadableSite, ...] = ()
    not_yet_recorded: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> Mapping[str, NetworkSite]:
        """Every site by code, closed ones too."""
        return ByCode(self.columns.codes, self.every.__getitem__)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What every site is called, by code; a site without a name by its code."""
        return ByCode(self.columns.codes, lambda place: _name(self.every[place].site))

    def these(self, among: Bools) -> tuple[NetworkSite, ...]:
        """The sites of a mask over the columns, in the order of their codes."""
        return tuple(compress(self.every, among.tolist()))

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
        """Whether any site is demonstration data, which every page must then say."""
        return bool(self.columns.cells.sample.any())

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
        if before.origin is not self.origin or before.revision < self.known_from:
            return None
        return frozenset().union(*(one.codes for one in self.saved if one.revision > before.revision))


@dataclass(slots=True)
class Networks:
    """Kept: the judged network of today and of the last few days looked back at.

    Renewed when the store's revision is no longer the one it was built from: of today only the rows saved since are
    read and judged, of a past day everything. Lost, it is read and judged anew, by one task while the others wait
    for their turn.
    """

    by_day: dict[date, Network] = field(default_factory=dict)


async def network(house: House, as_of: date | None = None) -> Network:
    """The whole network judged on `as_of` (today when None), from memory where nothing was saved since."""
    day = as_of or house.today()
    networks = house.kept.of(Networks)
    kept = networks.by_day
    then = await house_on(house, day)
    await hold_calendar(house)
    revision = await read_revision(REVISION)
    found = kept.get(day)
    if found is not None and (found.revision, found.packs) == (revision, then.packs):
        return found
    async with a_turn(house, lane_of(house, day)) as at_work:
        found = kept.get(day)
        if found is not None and (found.revision, found.packs) == (revision, then.packs):
            return found
        if day >= house.today() and found is not None and found.packs == then.packs:
            newer = await read_sites_after(found.revision)
            built = await at_work(_renewed, found, then, revision, newer)
        else:
            past = await rows_on(day) if day < house.today() else RecordedRows(tuple(await read_all()), {})
            built = await at_work(_build, then, revision, day, past)
        kept[day] = built
        # Today's is never let go for days that somebody looked at once; of those the longest kept goes first.
        others = [other for other in kept if other not in (day, house.today())]
        for other in others[: max(0, len(kept) - DAYS_KEPT)]:
            del kept[other]
        return built


def _build(then: HouseOnDay, revision: int, day: date, recorded: RecordedRows) -> Network:
    # Nothing made here is garbage, and to look through it again and again takes a quarter of the time.
    was_on = gc.isenabled()
    gc.disable()
    try:
        return _built(then, revision, day, recorded)
    finally:
        if was_on:
            gc.enable()


def _built(then: HouseOnDay, revision: int, day: date, recorded: RecordedRows) -> Network:
    house, packs = then.house, then.house.programmes
    tables = {slug: NetworkTable.of((), programme, house.divisions, day) for slug, programme in packs.items()}
    notes = {slug: (*then.notes.get(slug, ()), *said_of_later(recorded.later.get(slug, 0), day)) for slug in tables}
    nothing = Network(
        revision=revision,
        as_of=day,
        every=(),
        columns=(none := NetworkColumns.of(packs, house.divisions, day)),
        points=PointColumns(none.cells.lat, none.cells.lon),
        tables=tables,
        programmes=packs,
        notes=notes,
        packs=then.packs,
        not_yet_recorded=recorded.later,
    )
    return replace(_renewed(nothing, then, revision, recorded.rows), saved=(), known_from=revision, origin=object())


def _renewed(known: Network, then: HouseOnDay, revision: int, rows: Sequence[StoredSite]) -> Network:
    """The network with these rows in place of what was known of their sites; nothing else is read or judged."""
    pairs, unreadable = parted(then.house, rows)
    codes = frozenset(row.code for row in rows)
    judged = {site.code for _, site in pairs if unasked(site, known.as_of) is None}
    tables = {
        slug: table.replaced(
            (site for _, site in pairs if site.programme == slug and site.code in judged), codes - judged
        )
        for slug, table in known.tables.items()
    }
    fresh = {row.code: _member(tables[site.programme], row, site, known.as_of) for row, site in pairs}
    splice, present = splice_of(known.columns.codes, codes, fresh)
    members = [fresh[code] for code in present]
    columns = known.columns.replaced(splice, [(m.site, m.standing) for m in members])
    saved = (*known.saved, Renewed(revision, codes))
    return replace(
        known,
        revision=revision,
        every=tuple(splice.rows(known.every, members)),
        columns=columns,
        points=_points(known.points, columns),
        tables=tables,
        unreadable=tuple(
            sorted((*(u for u in known.unreadable if u.code not in codes), *unreadable), key=lambda u: u.code)
        ),
        saved=saved[-STEPS_KEPT:],
        known_from=saved[-STEPS_KEPT - 1].revision if len(saved) > STEPS_KEPT else known.known_from,
    )


def _points(known: PointColumns, columns: NetworkColumns) -> PointColumns:
    lat, lon = columns.cells.lat, columns.cells.lon
    is_same = np.array_equal(known.lat, lat, equal_nan=True) and np.array_equal(known.lon, lon, equal_nan=True)
    return known if is_same else PointColumns(lat, lon)


_NOTHING_RECORDED = Wording("尚未登记任何站点", "No site was recorded yet")


def _name(site: Site) -> str:
    return site.name or site.code


def _member(table: NetworkTable, row: StoredSite, site: Site, day: date) -> NetworkSite:
    said = searched(row.search_text)
    status = unasked(site, day)
    standing = table.standing(site.code) if status is None else Standing(status, 0, 0, 0, 0)
    return NetworkSite(site, row.version, row.updated_at, said, *standing)


async def programme_progress(house: House, slug: str, as_of: date | None = None) -> tuple[TargetProgress, ...]:
    """How far a programme has come towards each of its targets. Raises NotFound."""
    whole = await network(house, as_of)
    programme = whole.programme(slug)
    lines = progress(programme, whole.columns)
    return lines if whole.knows(slug) else tuple(replace(line, gap=_NOTHING_RECORDED) for line in lines)
