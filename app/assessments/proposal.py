"""Whether reported figures pass the tests of a line: yes, no, or not to be said while something is unreported."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, assert_never

from app.standards.scorecard import (
    AtLeastFigure,
    AtMostFigure,
    ClassesHeld,
    EachAtLeast,
    FigureTest,
    IsMet,
    ManyEnough,
    MeanAtLeast,
    ScoreLine,
    ShareAtLeast,
)

Figures = Mapping[str, Any]
"""Reported figures by their code; a figure nobody reported is left out."""


def proposal(line: ScoreLine, figures: Figures) -> Decimal | None:
    """The points the system proposes: full, 0 as soon as one test fails, None while none fails and one is unknown."""
    found = [passed(test, figures) for test in line.tests]
    if False in found:
        return Decimal(0)
    return None if None in found else line.max


def unreported(line: ScoreLine, figures: Figures) -> tuple[str, ...]:
    """The figures that keep the line without a proposal, in the order of its tests."""
    if proposal(line, figures) is not None:
        return ()
    open_tests = [test for test in line.tests if passed(test, figures) is None]
    return tuple(dict.fromkeys(code for test in open_tests for code in _lacking(test, figures)))


def _lacking(test: FigureTest, figures: Figures) -> tuple[str, ...]:
    left_out = tuple(code for code in test.figures if code not in figures)
    return left_out or test.figures


def passed(test: FigureTest, figures: Figures) -> bool | None:
    """Whether the figures pass one test; None where they do not say."""
    match test:
        case ShareAtLeast():
            return _share(test, figures.get(test.figure), figures.get(test.of))
        case _ if test.figure not in figures:
            return None
        case AtLeastFigure():
            return bool(figures[test.figure] >= test.value)
        case AtMostFigure():
            return bool(figures[test.figure] <= test.value)
        case EachAtLeast():
            return _each(test, figures[test.figure])
        case ManyEnough():
            return len(figures[test.figure]) >= test.value
        case MeanAtLeast():
            ratings = figures[test.figure]
            return None if len(ratings) < test.count else sum(ratings) >= test.value * len(ratings)
        case ClassesHeld():
            return _classes(test, figures[test.figure])
        case IsMet():
            return {"met": True, "not_met": False, "unknown": None}[figures[test.figure]]
        case _:
            assert_never(test)


def _share(test: ShareAtLeast, part: Decimal | None, whole: Decimal | None) -> bool | None:
    if whole == 0:
        return False
    if part is None or whole is None:
        return None
    return part * 100 >= test.percent * whole


def _each(test: EachAtLeast, counts: tuple[Decimal, ...]) -> bool | None:
    if any(count < test.value for count in counts):
        return False
    if test.count is not None:
        return None if len(counts) < test.count else True
    return bool(counts)


def _classes(test: ClassesHeld, classes: tuple[tuple[str, int], ...]) -> bool:
    kinds = [kind for kind, _ in classes]
    trainees = [count for _, count in classes]
    return (
        all(kinds.count(kind) >= test.each_kind for kind in test.kinds)
        and all(count >= test.trainees for count in trainees)
        and sum(trainees) >= test.together
    )
