"""The site that is really nearest, on the ellipsoid, for one point or for tens of thousands.

A search tree finds candidates by the straight chord through the earth. A chord is never longer than the
geodesic over it, and `longest_way_of_chord` bounds the geodesic from above; so every site whose chord
exceeds the bound of the best one is out, and among the few that remain the geodesic itself decides.
Proximity in degrees, or on a sphere, is never used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.coverage.distance import Floats, Points, degrees_of, longest_way_of_chord, metres_along, on_ellipsoid

Indices = NDArray[np.intp]

ROUNDING_M = 1e-6
"""Cartesian coordinates of 6.4e6 m carry about 1e-9 m of rounding; a micrometre of slack covers it a
thousand times.
"""

CELLS_PER_DEGREE = 20
"""How finely points are put in order before many are looked up: some five kilometres."""


@dataclass(frozen=True, slots=True, eq=False)
class NearPairs:
    """Pairs of a point asked about (`row`) and one searched (`index`), and between what the geodesic of each lies."""

    points: Floats
    row: Indices
    index: Indices
    at_least_m: Floats
    at_most_m: Floats


class NearestSearch:
    """A search among fixed points. Of points equally far the one handed in first comes first."""

    def __init__(self, points: Points) -> None:
        from scipy.spatial import cKDTree  # here, since it takes a process much memory, and few need it

        self._degrees = degrees_of(points)
        self._tree = cKDTree(on_ellipsoid(self._degrees)) if len(points) else None

    def __len__(self) -> int:
        return len(self._degrees)

    def nearest_of_each(self, points: Points) -> tuple[Indices, Floats]:
        """For each point the index of its nearest neighbour and the metres to it.

        Shapes (n,). ValueError when there is nothing to search among.
        """
        if self._tree is None:
            raise ValueError("there are no points to search among")
        asked = degrees_of(points)
        if not len(asked):
            return np.zeros(0, dtype=np.intp), np.zeros(0)
        cartesian = on_ellipsoid(asked)
        count, order = min(2, len(self)), _side_by_side(asked)
        chords, indices = np.empty((len(asked), count)), np.empty((len(asked), count), dtype=np.intp)
        chords[order], indices[order] = (
            np.reshape(found, (len(asked), count)) for found in self._tree.query(cartesian[order], k=count)
        )
        best = indices[:, 0].copy()
        metres = metres_along(asked, self._degrees[best])
        if count == 2:
            reach = longest_way_of_chord(chords[:, 0]) + ROUNDING_M
            unsure = np.flatnonzero(chords[:, 1] <= reach)
            if len(unsure):
                best[unsure], metres[unsure] = self._closest_within(asked[unsure], cartesian[unsure], reach[unsure])
        return best, metres

    def pairs_within(self, points: Points, metres: float) -> NearPairs:
        """Every pair of a point and a neighbour at most `metres` away, and some a little farther."""
        from scipy.spatial import cKDTree  # here, since it takes a process much memory, and few need it

        asked = degrees_of(points)
        if self._tree is None or not len(asked):
            none = np.zeros(0, dtype=np.intp)
            return NearPairs(asked, none, none, np.zeros(0), np.zeros(0))
        found = cKDTree(on_ellipsoid(asked)).sparse_distance_matrix(
            self._tree, metres + ROUNDING_M, output_type="ndarray"
        )
        least, most = found["v"] - ROUNDING_M, longest_way_of_chord(found["v"]) + ROUNDING_M
        return NearPairs(asked, found["i"], found["j"], least, most)

    def metres_between(self, pairs: NearPairs, which: Indices) -> Floats:
        """The metres along the geodesic of some of the pairs."""
        return metres_along(pairs.points[pairs.row[which]], self._degrees[pairs.index[which]])

    def _within(self, cartesian: Floats, chord_m: float) -> Indices:
        """The neighbours in their order, whose chord is at most so long; all where that is infinite."""
        if self._tree is None or not np.isfinite(chord_m):
            return np.arange(len(self), dtype=np.intp)
        return np.array(self._tree.query_ball_point(cartesian, chord_m, return_sorted=True), dtype=np.intp)

    def _closest_within(self, asked: Floats, cartesian: Floats, chords_m: Floats) -> tuple[Indices, Floats]:
        """Index and metres of the closest, a row each, among the neighbours whose chord is at most
        `chords_m`.
        """
        candidates = [self._within(point, chord) for point, chord in zip(cartesian, chords_m, strict=True)]
        counts = np.array([len(c) for c in candidates])
        flat = np.concatenate(candidates)
        metres = metres_along(np.repeat(asked, counts, axis=0), self._degrees[flat])
        rows = np.repeat(np.arange(len(asked)), counts)
        order = np.lexsort((flat, metres, rows))
        firsts = order[np.concatenate(([0], np.cumsum(counts)[:-1]))]
        return flat[firsts], metres[firsts]


def _side_by_side(degrees: Floats) -> Indices:
    """An order in which neighbours come soon after each other, so that a search finds its tree in reach."""
    return np.lexsort(np.floor(degrees * CELLS_PER_DEGREE).T[::-1])
