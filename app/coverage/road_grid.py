"""The nearest of very many straight pieces of road for very many points: pieces filed by the squares they touch.

On a flat map in metres. Two plain arrays are all there is, so that they can be kept in a file, which a tree of shapes
cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.coverage.distance import Floats

Rows = NDArray[np.intp]

SIDE_M = 250.0
"""The side of a square."""
WIDTH = 1 << 24
"""Squares in a row of the map: more than go round the earth."""
PAIRS_AT_ONCE = 2_000_000
"""How many points and pieces are measured in one go, so that memory stays bounded."""


Ends = Callable[[NDArray[Any]], tuple[Floats, Floats]]
"""Where pieces begin and end, in metres on the map."""


@dataclass(frozen=True, eq=False)
class RoadGrid:
    """`square`: ascending; `piece`: which piece touches it. A piece stands in every square of its bounding box."""

    square: NDArray[np.int64]
    piece: NDArray[np.int32]

    @classmethod
    def of(cls, one: Floats, two: Floats) -> RoadGrid:
        """The pieces from `one` to `two`, a row each."""
        low, high = _squares(np.minimum(one, two)), _squares(np.maximum(one, two))
        columns, rows = (high - low + 1).T
        piece = np.repeat(np.arange(len(one)), columns * rows)
        place = np.arange(len(piece)) - np.repeat(np.cumsum(columns * rows) - columns * rows, columns * rows)
        square = (low[piece, 1] + place // columns[piece]) * WIDTH + low[piece, 0] + place % columns[piece]
        order = np.argsort(square, kind="stable")
        return cls(square[order], piece[order].astype(np.int32))

    @cached_property
    def _bounds(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Column and row of the squares in the two corners of all that is filed."""
        column, row = self.square % WIDTH, self.square // WIDTH
        return np.array([column.min(), row[0]]), np.array([column.max(), row[-1]])

    def nearest(self, points: Floats, ends: Ends, most_m: float, among: NDArray[np.bool_] | None = None) -> Rows:
        """For each point the nearest of the pieces (`among` some of them), the first of equals; -1 where none is within
        `most_m`, though some farther ones are found.
        """
        found = np.full(len(points), -1, dtype=np.intp)
        if not len(self.piece) or (among is not None and not among.any()):
            return found
        # neighbours soon after each other, so that what they look at is still in reach
        asked = np.lexsort(_squares(points).T)
        rings, (low, high) = np.ones(len(points), dtype=np.int64), self._bounds
        while len(asked):
            found[asked], metres = self._nearest_in(points[asked], rings, ends, among)
            here = _squares(points[asked])
            everything = (here - rings[:, None] <= low).all(axis=1) & (here + rings[:, None] >= high).all(axis=1)
            settled = (metres <= rings * SIDE_M) | (rings * SIDE_M >= most_m) | everything
            wanted = np.where(np.isfinite(metres), np.ceil(np.minimum(metres, 1e9) / SIDE_M), 0).astype(np.int64)
            rings, asked = np.maximum(2 * rings, wanted)[~settled], asked[~settled]
        return found

    def _nearest_in(
        self, points: Floats, rings: NDArray[np.int64], ends: Ends, among: NDArray[np.bool_] | None
    ) -> tuple[Rows, Floats]:
        """The nearest piece in so many rings of squares around each point (-1: none) and the metres to it."""
        here = _squares(points)
        point, lowest = np.repeat(np.arange(len(points)), 2 * rings + 1), here[:, 1] - rings
        row = (
            np.repeat(lowest, 2 * rings + 1)
            + np.arange(len(point))
            - np.repeat(np.cumsum(2 * rings + 1) - (2 * rings + 1), 2 * rings + 1)
        )
        first = np.searchsorted(self.square, row * WIDTH + (here[:, 0] - rings)[point])
        count = np.searchsorted(self.square, row * WIDTH + (here[:, 0] + rings)[point], side="right") - first
        best, metres = np.full(len(points), -1, dtype=np.intp), np.full(len(points), np.inf)
        block = np.cumsum(np.bincount(point, count, len(points))) // PAIRS_AT_ONCE
        for number in np.unique(block):
            part = block[point] == number
            sizes = count[part]
            of = np.repeat(point[part], sizes)
            place = np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes - first[part], sizes)
            piece = self.piece[place]
            if among is not None:
                of, piece = of[among[piece]], piece[among[piece]]
            if not len(of):
                continue
            beside = points[of]
            away = np.square(beside - foot_on(beside, *ends(piece))[0]).sum(axis=1)
            begins = np.flatnonzero(np.diff(of, prepend=-1))  # what belongs to one point stands together
            least = np.minimum.reduceat(away, begins)
            nearest = np.flatnonzero(away == np.repeat(least, np.diff(begins, append=len(of))))
            ordered = nearest[np.lexsort((piece[nearest], of[nearest]))]
            chosen = ordered[np.flatnonzero(np.diff(of[ordered], prepend=-1))]
            best[of[chosen]], metres[of[chosen]] = piece[chosen], np.sqrt(least)
        return best, metres


def foot_on(points: Floats, one: Floats, two: Floats) -> tuple[Floats, Floats]:
    """The nearest point of each piece to the point beside it, and how far along the piece it is (0…1)."""
    span = two - one
    length = np.einsum("ij,ij->i", span, span)
    dot = np.einsum("ij,ij->i", points - one, span)
    share = np.clip(np.divide(dot, length, out=np.zeros_like(dot), where=length > 0), 0.0, 1.0)
    return one + share[:, None] * span, share


def _squares(metres: Floats) -> NDArray[np.int64]:
    """Column and row of the square that each position lies in; never below zero, since the map's middle is in the
    middle of the numbers.
    """
    return np.floor(metres / SIDE_M).astype(np.int64) + WIDTH // 2
