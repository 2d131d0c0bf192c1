"""Quickest ways on a road graph for one way of travelling: times from many places to the first site.

A point is joined to the roads where `road_pieces` says, and the stretch in between is walked. From there the quickest
way on the network is taken, one-way roads respected; all times for all places come from one search that starts at all
sites at once and runs against the direction of travel. A site so near that walking straight to it is no longer than the
two walks to the road together is walked to. There is no turn penalty and no waiting time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.coverage.assumptions import seconds_per_metre
from app.coverage.distance import Floats, Points, degrees_of
from app.coverage.nearest import Indices, NearestSearch
from app.coverage.road_graph import RoadGraph
from app.coverage.road_pieces import Arcs, Keep, RoadPieces, Snapped, made_anew, matrix_of
from app.standards.programme import RoadTravel, TravelMode

if TYPE_CHECKING:
    from scipy.sparse import csr_array

BLOCK_BYTES = 128 * 1024 * 1024
"""Memory that the times of one block of starts may take."""


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

    def __init__(self, graph: RoadGraph, mode: TravelMode, rules: RoadTravel, keep: Keep = made_anew) -> None:
        self._graph = graph
        self.pieces = RoadPieces(graph, mode, rules, keep)
        self._walk_pace = seconds_per_metre(rules.walking_kmh)

    def times_to_first_site(self, places: Points, sites: Points) -> RoadTimes:
        """Seconds from each place to the site that it reaches first, and which that is."""
        from scipy.sparse.csgraph import dijkstra  # here, since it takes a process much memory, and few need it

        here, there = degrees_of(places), degrees_of(sites)
        from_places, at_sites = self.pieces.snap(here), self.pieces.snap(there)
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
        row, index, walked = self._walked_straight(here, there, from_places, at_sites)
        order = np.lexsort((index, walked, row))
        first = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
        first = first[walked[first] * self._walk_pace < seconds[row[first]]]
        seconds[row[first]], site[row[first]] = walked[first] * self._walk_pace, index[first]
        return RoadTimes(seconds, site, from_places.metres, at_sites.found)

    def times_from_each(self, sites: Points, places: Points, most_seconds: float) -> Iterator[tuple[int, Floats]]:
        """For each site in turn its index and the seconds from every place to it, infinite where that
        exceeds `most_seconds`.

        The searches run in blocks, so that memory stays bounded on a large graph; a caller may stop
        between any two.
        """
        here, there = degrees_of(places), degrees_of(sites)
        from_places, at_sites = self.pieces.snap(here), self.pieces.snap(there)
        row, to, walked = self._walked_straight(here, there, from_places, at_sites)
        order = np.argsort(to, kind="stable")
        row, walked, begins = row[order], walked[order], np.searchsorted(to[order], np.arange(len(there) + 1))
        against, place_node, site_node = self._with_stops(from_places, at_sites)
        from scipy.sparse.csgraph import dijkstra  # here, since it takes a process much memory, and few need it

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
                on_foot = slice(begins[index], begins[index + 1])
                np.minimum.at(reached[offset], row[on_foot], walked[on_foot] * self._walk_pace)
                yield index, np.where(reached[offset] <= most_seconds, reached[offset], np.inf)

    def reserves(self, sites: Points, most_seconds: float, step_m: float) -> tuple[Floats, Floats]:
        """Stretches of road from which a site is reached with time to spare, for drawing the circle.

        Shapes (n, 2, 2) and (n, 2): (lat, lon) of both ends of each stretch, at most about `step_m`
        apart, and the seconds left of `most_seconds` when starting there. Only roads that places are
        joined to.
        """
        from scipy.sparse.csgraph import dijkstra  # here, since it takes a process much memory, and few need it

        at_sites = self.pieces.snap(degrees_of(sites))
        none = Snapped(np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros(0))
        if not at_sites.found.any():
            return np.zeros((0, 2, 2)), np.zeros((0, 2))
        against, _, site_node = self._with_stops(none, at_sites)
        reached = dijkstra(against, indices=site_node[at_sites.found], limit=most_seconds, min_only=True)
        piece = self.pieces.snappable
        piece = piece[np.isfinite(reached[self.pieces.start[piece]]) | np.isfinite(reached[self.pieces.end[piece]])]
        parts = np.ceil(self.pieces.lengths_m[piece] / step_m).astype(np.intp)
        on = np.repeat(piece, parts)
        part = np.arange(len(on)) - np.repeat(np.cumsum(parts) - parts, parts)
        shares = np.stack((part, part + 1), axis=1) / np.repeat(parts, parts)[:, None]
        seconds = self.pieces.seconds[on][:, None]
        onward = (
            np.where(self.pieces.forward[on], reached[self.pieces.end[on]], np.inf)[:, None] + (1 - shares) * seconds
        )
        back = np.where(self.pieces.backward[on], reached[self.pieces.start[on]], np.inf)[:, None] + shares * seconds
        left = most_seconds - np.minimum(onward, back)
        one, two = self._graph.degrees[self.pieces.start[on]], self._graph.degrees[self.pieces.end[on]]
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
        from scipy.sparse import csr_array  # here, since it takes a process much memory, and few need it

        piece = np.concatenate((places.piece, sites.piece))
        along = np.concatenate((places.along, sites.along))
        met = np.flatnonzero(piece >= 0)
        stop = np.full(len(piece), -1, dtype=np.intp)
        stop[met] = self._graph.nodes + np.arange(len(met))
        site_node = np.full(len(sites.piece), -1, dtype=np.intp)
        joined = np.flatnonzero(sites.found)
        site_node[joined] = self._graph.nodes + len(met) + np.arange(len(joined))
        total = self._graph.nodes + len(met) + len(joined)

        order = met[np.lexsort((along[met], piece[met]))]
        cut = self._cut_pieces(piece[order], along[order], stop[order])
        site_stop = stop[len(places.piece) :]
        walk = (site_node[joined], site_stop[joined], sites.metres[joined] * self._walk_pace)
        extra = (
            np.concatenate((cut[0], walk[0])).astype(np.int32),
            np.concatenate((cut[1], walk[1])).astype(np.int32),
            np.concatenate((cut[2], walk[2])),
        )
        base = self.pieces.against_travel
        base = csr_array(
            (base.data, base.indices, np.pad(base.indptr, (0, total - self._graph.nodes), mode="edge")),
            shape=(total, total),
        )
        return (
            csr_array(base + matrix_of(extra, total)),
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
        before = np.where(first, self.pieces.start[piece], np.roll(stop, 1))
        share_before = np.where(first, along, along - np.roll(along, 1))
        one = np.concatenate((before, stop[last]))
        two = np.concatenate((stop, self.pieces.end[piece[last]]))
        on = np.concatenate((piece, piece[last]))
        share = np.concatenate((share_before, 1 - along[last]))
        seconds = share * self.pieces.seconds[on]
        # whoever meets a road at its very end stands at the junction, whichever way the road may be taken
        ahead, back = self.pieces.forward[on] | (share == 0), self.pieces.backward[on] | (share == 0)
        return (
            np.concatenate((two[ahead], one[back])).astype(np.int32),
            np.concatenate((one[ahead], two[back])).astype(np.int32),
            np.concatenate((seconds[ahead], seconds[back])),
        )

    def _walked_straight(
        self, places: Floats, sites: Floats, from_places: Snapped, at_sites: Snapped
    ) -> tuple[Indices, Indices, Floats]:
        """Place row, site index and metres of every pair no farther apart than its two walks to the road
        together.
        """
        joined, rows = np.flatnonzero(at_sites.found), np.flatnonzero(from_places.found)
        if not len(joined) or not len(rows):
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0)
        search = NearestSearch(sites[joined])
        farthest = float(at_sites.metres[joined].max())
        _, nearest_m = search.nearest_of_each(places[rows])
        rows = rows[nearest_m <= from_places.metres[rows] + farthest]
        near = search.pairs_within(places[rows], float(from_places.metres[rows].max(initial=0.0)) + farthest)
        row, index = rows[near.row], joined[near.index]
        together = from_places.metres[row] + at_sites.metres[index]
        possible = np.flatnonzero(near.at_least_m <= together)
        metres = search.metres_between(near, possible)
        fits = metres <= together[possible]
        return row[possible[fits]], index[possible[fits]], metres[fits]
