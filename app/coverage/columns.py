"""The places of a report and how they are reached, column by column: a row a place, in the order of codes.

Everything of a report is reckoned on these. A `PlaceReached` is made of them when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.coverage.assumptions import AREAS
from app.coverage.distance import Floats
from app.coverage.places import Area, Place, ServingSite
from app.coverage.reach import Reach
from app.coverage.travel_time import TravelTime
from app.units import LatLon

Marks = NDArray[np.bool_]
Rows = NDArray[np.intp]
Milliseconds = NDArray[np.int64]

UNKNOWN_PEOPLE = -1
"""Stands where nobody said how many live there; never for nobody."""
NOT_REACHED = -1
"""Stands for the site and the times of a place that reaches none."""


class PlaceColumns:
    """Places, by code. Points are NaN where there is none."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self.degrees = degrees_or_none([p.location for p in places])
        self.located: Marks = np.array([p.location is not None for p in places], dtype=bool)
        self.approximate: Marks = np.array([p.approximate for p in places], dtype=bool)
        people = [UNKNOWN_PEOPLE if p.population is None else p.population for p in places]
        self.people: NDArray[np.int64] = np.array(people, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def area(self) -> NDArray[np.intp]:
        """Each place's area, as its number in AREAS."""
        number = {area: n for n, area in enumerate(AREAS)}
        return np.array([number[p.settlement.area] for p in self.places], dtype=np.intp)

    def of_area(self, area: Area) -> Marks:
        """Which places are of this area."""
        return np.asarray(self.area == AREAS.index(area))

    @cached_property
    def townships(self) -> tuple[tuple[str, ...], NDArray[np.intp]]:
        """The townships by code, and the number of each place's among them."""
        codes = [p.township for p in self.places]
        known = tuple(sorted(set(codes)))
        number = {code: n for n, code in enumerate(known)}
        return known, np.array([number[code] for code in codes], dtype=np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class ReachColumns:
    """How each place is reached: the number of its site among the sites (NOT_REACHED: by none), and how long that takes
    in milliseconds if roads are good and if they are bad.

    `straight_m`: the geodesic to the site (NaN by road). `off_road_m`: the walk to the nearest road (NaN by straight
    line, and where there is no road at all).
    """

    site: Rows
    shortest: Milliseconds
    longest: Milliseconds
    straight_m: Floats
    off_road_m: Floats

    @classmethod
    def of_none(cls, count: int) -> ReachColumns:
        """So many places that reach nothing; the columns may be filled."""
        site = np.full(count, NOT_REACHED, dtype=np.intp)
        times = np.full((2, count), NOT_REACHED, dtype=np.int64)
        return cls(site, times[0], times[1], np.full(count, np.nan), np.full(count, np.nan))

    def reach(self, row: int, sites: Sequence[ServingSite]) -> Reach | None:
        """How one place is reached; None where it is not."""
        site = int(self.site[row])
        if site == NOT_REACHED:
            return None
        return Reach(
            sites[site].code,
            TravelTime(int(self.shortest[row])),
            TravelTime(int(self.longest[row])),
            straight_m=known(self.straight_m[row]),
            off_road_m=known(self.off_road_m[row]),
        )


def known(value: np.float64) -> float | None:
    """A number, or None for NaN."""
    return None if np.isnan(value) else float(value)


def degrees_or_none(points: Sequence[LatLon | None]) -> Floats:
    """(lat, lon) a row, NaN where there is no point."""
    lat = [np.nan if p is None else p.lat for p in points]
    lon = [np.nan if p is None else p.lon for p in points]
    return np.column_stack((np.array(lat, dtype=np.float64), np.array(lon, dtype=np.float64)))
