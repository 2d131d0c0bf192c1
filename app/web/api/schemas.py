"""The shapes of what the interface answers and takes, as JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never, get_args

from app.compliance.verdicts import COMPLIANCE_STATUSES, VERDICTS, NotAssessed
from app.sites.facts import shape_of
from app.sites.fields import FIELDS, SiteField, carried
from app.sites.opening import Because
from app.sites.vocabulary import FactKind

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
WHOLE: Schema = {"type": "integer"}
BOTH: Schema = {"$ref": "#/components/schemas/Wording"}


def shape(required: Sequence[str], more: bool = False, /, **properties: Any) -> Schema:
    """An object with these keys; `more` says whether it may have others."""
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": more}


def or_null(schema: Schema) -> Schema:
    """That, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def schemas() -> Schema:
    """Every shape by the name it is referred to."""
    point = shape(
        ["type", "coordinates"],
        type={"const": "Point"},
        coordinates={"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    )
    status = {"enum": list(COMPLIANCE_STATUSES)}
    opening = shape(
        ["state", "until", "opens_on", "opens_at", "because", "holiday"],
        state={"enum": ["open", "closed", "unknown"]},
        until=or_null(TEXT),
        opens_on=or_null(DAY),
        opens_at=or_null(TEXT),
        because=or_null({"enum": list(get_args(Because))}),
        holiday=or_null(BOTH),
    )
    listed = {
        **{field.key: _field_schema(field) for field in FIELDS if field.listed},
        "opening_hours": {"type": "object"},
        "compliance": status,
    }
    of_now = {
        "opening": {
            **opening,
            "description": "Of an operating site: whether it is open now, by the holidays too. `unknown`: its hours "
            "are not reported, or they are and (`because` is `unknown_year`) no notice of the year's holidays is known",
        }
    }
    feature_of = _feature_schema(point, {**listed, **of_now})
    minutes = shape(
        ["low", "high", "mode", "basis"],
        low=WHOLE,
        high=WHOLE,
        mode={"enum": ["walk", "ebike", "car"]},
        basis={"const": "estimate"},
    )
    near = _feature_schema(point, {**listed, **of_now, "metres": {"type": "number"}, "minutes": or_null(minutes)})
    waiver = shape(["reason", "until"], reason=TEXT, until=DAY)
    citation = shape(["document", "section", "quote"], document=TEXT, section=TEXT, quote=TEXT)
    clause_verdict = shape(
        [
            "id",
            "level",
            "verdict",
            "needs",
            "waiver",
            "notes",
            "found",
            "required",
            "unit",
            "shortfall",
            "missing",
            "explanation",
            "citation",
        ],
        id=TEXT,
        level={"enum": ["must", "generally"]},
        verdict={"enum": list(VERDICTS)},
        needs={"type": "array", "items": TEXT, "description": "The unreported facts behind an unknown"},
        waiver=or_null(waiver),
        notes={"type": "array", "items": BOTH},
        **{key: or_null(TEXT) for key in ("found", "required", "unit", "shortfall")},
        missing={"type": "array", "items": TEXT},
        explanation=BOTH,
        citation=citation,
    )
    clause = shape(
        ["id", "level", "group", "applies_to", "title", "wording", "citation"],
        True,
        id=TEXT,
        level={"enum": ["must", "generally"]},
        group=TEXT,
        applies_to={"type": "array"},
        title=BOTH,
        wording=BOTH,
        citation=citation,
    )
    target = shape(
        ["id", "title", "duty", "planned", "registered", "built", "accepted"],
        True,
        id=TEXT,
        title=BOTH,
        duty={"enum": ["must", "strive"]},
        **dict.fromkeys(("planned", "registered", "built", "accepted"), WHOLE),
    )
    programme = shape(
        ["slug", "title", "issuer", "document", "jurisdiction"],
        True,
        slug=TEXT,
        title=BOTH,
        issuer=BOTH,
        document=TEXT,
        jurisdiction=TEXT,
        deadline=or_null(DAY),
    )
    notes = {
        "type": "array",
        "items": BOTH,
        "description": "Which version of the programme judged the day; only where it is not today's",
    }
    site = shape(["code", "programme", "kind"], True, **listed | _public_fields())
    return {
        "Wording": shape(["zh", "en"], zh=TEXT, en=TEXT),
        "SiteFeature": feature_of,
        "SiteCollection": _collection("SiteFeature", links=True),
        "NearSite": near,
        "NearestCollection": _collection("NearSite", links=False, numberNotOperating=WHOLE),
        "Site": {**site, "description": "A site document with public data only"},
        "SiteDocument": {**site, "description": "A site document; every key that is left out is unreported"},
        "Envelope": shape(["site"], as_of=DAY, site={"$ref": "#/components/schemas/SiteDocument"}),
        "ClauseVerdict": clause_verdict,
        "NetworkClause": {**clause_verdict, "properties": {**clause_verdict["properties"], "as_of": DAY}},
        "Verdict": shape(
            ["code", "programme", "as_of", "status", "due_for_confirmation", "clauses"],
            code=TEXT,
            programme=TEXT,
            as_of=DAY,
            status=status,
            reason={**TEXT, "enum": list(get_args(NotAssessed)), "description": "Why it is not assessed"},
            due_for_confirmation={"type": "array", "items": TEXT},
            notes=notes,
            clauses={"type": "array", "items": {"$ref": "#/components/schemas/ClauseVerdict"}},
        ),
        "Programme": programme,
        "ProgrammeList": shape(
            ["programmes"], programmes={"type": "array", "items": {"$ref": "#/components/schemas/Programme"}}
        ),
        "Target": target,
        "Progress": shape(
            ["programme", "as_of", "targets"],
            True,
            programme=TEXT,
            as_of=DAY,
            targets={"type": "array", "items": {"$ref": "#/components/schemas/Target"}},
            notes=notes,
            network_clauses={"type": "array", "items": {"$ref": "#/components/schemas/NetworkClause"}},
        ),
        "Clause": clause,
        "ClauseList": shape(
            ["programme", "document", "clauses"],
            programme=TEXT,
            document=TEXT,
            clauses={"type": "array", "items": {"$ref": "#/components/schemas/Clause"}},
        ),
        "Health": shape(["status"], status=TEXT),
        "Fault": shape(["path", "code", "message"], path=TEXT, code=TEXT, message=TEXT),
        "Problem": shape(
            ["type", "title", "status", "detail", "instance"],
            type=TEXT,
            title=TEXT,
            status=WHOLE,
            detail=TEXT,
            instance=TEXT,
            errors={"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
            current_version=WHOLE,
        ),
    }


def _public_fields() -> Schema:
    return {field.key: _field_schema(field) for field in carried("public")}


def _field_schema(field: SiteField) -> Schema:
    """The shape of one field of a site document."""
    if field.key == "sample":
        return {"const": True, "description": "Present on sample data, which is true of no real site"}
    said = {"description": field.label.en}
    if field.value is not None:
        return {**_value_schema(field.value), **said}
    part = field.part
    match part:
        case "code" | "programme" | "kind" | "tier" | "division" | "parent":
            return {**TEXT, **said}
        case "location" | "facts" | "equipment" | "reports":
            return {"type": "object", **said}
        case "staff" | "trainings" | "metrics" | "waivers" | "history":
            return {"type": "array", "items": {"type": "object"}, **said}
        case None:
            raise ValueError(f"{field.name} holds neither a value nor a part")
        case _:
            assert_never(part)


def _value_schema(kind: FactKind) -> Schema:
    shape_name = shape_of(kind)
    match shape_name:
        case "number":
            return {"type": "number", "minimum": 0}
        case "truth":
            return {"type": "boolean"}
        case "text":
            return DAY if kind.type == "date" else TEXT
        case "code":
            return {"enum": list(kind.items)}
        case "codes":
            return {"type": "array", "items": {"enum": list(kind.items)}}
        case "week" | "days":
            return {"type": "object"}
        case _:
            assert_never(shape_name)


def _feature_schema(point: Schema, properties: Schema) -> Schema:
    return shape(
        ["type", "id", "geometry", "properties"],
        type={"const": "Feature"},
        id=TEXT,
        geometry=or_null(point),
        properties=shape(["code", "programme", "kind"], **properties),
    )


def _collection(feature: str, *, links: bool, **counts: Schema) -> Schema:
    link = shape(["rel", "href", "type"], rel=TEXT, href=TEXT, type=TEXT)
    hints = {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Wording"},
        "description": "How the words of `q` were read, where that needs saying",
    }
    required = ["type", "numberMatched", "numberReturned", "features", *(["links"] if links else []), *counts]
    return shape(
        required,
        type={"const": "FeatureCollection"},
        numberMatched=WHOLE,
        numberReturned=WHOLE,
        **counts,
        features={"type": "array", "items": {"$ref": f"#/components/schemas/{feature}"}},
        **({"links": {"type": "array", "items": link}, "hints": hints} if links else {}),
    )
