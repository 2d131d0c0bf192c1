"""A map of more sites than a phone can draw: what lies in one view, near sites together, counted here.

The view is cut into squares of the web map's own projection; a square with one site shows the site, one with more their
number at their middle, and of which kinds they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from app.journeys.network.find import Box, Places
from app.journeys.network.judged import Network
from app.web.maps.parts import kind_class

MOST_DRAWN = 2000
"""So many sites are sent one by one, whatever the view."""
MOST_IN_VIEW = 100
"""A view with no more sites than this shows each of them."""
_SQUARE_PIXELS, _TILE_PIXELS = 80, 256


class View(NamedTuple):
    """What a map shows: a rectangle, and how close it is (0 is the world in one tile)."""

    box: Box
    zoom: int


class Drawn(NamedTuple):
    """The places of the sites that are shown one by one, and the others as clusters."""

    places: Places
    clusters: list[Mapping[str, object]]


def drawn_in(whole: Network, places: Places, view: View) -> Drawn:
    """What a view shows of the sites at these places."""
    points, box = whole.points, view.box
    inside = places[points.inside(box.west, box.south, box.east, box.north)[places]]
    if len(inside) <= MOST_IN_VIEW:
        return Drawn(inside, [])
    scale = _TILE_PIXELS * 2**view.zoom / _SQUARE_PIXELS
    lat, lon = np.radians(points.lat[inside]), points.lon[inside]
    across = np.floor((lon + 180) / 360 * scale).astype(np.int64)
    down = np.floor((1 - np.arcsinh(np.tan(lat)) / np.pi) / 2 * scale).astype(np.int64)
    _, firsts, squares, counts = np.unique(
        down * int(scale + 1) + across, return_index=True, return_inverse=True, return_counts=True
    )
    alone = np.sort(inside[firsts[counts == 1]])
    order = np.argsort(squares, kind="stable")
    parts = np.split(inside[order], np.cumsum(counts)[:-1])
    return Drawn(alone, [_cluster(whole, part) for part in parts if len(part) > 1])


def _cluster(whole: Network, places: Places) -> Mapping[str, object]:
    lat, lon = whole.points.lat[places], whole.points.lon[places]
    edges = lon.min(), lat.min(), lon.max(), lat.max()
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(float(lon.mean()), 5), round(float(lat.mean()), 5)]},
        "properties": {
            "count": len(places),
            "kinds": _kinds(whole, places),
            "bounds": [round(float(edge), 5) for edge in edges],
        },
    }


def _kinds(whole: Network, places: Places) -> dict[str, int]:
    """How many of each kind, by the class that colours it."""
    cells, names = whole.columns.cells, whole.columns.names
    pairs, counts = np.unique(np.stack([cells.programme[places], cells.kind[places]]), axis=1, return_counts=True)
    programmes, kinds = (names[name].of(row.tolist()) for name, row in zip(("programme", "kind"), pairs, strict=True))
    return {kind_class(slug, kind): int(n) for slug, kind, n in zip(programmes, kinds, counts, strict=True)}


def where_most_are(whole: Network, places: Places) -> list[float]:
    """West, south, east, north of nine in ten of these sites: a few outposts far away make no map of China."""
    lat, lon = whole.points.lat[places], whole.points.lon[places]
    (south, north), (west, east) = np.percentile(lat, (5, 95)), np.percentile(lon, (5, 95))
    return [round(float(edge), 5) for edge in (west, south, east, north)]
