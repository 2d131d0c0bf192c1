"""A whole network judged in columns: the same clauses as `judge`, without explanations, many sites at once.

The table keeps the columns and the verdicts of every site of one programme on one day, in blocks by kind and tier.
It is never changed: `replaced` makes the next table, in which only the sites that changed are read and judged and all
blocks without any of them are the same as before. So a save costs one site, however large the network. What is lost
with it is only time: `of` makes it again from the sites.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import DOES_NOT_APPLY, MET, NOT_MET, UNKNOWN, VERDICT_OF, WAIVED, Answers
from app.compliance.block import MOST_SITES, Background, Block, Sort, merged
from app.compliance.columns import WaivedUntil
from app.compliance.rules.combined import Holds, rule_of
from app.compliance.verdicts import Status, Verdict
from app.sites.divisions import Divisions
from app.sites.site import Site
from app.standards.programme import Clause, Programme


class Standing(NamedTuple):
    """How a site stands: its status as `verdicts.status_of` has it, and how many clauses came out how."""

    status: Status
    met: int
    not_met: int
    unknown: int
    waived: int


class ClauseCounts(NamedTuple):
    """How many sites came out how under a clause."""

    met: int = 0
    not_met: int = 0
    unknown: int = 0
    waived: int = 0


class _ClauseRule:
    """A clause in columns: whom it applies to, its rule, and who is excused."""

    def __init__(self, clause: Clause) -> None:
        self._rule = rule_of(clause.check)
        self._holds = None if clause.applies_when is None else Holds(clause.applies_when)
        self._waived = WaivedUntil(clause.id) if clause.level == "generally" else None

    def answers(self, block: Block) -> Answers:
        found = self._rule.answers(block)
        if self._waived is not None:
            found = np.where(block.cells(self._waived).in_force & (found < MET), WAIVED, found)
        if self._holds is not None:
            found = np.where(self._holds.column(block), found, DOES_NOT_APPLY)
        return found


class _Plan:
    """The clauses that bind a kind and tier on the day, ready to be answered."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self.clauses = tuple(clauses)
        self._rules = [_ClauseRule(clause) for clause in self.clauses]

    def judge(self, block: Block) -> Answers:
        """A row a clause, a column a site."""
        answers = np.empty((len(self._rules), len(block)), np.int8)
        for row, rule in enumerate(self._rules):
            answers[row] = rule.answers(block)
        return answers


@dataclass(frozen=True)
class _Judged:
    """A block with its verdicts: a row a clause of the plan, a column a site."""

    block: Block
    plan: _Plan
    answers: Answers

    @cached_property
    def standings(self) -> Sequence[Standing]:
        counts = [(self.answers == code).sum(axis=0).tolist() for code in (MET, NOT_MET, UNKNOWN, WAIVED)]
        return [Standing(_status(*one), *one) for one in zip(*counts, strict=True)]

    def merged(self, rows: Sequence[int], gone: Sequence[int], fresh: Block) -> _Judged:
        answers = merged(self.answers, rows, gone, self.plan.judge(fresh))
        return _Judged(self.block.merged(rows, gone, fresh), self.plan, answers)


def _status(met: int, not_met: int, unknown: int, waived: int) -> Status:
    if not (met or not_met or unknown or waived):
        return "not_assessed"
    return "non_compliant" if not_met else "incomplete" if unknown else "compliant"


@dataclass(frozen=True, slots=True)
class _Changes:
    """What changes in each block: sites put in place of others by row, rows left out, sites added; and new blocks."""

    instead: defaultdict[int, dict[int, Site]] = field(default_factory=lambda: defaultdict(dict))
    leaving: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    joining: dict[int, list[Site]] = field(default_factory=dict)
    opening: list[tuple[Sort, list[Site]]] = field(default_factory=list)

    def touched(self) -> set[int]:
        return {*self.instead, *self.leaving, *self.joining}


