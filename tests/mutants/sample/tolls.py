"""Tolls of a bridge: something to plant faults in."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

FREE_UNTIL_YEARS = 6
PRICES = {"foot": 1, "cart": 3}


def _axles(count: int) -> int:
    """What so many axles pay; asked only while the module is loaded."""
    return PRICES["cart"] + count


HEAVY = {axles: _axles(axles) for axles in (2, 3)}
"""Prices by axles, which nobody asks a function for."""


@cache
def toll(kind: str, age: int) -> int:
    """What one of this kind and age pays."""
    if age <= FREE_UNTIL_YEARS:
        return 0
    return PRICES[kind]


class Bridge:
    """A bridge that counts what it took."""

    def __init__(self) -> None:
        self.taken = 0

    @property
    def empty(self) -> bool:
        """Whether nobody has paid yet."""
        return self.taken == 0

    def cross(self, kind: str, age: int = 30) -> None:
        """Somebody pays and goes over."""
        self.taken += toll(kind, age)


@contextmanager
def lifted(bridge: Bridge) -> Iterator[int]:
    """Nobody pays for the length of the block: what was taken before it."""
    before = bridge.taken
    yield before
    bridge.taken = before


def unseen(number: int) -> int:
    """What no test calls."""
    return number + 1
