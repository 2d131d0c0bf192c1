"""The description of audits, visits and planned visits for programs."""

from __future__ import annotations

from app.compliance.verdicts import COMPLIANCE_STATUSES
from app.inspections.plan import PLAN_STATES
from app.inspections.visit import LOOKED
from app.web.api.openapi_writing import CODE, operation
from app.web.api.schemas import DAY, TEXT, WHOLE, Schema, or_null, shape

_ID: Schema = {"type": "string", "format": "uuid"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_KEY: Schema = {"name": "key", "in": "path", "required": True, "description": "Its id", "schema": _ID}
_SLUG: Schema = {"name": "slug", "in": "path", "required": True, "description": "A programme", "schema": TEXT}
_STATE: Schema = {
    "name": "state",
    "in": "query",
    "description": "Which of them; those to come where it is left out",
    "schema": {"enum": list(PLAN_STATES)},
}
_AUDIT: Schema = {
    "id": _ID,
    **dict.fromkeys(("programme", "title", "pack_hash", "result_hash", "made_by"), TEXT),
    "as_of": DAY,
    "sites": WHOLE,
    "statuses": {"type": "object", "description": "Sites by how they stood", "additionalProperties": WHOLE},
    "made_at": _MOMENT,
    "signed_by": or_null(TEXT),
    "signed_at": or_null(_MOMENT),
}
_AUDITED: Schema = {
    **dict.fromkeys(("code", "name", "kind"), TEXT),
    "tier": or_null(TEXT),
    "status": {"enum": list(COMPLIANCE_STATUSES)},
    "clauses": {"description": "How every clause came out, as it was frozen"},
}
_ROW: Schema = {
    **dict.fromkeys(("clause", "title", "reported", "seen", "difference", "note"), TEXT),
    "looked": {"enum": list(LOOKED)},
}
_VISIT: Schema = {
    "id": _ID,
    **dict.fromkeys(("site", "inspectors", "accompanied_by", "remarks", "recorded_by"), TEXT),
    "visited_on": DAY,
    "rows": {"type": "array", "items": shape(list(_ROW), **_ROW)},
    "rectification": {**or_null(_ID), "description": "The order it is the second look at"},
    "recorded_at": _MOMENT,
}
_PLANNED: Schema = {
    "id": _ID,
    **dict.fromkeys(("site", "inspector", "purpose", "planned_by"), TEXT),
    "planned_on": DAY,
    "state": {"enum": list(PLAN_STATES)},
    "why": {**or_null(TEXT), "description": "Why it was moved last or called off"},
    "inspection": {**or_null(_ID), "description": "The visit it came to"},
    "planned_at": _MOMENT,
    "version": WHOLE,
}


def _many(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


INSPECTION_SCHEMAS: Schema = {
    "Audit": shape(list(_AUDIT), **_AUDIT),
    "AuditList": shape(["programme", "audits"], programme=TEXT, audits=_many("Audit")),
    "AuditWithSites": shape(
        [*_AUDIT, "sites_audited"],
        **_AUDIT,
        sites_audited={"type": "array", "items": shape(list(_AUDITED), **_AUDITED)},
    ),
    "Inspection": shape(list(_VISIT), **_VISIT),
    "InspectionList": shape(["site", "inspections"], site=TEXT, inspections=_many("Inspection")),
    "PlannedInspection": shape(list(_PLANNED), **_PLANNED),
    "PlannedInspectionList": shape(["planned_inspections"], planned_inspections=_many("PlannedInspection")),
}


def inspection_paths() -> Schema:
    """The addresses of audits and inspections."""
    asked: dict[str, tuple[str, str, str, list[Schema]]] = {
        "/programmes/{slug}/audits": ("listAudits", "Audits of a programme", "AuditList", [_SLUG]),
        "/audits/{key}": ("readAudit", "One audit with its sites", "AuditWithSites", [_KEY]),
        "/sites/{code}/inspections": ("listInspections", "Visits to a site", "InspectionList", [CODE]),
        "/inspections/{key}": ("readInspection", "One visit", "Inspection", [_KEY]),
        "/planned-inspections": ("listPlannedInspections", "Visits to come", "PlannedInspectionList", [_STATE]),
    }
    return {
        f"/api/v1{path}": {"get": operation(name, summary, answers, parameters, tag="inspections")}
        for path, (name, summary, answers, parameters) in asked.items()
    }