@dataclass(frozen=True)
class NetworkTable:
    """The sites of a programme on one day with their verdicts. Make one with `of`."""

    programme: Programme
    background: Background
    plans: Mapping[Sort, _Plan]
    judged: tuple[_Judged, ...]
    places: Mapping[str, tuple[int, int]]
    """Block and row of each site, by its code."""
    most: int

    @classmethod
    def of(
        cls,
        sites: Iterable[Site],
        programme: Programme,
        divisions: Divisions,
        as_of: date,
        most: int = MOST_SITES,
    ) -> NetworkTable:
        """Judge sites of one programme on one day. Agrees with `judge.judge` clause by clause.

        Codes are unique. `most` sites go into a block.
        """
        background = Background(programme.vocabulary, programme.sums_set, divisions, as_of)
        return cls(programme, background, {}, (), {}, most).replaced(sites)

    def replaced(self, changed: Iterable[Site], gone: Iterable[str] = ()) -> NetworkTable:
        """The table with these sites in place of those of the same codes, or added, and the codes `gone` left out."""
        found = self._sorted_out(changed, gone)
        plans, judged = dict(self.plans), list(self.judged)
        for number in found.touched():
            before = judged[number]
            instead = found.instead.get(number, {})
            sites = [*instead.values(), *found.joining.get(number, ())]
            fresh = Block(before.block.kind, before.block.tier, sites, self.background)
            judged[number] = before.merged(list(instead), found.leaving.get(number, ()), fresh)
        for sort, sites in found.opening:
            plan = plans.setdefault(sort, _Plan(self.programme.clauses_for(*sort, self.background.as_of)))
            block = Block(*sort, sites, self.background)
            judged.append(_Judged(block, plan, plan.judge(block)))
        moved = {*found.leaving, *found.joining, *range(len(self.judged), len(judged))}
        places = self._places_after(judged, moved, found.leaving) if moved else self.places
        return replace(self, plans=plans, judged=tuple(judged), places=places)

    def _sorted_out(self, changed: Iterable[Site], gone: Iterable[str]) -> _Changes:
        """What the changes mean for each block."""
        found, arriving = _Changes(), defaultdict[Sort, list[Site]](list)
        for code in gone:
            if code in self.places:
                number, row = self.places[code]
                found.leaving[number].append(row)
        for site in changed:
            sort = site.kind, site.on(self.background.as_of, "tier") or site.tier
            place = self.places.get(site.code)
            if place is not None and self.judged[place[0]].block.sort == sort:
                found.instead[place[0]][place[1]] = site
                continue
            if place is not None:
                found.leaving[place[0]].append(place[1])
            arriving[sort].append(site)
        last = {one.block.sort: (number, self.most - len(one.block)) for number, one in enumerate(self.judged)}
        for sort, sites in arriving.items():
            number, room = last.get(sort, (-1, 0))
            if room > 0:
                found.joining[number] = sites[:room]
            later = range(max(room, 0), len(sites), self.most)
            found.opening.extend((sort, sites[at : at + self.most]) for at in later)
        return found

    def _places_after(
        self, judged: Sequence[_Judged], moved: Iterable[int], leaving: Mapping[int, Sequence[int]]
    ) -> Mapping[str, tuple[int, int]]:
        places = dict(self.places)
        for number, rows in leaving.items():
            for row in rows:
                del places[self.judged[number].block.sites[row].code]
        for number in moved:
            places |= {site.code: (number, row) for row, site in enumerate(judged[number].block.sites)}
        return places

    def verdicts(self, code: str) -> dict[str, Verdict]:
        """Clause ids and verdicts of one site, clauses that do not apply left out. KeyError for no such site."""
        block, row = self.places[code]
        judged = self.judged[block]
        return {
            clause.id: VERDICT_OF[answer]
            for clause, answer in zip(judged.plan.clauses, judged.answers[:, row].tolist(), strict=True)
            if answer != DOES_NOT_APPLY
        }

    def answers_of(self, code: str) -> tuple[Sequence[Clause], Answers]:
        """The clauses of one site with its answers, as `blocks` has them, in one column. KeyError for no such site."""
        block, row = self.places[code]
        judged = self.judged[block]
        return judged.plan.clauses, judged.answers[:, row : row + 1]

    def blocks(self) -> Iterator[tuple[Sequence[Site], Sequence[Clause], Answers]]:
        """The whole table in pieces: sites, clauses, and the answers (`answers.VERDICT_OF`), a row a clause."""
        for judged in self.judged:
            yield judged.block.sites, judged.plan.clauses, judged.answers

    def standing(self, code: str) -> Standing:
        """How one site stands. KeyError for no such site."""
        block, row = self.places[code]
        answers = self.judged[block].answers[:, row].tolist()
        found = [answers.count(answer) for answer in (MET, NOT_MET, UNKNOWN, WAIVED)]
        return Standing(_status(*found), *found)

    def standings(self) -> Iterator[tuple[Site, Standing]]:
        """Every site with how it stands, in no particular order."""
        for judged in self.judged:
            yield from zip(judged.block.sites, judged.standings, strict=True)

    def counts(self) -> dict[str, ClauseCounts]:
        """How many sites came out how, by clause id; every clause in force in the document's order."""
        day = self.background.as_of
        found = {clause.id: np.zeros(4, np.int64) for clause in self.programme.clauses if clause.in_force(day)}
        for judged in self.judged:
            columns = [(judged.answers == code).sum(axis=1) for code in (MET, NOT_MET, UNKNOWN, WAIVED)]
            for clause, row in zip(judged.plan.clauses, np.stack(columns, axis=1), strict=True):
                found[clause.id] += cast("NDArray[np.int64]", row)
        return {clause: ClauseCounts(*row.tolist()) for clause, row in found.items()}
