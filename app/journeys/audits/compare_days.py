"""The live record of two days compared, without reading more sites than may differ.

How every site stands and how each clause came out at it is in the tables of the two networks. Only where these differ
is a site frozen, on both days, and compared as audits are; so a province takes little memory, and a moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.compliance.answers import DOES_NOT_APPLY
from app.compliance.frozen import FrozenSite
from app.compliance.verdicts import Status
from app.journeys.audits.compare import AuditComparison, ClauseTurn, SiteMove, changes_of
from app.journeys.audits.freeze import frozen_site, network_not_to_come, site_in_outline
from app.journeys.house import House
from app.journeys.kept import let_go
from app.journeys.network.judged import Network, programme_progress
from app.journeys.turns import LISTS, in_turn
from app.standards.programme import Programme

_AT_ONCE = 200
"""So many sites are frozen and compared before others have their turn."""
_KEPT = 4
_State = tuple[int, int, date]


@dataclass(slots=True)
class ComparedDays:
    """Kept: what the days compared last came to, each for one state of both networks. Lost, they are compared again."""

    by_states: dict[tuple[str, _State, _State], AuditComparison] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LiveDay:
    """One programme on one day as the live record tells it, for a side of a comparison."""

    programme: Programme
    as_of: date
    has_samples: bool
    standings: Mapping[Status, int]
    progress: Sequence[Mapping[str, Any]]


async def compare_days(house: House, slug: str, *days: date | None) -> AuditComparison:
    """What became of a programme between two days (None is today), the earlier first. Raises NotFound, InvalidInput for
    a day to come.
    """
    networks = [await network_not_to_come(house, day) for day in days]
    before, after = sorted(networks, key=lambda one: one.as_of)
    kept = house.kept.of(ComparedDays).by_states
    key = slug, before.state, after.state
    if key not in kept:
        kept[key] = await _compared(house, slug, before, after)
        let_go(kept, _KEPT)
    return kept[key]


async def _compared(house: House, slug: str, before: Network, after: Network) -> AuditComparison:
    sides = [await _live(house, slug, one) for one in (before, after)]
    packs = [one.programme for one in sides]
    moved: list[SiteMove] = []
    turned: list[ClauseTurn] = []

    def compared(some: Sequence[tuple[str, bool]]) -> tuple[tuple[SiteMove, ...], tuple[ClauseTurn, ...]]:
        frozen = (list(_frozen(house, slug, one, pack, some)) for one, pack in zip((before, after), packs, strict=True))
        return changes_of(packs[0], packs[1], zip(*frozen, strict=True))

    differing = await in_turn(house, LISTS, _may_differ, slug, before, after)
    for start in range(0, len(differing), _AT_ONCE):
        moves, turns = await in_turn(house, LISTS, compared, differing[start : start + _AT_ONCE])
        moved += moves
        turned += turns
    return AuditComparison(sides[0], sides[1], tuple(moved), tuple(turned))


async def _live(house: House, slug: str, whole: Network) -> LiveDay:
    cells = whole.columns.cells
    lines = await programme_progress(house, slug, whole.as_of)
    return LiveDay(
        whole.programme(slug),
        whole.as_of,
        bool((_every(whole, slug) & cells.sample).any()),
        whole.statuses_of(slug),
        tuple(line.as_document() for line in lines),
    )


def _every(whole: Network, slug: str) -> NDArray[np.bool_]:
    """The sites of a programme, closed ones too."""
    return whole.columns.named("programme").any_of((slug,))


def _frozen(
    house: House, slug: str, whole: Network, pack: Programme, some: Sequence[tuple[str, bool]]
) -> Iterator[FrozenSite | None]:
    """These sites as they stood on the day of a network, judged where it is said; None for each that is not there."""
    for code, is_judged in some:
        member = whole.by_code.get(code)
        if member is None or member.site.programme != slug:
            yield None
        else:
            yield (frozen_site if is_judged else site_in_outline)(house, member, pack, whole.as_of)


def _may_differ(slug: str, before: Network, after: Network) -> list[tuple[str, bool]]:
    """The codes of the sites that came, went, moved, or at which a clause came out otherwise, in their order; and of
    each whether its clauses are to be compared: not where it is on one side only.
    """
    ids = {clause.id for one in (before, after) for clause in one.programme(slug).clauses}
    columns = {id_: number for number, id_ in enumerate(sorted(ids))}
    (was, states), (became, later) = (_states(one, slug, columns) for one in (before, after))
    known = dict(zip(was, range(len(was)), strict=True))
    both = [(known[code], place) for place, code in enumerate(became) if code in known]
    old, new = np.array(both, np.intp).reshape(-1, 2).T
    differ = (states[old] != later[new]).any(axis=1)
    changed = {became[place] for place in new[differ].tolist()}
    return [(code, code in changed) for code in sorted(changed | known.keys() ^ set(became))]


def _states(whole: Network, slug: str, columns: Mapping[str, int]) -> tuple[list[str], NDArray[np.int8]]:
    """The codes of a programme's sites, and of each whether it closed, whether it stands, and its answers."""
    places = np.flatnonzero(_every(whole, slug))
    codes = [whole.columns.codes[place] for place in places.tolist()]
    states = np.full((len(codes), 2 + len(columns)), DOES_NOT_APPLY, np.int8)
    states[:, 0] = ~whole.columns.counting[places]
    states[:, 1] = whole.columns.cells.is_built[places]
    rows = {code: row for row, code in enumerate(codes)}
    for some, clauses, answers in whole.tables[slug].blocks():
        own = np.array([rows[code] for code in some], np.intp)
        under = np.array([2 + columns[clause.id] for clause in clauses], np.intp)
        states[np.ix_(own, under)] = answers.T
    return codes, states
