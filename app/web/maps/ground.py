"""Roads and waters behind a map, as one view shows them: simpler and fewer the farther out it is, never more than a
phone on a slow line can take.

Who may see them is who may see boundaries (`outline.py`). Where tiles are set, they are the ground and nothing is drawn
here.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from app.coverage.ground import SORTS, Ground, Shapes
from app.coverage.report_wording import source_named
from app.exchange.roads import OSM_ATTRIBUTION, OSM_LICENCE
from app.journeys.coverage.roads import ground_stamp, ground_to_draw
from app.journeys.house import House
from app.journeys.network.find import Box
from app.journeys.turns import MAPS, in_turn
from app.standards.programme import Programme
from app.web.kept_answers import KeptAnswers
from app.web.language import Speech
from app.web.maps.clusters import View
from app.web.maps.outline import OutlineShown
from app.web.payload import Payload

MOST_POINTS = 14_000
"""So many points a view has at most: some 50 kB packed where lines run as they like."""
CLOSEST_DRAWN = 16
"""Closer up the shapes of this zoom are drawn larger."""
_TILE_PIXELS, _CELL_TILES = 256, 2
_MOST_CELLS = 10
"""So many cells a view is wide and high at most; one that is wider is answered as from farther out."""
_LEAST_AREA_PIXELS = 12.0
"""Waters smaller than this are left out."""
_TOLERANCE_PIXELS = 0.6
_UNITS_PER_PIXEL = 4
_TWO_POINTS = 4
_VIEWS_KEPT = 64


class GroundLink(NamedTuple):
    """What a page tells its map: where the ground is fetched, whose it is, and where its licence is to be read ("")."""

    address: str
    credit: str
    licence: str


def ground_link(house: House, programme: Programme, outline: OutlineShown, say: Speech) -> GroundLink | None:
    """The ground of a programme's county for a page that shows boundaries so; None where there is none to draw."""
    if outline == "none" or house.settings.tiles_url:
        return None
    stamp = ground_stamp(house, programme)
    ground = ground_to_draw(house, programme) if stamp is not None else None
    if ground is None:
        return None
    credit = ground.attribution or say.of(source_named(ground.source))
    licence = OSM_LICENCE if ground.attribution == OSM_ATTRIBUTION else ""
    return GroundLink(f"/map/ground.json?programme={programme.slug}&loaded={stamp}", credit, licence)


def cells_of(view: View) -> View:
    """The view drawn out to whole cells of its zoom, so that views near one another are one; drawn from farther out
    where it is too large for its zoom.
    """
    box = view.box
    zoom = min(view.zoom, CLOSEST_DRAWN)
    while True:
        cell = _CELL_TILES * 360 / 2**zoom
        west, south = math.floor(box.west / cell + 1e-6), math.floor(box.south / cell + 1e-6)
        east, north = math.ceil(box.east / cell - 1e-6), math.ceil(box.north / cell - 1e-6)
        if zoom == 0 or max(east - west, north - south) <= _MOST_CELLS:
            return View(Box(west * cell, south * cell, east * cell, north * cell), zoom)
        zoom -= 1


