"""The description of planning the next sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.journeys.coverage.candidates import AIMS, MOST_SITES, SECONDS_ALLOWED, SECONDS_USUAL, SOURCES
from app.journeys.coverage.plan_search import STATES
from app.web.api.openapi_writing import operation
from app.web.api.schemas import BOTH, DAY, TEXT, WHOLE, Schema, or_null, shape

_KEY: Schema = {
    "name": "key",
    "in": "path",
    "required": True,
    "description": "A plan's id",
    "schema": {"type": "string", "format": "uuid"},
}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_CODES: Schema = {"type": "array", "items": TEXT}
_UNIT = "In `weighed_by` with the aim `most`, else a number of sites"
_NUMBER: Schema = {"type": "number"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_QUESTION: Schema = {
    "aim": {"enum": list(AIMS), "description": "The most for so many sites, or everyone with the fewest"},
    "sites": or_null({**WHOLE, "minimum": 1, "maximum": MOST_SITES}),
    "roads": {"enum": ["bad", "good"], "description": "Served counts if it holds on such roads; `bad` is the usual"},
    "candidates": {"enum": list(SOURCES), "description": "`listed`: those in `codes` and no others"},
    "townships": {**_CODES, "description": "Only candidates in these; none: the whole county"},
    "codes": _CODES,
    "choice": {**_CODES, "description": "A choice made by hand, to be compared with the plan"},
    "seconds": {**WHOLE, "minimum": 1, "maximum": SECONDS_ALLOWED, "default": SECONDS_USUAL},
}
_POINT = or_null(shape(["lon", "lat"], lon=_NUMBER, lat=_NUMBER))
_STEP = shape(
    ["code", "name", "upgrade_of", "location", "adds", "serves"],
    **dict.fromkeys(("code", "name"), TEXT),
    upgrade_of=or_null(TEXT),
    location=_POINT,
    adds={**WHOLE, "description": "What it wins beyond those before it, in `weighed_by`"},
    serves=_CODES,
)
_CHOICE = shape(
    ["value", "bound", "gap", "proven", "steps"],
    value={**WHOLE, "description": _UNIT},
    bound={**WHOLE, "description": f"No choice has a better value. {_UNIT}"},
    gap=WHOLE,
    proven={"type": "boolean"},
    steps={"type": "array", "items": _STEP},
)
_COMPARISON = shape(
    ["by_hand", "could_gain", "only_by_hand", "only_by_plan"],
    True,
    by_hand=_CHOICE,
    **dict.fromkeys(("hand_sites", "plan_sites", "hand_worth", "plan_worth", "could_gain"), WHOLE),
    only_by_hand=_CODES,
    only_by_plan=_CODES,
)
_PLACE = shape(
    ["code", "name", "township", "location", "approximate", "population"],
    **dict.fromkeys(("code", "name", "township"), TEXT),
    location=_POINT,
    approximate={"type": "boolean"},
    population=or_null(WHOLE),
)
_RESULT = shape(
    ["aim", "asked_for", "weighed_by", "good_roads", "best", "runner_up", "out_of_reach", "comparison", "places"],
    **dict.fromkeys(("programme", "method", "fingerprint"), TEXT),
    as_of=DAY,
    aim={"enum": list(AIMS)},
    asked_for=or_null(WHOLE),
    weighed_by={"enum": ["people", "places"]},
    good_roads={"type": "boolean"},
    **dict.fromkeys(("already_served", "unlocated", "candidates"), WHOLE),
    best=_CHOICE,
    runner_up=or_null(_CHOICE),
    out_of_reach=_CODES,
    comparison=or_null(_COMPARISON),
    places={"type": "array", "items": _PLACE, "description": "All that have a point and are not served yet"},
)
_PROGRESS = shape(
    ["stage", "seconds"],
    stage={"enum": ["preparing", "best", "runner_up", "ended"]},
    seconds=_NUMBER,
    value=WHOLE,
    bound=WHOLE,
    unit={"enum": ["people", "places", "sites"]},
    runner_up=or_null(WHOLE),
)
_STANDING: Schema = {
    "id": {"type": "string", "format": "uuid"},
    "programme": TEXT,
    "state": {"enum": list(STATES), "description": "`interrupted`: its process ended; the best so far is kept"},
    "stop_asked": {"type": "boolean"},
    "asked": shape(list(_QUESTION), **_QUESTION),
    "asked_by": TEXT,
    "asked_at": _MOMENT,
    "ended_at": or_null(_MOMENT),
    "progress": or_null(_PROGRESS),
    "failure": or_null(BOTH),
}

SITE_PLAN_SCHEMAS: Schema = {
    "SitePlanResult": _RESULT,
    "SitePlan": shape([*_STANDING, "result"], **_STANDING, result=or_null(_ref("SitePlanResult"))),
    "SitePlanList": shape(["plans"], plans={"type": "array", "items": shape(list(_STANDING), **_STANDING)}),
}


def site_plan_paths(programmes: Sequence[str]) -> Schema:
    """The addresses of planning, for those who may compute the service circle."""
    programme: Schema = {
        "name": "programme",
        "in": "query",
        "description": "The programme; the one that has a circle when left out",
        "schema": {**TEXT, "enum": list(programmes)},
    }
    location = {"Location": {"description": "Where to look how it stands", "schema": TEXT}}
    body = shape([], **_QUESTION, programme={**TEXT, "enum": list(programmes)})
    return {
        "/api/v1/site-plans": {
            "get": _operation("listSitePlans", "The newest plans, without results", "SitePlanList", [programme]),
            "post": _operation(
                *("askSitePlan", "Begin to look for the best next sites", "SitePlan", []),
                body=body,
                status="202",
                headers=location,
            ),
        },
        "/api/v1/site-plans/{key}": {
            "get": _operation("readSitePlan", "How a plan stands, with its best so far or answer", "SitePlan", [_KEY])
        },
        "/api/v1/site-plans/{key}/stop": {
            "post": _operation(
                "stopSitePlan", "Stop a plan; it keeps its best so far", "SitePlan", [_KEY], status="202"
            )
        },
    }


def _operation(name: str, summary: str, answers: str, parameters: list[Schema], **more: Any) -> Schema:
    return operation(name, summary, answers, parameters, tag="planning", **more)
