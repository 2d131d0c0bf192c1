"""Outlines of divisions, as the seeds keep them in GeoJSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

OUTLINES = Path("boundaries", "boundaries.geojson")
"""Where the outlines of the counties stand in a seeds folder."""


def outlines_in(path: Path) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    """Each feature of a file: its properties and its shape in lon and lat; none where there is no such file.

    Raises ValueError or KeyError for a file that is no GeoJSON.
    """
    if path.exists():
        for feature in orjson.loads(path.read_bytes())["features"]:
            yield feature["properties"], shape(feature["geometry"])
