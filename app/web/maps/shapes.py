"""The quiet background of the map: the county's outline, its neighbours, and its townships as labelled
points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import orjson
from shapely import get_coordinates, set_coordinates, to_geojson
from shapely.geometry.base import BaseGeometry

from app.exchange.boundaries import OUTLINES, outlines_in
from app.sites.divisions import Divisions
from app.web.payload import Payload
from app.wording import Language

# About 35 m on the ground: half a pixel at the closest zoom at which a whole township is in view.
_TOLERANCE_DEGREES = 0.0003
_DECIMALS = 5
_MEDIA_TYPE = "application/geo+json"
_CACHED = "public, max-age=3600"

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


class Shapes:
    """The drawn shapes of every county, read once from the seeds' boundaries folder."""

    def __init__(self, folder: Path, divisions: Divisions) -> None:
        self._folder = folder
        self._divisions = divisions
        self._payloads: dict[tuple[str, str], Payload] = {}

    @cached_property
    def _counties(self) -> dict[str, BaseGeometry]:
        return {p["code"]: _for_drawing(outline) for p, outline in outlines_in(self._folder / OUTLINES.name)}

    @cached_property
    def _neighbours(self) -> list[tuple[str, BaseGeometry]]:
        return [
            (p["near"], _for_drawing(outline)) for p, outline in outlines_in(self._folder / "context_counties.geojson")
        ]

    def bounds(self, jurisdiction: str) -> Bounds | None:
        """The rectangle around a county; None where its outline is not known."""
        county = self._counties.get(jurisdiction)
        if county is None:
            return None
        west, south, east, north = county.bounds
        return west, south, east, north

    def boundary(self, jurisdiction: str) -> Payload:
        """The county and its neighbours as GeoJSON; `role` is ``county`` or ``neighbour``. No names."""
        return self._kept("boundary", jurisdiction, self._boundary_features)

    def townships(self, jurisdiction: str, language: Language) -> Payload:
        """The county's townships that have a point, as GeoJSON with code and name.

        `short` is what a label says where there is little room: in English the name without its rank.
        """
        return self._kept(f"townships {language}", jurisdiction, partial(self._township_features, language))

    def _kept(self, what: str, jurisdiction: str, features: Callable[[str], Iterator[dict[str, Any]]]) -> Payload:
        key = (what, jurisdiction)
        if key not in self._payloads:
            collection = {"type": "FeatureCollection", "features": list(features(jurisdiction))}
            self._payloads[key] = Payload(orjson.dumps(collection), _MEDIA_TYPE, _CACHED).pack()
        return self._payloads[key]

    def _boundary_features(self, jurisdiction: str) -> Iterator[dict[str, Any]]:
        for near, drawn in self._neighbours:
            if near == jurisdiction:
                yield _feature(drawn, {"role": "neighbour"})
        if (county := self._counties.get(jurisdiction)) is not None:
            yield _feature(county, {"role": "county"})

    def _township_features(self, language: Language, jurisdiction: str) -> Iterator[dict[str, Any]]:
        for township in self._divisions.under(jurisdiction, "township"):
            if township.point is not None:
                yield {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [township.point.lon, township.point.lat]},
                    "properties": {
                        "code": township.code,
                        "name": township.label.in_(language),
                        "short": township.short_label.in_(language),
                    },
                }


def _for_drawing(geometry: BaseGeometry) -> BaseGeometry:
    simpler = geometry.simplify(_TOLERANCE_DEGREES)
    return set_coordinates(simpler, get_coordinates(simpler).round(_DECIMALS))


def _feature(geometry: BaseGeometry, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": orjson.Fragment(to_geojson(geometry)), "properties": properties}
