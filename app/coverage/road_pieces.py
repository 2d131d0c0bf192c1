"""The pieces of road that one way of travelling may use, and where points meet them.

A point is joined to the nearest point *on* a road piece that the mode may use, not to the nearest node. Motorways,
ramps and ferries are joined at their ends alone. A part too small to be a network is passed over, and one that nothing
joins where the main network is near.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from app.coverage.assumptions import seconds_per_metre
from app.coverage.distance import Floats, metres_along
from app.coverage.local_plane import LocalPlane
from app.coverage.nearest import Indices
from app.coverage.road_graph import BACKWARD, ENDS_ONLY, ENDS_ONLY_CLASSES, FORWARD, RoadGraph
from app.standards.programme import RoadTravel, TravelMode

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SMALLEST_SHARE_OF_MAIN = 0.5
"""A part with fewer nodes than this share of the largest is passed over where the main network is near."""

LEAST_SECONDS = 1e-9
"""What a piece of no length costs: sparse arithmetic would otherwise take its zero for a missing piece."""

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


class RoadPieces:
    """The pieces of a road graph that one mode may use, at the speeds of the pack; a row a piece."""

    def __init__(self, graph: RoadGraph, mode: TravelMode, rules: RoadTravel) -> None:
        speeds = rules.speeds_kmh.get(mode, {})
        pace = np.array([seconds_per_metre(speeds[c]) if c in speeds else np.inf for c in graph.classes])
        allowed = (graph.open_to & (FORWARD[mode] | BACKWARD[mode])) != 0
        usable = np.flatnonzero(allowed & np.isfinite(pace[graph.road_class]))
        open_to = graph.open_to[usable]
        self.graph = graph
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
    def against_travel(self) -> csr_array:
        """Seconds from v to u for every piece that may be travelled from u to v; of parallel pieces the
        quickest.
        """
        row = np.concatenate((self.end[self.forward], self.start[self.backward]))
        column = np.concatenate((self.start[self.forward], self.end[self.backward]))
        seconds = np.concatenate((self.seconds[self.forward], self.seconds[self.backward]))
        order = np.lexsort((seconds, column, row))
        row, column, seconds = row[order], column[order], seconds[order]
        first = np.ones(len(row), dtype=bool)
        first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        return matrix_of((row[first], column[first], seconds[first]), self.graph.nodes)

    @cached_property
    def _part_nodes(self) -> Indices:
        """A row a node: how many nodes its connected part has."""
        from scipy.sparse.csgraph import (
            connected_components,  # here, since it takes a process much memory, and few need it
        )

        _, part = connected_components(self.against_travel, directed=True, connection="strong")
        return np.bincount(part)[part]

    @cached_property
    def snappable(self) -> Indices:
        """The usable pieces that can be joined from the side, in a connected part large enough to be a network and
        not a gap in the map.
        """
        if not len(self.start):
            return np.zeros(0, dtype=np.intp)
        large = self._part_nodes >= self._rules.smallest_network_nodes
        return np.flatnonzero(large[self.start] & large[self.end] & self._joined)

    @cached_property
    def _of_main(self) -> NDArray[np.bool_]:
        """Which of the snappable pieces lie in the largest part, or in one at least half as large."""
        nodes = self._part_nodes
        main = nodes >= nodes.max() * SMALLEST_SHARE_OF_MAIN
        return np.asarray(main[self.start[self.snappable]] & main[self.end[self.snappable]])

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return self._tree_of(self.snappable)

    @cached_property
    def _main_tree(self) -> shapely.STRtree:
        return self._tree_of(self.snappable[self._of_main])

    def _tree_of(self, piece: Indices) -> shapely.STRtree:
        ends = self._plane.metres(self.graph.degrees)
        pieces = np.stack((ends[self.start[piece]], ends[self.end[piece]]), axis=1)
        return shapely.STRtree(np.asarray(shapely.linestrings(pieces), dtype=object))

    def snap(self, points: Floats) -> Snapped:
        """Join (lat, lon) rows to the nearest point on a piece of road that the mode may use and people can join.

        Where that lies in a small part that nothing joins, the main network is taken if it is within the limit too.
        """
        count = len(points)
        piece, along = np.full(count, -1, dtype=np.intp), np.zeros(count)
        metres = np.full(count, np.inf)
        if not count or not len(self.snappable):
            return Snapped(piece, along, metres)
        flat = self._plane.metres(points)
        hits = self._tree.query_nearest(shapely.points(flat), all_matches=False)
        row, piece_hit = hits[0], self.snappable[hits[1]]
        aside = row[~self._of_main[hits[1]]]
        if len(aside) and self._of_main.any():
            on_main, far_m = self._main_tree.query_nearest(
                shapely.points(flat[aside]), return_distance=True, all_matches=False
            )
            taken = on_main[:, far_m <= float(self._rules.snap_limit_m)]
            instead = np.full(count, -1, dtype=np.intp)
            instead[aside[taken[0]]] = self.snappable[self._of_main][taken[1]]
            piece_hit = np.where(instead[row] >= 0, instead[row], piece_hit)
        ends = np.stack((self.graph.degrees[self.start[piece_hit]], self.graph.degrees[self.end[piece_hit]]))
        one, two = self._plane.metres(ends[0]), self._plane.metres(ends[1])
        span = two - one
        length = np.einsum("ij,ij->i", span, span)
        dot = np.einsum("ij,ij->i", flat[row] - one, span)
        share = np.clip(np.divide(dot, length, out=np.zeros_like(dot), where=length > 0), 0.0, 1.0)
        walked = metres_along(points[row], self._plane.degrees(one + share[:, None] * span))
        near = walked <= float(self._rules.snap_limit_m)
        metres[row] = walked
        piece[row[near]], along[row[near]] = piece_hit[near], share[near]
        return Snapped(piece, along, metres)


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
