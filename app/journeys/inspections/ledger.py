"""整改台账: every order there ever was in somebody's scope, closed ones too; page and workbook read it here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from app.access.actor import Actor
from app.access.may import may, may_somewhere
from app.inspections.clause_state import ClauseState
from app.inspections.rectification import OPEN, has_climbed, urgency
from app.journeys.audits.pairs import ELSEWHERE, township_over
from app.journeys.house import House
from app.journeys.inspections.freezing import frozen_from
from app.journeys.inspections.rectifications import OnSite
from app.journeys.site_rights import target_of
from app.store.notices import StoredNotice, read_notices
from app.store.rectifications import read_rectifications
from app.store.sites import SiteFilter, read_sites

Standing = Literal["open", "ordered", "answered", "overdue", "escalated", "closed", "closed_open", "withdrawn"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
"""What a ledger can be narrowed to. `closed_open`: closed while a clause was still to be put right."""


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Which orders are wanted; an empty condition asks nothing. `division` is a township's code or ELSEWHERE."""

    programme: str | None = None
    division: str | None = None
    standing: Standing | None = None
    site: str = ""
    clause: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One order. `notice` None: none was issued. `at_order` and `at_close` None: not kept, or not closed."""

    order: OnSite
    township: str
    notice: StoredNotice | None
    standings: frozenset[Standing]
    at_order: tuple[ClauseState, ...] | None
    at_close: tuple[ClauseState, ...] | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a query finds, the latest ordered first; and how many each choice would find, the rest as it is."""

    rows: tuple[LedgerRow, ...]
    standings: Mapping[Standing, int]
    townships: Mapping[str, int]
    programmes: Mapping[str, int]
    has_samples: bool


async def rectification_ledger(house: House, actor: Actor, query: LedgerQuery) -> Ledger:
    """The orders in the actor's scope that a query finds. Raises NotAllowed."""
    may_somewhere(actor, "read_site_inside").require()
    every = await read_rectifications()
    codes = tuple(sorted({one.site_code for one in every}))
    sites = {row.code: row for row in await read_sites(SiteFilter(codes=codes))} if codes else {}
    seen = [
        OnSite(one, sites[one.site_code])
        for one in every
        if one.site_code in sites and may(actor, "read_site_inside", target_of(sites[one.site_code])).allowed
    ]
    notices = await read_notices([one.stored.notice for one in seen if one.stored.notice is not None])
    rows = [_row(house, one, notices) for one in seen]
    conditions = _conditions(query)

    def but(left_out: str) -> list[LedgerRow]:
        return [row for row in rows if all(holds(row) for name, holds in conditions.items() if name != left_out)]

    found = sorted(but(""), key=lambda row: (row.order.stored.ordered_at, row.order.stored.id), reverse=True)
    return Ledger(
        rows=tuple(found),
        standings=Counter(standing for row in but("standing") for standing in row.standings),
        townships=Counter(row.township for row in but("division")),
        programmes=Counter(row.order.site.programme for row in but("programme")),
        has_samples=any(row.order.site.sample for row in found),
    )


def _conditions(query: LedgerQuery) -> dict[str, Callable[[LedgerRow], bool]]:
    every: dict[str, tuple[object, Callable[[LedgerRow], bool]]] = {
        "programme": (query.programme, lambda row: row.order.site.programme == query.programme),
        "division": (query.division, lambda row: row.township == query.division),
        "standing": (query.standing, lambda row: query.standing in row.standings),
        "site": (query.site, lambda row: row.order.site.code == query.site),
        "clause": (query.clause, lambda row: query.clause in row.order.clauses),
        "number": (query.number, lambda row: row.notice is not None and query.number in row.notice.number),
    }
    return {name: holds for name, (asked, holds) in every.items() if asked}


def _row(house: House, order: OnSite, notices: Mapping[UUID, StoredNotice]) -> LedgerRow:
    programme = house.programmes.get(order.site.programme)
    county = programme.jurisdiction if programme else ""
    at_close = frozen_from(order.stored.clauses_at_close)
    return LedgerRow(
        order=order,
        township=township_over(house, county, order.site.division) if county else ELSEWHERE,
        notice=notices.get(order.stored.notice) if order.stored.notice else None,
        standings=_standings(house, order, at_close),
        at_order=frozen_from(order.stored.clauses_at_order),
        at_close=at_close,
    )


def _standings(house: House, order: OnSite, at_close: tuple[ClauseState, ...] | None) -> frozenset[Standing]:
    found: set[Standing] = {order.state}
    if order.state in OPEN:
        found.add("open")
    if order.state == "ordered" and urgency(order.stored.due_on, house.today()) == "overdue":
        found.add("overdue")
        if has_climbed(order.stored.due_on, house.today()):
            found.add("escalated")
    if order.state == "closed" and any(one.is_open for one in at_close or ()):
        found.add("closed_open")
    return frozenset(found)
