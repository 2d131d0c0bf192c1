"""Showing how far long work is, to whoever looks: who does the work knows nothing of screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Track = Callable[[Iterable[Any], str, int | None], Iterable[Any]]
"""Passes items on and shows how far they are: the items, what is being done with them, how many they are if known."""


def untracked(items: Iterable[Any], what: str, total: int | None) -> Iterable[Any]:
    """The items, shown to nobody."""
    return items
