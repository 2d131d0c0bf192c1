"""The service circle as filled areas, for drawing: from where a site is reached within the limit.

The drawing is for the eye; a village is judged by its own minutes, never by which side of the drawn edge
it falls on. Shapes are valid polygons in (lon, lat) degrees, outer rings counter-clockwise (RFC 7946),
clipped to the county. Not for regions at the poles or on the 180th meridian.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.coverage.assumptions import AREAS, limit_for, road_rules, rule_for, seconds_per_metre
from app.coverage.by_road import RoadNetworks
from app.coverage.distance import Floats, degrees_of, wgs84
from app.coverage.local_plane import LocalPlane
from app.coverage.places import Area, ServingSite
from app.coverage.straight_line import farthest_metres
from app.standards.programme import ServiceCircle

Shapes = NDArray[np.object_]
RoadState = Literal["good", "bad", "as_mapped"]

DISC_CORNERS = 72
"""A 72-cornered disc is drawn at most 0.1 % of its radius too small."""
FINE_CORNERS = 120
STRETCH_CORNERS = 24
STRETCH_STEP_M = 100.0
FINEST_DEGREES = 1e-6
"""Corners lie on a grid of a ten-centimetre mesh: finer digits say nothing on a map."""
SIMPLIFIED_BY_M = 5.0


@dataclass(frozen=True, slots=True)
class CircleShape:
    """Where urban or rural people would be within their limit, with roads in the state named (as mapped:
    by road).
    """

    area: Area
    roads: RoadState
    shape: MultiPolygon


def shapes_by_straight_line(
    sites: Sequence[ServingSite], circle: ServiceCircle, county: BaseGeometry, *, to_measure: bool = False
) -> list[CircleShape]:
    """For urban and rural places, on bad and on good roads: the union of geodesic discs around all
    located sites. `to_measure`: with more corners, and each as large as its circle.
    """
    corners = FINE_CORNERS if to_measure else DISC_CORNERS
    wider = math.sqrt(2 * math.pi / (corners * math.sin(2 * math.pi / corners))) if to_measure else 1.0
    points = degrees_of([s.location for s in sites if s.location is not None])
    found = []
    for area in AREAS:
        for roads in ("bad", "good"):
            radius_m = farthest_metres(circle, area, good_roads=roads == "good")
            found.append(
                CircleShape(area, roads, _within(shapely.union_all(_discs(points, wider * radius_m, corners)), county))
            )
    return found


def shapes_by_road(
    sites: Sequence[ServingSite], circle: ServiceCircle, networks: RoadNetworks, county: BaseGeometry
) -> list[CircleShape]:
    """For urban and rural places: all reached roads, each widened by the walk for which time is left there.

    The walk is as long as a place may lie from the road at most.
    """
    rules = road_rules(circle)
    points = [s.location for s in sites if s.location is not None]
    plane = LocalPlane.around_shape(county)
    found = []
    for area in AREAS:
        most_seconds = limit_for(circle, area).milliseconds / 1000
        network = networks.of(rule_for(circle, area).mode)
        ends, left = network.reserves(points, most_seconds, STRETCH_STEP_M)
        walk_m = np.minimum(left / seconds_per_metre(rules.walking_kmh), float(rules.snap_limit_m))
        flat = plane.metres(ends.reshape(-1, 2)).reshape(-1, 2, 2)
        grown = _widened(flat, walk_m, float(rules.snap_limit_m)).simplify(SIMPLIFIED_BY_M)
        found.append(CircleShape(area, "as_mapped", _within(plane.unflattened(grown), county)))
    return found


def _discs(points: Floats, radius_m: float, corners: int) -> Shapes:
    """Polygons in (lon, lat) degrees whose corners lie `radius_m` from the points along the geodesic."""
    bearings = np.linspace(0.0, -360.0, corners, endpoint=False)
    count = len(points)
    lon, lat, _ = wgs84().fwd(
        np.repeat(points[:, 1], corners),
        np.repeat(points[:, 0], corners),
        np.tile(bearings, count),
        np.full(count * corners, radius_m),
    )
    rings = np.column_stack((lon, lat)).reshape(count, corners, 2)
    return np.asarray(shapely.polygons(rings), dtype=object)


def _widened(stretches: Floats, walk_m: Floats, widest_m: float) -> BaseGeometry:
    """Stretches of road on the plane, each widened to `walk_m` at either end.

    Those widened to the full at both ends are most of them, and are far cheaper to widen together: as whole lines
    again, since the outlines of thousands of short ones cross each other millions of times.
    """
    full = np.all(walk_m >= widest_m, axis=1)
    lines: Shapes = np.asarray(shapely.linestrings(stretches[full]), dtype=object)
    whole = shapely.line_merge(shapely.union_all(lines)).simplify(SIMPLIFIED_BY_M)
    together = shapely.union_all(shapely.buffer(shapely.get_parts(whole), widest_m, quad_segs=STRETCH_CORNERS // 4))
    turn = np.linspace(0.0, 2 * np.pi, STRETCH_CORNERS, endpoint=False)
    unit = np.column_stack((np.cos(turn), np.sin(turn)))
    rest = stretches[~full][:, :, None, :] + walk_m[~full][:, :, None, None] * unit
    hulls = shapely.convex_hull(shapely.linestrings(rest.reshape(len(rest), 2 * STRETCH_CORNERS, 2)))
    return shapely.union_all([together, *hulls])


def _within(shape: BaseGeometry, county: BaseGeometry) -> MultiPolygon:
    """The part of a shape inside the county, on the coordinate grid, with rings turning the right way."""
    gridded = shapely.set_precision(shapely.intersection(shape, county), FINEST_DEGREES)
    polygons = [p for p in shapely.get_parts(gridded) if p.geom_type == "Polygon" and not p.is_empty]
    return MultiPolygon([shapely.orient_polygons(p) for p in polygons])
