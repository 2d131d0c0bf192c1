"""Every pair of a site and a clause that binds it, in columns: what lists of findings filter and count.

Nothing is explained here. A page explains the few pairs that it shows, with the same judge that stands behind these.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import DOES_NOT_APPLY, MET, NOT_MET, UNKNOWN, WAIVED, Answers
from app.compliance.verdicts import Verdict
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite
from app.sites.divisions import lies_within
from app.standards.programme import Clause

OrderFilter = Literal["none", "open", "overdue"]
ORDER_FILTERS: tuple[OrderFilter, ...] = get_args(OrderFilter)
PROBLEMS: frozenset[Verdict] = frozenset({"not_met", "unknown"})
"""What a list of findings shows where nothing else is asked: what is wrong, and what nobody knows."""
ANSWERS: Mapping[Verdict, int] = {"not_met": NOT_MET, "unknown": UNKNOWN, "waived": WAIVED, "met": MET}
ELSEWHERE = "elsewhere"
"""Stands for the sites that lie in none of the county's townships."""
Mask = NDArray[np.bool_]
Filter = Literal["division", "kinds", "clauses", "states", "order", "site"]


@dataclass(frozen=True, slots=True)
class FindingQuery:
    """Which findings of a programme are wanted: all conditions hold together, an empty one asks nothing.

    `division` is a 12-digit code, everything below it included, or ELSEWHERE. `order` looks at the rectification orders
    that name the clause: none, open ones, or those of them that are overdue.
    """

    division: str | None = None
    kinds: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    states: frozenset[Verdict] = frozenset()
    order: OrderFilter | None = None
    site: str = ""


@dataclass(frozen=True)
class Pairs:
    """The pairs of one programme on one day: `sites`, `clauses` and `answers` say of each which site (of `members`),
    which clause (of `order`) and how it came out. In the order of townships, kinds and tiers, codes and clauses.

    `townships` has the code of each member's township, ELSEWHERE for none of the county's.
    """

    members: tuple[NetworkSite, ...]
    order: tuple[Clause, ...]
    townships: tuple[str, ...]
    sites: NDArray[np.intp]
    clauses: NDArray[np.intp]
    answers: Answers

    def of_members(self, holds: Callable[[int, NetworkSite], bool]) -> Mask:
        """The pairs whose site is such a one; asked once a site, with its place among the members."""
        found = np.fromiter((holds(n, m) for n, m in enumerate(self.members)), np.bool_, len(self.members))
        return found[self.sites]

    def of_places(self, places: Collection[tuple[str, str]]) -> Mask:
        """The pairs of these site codes and clause ids."""
        by_code = {member.site.code: number for number, member in enumerate(self.members)}
        by_id = {clause.id: number for number, clause in enumerate(self.order)}
        width = len(self.order)
        wanted = [
            by_code[code] * width + by_id[clause] for code, clause in places if code in by_code and clause in by_id
        ]
        found: Mask = np.isin(self.sites * width + self.clauses, wanted)
        return found

    def counts(self, among: Mask) -> dict[Verdict, int]:
        """How many of these came out how; every verdict is there."""
        return {verdict: int((among & (self.answers == code)).sum()) for verdict, code in ANSWERS.items()}


@dataclass(slots=True)
class KeptPairs:
    """Kept: the pairs of each programme of the network looked at last.

    Renewed when the network is in another state. Lost, they are laid out again from its tables.
    """

    state: tuple[int, int, date] | None = None
    by_programme: dict[str, Pairs] = field(default_factory=dict)


def pairs_of(house: House, whole: Network, slug: str) -> Pairs:
    """The pairs of one programme. Raises NotFound."""
    programme = whole.programme(slug)
    kept = house.kept.of(KeptPairs)
    if kept.state != whole.state:
        kept.state, kept.by_programme = whole.state, {}
    if slug not in kept.by_programme:
        found = [(township_in(house, programme.jurisdiction, member), member) for member in whole.of_programme(slug)]
        tiers = [(kind.code, tier.code) for kind in programme.kinds for tier in kind.tiers]
        turn = {sort: place for place, sort in enumerate(tiers)}

        def place(pair: tuple[str, NetworkSite]) -> tuple[bool, str, int, str]:
            township, member = pair
            sort = (member.site.kind, member.site.on(whole.as_of, "tier") or member.site.tier)
            return township == ELSEWHERE, township, turn.get(sort, len(turn)), member.site.code

        found.sort(key=place)
        kept.by_programme[slug] = _laid_out(whole, slug, found)
    return kept.by_programme[slug]


