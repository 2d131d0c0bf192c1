"""Findings (问题清单): which site stands how under which clause, since when, and what was ordered about it.

List, matrix, workbook and interface are all drawn from here, so that they say the same of the same pair. Who reads a
county as a whole is shown all sites of its programme, everybody else those that they may read from inside.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from app.access.actor import Actor
from app.access.may import Target, may, may_somewhere
from app.compliance.judge import Judge
from app.compliance.verdicts import ClauseVerdict, Verdict
from app.errors import NotFound
from app.inspections.rectification import urgency
from app.journeys.audits.pairs import PROBLEMS, Filtered, FindingQuery, Mask, OrderFilter, Pairs, pairs_of
from app.journeys.audits.since import Since, since_when
from app.journeys.house import House
from app.journeys.inspections.rectifications import OnSite, every_open_rectification
from app.journeys.network.judged import Network, NetworkSite, network
from app.journeys.network.stored import UnreadableSite
from app.journeys.site_rights import allowed_at
from app.journeys.turns import LISTS, in_turn
from app.standards.programme import Level, Programme
from app.wording import Wording

_NO_SITES = Wording("您的管理范围内没有站点。", "No site lies in your scope.")
Place = tuple[str, str]
"""A site's code and a clause's id."""
_AT_ONCE = 400
"""So many findings are explained before others have their turn."""
Orders = Mapping[Place, tuple[OnSite, ...]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause at one site. `township` is a code or ELSEWHERE; `since` None where no record tells since when.

    `orders` are the open rectification orders that name the clause, the nearest deadline first.
    """

    member: NetworkSite
    township: str
    verdict: ClauseVerdict
    since: Since | None
    orders: tuple[OnSite, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """How many findings each choice of a filter would give, the other filters as they are; those without any left out.

    `states`, `orders` and `levels` have every choice.
    """

    states: Mapping[Verdict, int]
    orders: Mapping[OrderFilter, int]
    townships: Mapping[str, int]
    kinds: Mapping[str, int]
    levels: Mapping[Level, int]
    clauses: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a question about findings is asked of: one programme on one day, as far as somebody may see it.

    `query` is the question as it was understood, `programmes` those that the actor sees sites of. `orders` None: it is
    not known which orders were open on such a day. `unreadable` are the sites that could not be judged, since their
    record does not pass entry: they are in no list.
    """

    whole: Network
    programmes: tuple[Programme, ...]
    programme: Programme
    query: FindingQuery
    filtered: Filtered
    matching: Mask
    orders: Orders | None
    unreadable: tuple[UnreadableSite, ...] = ()

    @property
    def as_of(self) -> date:
        """The day that was judged."""
        return self.whole.as_of

    @property
    def pairs(self) -> Pairs:
        """All pairs of the programme."""
        return self.filtered.pairs

    @property
    def matched(self) -> int:
        """How many findings the query finds."""
        return int(self.matching.sum())

    @property
    def has_samples(self) -> bool:
        """Whether demonstration data is among what was found."""
        return bool((self.pairs.at(self.whole.columns.cells.sample) & self.matching).any())

    @property
    def notes(self) -> tuple[Wording, ...]:
        """What is to be said of how the programme judged the day."""
        return self.whole.notes.get(self.programme.slug, ())

    @property
    def sites(self) -> int:
        """How many sites the query finds something of."""
        return int(is_first(self.pairs.sites[self.matching]).sum())

    def asked(self, query: FindingQuery) -> Scene:
        """The same scene with another question."""
        filtered = self.filtered.asked(query)
        return replace(self, query=query, filtered=filtered, matching=filtered.all_but())

    def choices(self) -> Choices:
        """What each choice of a filter would give."""
        filtered = self.filtered
        but_order = filtered.all_but("order")
        return Choices(
            states=self.pairs.counts(filtered.all_but("states")),
            orders={name: int((but_order & mask).sum()) for name, mask in filtered.orders.items()},
            townships=filtered.by_township(filtered.all_but("division")),
            kinds=filtered.by_kind(filtered.all_but("kinds")),
            levels=filtered.by_level(filtered.all_but("level")),
            clauses=filtered.by_clause(filtered.all_but("clauses")),
        )


async def finding_scene(
    house: House,
    actor: Actor,
    slug: str | None,
    wanted: FindingQuery,
    *,
    as_of: date | None = None,
    problems_only: bool = True,
) -> Scene:
    """The findings that a query finds on a day (today when None).

    With `problems_only`, a query that names no state asks for PROBLEMS.
    `slug` None: the programme of which the actor sees most sites. Orders are known of today only. Raises NotAllowed;
    NotFound for a programme that does not exist or of which the actor may see nothing.
    """
    may_somewhere(actor, "read_site_inside").require()
    whole = await network(house, as_of)
    seen = _seen(actor, whole)
    is_today = whole.as_of == house.today()
    # Of a day on which there was none yet everybody is told that, of the programmes that they see sites of today.
    today = seen if is_today else _seen(actor, await network(house))
    sites = {one: int(mask.sum()) or int(today[one].sum()) for one, mask in seen.items()}
    programmes = tuple(p for p in sorted(house.programmes.values(), key=lambda p: -sites[p.slug]) if sites[p.slug])
    if not programmes or (slug is not None and not sites[house.programme(slug).slug]):
        raise NotFound(_NO_SITES)
    programme = whole.programme(slug or programmes[0].slug)
    query = replace(wanted, states=PROBLEMS) if problems_only and not wanted.states else wanted
    pairs, own = await pairs_of(house, whole, programme.slug), seen[programme.slug]
    orders = _by_place(await every_open_rectification() if is_today else ())
    late = [place for place, some in orders.items() if any(is_overdue(house, one) for one in some)]

    def found() -> tuple[Filtered, Mask]:
        opened = pairs.of_places(orders)
        masks: dict[OrderFilter, Mask] = {"none": ~opened, "open": opened, "overdue": pairs.of_places(late)}
        filtered = Filtered(pairs, query, pairs.at(own), masks)
        return filtered, filtered.all_but()

    filtered, matching = await in_turn(house, LISTS, found)
    unreadable = tuple(
        one
        for one in whole.unreadable
        if one.programme == programme.slug
        and (
            _reads_county(actor, programme)
            or may(actor, "read_site_inside", Target(site=one.code, division=one.division)).allowed
        )
    )
    return Scene(whole, programmes, programme, query, filtered, matching, orders if is_today else None, unreadable)


def is_first(numbers: NDArray[np.int32]) -> Mask:
    """Of numbers in their order, which is the first of its kind."""
    found: Mask = np.ones(len(numbers), np.bool_)
    found[1:] = numbers[1:] != numbers[:-1]
    return found


def _seen(actor: Actor, whole: Network) -> Mapping[str, Mask]:
    """By programme, the sites whose findings the actor may see, as a mask over the columns: all that count of who reads
    its whole county, else those that they read from inside.
    """
    columns, inside = whole.columns, allowed_at(actor, "read_site_inside", whole.columns)
    return {
        slug: columns.of_programme(slug) if _reads_county(actor, programme) else columns.of_programme(slug) & inside
        for slug, programme in whole.programmes.items()
    }


def _reads_county(actor: Actor, programme: Programme) -> bool:
    return may(actor, "read_county", Target(division=programme.jurisdiction)).allowed


async def explained(house: House, scene: Scene, limit: int | None = None, offset: int = 0) -> tuple[Finding, ...]:
    """The findings of a scene in their order, from `offset` on, each with its verdict explained."""
    places = np.flatnonzero(scene.matching)[offset : None if limit is None else offset + limit]
    return await _explained(house, scene, _judge(house, scene), places)


async def explained_in_parts(house: House, scene: Scene) -> AsyncIterator[tuple[Finding, ...]]:
    """All findings of a scene in their order, some hundred at a time, no part with sites of two townships: however
    many there are, they take little memory, and others have their turns in between.
    """
    pairs, judge = scene.pairs, _judge(house, scene)
    places = np.flatnonzero(scene.matching)
    area = pairs.area[pairs.sites[places]]
    for of_township in np.split(places, np.flatnonzero(np.diff(area)) + 1):
        for start in range(0, len(of_township), _AT_ONCE):
            if found := await _explained(house, scene, judge, of_township[start : start + _AT_ONCE]):
                yield found


def _judge(house: House, scene: Scene) -> Judge:
    return Judge(scene.programme, house.divisions, scene.as_of)


async def _explained(house: House, scene: Scene, judge: Judge, places: NDArray[np.intp]) -> tuple[Finding, ...]:
    """The findings at these places among the pairs."""
    pairs, orders = scene.pairs, scene.orders or {}

    def judged() -> list[tuple[int, NetworkSite, ClauseVerdict]]:
        found = []
        sites, clauses = pairs.sites[places].tolist(), pairs.clauses[places].tolist()
        for number, several in groupby(zip(sites, clauses, strict=True), key=itemgetter(0)):
            member = pairs.member(number)
            verdicts = judge.verdicts(member.site, [pairs.order[clause] for _, clause in several])
            found += [(number, member, verdict) for verdict in verdicts]
        return found

    verdicts = await in_turn(house, LISTS, judged)
    since = await since_when(house, scene.whole, [(member, verdict) for _, member, verdict in verdicts])
    return tuple(
        Finding(
            member=member,
            township=pairs.township(number),
            verdict=verdict,
            since=begun,
            orders=orders.get((member.site.code, verdict.clause.id), ()),
        )
        for (number, member, verdict), begun in zip(verdicts, since, strict=True)
    )


def is_overdue(house: House, order: OnSite) -> bool:
    """Whether an order's deadline has passed while nothing was answered yet."""
    return order.state == "ordered" and urgency(order.stored.due_on, house.today()) == "overdue"


def _by_place(orders: Iterable[OnSite]) -> Orders:
    found: dict[Place, tuple[OnSite, ...]] = {}
    for order in orders:
        for clause in order.clauses:
            place = order.stored.site_code, clause
            found[place] = (*found.get(place, ()), order)
    return found
