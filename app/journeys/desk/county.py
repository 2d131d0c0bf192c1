"""The county at a glance: how the network stands by target, township and clause, and what waits for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from app.access.actor import Actor
from app.access.may import may_somewhere
from app.compliance.answers import Bools
from app.compliance.network_columns import NetworkColumns
from app.journeys.audits.finding_words import township_name
from app.journeys.audits.pairs import ELSEWHERE
from app.journeys.audits.result import ProgrammeResult, audit
from app.journeys.coverage.village_points import places_of
from app.journeys.desk.county_scope import chosen_programme, county_programmes
from app.journeys.desk.county_sites import Tally, in_township, tallies_of, tally_of
from app.journeys.house import House
from app.journeys.inspections.rectifications import rectification_counts
from app.journeys.network.judged import Network, network
from app.journeys.network.stored import UnreadableSite
from app.journeys.proposals.read import Proposed, own_and_reviewable
from app.journeys.spending.spent import LineSpending, lines_spent
from app.standards.programme import Programme
from app.store.audits import last_audited_day
from app.wording import Wording

_A_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TallyLine:
    """The sites of one township (ELSEWHERE: in none of the county's) or of one kind, by how they stand."""

    code: str
    name: Wording
    tally: Tally

    @property
    def sites(self) -> int:
        """How many sites there are."""
        return sum(self.tally.values())


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the reader today. `unplaced` is None for who may not place villages or where there is no circle.

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
    """One programme's county on one day. `clauses` are all that bind any site, the most often failed first.

    `spent` has a line for each target, in the order of `result.progress`. `waiting` is None on any day but today.
    """

    whole: Network
    programmes: tuple[Programme, ...]
    result: ProgrammeResult
    spent: tuple[LineSpending, ...]
    tally: Tally
    kinds: tuple[TallyLine, ...]
    townships: tuple[TallyLine, ...]
    compared_from: date
    waiting: Waiting | None
    unreadable: tuple[UnreadableSite, ...]

    @property
    def as_of(self) -> date:
        """The day that is shown."""
        return self.whole.as_of


async def county_view(house: House, actor: Actor, slug: str | None = None, as_of: date | None = None) -> CountyView:
    """The county of one programme (the first that the actor may look at) on a day (today when None).

    Raises NotFound, NotAllowed.
    """
    programmes = county_programmes(house, actor)
    programme = programmes[0] if slug is None else chosen_programme(house, actor, slug)
    result = (await audit(house, programme=programme.slug, as_of=as_of)).programmes[0]
    whole = await network(house, as_of)
    columns, among = whole.columns, whole.columns.of_programme(programme.slug)
    return CountyView(
        whole,
        programmes,
        result,
        await lines_spent(programme, whole.as_of),
        tally_of(columns, among),
        kind_lines(whole.programme(programme.slug), columns, among),
        township_lines(house, programme, columns, among),
        await compared_from(programme.slug, whole.as_of),
        await _waiting(house, actor, programme) if whole.as_of == house.today() else None,
        tuple(site for site in whole.unreadable if site.programme == programme.slug),
    )


async def compared_from(slug: str, day: date) -> date:
    """The day that changes are told from where none is asked for: that of the last audit before, else a month before.

    Never the day itself: an audit of today has nothing to be compared with.
    """
    return await last_audited_day(slug, before=day) or day - _A_MONTH


def township_lines(house: House, programme: Programme, columns: NetworkColumns, among: Bools) -> tuple[TallyLine, ...]:
    """Every township in the order of its code, and after them what lies in none where anything does."""
    county = programme.jurisdiction
    known = tallies_of(columns, among, columns.named("township"))
    nothing = tally_of(columns, np.zeros_like(among))
    found = {one.code: known.get(one.code, nothing) for one in house.divisions.under(county, "township")}
    if (elsewhere := among & in_township(columns, county, ELSEWHERE)).any():
        found[ELSEWHERE] = tally_of(columns, elsewhere)
    return tuple(TallyLine(code, township_name(house, code), tally) for code, tally in found.items())


def kind_lines(programme: Programme, columns: NetworkColumns, among: Bools) -> tuple[TallyLine, ...]:
    """Every kind in the order of the pack; those without a site are left out."""
    known = tallies_of(columns, among, columns.named("kind"))
    return tuple(TallyLine(kind.code, kind.label, known[kind.code]) for kind in programme.kinds if kind.code in known)


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
