"""A site document as the named texts of an HTML form, and back.

`written` and `read` are inverse for what the form asks: what is written and read again without a touch is the same.
What cannot be read (``abc`` for an area) is handed on as it was typed, for entry to refuse where it stands. A blank
field is unreported; a ticked ``….none`` says that there is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from app.sites.vocabulary import EQUIPMENT, STAFF, TRAININGS, WEEKDAYS, FactKind
from app.units import plain
from app.web.staff.asked import Asked, AskedFact

Raw = Mapping[str, Sequence[str]]
"""Field names and what was typed into them."""

TEXT_KEYS = ("name", "status", "address", "phone")
HOST_CITY = "host_city"
LOCATION = "location"
PERSON_KEYS = ("role", "employment", "from", "to", "name", "phone")
TRAINING_KEYS = ("topic", "date")
YES, NO, TICKED = "yes", "no", "1"
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-~–—−至到]+\s*(\d{1,2}):(\d{2})")
_BETWEEN_SPANS = re.compile(r"[,;、，；\s]+(?=\d{1,2}:)")


def text_keys(asked: Asked) -> tuple[str, ...]:
    """The single texts of the form's first section."""
    return (*TEXT_KEYS, HOST_CITY) if asked.remote else TEXT_KEYS


def written(document: Mapping[str, Any], asked: Asked) -> dict[str, list[str]]:
    """The document as form fields. Only what the form asks is there."""
    raw: dict[str, list[str]] = {key: [str(document[key])] for key in text_keys(asked) if key in document}
    if LOCATION in document:
        raw |= {f"{LOCATION}.{key}": [_text(value)] for key, value in document[LOCATION].items()}
    facts = document.get("facts", {})
    for fact in asked.facts():
        if fact.kind is not None and fact.code in facts:
            raw |= _fact_written(fact.item, fact.kind, facts[fact.code])
        elif fact.kind is None and fact.code in document:
            raw |= _collection_written(fact.code, document[fact.code])
    shown = {(metric.kind.code, period.text) for metric in asked.metrics for period in metric.periods}
    for row in document.get("metrics", ()):
        if (row["metric"], row["period"]) in shown:
            raw[f"metrics.{row['metric']}.{row['period']}"] = [_text(row["value"])]
    return raw


def read(raw: Raw, asked: Asked) -> dict[str, Any]:
    """Every item the form asks and the value typed for it; None where it was left blank."""
    found: dict[str, Any] = {key: _one(raw, key) or None for key in text_keys(asked)}
    found[LOCATION] = _location(raw)
    for fact in asked.facts():
        if fact.kind is None:
            found[fact.code] = _collection(raw, fact)
        else:
            found[fact.item] = _fact(raw, fact.item, fact.kind)
    for metric in asked.metrics:
        for period in metric.periods:
            item = f"metrics.{metric.kind.code}.{period.text}"
            found[item] = _number(_one(raw, item))
    return found


def rows_of(raw: Raw, code: str) -> list[int]:
    """The numbers of the rows that a list (``staff``, ``facts.special_days``) has in the form, in order."""
    numbers = {
        int(name.split(".")[-2]) for name in raw if name.startswith(f"{code}.") and name.split(".")[-2].isdigit()
    }
    return sorted(numbers)


def _fact_written(item: str, kind: FactKind, value: Any) -> dict[str, list[str]]:
    match kind.type:
        case "boolean":
            return {item: [YES if value else NO]}
        case "set":
            return {item: [str(code) for code in value]} if value else {f"{item}.none": [TICKED]}
        case "hours":
            return {f"{item}.{day}": [_spans_text(spans)] for day, spans in value.items() if spans}
        case "special_days":
            rows: dict[str, list[str]] = {}
            for number, (day, spans) in enumerate(value.items()):
                rows |= {f"{item}.{number}.date": [day], f"{item}.{number}.hours": [_spans_text(spans)]}
            return rows
        case _:
            return {item: [_text(value)]}


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
    match kind.type:
        case "boolean":
            return {YES: True, NO: False}.get(_one(raw, item))
        case "set":
            chosen = sorted({code for code in raw.get(item, ()) if code})
            return chosen or ([] if _is_ticked(raw, f"{item}.none") else None)
        case "hours":
            week = {day: _spans(typed) for day in WEEKDAYS if (typed := _one(raw, f"{item}.{day}"))}
            return week or None
        case "special_days":
            days = {}
            for number in rows_of(raw, item):
                if day := _day(_one(raw, f"{item}.{number}.date")):
                    days[day] = _spans(_one(raw, f"{item}.{number}.hours"))
            return dict(sorted(days.items())) or None
        case "number" | "integer":
            return _number(_one(raw, item))
        case "date":
            return _day(_one(raw, item)) or None
        case "text" | "choice":
            return _one(raw, item) or None