class GroundViews:
    """The answers to the views that were asked for last."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._views = KeptAnswers[Payload](_VIEWS_KEPT)

    async def of(self, programme: Programme, view: View) -> Payload:
        """What of the ground a view shows; nothing where none is loaded."""
        whole = cells_of(view)

        async def drawn() -> Payload:
            return await in_turn(self._house, MAPS, self._drawn, programme, whole)

        return await self._views.of((programme.slug, ground_stamp(self._house, programme), whole), drawn)

    def _drawn(self, programme: Programme, view: View) -> Payload:
        ground = ground_to_draw(self._house, programme)
        parts = {"parts": []} if ground is None else parts_in(ground, view)
        return Payload(orjson.dumps(parts), "application/json", "public, max-age=86400").pack()


def parts_in(ground: Ground, view: View) -> dict[str, Any]:
    """What a view shows: per sort its lines (of areas: lists of rings), each a list of whole numbers lon, lat, then the
    steps from point to point, in `unit` degrees; the weightiest sort last, as it is painted.
    """
    pixel = 360 / (_TILE_PIXELS * 2**view.zoom)
    sorts, shapes = _in_view(ground, view, pixel)
    tolerance = pixel * _TOLERANCE_PIXELS
    while True:
        simpler = shapely.simplify(shapes, tolerance, preserve_topology=False)
        points = np.bincount(sorts, shapely.get_num_coordinates(simpler), len(SORTS)).cumsum()
        fitting = int(np.searchsorted(points, MOST_POINTS, side="right"))
        if fitting > sorts.min(initial=len(SORTS)) or not len(sorts):
            break
        # Even the weightiest sort alone is too much. No line has fewer than two points, so only the longest are left.
        tolerance *= 2
        weightiest = np.flatnonzero(sorts == sorts.min())
        longest = np.argsort(-shapely.length(shapes[weightiest]), kind="stable")[: MOST_POINTS // 2]
        kept = np.sort(weightiest[longest])
        sorts, shapes = sorts[kept], shapes[kept]
    unit = pixel / _UNITS_PER_PIXEL
    painted = []
    for number in reversed(range(min(fitting, len(SORTS)))):
        drawn = simpler[(sorts == number) & ~shapely.is_empty(simpler)]
        if len(drawn) and (some := _areas(drawn, unit) if SORTS[number].is_area else _lines(drawn, unit)):
            painted.append({"sort": SORTS[number].code, "area": SORTS[number].is_area, "shapes": some})
    return {"unit": unit, "parts": painted}


def _in_view(ground: Ground, view: View, pixel: float) -> tuple[NDArray[np.uint8], Shapes]:
    """The shapes that matter at this zoom, cut off at the view's edges."""
    box = view.box
    near = np.sort(ground.tree.query(shapely.box(box.west, box.south, box.east, box.north)))
    from_zoom = np.array([sort.from_zoom for sort in SORTS])
    near = near[from_zoom[ground.sorts[near]] <= view.zoom]
    is_area = np.array([sort.is_area for sort in SORTS])[ground.sorts[near]]
    near = near[~is_area | (shapely.area(ground.shapes[near]) >= _LEAST_AREA_PIXELS * pixel**2)]
    cut = shapely.clip_by_rect(ground.shapes[near], box.west, box.south, box.east, box.north)
    parts, whose = shapely.get_parts(cut, return_index=True)
    return ground.sorts[near][whose], parts


def _areas(polygons: Shapes, unit: float) -> list[list[list[int]]]:
    rings, whose = shapely.get_rings(polygons, return_index=True)
    areas: list[list[list[int]]] = [[] for _ in polygons]
    for ring, area in zip(_steps(rings, unit), whose, strict=True):
        if len(ring) > 2 * _TWO_POINTS:
            areas[area].append(ring)
    return [area for area in areas if area]


def _lines(lines: Shapes, unit: float) -> list[list[int]]:
    return [steps for steps in _steps(lines, unit) if len(steps) >= _TWO_POINTS]


def _steps(lines: Shapes, unit: float) -> list[list[int]]:
    """Each line's points as steps from one to the next; a point that falls on the one before is left out."""
    places, whose = shapely.get_coordinates(lines, return_index=True)
    numbers: NDArray[np.int64] = np.rint(places / unit).astype(np.int64)
    begins = np.ones(len(places), dtype=bool)
    begins[1:] = np.diff(whose) != 0
    kept = begins.copy()
    kept[1:] |= (np.diff(numbers, axis=0) != 0).any(axis=1)
    numbers, begins, whose = numbers[kept], begins[kept], whose[kept]
    steps = numbers.copy()
    steps[1:][~begins[1:]] -= numbers[:-1][~begins[1:]]
    found: list[list[int]] = [[] for _ in lines]
    for line, part in zip(whose[begins], np.split(steps, np.flatnonzero(begins)[1:]), strict=True):
        found[line] = part.ravel().tolist()
    return found
