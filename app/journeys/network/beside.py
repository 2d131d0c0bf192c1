"""What is kept beside the network, made of its sites: texts to search in, what is due at each.

It is renewed with the network and by the same rule: of a later state only the sites that changed since are looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from app.journeys.collecting import not_collecting
from app.journeys.house import House
from app.journeys.network.judged import Network, NetworkSite
from app.journeys.turns import a_turn, lane_of
from app.sites.splice import Splice, splice_of

Thing = TypeVar("Thing")
DAYS_KEPT = 4


class Renewal(NamedTuple, Generic[Thing]):
    """What there was of an earlier state, how the places changed since, and the sites that are to be looked at."""

    before: Thing
    splice: Splice
    members: list[NetworkSite]


class Beside(Generic[Thing]):
    """Kept: one thing of today's network and of the last few days looked back at.

    Renewed when the network's state is no longer its own. Lost, it is made again of all sites, by one task while the
    others wait for their turn.
    """

    def __init__(self) -> None:
        self._by_day: dict[date, _Made[Thing]] = {}

    def known(self, whole: Network) -> Thing | None:
        """The thing of this state, where it was made."""
        found = self._by_day.get(whole.as_of)
        return found.thing if found is not None and found.whole is whole else None

    async def of(self, house: House, whole: Network, make: Callable[[Renewal[Thing] | None], Thing]) -> Thing:
        """The thing of this state; `make` is called in a thread, with None where everything is to be looked at."""
        if (known := self.known(whole)) is not None:
            return known
        async with a_turn(house, lane_of(house, whole.as_of)) as at_work:
            if (known := self.known(whole)) is not None:
                return known
            found = self._by_day.get(whole.as_of)
            thing = await at_work(not_collecting()(lambda: make(_renewal(found, whole))))
            if found is None or found.whole.revision <= whole.revision or found.whole.packs != whole.packs:
                self._by_day[whole.as_of] = _Made(whole, thing)
            for day in [day for day in self._by_day if day not in (whole.as_of, house.today())][:-DAYS_KEPT]:
                del self._by_day[day]
            return thing


@dataclass(frozen=True, slots=True)
class _Made(Generic[Thing]):
    whole: Network
    thing: Thing = field(repr=False)


def _renewal(found: _Made[Thing] | None, whole: Network) -> Renewal[Thing] | None:
    changed = whole.changed_since(found.whole) if found is not None else None
    if found is None or changed is None:
        return None
    splice, codes = splice_of(found.whole.columns.codes, changed, whole.by_code)
    return Renewal(found.thing, splice, [whole.by_code[code] for code in codes])
