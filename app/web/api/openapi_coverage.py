"""The description of the service circle's answer and of the assumptions that can be asked for otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from app.coverage.account import STANDINGS
from app.coverage.asked import MODES, NUMBERS
from app.coverage.assumptions import AREAS
from app.web.api.schemas import BOTH, DAY, TEXT, WHOLE, Schema, shape

_MINUTES: Schema = {"type": ["string", "null"], "description": "Minutes as decimal text; null where there is no way"}
_SAID = {
    "limit_minutes": "Limit in minutes",
    "speed_kmh": "Speed in km/h, where no roads are loaded",
    "detour_factor_good": "Way gone for every kilometre as the crow flies, on good roads",
    "detour_factor_bad": "The same on bad roads",
}


def _asked(name: str, said: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": f"{said}; the pack's when left out", "schema": schema}


def coverage_parameters(programmes: Sequence[str], filters: Sequence[Schema]) -> list[Schema]:
    """What ``GET /coverage`` takes. `filters`: the parameters for kinds and states, as other routes have them."""
    bounds: dict[str, Schema] = {
        "limit_minutes": {"type": "number", "exclusiveMinimum": 0, "maximum": 1440},
        "speed_kmh": {"type": "number", "minimum": 0.5, "maximum": 150},
        "detour_factor_good": {"type": "number", "minimum": 1, "maximum": 20},
        "detour_factor_bad": {"type": "number", "minimum": 1, "maximum": 20},
    }
    assumptions = [
        one
        for area in AREAS
        for one in (
            _asked(f"{area}.mode", f"How people of {area} places travel", {**TEXT, "enum": list(MODES)}),
            *(_asked(f"{area}.{name}", f"{_SAID[name]} ({area} places)", bounds[name]) for name in NUMBERS),
        )
    ]
    return [
        {
            "name": "programme",
            "in": "query",
            "description": "The programme; the one that has a circle when left out",
            "schema": {**TEXT, "enum": list(programmes)},
        },
        *filters,
        *assumptions,
        {
            "name": "format",
            "in": "query",
            "description": "GeoJSON with the circle as areas, or plain JSON",
            "schema": {**TEXT, "enum": ["json", "geojson"]},
        },
    ]


def coverage_schemas() -> Schema:
    """The schemas of the service circle's answer."""
    tally = shape(
        ["places", "people", "weighed_by", "share"],
        places=shape(list(STANDINGS), **dict.fromkeys(STANDINGS, WHOLE)),
        people={"type": ["object", "null"], "description": "Residents; null where not all are known"},
        weighed_by={"enum": ["people", "places"]},
        share={"type": "object", "description": "Covered at least and at most, of how many, and in percent"},
    )
    account = shape(
        ["everyone", "areas", "townships"],
        everyone={"$ref": "#/components/schemas/CoverageTally"},
        areas={"type": "object", "additionalProperties": {"$ref": "#/components/schemas/CoverageTally"}},
        townships={"type": "object", "additionalProperties": {"$ref": "#/components/schemas/CoverageTally"}},
    )
    place = shape(
        ["code", "name", "township", "area", "area_basis", "limit_minutes", "standing", "site"],
        True,
        code=TEXT,
        name=TEXT,
        township=TEXT,
        area={"enum": list(AREAS)},
        area_basis={"enum": ["class_code", "name", "neither"]},
        limit_minutes=TEXT,
        standing={"enum": list(STANDINGS)},
        site={"type": ["string", "null"]},
        minutes_good_roads=_MINUTES,
        minutes_bad_roads=_MINUTES,
    )
    coverage = shape(
        [
            "programme",
            "clause",
            "as_of",
            "method",
            "fingerprint",
            "assumptions",
            "headline",
            "notes",
            "places",
            "sites",
        ],
        True,
        programme=TEXT,
        clause={"anyOf": [{"$ref": "#/components/schemas/NetworkClause"}, {"type": "null"}]},
        as_of=DAY,
        method={"enum": ["roads", "straight_line"]},
        fingerprint=TEXT,
        assumptions={"type": "object"},
        headline=BOTH,
        notes={"type": "array", "items": BOTH},
        with_approximate={"$ref": "#/components/schemas/CoverageAccount"},
        without_approximate={"$ref": "#/components/schemas/CoverageAccount"},
        area_share={
            "anyOf": [{"$ref": "#/components/schemas/CoverageAreaShare"}, {"type": "null"}],
            "description": "Null where the county's outline is not known",
        },
        places={"type": "array", "items": {"$ref": "#/components/schemas/CoveragePlace"}},
        sites={"type": "array", "items": {"type": "object"}},
    )
    percent = {**TEXT, "description": "Percent of the area within the limit, to a tenth"}
    people = {"type": "object", "additionalProperties": shape(["low", "high"], low=percent, high=percent)}
    by_area = shape(
        ["county", "townships"], county=people, townships={"type": "object", "additionalProperties": people}
    )
    return {
        "CoverageAreaShare": by_area,
        "CoverageTally": tally,
        "CoverageAccount": account,
        "CoveragePlace": place,
        "Coverage": coverage,
    }
