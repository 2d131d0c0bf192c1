"""A flat map of one region in metres, for what needs flat geometry: nearest point on a road, buffers,
unions, clipping.

Transverse Mercator on the ellipsoid around the region's own middle: true in angles, so what is nearest on
the plane is nearest on the ground; lengths are too great by (distance from the middle meridian / earth
radius)² / 2, 5 mm a km at 640 km and under 1 mm a km at 250 km. Whatever is reported in metres is
measured on the ellipsoid, not here. A region may lie across the 180th meridian: longitudes come back
continuous there (180.5, not -179.5).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.coverage.distance import Floats

Shape = TypeVar("Shape", bound=BaseGeometry)


class LocalPlane:
    """Degrees to metres and back, around one middle."""

    def __init__(self, lat: float, lon: float) -> None:
        from pyproj import Transformer  # here, since it takes a process 10 MB, and few pages need it

        self._lon = lon
        plane = f"+proj=tmerc +lat_0={lat!r} +lon_0={lon!r} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs"
        self._forward = Transformer.from_crs("+proj=longlat +ellps=WGS84 +no_defs", plane, always_xy=True)

    @classmethod
    def around(cls, degrees: Floats) -> LocalPlane:
        """The plane around the middle of (lat, lon) rows; around 0, 0 when there are none."""
        if not len(degrees):
            return cls(0.0, 0.0)
        first = float(degrees[0, 1])
        lon = _unwrapped(degrees[:, 1], first)
        middle_lat = (float(degrees[:, 0].min()) + float(degrees[:, 0].max())) / 2
        return cls(middle_lat, (float(lon.min()) + float(lon.max())) / 2)

    @classmethod
    def around_shape(cls, shape: BaseGeometry) -> LocalPlane:
        """The plane around the middle of a shape in (lon, lat) degrees."""
        return cls.around(shapely.get_coordinates(shape)[:, ::-1])

    def metres(self, degrees: Floats) -> Floats:
        """(x, y) metres of (lat, lon) rows."""
        x, y = self._forward.transform(_unwrapped(degrees[:, 1], self._lon), degrees[:, 0])
        return np.column_stack((x, y))

    def degrees(self, metres: Floats) -> Floats:
        """(lat, lon) rows of (x, y) metres."""
        lon, lat = self._forward.transform(metres[:, 0], metres[:, 1], direction="INVERSE")
        return np.column_stack((lat, _unwrapped(np.asarray(lon), self._lon)))

    def flattened(self, shape: Shape) -> Shape:
        """A shape in (lon, lat) degrees, in metres on the plane."""
        return shapely.transform(shape, lambda xy: self.metres(xy[:, ::-1]))

    def unflattened(self, shape: Shape) -> Shape:
        """A shape on the plane, in (lon, lat) degrees."""
        return shapely.transform(shape, lambda xy: self.degrees(xy)[:, ::-1])


def _unwrapped(lon: NDArray[np.float64], middle: float) -> NDArray[np.float64]:
    """Longitudes within half a turn of `middle`."""
    return middle + (lon - middle + 180.0) % 360.0 - 180.0
