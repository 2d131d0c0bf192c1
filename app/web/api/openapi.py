"""The description of the interface as OpenAPI 3.1, written by hand beside the routes it describes.

A test holds every route of `/api` to an entry here, and every answer to its schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from app.compliance.progress import STEPS
from app.compliance.verdicts import COMPLIANCE_STATUSES
from app.journeys.house import House
from app.normal.days import EARLIEST, LATEST
from app.sites.vocabulary import STATUSES
from app.web.api.each_document import MOST_DOCUMENTS
from app.web.api.openapi_acceptance import ACCEPTANCE_SCHEMAS, acceptance_paths
from app.web.api.openapi_assessments import ASSESSMENT_SCHEMAS, assessment_paths, score_operation
from app.web.api.openapi_coverage import coverage_parameters, coverage_schemas
from app.web.api.openapi_findings import FINDING_SCHEMAS, finding_paths
from app.web.api.openapi_inspections import INSPECTION_SCHEMAS, inspection_paths
from app.web.api.openapi_rectifications import RECTIFICATION_SCHEMAS, rectification_paths
from app.web.api.openapi_site_plans import SITE_PLAN_SCHEMAS, site_plan_paths
from app.web.api.openapi_spending import SPENDING_SCHEMAS, spending_paths
from app.web.api.openapi_writing import WRITING_SCHEMAS, register_operation, writing_paths
from app.web.api.schemas import DAY, TEXT, Schema, schemas
from app.web.api.sites import LIMIT_DEFAULT, LIMIT_MOST, NEAREST_DEFAULT, NEAREST_MOST

PROBLEM_MEDIA = "application/problem+json"
_PROBLEMS = {
    "400": "The request cannot be read: it is no JSON, or not UTF-8.",
    "401": "Nobody is signed in, or the token is not valid.",
    "403": "The account may not do this.",
    "404": "There is nothing at this address.",
    "409": "The record has moved on (the current version is named), or it cannot be read and must be corrected first.",
    "413": "The request is too large.",
    "422": "Something in the request is refused; the path of every fault is named.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "503": "The database is busy or cannot be reached.",
}


def openapi_document(house: House) -> Schema:
    """The whole description, with the codes that this installation's packs define."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Zhanwang",
            "version": version("zhanwang"),
            "summary": "A county's public employment sites, judged clause by clause",
            "description": "Reading needs no account and gives public data only. Errors are RFC 9457 problem documents."
            " Texts come in Chinese, or in English with `Accept-Language: en`.",
        },
        "servers": [{"url": house.settings.base_path or "/"}],
        "tags": [
            {"name": "sites", "description": "Employment sites and their verdicts"},
            {"name": "programmes", "description": "What the official documents promise and require"},
            {"name": "planning", "description": "Where the next sites help most, by API token"},
            {"name": "changes", "description": "Proposing, reviewing and registering, by API token"},
            {"name": "findings", "description": "What is not met or not known, clause by clause, by API token"},
            {"name": "assessments", "description": "Half-years of operators as their ledgers have them, by API token"},
            {"name": "rectifications", "description": "Rectifications ordered after a visit, by API token"},
            {"name": "inspections", "description": "Audits that were kept, visits made and planned, by API token"},
            {"name": "spending", "description": "Money spent by line and site with its voucher, by API token"},
            {"name": "evaluate", "description": "Judging and scoring documents without keeping them"},
            {"name": "service", "description": "For machines that watch the service"},
        ],
        "paths": _paths(house),
        "components": {
            "schemas": {
                **schemas(),
                **coverage_schemas(),
                **WRITING_SCHEMAS,
                **ASSESSMENT_SCHEMAS,
                **FINDING_SCHEMAS,
                **RECTIFICATION_SCHEMAS,
                **SITE_PLAN_SCHEMAS,
                **SPENDING_SCHEMAS,
                **ACCEPTANCE_SCHEMAS,
                **INSPECTION_SCHEMAS,
            },
            "responses": _problem_responses(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths(house: House) -> Schema:
    code = _in_path("code", "A site's code", next(iter(_SAMPLE_CODES)))
    slug = _in_path("slug", "A programme's slug", next(iter(house.programmes)), sorted(house.programmes))
    filters = _filters(house)
    as_of = _query(
        "as_of",
        f"As of this day, from {EARLIEST} to {LATEST}; today when left out. What was recorded by a past day is judged"
        " for it, and what is recorded now for a day to come",
        DAY,
    )
    sites = _get("sites", "listSites", "Sites as GeoJSON", "SiteCollection", [*filters, *_PAGING], (422,))
    return {
        "/api/v1/sites": {**sites, "post": register_operation()},
        "/api/v1/sites/nearest": _get(
            *("sites", "nearestSites", "The sites nearest to a point", "NearestCollection"),
            [
                _query("lon", "Longitude, WGS-84", {"type": "number", "minimum": -180, "maximum": 180}, required=True),
                _query("lat", "Latitude, WGS-84", {"type": "number", "minimum": -90, "maximum": 90}, required=True),
                _query("limit", "How many", _between(1, NEAREST_MOST, NEAREST_DEFAULT)),
                *(one if one["name"] != "status" else {**one, "description": _NEAREST_STATUS} for one in filters),
            ],
            (422,),
            said="Distances are metres along the earth's surface, minutes an estimate. Who asks for the nearest site"
            " wants a place to go to: only operating sites count unless `status` names states, and"
            " `numberNotOperating` says how many were left out for that.",
        ),
        "/api/v1/sites/{code}": _get(
            "sites", "readSite", "One site's public document", "Site", [code], (404, 409, 422)
        ),
        "/api/v1/sites/{code}/compliance": _get(
            "sites", "readCompliance", "The verdict document of a site", "Verdict", [code, as_of], (404, 409, 422)
        ),
        "/api/v1/programmes": _get("programmes", "listProgrammes", "Every programme", "ProgrammeList", [], (422,)),
        "/api/v1/programmes/{slug}": _get(
            "programmes", "readProgramme", "One programme with its kinds", "Programme", [slug], (404, 422)
        ),
        "/api/v1/programmes/{slug}/progress": _get(
            "programmes", "readProgress", "Progress against every target", "Progress", [slug, as_of], (404, 422)
        ),
        "/api/v1/programmes/{slug}/clauses": _get(
            "programmes", "readClauses", "Every clause in the document's words", "ClauseList", [slug], (404, 422)
        ),
        "/api/v1/coverage": _get(
            *("programmes", "readCoverage", "The service circle: minutes from each village", "Coverage"),
            coverage_parameters(sorted(house.programmes), [f for f in filters if f["name"] in ("kind", "status")]),
            (404, 422),
        ),
        **site_plan_paths(sorted(house.programmes)),
        **writing_paths(),
        **finding_paths(house),
        **assessment_paths(),
        **rectification_paths(),
        **spending_paths(house, slug),
        **acceptance_paths(),
        **inspection_paths(),
        "/api/v1/evaluate": {"post": _evaluate(house)},
        "/api/v1/score": {"post": score_operation(house.settings.anonymous_documents_per_minute)},
        "/healthz": _get("service", "healthz", "The process is up", "Health", [], ()),
        "/readyz": _get("service", "readyz", "The database is reachable and up to date", "Health", [], (503,)),
    }


_SAMPLE_CODES = ("QX-HUB",)
_NEAREST_STATUS = "In these states of their life; only operating sites when left out"
_PAGING: list[Schema] = [
    {
        "name": "limit",
        "in": "query",
        "description": "How many at most",
        "schema": {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": LIMIT_DEFAULT},
    },
    {
        "name": "offset",
        "in": "query",
        "description": "How many to pass over; of a list that changes `after` misses none",
        "schema": {"type": "integer", "minimum": 0, "maximum": 10_000_000, "default": 0},
    },
    {
        "name": "after",
        "in": "query",
        "description": "Begin after the site of this code, as the link to the next page does",
        "schema": TEXT,
    },
]


def _filters(house: House) -> list[Schema]:
    kinds = sorted({kind.code for p in house.programmes.values() for kind in p.kinds})
    tiers = sorted({t.code for p in house.programmes.values() for kind in p.kinds for t in kind.tiers})
    listed = [
        ("programme", "Of these programmes", sorted(house.programmes)),
        ("kind", "Of these kinds", kinds),
        ("tier", "Of these tiers", tiers),
        ("status", "In these states of their life; closed sites only where named", list(STATUSES)),
    ]
    if house.settings.public_compliance:
        listed.append(("compliance", "With these verdicts", list(COMPLIANCE_STATUSES)))
    return [
        *(
            {
                **_query(name, said, {"type": "array", "items": {"type": "string", "enum": codes}}),
                "style": "form",
                "explode": False,
            }
            for name, said, codes in listed
        ),
        _query(
            "target",
            "Counted under this target of the programme",
            {**TEXT, "enum": sorted({target.id for p in house.programmes.values() for target in p.targets})},
        ),
        _query(
            "step",
            "The figure of the target that counts them",
            {**TEXT, "enum": list(STEPS if house.settings.public_compliance else STEPS[:-1])},
        ),
        _query(
            "division",
            "In this division and below it: 6, 9 or 12 digits (NBS)",
            {**TEXT, "pattern": r"^\d{6}(\d{3}(\d{3})?)?$"},
        ),
        _query("bbox", "west,south,east,north in WGS-84 degrees", TEXT, example="106.6,30.6,107.3,31.3"),
        _query("q", "Words in name, pinyin, initials, code, place or kind", {**TEXT, "maxLength": 200}),
    ]


def _evaluate(house: House) -> Schema:
    many = {"type": "array", "items": {"$ref": "#/components/schemas/Verdict"}}
    asked = {
        "anyOf": [
            {"$ref": "#/components/schemas/SiteDocument"},
            {"$ref": "#/components/schemas/Envelope"},
            {
                "type": "array",
                "items": {"anyOf": [{"$ref": f"#/components/schemas/{n}"} for n in ("SiteDocument", "Envelope")]},
            },
        ]
    }
    return {
        "tags": ["evaluate"],
        "operationId": "evaluate",
        "summary": "Judge site documents without keeping them",
        "description": "Send a site document, an envelope with a day, a list of either, or JSON lines: at most"
        f" {MOST_DOCUMENTS} documents in one request. Without a token or session an address may have"
        f" {house.settings.anonymous_documents_per_minute} documents judged within a minute.",
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": asked,
                    "example": {
                        "code": "X-1",
                        "programme": "qu-2023",
                        "kind": "gig_market",
                        "tier": "county",
                        "facts": {"area_m2": 75},
                    },
                },
                "application/x-ndjson": {"schema": TEXT},
            },
        },
        "responses": {
            "200": {
                "description": "A verdict document for every site, in order",
                "content": {"application/json": {"schema": many}, "application/x-ndjson": {"schema": TEXT}},
            },
            **_problems(400, 413, 422, 429),
        },
    }


