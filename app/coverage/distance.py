"""Distances on the WGS-84 ellipsoid, for two points and for many, and the geometry that makes nearest
searches exact.

Metres everywhere. `metres_between` is geopy's geodesic, `metres_along` PROJ's; both follow Karney (2013,
doi:10.1007/s00190-012-0578-z) and agree to the micrometre. Degrees are never compared with degrees: at
31° a degree of longitude is 95 km and one of latitude 111 km.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.units import LatLon

if TYPE_CHECKING:
    from pyproj import Geod

Floats = NDArray[np.float64]
Points = Sequence[LatLon] | Floats
"""Points, or the array that `degrees_of` makes of them."""

EQUATORIAL_RADIUS_M = 6_378_137.0  # WGS 84 defining parameter, NGA.STND.0036
FLATTENING = 1 / 298.257223563  # the same
_ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING)
TIGHTEST_BEND_M = EQUATORIAL_RADIUS_M * (1 - _ECCENTRICITY_SQUARED)
"""The smallest radius of curvature anywhere on the ellipsoid: that of a meridian where it crosses the
equator.
"""


@cache
def wgs84() -> Geod:
    """PROJ's geodesics on the ellipsoid."""
    from pyproj import Geod  # here, since it takes a process 10 MB, and few pages need it

    return Geod(ellps="WGS84")


def metres_between(one: LatLon, other: LatLon) -> float:
    """Length of the geodesic between two points, in metres. For a few pairs; `metres_along` for many.

    >>> round(metres_between(LatLon(30.0, 107.0), LatLon(31.0, 107.0)))
    110861
    """
    from geopy.distance import geodesic  # here, since it takes a process much memory, and few need it

    return float(geodesic((one.lat, one.lon), (other.lat, other.lon)).meters)


def metres_along(from_points: Floats, to_points: Floats) -> Floats:
    """Lengths in metres of the geodesics between rows of two (n, 2) arrays of (lat, lon) in degrees."""
    if len(from_points) == 0:
        return np.zeros(0)
    _, _, metres = wgs84().inv(from_points[:, 1], from_points[:, 0], to_points[:, 1], to_points[:, 0])
    return np.asarray(metres, dtype=np.float64)


def degrees_of(points: Points) -> Floats:
    """The points as an (n, 2) array of (lat, lon) in degrees; such an array is itself."""
    if isinstance(points, np.ndarray):
        return points
    return np.array([(p.lat, p.lon) for p in points], dtype=np.float64).reshape(len(points), 2)


def on_ellipsoid(degrees: Floats) -> Floats:
    """Earth-centred cartesian coordinates in metres, shape (n, 3), of (lat, lon) rows on the ellipsoid's
    surface.
    """
    lat, lon = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    across = EQUATORIAL_RADIUS_M / np.sqrt(1 - _ECCENTRICITY_SQUARED * np.sin(lat) ** 2)
    return np.column_stack(
        (
            across * np.cos(lat) * np.cos(lon),
            across * np.cos(lat) * np.sin(lon),
            across * (1 - _ECCENTRICITY_SQUARED) * np.sin(lat),
        )
    )


def longest_way_of_chord(chord_m: Floats) -> Floats:
    """No shortest way whose ends are `chord_m` apart through the earth is longer than this, in metres.

    A curve that nowhere bends tighter than a circle of radius R spans at least the chord of an arc of
    that circle of its own length (Schur's theorem), and a geodesic bends nowhere tighter than the surface
    does. Two arcs of the circle share each chord; the longer one is ruled out below 0.999 of the
    diameter, since no shortest way exceeds half a meridian (20,004 km). Above that nothing is promised:
    infinity.
    """
    ratio = chord_m / (2 * TIGHTEST_BEND_M)
    return np.where(ratio < 0.999, 2 * TIGHTEST_BEND_M * np.arcsin(np.minimum(ratio, 1.0)), np.inf)
