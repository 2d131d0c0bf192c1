"""Which sites are open at a moment, in columns: what the list is ordered by and what the chip 开放中 leaves.

The columns name the timetable of each site, and few differ. A moment is asked once of each, by the one opening
function, and laid over all sites at once.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from app.compliance.network_columns import NetworkColumns
from app.compliance.standing import OPEN_STATUSES
from app.journeys.house import House
from app.journeys.network.judged import Network
from app.journeys.turns import LISTS, in_turn
from app.sites.opening import opening_at
from app.sites.site import SpecialDays, WeeklyHours
from app.sites.timetable import timetable_of
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


@dataclass
class OpenRanks:
    """Kept: the ranks of the state and the minute that were asked last. Lost, they are made again."""

    columns: NetworkColumns | None = None
    minute: datetime | None = None
    ranks: Ranks | None = None


async def open_ranks(house: House, whole: Network) -> Ranks:
    """How open each site of today's network is in this minute, by the clock of the house."""
    kept, minute = house.kept.of(OpenRanks), house.now().astimezone(CHINA).replace(second=0, microsecond=0, tzinfo=None)
    if kept.ranks is not None and kept.columns is whole.columns and kept.minute == minute:
        return kept.ranks
    ranks = await in_turn(house, LISTS, ranks_at, whole.columns, minute)
    kept.columns, kept.minute, kept.ranks = whole.columns, minute, ranks
    return ranks


def ranks_at(columns: NetworkColumns, minute: datetime) -> Ranks:
    """How open each site is in a minute of the county's time."""
    today, timetables = minute.date().isoformat(), columns.named("timetable")
    numbers, places = np.unique(timetables.column, return_inverse=True)
    by_day: dict[Hashable, HowOpen] = {}
    found: list[HowOpen] = []
    for text in timetables.names.of(numbers.tolist()):
        if text is None:
            found.append(HowOpen.UNKNOWN)
            continue
        week, special = timetable_of(text)
        own = special.get(today)
        key = (*week.items(), own)
        if key not in by_day:
            by_day[key] = _rank(week, {} if own is None else {today: own}, minute)
        found.append(by_day[key])
    ranks = np.array(found, np.int8)[places]
    ranks[~columns.named("status").any_of(OPEN_STATUSES)] = HowOpen.NOT_OPERATING
    return ranks


def _rank(week: WeeklyHours, special: SpecialDays, minute: datetime) -> HowOpen:
    opening = opening_at(week, minute, special)
    match opening.state:
        case "open":
            return HowOpen.OPEN
        case "unknown":
            return HowOpen.UNKNOWN
        case "closed":
            return HowOpen.OPENS_TODAY if opening.day == minute.date() else HowOpen.CLOSED
