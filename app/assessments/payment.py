"""What a scored period pays: bands, what waits until faults are put right, and the schedule of a whole contract.

Money is exact decimal, to the fen, halves rounded up. What the instalments are cut to the fen, the retention makes up:
advance, instalments and retention are always the contract's sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from app.standards.scorecard import ContractTerms, Scorecard

FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The parts of a contract in yuan: the advance, one instalment, and the retention that remains."""

    advance: Decimal
    instalment: Decimal
    retention: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """What one period pays. `percent` is of the `instalment`; `held_back` is what of it is not paid (now)."""

    percent: Decimal
    instalment: Decimal
    payable: Decimal

    @property
    def held_back(self) -> Decimal:
        """The rest of the instalment."""
        return self.instalment - self.payable


def share(amount: Decimal, percent: Decimal) -> Decimal:
    """So many percent of a sum, to the fen, halves up.

    >>> share(Decimal("1.50"), Decimal(1)), share(Decimal("960000"), Decimal(10))
    (Decimal('0.02'), Decimal('96000.00'))
    """
    return (amount * percent / 100).quantize(FEN, rounding=ROUND_HALF_UP)


def schedule(terms: ContractTerms, amount: Decimal) -> Schedule:
    """The parts of a contract over `amount`. They add up to it, and none is negative: where rounding up would make the
    instalments more than is left after the advance, they are rounded down.
    """
    advance, instalment = share(amount, terms.advance_percent), share(amount, terms.instalment_percent)
    left = amount - advance
    if terms.instalments * instalment > left:
        instalment = (left / terms.instalments).quantize(FEN, rounding=ROUND_FLOOR)
    return Schedule(advance, instalment, left - terms.instalments * instalment)


def payment(card: Scorecard, amount: Decimal, total: Decimal, *, failed: bool, rectified: bool) -> Payment:
    """What a period of so many points pays under a contract over `amount`.

    Below the pass mark, or `failed` outright, nothing is due until it is `rectified`; then what the contract says.
    """
    instalment = schedule(card.contract, amount).instalment
    if failed or total < card.pass_mark:
        percent = card.contract.put_right_percent if rectified else Decimal(0)
    else:
        percent = next(band.percent for band in card.bands if total >= band.at_least)
    return Payment(percent, instalment, share(instalment, percent))


def put_right_until(terms: ContractTerms, closed_on: date) -> date:
    """The last day to put right what failed a period that was closed on a day; the first is the day after."""
    return closed_on + timedelta(days=terms.put_right_days)
