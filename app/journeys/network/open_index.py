"""Which sites are open at a moment, in columns: what the list is ordered by and what the chip 开放中 leaves.

Each site keeps the number of its week and of its own special days; few of them differ. A moment is asked once of each
different day that some site has, by the one opening function, and laid over all sites at once.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from app.compliance.network_columns import Names
from app.journeys.house import House
from app.journeys.network.beside import Beside, Renewal
from app.journeys.network.judged import Network
from app.journeys.network.open_now import is_operating
from app.journeys.turns import LISTS, in_turn
from app.sites.opening import OPENING_HOURS, SPECIAL_DAYS, opening_at
from app.sites.site import Site, SpecialDays, WeeklyHours
from app.units import CHINA


class HowOpen(IntEnum):
    """How good it is to go there now, the best first. `UNKNOWN`: hours not reported, or the day is not certain."""

    OPEN = 0
    OPENS_TODAY = 1
    UNKNOWN = 2
    CLOSED = 3
    NOT_OPERATING = 4


Ranks = NDArray[np.int8]
"""An `HowOpen` for each place of the network."""
_IDLE, _NO_HOURS = 0, "no hours"


@dataclass
class OpenIndex:
    """The timetables of one state of the network: `timetable` is a number of `names` for each site, 0 for one that is
    not operating. `_at` remembers the ranks of the minute that was asked last.
    """

    timetable: NDArray[np.int32]
    names: Names
    _at: tuple[datetime, Ranks] | None = field(default=None, repr=False)

    def ranks(self, minute: datetime) -> Ranks:
        """How open each site is in a minute of the county's time."""
        if self._at is None or self._at[0] != minute:
            self._at = (minute, self._ranks(minute))
        return self._at[1]

    def knows(self, minute: datetime) -> bool:
        """Whether the ranks of the minute are there already."""
        return self._at is not None and self._at[0] == minute

    def _ranks(self, minute: datetime) -> Ranks:
        today = minute.date().isoformat()
        by_day: dict[Hashable, HowOpen] = {}
        found = np.full(len(self.names), HowOpen.NOT_OPERATING, np.int8)
        for number in np.unique(self.timetable).tolist():
            if number == _IDLE:
                continue
            (kept,) = self.names.of([number])
            if kept == _NO_HOURS:
                found[number] = HowOpen.UNKNOWN
                continue
            week, special = kept
            own = dict(special).get(today)
            if (week, own) not in by_day:
                by_day[week, own] = _rank(dict(week), {} if own is None else {today: own}, minute)
            found[number] = by_day[week, own]
        return found[self.timetable]


def _rank(week: WeeklyHours, special: SpecialDays, minute: datetime) -> HowOpen:
    opening = opening_at(week, minute, special)
    match opening.state:
        case "open":
            return HowOpen.OPEN
        case "unknown":
            return HowOpen.UNKNOWN
        case "closed":
            return HowOpen.OPENS_TODAY if opening.day == minute.date() else HowOpen.CLOSED


class OpenIndexes(Beside[OpenIndex]):
    """Kept: the timetables of all sites."""


async def open_ranks(house: House, whole: Network) -> Ranks:
    """How open each site of today's network is in this minute, by the clock of the house."""

    def build(renewal: Renewal[OpenIndex] | None) -> OpenIndex:
        names = Names() if renewal is None else renewal.before.names
        members = whole.every if renewal is None else renewal.members
        numbers = np.array([names.number(_timetable(one.site)) for one in members], np.int32)
        return OpenIndex(numbers if renewal is None else renewal.splice.array(renewal.before.timetable, numbers), names)

    index = await house.kept.of(OpenIndexes).of(house, whole, build)
    minute = house.now().astimezone(CHINA).replace(second=0, microsecond=0, tzinfo=None)
    if index.knows(minute):
        return index.ranks(minute)
    return await in_turn(house, LISTS, index.ranks, minute)


def _timetable(site: Site) -> Hashable:
    """What tells the timetable of a site from others; None for one that cannot be gone to."""
    if not is_operating(site):
        return None
    hours, special = site.facts.get(OPENING_HOURS), site.facts.get(SPECIAL_DAYS)
    if not isinstance(hours, Mapping):
        return _NO_HOURS
    return tuple(hours.items()), tuple(special.items()) if isinstance(special, Mapping) else ()
