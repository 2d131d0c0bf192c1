"""Which sites need a visit most: ranked from the columns of the network, so that only those shown are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from app.access.actor import Actor
from app.compliance.answers import NOT_MET, UNKNOWN
from app.compliance.network_columns import NetworkColumns
from app.inspections.rectification import OPEN
from app.journeys.audits.pairs import Mask, Pairs, pairs_of
from app.journeys.house import House
from app.journeys.network.judged import NetworkSite, network
from app.journeys.site_rights import allowed_at
from app.journeys.turns import LISTS, in_turn
from app.store.inspections import read_last_visits
from app.store.rectifications import read_counts_by_site

PlanOrder = Literal["risk", "longest"]
PLAN_ORDERS: tuple[PlanOrder, ...] = get_args(PlanOrder)


@dataclass(frozen=True, slots=True)
class SiteToVisit:
    """A site that may be visited. `last` None: never visited on record. `orders` are its open rectifications."""

    member: NetworkSite
    township: str
    last: date | None
    orders: int


@dataclass(frozen=True, slots=True)
class SitesToVisit:
    """Those that need a visit most first: `shown` are some of `matched`. `townships` are all in which any site may be
    visited, in the order of their codes, ELSEWHERE last.
    """

    shown: tuple[SiteToVisit, ...]
    matched: int
    townships: tuple[str, ...]


async def sites_to_visit(
    house: House, actor: Actor, slug: str, township: str, order: PlanOrder, *, limit: int, offset: int = 0
) -> SitesToVisit:
    """The open sites of a programme that the actor may order at, of one township or (empty) of all.

    By `risk` the more orders are open, the more clauses not met and the more not reported on, the earlier; else those
    visited longest ago. Raises NotFound, Busy.
    """
    whole = await network(house)
    pairs = await pairs_of(house, whole, slug)
    last, orders = await read_last_visits(), await read_counts_by_site(sorted(OPEN))
    allowed = allowed_at(actor, "order_rectification", whole.columns)[pairs.places]
    wanted = allowed & np.array([township in ("", one) for one in pairs.townships], np.bool_)[pairs.area]
    ranked = await in_turn(house, LISTS, _ranked, pairs, wanted, order, last, orders)
    return SitesToVisit(
        tuple(_shown(pairs, number, last, orders) for number in ranked[offset : offset + limit].tolist()),
        len(ranked),
        tuple(pairs.townships[area] for area in np.unique(pairs.area[allowed]).tolist()),
    )


def _shown(pairs: Pairs, number: int, last: Mapping[str, date], orders: Mapping[str, int]) -> SiteToVisit:
    member = pairs.member(number)
    code = member.site.code
    return SiteToVisit(member, pairs.township(number), last.get(code), orders.get(code, 0))


def _ranked(
    pairs: Pairs, wanted: Mask, order: PlanOrder, last: Mapping[str, date], orders: Mapping[str, int]
) -> NDArray[np.intp]:
    """The numbers of the wanted sites, the first to be visited first; of those alike in the order of their codes."""
    numbers, columns = np.flatnonzero(wanted), pairs.whole.columns
    days = _laid_out({code: day.toordinal() for code, day in last.items()}, columns)[pairs.places[numbers]]
    risk = (
        -_laid_out(orders, columns)[pairs.places[numbers]],
        *(-np.bincount(pairs.sites[pairs.answers == a], minlength=len(wanted))[numbers] for a in (NOT_MET, UNKNOWN)),
    )
    first = (*risk, days) if order == "risk" else (days, *risk)
    return numbers[np.lexsort((pairs.places[numbers], *reversed(first)))]


def _laid_out(by_code: Mapping[str, int], columns: NetworkColumns) -> NDArray[np.int64]:
    """A number for each site of the network; 0, which is before every day, where none is named."""
    found = np.zeros(len(columns), np.int64)
    for code, number in by_code.items():
        place = columns.place(code)
        if place is not None:
            found[place] = number
    return found
