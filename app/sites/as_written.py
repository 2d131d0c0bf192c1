"""Values as `facts.write_fact` writes them, read again: nothing is asked of a text that the program itself wrote.

Of any other text the answer may be wrong, or an error of Python's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from app.sites.site import Span


@lru_cache(16_384)
def day_as_written(text: str) -> date:
    """The day of a text such as ``2026-11-30``."""
    return date.fromisoformat(text)


@lru_cache(16_384)
def clock_as_written(text: str) -> time:
    """The time of day of a text such as ``09:00``; ``24:00`` is the end of the day, as `Span` has it."""
    return time.max if text == "24:00" else time.fromisoformat(text)


def number_as_written(said: int | float | Decimal) -> Decimal:
    """The number that JSON has, where a double held it to the digit."""
    return Decimal(repr(said) if type(said) is float else said)


def spans_as_written(days: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, tuple[Span, ...]]:
    """The spans by weekday or by day.

    >>> spans_as_written({"mon": [["09:00", "24:00"]], "tue": []})["tue"]
    ()
    """
    return {day: tuple([_span(*said) for said in spans]) for day, spans in days.items()}


def _span(opens: str, closes: str) -> Span:
    return clock_as_written(opens), clock_as_written(closes)
