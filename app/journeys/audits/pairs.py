"""Every pair of a site and a clause that binds it, in columns: what lists of findings filter and count.

Nothing is explained here. A page explains the few pairs that it shows, with the same judge that stands behind these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import DOES_NOT_APPLY, MET, NOT_MET, UNKNOWN, WAIVED, Answers
from app.compliance.network_columns import NetworkColumns
from app.compliance.verdicts import LEVELS, Verdict
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite
from app.journeys.turns import LISTS, a_turn
from app.sites.divisions import lies_within
from app.standards.programme import Clause, Level, Programme

OrderFilter = Literal["none", "open", "overdue"]
ORDER_FILTERS: tuple[OrderFilter, ...] = get_args(OrderFilter)
PROBLEMS: frozenset[Verdict] = frozenset({"not_met", "unknown"})
"""What a list of findings shows where nothing else is asked: what is wrong, and what nobody knows."""
ANSWERS: Mapping[Verdict, int] = {"not_met": NOT_MET, "unknown": UNKNOWN, "waived": WAIVED, "met": MET}
ELSEWHERE = "elsewhere"
"""Stands for the sites that lie in none of the county's townships; of codes in their order it comes last."""
Mask = NDArray[np.bool_]
_MOST_RENEWED = 64
Filter = Literal["division", "kinds", "level", "clauses", "states", "order", "site"]


@dataclass(frozen=True, slots=True)
class FindingQuery:
    """Which findings of a programme are wanted: all conditions hold together, an empty one asks nothing.

    `division` is a 12-digit code, everything below it included, or ELSEWHERE. `order` looks at the rectification orders
    that name the clause: none, open ones, or those of them that are overdue.
    """

    division: str | None = None
    kinds: frozenset[str] = frozenset()
    level: Level | None = None
    clauses: frozenset[str] = frozenset()
    states: frozenset[Verdict] = frozenset()
    order: OrderFilter | None = None
    sites: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pairs:
    """The pairs of one programme on one day: `sites`, `clauses` and `answers` say of each which site (by its number),
    which clause (of `order`) and how it came out. In the order of townships, kinds and tiers, codes and clauses.

    `places` has the place of each numbered site in the columns of `whole`, `area` its township among `townships`: codes
    in their order, last ELSEWHERE for those in none of the county's.
    """

    whole: Network
    order: tuple[Clause, ...]
    places: NDArray[np.intp]
    townships: tuple[str, ...]
    area: NDArray[np.intp]
    sites: NDArray[np.int32]
    clauses: NDArray[np.int16]
    answers: Answers

    def member(self, number: int) -> NetworkSite:
        """The site of this number."""
        return self.whole.every[int(self.places[number])]

    def township(self, number: int) -> str:
        """The code of its township, or ELSEWHERE."""
        return self.townships[int(self.area[number])]

    def at(self, sites: Mask) -> Mask:
        """The pairs of the sites that a mask over the network's columns names."""
        found: Mask = sites[self.places][self.sites]
        return found

    def of_places(self, places: Collection[tuple[str, str]]) -> Mask:
        """The pairs of these site codes and clause ids."""
        numbers = np.full(len(self.whole.columns), -1)
        numbers[self.places] = np.arange(len(self.places))
        by_id = {clause.id: number for number, clause in enumerate(self.order)}
        known = [(self.whole.columns.place(code), clause) for code, clause in places if clause in by_id]
        found: Mask = np.zeros(len(self.sites), np.bool_)
        for site, clause in known:
            if site is not None and numbers[site] >= 0:
                first, last = np.searchsorted(self.sites, [numbers[site], numbers[site] + 1])
                found[first:last] |= self.clauses[first:last] == by_id[clause]
        return found

    def of_level(self, level: Level) -> Mask:
        """The pairs of the clauses of this level."""
        found: Mask = np.array([clause.level == level for clause in self.order], np.bool_)[self.clauses]
        return found

    def counts(self, among: Mask) -> dict[Verdict, int]:
        """How many of these came out how; every verdict is there."""
        return {verdict: int((among & (self.answers == code)).sum()) for verdict, code in ANSWERS.items()}


@dataclass(slots=True)
class KeptPairs:
    """Kept: the pairs of each programme, of the network they were looked at in last.

    Renewed when the network is in another state: of few sites that stay in their places only their answers are laid
    anew. Lost, they are laid out again from its tables.
    """

    by_programme: dict[str, Pairs] = field(default_factory=dict)

    def known(self, whole: Network, slug: str) -> Pairs | None:
        """The pairs of this state, where they were laid out."""
        found = self.by_programme.get(slug)
        return found if found is not None and found.whole.state == whole.state else None


