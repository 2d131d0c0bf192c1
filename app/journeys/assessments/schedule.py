"""What a whole contract pays: advance, each instalment with what its score made of it, and the retention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from app.assessments.ledger_rows import period_of
from app.assessments.payment import Schedule, schedule
from app.journeys.assessments.contracts import OperatedSite
from app.journeys.assessments.half_years import HalfYear, half_year_of, periods_begun
from app.journeys.house import House
from app.units import Period

Standing = Literal["due", "withheld", "scoring", "ahead"]


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment. `period` is None while nobody knows when the first began; `half` None before its period begins.

    `due` and `held_back` are None until its period is closed.
    """

    number: int
    period: Period | None
    half: HalfYear | None
    amount: Decimal
    due: Decimal | None
    held_back: Decimal | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class PaymentSchedule:
    """The parts of a contract. `due` and `held_back` add up what is closed; what is `ahead` is not scored yet."""

    operated: OperatedSite
    parts: Schedule
    instalments: tuple[Instalment, ...]

    @property
    def due(self) -> Decimal:
        """Advance, and what closed periods pay."""
        return self.parts.advance + sum((one.due for one in self.instalments if one.due is not None), Decimal(0))

    @property
    def held_back(self) -> Decimal:
        """What closed periods do not pay, or not yet."""
        return sum((one.held_back for one in self.instalments if one.held_back is not None), Decimal(0))

    @property
    def ahead(self) -> Decimal:
        """The instalments of periods that are not closed."""
        return sum((one.amount for one in self.instalments if one.due is None), Decimal(0))

    @property
    def total(self) -> Decimal:
        """The contract's sum: due, held back, ahead and the retention."""
        return self.due + self.held_back + self.ahead + self.parts.retention


async def payment_schedule(house: House, operated: OperatedSite) -> PaymentSchedule:
    """The schedule of a contract; its first period is the first that ledgers or points know of."""
    terms = operated.card.contract
    parts = schedule(terms, terms.amount_yuan)
    begun = {one.text for one in await periods_begun(house, operated)}
    first = min(begun, default=None)
    period = None if first is None else Period(first)
    instalments = []
    for number in range(1, terms.instalments + 1):
        half = await half_year_of(house, operated, period.text) if period is not None and period.text in begun else None
        instalments.append(_instalment(number, period, half, parts.instalment))
        period = None if period is None else period_of(operated.card.grain, period.last_day + timedelta(days=1))
    return PaymentSchedule(operated, parts, tuple(instalments))


def _instalment(number: int, period: Period | None, half: HalfYear | None, amount: Decimal) -> Instalment:
    if half is None:
        return Instalment(number, period, None, amount, None, None, "ahead")
    paid = half.score.paid
    if not half.closed or paid is None:
        return Instalment(number, period, half, amount, None, None, "scoring")
    standing: Standing = "withheld" if half.score.status in ("below_80", "failed") else "due"
    return Instalment(number, period, half, amount, paid.payable, paid.held_back, standing)