def _collection(raw: Raw, fact: AskedFact) -> Any:
    if fact.code == EQUIPMENT:
        found: Any = {
            name.removeprefix(f"{EQUIPMENT}."): _number(typed)
            for name in raw
            if name.startswith(f"{EQUIPMENT}.") and name != f"{EQUIPMENT}.none" and (typed := _one(raw, name))
        }
    elif fact.code == STAFF:
        found = [_person(row) for row in _rows(raw, STAFF, (*PERSON_KEYS, "public"))]
    else:
        found = [{"topic": row["topic"], "date": _day(row["date"])} for row in _rows(raw, TRAININGS, TRAINING_KEYS)]
    if found:
        return found
    return type(found)() if _is_ticked(raw, f"{fact.code}.none") else None


def _rows(raw: Raw, code: str, keys: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a list in which anything was typed; a choice that is there from the start says nothing yet."""
    rows = []
    for number in rows_of(raw, code):
        row = {key: _one(raw, f"{code}.{number}.{key}") for key in keys}
        if any(value for key, value in row.items() if key != "employment"):
            rows.append(row)
    return rows


def _person(row: Mapping[str, str]) -> dict[str, Any]:
    person: dict[str, Any] = {
        "role": row["role"],
        "employment": row["employment"],
        "from": _day(row["from"]) or None,
        "to": _day(row["to"]) or None,
    }
    person |= {key: row[key] for key in ("name", "phone") if row[key]}
    return person | ({"public": True} if row["public"] else {})


def _location(raw: Raw) -> dict[str, Any] | None:
    lon, lat = _one(raw, f"{LOCATION}.lon"), _one(raw, f"{LOCATION}.lat")
    if not lon and not lat:
        return None
    return {"lon": _number(lon), "lat": _number(lat), "crs": _one(raw, f"{LOCATION}.crs") or None}


def _one(raw: Raw, name: str) -> str:
    values = raw.get(name, ())
    return values[-1].strip() if values else ""


def _is_ticked(raw: Raw, name: str) -> bool:
    return bool(_one(raw, name))


def _number(typed: str) -> int | Decimal | str | None:
    """A number as people type it, with full-width digits or thousands apart; other text as it is."""
    if not typed:
        return None
    try:
        number = Decimal(unicodedata.normalize("NFKC", typed).replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return typed
    if not number.is_finite() or number != number.to_integral_value():
        return number
    return int(number) if abs(number.adjusted()) < 30 else typed


def _day(typed: str) -> str:
    """A date as people type it (2026/11/2, 2026.11.02, 2026年11月2日) in the one form entry reads."""
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", unicodedata.normalize("NFKC", typed))
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else typed


def _spans(typed: str) -> list[list[str]]:
    """Spans of a day, such as ``9:00-12:00, 13:30–17:30``; what is no span is handed on to be refused."""
    text = unicodedata.normalize("NFKC", typed).strip()
    spans = []
    for part in _BETWEEN_SPANS.split(text) if text else ():
        found = _SPAN.fullmatch(part.strip())
        spans.append([f"{int(found[1]):02d}:{found[2]}", f"{int(found[3]):02d}:{found[4]}"] if found else [part, part])
    return spans


def _spans_text(spans: Sequence[Sequence[str]]) -> str:
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


def _text(value: Any) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)
