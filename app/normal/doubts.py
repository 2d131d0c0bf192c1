"""A reading that can be right and is probably not: it is asked about, and written only when somebody says so.

The one type for whatever is asked at any door. A fault refuses; a doubt proposes: it names the place, what was read and
is taken if confirmed, and what may have been meant instead. On the command line it is refused with its sentence unless
`--confirm`; on pages it stands among the differences, marked for the reviewer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.errors import Fault, InvalidInput
from app.wording import Wording

CODE = "to_confirm"
"""The fault code under which every unconfirmed doubt is refused, for programs."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to be asked.

    `path` is the place, as in a fault (``facts.area_m2``, ``零工市场!C7``). `kind` is stable for programs
    (``ten_times``, ``implausible``, ``shared_point``, ``telephone``, ``percent``). `read` is what is taken if
    confirmed, `instead` what may have been meant, None where nobody can say. `why` is the sentence that a person is
    shown: what was read, why that is doubtful, what to do. `only_told`: known too roughly to refuse anything for it;
    pages ask, as they do of every doubt, an import and a direct publication write what was read, and say it.
    """

    path: str
    kind: str
    read: str
    why: Wording
    instead: str | None = None
    only_told: bool = False

    def under(self, prefix: str) -> Doubt:
        """The same doubt seen from an enclosing document.

        >>> Doubt("phone", "telephone", "0818-", Wording("缺", "incomplete")).under("[3]").path
        '[3].phone'
        """
        return replace(self, path=Fault(self.path, self.kind, self.why).under(prefix).path)

    def as_fault(self) -> Fault:
        """The refusal of what nobody has confirmed."""
        return Fault(self.path, CODE, self.why)


class Unconfirmed(InvalidInput):
    """What was handed in has doubts that nobody confirmed, and perhaps faults beside them. Nothing was changed."""

    def __init__(self, doubts: Iterable[Doubt], faults: Iterable[Fault] = ()) -> None:
        self.doubts = tuple(doubts)
        super().__init__((*faults, *(doubt.as_fault() for doubt in self.doubts)))
