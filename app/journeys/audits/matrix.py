"""The findings of a scene as a matrix (对照表): sites down, clauses across; the same as the list of the same query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.compliance.answers import VERDICT_OF
from app.compliance.verdicts import Verdict
from app.journeys.audits.findings import Scene, is_first
from app.journeys.network.judged import NetworkSite
from app.sites.splice import ByPlace
from app.standards.programme import Clause


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One site across the clauses of a matrix; None where the clause does not bind it, or was not asked for."""

    member: NetworkSite
    township: str
    cells: tuple[Verdict | None, ...]

    def count(self, verdict: Verdict) -> int:
        """How many cells came out so."""
        return self.cells.count(verdict)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Sites down, clauses across: the same findings as the list of the same query. `totals` count each column whole,
    `rows`, each read when it is asked for, may be a page of them, of `sites` in all.
    """

    clauses: tuple[Clause, ...]
    rows: Sequence[MatrixRow]
    totals: tuple[Mapping[Verdict, int], ...]
    sites: int


def matrix_of(scene: Scene, limit: int | None = None, offset: int = 0) -> Matrix:
    """The findings of a scene as a matrix; of its sites, those from `offset` on."""
    pairs, matching = scene.pairs, scene.matching
    own_sites, own_clauses, answers = pairs.sites[matching], pairs.clauses[matching], pairs.answers[matching]
    firsts = np.flatnonzero(is_first(own_sites))
    ends = np.append(firsts[1:], len(own_sites))
    counted = {code: np.bincount(own_clauses[answers == code], minlength=len(pairs.order)) for code in VERDICT_OF}
    columns = np.flatnonzero(np.sum(list(counted.values()), axis=0))
    totals = tuple(
        {verdict: int(counted[code][column]) for code, verdict in VERDICT_OF.items()} for column in columns.tolist()
    )
    place_of_clause = {clause: place for place, clause in enumerate(columns.tolist())}
    shown = range(len(firsts))[offset : None if limit is None else offset + limit]

    def row(place: int) -> MatrixRow:
        here = slice(int(firsts[shown[place]]), int(ends[shown[place]]))
        number, own = int(own_sites[here.start]), list[Verdict | None]([None] * len(columns))
        for clause, answer in zip(own_clauses[here].tolist(), answers[here].tolist(), strict=True):
            own[place_of_clause[clause]] = VERDICT_OF[answer]
        return MatrixRow(pairs.member(number), pairs.township(number), tuple(own))

    return Matrix(
        clauses=tuple(pairs.order[column] for column in columns.tolist()),
        rows=ByPlace(len(shown), row),
        totals=totals,
        sites=len(firsts),
    )
