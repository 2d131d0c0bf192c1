"""The description of `/ogc` as OpenAPI 3.0, which the standard asks for and map programs read."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from app.journeys.house import House
from app.web.api.answers import GEOJSON, JSON
from app.web.ogc.asked import LIMIT_DEFAULT, LIMIT_MOST
from app.web.ogc.collections import Collection, collections_of
from app.web.ogc.documents import OPENAPI, SCHEMA, feature_schema

Document = dict[str, Any]
_PROBLEM = "application/problem+json"
_TEXT: Document = {"type": "string"}
_ANY: Document = {"type": "object"}


def openapi30(house: House, root: str) -> Document:
    """The whole description."""
    collections = collections_of(house).by_id.values()
    paths: Document = {
        "/": _get("landing", "What there is here", JSON, _ANY, []),
        "/api": _get("describe", "This description", OPENAPI, _ANY, []),
        "/conformance": _get("conformance", "What this conforms to", JSON, _ANY, []),
        "/collections": _get("listCollections", "The collections", JSON, _ANY, []),
    }
    for one in collections:
        paths |= _paths_of(one)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Zhanwang 站网: OGC API - Features",
            "version": version("zhanwang"),
            "description": "Public employment sites as features. Public data only; no account is needed.",
        },
        "servers": [{"url": root}],
        "paths": paths,
        "components": {
            "schemas": {f"{one.id}Feature": feature_schema(one) for one in collections}
            | {
                "problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
                }
            }
        },
    }


def _paths_of(one: Collection) -> Document:
    here, name = f"/collections/{one.id}", one.id.capitalize()
    schema = {"$ref": f"#/components/schemas/{one.id}Feature"}
    many: Document = {
        "type": "object",
        "required": ["type", "features", "links", "numberMatched", "numberReturned"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": schema},
            "links": {"type": "array", "items": _ANY},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
        },
    }
    code = {"name": "featureId", "in": "path", "required": True, "schema": _TEXT}
    return {
        here: _get(f"describe{name}", one.title.en, JSON, _ANY, []),
        f"{here}/schema": _get(f"schemaOf{name}", "The schema of a feature", SCHEMA, _ANY, []),
        f"{here}/queryables": _get(f"queryablesOf{name}", "What may be asked for", SCHEMA, _ANY, []),
        f"{here}/items": _get(f"list{name}", f"{one.title.en}, page by page", GEOJSON, many, _asked(one)),
        f"{here}/items/{{featureId}}": _get(f"read{name}", "One feature", GEOJSON, schema, [code]),
    }


def _asked(one: Collection) -> list[Document]:
    timed = f"looks at `{one.timed}`" if one.timed else "these features have no time, so that all fit"
    return [
        _query(
            "limit",
            f"How many at most; more than {LIMIT_MOST} are never sent at once",
            {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": LIMIT_DEFAULT},
        ),
        {
            **_query(
                "bbox",
                "west,south,east,north in degrees",
                {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
            ),
            "style": "form",
            "explode": False,
        },
        _query("datetime", f"A moment or an interval, open ends as ..; {timed}", _TEXT),
        _query("after", "Begin after this identifier: what the link to the next page says", _TEXT),
        *(_query(known.name, known.described()["title"], known.schema) for known in one.asked),
    ]


def _query(name: str, said: str, schema: Document) -> Document:
    return {"name": name, "in": "query", "required": False, "description": said, "schema": schema}


def _get(name: str, summary: str, media_type: str, schema: Document, parameters: list[Document]) -> Document:
    form = _query("f", "The encoding, of which there is one", {"type": "string", "enum": ["json"]})
    problem = {"content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [*parameters, form],
            "responses": {
                "200": {"description": summary, "content": {media_type: {"schema": schema}}},
                "400": {"description": "A parameter that is unknown or has no meaning", **problem},
                "404": {"description": "There is nothing at this address", **problem},
            },
        }
    }
