"""The counters of the store as they were read last, good for half a second: a read request asks for none of its own.

Kept by the engine of a process. Old as soon as this process has written or found the database gone, or somebody came
who must see what another process wrote a moment ago; else after `GOOD_FOR_SECONDS`, so what another process wrote is
seen within a second. Nobody waits for anybody and nothing runs between requests: whoever finds the reading old asks the
database, and hears from it when it is gone. Lost, it is read again.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

GOOD_FOR_SECONDS = 0.5
Counters = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Reading:
    counters: Counters
    began: float
    writes: int


class RevisionWatch:
    """The last reading of the counters. `clock` gives seconds that only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: _Reading | None = None
        self._writes = 0

    def expire(self) -> None:
        """From now on only a reading that begins now or later will do."""
        self._writes += 1

    async def counters(self, ask: Callable[[], Awaitable[Counters]]) -> Counters:
        """The counters by subject, of the last reading while it is good; else what `ask` reads. Raises what it does."""
        began, writes, last = self._clock(), self._writes, self._last
        if last is not None and last.writes == writes and began - last.began < GOOD_FOR_SECONDS:
            return last.counters
        counters = await ask()
        # Of two that asked side by side the later one knows better.
        if self._last is None or (writes, began) >= (self._last.writes, self._last.began):
            self._last = _Reading(counters, began, writes)
        return counters
