"""What a whole contract pays: advance, each instalment with what its score made of it, and the retention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.assessments.contract_years import Span, term_of
from app.assessments.ledger_rows import period_of
from app.assessments.payment import put_right_until, schedule
from app.assessments.payment_parts import (
    ADVANCE,
    NOTHING,
    RETENTION,
    Quality,
    Shares,
    advance_shares,
    ahead_shares,
    closed_shares,
    outstanding,
    retention_shares,
    summed,
)
from app.errors import Refused
from app.inspections.working_days import Deadline, after_working_days
from app.journeys.assessments.contracts import OperatedSite
from app.journeys.assessments.half_years import HalfYear, following, half_year_of, periods_begun
from app.journeys.assessments.records import records, said_in
from app.journeys.house import House
from app.store.contracts import StoredEntry
from app.units import CHINA, Period
from app.wording import Wording

QUALITY = "quality"
_NAMES = {ADVANCE: Wording("首付款", "The advance"), RETENTION: Wording("质量保证金", "The retention")}
_NOT_BEGUN = Wording("此期尚未开始", "this period has not begun")
_NOT_OF_IT = Wording("此期不是合同的考核期", "this period is none of the contract's")
QUALITY_WORDS: Mapping[Quality, Wording] = {
    "none": Wording("无质量问题", "No quality problems"),
    "problems": Wording("有质量问题", "Quality problems"),
}


@dataclass(frozen=True, slots=True)
class PaymentPart:
    """One part of a contract's sum. `number` counts instalments; advance and retention have none.

    `period` is None while nobody knows when the first began; `half` None before its period begins. `put_right_by` is
    the last day to put right what holds the money back. `requests` are the operator's, `asked` what of them was not
    paid since; `pass_on_by` until when the bureau passes on the first that waits, None where none does.
    """

    code: str
    number: int | None
    period: Period | None
    half: HalfYear | None
    shares: Shares
    payments: tuple[StoredEntry, ...] = ()
    put_right_by: date | None = None
    requests: tuple[StoredEntry, ...] = ()
    asked: Decimal = NOTHING
    pass_on_by: Deadline | None = None

    @property
    def name(self) -> Wording:
        """What it is called at the beginning of a sentence."""
        return _NAMES.get(self.code, Wording(f"第 {self.number} 期", f"Instalment {self.number}"))

    @property
    def is_passed_on(self) -> bool:
        """Whether the bureau has passed on whatever the operator asked for."""
        return bool(self.requests) and all(one.answer is not None for one in self.requests)

    @property
    def may_be_asked(self) -> Decimal:
        """What is due and was not asked for already, in yuan: nothing is asked for twice."""
        return max(NOTHING, self.shares.due - self.asked)


@dataclass(frozen=True, slots=True)
class PaymentSchedule:
    """The parts of a contract in their order, and what they come to together: the contract's sum.

    `quality` is what the bureau found last after the term; None before.
    """

    operated: OperatedSite
    parts: tuple[PaymentPart, ...]
    term_over: bool
    quality: StoredEntry | None

    @property
    def total(self) -> Shares:
        """All parts together."""
        return summed(part.shares for part in self.parts)

    def part(self, code: str) -> PaymentPart | None:
        """The part of this code, or None."""
        return next((part for part in self.parts if part.code == code), None)

    def of_period(self, period: Period) -> PaymentPart | None:
        """The instalment of a period, or None where it has none."""
        return next((part for part in self.parts if part.period == period), None)


def term(operated: OperatedSite) -> Span | None:
    """The contract's term; None while nobody entered when operation began."""
    started, contract = operated.signed.started_on, operated.programme.contract
    return None if started is None or contract is None else term_of(started, contract.term.years)


async def contract_periods(house: House, operated: OperatedSite) -> tuple[Period, ...]:
    """The periods of a contract, as many as it has instalments; empty while nobody knows when the first began.

    The first is the one in which operation began or, where that was not entered, the first that ledgers or points know
    of.
    """
    started = operated.signed.started_on
    begun = () if started is not None else await periods_begun(house, operated)
    if started is None and not begun:
        return ()
    found = [begun[0] if started is None else period_of(operated.card.grain, started)]
    while len(found) < operated.card.contract.instalments:
        found.append(following(found[-1]))
    return tuple(found)


