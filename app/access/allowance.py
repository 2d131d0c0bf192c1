"""How much work a stranger may ask for within a while, counted where the work is done.

Kept in the memory of one process: with several workers each has its own count, so the sum may be their number times as
much. That bounds what one address can cost each worker, which is what it is for; nothing is written for a stranger.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

_MOST_CALLERS = 10_000
"""With more callers than this, those whose spending has passed are forgotten first."""


@dataclass(slots=True)
class Allowance:
    """So many units within `window` for each caller. Whoever has units left is let in; the next has to wait."""

    units: int
    window: timedelta = timedelta(minutes=1)
    _spent: dict[str, deque[tuple[datetime, int]]] = field(default_factory=dict)

    def wait_seconds(self, caller: str, now: datetime) -> int:
        """How many seconds the caller has to wait, 0 when there is something left.

        >>> allowance, noon = Allowance(10), datetime(2026, 11, 22, 12)
        >>> allowance.spend("a", 10, noon)
        >>> allowance.wait_seconds("a", noon), allowance.wait_seconds("b", noon)
        (60, 0)
        >>> allowance.wait_seconds("a", noon + timedelta(seconds=60))
        0
        """
        spendings = self._lately(caller, now)
        over = sum(units for _, units in spendings) - self.units
        if over < 0:
            return 0
        for moment, units in spendings:
            over -= units
            if over < 0:
                return max(1, ceil((moment + self.window - now).total_seconds()))
        return 0

    def spend(self, caller: str, units: int, now: datetime) -> None:
        """Note that the caller's work came to so many units."""
        if len(self._spent) >= _MOST_CALLERS:
            for known in list(self._spent):
                self._lately(known, now)
        self._lately(caller, now)
        self._spent.setdefault(caller, deque()).append((now, units))

    def _lately(self, caller: str, now: datetime) -> deque[tuple[datetime, int]]:
        spendings = self._spent.get(caller, deque())
        while spendings and spendings[0][0] + self.window <= now:
            spendings.popleft()
        if not spendings:
            self._spent.pop(caller, None)
        return spendings
