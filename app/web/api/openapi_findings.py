"""The description of findings for programs."""

from __future__ import annotations

from app.compliance.verdicts import LEVELS
from app.inspections.rectification import OPEN
from app.journeys.audits.pairs import ANSWERS, ELSEWHERE, ORDER_FILTERS
from app.journeys.house import House
from app.web.api.findings import LIMIT_DEFAULT, LIMIT_MOST
from app.web.api.openapi_writing import operation
from app.web.api.schemas import BOTH, DAY, TEXT, WHOLE, Schema, or_null, shape
from app.web.audits.finding_links import ALL

_TRUTH: Schema = {"type": "boolean"}
_ORDER = shape(
    ["id", "number", "state", "due_on", "overdue"],
    id={"type": "string", "format": "uuid"},
    number={**TEXT, "description": "What people call it by"},
    state={"enum": sorted(OPEN)},
    due_on=DAY,
    overdue=_TRUTH,
)
_SINCE = shape(
    ["day", "turned"],
    day={**DAY, "description": "The first recorded day from which on the verdict has held without a break"},
    turned={**_TRUTH, "description": "It was another the day before; false: of the day before nothing is recorded"},
)

FINDING_SCHEMAS: Schema = {
    "Finding": shape(
        ["site", "township", "clause", "since", "orders"],
        site=shape(
            ["code", "name", "kind", "tier", "sample"],
            **dict.fromkeys(("code", "kind", "tier"), TEXT),
            name={"type": ["string", "null"]},
            sample=_TRUTH,
        ),
        township=or_null(shape(["code", "label"], code=TEXT, label=BOTH)),
        clause={"$ref": "#/components/schemas/ClauseVerdict"},
        since=or_null(_SINCE),
        orders={"type": "array", "items": _ORDER, "description": "Open rectifications that name the clause"},
    ),
    "FindingList": shape(
        [
            *("programme", "document", "as_of", "sample", "numberMatched", "numberReturned"),
            *("states", "unreadable", "findings", "links"),
        ],
        **dict.fromkeys(("programme", "document"), TEXT),
        as_of=DAY,
        sample=_TRUTH,
        **dict.fromkeys(("numberMatched", "numberReturned"), WHOLE),
        states={
            **shape([*ANSWERS], **dict.fromkeys(ANSWERS, WHOLE)),
            "description": "How many each state would give, the other filters as they are",
        },
        unreadable={
            "type": "array",
            "items": TEXT,
            "description": "Codes of sites that are not judged, since their record is not valid: in no list",
        },
        findings={"type": "array", "items": {"$ref": "#/components/schemas/Finding"}},
        links={
            "type": "array",
            "items": shape(["rel", "href", "type"], **dict.fromkeys(("rel", "href", "type"), TEXT)),
        },
    ),
}


def finding_paths(house: House) -> Schema:
    """The address of the findings, with the codes that this installation's packs define."""
    programmes = house.programmes.values()
    some = [
        ("kind", "Of sites of these kinds", sorted({kind.code for p in programmes for kind in p.kinds})),
        ("clause", "Of these clauses", sorted({clause.id for p in programmes for clause in p.clauses})),
        ("state", "That came out so; what is not met or unknown when left out", [*ANSWERS, ALL]),
    ]
    parameters = [
        _query(
            "programme", "Of this programme; the one of most sites when left out", {"enum": sorted(house.programmes)}
        ),
        _query("division", f"At sites in this division and below it, or `{ELSEWHERE}`: outside the county", TEXT),
        *(
            {**_query(name, said, {"type": "array", "items": {"enum": codes}}), "style": "form", "explode": False}
            for name, said, codes in some
        ),
        _query("level", "Of the clauses that are a must, or of those that hold generally", {"enum": list(LEVELS)}),
        _query("order", "By the rectifications that name the clause", {"enum": list(ORDER_FILTERS)}),
        _query("site", "At the site of this code", TEXT),
        _query("limit", "How many at most", _between(1, LIMIT_MOST, LIMIT_DEFAULT)),
        _query("offset", "How many to pass over", _between(0, 10_000_000, 0)),
    ]
    return {
        "/api/v1/findings": {
            "get": operation(
                "listFindings", "Clause by clause, what is open", "FindingList", parameters, tag="findings"
            )
        }
    }


def _query(name: str, said: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": said, "schema": schema}


def _between(low: int, high: int, default: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high, "default": default}