async def pairs_of(house: House, whole: Network, slug: str) -> Pairs:
    """The pairs of one programme, laid out in a thread where the network is another one. Raises NotFound, Busy."""
    programme = whole.programme(slug)
    kept = house.kept.of(KeptPairs)
    if (known := kept.known(whole, slug)) is not None:
        return known
    async with a_turn(house, LISTS) as at_work:
        if (known := kept.known(whole, slug)) is not None:
            return known
        found = await at_work(_laid_out, whole, programme, kept.by_programme.get(slug))
        kept.by_programme[slug] = found
        return found


def township_in(house: House, county: str, member: NetworkSite) -> str:
    """The code of the township of a county that a site lies in; ELSEWHERE where it is none of them."""
    return township_over(house, county, member.site.division)


def township_over(house: House, county: str, division: str | None) -> str:
    """The same of a division."""
    township = house.divisions.township_of(division)
    return _in_county(township.code if township is not None else None, county)


def _in_county(township: str | None, county: str) -> str:
    return township if township is not None and lies_within(township, county) else ELSEWHERE


def _laid_out(whole: Network, programme: Programme, before: Pairs | None) -> Pairs:
    if before is not None and (renewed := _renewed(before, whole, programme)) is not None:
        return renewed
    columns = whole.columns
    places = np.flatnonzero(columns.of_programme(programme.slug))
    townships, area = areas_of(columns, places, programme.jurisdiction)
    order = np.lexsort((places, _turns(whole, places, programme), area))
    places, area = places[order], area[order]
    clauses = tuple(clause for clause in programme.clauses if clause.in_force(whole.as_of))
    by_code = {columns.codes[place]: number for number, place in enumerate(places.tolist())}
    by_id = {clause.id: number for number, clause in enumerate(clauses)}
    blocks = [
        (np.array([by_code[code] for code in codes], np.intp), [by_id[clause.id] for clause in asked], table)
        for codes, asked, table in whole.tables[programme.slug].blocks()
    ]
    counts = np.zeros(len(places), np.intp)
    for numbers, _, table in blocks:
        counts[numbers] = (table != DOES_NOT_APPLY).sum(axis=0)
    # Each pair is laid where it belongs: the clauses of a block stand in their order already.
    begins = np.cumsum(counts) - counts
    under, answers = np.empty(counts.sum(), np.int16), np.empty(counts.sum(), np.int8)
    for numbers, asked, table in blocks:
        column, row = np.nonzero(table.T != DOES_NOT_APPLY)
        own = counts[numbers]
        there = np.arange(len(column)) + np.repeat(begins[numbers] - (np.cumsum(own) - own), own)
        under[there] = np.array(asked, np.int16)[row]
        answers[there] = table[row, column]
    sites = np.repeat(np.arange(len(places), dtype=np.int32), counts)
    return Pairs(whole, clauses, places, townships, area, sites, under, answers)


def _renewed(before: Pairs, whole: Network, programme: Programme) -> Pairs | None:
    """The pairs of a later state in which few sites changed that stand where they stood and are asked for the same;
    None of any other.
    """
    changed, columns = whole.changed_since(before.whole), whole.columns
    if changed is None or len(changed) > _MOST_RENEWED or columns.codes != before.whole.columns.codes:
        return None
    answers, table, order = before.answers.copy(), whole.tables[programme.slug], list(before.order)
    for code in changed:
        place = columns.place(code)
        if place is None or _where(columns, place) != _where(before.whole.columns, place):
            return None
        for number in np.flatnonzero(before.places == place).tolist():
            first, last = np.searchsorted(before.sites, [number, number + 1]).tolist()
            asked, under, _ = table.due_of(code) if code in table.places else ((), answers[:0, None], None)
            binds = under[:, 0] != DOES_NOT_APPLY
            if [order[clause] for clause in before.clauses[first:last].tolist()] != list(compress(asked, binds)):
                return None
            answers[first:last] = under[binds, 0]
    return replace(before, whole=whole, answers=answers)


def _where(columns: NetworkColumns, place: int) -> list[int]:
    """What decides whether and where the pairs of a site stand among the others, and who may see them."""
    cells = columns.cells
    named = cells.programme, cells.kind, cells.tier, cells.status, cells.township, cells.division, cells.turn
    return [int(column[place]) for column in named]


