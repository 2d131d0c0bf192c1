"""How much of a region's area lies within the limit of a site: the share that needs no village to be placed.

Measured on the ellipsoid (Karney 2013, through PROJ) from the region's outline and the shapes of the circle. Where no
site has a location the share is zero, which is true of those sites alone: who shows it says how many have none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import shapely
from shapely.geometry.base import BaseGeometry

from app.coverage.assumptions import AREAS
from app.coverage.circle_shapes import CircleShape
from app.coverage.distance import wgs84
from app.coverage.places import Area

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class AreaShare:
    """The share of a region within the limit of urban or of rural people, in percent to a tenth.

    `low` is with bad roads, `high` with good ones; by road both are alike.
    """

    area: Area
    low: Decimal
    high: Decimal


def square_metres(shape: BaseGeometry) -> float:
    """The area of polygons in (lon, lat) degrees on the ellipsoid; edges are geodesics.

    >>> round(square_metres(shapely.box(107.0, 31.0, 107.01, 31.01)))
    1058796
    """
    return sum(
        abs(wgs84().geometry_area_perimeter(shapely.orient_polygons(part))[0])
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
    )


def area_shares(shapes: Iterable[CircleShape], region: BaseGeometry) -> tuple[AreaShare, ...]:
    """The shares of a region that these shapes cover, urban and rural. ValueError for a region without area."""
    whole = square_metres(region)
    if not whole:
        raise ValueError("a region without area has no share")
    percents: dict[Area, list[Decimal]] = {area: [] for area in AREAS}
    for one in shapes:
        covered = square_metres(shapely.intersection(one.shape, region))
        percents[one.area].append(Decimal(min(100.0, 100 * covered / whole)).quantize(_TENTH))
    return tuple(AreaShare(area, min(found), max(found)) for area, found in percents.items() if found)
