"""A worked period of a pack: scored from its figures, rows of ledgers or total, and held against what must come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.assessments.ledger_figures import figures_of
from app.assessments.ledger_rows import EnteredRow, read_row
from app.assessments.payment import payment
from app.assessments.reading import read_report
from app.assessments.score import PeriodScore, score, status_of
from app.errors import Fault, InvalidInput
from app.standards.ledgers import LedgerBook
from app.standards.score_cases import ExpectedScore, ScoreCase, ScoreCaseTable
from app.standards.scorecard import Scorecard
from app.units import Period
from app.wording import Wording

_NO_LEDGER = Wording("没有这个台账", "there is no such ledger")


@dataclass(frozen=True, slots=True)
class WorkedPeriod:
    """What a case comes to. `figures` are those of its rows, None for unknown ones."""

    score: PeriodScore
    figures: Mapping[str, Any]


def worked_period(
    case: ScoreCase, base: ScoreCaseTable, programme: str, card: Scorecard, book: LedgerBook | None
) -> WorkedPeriod:
    """Score a case. Raises InvalidInput with every fault of its rows, or of its document."""
    figures = {} if book is None else _figures(case, case.period or base.period, card, book)
    found = score(card, read_report(case.whole(programme, base, figures), {programme: card}))
    return WorkedPeriod(found if case.total is None else _with_total(card, case.total, found), figures)


def score_disagreements(expected: ExpectedScore, worked: WorkedPeriod) -> Iterator[str]:
    """What differs from what is expected, one thing each; what a case does not name is not looked at."""
    found = worked.score
    lines = {one.line.id: one for one in found.lines}
    named = expected.model_fields_set
    pairs: list[tuple[str, object, object]] = [
        ("status", expected.status, found.status),
        ("open", expected.open, found.open),
    ]
    pairs += [(f"points.{line}", points, lines[line].counted) for line, points in expected.points.items()]
    pairs += [(f"missing.{line}", codes, lines[line].missing) for line, codes in expected.missing.items()]
    pairs += [(f"figures.{code}", value, worked.figures.get(code)) for code, value in expected.figures.items()]
    got = {
        "total": found.total,
        "percent": found.paid and found.paid.percent,
        "payable": found.paid and found.paid.payable,
        "held_back": found.paid and found.paid.held_back,
    }
    pairs += [(name, getattr(expected, name), value) for name, value in got.items() if name in named]
    yield from (f"{name} {value}, expected {wanted}" for name, wanted, value in pairs if wanted != value)


def _figures(case: ScoreCase, text: str, card: Scorecard, book: LedgerBook) -> dict[str, Any]:
    """The figures of the ledgers that the case has rows of; None for what they leave unknown."""
    if case.read_on is None:
        return {}
    try:
        period = Period.parse(text)
    except ValueError:  # the reader of the document names it
        return {}
    faults: list[Fault] = []
    rows: dict[str, list[EnteredRow]] = {}
    for code, given in case.rows.items():
        ledger = book.ledger(code)
        if ledger is None:
            faults.append(Fault(f"rows.{code}", "unknown_code", _NO_LEDGER))
            continue
        rows[code] = []
        for place, row in enumerate(given):
            try:
                rows[code].append(read_row(ledger, row, case.read_on))
            except InvalidInput as error:
                faults += [one.under(f"rows.{code}[{place}]") for one in error.faults]
    if faults:
        raise InvalidInput(faults)
    found = figures_of(card, book, period, rows, {}, case.read_on)
    return {code: one.value for code, one in found.items() if one.ledger in rows}


def _with_total(card: Scorecard, case_total: Decimal, found: PeriodScore) -> PeriodScore:
    """The score as if its lines came to this total."""
    report = found.report
    paid = payment(card, report.contract_amount, case_total, failed=report.grave_influence, rectified=report.rectified)
    status = status_of(card, report, case_total)
    return replace(found, lowest=case_total, highest=case_total, status=status, paid=paid)
