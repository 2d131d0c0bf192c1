"""The service circle as one GeoJSON FeatureCollection (RFC 7946): areas, places with their minutes, sites
that count.

A place or site without a point is a feature without a geometry, so that nothing is lost on the way into a
map program. The property `role` tells the three sorts apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapely.geometry import mapping

from app.coverage.account import STANDING_LABELS
from app.coverage.circle_shapes import CircleShape
from app.coverage.report import CoverageReport
from app.coverage.report_record import entry_record, site_record
from app.coverage.report_wording import headline, notes


def as_geojson(report: CoverageReport, shapes: Sequence[CircleShape] = ()) -> dict[str, Any]:
    """Everything in the report, the areas first so that points are drawn above them. Facts about the
    whole stand in the members `headline`, `notes`, `fingerprint` and `as_of`, which GeoJSON allows beside
    its own.
    """
    return {
        "type": "FeatureCollection",
        "as_of": report.as_of.isoformat(),
        "method": report.method,
        "fingerprint": report.fingerprint,
        "headline": headline(report).as_dict(),
        "notes": [note.as_dict() for note in notes(report)],
        "features": [
            *(_area(shape) for shape in shapes if not shape.shape.is_empty),
            *(_point("place", _with_label(entry_record(entry))) for entry in report.entries),
            *(_point("site", site_record(site)) for site in report.sites),
        ],
    }


def _area(shape: CircleShape) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": mapping(shape.shape),
        "properties": {"role": "circle", "area": shape.area, "roads": shape.roads},
    }


def _with_label(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "standing_label": STANDING_LABELS[record["standing"]].as_dict()}


def _point(role: str, record: dict[str, Any]) -> dict[str, Any]:
    location = record.pop("location")
    geometry = None
    if location is not None:
        geometry = {"type": "Point", "coordinates": [round(location["lon"], 6), round(location["lat"], 6)]}
    return {
        "type": "Feature",
        "id": f"{role}.{record['code']}",
        "geometry": geometry,
        "properties": {"role": role, **record},
    }
