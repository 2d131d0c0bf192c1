"""The description of scoring half-years."""

from __future__ import annotations

from app.web.api.each_document import MOST_DOCUMENTS
from app.web.api.openapi_writing import operation
from app.web.api.schemas import TEXT, Schema, or_null, shape

_PERCENT: Schema = {"type": "number", "minimum": 0, "maximum": 100}
_DECIMAL: Schema = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
_MONEY: Schema = {"type": "string", "pattern": r"^\d+\.\d{2}$"}
_POINTS: Schema = {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}}
_COUNTS: Schema = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}


_LINE = shape(
    ["id", "max", "proposal", "self", "review", "counted", "missing"],
    id=TEXT,
    max=_DECIMAL,
    proposal={**or_null(_DECIMAL), "description": "Null while a figure it needs is unreported"},
    self=or_null(_DECIMAL),
    review=or_null(_DECIMAL),
    counted={**or_null(_DECIMAL), "description": "The review's points, else the proposal"},
    missing={"type": "array", "items": TEXT},
)
ASSESSMENT_SCHEMAS: dict[str, Schema] = {
    "PeriodDocument": shape(
        ["programme", "period"],
        programme=TEXT,
        period={**TEXT, "description": "As the contract divides its time: 2026-H1, 2026-Q3"},
        contract_amount={"anyOf": [{"type": "number"}, _DECIMAL, {"type": "null"}], "description": "In yuan"},
        figures={"type": ["object", "null"], "description": "Left out or null is unreported"},
        self=or_null(_POINTS),
        review=or_null(_POINTS),
        bonus=or_null(_COUNTS),
        deductions=or_null(_COUNTS),
        grave_influence={"type": ["boolean", "null"]},
        rectified={"type": ["boolean", "null"]},
    ),
    "PeriodScore": shape(
        [
            *("programme", "period", "lines", "bonus", "deductions", "total", "total_range", "open", "status"),
            *("percent", "instalment", "payable", "held_back"),
        ],
        programme=TEXT,
        period=TEXT,
        lines={"type": "array", "items": _LINE},
        bonus=_DECIMAL,
        deductions=_DECIMAL,
        total=or_null(_DECIMAL),
        total_range={"type": "array", "items": _DECIMAL, "minItems": 2, "maxItems": 2},
        open={"type": "array", "items": TEXT},
        status={"enum": ["open", "scored", "below_80", "rectified", "failed"]},
        percent=or_null(_PERCENT),
        instalment=_MONEY,
        payable=or_null(_MONEY),
        held_back=or_null(_MONEY),
    ),
}


def score_operation(allowed_a_minute: int) -> Schema:
    """`POST /api/v1/score`."""
    one = {"$ref": "#/components/schemas/PeriodDocument"}
    many = {"type": "array", "items": {"$ref": "#/components/schemas/PeriodScore"}}
    problems = {str(n): {"$ref": f"#/components/responses/Problem{n}"} for n in (400, 413, 422, 429)}
    return {
        "tags": ["evaluate"],
        "operationId": "score",
        "summary": "Score half-years without keeping them",
        "description": "Send a half-year document, a list, or JSON lines: at most"
        f" {MOST_DOCUMENTS} in one request, {allowed_a_minute} a minute without a token or session.",
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"anyOf": [one, {"type": "array", "items": one}]},
                    "example": {
                        "programme": "gangbei-2025",
                        "period": "2026-H1",
                        "figures": {"people_served": 260},
                        "review": {"facilities": 1.5},
                    },
                },
                "application/x-ndjson": {"schema": TEXT},
            },
        },
        "responses": {
            "200": {
                "description": "A score for every document, in order",
                "content": {"application/json": {"schema": many}, "application/x-ndjson": {"schema": TEXT}},
            },
            **problems,
        },
    }


_SCORED = ASSESSMENT_SCHEMAS["PeriodScore"]
ASSESSMENT_SCHEMAS["AssessmentList"] = shape(
    ["assessments"],
    assessments={
        "type": "array",
        "items": shape(
            ["site", "sample", "state", "closed_at", *_SCORED["required"]],
            **_SCORED["properties"],
            site=TEXT,
            sample={"type": "boolean"},
            state={"enum": ["open", "closed"]},
            closed_at=or_null({"type": "string", "format": "date-time"}),
        ),
    },
)


_ROW: Schema = {
    "type": "object",
    "required": ["ledger", "day"],
    "properties": {
        "site": TEXT,
        "ledger": {**TEXT, "description": "Code of the ledger"},
        "id": {**TEXT, "description": "Of a row that stands: sent in, it corrects that row"},
        "day": {"type": "string", "format": "date"},
        "nothing": {"type": ["boolean", "null"], "description": "The stretch had nothing to enter"},
        "values": {"type": ["object", "null"], "description": "Columns by code; names never leave"},
    },
}
ASSESSMENT_SCHEMAS["LedgerRows"] = shape(
    ["site", "sample", "rows"],
    site=TEXT,
    sample={"type": "boolean"},
    rows={"type": "array", "items": _ROW},
)
_COUNT: Schema = {"type": "integer", "minimum": 0}
ASSESSMENT_SCHEMAS["LedgersTaken"] = shape(
    ["entered", "corrected", "unchanged", "dry_run"],
    **dict.fromkeys(("entered", "corrected", "unchanged"), _COUNT),
    dry_run={"type": "boolean"},
)


def assessment_paths() -> Schema:
    """The addresses of ledgers, and of half-years computed from them."""
    said = {"site": "Of the site of this code", "period": "Of this period, such as 2026-H1"}
    parameters = [{"name": name, "in": "query", "description": text, "schema": TEXT} for name, text in said.items()]
    one = operation(
        "listAssessments", "Half-years of operators in one's scope", "AssessmentList", parameters, tag="assessments"
    )
    asked = said | {"period": "Of this period, month or year", "ledger": "Of the ledger of this code"}
    parameters = [{"name": name, "in": "query", "description": text, "schema": TEXT} for name, text in asked.items()]
    rows = operation("listLedgerRows", "Rows of ledgers, without names", "LedgerRows", parameters, tag="assessments")
    taken = operation(
        "enterLedgerRows",
        "Take rows into the ledgers, all or nothing",
        "LedgersTaken",
        [],
        body=shape(
            ["rows"],
            site=TEXT,
            rows={"type": "array", "items": _ROW},
            reason={**TEXT, "description": "Needed where rows that stand are corrected"},
            dry_run={"type": "boolean"},
        ),
        tag="assessments",
    )
    return {"/api/v1/assessments": {"get": one}, "/api/v1/ledgers": {"get": rows, "post": taken}}
