"""Money of a whole contract: its parts come to its sum, nothing is negative or above it; what a band hangs on."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessments.payment import payment, schedule, share
from app.assessments.payment_parts import (
    Shares,
    advance_shares,
    ahead_shares,
    closed_shares,
    retention_shares,
    summed,
)
from app.assessments.reading import read_report
from app.assessments.score import PeriodReport, Status, score
from app.assessments.sensitivity import sensitivity
from app.exchange.strict_json import load_json
from app.standards.scorecard import ContractTerms
from tests.assessments.documents import documents
from tests.networks import seeds

CARD = seeds().programmes["gangbei-2025"].scorecard
assert CARD is not None
NAMES = ("paid", "due", "waits", "lost", "ahead", "retained")


@st.composite
def cards(draw: st.DrawFn) -> Any:
    """The card under other terms: any division of the sum, instalments of a quarter or half a year, other bands."""
    advance, instalments = draw(st.integers(0, 60)), draw(st.integers(1, 12))
    each = draw(st.integers(0, (100 - advance) // instalments))
    terms = ContractTerms(
        amount_yuan=Decimal(1),
        advance_percent=Decimal(advance),
        instalments=instalments,
        instalment_percent=Decimal(each),
        retention_percent=Decimal(100 - advance - instalments * each),
        put_right_days=15,
        put_right_percent=Decimal(draw(st.integers(0, 100))),
        request_workdays=10,
    )
    assert CARD is not None
    return CARD.model_copy(update={"contract": terms})


@given(cards(), st.decimals("0.01", "0.99", places=2) | st.decimals("0.01", "99999999.99", places=2), st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_is_scored_and_paid_the_parts_come_to_the_contract_and_nothing_is_negative(
    card: Any, amount: Decimal, data: st.DataObject
) -> None:
    whole = schedule(card.contract, amount)
    fraction = st.integers(0, 100)
    parts: list[Shares] = [advance_shares(whole.advance, share(whole.advance, Decimal(data.draw(fraction))))]
    for _ in range(card.contract.instalments):
        if data.draw(st.booleans()):
            parts.append(ahead_shares(whole.instalment, scoring=data.draw(st.booleans())))
            continue
        total, failed = Decimal(data.draw(st.integers(0, 1150))) / 10, data.draw(st.booleans())
        rectified = data.draw(st.booleans())
        paid = payment(card, amount, total, failed=failed, rectified=rectified)
        below = failed or total < card.pass_mark
        status: Status = (
            ("rectified" if rectified and not failed else "failed" if failed else "below_80") if below else "scored"
        )
        parts.append(closed_shares(card.contract, paid, status, share(paid.payable, Decimal(data.draw(fraction)))))
    over, quality = data.draw(st.booleans()), data.draw(st.sampled_from([None, "none", "problems"]))
    kept = retention_shares(whole.retention, Decimal(0), term_over=over, quality=quality)
    assert kept.due == (whole.retention if over and quality == "none" else 0), "what nobody found yet is not none"
    parts.append(kept)
    for one in parts:
        sums = [getattr(one, name) for name in NAMES]
        assert min(sums) >= 0
        assert sum(sums) == one.amount
        assert one.payable + one.waits <= one.amount
    assert summed(parts).amount == amount
    assert sum(getattr(summed(parts), name) for name in NAMES) == amount


@pytest.mark.long
@given(documents())
@settings(max_examples=400, deadline=None)
def test_the_lines_that_are_named_do_reach_the_next_band_and_fewer_do_not(document: dict[str, Any]) -> None:
    assert CARD is not None
    report = read_report(load_json(json.dumps(document).encode()), {"gangbei-2025": CARD})
    scored = score(CARD, report)
    found = sensitivity(CARD, scored)
    assert found.low_percent <= found.high_percent
    assert bool(found.deciding) == (found.low_percent != found.high_percent)
    if scored.paid is not None:
        assert found.low_percent == found.high_percent == scored.paid.percent
        assert found.deciding == ()
    reached = found.reached_by
    if reached and found.next_percent is not None:
        assert _percent(report, reached) >= found.next_percent
        assert _percent(report, reached[:-1]) < found.next_percent


def _with(report: PeriodReport, lines: Any) -> PeriodReport:
    return replace(report, review_points={**report.review_points, **{line.id: line.max for line in lines}})


def _percent(report: PeriodReport, lines: Any) -> Decimal:
    assert CARD is not None
    return sensitivity(CARD, score(CARD, _with(report, lines))).low_percent


@pytest.mark.parametrize(
    ("total", "percent"),
    [("115", 100), ("95", 100), ("94.99", 90), ("94.5", 90), ("89.99", 80), ("80", 70), ("79.99", 0)],
)
def test_a_total_between_two_bands_is_paid_by_the_lower_one(total: str, percent: int) -> None:
    assert CARD is not None
    paid = payment(CARD, Decimal(960_000), Decimal(total), failed=False, rectified=False)
    assert (paid.percent, paid.payable) == (percent, 960 * percent)


def test_two_points_below_a_band_the_open_lines_that_decide_it_are_named() -> None:
    assert CARD is not None
    full = {line.id: str(line.max) for line in CARD.lines if line.id not in ("archives", "opening", "film")}
    document = {"programme": "gangbei-2025", "period": "2026-H1", "review": {k: float(v) for k, v in full.items()}}
    report = read_report(load_json(json.dumps(document).encode()), {"gangbei-2025": CARD})
    found = sensitivity(CARD, score(CARD, report))
    assert [line.id for line in found.deciding] == ["archives", "opening", "film"]
    assert (found.low_percent, found.high_percent, found.needed, found.next_percent) == (90, 100, 5, 100)
    assert [line.id for line in found.reached_by] == ["archives"]
