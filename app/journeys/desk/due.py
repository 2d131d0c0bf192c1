"""How much is due at each site, in numbers: what My work counts and orders before it explains what it shows.

Agrees with `tasks.tasks_of` site by site. Counts of clauses come from the judged table; figures and facts gone stale
are counted off the site, once for each version of it and each day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import NOT_MET, UNKNOWN, Answers
from app.compliance.judge import due_for_confirmation, judge_clause
from app.compliance.standing import unasked
from app.journeys.desk.tasks import asks_months, early_of, figures_due
from app.journeys.house import House
from app.journeys.network.beside import Beside, Renewal
from app.journeys.network.judged import Network, NetworkSite
from app.standards.programme import Clause

COUNTED = ("not_met", "unknown", "metric", "confirm")
"""The kinds of tasks that are counted here, in the order of the work."""
Counts = NDArray[np.int32]


class DueNumbers(NamedTuple):
    """Arrays, a place a site: `tasks` of each of `COUNTED` (a row a kind), of these the `must`; `early` figures.

    `failed` and `open` are how many clauses are not met and unknown, months included.
    """

    tasks: Counts
    must: Counts
    early: NDArray[np.bool_]
    failed: NDArray[np.int32]
    open: NDArray[np.int32]


class KeptDue(Beside[DueNumbers]):
    """Kept: how much is due at each site."""


async def due_numbers(house: House, whole: Network) -> DueNumbers:
    """How much is due at each site of the network."""

    def make(renewal: Renewal[DueNumbers] | None) -> DueNumbers:
        if renewal is None:
            return _numbers(house, whole, whole.every)
        fresh, splice = _numbers(house, whole, renewal.members), renewal.splice
        pairs = zip(renewal.before, fresh, strict=True)
        made = [np.ascontiguousarray(splice.array(a.T, b.T).T) for a, b in pairs]
        return DueNumbers(*made)

    return await house.kept.of(KeptDue).of(house, whole, make)


def _numbers(house: House, whole: Network, members: Sequence[NetworkSite]) -> DueNumbers:
    tasks, must = (np.zeros((len(COUNTED), len(members)), np.int32) for _ in range(2))
    early = np.zeros(len(members), np.bool_)
    failed, unknown = (np.zeros(len(members), np.int32) for _ in range(2))
    # Once through all: each is read off its record, and few of a province are at hand afterwards.
    for place, member in enumerate(members):
        failed[place], unknown[place] = member.not_met, member.unknown
        if unasked(member.site, whole.as_of) is not None:
            continue
        clauses, answers = whole.tables[member.site.programme].answers_of(member.site.code)
        found = _of_site(house, whole, member, clauses, answers)
        tasks[:, place], must[:, place] = zip(*found, strict=True)
        early[place] = bool(early_of(house, member, whole.as_of).metrics)
    return DueNumbers(tasks, must, early, failed, unknown)


def _of_site(
    house: House, whole: Network, member: NetworkSite, clauses: Sequence[Clause], answers: Answers
) -> list[tuple[int, int]]:
    """How many tasks of each kind, and how many of them must be."""
    programme, day = house.programme(member.site.programme), whole.as_of
    failed, unknown, months = [], [], []
    for clause, answer in zip(clauses, answers[:, 0].tolist(), strict=True):
        if answer == NOT_MET:
            failed.append(clause.level == "must")
        elif answer == UNKNOWN and asks_months(clause):
            months.append(judge_clause(member.site, clause, programme, house.divisions, day))
        elif answer == UNKNOWN:
            unknown.append(clause.level == "must")
    wanting = figures_due(house, programme, member, day, [verdict for verdict in months if verdict is not None])
    figures = [verdict is None or verdict.clause.level == "must" for verdict in wanting.values()]
    stale = len(due_for_confirmation(member.site, programme, day))
    return [*((len(kind), sum(kind)) for kind in (failed, unknown, figures)), (stale, stale)]
