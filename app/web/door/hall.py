"""Everybody who has come in through one process's door: how many there are, and who goes when it gets crowded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from app.web.door.limits import Limits


class Guest(Protocol):
    """A connection, as far as the hall cares."""

    def make_room(self) -> None:
        """Close at once, for others."""


@dataclass(slots=True)
class Hall:
    """The open connections of one process.

    When no more fit in, the address with the most requests that are not here whole gives up its oldest. So whoever
    opens thousands of connections closes their own, and nobody's finished request is ever given up.
    """

    limits: Limits
    inside: int = 0
    body_bytes: int = 0
    _unfinished: dict[str, dict[Guest, None]] = field(default_factory=dict)

    def enter(self) -> bool:
        """Count one more connection; False when it is one too many and nobody can make room."""
        if self.inside >= self.limits.connections and not self._somebody_leaves():
            return False
        self.inside += 1
        return True

    def leave(self) -> None:
        """Count one connection less."""
        self.inside -= 1

    def wait_for(self, address: str, guest: Guest) -> None:
        """Somebody's next request is not here whole, or has not even begun."""
        self.done_waiting(address, guest)
        self._unfinished.setdefault(address, {})[guest] = None

    def done_waiting(self, address: str, guest: Guest) -> None:
        """The request is here, or will never be."""
        those = self._unfinished.get(address)
        if those is not None:
            those.pop(guest, None)
            if not those:
                del self._unfinished[address]

    def hold(self, size: int) -> None:
        """So many bytes of a body are held from now on; negative when they are not any more."""
        self.body_bytes += size
        if size > 0 and self.body_bytes > self.limits.bodies_bytes:
            self._somebody_leaves()

    def _somebody_leaves(self) -> bool:
        if not self._unfinished:
            return False
        address = max(self._unfinished, key=lambda known: len(self._unfinished[known]))
        oldest = next(iter(self._unfinished[address]))
        self.done_waiting(address, oldest)
        oldest.make_room()
        return True
