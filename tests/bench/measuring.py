"""How the benches measure: ways side by side in one run, medians and ratios, the peak memory of a process.

A clock decides nothing here. The machines that run this are small and shared, so a figure is printed and only what
does not depend on the hour (equal answers, memory) is asserted.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class Timed(Generic[T]):
    """One way of doing something: what it answered last, and how long each run took."""

    answer: T
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Seconds of the middle run."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        return f"{self.median:.2f} s ({min(self.seconds):.2f} to {max(self.seconds):.2f}, {len(self.seconds)} runs)"


def timed(way: Callable[[], T]) -> Timed[T]:
    """One run."""
    gc.collect()
    began = time.perf_counter()
    answer = way()
    return Timed(answer, [time.perf_counter() - began])


def side_by_side(ours: Callable[[], T], peer: Callable[[], T], runs: int = 5) -> tuple[Timed[T], Timed[T]]:
    """Both ways in turn, so that a busy minute of the machine falls on both."""
    times = [(timed(ours), timed(peer)) for _ in range(runs)]
    mine, theirs = times[-1]
    return (
        Timed(mine.answer, [one.median for one, _ in times]),
        Timed(theirs.answer, [other.median for _, other in times]),
    )


def moment() -> float:
    """Seconds on a clock that only goes forward."""
    return time.perf_counter()


def repeated(way: Callable[[], T], runs: int) -> Timed[T]:
    """The same thing over and over, as a server does it: with what it needs in reach of the processor."""
    gc.collect()
    answer, seconds = way(), []
    for _ in range(runs):
        began = moment()
        answer = way()
        seconds.append(moment() - began)
    return Timed(answer, seconds)


def told(timed: Timed[object]) -> str:
    """In milliseconds."""
    shortest, longest = min(timed.seconds) * 1000, max(timed.seconds) * 1000
    return f"{timed.median * 1000:.2f} ms ({shortest:.2f} to {longest:.2f}, {len(timed.seconds)} runs)"


def peak_megabytes() -> int:
    """The most memory that this process has held at once.

    From the kernel's account of this very program. `getrusage` would not do: what it says after a fork and an exec
    includes the process that started this one.
    """
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) // 1024


def tell(title: str, *lines: str) -> None:
    """Print a figure so that it stands out among pytest's own lines."""
    sys.stdout.write("\n".join(("", f"== {title}", *(f"   {line}" for line in lines), "")))
    sys.stdout.flush()
