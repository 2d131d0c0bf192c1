"""A site document as the named texts of an HTML form, and back.

`written` and `read` are inverse for what the form asks: what is written and read again without a touch is the same.
What cannot be read (``abc`` for an area) is handed on as it was typed, for entry to refuse where it stands, and is
written as it was typed where a draft has kept it. A blank
field is unreported; a ticked ``….none`` says that there is none, and so does a month ticked in ``metrics.none`` of each
count that is blank in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, assert_never

from app.sites.facts import shape_of, typed_value
from app.sites.fields import ROWS, keys_of_row, row_of
from app.sites.typed import COUNTED, spans_text, typed_day, typed_number, typed_point, typed_spans
from app.sites.vocabulary import EQUIPMENT, WEEKDAYS, FactKind
from app.standards.asked import Asked, AskedFact
from app.units import plain
from app.web.given import whole_in_form

Raw = Mapping[str, Sequence[str]]
"""Field names and what was typed into them."""

NONE_IN = "metrics.none"
"""The months in which nothing happened but what is filled in."""
LOCATION = "location"
YES, NO, TICKED = "yes", "no", "1"


def plain_fields(asked: Asked) -> tuple[FactKind, ...]:
    """The single values that the form asks of the site itself, each as facts are described."""
    return tuple(field.value for field in asked.fields if field.value is not None)


def written(document: Mapping[str, Any], asked: Asked) -> dict[str, list[str]]:
    """The document as form fields. Only what the form asks is there."""
    raw: dict[str, list[str]] = {}
    for kind in plain_fields(asked):
        if kind.code in document:
            raw |= _fact_written(kind.code, kind, document[kind.code])
    if LOCATION in document:
        given = {key: value for key, value in document[LOCATION].items() if value is not None}
        raw |= {f"{LOCATION}.{key}": [_text(value)] for key, value in given.items()}
    facts = document.get("facts", {})
    for fact in asked.facts():
        if fact.kind is not None and fact.code in facts:
            raw |= _fact_written(fact.item, fact.kind, facts[fact.code])
        elif fact.kind is None and fact.code in document:
            raw |= _collection_written(fact.code, document[fact.code])
    shown = {(metric.kind.code, period.text) for metric in asked.figures() for period in metric.periods}
    for row in document.get("metrics", ()):
        if (row["metric"], row["period"]) in shown:
            raw[f"metrics.{row['metric']}.{row['period']}"] = [_text(row["value"])]
    return raw


def read(raw: Raw, asked: Asked) -> dict[str, Any]:
    """Every item the form asks and the value typed for it; None where it was left blank."""
    found: dict[str, Any] = {kind.code: _fact(raw, kind.code, kind) for kind in plain_fields(asked)}
    found[LOCATION] = _location(raw)
    for fact in asked.facts():
        if fact.kind is None:
            found[fact.code] = _collection(raw, fact)
        else:
            found[fact.item] = _fact(raw, fact.item, fact.kind)
    none_in = set(raw.get(NONE_IN, ()))
    for metric in asked.figures():
        counted = metric.counts and metric in asked.metrics
        for period in metric.periods:
            item = f"metrics.{metric.kind.code}.{period.text}"
            number = typed_number(_one(raw, item), metric.kind.unit)
            found[item] = 0 if number is None and counted and period.text in none_in else number
    return found


def rows_of(raw: Raw, code: str) -> list[int]:
    """The numbers of the rows that a list (``staff``, ``facts.special_days``) has in the form, in order."""
    numbers = {whole_in_form(name.split(".")[-2]) for name in raw if name.startswith(f"{code}.")}
    return sorted(number for number in numbers if number is not None)


def _fact_written(item: str, kind: FactKind, value: Any) -> dict[str, list[str]]:
    shape = shape_of(kind)
    match shape:
        case "truth":
            return {item: [YES if value else NO]}
        case "codes":
            return {item: [str(code) for code in value]} if value else {f"{item}.none": [TICKED]}
        case "week":
            return {f"{item}.{day}": [spans_text(spans)] for day, spans in value.items() if spans}
        case "days":
            rows: dict[str, list[str]] = {}
            for number, (day, spans) in enumerate(value.items()):
                rows |= {f"{item}.{number}.date": [day], f"{item}.{number}.hours": [spans_text(spans)]}
            return rows
        case "number" | "text" | "code":
            return {item: [_text(value)]}
        case _:
            assert_never(shape)


def _collection_written(code: str, value: Any) -> dict[str, list[str]]:
    if not value:
        return {f"{code}.none": [TICKED]}
    if code == EQUIPMENT:
        return {f"{code}.{item}": [_text(count)] for item, count in value.items()}
    rows: dict[str, list[str]] = {}
    for number, row in enumerate(value):
        for key, part in row.items():
            if part is not None and part is not False:
                rows[f"{code}.{number}.{key}"] = [TICKED if part is True else str(part)]
    return rows


def _fact(raw: Raw, item: str, kind: FactKind) -> Any:
    shape = shape_of(kind)
    match shape:
        case "truth":
            return {YES: True, NO: False}.get(_one(raw, item))
        case "codes":
            chosen = sorted({code for code in raw.get(item, ()) if code})
            return chosen or ([] if _is_ticked(raw, f"{item}.none") else None)
        case "week":
            week = {day: typed_spans(typed) for day in WEEKDAYS if (typed := _one(raw, f"{item}.{day}"))}
            return week or None
        case "days":
            days: dict[str, list[list[str]]] = {}
            for number in rows_of(raw, item):
                if _is_ticked(raw, f"{item}.{number}.remove"):
                    continue
                typed_date, hours = _one(raw, f"{item}.{number}.date"), _one(raw, f"{item}.{number}.hours")
                if typed_date or hours:
                    # A day written twice has both its hours, which entry asks about where they overlap.
                    day = typed_day(typed_date)
                    days[day] = [*days.get(day, ()), *typed_spans(hours)]
            return dict(sorted(days.items())) or None
        case "number" | "text" | "code":
            typed = _one(raw, item)
            return typed_value(kind, typed) if typed else None
        case _:
            assert_never(shape)


def _collection(raw: Raw, fact: AskedFact) -> Any:
    if fact.code == EQUIPMENT:
        found: Any = {
            name.removeprefix(f"{EQUIPMENT}."): typed_number(typed, COUNTED)
            for name in raw
            if name.startswith(f"{EQUIPMENT}.") and name != f"{EQUIPMENT}.none" and (typed := _one(raw, name))
        }
    else:
        found = [_row(fact.code, _row_typed(raw, fact.code, number)) for number in rows_in_use(raw, fact.code)]
    if found:
        return found
    return type(found)() if _is_ticked(raw, f"{fact.code}.none") else None


def rows_in_use(raw: Raw, code: str) -> list[int]:
    """The numbers of the rows of a list in which anything was typed and that are not marked for removal; a choice that
    is there from the start says nothing yet.
    """
    return [
        number
        for number in rows_of(raw, code)
        if not _is_ticked(raw, f"{code}.{number}.remove")
        and any(value for key, value in _row_typed(raw, code, number).items() if key != "employment")
    ]


def _row_typed(raw: Raw, code: str, number: int) -> dict[str, str]:
    return {key: _one(raw, f"{code}.{number}.{key}") for key in keys_of_row(code)}


def _row(code: str, row: Mapping[str, str]) -> dict[str, Any]:
    """One row of a list as a document has it."""
    kinds = ROWS[code]
    typed = {kind.code: typed_value(kind, row[kind.code]) if row[kind.code] else None for kind in kinds}
    chosen = {kind.code: row[kind.code] for kind in kinds if shape_of(kind) == "code"}
    ticked = {kind.code: bool(row[kind.code]) for kind in kinds if shape_of(kind) == "truth"}
    return row_of(code, typed | chosen | ticked)


def _location(raw: Raw) -> dict[str, Any] | None:
    lon, lat = _one(raw, f"{LOCATION}.lon"), _one(raw, f"{LOCATION}.lat")
    if not lon and not lat:
        return None
    return {**typed_point(lon, lat), "crs": _one(raw, f"{LOCATION}.crs") or None}


def _one(raw: Raw, name: str) -> str:
    values = raw.get(name, ())
    return values[-1].strip() if values else ""


def _is_ticked(raw: Raw, name: str) -> bool:
    return bool(_one(raw, name))


def _text(value: Any) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
