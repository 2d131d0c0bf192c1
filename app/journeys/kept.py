"""What a process remembers between journeys: one small class for each thing kept, one of each in a house.

Everything kept is a copy of what database, files or settings say, or work in progress of this very process: a process
that loses all of it (a restart) answers the same, only slower, and other processes keep their own. Each class stands
beside the journey that fills it and says what it holds, when it is renewed, and what its loss costs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from itertools import islice
from typing import Any, TypeVar, cast

Thing = TypeVar("Thing")
Key = TypeVar("Key")
Closing = Callable[[], Awaitable[None]]


class Kept:
    """The things kept in one house, each found by its class and made when first asked for.

    >>> from dataclasses import dataclass, field
    >>> @dataclass
    ... class Seen:
    ...     codes: set[str] = field(default_factory=set)
    >>> kept = Kept()
    >>> kept.of(Seen).codes.add("QX-HUB")
    >>> kept.of(Seen)
    Seen(codes={'QX-HUB'})
    >>> kept.forget(Seen)
    >>> kept.of(Seen)
    Seen(codes=set())
    """

    def __init__(self) -> None:
        self._things: dict[type[object], object] = {}
        self._closing: list[Closing] = []

    def of(self, kind: type[Thing], make: Callable[[], Thing] | None = None) -> Thing:
        """The one thing of this class; `make` builds it where its class needs to be told something."""
        found = self._things.get(kind)
        if found is None:
            found = self._things[kind] = (make or kind)()
        return cast("Thing", found)

    def forget(self, kind: type[object]) -> None:
        """Let a thing go; the next who asks gets a new one."""
        self._things.pop(kind, None)

    def at_close(self, close: Closing) -> None:
        """Have something ended before the database of the house closes."""
        self._closing.append(close)

    async def close(self) -> None:
        """End what is to be ended, once, and let everything go: it was of the database that closes now."""
        while self._closing:
            await self._closing.pop()()
        self._things.clear()


def let_go(kept: dict[Key, Any], most: int, first: Iterable[Key] | None = None) -> None:
    """Let what was kept longest go, until there are `most`; or of `first`, in that order, and nothing else.

    >>> kept = dict.fromkeys("abcd")
    >>> let_go(kept, 3)
    >>> let_go(kept, 1, "d")
    >>> let_go(kept, 3)
    >>> "".join(kept)
    'bc'
    """
    for key in list(islice(kept if first is None else first, max(0, len(kept) - most))):
        kept.pop(key, None)
