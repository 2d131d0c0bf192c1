"""The description of the money spent for programs."""

from __future__ import annotations

from app.journeys.house import House
from app.journeys.spending.spent import COUNTED
from app.web.api.openapi_writing import operation
from app.web.api.schemas import BOTH, DAY, TEXT, WHOLE, Schema, or_null, shape
from app.web.api.spending import LIMIT_DEFAULT, LIMIT_MOST

_YUAN: Schema = {**TEXT, "pattern": r"^-?\d+\.\d{2}$", "description": "In yuan, exact to the fen"}
_TRUTH: Schema = {"type": "boolean"}
_ROW: Schema = {
    "id": {"type": "string", "format": "uuid"},
    **dict.fromkeys(("programme", "target", "voucher", "purpose", "entered_by"), TEXT),
    "site": {**or_null(TEXT), "description": "Null where the money was for no single site"},
    "paid_on": DAY,
    "amount_yuan": _YUAN,
    "struck": {**_TRUTH, "description": "Struck out: it counts nowhere"},
    "struck_why": or_null(TEXT),
    "sample": _TRUTH,
    "entered_at": {"type": "string", "format": "date-time"},
    "version": WHOLE,
}
SPENDING_SCHEMAS: Schema = {
    "Spending": shape(list(_ROW), **_ROW),
    "SpendingLine": shape(
        ["target", "title", "budget_yuan", "spent_yuan", "rate_percent"],
        target=TEXT,
        title=BOTH,
        budget_yuan={**or_null(TEXT), "description": "Null where the document states no sum"},
        spent_yuan={**or_null(_YUAN), "description": "Null while no row is entered, which is not the same as 0"},
        rate_percent={**or_null(TEXT), "description": "Spent divided by budget; null where either is"},
    ),
    "SpendingList": shape(
        ["programme", "numberMatched", "numberReturned", "total_yuan", "lines", "spending", "links"],
        programme=TEXT,
        **dict.fromkeys(("numberMatched", "numberReturned"), WHOLE),
        total_yuan={**or_null(_YUAN), "description": "Of the rows that match and count; null where there are none"},
        lines={"type": "array", "items": {"$ref": "#/components/schemas/SpendingLine"}},
        spending={"type": "array", "items": {"$ref": "#/components/schemas/Spending"}},
        links={
            "type": "array",
            "items": shape(["rel", "href", "type"], **dict.fromkeys(("rel", "href", "type"), TEXT)),
        },
    ),
}


def spending_paths(house: House, slug: Schema) -> Schema:
    """The address of the money spent on a programme."""
    targets = sorted({target.id for programme in house.programmes.values() for target in programme.targets})
    parameters = [
        slug,
        _query("target", "On this line of the targets", {"enum": targets}),
        _query("site", "At the site of this code", TEXT),
        _query("counted", "Only rows that count, or only struck ones; both when left out", {"enum": list(COUNTED)}),
        _query("limit", "How many at most", _between(1, LIMIT_MOST, LIMIT_DEFAULT)),
        _query("offset", "How many to pass over", _between(0, 10_000_000, 0)),
    ]
    return {
        "/api/v1/programmes/{slug}/spending": {
            "get": operation(
                *("listSpending", "The money spent, for who reads the county", "SpendingList", parameters),
                tag="spending",
            )
        }
    }


def _query(name: str, said: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": said, "schema": schema}


def _between(low: int, high: int, default: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high, "default": default}
