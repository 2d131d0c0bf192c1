"""Waters out of OpenStreetMap extracts, and the ground of a county (roads and waters to be drawn) in and out of its
file.

The file is made from the extract and can be made again: a damaged one is no file at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from app.coverage.ground import SORTS, Ground, Shapes
from app.coverage.road_graph import UInt8, with_margin
from app.errors import Unavailable
from app.exchange.array_files import Arrays, read_arrays, write_arrays
from app.exchange.osm_files import reading_extract
from app.exchange.private_files import FULL, private_folder

_FORMAT = 1
_PER_DEGREE = 1_000_000
"""Positions are kept as whole millionths of a degree, a tenth of a metre."""
_LINES = {"river": "river", "canal": "canal", "stream": "stream"}
"""Values of `waterway` that are drawn as lines, and their sorts."""
_AREAS = (("natural", "water"), ("waterway", "riverbank"), ("waterway", "dock"), ("landuse", "reservoir"))
"""Tags of areas of open water, by today's tagging and by the older one."""


def read_osm_waters(
    path: Path, area: BaseGeometry | None = None, margin_km: float = 0.0
) -> list[tuple[str, BaseGeometry]]:
    """Rivers, canals, streams, lakes and river beds of an extract, each with its sort; clipped to `area` (lon, lat
    degrees) with a margin.

    Areas are closed ways and multipolygons; one of which the extract holds only a part is left out. An extract of roads
    alone gives an empty list. Malformed when the file cannot be read.
    """
    wanted = None if area is None else with_margin(area, margin_km)
    with reading_extract(path):
        found = list(_waters(path))
    if wanted is None:
        return found
    shapely.prepare(wanted)
    return [
        (code, shape if wanted.covers(shape) else shape.intersection(wanted))
        for code, shape in found
        if wanted.intersects(shape)
    ]


def _waters(path: Path) -> Iterator[tuple[str, BaseGeometry]]:
    import osmium  # here, since it takes a process much memory, and few need it

    areas = osmium.filter.TagFilter(*_AREAS)
    either = osmium.filter.TagFilter(*_AREAS, *(("waterway", value) for value in _LINES))
    factory = osmium.geom.WKBFactory()
    for thing in osmium.FileProcessor(str(path)).with_areas(areas).with_filter(either):
        if isinstance(thing, osmium.osm.Way):
            code = _LINES.get(thing.tags.get("waterway") or "")
            if code is not None and "tunnel" not in thing.tags:
                spots = [(node.lon, node.lat) if node.location.valid() else None for node in thing.nodes]
                for known, run in groupby(spots, key=lambda spot: spot is not None):
                    line = [spot for spot in run if spot is not None]
                    if known and len(line) > 1:
                        yield code, LineString(line)
        elif isinstance(thing, osmium.osm.Area):
            yield "lake", shapely.make_valid(shapely.from_wkb(factory.create_multipolygon(thing)))


def save_ground(ground: Ground, path: Path) -> None:
    """Keep the ground of a county; an older file is replaced in one step. Unavailable when the disk is full."""
    private_folder(path.parent)
    is_area = np.array([sort.is_area for sort in SORTS])[ground.sorts]
    arrays = {}
    for name, chosen in (("line", ~is_area), ("area", is_area)):
        arrays[f"{name}_sort"] = ground.sorts[chosen]
        if chosen.any():
            _, places, offsets = shapely.to_ragged_array(ground.shapes[chosen])
            arrays[f"{name}_places"] = np.rint(places * _PER_DEGREE).astype(np.int32)
            arrays |= {f"{name}_offsets_{depth}": part.astype(np.int32) for depth, part in enumerate(offsets)}
    head = {"format": _FORMAT, "source": ground.source, "attribution": ground.attribution}
    if not write_arrays(path, head, arrays):
        raise Unavailable(FULL)


def load_ground(path: Path) -> Ground | None:
    """The ground that `save_ground` kept; None where there is none, or it is damaged or of another format."""
    kept = read_arrays(path)
    try:
        return _ground(*kept) if kept is not None and kept[0]["format"] == _FORMAT else None
    except (LookupError, TypeError, ValueError, shapely.errors.ShapelyError):
        return None  # arrays that no `save_ground` wrote


def _ground(head: Mapping[str, Any], arrays: Arrays) -> Ground:
    shapes: list[Shapes] = []
    sorts: list[UInt8] = []
    for name, form, depth in (
        ("line", shapely.GeometryType.LINESTRING, 1),
        ("area", shapely.GeometryType.POLYGON, 2),
    ):
        sorts.append(arrays[f"{name}_sort"])
        if len(sorts[-1]):
            offsets = tuple(arrays[f"{name}_offsets_{step}"].astype(np.int64) for step in range(depth))
            shapes.append(shapely.from_ragged_array(form, arrays[f"{name}_places"] / _PER_DEGREE, offsets))
    whole = np.concatenate(shapes) if shapes else np.empty(0, dtype=object)
    return Ground(np.concatenate(sorts), whole, head["source"], head["attribution"])
