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


_PHOTOS: Schema = {
    "type": "array",
    "items": shape(["url", "alt"], url=TEXT, alt=TEXT),
    "description": "Photos that the county shows of the site, each with what is to be seen",
}
POINT: Schema = shape(
    ["type", "coordinates"],
    type={"const": "Point"},
    coordinates={"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
)
STATUS: Schema = {"enum": list(COMPLIANCE_STATUSES)}
LEVEL: Schema = {"enum": ["must", "generally"]}
CITATION: Schema = shape(["document", "section", "quote"], document=TEXT, section=TEXT, quote=TEXT)
NOTES: Schema = {
    "type": "array",
    "items": BOTH,
    "description": "Which version of the programme judged the day; only where it is not today's",
}


def _each(name: str) -> Schema:
    """A list of these."""
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


def schemas() -> Schema:
    """Every shape by the name it is referred to."""
    return {
        "Wording": shape(["zh", "en"], zh=TEXT, en=TEXT),
        **_site_shapes(),
        **_verdict_shapes(),
        **_programme_shapes(),
        "Health": shape(["status"], status=TEXT),
        "Fault": shape(["path", "code", "message"], path=TEXT, code=TEXT, message=TEXT),
        "Problem": shape(
            ["type", "title", "status", "detail", "instance"],
            type=TEXT,
            title=TEXT,
            status=WHOLE,
            detail=TEXT,
            instance=TEXT,
            errors=_each("Fault"),
            current_version=WHOLE,
        ),
    }


def _site_shapes() -> Schema:
    """A site: its document, its place on a map, and among those nearest to somebody."""
    listed = {
        **{field.key: _field_schema(field) for field in FIELDS if field.listed},
        "opening_hours": {"type": "object"},
        "compliance": STATUS,
    }
    on_a_map = {**listed, "opening": _opening()}
    minutes = shape(
        ["low", "high", "mode", "basis"],
        low=WHOLE,
        high=WHOLE,
        mode={"enum": ["walk", "ebike", "car"]},
        basis={"const": "estimate"},
    )
    near = {**on_a_map, "metres": {"type": "number"}, "minutes": or_null(minutes)}
    site = shape(["code", "programme", "kind"], True, **listed | _public_fields())
    return {
        "SiteFeature": _feature_schema(POINT, on_a_map),
        "SiteCollection": _collection("SiteFeature", links=True),
        "NearSite": _feature_schema(POINT, near),
        "NearestCollection": _collection("NearSite", links=False, numberNotOperating=WHOLE),
        "Site": {
            **shape(["code", "programme", "kind"], True, **listed | _public_fields(), photos=_PHOTOS),
            "description": "A site document with public data only",
        },
        "SiteDocument": {**site, "description": "A site document; every key that is left out is unreported"},
        "Envelope": shape(["site"], as_of=DAY, site={"$ref": "#/components/schemas/SiteDocument"}),
    }


def _opening() -> Schema:
    opening = shape(
        ["state", "until", "opens_on", "opens_at", "because", "holiday"],
        state={"enum": ["open", "closed", "unknown"]},
        until=or_null(TEXT),
        opens_on=or_null(DAY),
        opens_at=or_null(TEXT),
        because=or_null({"enum": list(get_args(Because))}),
        holiday=or_null(BOTH),
    )
    said = (
        "Of an operating site: whether it is open now, by the holidays too. `unknown`: its hours are not reported, or "
        "they are and (`because` is `unknown_year`) no notice of the year's holidays is known"
    )
    return {**opening, "description": said}


def _verdict_shapes() -> Schema:
    """A verdict on a site and on each of its clauses."""
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
        level=LEVEL,
        verdict={"enum": list(VERDICTS)},
        needs={"type": "array", "items": TEXT, "description": "The unreported facts behind an unknown"},
        waiver=or_null(shape(["reason", "until"], reason=TEXT, until=DAY)),
        notes={"type": "array", "items": BOTH},
        **{key: or_null(TEXT) for key in ("found", "required", "unit", "shortfall")},
        missing={"type": "array", "items": TEXT},
        explanation=BOTH,
        citation=CITATION,
    )
    return {
        "ClauseVerdict": clause_verdict,
        "NetworkClause": {**clause_verdict, "properties": {**clause_verdict["properties"], "as_of": DAY}},
        "Verdict": shape(
            ["code", "programme", "as_of", "status", "due_for_confirmation", "clauses"],
            code=TEXT,
            programme=TEXT,
            as_of=DAY,
            status=STATUS,
            reason={**TEXT, "enum": list(get_args(NotAssessed)), "description": "Why it is not assessed"},
            due_for_confirmation={"type": "array", "items": TEXT},
            notes=NOTES,
            clauses=_each("ClauseVerdict"),
        ),
    }


def _programme_shapes() -> Schema:
    """A programme, its clauses, and how far its targets are reached."""
    return {
        "Programme": shape(
            ["slug", "title", "issuer", "document", "jurisdiction"],
            True,
            slug=TEXT,
            title=BOTH,
            issuer=BOTH,
            document=TEXT,
            jurisdiction=TEXT,
            deadline=or_null(DAY),
        ),
        "ProgrammeList": shape(["programmes"], programmes=_each("Programme")),
        "Target": shape(
            ["id", "title", "duty", "planned", "registered", "built", "accepted"],
            True,
            id=TEXT,
            title=BOTH,
            duty={"enum": ["must", "strive"]},
            **dict.fromkeys(("planned", "registered", "built", "accepted"), WHOLE),
        ),
        "Progress": shape(
            ["programme", "as_of", "targets"],
            True,
            programme=TEXT,
            as_of=DAY,
            targets=_each("Target"),
            notes=NOTES,
            network_clauses=_each("NetworkClause"),
        ),
        "Clause": shape(
            ["id", "level", "group", "applies_to", "title", "wording", "citation"],
            True,
            id=TEXT,
            level=LEVEL,
            group=TEXT,
            applies_to={
                "type": "array",
                "items": shape(["kind", "tiers"], kind=TEXT, tiers={"type": "array", "items": TEXT}),
            },
            title=BOTH,
            wording=BOTH,
            citation=CITATION,
        ),
        "ClauseList": shape(
            ["programme", "document", "clauses"], programme=TEXT, document=TEXT, clauses=_each("Clause")
        ),
    }


def _public_fields() -> Schema:
    return {field.key: _field_schema(field) for field in carried("public")}


def _field_schema(field: SiteField) -> Schema:
    """The shape of one field of a site document."""
    if field.key == "sample":
        return {
            "type": "boolean",
            "description": "True, and present, on sample data only, which is true of no real site",
        }
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
