"""Which of any selection of known points are nearest to one: the points are laid out once, selections come and go.

The geodesic decides as in `nearest`; the chord through the earth only says who can be among the first.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.coverage.distance import Floats, degrees_of, longest_way_of_chord, metres_along, on_ellipsoid
from app.coverage.nearest import ROUNDING_M, Indices
from app.units import LatLon


class PointColumns:
    """Points in a fixed order, NaN where there is none. Made for each change of any of them."""

    def __init__(self, lat: Floats, lon: Floats) -> None:
        self.lat, self.lon = lat, lon

    @cached_property
    def _degrees(self) -> Floats:
        return np.column_stack((self.lat, self.lon))

    @cached_property
    def _cartesian(self) -> Floats:
        return on_ellipsoid(self._degrees)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Which of them are points."""
        return ~np.isnan(self.lat)

    def inside(self, west: float, south: float, east: float, north: float) -> NDArray[np.bool_]:
        """Which lie in a rectangle of degrees, its edges included."""
        found: NDArray[np.bool_] = (self.lon >= west) & (self.lon <= east) & (self.lat >= south) & (self.lat <= north)
        return found

    def nearest(self, point: LatLon, among: Indices, count: int | None) -> tuple[Indices, Floats]:
        """Up to `count` (all when None) of the points at the places `among`, nearest first, with the metres to each.

        Of points equally far the one that stands first in `among` comes first.
        """
        asked = degrees_of([point])
        if count is not None and 0 < count < len(among):
            chords = np.sqrt(((self._cartesian[among] - on_ellipsoid(asked)[0]) ** 2).sum(axis=1))
            farthest = np.partition(chords, count - 1)[count - 1 : count]
            among = among[chords <= longest_way_of_chord(farthest)[0] + ROUNDING_M]
        metres = metres_along(np.repeat(asked, len(among), axis=0), self._degrees[among])
        order = np.argsort(metres, kind="stable")[: None if count is None else max(count, 0)]
        return among[order], metres[order]
