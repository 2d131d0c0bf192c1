"""A whole network judged in columns: the same clauses as `judge`, without explanations, many sites at once.

The table keeps the codes and the verdicts of every site of one programme on one day, in blocks by kind and tier; the
columns that clauses look at are read off sites while they are judged and let go. It is never changed: `replaced` makes
the next table, in which only the sites that changed are read and judged and all blocks without any of them are the same
as before. So a save costs one site, however large the network. What is lost with it is only time: `of` makes it again
from the sites, `restored` from what `stored` told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import DOES_NOT_APPLY, MET, NOT_MET, UNKNOWN, VERDICT_OF, WAIVED, Answers
from app.compliance.block import MOST_SITES, Background, Block, Sort
from app.compliance.due import Due, DueCounts
from app.compliance.plan import ClausePlan
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


class StoredBlock(NamedTuple):
    """What a table knows of some sites of one kind and tier: their codes, their answers, a row a clause, and what is
    due at them.
    """

    sort: Sort
    codes: tuple[str, ...]
    answers: Answers
    due: DueCounts


@dataclass(frozen=True, eq=False)
class _Judged:
    """The sites of a block with their verdicts, a row a clause of the plan, and what is due; a column a site."""

    sort: Sort
    codes: tuple[str, ...]
    plan: ClausePlan
    answers: Answers
    due: DueCounts

    @classmethod
    def of(cls, plan: ClausePlan, block: Block) -> _Judged:
        answers = plan.judge(block)
        codes = tuple(site.code for site in block.sites)
        return cls((block.kind, block.tier), codes, plan, answers, plan.due(block, answers))

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def standings(self) -> Sequence[Standing]:
        counts = [(self.answers == code).sum(axis=0).tolist() for code in (MET, NOT_MET, UNKNOWN, WAIVED)]
        return [Standing(_status(*one), *one) for one in zip(*counts, strict=True)]

    def merged(self, rows: Sequence[int], gone: Sequence[int], fresh: Block) -> _Judged:
        """The first sites of `fresh` judged anew at `rows`, those at `gone` left out, the others of `fresh` added."""
        left = set(gone)
        kept = [code for row, code in enumerate(self.codes) if row not in left] if left else self.codes
        added = [site.code for site in fresh.sites[len(rows) :]]
        codes = self.codes if not left and not added else (*kept, *added)
        judged = _Judged.of(self.plan, fresh)
        answers, due = (_merged(a, rows, gone, b) for a, b in ((self.answers, judged.answers), (self.due, judged.due)))
        return replace(self, codes=codes, answers=answers, due=due)


def _merged(array: NDArray[Any], rows: Sequence[int], gone: Sequence[int], fresh: NDArray[Any]) -> NDArray[Any]:
    """An array whose last axis is sites, with columns replaced, left out and added as `_Judged.merged` has it."""
    made = array.copy()
    made[..., rows] = fresh[..., : len(rows)]
    if gone:
        made = np.delete(made, gone, axis=-1)
    return np.concatenate([made, fresh[..., len(rows) :]], axis=-1) if fresh.shape[-1] > len(rows) else made


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
    plans: dict[Sort, ClausePlan]
    """Those that were asked for: of programme and day alone, so all states share them."""
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
        return cls._empty(programme, divisions, as_of, most).replaced(sites)

    @classmethod
    def restored(
        cls, blocks: Iterable[StoredBlock], programme: Programme, divisions: Divisions, as_of: date
    ) -> NetworkTable:
        """The table that `stored` told, of the same programme and day. Raises ValueError where it is of another."""
        empty = cls._empty(programme, divisions, as_of)
        judged = []
        for sort, codes, answers, due in blocks:
            plan = empty.plan(sort)
            if answers.shape != (len(plan.clauses), len(codes)) or due.shape != (len(Due), len(codes)):
                raise ValueError(f"{len(plan.clauses)} clauses bind {sort}, not {len(answers)}")
            judged.append(_Judged(sort, codes, plan, answers, due))
        return empty._holding(judged)

    def joined(self, tables: Iterable[NetworkTable]) -> NetworkTable:
        """The table of all sites of tables that were made of this empty one, of which no two have the same site."""
        by_sort = defaultdict[Sort, list[_Judged]](list)
        for table in tables:
            for one in table.judged:
                by_sort[one.sort].append(one)
        judged = []
        for sort, some in by_sort.items():
            codes = tuple(chain.from_iterable(one.codes for one in some))
            answers = np.concatenate([one.answers for one in some], axis=1)
            due = np.concatenate([one.due for one in some], axis=1)
            for at in range(0, len(codes), self.most):
                part = slice(at, at + self.most)
                own = answers[:, part].copy(), due[:, part].copy()
                judged.append(_Judged(sort, codes[part], self.plan(sort), *own))
        return self._holding(judged)

    def _holding(self, judged: Sequence[_Judged]) -> NetworkTable:
        places = {code: (block, row) for block, one in enumerate(judged) for row, code in enumerate(one.codes)}
        return replace(self, judged=tuple(judged), places=places)

    def plan(self, sort: Sort) -> ClausePlan:
        """The clauses that bind a kind and tier on the day of the table."""
        found = self.plans.get(sort)
        if found is None:
            found = self.plans[sort] = ClausePlan(self.programme, self.background, sort)
        return found

    @classmethod
    def _empty(cls, programme: Programme, divisions: Divisions, as_of: date, most: int = MOST_SITES) -> NetworkTable:
        background = Background(programme.vocabulary, programme.sums_set, divisions, as_of)
        return cls(programme, background, {}, (), {}, most)

    def stored(self) -> list[StoredBlock]:
        """All that the table knows beside its programme and day."""
        return [StoredBlock(one.sort, one.codes, one.answers, one.due) for one in self.judged]

    def replaced(self, changed: Iterable[Site], gone: Iterable[str] = ()) -> NetworkTable:
        """The table with these sites in place of those of the same codes, or added, and the codes `gone` left out."""
        found = self._sorted_out(changed, gone)
        judged = list(self.judged)
        for number in found.touched():
            before = judged[number]
            instead = found.instead.get(number, {})
            sites = [*instead.values(), *found.joining.get(number, ())]
            fresh = Block(*before.sort, sites, self.background)
            judged[number] = before.merged(list(instead), found.leaving.get(number, ()), fresh)
        for sort, sites in found.opening:
            judged.append(_Judged.of(self.plan(sort), Block(*sort, sites, self.background)))
        moved = {*found.leaving, *found.joining, *range(len(self.judged), len(judged))}
        places = self._places_after(judged, moved, found.leaving) if moved else self.places
        return replace(self, judged=tuple(judged), places=places)

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
            if place is not None and self.judged[place[0]].sort == sort:
                found.instead[place[0]][place[1]] = site
                continue
            if place is not None:
                found.leaving[place[0]].append(place[1])
            arriving[sort].append(site)
        last = {one.sort: (number, self.most - len(one)) for number, one in enumerate(self.judged)}
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
                del places[self.judged[number].codes[row]]
        for number in moved:
            places |= {code: (number, row) for row, code in enumerate(judged[number].codes)}
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

    def due_of(self, code: str) -> tuple[Sequence[Clause], Answers, DueCounts]:
        """The clauses of one site with its answers and what is due, in one column each. KeyError for no such site."""
        block, row = self.places[code]
        judged, own = self.judged[block], slice(row, row + 1)
        return judged.plan.clauses, judged.answers[:, own], judged.due[:, own]

    def due(self) -> Iterator[tuple[Sequence[str], Sequence[Clause], Answers, DueCounts]]:
        """What is due at all sites in pieces: as `blocks` has them, with the counts behind."""
        for judged in self.judged:
            yield judged.codes, judged.plan.clauses, judged.answers, judged.due

    def blocks(self) -> Iterator[tuple[Sequence[str], Sequence[Clause], Answers]]:
        """The whole table in pieces: codes, clauses, and the answers (`answers.VERDICT_OF`), a row a clause."""
        for judged in self.judged:
            yield judged.codes, judged.plan.clauses, judged.answers

    def standing(self, code: str) -> Standing:
        """How one site stands. KeyError for no such site."""
        block, row = self.places[code]
        answers = self.judged[block].answers[:, row].tolist()
        found = [answers.count(answer) for answer in (MET, NOT_MET, UNKNOWN, WAIVED)]
        return Standing(_status(*found), *found)

    def standings(self) -> Iterator[tuple[str, Standing]]:
        """The code of every site with how it stands, in no particular order."""
        for judged in self.judged:
            yield from zip(judged.codes, judged.standings, strict=True)

    def counts(self) -> dict[str, ClauseCounts]:
        """How many sites came out how, by clause id; every clause in force in the document's order."""
        day = self.background.as_of
        found = {clause.id: np.zeros(4, np.int64) for clause in self.programme.clauses if clause.in_force(day)}
        for judged in self.judged:
            columns = [(judged.answers == code).sum(axis=1) for code in (MET, NOT_MET, UNKNOWN, WAIVED)]
            for clause, row in zip(judged.plan.clauses, np.stack(columns, axis=1), strict=True):
                found[clause.id] += cast("NDArray[np.int64]", row)
        return {clause: ClauseCounts(*row.tolist()) for clause, row in found.items()}