def township_in(house: House, county: str, member: NetworkSite) -> str:
    """The code of the township of a county that a site lies in; ELSEWHERE where it is none of them."""
    return township_over(house, county, member.site.division)


def township_over(house: House, county: str, division: str | None) -> str:
    """The same of a division."""
    township = house.divisions.township_of(division)
    return township.code if township is not None and lies_within(township.code, county) else ELSEWHERE


def _laid_out(whole: Network, slug: str, found: list[tuple[str, NetworkSite]]) -> Pairs:
    order = tuple(clause for clause in whole.programme(slug).clauses if clause.in_force(whole.as_of))
    by_code = {member.site.code: number for number, (_, member) in enumerate(found)}
    by_id = {clause.id: number for number, clause in enumerate(order)}
    none = np.empty(0, np.intp)
    sites, clauses, answers = [none], [none], [np.empty(0, np.int8)]
    for members, asked, table in whole.tables[slug].blocks():
        row, column = np.nonzero(table != DOES_NOT_APPLY)
        sites.append(np.array([by_code[site.code] for site in members], np.intp)[column])
        clauses.append(np.array([by_id[clause.id] for clause in asked], np.intp)[row])
        answers.append(table[row, column])
    flat = np.concatenate(sites), np.concatenate(clauses), np.concatenate(answers)
    turn = np.lexsort((flat[1], flat[0]))
    return Pairs(
        tuple(m for _, m in found), order, tuple(t for t, _ in found), flat[0][turn], flat[1][turn], flat[2][turn]
    )


def _inside(pairs: Pairs, division: str) -> Mask:
    if division == ELSEWHERE:
        return pairs.of_members(lambda number, _: pairs.townships[number] == ELSEWHERE)
    return pairs.of_members(lambda _, m: m.site.division is not None and lies_within(m.site.division, division))


class Filtered:
    """The pairs that somebody may see, and each filter of a query as those that it leaves."""

    def __init__(self, pairs: Pairs, wanted: FindingQuery, seen: Mask, orders: Mapping[OrderFilter, Mask]) -> None:
        self.pairs, self._seen, self.orders = pairs, seen, orders
        every = np.ones(len(pairs.sites), np.bool_)
        kinds, site = wanted.kinds, wanted.site
        clauses = [number for number, clause in enumerate(pairs.order) if clause.id in wanted.clauses]
        self._masks: dict[Filter, Mask] = {
            "division": _inside(pairs, wanted.division) if wanted.division else every,
            "kinds": pairs.of_members(lambda _, m: m.site.kind in kinds) if kinds else every,
            "site": pairs.of_members(lambda _, m: m.site.code == site) if site else every,
            "clauses": np.isin(pairs.clauses, clauses) if wanted.clauses else every,
            "states": np.isin(pairs.answers, [ANSWERS[state] for state in wanted.states]) if wanted.states else every,
            "order": orders[wanted.order] if wanted.order else every,
        }

    def asked(self, wanted: FindingQuery) -> Filtered:
        """The same pairs, as far as somebody may see them, by another query."""
        return Filtered(self.pairs, wanted, self._seen, self.orders)

    def all_but(self, *left_out: Filter) -> Mask:
        """The pairs that all filters leave, but for those named."""
        masks = (mask for name, mask in self._masks.items() if name not in left_out)
        found: Mask = np.logical_and.reduce([self._seen, *masks])
        return found

    def by_township(self, among: Mask) -> dict[str, int]:
        """How many of these lie in each township; those with none are left out."""
        return self._by_member(among, self.pairs.townships)

    def by_kind(self, among: Mask) -> dict[str, int]:
        """How many of these are about sites of each kind."""
        return self._by_member(among, [member.site.kind for member in self.pairs.members])

    def by_clause(self, among: Mask) -> dict[str, int]:
        """How many of these are about each clause."""
        counted = np.bincount(self.pairs.clauses[among], minlength=len(self.pairs.order)).tolist()
        return {clause.id: n for clause, n in zip(self.pairs.order, counted, strict=True) if n}

    def _by_member(self, among: Mask, values: Iterable[str]) -> dict[str, int]:
        counted = np.bincount(self.pairs.sites[among], minlength=len(self.pairs.members)).tolist()
        found: dict[str, int] = {}
        for value, n in zip(values, counted, strict=True):
            if n:
                found[value] = found.get(value, 0) + n
        return found
