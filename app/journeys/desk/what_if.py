"""What if a clause said something else: which sites would newly fail or pass, by township, and the money behind it.

Everything is judged by the ordinary rules, from a scratch copy of the clause. The record is never touched. Only those
sites are read that the clause as turned is addressed to; how the others stand is in the network's columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple, get_args

import numpy as np

from app.access.actor import Actor
from app.compliance.answers import DOES_NOT_APPLY, MET, NOT_MET, UNKNOWN, VERDICT_OF, WAIVED, Answers, Bools
from app.compliance.network_table import NetworkTable
from app.compliance.verdicts import Verdict
from app.journeys.audits.pairs import ELSEWHERE, township_over
from app.journeys.desk.clause_sites import clause_of
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.journeys.turns import LISTS, in_turn
from app.sites.site import Site
from app.standards.programme import Clause, NetworkTarget, Programme
from app.standards.scratch import turned, with_clause
from app.wording import Wording

Outcome = Literal["fails", "passes", "unknown", "freed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
OUTCOME_WORDS: Mapping[Outcome, Wording] = {
    "fails": Wording("新增不达标", "Newly not met"),
    "passes": Wording("新增达标", "Newly met"),
    "unknown": Wording("新增待补报", "Newly not reported"),
    "freed": Wording("不再适用", "No longer bound"),
}
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MovedSite:
    """A site that would come out otherwise. A verdict None: the clause does not bind it."""

    code: str
    kind: str
    tier: str | None
    township: str
    before: Verdict | None
    after: Verdict | None

    @property
    def outcome(self) -> Outcome:
        """Fails or is not known where it was neither before; passes, or is bound no more."""
        if self.after == "not_met":
            return "fails"
        if self.after == "unknown":
            return "unknown"
        return "freed" if self.after is None else "passes"


@dataclass(frozen=True, slots=True)
class GapMoney:
    """What the document gives for sites of one target, and how many of these would newly fail.

    `each` is the target's sum by its number, to the cent; it is money for building, not what mending costs.
    """

    target: NetworkTarget
    sites: int
    each: Decimal

    @property
    def sum(self) -> Decimal:
        """For all of them."""
        return self.each * self.sites


@dataclass(frozen=True, slots=True)
class WhatIfResult:
    """What would come of it. `before` and `after` count the sites by verdict, `compliant` those compliant in all.

    `townships` count the moved sites by township and outcome. `money` is by target; `without_money` are newly failing
    sites for which the document states no sum.
    """

    programme: Programme
    whole: Network
    clause: Clause
    changed: Clause
    before: Mapping[Verdict, int]
    after: Mapping[Verdict, int]
    compliant: tuple[int, int]
    moved: tuple[MovedSite, ...]
    townships: Mapping[str, Mapping[Outcome, int]]
    money: tuple[GapMoney, ...]
    without_money: int

    def site(self, one: MovedSite) -> Site:
        """A moved site, read when it is asked for."""
        return self.whole.by_code[one.code].site

    def count(self, outcome: Outcome) -> int:
        """How many sites would come out so."""
        return sum(one.outcome == outcome for one in self.moved)


async def what_if(house: House, actor: Actor, slug: str, clause_id: str, given: Mapping[str, str]) -> WhatIfResult:
    """Judge every site by the clause as turned, today. Raises InvalidInput with every fault, NotFound, NotAllowed."""
    programme = chosen_programme(house, actor, slug)
    clause = clause_of(programme, clause_id)
    changed = turned(clause, given)
    whole = await network(house)
    return await in_turn(house, LISTS, _judged, house, whole, programme, clause, changed)


def _judged(house: House, whole: Network, programme: Programme, clause: Clause, changed: Clause) -> WhatIfResult:
    before, after, scratch = Counter[Verdict](), Counter[Verdict](), with_clause(programme, changed)
    moved: list[MovedSite] = []
    compliant, compliant_then = 0, 0
    for found in _counting(whole, programme.slug):
        was = found.of_clause(clause.id)
        is_now = (
            _turned(house, whole, scratch, found.codes)
            if changed.covers(*found.sort)
            else np.full_like(was, DOES_NOT_APPLY)
        )
        for verdicts, answers in ((before, was), (after, is_now)):
            verdicts.update(VERDICT_OF[one] for one in answers[answers != DOES_NOT_APPLY].tolist())
        wrong = _is_wrong(found.answers).sum(axis=0)
        bound = (found.answers != DOES_NOT_APPLY).sum(axis=0)
        compliant += int(((bound > 0) & (wrong == 0)).sum())
        bound += (is_now != DOES_NOT_APPLY).astype(np.intp) - (was != DOES_NOT_APPLY)
        wrong += _is_wrong(is_now).astype(np.intp) - _is_wrong(was)
        compliant_then += int(((bound > 0) & (wrong == 0)).sum())
        turns = (was != is_now) & ~(_is_passed(was) & _is_passed(is_now))
        for row in np.flatnonzero(turns).tolist():
            township = _township(house, whole, programme, found.places[row])
            outcomes = VERDICT_OF.get(int(was[row])), VERDICT_OF.get(int(is_now[row]))
            moved.append(MovedSite(found.codes[row], *found.sort, township, *outcomes))
    moved.sort(key=_place)
    money, without = _money(programme, [one for one in moved if one.outcome == "fails"])
    return WhatIfResult(
        programme=programme,
        whole=whole,
        clause=clause,
        changed=changed,
        before=before,
        after=after,
        compliant=(compliant, compliant_then),
        moved=tuple(moved),
        townships=_by_township(moved),
        money=money,
        without_money=without,
    )


class _Sites(NamedTuple):
    """Sites of one kind and tier with their answers, a row a clause."""

    sort: tuple[str, str | None]
    codes: Sequence[str]
    places: Sequence[int]
    clauses: Sequence[Clause]
    answers: Answers

    def of_clause(self, clause: str) -> Answers:
        """How they come out under one clause."""
        row = next((number for number, one in enumerate(self.clauses) if one.id == clause), None)
        return np.full(len(self.codes), DOES_NOT_APPLY, np.int8) if row is None else self.answers[row]


def _counting(whole: Network, slug: str) -> Iterator[_Sites]:
    """The judged sites of a programme that count. None is read for it."""
    columns, table = whole.columns, whole.tables[slug]
    counting = {columns.codes[place]: place for place in np.flatnonzero(columns.of_programme(slug)).tolist()}
    for stored, (codes, clauses, answers) in zip(table.stored(), table.blocks(), strict=True):
        rows = [row for row, code in enumerate(codes) if code in counting]
        own = [codes[row] for row in rows]
        yield _Sites(stored.sort, own, [counting[code] for code in own], clauses, answers[:, rows])


def _turned(house: House, whole: Network, scratch: Programme, codes: Sequence[str]) -> Answers:
    """How sites come out under the one clause of a scratch copy: only those that it is addressed to are read."""
    sites = (whole.by_code[code].site for code in codes)
    found: dict[str, int] = {}
    for judged, clauses, answers in NetworkTable.of(sites, scratch, house.divisions, whole.as_of).blocks():
        if clauses:
            found |= dict(zip(judged, answers[0].tolist(), strict=True))
    return np.array([found.get(code, DOES_NOT_APPLY) for code in codes], np.int8)


def _is_wrong(answers: Answers) -> Bools:
    return np.isin(answers, (NOT_MET, UNKNOWN))


def _is_passed(answers: Answers) -> Bools:
    return np.isin(answers, (MET, WAIVED))


def _township(house: House, whole: Network, programme: Programme, place: int) -> str:
    division = int(whole.columns.cells.division[place])
    return township_over(house, programme.jurisdiction, str(division) if division else None)


def _place(one: MovedSite) -> tuple[int, bool, str, str]:
    return OUTCOMES.index(one.outcome), one.township == ELSEWHERE, one.township, one.code


def _by_township(moved: Iterable[MovedSite]) -> Mapping[str, Mapping[Outcome, int]]:
    found: dict[str, Counter[Outcome]] = {}
    for one in moved:
        found.setdefault(one.township, Counter())[one.outcome] += 1
    return dict(sorted(found.items(), key=lambda item: (item[0] == ELSEWHERE, item[0])))


def _money(programme: Programme, failing: Iterable[MovedSite]) -> tuple[tuple[GapMoney, ...], int]:
    by_target: Counter[str] = Counter()
    without = 0
    paid = {one.id: one for one in programme.targets if one.counts == "sites" and one.budget_yuan is not None}
    for site in failing:
        found = next((one for one in paid.values() if any(of.covers(site.kind, site.tier) for of in one.of)), None)
        if found is None:
            without += 1
        else:
            by_target[found.id] += 1
    return tuple(GapMoney(paid[key], count, _each(paid[key])) for key, count in by_target.items()), without


def _each(target: NetworkTarget) -> Decimal:
    assert target.budget_yuan is not None, "only targets with a sum are asked"
    return (target.budget_yuan / target.count).quantize(_CENT, ROUND_HALF_UP)
