"""What was spent, read: the rows of a programme, and by line the sum beside the budget. The one place that adds up.

A line that no row was entered for is unknown, never 0. A struck row counts nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args
from uuid import UUID

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import NotFound
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.house import House
from app.journeys.network.judged import Network, network
from app.journeys.spending.entries import SUBJECT, yuan_of
from app.sites.site import Site
from app.standards.programme import NetworkTarget, Programme
from app.store.changes import ChangeRecord, read_changes
from app.store.spending import StoredSpending, read_one_spending, read_spending, read_spent_fen
from app.wording import Wording

Counted = Literal["counting", "struck"]
COUNTED: tuple[Counted, ...] = get_args(Counted)
SpendingRow = StoredSpending
"""A row as pages get it."""
_NO_SUCH = Wording("没有此笔支出", "there is no such row of spending")
_TENTH, _WHOLE = Decimal("0.1"), Decimal(100)


@dataclass(frozen=True, slots=True)
class LineSpending:
    """One line of the targets: what the document budgets, and what was spent. None of either is unknown, not 0."""

    target: NetworkTarget
    spent_yuan: Decimal | None

    @property
    def rate_percent(self) -> Decimal | None:
        """The rate of use in percent, to a tenth: 100 only where all is spent, 0 only where nothing is. None where the
        budget or what was spent is not known.

        Spent divided by budget (支出 ÷ 预算), as a county's table of 执行率 has it.
        """
        budget, spent = self.target.budget_yuan, self.spent_yuan
        if budget is None or spent is None or budget == 0:
            return None
        rate = (_WHOLE * spent / budget).quantize(_TENTH, ROUND_HALF_UP)
        if spent < budget:
            rate = min(rate, _WHOLE - _TENTH)
        if spent > budget:
            rate = max(rate, _WHOLE + _TENTH)
        return max(rate, _TENTH) if spent > 0 else rate


@dataclass(frozen=True, slots=True)
class SpendingQuery:
    """Which rows are wanted; an empty condition asks nothing. `counted` None: struck ones beside those that count."""

    target: str | None = None
    site: str = ""
    counted: Counted | None = None


@dataclass(frozen=True, slots=True)
class SpendingList:
    """The rows that a query finds, the latest voucher first; `lines` are all of the programme, whatever was asked.

    `total_yuan` adds up those found that count; None where none is found, which is not the same as nothing spent.
    """

    programme: Programme
    whole: Network
    rows: tuple[SpendingRow, ...]
    lines: tuple[LineSpending, ...]
    total_yuan: Decimal | None
    may_keep: bool


@dataclass(frozen=True, slots=True)
class OneSpending:
    """One row, with every change of it, the newest first."""

    programme: Programme
    whole: Network
    stored: SpendingRow
    changes: Sequence[ChangeRecord]
    may_keep: bool


async def lines_spent(programme: Programme, until: date | None = None) -> tuple[LineSpending, ...]:
    """What was spent on each line of the targets, by vouchers of a day at the latest. Asks for nobody's right."""
    spent: Mapping[str, int] = await read_spent_fen(programme.slug, until)
    return tuple(
        LineSpending(target, yuan_of(spent[target.id]) if target.id in spent else None) for target in programme.targets
    )


async def spending_list(house: House, actor: Actor, slug: str, query: SpendingQuery) -> SpendingList:
    """The rows of a programme that a query finds. Raises NotFound, NotAllowed."""
    programme = chosen_programme(house, actor, slug)
    found = await read_spending(slug, target=query.target, site_code=query.site or None)
    rows = [one for one in found if query.counted is None or one.struck == (query.counted == "struck")]
    counting = [one.amount_fen for one in rows if not one.struck]
    return SpendingList(
        programme,
        await network(house),
        tuple(rows),
        await lines_spent(programme),
        yuan_of(sum(counting)) if counting else None,
        may_keep(actor, programme),
    )


async def spent_at(house: House, actor: Actor, site: Site) -> Decimal | None:
    """What was spent at a site, for who reads its county; None for others, and where no row that counts is entered."""
    programme = house.programme(site.programme)
    if not may(actor, "read_county", Target(division=programme.jurisdiction)).allowed:
        return None
    rows = await read_spending(site.programme, site_code=site.code)
    counting = [one.amount_fen for one in rows if not one.struck]
    return yuan_of(sum(counting)) if counting else None


async def one_spending(house: House, actor: Actor, slug: str, key: UUID) -> OneSpending:
    """One row with its history. Raises NotFound, NotAllowed."""
    programme = chosen_programme(house, actor, slug)
    stored = await read_one_spending(key)
    if stored is None or stored.programme != slug:
        raise NotFound(_NO_SUCH)
    changes = await read_changes(SUBJECT, str(key), limit=None)
    return OneSpending(programme, await network(house), stored, changes, may_keep(actor, programme))


def may_keep(actor: Actor, programme: Programme) -> bool:
    """Whether somebody may enter and change the rows of a programme."""
    return may(actor, "keep_spending", Target(division=programme.jurisdiction)).allowed
