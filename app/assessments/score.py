"""The score of one period: each line with the system's proposal, both sides' points and what counts; total and payment.

What nobody reported proposes nothing and stays open, never zero and never full. The reviewer's points count, else the
proposal; the operator's own points are shown and count for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from app.assessments.payment import Payment, payment
from app.assessments.proposal import Figures, proposal, unreported
from app.standards.scorecard import Counted, Scorecard, ScoreLine
from app.units import plain

Status = Literal["open", "scored", "below_80", "rectified", "failed"]


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """What is known of one period: figures, both sides' points by line, what was counted, what the purchaser said."""

    programme: str
    period: str
    contract_amount: Decimal
    figures: Figures
    self_points: Mapping[str, Decimal]
    review_points: Mapping[str, Decimal]
    bonus: Mapping[str, int]
    deductions: Mapping[str, int]
    grave_influence: bool = False
    rectified: bool = False


@dataclass(frozen=True, slots=True)
class LineScore:
    """One line: `counted` is None, and the line open, while neither the figures nor a reviewer say."""

    line: ScoreLine
    proposal: Decimal | None
    self_points: Decimal | None
    review_points: Decimal | None
    missing: tuple[str, ...]

    @property
    def counted(self) -> Decimal | None:
        """The reviewer's points, else the proposal, else None."""
        return self.proposal if self.review_points is None else self.review_points


@dataclass(frozen=True, slots=True)
class PeriodScore:
    """The whole score. `lowest` and `highest`: all open lines at none, and at full; `paid` is None while one is."""

    report: PeriodReport
    lines: tuple[LineScore, ...]
    bonus: Decimal
    deductions: Decimal
    lowest: Decimal
    highest: Decimal
    status: Status
    instalment: Decimal
    paid: Payment | None

    @property
    def open(self) -> tuple[str, ...]:
        """The lines that nothing is counted for yet."""
        return tuple(found.line.id for found in self.lines if found.counted is None)

    @property
    def total(self) -> Decimal | None:
        """The sum, once no line is open."""
        return None if self.open else self.lowest

    def as_document(self) -> dict[str, Any]:
        """The score as the outer contract writes it: decimals as plain texts, money with two digits."""
        paid = self.paid
        return {
            "programme": self.report.programme,
            "period": self.report.period,
            "lines": [_line_document(found) for found in self.lines],
            "bonus": plain(self.bonus),
            "deductions": plain(self.deductions),
            "total": _text(self.total),
            "total_range": [plain(self.lowest), plain(self.highest)],
            "open": list(self.open),
            "status": self.status,
            "percent": None if paid is None else _number(paid.percent),
            "instalment": f"{self.instalment:.2f}",
            "payable": None if paid is None else f"{paid.payable:.2f}",
            "held_back": None if paid is None else f"{paid.held_back:.2f}",
        }


def score(card: Scorecard, report: PeriodReport) -> PeriodScore:
    """Score one period."""
    lines = tuple(
        LineScore(
            line,
            proposal(line, report.figures),
            report.self_points.get(line.id),
            report.review_points.get(line.id),
            unreported(line, report.figures),
        )
        for line in card.lines
    )
    bonus = min(_counted(card.bonuses, report.bonus), card.bonus_at_most)
    deductions = _counted(card.deductions, report.deductions)
    sure = sum((found.counted or Decimal(0) for found in lines), bonus - deductions)
    still_open = sum((found.line.max for found in lines if found.counted is None), Decimal(0))
    lowest, highest = max(sure, Decimal(0)), max(sure + still_open, Decimal(0))
    closed = all(found.counted is not None for found in lines)
    due = payment(card, report.contract_amount, lowest, failed=report.grave_influence, rectified=report.rectified)
    status = status_of(card, report, lowest) if closed else "open"
    return PeriodScore(
        report, lines, bonus, deductions, lowest, highest, status, due.instalment, due if closed else None
    )


def status_of(card: Scorecard, report: PeriodReport, total: Decimal) -> Status:
    """What a total without open lines comes to."""
    if report.grave_influence:
        return "failed"
    if total >= card.pass_mark:
        return "scored"
    return "rectified" if report.rectified else "below_80"


def _counted(kinds: tuple[Counted, ...], counts: Mapping[str, int]) -> Decimal:
    return sum((kind.points * counts.get(kind.code, 0) for kind in kinds), Decimal(0))


def _line_document(found: LineScore) -> dict[str, Any]:
    return {
        "id": found.line.id,
        "max": plain(found.line.max),
        "proposal": _text(found.proposal),
        "self": _text(found.self_points),
        "review": _text(found.review_points),
        "counted": _text(found.counted),
        "missing": list(found.missing),
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value
