"""The description of rectifications for programs."""

from __future__ import annotations

from app.inspections.rectification import STATES
from app.web.api.openapi_writing import CODE, operation
from app.web.api.schemas import TEXT, WHOLE, Schema, shape

_DAY: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_WORDS: Schema = {"type": ["string", "null"]}
_IDS: Schema = {"type": "array", "items": TEXT, "description": "Ids of the clauses concerned; often none"}
_KEY: Schema = {
    "name": "key",
    "in": "path",
    "required": True,
    "description": "A rectification's id",
    "schema": {"type": "string", "format": "uuid"},
}
_SITE: Schema = {
    "name": "site",
    "in": "query",
    "description": "A site's code: everything there ever was at it, not only what is open",
    "schema": TEXT,
}
_ONE: Schema = {
    "id": {"type": "string", "format": "uuid"},
    **dict.fromkeys(("site", "finding", "demand", "ordered_by"), TEXT),
    "state": {"enum": list(STATES)},
    "version": WHOLE,
    "clauses": _IDS,
    **dict.fromkeys(("found_on", "due_on"), _DAY),
    **dict.fromkeys(("ordered_at", "answered_at", "decided_at"), _MOMENT),
    **dict.fromkeys(("answer", "answered_by", "remark", "decided_by"), _WORDS),
}

RECTIFICATION_SCHEMAS: Schema = {
    "Rectification": shape(list(_ONE), **_ONE),
    "RectificationList": shape(
        ["rectifications"],
        rectifications={"type": "array", "items": {"$ref": "#/components/schemas/Rectification"}},
    ),
}


def rectification_paths() -> Schema:
    """The addresses of rectifications."""
    order = {"found_on": _DAY, "finding": TEXT, "clauses": _IDS, "demand": TEXT, "due_on": _DAY}
    return {
        "/api/v1/rectifications": {
            "get": _operation("listRectifications", "Rectifications", "RectificationList", [_SITE])
        },
        "/api/v1/rectifications/{key}": {
            "get": _operation("readRectification", "One rectification", "Rectification", [_KEY])
        },
        "/api/v1/sites/{code}/rectifications": {
            "post": operation(
                *("orderRectification", "Order a rectification", "Rectification", [CODE]),
                body=shape(["found_on", "finding", "demand", "due_on"], **order),
                status="201",
                tag="rectifications",
            )
        },
        **_moves(),
    }


def _moves() -> Schema:
    moves: dict[str, tuple[str, str, Schema, list[str]]] = {
        "answer": ("answerRectification", "Say what was done", {"answer": TEXT}, ["answer"]),
        "confirm": ("confirmRectification", "Re-inspected: resolved", {"remark": TEXT}, []),
        "send-back": (
            "sendBackRectification",
            "Re-inspected: not resolved; with a new deadline",
            {"remark": TEXT, "due_on": _DAY},
            ["remark", "due_on"],
        ),
        "extend": (
            "extendRectification",
            "Give more time, for a reason",
            {"extend_why": TEXT, "extend_to": _DAY},
            ["extend_why", "extend_to"],
        ),
        "withdraw": ("withdrawRectification", "Take an order back", {"reason": TEXT}, ["reason"]),
    }
    return {
        f"/api/v1/rectifications/{{key}}/{move}": {
            "post": _operation(
                name, summary, "Rectification", [_KEY], shape(["version", *needed], version=WHOLE, **fields)
            )
        }
        for move, (name, summary, fields, needed) in moves.items()
    }


def _operation(name: str, summary: str, answers: str, parameters: list[Schema], body: Schema | None = None) -> Schema:
    return operation(name, summary, answers, parameters, body=body, tag="rectifications")
