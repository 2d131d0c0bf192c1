"""The description of a site's acceptance for programs."""

from __future__ import annotations

from app.inspections.acceptance import STAGES, STEPS
from app.web.api.openapi_writing import CODE, operation
from app.web.api.schemas import DAY, TEXT, WHOLE, Schema, or_null, shape

_STEP: Schema = {
    "serial": WHOLE,
    "step": {"enum": list(STEPS)},
    "happened_on": DAY,
    **dict.fromkeys(("done_by", "opinion", "recorded_by"), TEXT),
    "recorded_at": {"type": "string", "format": "date-time"},
    "standing": {"type": "boolean", "description": "False of a step that was taken back, and of `undone` itself"},
}
ACCEPTANCE_SCHEMAS: Schema = {
    "Acceptance": shape(
        ["site", "stage", "steps"],
        site=TEXT,
        stage={**or_null({"enum": list(STAGES)}), "description": "Null: not declared for acceptance"},
        steps={"type": "array", "items": shape(list(_STEP), **_STEP)},
    )
}


def acceptance_paths() -> Schema:
    """The address of a site's acceptance."""
    said = ("readAcceptance", "The stage and steps of a site's acceptance", "Acceptance", [CODE])
    return {"/api/v1/sites/{code}/acceptance": {"get": operation(*said, tag="changes")}}