def _get(
    tag: str,
    name: str,
    summary: str,
    schema: str,
    parameters: Sequence[Schema],
    problems: Sequence[int],
    said: str = "",
) -> Schema:
    media = "application/geo+json" if schema.endswith("Collection") else "application/json"
    return {
        "get": {
            "tags": [tag],
            "operationId": name,
            "summary": summary,
            **({"description": said} if said else {}),
            "parameters": list(parameters),
            "responses": {
                "200": {
                    "description": summary,
                    "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
                },
                **_problems(*problems),
            },
        }
    }


def _problems(*statuses: int) -> Schema:
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def _problem_responses() -> Schema:
    content = {PROBLEM_MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {f"Problem{status}": {"description": said, "content": content} for status, said in _PROBLEMS.items()}


def _in_path(name: str, said: str, example: str, codes: Sequence[str] = ()) -> Schema:
    schema = {**TEXT, "enum": list(codes)} if codes else {**TEXT, "pattern": r"^[\w.:\-]{1,64}$"}
    return {"name": name, "in": "path", "required": True, "description": said, "schema": schema, "example": example}


def _query(name: str, said: str, schema: Mapping[str, Any], *, required: bool = False, example: str = "") -> Schema:
    parameter: Schema = {"name": name, "in": "query", "description": said, "schema": dict(schema)}
    if required:
        parameter["required"] = True
    if example:
        parameter["example"] = example
    return parameter


def _between(low: int, high: int, default: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high, "default": default}
