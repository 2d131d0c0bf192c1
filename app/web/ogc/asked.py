"""What is asked of a collection in the address: how many, where, when, after which, with what values.

The standard wants 400 for an unknown parameter and for a bad value; a limit beyond the most is capped, not refused.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from app.journeys.network.find import Box
from app.units import CHINA
from app.web.query import QueryReader
from app.wording import Wording

LIMIT_DEFAULT, LIMIT_MOST = 100, 1000
_ANY_LIMIT = 10**12
OPEN = ("", "..")
_BAD_TIME = Wording(
    "须为时刻或时间段，如 2026-11-01T00:00:00Z、2026-11-01T00:00:00Z/..",
    "must be a moment or an interval, such as 2026-11-01T00:00:00Z or 2026-11-01T00:00:00Z/..",
)
_BAD_BOX = Wording(
    "须为 西,南,东,北（或带高程的六个数），单位为度",
    "must be west,south,east,north in degrees (or six numbers with heights)",
)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From the first moment to the last, both inclusive; None where it is open."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class AskedItems:
    """What every collection understands. `boxes`: one rectangle, or the two of one that crosses the 180th meridian."""

    limit: int
    boxes: tuple[Box, ...]
    span: TimeSpan | None
    after: str

    def inside(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which points lie in any of the boxes; all where none is asked for. What has no point lies in none."""
        if not self.boxes:
            return np.ones(len(lon), np.bool_)
        found = np.zeros(len(lon), np.bool_)
        for box in self.boxes:
            found |= (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
        return found


class OgcReader(QueryReader):
    """The query of one request to `/ogc`."""

    def form(self) -> None:
        """The encoding by its short name: there is one of each answer."""
        self.code("f", ("json",))

    def asked(self) -> AskedItems:
        """What every collection understands."""
        self.form()
        limit = min(self.whole("limit", 1, _ANY_LIMIT, LIMIT_DEFAULT), LIMIT_MOST)
        return AskedItems(limit, self._boxes("bbox"), self._span("datetime"), self.text("after"))

    def one(self, name: str, known: Collection[str]) -> frozenset[str]:
        """The value that a property must have, as a set of one; empty where nothing is asked. A value that no feature
        can have is a fault, since it is a slip."""
        value = self.code(name, known)
        return frozenset({value}) if value else frozenset()

    def _boxes(self, name: str) -> tuple[Box, ...]:
        value = self._single(name)
        if not value:
            return ()
        try:
            numbers = [float(part) for part in value.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) == 6:
            numbers = [*numbers[:2], *numbers[3:5]]
        if len(numbers) == 4:
            west, south, east, north = numbers
            if abs(west) <= 180 and abs(east) <= 180 and -90 <= south <= north <= 90:
                if west <= east:
                    return (Box(west, south, east, north),)
                return Box(west, south, 180, north), Box(-180, south, east, north)
        self._fault(name, "bad_box", _BAD_BOX)
        return ()

    def _span(self, name: str) -> TimeSpan | None:
        value = self._single(name).replace(" ", "+")  # a plus that nobody escaped arrives as a blank
        if not value:
            return None
        first, slash, last = value.partition("/")
        try:
            if not slash:
                return TimeSpan(_moment(first, ends=False), _moment(first, ends=True))
            span = TimeSpan(
                None if first in OPEN else _moment(first, ends=False),
                None if last in OPEN else _moment(last, ends=True),
            )
            if span.start is None or span.end is None or span.start <= span.end:
                return span
        except (ValueError, OverflowError):
            pass
        self._fault(name, "bad_datetime", _BAD_TIME)
        return None


def _moment(text: str, *, ends: bool) -> datetime:
    """A moment of RFC 3339. A day alone is its first moment, or its last, in China. ValueError for anything else."""
    if len(text) == len("2026-11-01"):
        day = datetime.combine(date.fromisoformat(text), time(), CHINA)
        return day + timedelta(days=1, microseconds=-1) if ends else day
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or "T" not in text.upper():
        raise ValueError("without its zone")
    return moment.astimezone(UTC)
