"""The parts of a contract's sum: advance, instalments, retention; of each what is paid, due, waiting, lost or ahead.

For every part these come to its amount, and all parts to the contract's sum, whatever was scored and paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.assessments.payment import Payment, share
from app.assessments.score import Status
from app.standards.scorecard import ContractTerms

ADVANCE, RETENTION = "advance", "retention"
Standing = Literal["paid", "due", "withheld", "nothing", "scoring", "ahead", "retained", "unchecked", "problems"]
Quality = Literal["none", "problems"]
"""What the bureau found of the quality after the term."""
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shares:
    """One part in yuan. `waits` is paid once what is wrong is put right, `lost` never is."""

    amount: Decimal
    paid: Decimal
    due: Decimal
    waits: Decimal
    lost: Decimal
    ahead: Decimal
    retained: Decimal
    standing: Standing

    @property
    def payable(self) -> Decimal:
        """What may be paid as of now, with what was."""
        return self.paid + self.due


def advance_shares(amount: Decimal, paid: Decimal) -> Shares:
    """The advance: due once the contract is signed."""
    return _payable(amount, amount, paid)


def retention_shares(amount: Decimal, paid: Decimal, *, term_over: bool, quality: Quality | None) -> Shares:
    """The retention: kept until the term is over and the bureau found no quality problems, then due.

    What nobody found yet (`quality` None) is not none: it stays kept, as it does while there are problems.

    >>> retention_shares(Decimal(5), Decimal(0), term_over=True, quality=None).standing
    'unchecked'
    """
    if paid or (term_over and quality == "none"):
        return _payable(amount, amount, paid)
    standing: Standing = "retained" if not term_over else "unchecked" if quality is None else "problems"
    return Shares(amount, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, amount, standing)


def ahead_shares(amount: Decimal, *, scoring: bool) -> Shares:
    """An instalment whose period is not closed."""
    return Shares(amount, NOTHING, NOTHING, NOTHING, NOTHING, amount, NOTHING, "scoring" if scoring else "ahead")


def closed_shares(terms: ContractTerms, payment: Payment, status: Status, paid: Decimal) -> Shares:
    """An instalment whose period is closed: by its band, or waiting until what was wrong is put right."""
    amount = payment.instalment
    if status in ("below_80", "failed") and not payment.percent:
        waits = share(amount, terms.put_right_percent)
        return Shares(amount, NOTHING, NOTHING, waits, amount - waits, NOTHING, NOTHING, "withheld")
    return _payable(amount, payment.payable, paid)


def outstanding(moves: Iterable[tuple[Literal["request", "paid"], Decimal]]) -> Decimal:
    """What was asked for of a part and not paid since, from its requests and payments in the order of their time.

    It is not asked for again: a payment of less, entered early or late, leaves the rest asked for.

    >>> outstanding([("request", Decimal(9)), ("paid", Decimal(4))])
    Decimal('5')
    >>> outstanding([("paid", Decimal(4)), ("request", Decimal(5)), ("paid", Decimal(5))])
    Decimal('0')
    """
    asked = NOTHING
    for kind, yuan in moves:
        asked = asked + yuan if kind == "request" else max(NOTHING, asked - yuan)
    return asked


def summed(every: Iterable[Shares]) -> Shares:
    """All parts together."""
    parts = list(every)

    def of(name: str) -> Decimal:
        return sum((getattr(one, name) for one in parts), NOTHING)

    return Shares(of("amount"), of("paid"), of("due"), of("waits"), of("lost"), of("ahead"), of("retained"), "due")


def _payable(amount: Decimal, payable: Decimal, paid: Decimal) -> Shares:
    due = payable - paid
    standing: Standing = "nothing" if not payable else "paid" if not due else "due"
    return Shares(amount, paid, due, NOTHING, amount - payable, NOTHING, NOTHING, standing)
