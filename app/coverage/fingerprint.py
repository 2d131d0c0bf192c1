"""One hash over everything a result rests on, so that two results can be compared and a stale one
recognised.

Changes when any input changes; does not change with the order of rows, the spelling of a number, or the
day of asking.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from app.coverage.assumptions import canonical
from app.coverage.places import Place, ServingSite
from app.coverage.reach import Method
from app.standards.programme import ServiceCircle
from app.units import LatLon


def fingerprint_of_inputs(
    places: Iterable[Place],
    sites: Iterable[ServingSite],
    circle: ServiceCircle,
    method: Method,
    roads: str | None,
) -> str:
    """SHA-256, hexadecimal, of the inputs. `roads` is the road graph's own fingerprint, None without
    roads.
    """
    inputs = {
        "version": 1,
        "method": method,
        "roads": roads,
        "circle": canonical(circle),
        "places": sorted(_place(p) for p in places),
        "sites": sorted([s.code, s.name, s.kind, *_point(s.location)] for s in sites),
    }
    text = json.dumps(inputs, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _place(place: Place) -> list[Any]:
    settlement, population = place.settlement, place.population
    return [
        place.code,
        place.name,
        place.township,
        settlement.area,
        settlement.basis,
        *_point(place.location),
        place.approximate,
        "" if population is None else str(population),
    ]


def _point(point: LatLon | None) -> tuple[str, str]:
    """Shortest text that reads back as the same number; empty for no point, so that rows stay sortable."""
    return ("", "") if point is None else (repr(point.lat + 0.0), repr(point.lon + 0.0))