def areas_of(
    columns: NetworkColumns, places: NDArray[np.intp], county: str
) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The townships of a county that sites lie in, in their order, ELSEWHERE last; and of each site which of them."""
    names = columns.named("township")
    numbers, each = np.unique(names.column[places], return_inverse=True)
    codes = [_in_county(code, county) for code in names.names.of(numbers.tolist())]
    townships = sorted(set(codes))
    return tuple(townships), np.array([townships.index(code) for code in codes], np.intp)[each]


def _turns(whole: Network, places: NDArray[np.intp], programme: Programme) -> NDArray[np.intp]:
    """The place of each site's kind and tier on the day in the order of the pack; what it does not know comes last."""
    columns = whole.columns
    known = [(kind.code, tier.code) for kind in programme.kinds for tier in kind.tiers]
    turn = {sort: place for place, sort in enumerate(known)}
    kinds, tiers = columns.named("kind"), columns.named("tier")
    width = int(tiers.column.max(initial=0)) + 1
    sorts, each = np.unique(kinds.column[places] * width + tiers.column[places], return_inverse=True)
    named = zip(kinds.names.of((sorts // width).tolist()), tiers.names.of((sorts % width).tolist()), strict=True)
    turns = np.array([turn.get(sort, len(turn)) for sort in named], np.intp)[each]
    # Of a site that had no tier on the day, today's tells.
    for number in np.flatnonzero(tiers.column[places] == 0).tolist():
        site = whole.every[places[number]].site
        turns[number] = turn.get((site.kind, site.tier), len(turn))
    return turns


class Filtered:
    """The pairs that somebody may see, and each filter of a query as those that it leaves."""

    def __init__(self, pairs: Pairs, wanted: FindingQuery, seen: Mask, orders: Mapping[OrderFilter, Mask]) -> None:
        self.pairs, self._seen, self.orders = pairs, seen, orders
        columns, self._masks = pairs.whole.columns, dict[Filter, Mask]()
        if wanted.division:
            self._masks["division"] = _inside(pairs, wanted.division)
        if wanted.kinds:
            self._masks["kinds"] = pairs.at(columns.named("kind").any_of(wanted.kinds))
        if wanted.sites:
            self._masks["site"] = pairs.at(_only(columns, wanted.sites))
        if wanted.level:
            self._masks["level"] = pairs.of_level(wanted.level)
        if wanted.clauses:
            self._masks["clauses"] = np.array([clause.id in wanted.clauses for clause in pairs.order])[pairs.clauses]
        if wanted.states:
            self._masks["states"] = np.isin(pairs.answers, [ANSWERS[state] for state in wanted.states])
        if wanted.order:
            self._masks["order"] = orders[wanted.order]

    def asked(self, wanted: FindingQuery) -> Filtered:
        """The same pairs, as far as somebody may see them, by another query."""
        return Filtered(self.pairs, wanted, self._seen, self.orders)

    def all_but(self, *left_out: Filter) -> Mask:
        """The pairs that all filters leave, but for those named."""
        found = self._seen.copy()
        for name, mask in self._masks.items():
            if name not in left_out:
                found &= mask
        return found

    def by_township(self, among: Mask) -> dict[str, int]:
        """How many of these lie in each township; those with none are left out."""
        pairs = self.pairs
        counted = np.bincount(pairs.area, self._by_site(among), len(pairs.townships)).tolist()
        return {code: int(n) for code, n in zip(pairs.townships, counted, strict=True) if n}

    def by_kind(self, among: Mask) -> dict[str, int]:
        """How many of these are about sites of each kind."""
        pairs = self.pairs
        kinds = pairs.whole.columns.named("kind")
        counted = np.bincount(kinds.column[pairs.places], self._by_site(among)).astype(np.intp)
        numbers = np.flatnonzero(counted).tolist()
        return dict(zip(kinds.names.of(numbers), counted[numbers].tolist(), strict=True))

    def _by_site(self, among: Mask) -> NDArray[np.intp]:
        """How many of these each site has."""
        return np.bincount(self.pairs.sites[among], minlength=len(self.pairs.places))

    def by_level(self, among: Mask) -> dict[Level, int]:
        """How many of these are about clauses of each level; every level is there."""
        return {level: int((among & self.pairs.of_level(level)).sum()) for level in LEVELS}

    def by_clause(self, among: Mask) -> dict[str, int]:
        """How many of these are about each clause."""
        counted = np.bincount(self.pairs.clauses[among], minlength=len(self.pairs.order)).tolist()
        return {clause.id: n for clause, n in zip(self.pairs.order, counted, strict=True) if n}


def _inside(pairs: Pairs, division: str) -> Mask:
    if division == ELSEWHERE:
        elsewhere: Mask = np.array([code == ELSEWHERE for code in pairs.townships], np.bool_)[pairs.area][pairs.sites]
        return elsewhere
    return pairs.at(pairs.whole.columns.inside(division))


def _only(columns: NetworkColumns, codes: Iterable[str]) -> Mask:
    """The sites of these codes among all of a network."""
    found = np.zeros(len(columns), np.bool_)
    found[[place for code in codes if (place := columns.place(code)) is not None]] = True
    return found
