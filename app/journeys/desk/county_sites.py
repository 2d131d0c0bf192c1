"""The county's own lists of sites: the one count behind every figure of its page, and the very sites it counts.

A site that is planned or being built is not built, whatever was reported of it; only sites that stand are told apart by
how they are judged. The two together are a site's standing: every site that counts has exactly one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.access.actor import Actor
from app.compliance.progress import NOT_BUILT, Step, TargetProgress, counts_towards, is_built
from app.compliance.verdicts import COMPLIANCE_STATUSES, Status
from app.errors import NotFound
from app.journeys.audits.pairs import township_in
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite, network, programme_progress
from app.sites.divisions import Division
from app.standards.programme import NetworkTarget, Programme
from app.wording import Wording

SiteStanding = Status | Literal["not_built"]
STANDINGS: Mapping[SiteStanding, Wording] = {
    "compliant": COMPLIANCE_STATUSES["compliant"],
    "non_compliant": COMPLIANCE_STATUSES["non_compliant"],
    "incomplete": COMPLIANCE_STATUSES["incomplete"],
    "not_assessed": COMPLIANCE_STATUSES["not_assessed"],
    "not_built": Wording("未建成", "Not built"),
}
_NO_TARGET = Wording("此方案没有该项任务。", "This programme has no such target.")
Tally = Mapping[SiteStanding, int]


@dataclass(frozen=True, slots=True)
class CountyQuery:
    """Which sites of a programme are wanted: all conditions hold together, an empty one asks nothing.

    `township` is a code or ELSEWHERE; `target` one of the programme's, `step` which of its figures.
    """

    standing: SiteStanding | None = None
    township: str | None = None
    kind: str | None = None
    target: str | None = None
    step: Step = "registered"


@dataclass(frozen=True, slots=True)
class CountySites:
    """The sites that a query finds, by code. `target` is the one asked for, if any."""

    programme: Programme
    whole: Network
    target: NetworkTarget | None
    found: tuple[NetworkSite, ...]


@dataclass(frozen=True, slots=True)
class TargetGap:
    """What stands behind the gap of a target: sites not built yet, places without one, sites that do not comply.

    `unregistered` is how many are not registered at all; `places` the townships that have none, where the document asks
    for such sites by township. `silent` are the sites without a roster, where people are counted.
    """

    programme: Programme
    whole: Network
    line: TargetProgress
    not_built: tuple[NetworkSite, ...]
    unregistered: int
    places: tuple[Division, ...]
    failing: tuple[NetworkSite, ...]
    silent: tuple[NetworkSite, ...]


def standing_of(member: NetworkSite) -> SiteStanding:
    """How a site stands: not built, else as it was judged."""
    return "not_built" if member.site.status in NOT_BUILT else member.status


def tally_of(members: Iterable[NetworkSite]) -> Tally:
    """How many stand how; every standing is there."""
    counted = Counter(standing_of(member) for member in members)
    return {standing: counted[standing] for standing in STANDINGS}


async def county_sites(house: House, actor: Actor, slug: str, wanted: CountyQuery) -> CountySites:
    """The sites that a query finds today. Raises NotFound, NotAllowed."""
    programme = chosen_programme(house, actor, slug)
    whole = await network(house)
    target = _target(programme, wanted.target) if wanted.target is not None else None
    found = tuple(m for m in whole.of_programme(slug) if _is_wanted(house, whole, programme, target, wanted, m))
    return CountySites(programme, whole, target, found)


def _is_wanted(
    house: House,
    whole: Network,
    programme: Programme,
    target: NetworkTarget | None,
    wanted: CountyQuery,
    member: NetworkSite,
) -> bool:
    return (
        wanted.standing in (None, standing_of(member))
        and wanted.kind in (None, member.site.kind)
        and (wanted.township is None or wanted.township == township_in(house, programme.jurisdiction, member))
        and (target is None or counts_towards(target, wanted.step, member.site, member.status, whole.as_of))
    )


async def target_gap(house: House, actor: Actor, slug: str, target_id: str) -> TargetGap:
    """What stands behind the gap of a target today. Raises NotFound, NotAllowed."""
    programme = chosen_programme(house, actor, slug)
    target = _target(programme, target_id)
    whole = await network(house)
    day = whole.as_of
    (line,) = [one for one in await programme_progress(house, slug) if one.target.id == target_id]
    own = [m for m in whole.of_programme(slug) if counts_towards(target, "registered", m.site, m.status, day)]
    by_people = target.counts == "staff"
    return TargetGap(
        programme,
        whole,
        line,
        not_built=() if by_people else tuple(m for m in own if not is_built(m.site, day)),
        unregistered=0 if by_people else max(0, line.planned - line.registered),
        places=_without_one(house, programme, target, own) if line.missing else (),
        failing=tuple(m for m in own if is_built(m.site, day) and m.status != "compliant")
        if line.is_assessed and not by_people
        else (),
        silent=tuple(m for m in own if m.site.staff is None) if by_people else (),
    )


def _without_one(
    house: House, programme: Programme, target: NetworkTarget, own: Iterable[NetworkSite]
) -> tuple[Division, ...]:
    """The townships without such a site, where as many are asked for as there are townships; else none is named."""
    townships = tuple(house.divisions.under(programme.jurisdiction, "township"))
    if target.count != len(townships):
        return ()
    has = {township_in(house, programme.jurisdiction, member) for member in own}
    return tuple(township for township in townships if township.code not in has)


def _target(programme: Programme, target_id: str) -> NetworkTarget:
    found = next((target for target in programme.targets if target.id == target_id), None)
    if found is None:
        raise NotFound(_NO_TARGET)
    return found
