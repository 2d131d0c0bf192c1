"""The documents of `/ogc` that are not features: what there is, what it conforms to, what may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.coverage.nearest_among import PointColumns
from app.journeys.house import House
from app.web.api.answers import GEOJSON, JSON
from app.web.ogc.collections import Collection, collections_of

Document = dict[str, Any]
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
)
WORLD = (-180.0, -90.0, 180.0, 90.0)
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def link(href: str, rel: str, media_type: str, title: str) -> Document:
    """A link as RFC 8288 means it."""
    return {"href": href, "rel": rel, "type": media_type, "title": title}


def landing(root: str) -> Document:
    """The first document. `root` is the whole address of `/ogc`."""
    return {
        "title": "站网 Zhanwang",
        "description": "公共就业服务站点，公开数据 · A county's public employment sites, public data only",
        "links": [
            link(root, "self", JSON, "This document"),
            link(f"{root}/api", "service-desc", OPENAPI, "The description as OpenAPI 3.0"),
            link(f"{root}/conformance", "conformance", JSON, "What this conforms to"),
            link(f"{root}/conformance", f"{QUERYABLES.rsplit('/', 1)[0]}/conformance", JSON, "What this conforms to"),
            link(f"{root}/collections", "data", JSON, "The collections"),
            link(f"{root}/collections", f"{QUERYABLES.rsplit('/', 1)[0]}/data", JSON, "The collections"),
        ],
    }


def all_collections(house: House, root: str, sites: Sequence[float]) -> Document:
    """Every collection. `sites`: the rectangle that holds all sites (`sites_box`)."""
    return {
        "links": [link(f"{root}/collections", "self", JSON, "This document")],
        "collections": [one_collection(house, root, one, sites) for one in collections_of(house).by_id.values()],
    }


def one_collection(house: House, root: str, one: Collection, sites: Sequence[float]) -> Document:
    """A collection with its extent and where its features, schema and queryables are."""
    here = f"{root}/collections/{one.id}"
    described = (f"{here}/schema", SCHEMA, "The schema of a feature")
    return {
        "id": one.id,
        "title": f"{one.title.zh} {one.title.en}",
        "description": f"{one.said.zh} · {one.said.en}",
        "itemType": "feature",
        "crs": [CRS84],
        "extent": _extent(house, one, sites),
        "links": [
            link(here, "self", JSON, "This document"),
            link(f"{here}/items", "items", GEOJSON, "The features"),
            link(described[0], "describedby", described[1], described[2]),
            # GDAL before 3.8 looks for the relation in this spelling, which is the same one: its case says nothing.
            link(described[0], "describedBy", described[1], described[2]),
            link(f"{here}/queryables", QUERYABLES, SCHEMA, "What may be asked for"),
            link(f"{here}/queryables", "queryables", SCHEMA, "What may be asked for"),
        ],
    }


def sites_box(points: PointColumns) -> list[float]:
    """West, south, east and north of all points, outward to whole tenths of a degree, so that few saves change it; the
    whole world where there is no point. Sites lie in far cities too.
    """
    lat, lon = points.lat[points.known], points.lon[points.known]
    if not len(lat):
        return list(WORLD)
    low, high = np.floor([lon.min() * 10, lat.min() * 10]) / 10, np.ceil([lon.max() * 10, lat.max() * 10]) / 10
    return [*low.tolist(), *high.tolist()]


def _extent(house: House, one: Collection, sites: Sequence[float]) -> Document:
    """The counties' own extent but for sites: it says where to look, and does not change with every save."""
    extents = [house.divisions.extent(pack.jurisdiction) for pack in house.programmes.values()]
    found = [extent for extent in extents if extent is not None]
    box = list(sites if one.id == "sites" else WORLD)
    if found and one.id != "sites":
        west, south, east, north = zip(*found, strict=True)
        box = [min(west), min(south), max(east), max(north)]
    extent: Document = {"spatial": {"bbox": [box], "crs": CRS84}}
    if one.timed:
        gregorian = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
        extent["temporal"] = {"interval": [[None, None]], "trs": gregorian}
    return extent


def schema_of(root: str, one: Collection) -> Document:
    """The schema of a feature. What nobody reported is null."""
    return {
        "$schema": JSON_SCHEMA,
        "$id": f"{root}/collections/{one.id}/schema",
        "title": one.title.en,
        **feature_schema(one),
    }


def feature_schema(one: Collection) -> Document:
    """A feature as JSON Schema and OpenAPI 3.0 both understand it."""
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object", "nullable": True, "description": f"A GeoJSON {one.geometry}, or null"},
            "properties": {
                "type": "object",
                "required": [known.name for known in one.properties],
                "properties": {known.name: {**known.described(), "nullable": True} for known in one.properties},
            },
        },
    }


def queryables_of(root: str, one: Collection) -> Document:
    """What may be asked for by its value (Part 3)."""
    geometry = {"title": "Position 位置", "format": f"geometry-{one.geometry.lower()}"}
    return {
        "$schema": JSON_SCHEMA,
        "$id": f"{root}/collections/{one.id}/queryables",
        "type": "object",
        "title": one.title.en,
        "properties": {**{known.name: known.described() for known in one.asked}, "geometry": geometry},
        "additionalProperties": False,
    }
