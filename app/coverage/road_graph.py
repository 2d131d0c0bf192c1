"""A road network as compact columns: where its nodes are, which pieces of road join them, who may use
each in which direction.

Every bend of a road is a node and every piece between two of them is straight, so the nearest point of a
road is found on the pieces themselves. Speeds are not part of the graph: they come from the pack. A
million nodes take some 40 MB. The graph is only data; reading it from a map extract and keeping it in a
file is the business of `exchange`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.coverage.distance import Floats, metres_along
from app.coverage.local_plane import LocalPlane
from app.standards.programme import TravelMode

Int32 = NDArray[np.int32]
UInt8 = NDArray[np.uint8]

FORWARD: dict[TravelMode, int] = {"walk": 1, "ebike": 4, "car": 16}
"""The bit of `open_to` that lets a mode travel a piece from its start to its end."""
BACKWARD: dict[TravelMode, int] = {"walk": 2, "ebike": 8, "car": 32}
"""The bit that lets it travel from end to start."""

ENDS_ONLY = 64
"""The bit of a piece that is entered and left at its ends alone: nobody joins it from the side."""
ENDS_ONLY_CLASSES = frozenset({"motorway", "motorway_link", "ferry"})
"""Classes of which all pieces are so, whatever their bit says: there are ramps and piers."""

MOST_NODES = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False)
class RoadGraph:
    """Nodes and straight pieces of road, column by column.

    `degrees` (nodes, 2): latitude and longitude. `start`, `end` (pieces): node numbers. `metres`
    (pieces): geodesic length. `road_class` (pieces): index into `classes`, the names of OpenStreetMap's
    `highway` values. `open_to` (pieces): bits of FORWARD, BACKWARD and ENDS_ONLY. `source` names the extract,
    `data_as_of` its state if the file says so, `attribution` what its licence wants shown.
    """

    degrees: Floats
    start: Int32
    end: Int32
    metres: NDArray[np.float32]
    road_class: UInt8
    open_to: UInt8
    classes: tuple[str, ...]
    source: str
    attribution: str
    data_as_of: str | None = None

    @property
    def nodes(self) -> int:
        """How many nodes."""
        return len(self.degrees)

    @property
    def pieces(self) -> int:
        """How many straight pieces of road."""
        return len(self.start)


def road_graph(
    degrees: Floats,
    start: Int32,
    end: Int32,
    road_class: UInt8,
    open_to: UInt8,
    classes: tuple[str, ...],
    *,
    source: str,
    attribution: str,
    data_as_of: str | None = None,
) -> RoadGraph:
    """A graph whose pieces are measured here. Pieces that nobody may use, or that join a node to itself,
    are left out.

    ValueError when columns do not fit together, a node number or class does not exist, or a position is
    not on earth.
    """
    sizes = {len(column) for column in (start, end, road_class, open_to)}
    if len(sizes) != 1:
        raise ValueError("start, end, road_class and open_to must have one row a piece of road")
    if degrees.ndim != 2 or degrees.shape[1] != 2 or len(degrees) > MOST_NODES:
        raise ValueError("degrees must have two columns and at most 2**31 - 1 rows")
    if not bool(np.all(np.abs(degrees) <= (90.0, 180.0))):
        raise ValueError("a node lies outside -90…90 / -180…180 degrees")
    if len(start) and (min(start.min(), end.min()) < 0 or max(start.max(), end.max()) >= len(degrees)):
        raise ValueError("a piece of road names a node that does not exist")
    if len(road_class) and int(road_class.max()) >= len(classes):
        raise ValueError("a piece of road names a class that does not exist")
    kept = (open_to != 0) & (start != end)
    start, end = start[kept], end[kept]
    return RoadGraph(
        np.ascontiguousarray(degrees, dtype=np.float64),
        np.ascontiguousarray(start, dtype=np.int32),
        np.ascontiguousarray(end, dtype=np.int32),
        metres_along(degrees[start], degrees[end]).astype(np.float32),
        np.ascontiguousarray(road_class[kept], dtype=np.uint8),
        np.ascontiguousarray(open_to[kept], dtype=np.uint8),
        classes,
        source,
        attribution,
        data_as_of,
    )


def with_margin(area: BaseGeometry, margin_km: float) -> BaseGeometry:
    """An area in (lon, lat) degrees, grown by so many kilometres on all sides."""
    plane = LocalPlane.around_shape(area)
    return plane.unflattened(plane.flattened(area).buffer(margin_km * 1000))


def clipped(graph: RoadGraph, area: BaseGeometry) -> RoadGraph:
    """The pieces that have at least one end in `area` (lon, lat degrees), and only the nodes these need."""
    shapely.prepare(area)
    inside = shapely.contains_xy(area, graph.degrees[:, 1], graph.degrees[:, 0])
    kept = inside[graph.start] | inside[graph.end]
    used = np.zeros(graph.nodes, dtype=bool)
    used[graph.start[kept]] = True
    used[graph.end[kept]] = True
    number = np.cumsum(used, dtype=np.int64) - 1
    return replace(
        graph,
        degrees=graph.degrees[used],
        start=number[graph.start[kept]].astype(np.int32),
        end=number[graph.end[kept]].astype(np.int32),
        metres=graph.metres[kept],
        road_class=graph.road_class[kept],
        open_to=graph.open_to[kept],
    )


def fingerprint_of_roads(graph: RoadGraph) -> str:
    """SHA-256 over everything in the graph: two graphs with one fingerprint give the same minutes."""
    digest = hashlib.sha256(b"road graph 1\n")
    for text in (*graph.classes, graph.source, graph.attribution, graph.data_as_of or ""):
        digest.update(text.encode() + b"\0")
    # In fingerprints and files the last is called "access", as it was when the first were made.
    named: dict[str, NDArray[Any]] = {
        "degrees": graph.degrees,
        "start": graph.start,
        "end": graph.end,
        "metres": graph.metres,
        "road_class": graph.road_class,
        "access": graph.open_to,
    }
    for name, column in named.items():
        digest.update(f"{name} {column.dtype.str} {column.shape}\n".encode())
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()
