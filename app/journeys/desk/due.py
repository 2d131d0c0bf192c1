"""How much is due at each site, in numbers: what My work counts and orders before it explains what it shows.

Agrees with `tasks.tasks_of` site by site. All of it comes from the judged tables, in which it was counted when the
sites were read to be judged: no site is read for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import NOT_MET, UNKNOWN, Answers
from app.compliance.due import Due, DueCounts, asks_months
from app.journeys.house import House
from app.journeys.network.beside import Beside, Renewal
from app.journeys.network.judged import Network, NetworkSite
from app.standards.programme import Clause

COUNTED = ("not_met", "unknown", "metric", "confirm")
"""The kinds of tasks that are counted here, in the order of the work."""
Counts = NDArray[np.int16]


class DueNumbers(NamedTuple):
    """Arrays, a place a site: `tasks` of each of `COUNTED` (a row a kind), of these the `must`; `early` figures.

    `failed` and `open` are how many clauses are not met and unknown, months included. `owed` is how many different
    fields lack something that nobody reported, or are to be confirmed.
    """

    tasks: Counts
    must: Counts
    early: NDArray[np.bool_]
    failed: Counts
    open: Counts
    owed: Counts

    @property
    def unreported(self) -> NDArray[np.bool_]:
        """Where something was never reported."""
        facts, figures = (self.tasks[COUNTED.index(kind)] for kind in ("unknown", "metric"))
        found: NDArray[np.bool_] = (facts > 0) | (figures > 0)
        return found

    @property
    def stale(self) -> Counts:
        """How many facts are to be confirmed."""
        found: Counts = self.tasks[COUNTED.index("confirm")]
        return found


class KeptDue(Beside[DueNumbers]):
    """Kept: how much is due at each site."""


async def due_numbers(house: House, whole: Network) -> DueNumbers:
    """How much is due at each site of the network."""

    def make(renewal: Renewal[DueNumbers] | None) -> DueNumbers:
        if renewal is None:
            return _of_all(whole)
        fresh, splice = _of_some(whole, renewal.members), renewal.splice
        made = [splice.array(a.T, b.T).T for a, b in zip(renewal.before, fresh, strict=True)]
        return DueNumbers(*map(np.ascontiguousarray, made))

    return await house.kept.of(KeptDue).of(house, whole, make)


def _of_all(whole: Network) -> DueNumbers:
    codes = whole.columns.codes
    made, places = _nothing(len(codes)), dict(zip(codes, range(len(codes)), strict=True))
    for table in whole.tables.values():
        for own, clauses, answers, due in table.due():
            _put(made, np.array([places[code] for code in own], np.intp), _counted(clauses, answers, due))
    return made


def _of_some(whole: Network, members: Sequence[NetworkSite]) -> DueNumbers:
    """The same of a few sites, in their order."""
    made = _nothing(len(members))
    for place, member in enumerate(members):
        table = whole.tables[member.site.programme]
        if member.site.code in table.places:
            _put(made, np.array([place]), _counted(*table.due_of(member.site.code)))
    return made


def _nothing(sites: int) -> DueNumbers:
    """Of sites that no clause is asked of nothing is due."""
    tasks, must = (np.zeros((len(COUNTED), sites), np.int16) for _ in range(2))
    failed, unknown, owed = (np.zeros(sites, np.int16) for _ in range(3))
    return DueNumbers(tasks, must, np.zeros(sites, np.bool_), failed, unknown, owed)


def _put(made: DueNumbers, places: NDArray[np.intp], found: DueNumbers) -> None:
    for before, own in zip(made, found, strict=True):
        before[..., places] = own


def _counted(clauses: Sequence[Clause], answers: Answers, due: DueCounts) -> DueNumbers:
    """How much is due at some sites of one kind and tier, by their clauses, answers and counts."""
    must = np.array([clause.level == "must" for clause in clauses], np.bool_)
    fields = np.array([not asks_months(clause) for clause in clauses], np.bool_)
    failed, unknown = answers == NOT_MET, answers == UNKNOWN
    tasks = [_sum(failed), _sum(unknown[fields]), due[Due.FIGURES], due[Due.STALE]]
    of_must = [_sum(failed[must]), _sum(unknown[fields & must]), due[Due.MUST_FIGURES], due[Due.STALE]]
    more = due[Due.EARLY] > 0, _sum(failed), _sum(unknown), due[Due.OWED]
    return DueNumbers(np.stack(tasks), np.stack(of_must), *more)


def _sum(found: NDArray[np.bool_]) -> Counts:
    counts: Counts = found.sum(axis=0, dtype=np.int16)
    return counts
