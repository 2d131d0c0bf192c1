"""Quickest ways on a road graph for one way of travelling: snapping to roads, and times from many places
to the first site.

A point is joined to the nearest point *on* a road piece that the mode may use, not to the nearest node,
and the stretch in between is walked. Motorways, ramps and ferries are joined at their ends alone. From
there the quickest way on the network is taken, one-way roads respected; all times for all places come
from one search that starts at all sites at once and runs against the direction of travel. A site so near
that walking straight to it is no longer than the two walks to the road together is walked to. There is no
turn penalty and no waiting time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from app.coverage.assumptions import seconds_per_metre
from app.coverage.distance import Floats, degrees_of, metres_along
from app.coverage.local_plane import LocalPlane
from app.coverage.nearest import Indices, NearestSearch
from app.coverage.road_graph import BACKWARD, ENDS_ONLY, ENDS_ONLY_CLASSES, FORWARD, RoadGraph
from app.standards.programme import RoadTravel, TravelMode
from app.units import LatLon

SMALLEST_SHARE_OF_MAIN = 0.5
"""A part with fewer nodes than this share of the largest is passed over where the main network is near."""

LEAST_SECONDS = 1e-9
"""What a piece of no length costs: sparse arithmetic would otherwise take its zero for a missing piece."""

BLOCK_BYTES = 128 * 1024 * 1024
"""Memory that the times of one block of starts may take."""

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


@dataclass(frozen=True, slots=True, eq=False)
class RoadTimes:
    """A row a place: seconds to the site reached first (infinite: none), its index (-1: none), metres
    walked to the road.

    `sites_on_roads` tells, a row a site, whether it could be joined to the network.
    """

    seconds: Floats
    site: Indices
    off_road_m: Floats
    sites_on_roads: NDArray[np.bool_]


class RoadNetwork:
    """The part of a road graph that one mode may use, at the speeds of the pack."""

    def __init__(self, graph: RoadGraph, mode: TravelMode, rules: RoadTravel) -> None:
        speeds = rules.speeds_kmh.get(mode, {})
        pace = np.array([seconds_per_metre(speeds[c]) if c in speeds else np.inf for c in graph.classes])
        allowed = (graph.access & (FORWARD[mode] | BACKWARD[mode])) != 0
        usable = np.flatnonzero(allowed & np.isfinite(pace[graph.road_class]))
        access = graph.access[usable]
        self.graph = graph
        self._rules = rules
        self._start, self._end = graph.start[usable], graph.end[usable]
        self._lengths_m = graph.metres[usable].astype(np.float64)
        self._seconds = self._lengths_m * pace[graph.road_class[usable]]
        self._forward = (access & FORWARD[mode]) != 0
        self._backward = (access & BACKWARD[mode]) != 0
        closed = np.array([c in ENDS_ONLY_CLASSES for c in graph.classes], dtype=bool)
        self._joined = ~closed[graph.road_class[usable]] & ((access & ENDS_ONLY) == 0)
        self._walk_pace = seconds_per_metre(rules.walking_kmh)
        self._plane = LocalPlane.around(graph.degrees)

    @cached_property
    def _against_travel(self) -> csr_array:
        """Seconds from v to u for every piece that may be travelled from u to v; of parallel pieces the
        quickest.
        """
        row = np.concatenate((self._end[self._forward], self._start[self._backward]))
        column = np.concatenate((self._start[self._forward], self._end[self._backward]))
        seconds = np.concatenate((self._seconds[self._forward], self._seconds[self._backward]))
        order = np.lexsort((seconds, column, row))
        row, column, seconds = row[order], column[order], seconds[order]
        first = np.ones(len(row), dtype=bool)
        first[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
        return _matrix((row[first], column[first], seconds[first]), self.graph.nodes)

    @cached_property
    def _part_nodes(self) -> Indices:
        """A row a node: how many nodes its connected part has."""
        _, part = connected_components(self._against_travel, directed=True, connection="strong")
        return np.bincount(part)[part]

    @cached_property
    def snappable(self) -> Indices:
        """The usable pieces that can be joined from the side, in a connected part large enough to be a network and
        not a gap in the map.
        """
        if not len(self._start):
            return np.zeros(0, dtype=np.intp)
        large = self._part_nodes >= self._rules.smallest_network_nodes
        return np.flatnonzero(large[self._start] & large[self._end] & self._joined)

    @cached_property
    def _of_main(self) -> NDArray[np.bool_]:
        """Which of the snappable pieces lie in the largest part, or in one at least half as large."""
        nodes = self._part_nodes
        main = nodes >= nodes.max() * SMALLEST_SHARE_OF_MAIN
        return np.asarray(main[self._start[self.snappable]] & main[self._end[self.snappable]])

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return self._tree_of(self.snappable)

    @cached_property
    def _main_tree(self) -> shapely.STRtree:
        return self._tree_of(self.snappable[self._of_main])

    def _tree_of(self, piece: Indices) -> shapely.STRtree:
        ends = self._plane.metres(self.graph.degrees)
        pieces = np.stack((ends[self._start[piece]], ends[self._end[piece]]), axis=1)
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
        ends = np.stack((self.graph.degrees[self._start[piece_hit]], self.graph.degrees[self._end[piece_hit]]))
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

    def times_to_first_site(self, places: list[LatLon], sites: list[LatLon]) -> RoadTimes:
        """Seconds from each place to the site that it reaches first, and which that is."""
        here, there = degrees_of(places), degrees_of(sites)
        from_places, at_sites = self.snap(here), self.snap(there)
        seconds, site = np.full(len(places), np.inf), np.full(len(places), -1, dtype=np.intp)
        if at_sites.found.any() and from_places.found.any():
            against, place_node, site_node = self._with_stops(from_places, at_sites)
            starts = site_node[at_sites.found]
            reached, _, origin = dijkstra(against, indices=starts, min_only=True, return_predecessors=True)
            number = np.full(against.shape[0], -1, dtype=np.intp)
            number[starts] = np.flatnonzero(at_sites.found)
            rows = np.flatnonzero(from_places.found)
            on_road = reached[place_node[rows]]
            arrived = np.isfinite(on_road)
            rows, nodes = rows[arrived], place_node[rows[arrived]]
            seconds[rows] = on_road[arrived] + from_places.metres[rows] * self._walk_pace
            site[rows] = number[origin[nodes]]
        for row, index, metres in self._walked_straight(places, sites, from_places, at_sites):
            if metres * self._walk_pace < seconds[row]:
                seconds[row], site[row] = metres * self._walk_pace, index
        return RoadTimes(seconds, site, from_places.metres, at_sites.found)

    def times_from_each(
        self, sites: list[LatLon], places: list[LatLon], most_seconds: float
    ) -> Iterator[tuple[int, Floats]]:
        """For each site in turn its index and the seconds from every place to it, infinite where that
        exceeds `most_seconds`.

        The searches run in blocks, so that memory stays bounded on a large graph; a caller may stop
        between any two.
        """
        from_places, at_sites = self.snap(degrees_of(places)), self.snap(degrees_of(sites))
        straight: dict[int, list[tuple[int, float]]] = {}
        for row, index, metres in self._walked_straight(places, sites, from_places, at_sites):
            straight.setdefault(index, []).append((row, metres * self._walk_pace))
        against, place_node, site_node = self._with_stops(from_places, at_sites)
        walks = np.where(from_places.found, from_places.metres, np.inf) * self._walk_pace
        block = max(1, BLOCK_BYTES // (8 * against.shape[0]))
        for first in range(0, len(sites), block):
            chosen = range(first, min(first + block, len(sites)))
            starts = site_node[chosen.start : chosen.stop]
            reached = np.full((len(chosen), len(places)), np.inf)
            joined = np.flatnonzero(starts >= 0)
            if len(joined):
                found = dijkstra(against, indices=starts[joined], limit=most_seconds)
                reached[joined] = found[:, np.maximum(place_node, 0)] + walks
            for offset, index in enumerate(chosen):
                for row, seconds in straight.get(index, ()):
                    reached[offset, row] = min(reached[offset, row], seconds)
                yield index, np.where(reached[offset] <= most_seconds, reached[offset], np.inf)

    def reserves(self, sites: list[LatLon], most_seconds: float, step_m: float) -> tuple[Floats, Floats]:
        """Stretches of road from which a site is reached with time to spare, for drawing the circle.

        Shapes (n, 2, 2) and (n, 2): (lat, lon) of both ends of each stretch, at most about `step_m`
        apart, and the seconds left of `most_seconds` when starting there. Only roads that places are
        joined to.
        """
        at_sites = self.snap(degrees_of(sites))
        none = Snapped(np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros(0))
        if not at_sites.found.any():
            return np.zeros((0, 2, 2)), np.zeros((0, 2))
        against, _, site_node = self._with_stops(none, at_sites)
        reached = dijkstra(against, indices=site_node[at_sites.found], limit=most_seconds, min_only=True)
        piece = self.snappable
        piece = piece[np.isfinite(reached[self._start[piece]]) | np.isfinite(reached[self._end[piece]])]
        parts = np.maximum(1, np.ceil(self._lengths_m[piece] / step_m)).astype(np.intp)
        on = np.repeat(piece, parts)
        part = np.arange(len(on)) - np.repeat(np.cumsum(parts) - parts, parts)
        shares = np.stack((part, part + 1), axis=1) / np.repeat(parts, parts)[:, None]
        seconds = self._seconds[on][:, None]
        onward = np.where(self._forward[on], reached[self._end[on]], np.inf)[:, None] + (1 - shares) * seconds
        back = np.where(self._backward[on], reached[self._start[on]], np.inf)[:, None] + shares * seconds
        left = most_seconds - np.minimum(onward, back)
        one, two = self.graph.degrees[self._start[on]], self.graph.degrees[self._end[on]]
        ends = one[:, None, :] + shares[:, :, None] * (two - one)[:, None, :]
        spare = np.all(left >= 0, axis=1)
        return ends[spare], left[spare]

    def _with_stops(self, places: Snapped, sites: Snapped) -> tuple[csr_array, Indices, Indices]:
        """The reversed network with a node where each point meets its road, and one a site joined to it
        by the walk.

        Also the node of each place (on the road) and of each site (itself), -1 where it met no road. A
        piece met by several points is cut at each, in order along it, so that a place and a site on one
        piece reach each other without a way round.
        """
        piece = np.concatenate((places.piece, sites.piece))
        along = np.concatenate((places.along, sites.along))
        met = np.flatnonzero(piece >= 0)
        stop = np.full(len(piece), -1, dtype=np.intp)
        stop[met] = self.graph.nodes + np.arange(len(met))
        site_node = np.full(len(sites.piece), -1, dtype=np.intp)
        joined = np.flatnonzero(sites.found)
        site_node[joined] = self.graph.nodes + len(met) + np.arange(len(joined))
        total = self.graph.nodes + len(met) + len(joined)

        order = met[np.lexsort((along[met], piece[met]))]
        cut = self._cut_pieces(piece[order], along[order], stop[order])
        site_stop = stop[len(places.piece) :]
        walk = (site_node[joined], site_stop[joined], sites.metres[joined] * self._walk_pace)
        extra = (
            np.concatenate((cut[0], walk[0])).astype(np.int32),
            np.concatenate((cut[1], walk[1])).astype(np.int32),
            np.concatenate((cut[2], walk[2])),
        )
        base = self._against_travel
        base = csr_array(
            (base.data, base.indices, np.pad(base.indptr, (0, total - self.graph.nodes), mode="edge")),
            shape=(total, total),
        )
        return (
            csr_array(base + _matrix(extra, total)),
            stop[: len(places.piece)],
            site_node,
        )

    def _cut_pieces(self, piece: Indices, along: Floats, stop: Indices) -> Arcs:
        """Reversed arcs between neighbours on each cut piece: its start, the stops in order (rows sorted
        so), its end.
        """
        first = np.ones(len(piece), dtype=bool)
        first[1:] = piece[1:] != piece[:-1]
        last = np.ones(len(piece), dtype=bool)
        last[:-1] = first[1:]
        before = np.where(first, self._start[piece], np.roll(stop, 1))
        share_before = np.where(first, along, along - np.roll(along, 1))
        one = np.concatenate((before, stop[last]))
        two = np.concatenate((stop, self._end[piece[last]]))
        on = np.concatenate((piece, piece[last]))
        seconds = np.concatenate((share_before, 1 - along[last])) * self._seconds[on]
        ahead, back = self._forward[on], self._backward[on]
        return (
            np.concatenate((two[ahead], one[back])).astype(np.int32),
            np.concatenate((one[ahead], two[back])).astype(np.int32),
            np.concatenate((seconds[ahead], seconds[back])),
        )

    def _walked_straight(
        self, places: list[LatLon], sites: list[LatLon], from_places: Snapped, at_sites: Snapped
    ) -> Iterator[tuple[int, int, float]]:
        """Place row, site index and metres of every pair no farther apart than its two walks to the road
        together.
        """
        joined = np.flatnonzero(at_sites.found)
        rows = np.flatnonzero(from_places.found)
        if not len(joined) or not len(rows):
            return
        search = NearestSearch([sites[i] for i in joined])
        farthest = float(at_sites.metres[joined].max())
        _, nearest_m = search.nearest_of_each([places[row] for row in rows])
        for row in rows[nearest_m <= from_places.metres[rows] + farthest].tolist():
            walk_m = float(from_places.metres[row])
            for neighbour in search.within(places[row], walk_m + farthest):
                index = int(joined[neighbour.index])
                if neighbour.metres <= walk_m + at_sites.metres[index]:
                    yield row, index, neighbour.metres


def _matrix(arcs: Arcs, size: int) -> csr_array:
    """Arcs, no two between the same pair of nodes, as a compressed matrix that keeps the ones of no
    length.
    """
    row, column, seconds = arcs
    order = np.lexsort((column, row))
    starts = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=size), out=starts[1:])
    return csr_array(
        (np.maximum(seconds[order], LEAST_SECONDS), column[order].astype(np.int32), starts),
        shape=(size, size),
    )
