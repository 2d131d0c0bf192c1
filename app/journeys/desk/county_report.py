"""The county on one day as its papers tell it: the county page's own counts, the orders, what changed since a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.access.actor import Actor
from app.errors import Fault, InvalidInput
from app.inspections.notice import day_in_words
from app.journeys.audits.compare import MOVE_WORDS, TURN_WORDS
from app.journeys.audits.compared import Compared, compared
from app.journeys.audits.result import ProgrammeResult, audit
from app.journeys.desk.county import TallyLine, compared_from, kind_lines, township_lines
from app.journeys.desk.county_scope import chosen_programme
from app.journeys.desk.county_sites import Tally, tally_of
from app.journeys.house import House
from app.journeys.inspections.ledger import LedgerQuery, LedgerRow, rectification_ledger
from app.journeys.network.judged import Network, network
from app.journeys.spending.spent import LineSpending, lines_spent
from app.standards.programme import Programme
from app.units import CHINA
from app.wording import Wording

_TO_COME = Wording("日期尚未到来，不能出具报告", "the day is still to come; there is nothing to report yet")
_LATER = Wording("对比起始日期晚于报告日期", "the day to compare with lies after the day of the report")


@dataclass(frozen=True, slots=True)
class CountyState:
    """One programme's county at the end of a day, or now. `programme` is the pack that judged it.

    `orders` are those ordered by then, `is_today` whether they stand as they stand now: of a past day it is known only
    whether they were done with. `compared` holds `since`, the day that the changes are told from.
    """

    programme: Programme
    whole: Network
    since: date
    result: ProgrammeResult
    spent: tuple[LineSpending, ...]
    tally: Tally
    kinds: tuple[TallyLine, ...]
    townships: tuple[TallyLine, ...]
    orders: tuple[LedgerRow, ...]
    is_today: bool
    compared: Compared

    @property
    def as_of(self) -> date:
        """The day."""
        return self.whole.as_of

    @property
    def has_samples(self) -> bool:
        """Whether demonstration data is among it."""
        return self.whole.is_sample(self.programme.slug) or any(row.order.site.sample for row in self.orders)

    @property
    def open_orders(self) -> tuple[LedgerRow, ...]:
        """The orders that were not done with on the day."""
        return tuple(row for row in self.orders if not was_settled(row, self.as_of))

    @property
    def overdue(self) -> int | None:
        """How many orders are overdue; None for a past day, of which that is not kept."""
        return sum("overdue" in row.standings for row in self.orders) if self.is_today else None

    @property
    def changes(self) -> Sequence[tuple[Wording, int]]:
        """What changed since `since`, as the county page counts it; what did not change is left out."""
        found = self.compared.found
        told = [(MOVE_WORDS[move], count) for move, count in found.moves.items()]
        told += [(TURN_WORDS[turn], count) for turn, count in found.turns.items()]
        return [one for one in told if one[1]]


async def county_state(
    house: House, actor: Actor, slug: str, as_of: date | None = None, since: date | None = None
) -> CountyState:
    """The county on a day (None: today) beside `since` (None: the last audit before it, else a month before).

    Raises NotFound, NotAllowed; InvalidInput for a day to come, or a `since` after it.
    """
    chosen_programme(house, actor, slug)
    today = house.today()
    day = as_of or today
    faults = [Fault("as_of", "in_the_future", _TO_COME)] if day > today else []
    if since is not None and since > day:
        faults.append(Fault("since", "in_the_future", _LATER))
    if faults:
        raise InvalidInput(faults)
    since = since or await compared_from(slug, day)
    whole = await network(house, day)
    programme, among = whole.programme(slug), whole.columns.of_programme(slug)
    result = (await audit(house, programme=slug, as_of=whole.as_of)).programmes[0]
    ledger = await rectification_ledger(house, actor, LedgerQuery(programme=slug))
    return CountyState(
        programme=programme,
        whole=whole,
        since=since,
        result=result,
        spent=await lines_spent(programme, whole.as_of),
        tally=tally_of(whole.columns, among),
        kinds=kind_lines(programme, whole.columns, among),
        townships=township_lines(house, programme, whole.columns, among),
        orders=tuple(row for row in ledger.rows if row.order.stored.ordered_at.astimezone(CHINA).date() <= day),
        is_today=day == today,
        compared=await compared(house, actor, since, day, programme=slug),
    )


def was_settled(row: LedgerRow, day: date) -> bool:
    """Whether an order had been closed or withdrawn by the end of a day."""
    if row.order.state not in ("closed", "withdrawn"):
        return False
    decided = row.order.stored.decided_at
    assert decided is not None, "who closes or withdraws an order does so at a moment"
    return decided.astimezone(CHINA).date() <= day


def standing_in_words(state: CountyState) -> str:
    """What a paper stands on: the day, the document and its number."""
    programme = state.programme
    return f"截至{day_in_words(state.as_of)}，依据《{programme.document_title}》（{programme.document}）"
