"""One clause across its sites: what is wrong first, a page at a time, so that only what is shown is explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.access.actor import Actor
from app.compliance.answers import UNKNOWN
from app.compliance.judge import judge_clause
from app.compliance.verdicts import ClauseVerdict, Verdict
from app.errors import NotFound
from app.journeys.audits.pairs import pairs_of
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.turns import LISTS, in_turn
from app.standards.programme import Clause, Programme
from app.wording import Wording

_NO_CLAUSE = Wording("此方案没有该条款。", "This programme has no such requirement.")
Row = tuple[NetworkSite, ClauseVerdict]


@dataclass(frozen=True, slots=True)
class ClauseSites:
    """The sites that a clause binds. `problems` are a page of those not met or not reported, `passing` the first that
    are met or waived; `counts` are of all.
    """

    clause: Clause
    programme: Programme
    whole: Network
    counts: Mapping[Verdict, int]
    problems: tuple[Row, ...]
    passing: tuple[Row, ...]


def clause_of(programme: Programme, clause_id: str) -> Clause:
    """A clause of a programme. Raises NotFound."""
    found = programme.clauses_by_id.get(clause_id)
    if found is None:
        raise NotFound(_NO_CLAUSE)
    return found


async def clause_sites(
    house: House,
    actor: Actor,
    slug: str,
    clause_id: str,
    *,
    limit: int,
    offset: int = 0,
    as_of: date | None = None,
) -> ClauseSites:
    """How sites stand against one clause on a day (today when None): of the problems those from `offset` on.

    Raises NotFound, NotAllowed.
    """
    chosen_programme(house, actor, slug)
    whole = await network(house, as_of)
    programme = whole.programme(slug)
    clause = clause_of(programme, clause_id)
    pairs = await pairs_of(house, whole, slug)
    among = np.isin(pairs.clauses, [number for number, one in enumerate(pairs.order) if one.id == clause_id])
    places = np.flatnonzero(among)
    answers = pairs.answers[places]
    wrong = places[answers <= UNKNOWN]
    wrong = wrong[np.argsort(pairs.answers[wrong], kind="stable")][offset : offset + limit]
    passing = places[answers > UNKNOWN][:limit]

    def members(some: NDArray[np.intp]) -> list[NetworkSite]:
        return [pairs.member(number) for number in pairs.sites[some].tolist()]

    explained = await in_turn(
        house, LISTS, _explained, house, whole, programme, clause, [members(wrong), members(passing)]
    )
    return ClauseSites(clause, programme, whole, pairs.counts(among), *explained)


def _explained(
    house: House, whole: Network, programme: Programme, clause: Clause, groups: Iterable[Sequence[NetworkSite]]
) -> list[tuple[Row, ...]]:
    def row(member: NetworkSite) -> Row:
        found = judge_clause(member.site, clause, programme, house.divisions, whole.as_of)
        assert found is not None, "the clause binds every site that it has an answer for"
        return member, found

    return [tuple(map(row, some)) for some in groups]
