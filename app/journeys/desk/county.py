"""The county at a glance: how the network stands by target, township and clause, and what waits for the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.access.actor import Actor
from app.access.may import Target, may, may_somewhere
from app.compliance.judge import judge
from app.compliance.verdicts import ClauseVerdict, Status
from app.errors import NotFound
from app.journeys.audits.result import ProgrammeResult, audit
from app.journeys.coverage.village_points import places_of
from app.journeys.house import House
from app.journeys.inspections.rectifications import rectification_counts
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.network.stored import UnreadableSite
from app.journeys.proposals.read import Proposed, own_and_reviewable
from app.standards.programme import Clause, Programme
from app.wording import Wording

_NO_COUNTY = Wording("您的管理范围内没有整个县的方案。", "No programme's whole county lies in your scope.")
_NO_CLAUSE = Wording("此方案没有该条款。", "This programme has no such requirement.")


@dataclass(frozen=True, slots=True)
class TownshipLine:
    """The sites that lie in one township, by status. `code` None: sites that lie in none of the county's."""

    code: str | None
    name: Wording | None
    statuses: Mapping[Status, int]

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return sum(self.statuses.values())


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the reader. `unplaced` is None for who may not place villages or where there is no circle.

    `checks` are rectifications that the reader is to re-inspect, `overdue` those whose deadline has passed,
    of `rectifications` that are open.
    """

    reviews: int
    escalated: int
    unplaced: int | None
    checks: int
    overdue: int
    rectifications: int


@dataclass(frozen=True, slots=True)
class CountyView:
    """One programme's county on one day."""

    as_of: date
    programmes: tuple[Programme, ...]
    result: ProgrammeResult
    townships: tuple[TownshipLine, ...]
    waiting: Waiting
    unreadable: tuple[UnreadableSite, ...]


@dataclass(frozen=True, slots=True)
class ClauseList:
    """Every site that one clause is addressed to, with its verdict: what is wrong first."""

    clause: Clause
    programme: Programme
    as_of: date
    rows: tuple[tuple[NetworkSite, ClauseVerdict], ...]


_URGENCY = {"not_met": 0, "unknown": 1, "waived": 2, "met": 3}


def county_programmes(house: House, actor: Actor) -> tuple[Programme, ...]:
    """The programmes whose whole county the actor may look at, those with more targets first. Raises NotAllowed.

    NotFound where the role may, but no county lies in the scope.
    """
    may_somewhere(actor, "read_county").require()
    found = [p for p in house.programmes.values() if may(actor, "read_county", Target(division=p.jurisdiction)).allowed]
    if not found:
        raise NotFound(_NO_COUNTY)
    return tuple(sorted(found, key=lambda p: (-len(p.targets), p.slug)))


def _chosen(house: House, actor: Actor, slug: str | None) -> tuple[tuple[Programme, ...], Programme]:
    programmes = county_programmes(house, actor)
    if slug is None:
        return programmes, programmes[0]
    programme = house.programme(slug)
    may(actor, "read_county", Target(division=programme.jurisdiction)).require()
    return programmes, programme


async def county_view(house: House, actor: Actor, slug: str | None = None) -> CountyView:
    """The county of one programme (the first that the actor may look at). Raises NotFound, NotAllowed."""
    programmes, programme = _chosen(house, actor, slug)
    result = (await audit(house, programme=programme.slug)).programmes[0]
    whole = await network(house)
    return CountyView(
        whole.as_of,
        programmes,
        result,
        _townships(house, programme, whole),
        await _waiting(house, actor, programme),
        tuple(site for site in whole.unreadable if site.programme == programme.slug),
    )


async def clause_list(house: House, actor: Actor, slug: str, clause_id: str) -> ClauseList:
    """How every site stands against one clause. Raises NotFound, NotAllowed."""
    _, programme = _chosen(house, actor, slug)
    clause = programme.clauses_by_id.get(clause_id)
    if clause is None:
        raise NotFound(_NO_CLAUSE)
    whole = await network(house)
    rows = []
    for member in whole.of_programme(programme.slug):
        verdict = judge(member.site, programme, house.divisions, whole.as_of)
        rows += [(member, found) for found in verdict.clauses if found.clause.id == clause_id]
    rows.sort(key=lambda row: (_URGENCY[row[1].verdict], row[0].site.code))
    return ClauseList(clause, programme, whole.as_of, tuple(rows))


def _townships(house: House, programme: Programme, whole: Network) -> tuple[TownshipLine, ...]:
    counted: dict[str | None, Counter[Status]] = {
        division.code: Counter() for division in house.divisions.under(programme.jurisdiction, "township")
    }
    for member in whole.of_programme(programme.slug):
        township = house.divisions.township_of(member.site.division)
        counted.setdefault(township.code if township else None, Counter())[member.status] += 1
    lines = [
        TownshipLine(code, division.label if code and (division := house.divisions.get(code)) else None, counts)
        for code, counts in counted.items()
        if code is not None or counts
    ]
    return tuple(sorted(lines, key=lambda line: (line.code is None, -line.statuses["non_compliant"], line.code or "")))


async def _waiting(house: House, actor: Actor, programme: Programme) -> Waiting:
    pending = [p for p in await own_and_reviewable(house, actor) if _waits(p, actor)]
    unplaced = None
    if programme.service_circle is not None and may_somewhere(actor, "place_village").allowed:
        places = await places_of(house, programme.jurisdiction)
        unplaced = sum(place.location is None for place in places)
    right = await rectification_counts(house, actor, programme=programme.slug)
    return Waiting(
        len(pending), sum(p.level > 0 for p in pending), unplaced, right.to_reinspect, right.late, right.open
    )


def _waits(proposed: Proposed, actor: Actor) -> bool:
    return proposed.stored.state == "submitted" and proposed.stored.author_key != actor.key
