"""The ground of a county, to be drawn behind a map: its roads and its waters, sorted by how far out they matter.

Shapes in (lon, lat) degrees and nothing else: no names, no boundaries, no rights of way. Minutes are never taken from
here; they come from the road graph, of which these roads are a drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.coverage.road_graph import RoadGraph, UInt8

Shapes = NDArray[np.object_]
"""Lines and polygons of shapely."""


class Sort(NamedTuple):
    """One sort of what is drawn. `from_zoom`: from how close it is drawn at all (0 is the world in one tile)."""

    code: str
    is_area: bool
    from_zoom: int
    road_classes: tuple[str, ...] = ()


SORTS = (
    Sort("motorway", False, 6, ("motorway", "motorway_link", "trunk", "trunk_link")),
    Sort("lake", True, 6),
    Sort("river", False, 8),
    Sort("primary", False, 8, ("primary", "primary_link")),
    Sort("secondary", False, 9, ("secondary", "secondary_link")),
    Sort("tertiary", False, 11, ("tertiary", "tertiary_link")),
    Sort("canal", False, 12),
    Sort("street", False, 13, ("unclassified", "residential", "living_street", "pedestrian", "road")),
    Sort("stream", False, 13),
    Sort("path", False, 14, ("service", "track", "path", "footway", "cycleway", "bridleway", "steps")),
)
"""What is drawn, the weightiest first: where a view has too much, the last go first. A river's area is a ``lake``."""
NUMBER_OF = {sort.code: number for number, sort in enumerate(SORTS)}

_FINEST_DEGREES = 0.00001
"""Bends of less than this, about a metre, are left out: half a pixel at the closest zoom."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Shapes with the number of each one's sort in `SORTS`. `source`, `attribution`: as those of the road graph."""

    sorts: UInt8
    shapes: Shapes
    source: str
    attribution: str

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The shapes by where they lie, laid out once for all views."""
        return shapely.STRtree(self.shapes)


def ground_of(graph: RoadGraph, waters: Iterable[tuple[str, BaseGeometry]]) -> Ground:
    """The roads of a graph, and waters given with their sorts' codes, in one; without bends that nobody sees."""
    drawn = [*_roads_of(graph), *_simple(waters)]
    shapes = np.empty(len(drawn), dtype=object)
    shapes[:] = [shape for _, shape in drawn]
    return Ground(
        np.array([NUMBER_OF[code] for code, _ in drawn], dtype=np.uint8), shapes, graph.source, graph.attribution
    )


def _roads_of(graph: RoadGraph) -> Iterator[tuple[str, BaseGeometry]]:
    """The straight pieces of each sort joined to lines from crossing to crossing."""
    places: NDArray[Any] = graph.degrees[:, ::-1]
    for sort in SORTS:
        wanted = [number for number, name in enumerate(graph.classes) if name in sort.road_classes]
        pieces = np.isin(graph.road_class, wanted)
        if pieces.any():
            ends = np.stack([places[graph.start[pieces]], places[graph.end[pieces]]], axis=1)
            joined = shapely.line_merge(shapely.multilinestrings(ends))
            yield from _simple((sort.code, line) for line in shapely.get_parts(joined))


def _simple(shapes: Iterable[tuple[str, BaseGeometry]]) -> Iterator[tuple[str, BaseGeometry]]:
    """Lines and polygons one by one, made simple; nothing of what has no extent, or no sort's form."""
    for code, shape in shapes:
        wanted = "Polygon" if SORTS[NUMBER_OF[code]].is_area else "LineString"
        for part in shapely.get_parts(shapely.simplify(shape, _FINEST_DEGREES)):
            if part.geom_type == wanted and not part.is_empty:
                yield code, part
