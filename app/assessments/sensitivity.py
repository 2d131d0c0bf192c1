"""What a period's payment hangs on: how far the next band is, which lines reach it, what open lines still decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.assessments.payment import payment
from app.assessments.score import LineScore, PeriodScore
from app.standards.scorecard import Scorecard, ScoreLine

MOST_NAMED = 4
"""So many lines are named at most; where more are needed, no few of them decide."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the payment of a period hangs on.

    `low_percent` and `high_percent`: what is paid with all open lines at none and at full; alike once nothing is open.
    `deciding` are the open lines where those differ, the weightiest first. `needed` points reach the next band, which
    pays `next_percent`; both None in the highest. `reached_by` are the fewest lines below their full points that come
    to so many; empty where none do. `spare`: so many points may still be lost before less is paid; None where nothing
    is.
    """

    low_percent: Decimal
    high_percent: Decimal
    deciding: tuple[ScoreLine, ...]
    needed: Decimal | None
    next_percent: Decimal | None
    reached_by: tuple[ScoreLine, ...]
    spare: Decimal | None

    @property
    def is_decided(self) -> bool:
        """Whether open lines can no more change what is paid."""
        return self.low_percent == self.high_percent


def sensitivity(card: Scorecard, score: PeriodScore) -> Sensitivity:
    """What the payment of this score hangs on. Reckoned from the lowest total that is possible."""
    report = score.report
    failed, rectified = report.grave_influence, report.rectified
    amount = report.contract_amount
    low, high = (
        payment(card, amount, total, failed=failed, rectified=rectified).percent
        for total in (score.lowest, score.highest)
    )
    open_lines = [found for found in score.lines if found.counted is None]
    deciding = () if low == high else _by_weight(open_lines)
    # Deductions may leave less than nothing, which is shown and paid as nothing but has to be made up for all the same.
    sure = sum((found.counted or Decimal(0) for found in score.lines), score.bonus - score.deductions)
    # Put right after it failed, a period may be paid like the next band already; then the one that pays more counts.
    above = [] if failed else [band for band in card.bands if band.at_least > sure and band.percent > low]
    band = above[-1] if above else None
    needed = None if band is None else band.at_least - sure
    below = [found for found in score.lines if _lost(found)]
    marks = [band.at_least for band in card.bands if band.at_least <= score.lowest]
    return Sensitivity(
        low,
        high,
        deciding,
        needed,
        None if band is None else band.percent,
        () if needed is None else _fewest(below, needed),
        None if failed or not marks else score.lowest - marks[0],
    )


def _lost(found: LineScore) -> Decimal:
    return found.line.max - (found.counted or Decimal(0))


def _by_weight(lines: Sequence[LineScore]) -> tuple[ScoreLine, ...]:
    return tuple(found.line for found in sorted(lines, key=_lost, reverse=True))


def _fewest(below: Sequence[LineScore], needed: Decimal) -> tuple[ScoreLine, ...]:
    """The fewest lines that come to so many points when they are full; empty where that takes more than a few."""
    chosen: list[ScoreLine] = []
    gained = Decimal(0)
    for found in sorted(below, key=_lost, reverse=True)[:MOST_NAMED]:
        chosen.append(found.line)
        gained += _lost(found)
        if gained >= needed:
            return tuple(chosen)
    return ()
