"""Whether a worked period gets the score that its pack says."""

from __future__ import annotations

from collections.abc import Iterator

from app.assessments.score import PeriodScore
from app.standards.score_cases import ExpectedScore


def score_disagreements(expected: ExpectedScore, found: PeriodScore) -> Iterator[str]:
    """What differs from what is expected, one thing each; what a case does not name is not looked at."""
    lines = {one.line.id: one for one in found.lines}
    named = expected.model_fields_set
    pairs: list[tuple[str, object, object]] = [
        ("status", expected.status, found.status),
        ("open", expected.open, found.open),
    ]
    pairs += [(f"points.{line}", points, lines[line].counted) for line, points in expected.points.items()]
    pairs += [(f"missing.{line}", codes, lines[line].missing) for line, codes in expected.missing.items()]
    got = {
        "total": found.total,
        "percent": found.paid and found.paid.percent,
        "payable": found.paid and found.paid.payable,
        "held_back": found.paid and found.paid.held_back,
    }
    pairs += [(name, getattr(expected, name), value) for name, value in got.items() if name in named]
    yield from (f"{name} {value}, expected {wanted}" for name, wanted, value in pairs if wanted != value)
