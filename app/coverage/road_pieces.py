"""The pieces of road that one way of travelling may use, and where points meet them.

A point is joined to the nearest point *on* a road piece that the mode may use, not to the nearest node. Motorways,
ramps and ferries are joined at their ends alone. A part too small to be a network is passed over, and one that nothing
joins where the main network is near.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.coverage.assumptions import seconds_per_metre
from app.coverage.distance import Floats, metres_along
from app.coverage.local_plane import LocalPlane
from app.coverage.nearest import Indices
from app.coverage.road_graph import BACKWARD, ENDS_ONLY, ENDS_ONLY_CLASSES, FORWARD, RoadGraph
from app.coverage.road_grid import RoadGrid, foot_on
from app.standards.programme import RoadTravel, TravelMode

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SMALLEST_SHARE_OF_MAIN = 0.5
"""A part with fewer nodes than this share of the largest is passed over where the main network is near."""

LEAST_SECONDS = 1e-9
"""What a piece of no length costs: sparse arithmetic would otherwise take its zero for a missing piece."""

MOST_REMEMBERED = 4
"""How many lists of points that met their roads are remembered."""

Arrays = Mapping[str, NDArray[Any]]
Keep = Callable[[Callable[[], Arrays]], Arrays]
"""Gives what was prepared before for the same roads, mode and rules, or has it made."""

Arcs = tuple[NDArray[np.int32], NDArray[np.int32], Floats]
"""Start node, end node, seconds: a row each."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where points meet the roads, a row a point: which piece (-1: none within the limit), how far along
    it from its start (0…1), and the metres walked to get there (infinite when there is no road at all).
    """

    piece: Indices
    along: Floats
    metres: Floats

    @property
    def found(self) -> NDArray[np.bool_]:
        """Which points have a road within the limit."""
        return self.piece >= 0


def made_anew(make: Callable[[], Arrays]) -> Arrays:
    """The way of keeping what is prepared that keeps nothing."""
    return make()


class RoadPieces:
    """The pieces of a road graph that one mode may use, at the speeds of the pack; a row a piece."""

    def __init__(self, graph: RoadGraph, mode: TravelMode, rules: RoadTravel, keep: Keep = made_anew) -> None:
        speeds = rules.speeds_kmh.get(mode, {})
        pace = np.array([seconds_per_metre(speeds[c]) if c in speeds else np.inf for c in graph.classes])
        allowed = (graph.open_to & (FORWARD[mode] | BACKWARD[mode])) != 0
        usable = np.flatnonzero(allowed & np.isfinite(pace[graph.road_class]))
        open_to = graph.open_to[usable]
        self.graph, self._keep = graph, keep
        self._met: dict[bytes, Snapped] = {}
        self._rules = rules
        self.start, self.end = graph.start[usable], graph.end[usable]
        self.lengths_m = graph.metres[usable].astype(np.float64)
        self.seconds = self.lengths_m * pace[graph.road_class[usable]]
        self.forward = (open_to & FORWARD[mode]) != 0
        self.backward = (open_to & BACKWARD[mode]) != 0
        closed = np.array([c in ENDS_ONLY_CLASSES for c in graph.classes], dtype=bool)
        self._joined = ~closed[graph.road_class[usable]] & ((open_to & ENDS_ONLY) == 0)
        self._plane = LocalPlane.around(graph.degrees)

    @cached_property
    def _prepared(self) -> Arrays:
        """What takes long to find out and depends on nothing but roads, mode and rules."""
        return self._keep(self._prepare)

    def _prepare(self) -> Arrays:
        against = self._against_travel()
        nodes = _nodes_of_parts(against)
        snappable = np.zeros(0, dtype=np.intp)
        if len(self.start):
            large = nodes >= self._rules.smallest_network_nodes
            snappable = np.flatnonzero(large[self.start] & large[self.end] & self._joined)
        main = nodes >= nodes.max(initial=0) * SMALLEST_SHARE_OF_MAIN
        flat = self._plane.metres(self.graph.degrees)
        grid = RoadGrid.of(flat[self.start[snappable]], flat[self.end[snappable]])
        return {
            "seconds": against.data,
            "columns": against.indices,
            "starts": against.indptr,
            "snappable": snappable,
            "of_main": main[self.start[snappable]] & main[self.end[snappable]],
            "flat": flat,
            "square": grid.square,
            "piece": grid.piece,
        }

    @cached_property
    def against_travel(self) -> csr_array:
        """Seconds from v to u for every piece that may be travelled from u to v; of parallel pieces the
        quickest.
        """
        from scipy.sparse import csr_array  # here, since it takes a process much memory, and few need it

        kept, nodes = self._prepared, self.graph.nodes
        return csr_array((kept["seconds"], kept["columns"], kept["starts"]), shape=(nodes, nodes))

    def _against_travel(self) -> csr_array:
        row = np.concatenate((self.end[self.forward], self.start[self.backward]))
        column = np.concatenate((self.start[self.forward], self.end[self.backward]))
        seconds = np.concatenate((self.seconds[self.forward], self.seconds[self.backward]))
        order = np.lexsort((seconds, column, row))
        row, column, seconds = row[order], column[order], seconds[order]
        first = np.ones(len(row), dtype=bool)
        first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        return matrix_of((row[first], column[first], seconds[first]), self.graph.nodes)

    @property
    def snappable(self) -> Indices:
        """The usable pieces that can be joined from the side, in a connected part large enough to be a network and
        not a gap in the map.
        """
        return self._prepared["snappable"]

    @cached_property
    def _grid(self) -> RoadGrid:
        return RoadGrid(self._prepared["square"], self._prepared["piece"])

    def _ends(self, snappable: NDArray[Any]) -> tuple[Floats, Floats]:
        """Where some of the snappable pieces begin and end, in metres on the plane."""
        piece, flat = self.snappable[snappable], self._prepared["flat"]
        return flat[self.start[piece]], flat[self.end[piece]]

    def snap(self, points: Floats) -> Snapped:
        """Join (lat, lon) rows to the nearest point on a piece of road that the mode may use and people can join.

        Where that lies in a small part that nothing joins, the main network is taken if it is within the limit too.
        The last few answers are remembered: villages stay where they are while sites come and go.
        """
        asked = points.tobytes()
        found = self._met.pop(asked, None) or self._snapped(points)
        self._met[asked] = found
        for oldest in list(self._met)[:-MOST_REMEMBERED]:
            del self._met[oldest]
        return found

    def _snapped(self, points: Floats) -> Snapped:
        count = len(points)
        piece, along = np.full(count, -1, dtype=np.intp), np.zeros(count)
        metres = np.full(count, np.inf)
        if not count or not len(self.snappable):
            return Snapped(piece, along, metres)
        flat, of_main, limit_m = self._plane.metres(points), self._prepared["of_main"], float(self._rules.snap_limit_m)
        met = self._grid.nearest(flat, self._ends, np.inf)
        aside = np.flatnonzero(~of_main[met])
        instead = self._grid.nearest(flat[aside], self._ends, limit_m, of_main)
        foot, _ = foot_on(flat[aside], *self._ends(instead))
        taken = (instead >= 0) & (np.hypot(*(flat[aside] - foot).T) <= limit_m)
        met[aside[taken]] = instead[taken]
        foot, share = foot_on(flat, *self._ends(met))
        metres = metres_along(points, self._plane.degrees(foot))
        near = metres <= limit_m
        piece[near], along[near] = self.snappable[met[near]], share[near]
        return Snapped(piece, along, metres)


def _nodes_of_parts(against: csr_array) -> Indices:
    """A row a node: how many nodes its connected part has."""
    from scipy.sparse.csgraph import (
        connected_components,  # here, since it takes a process much memory, and few need it
    )

    _, part = connected_components(against, directed=True, connection="strong")
    return np.bincount(part)[part]


def matrix_of(arcs: Arcs, size: int) -> csr_array:
    """Arcs, no two between the same pair of nodes, as a compressed matrix that keeps the ones of no
    length.
    """
    from scipy.sparse import csr_array  # here, since it takes a process much memory, and few need it

    row, column, seconds = arcs
    order = np.lexsort((column, row))
    starts = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=size), out=starts[1:])
    return csr_array(
        (np.maximum(seconds[order], LEAST_SECONDS), column[order].astype(np.int32), starts),
        shape=(size, size),
    )
