"""The county's own lists of sites: the very sites that every figure of its page counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.access.actor import Actor
from app.compliance.answers import Bools
from app.compliance.network_columns import UNREPORTED, Named, NetworkColumns
from app.compliance.progress import Step, TargetProgress, counted
from app.compliance.verdicts import COMPLIANCE_STATUSES, Status
from app.errors import NotFound
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network, programme_progress
from app.sites.divisions import Division
from app.standards.programme import NetworkTarget, Programme
from app.wording import Wording

_NO_TARGET = Wording("此方案没有该项任务。", "This programme has no such target.")
Tally = Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class CountyQuery:
    """Which sites of a programme are wanted: all conditions hold together, an empty one asks nothing.

    `township` is a code or ELSEWHERE; `target` one of the programme's, `step` which of its figures.
    """

    standing: Status | None = None
    township: str | None = None
    kind: str | None = None
    target: str | None = None
    step: Step = "registered"


@dataclass(frozen=True, slots=True)
class CountySites:
    """The sites that a query finds, by code, each read when it is asked for. `target` is the one asked for, if any;
    `people` how many are in post at all of them.
    """

    programme: Programme
    whole: Network
    target: NetworkTarget | None
    found: Sequence[NetworkSite]
    people: int


@dataclass(frozen=True, slots=True)
class TargetGap:
    """What stands behind the gap of a target: sites not built yet, places without one, sites that do not comply.

    `unregistered` is how many are not registered at all; `places` the townships that have none, where the document asks
    for such sites by township. `silent` are the sites without a roster, where people are counted. A site is
    read when it is asked for.
    """

    programme: Programme
    whole: Network
    line: TargetProgress
    not_built: Sequence[NetworkSite]
    unregistered: int
    places: tuple[Division, ...]
    failing: Sequence[NetworkSite]
    silent: Sequence[NetworkSite]


def standing_in(columns: NetworkColumns, standing: Status) -> Bools:
    """Which sites stand so."""
    return columns.named("compliance").any_of((standing,))


def tally_of(columns: NetworkColumns, among: Bools) -> Tally:
    """How many of the sites `among` stand how; every standing is there."""
    return {standing: int((among & standing_in(columns, standing)).sum()) for standing in COMPLIANCE_STATUSES}


def tallies_of(columns: NetworkColumns, among: Bools, by: Named[str]) -> Mapping[str | None, Tally]:
    """The same apart for each value of a column."""
    found: dict[str | None, dict[Status, int]] = {}
    for standing in COMPLIANCE_STATUSES:
        for value, count in by.counts(among & standing_in(columns, standing), none=True).items():
            found.setdefault(value, dict.fromkeys(COMPLIANCE_STATUSES, 0))[standing] = count
    return found


def in_township(columns: NetworkColumns, county: str, township: str) -> Bools:
    """Which sites lie in a township of a county; those of ELSEWHERE in none of its townships."""
    in_county = columns.inside(county) & (columns.cells.township > 0)
    return ~in_county if township == ELSEWHERE else in_county & columns.named("township").any_of((township,))


async def county_sites(
    house: House, actor: Actor, slug: str, wanted: CountyQuery, as_of: date | None = None
) -> CountySites:
    """The sites that a query finds on a day (today when None). Raises NotFound, NotAllowed."""
    chosen_programme(house, actor, slug)
    whole = await network(house, as_of)
    programme = whole.programme(slug)
    target = _target(programme, wanted.target) if wanted.target is not None else None
    columns = whole.columns
    found = columns.of_programme(slug)
    if wanted.standing is not None:
        found = found & standing_in(columns, wanted.standing)
    if wanted.kind is not None:
        found = found & columns.named("kind").any_of((wanted.kind,))
    if wanted.township is not None:
        found = found & in_township(columns, programme.jurisdiction, wanted.township)
    if target is not None:
        found = found & counted(slug, target, wanted.step, columns)
    people = int(np.maximum(columns.cells.people[found], 0).sum())  # of a roster that nobody reported nobody counts
    return CountySites(programme, whole, target, whole.each_of(found), people)


async def target_gap(house: House, actor: Actor, slug: str, target_id: str, as_of: date | None = None) -> TargetGap:
    """What stands behind the gap of a target on a day (today when None). Raises NotFound, NotAllowed."""
    chosen_programme(house, actor, slug)
    whole = await network(house, as_of)
    programme, columns = whole.programme(slug), whole.columns
    target = _target(programme, target_id)
    (line,) = [one for one in await programme_progress(house, slug, as_of) if one.target.id == target_id]
    own = counted(slug, target, "registered", columns)
    is_built = columns.cells.is_built
    by_people = target.counts == "staff"
    return TargetGap(
        programme,
        whole,
        line,
        not_built=() if by_people else whole.each_of(own & ~is_built),
        unregistered=0 if by_people else max(0, line.planned - line.registered),
        places=_without_one(house, programme, target, columns, own) if line.missing else (),
        failing=whole.each_of(own & is_built & ~columns.named("compliance").any_of(("compliant",)))
        if line.is_assessed and not by_people
        else (),
        silent=whole.each_of(own & is_built & (columns.cells.people == UNREPORTED)) if by_people else (),
    )


def _without_one(
    house: House, programme: Programme, target: NetworkTarget, columns: NetworkColumns, own: Bools
) -> tuple[Division, ...]:
    """The townships without such a site, where as many are asked for as there are townships; else none is named."""
    townships = tuple(house.divisions.under(programme.jurisdiction, "township"))
    if target.count != len(townships):
        return ()
    has = columns.named("township").counts(own)
    return tuple(township for township in townships if township.code not in has)


def _target(programme: Programme, target_id: str) -> NetworkTarget:
    found = next((target for target in programme.targets if target.id == target_id), None)
    if found is None:
        raise NotFound(_NO_TARGET)
    return found