async def require_of_contract(house: House, operated: OperatedSite, period: Period) -> None:
    """Raises Refused for a period that has not begun, and for one that the contract does not pay.

    While nobody knows when operation began, any period since the document was issued may be of the contract.
    """
    if period.first_day > house.today():
        raise Refused(_NOT_BEGUN)
    if operated.signed.started_on is None:
        is_of_it = period.last_day >= (operated.programme.issued_on or period.first_day)
    else:
        is_of_it = period in await contract_periods(house, operated)
    if not is_of_it:
        raise Refused(_NOT_OF_IT)


async def payment_schedule(house: House, operated: OperatedSite) -> PaymentSchedule:
    """The schedule of a contract, with what was paid and asked for."""
    terms, today = operated.card.contract, house.today()
    whole = schedule(terms, operated.amount)
    every = await records(operated, "paid", "request", QUALITY)
    paid = {
        code: tuple(one for one in every if one.kind == "paid" and one.part == code and one.answer is None)
        for code in {one.part for one in every}
    }
    periods = await contract_periods(house, operated)
    span = term(operated)
    parts = [
        _part(operated, ADVANCE, None, None, None, advance_shares(whole.advance, _sum(paid, ADVANCE)), every, paid)
    ]
    for number in range(1, terms.instalments + 1):
        period = periods[number - 1] if periods else None
        begun = period is not None and period.first_day <= today
        half = await half_year_of(house, operated, period.text) if period is not None and begun else None
        shares = _instalment(half, whole.instalment, _sum(paid, str(number)))
        parts.append(_part(operated, str(number), number, period, half, shares, every, paid))
    over = span is not None and span.last < today
    found = next((one for one in reversed(every) if one.kind == QUALITY), None)
    quality: Quality | None = None if found is None else said_in(found)["found"]
    kept = retention_shares(whole.retention, _sum(paid, RETENTION), term_over=over, quality=quality)
    parts.append(_part(operated, RETENTION, None, None, None, kept, every, paid))
    return PaymentSchedule(operated, tuple(parts), over, found)


def _instalment(half: HalfYear | None, amount: Decimal, paid: Decimal) -> Shares:
    if half is None or not half.closed or half.score.paid is None:
        return ahead_shares(amount, scoring=half is not None)
    return closed_shares(half.card.contract, half.score.paid, half.score.status, paid)


def _part(
    operated: OperatedSite,
    code: str,
    number: int | None,
    period: Period | None,
    half: HalfYear | None,
    shares: Shares,
    every: Sequence[StoredEntry],
    paid: Mapping[str, tuple[StoredEntry, ...]],
) -> PaymentPart:
    requests = tuple(one for one in every if one.kind == "request" and one.part == code)
    payments = paid.get(code, ())
    asked = outstanding(
        ("request" if one.kind == "request" else "paid", amount_of(one))
        for one in every
        if one in requests or one in payments
    )
    waiting = next((one for one in requests if one.answer is None), None) if asked else None
    days = operated.card.contract.request_workdays
    return PaymentPart(
        code,
        number,
        period,
        half,
        shares,
        payments,
        put_right_by(half) if half is not None and shares.standing == "withheld" else None,
        requests,
        asked,
        after_working_days(waiting.day, days) if waiting is not None else None,
    )


def amount_of(one: StoredEntry) -> Decimal:
    """The sum that a request or payment is about, in yuan."""
    return Decimal(said_in(one)["amount"])


def put_right_by(half: HalfYear) -> date:
    """The last day to put right what failed a period, which is closed.

    Its days are counted from the one on which it was closed.
    """
    closed_at = half.stored.closed_at
    assert closed_at is not None, "the table's CHECK has a day for every closed period"
    return put_right_until(half.card.contract, closed_at.astimezone(CHINA).date())


def _sum(paid: Mapping[str, Sequence[StoredEntry]], code: str) -> Decimal:
    return sum((amount_of(one) for one in paid.get(code, ())), NOTHING)
