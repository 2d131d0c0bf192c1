"""Reading and writing the value of one fact, by its type. The two are inverse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from app.sites.entry import Entry, printable
from app.sites.site import FactValue, Span, SpecialDays, WeeklyHours
from app.sites.vocabulary import WEEKDAYS, FactKind


def read_fact(entry: Entry, kind: FactKind, value: object, path: str) -> FactValue | None:
    """The value of a fact as its type asks; None when refused (the fault is then in `entry`)."""
    match kind.type:
        case "number":
            return entry.number(value, path, highest=kind.highest)
        case "integer":
            return entry.integer(value, path, highest=kind.highest)
        case "boolean":
            return entry.boolean(value, path)
        case "text":
            return entry.text(value, path, blank=True)
        case "date":
            return entry.day(value, path)
        case "choice":
            return entry.one_of(value, path, kind.items)
        case "set":
            return _read_set(entry, kind, value, path)
        case "hours":
            return read_hours(entry, value, path)
        case "special_days":
            return read_special_days(entry, value, path)


def _read_set(entry: Entry, kind: FactKind, value: object, path: str) -> frozenset[str] | None:
    rows = entry.rows(value, path)
    if rows is None:
        return None
    found: set[str] = set()
    for index, row in enumerate(rows):
        code = entry.one_of(row, f"{path}[{index}]", kind.items)
        if code is None:
            continue
        if code in found:
            entry.fault(f"{path}[{index}]", "duplicate", f"{code} 重复", f"{code} is given twice")
        found.add(code)
    return frozenset(found)


def read_hours(entry: Entry, value: object, path: str) -> WeeklyHours | None:
    """Weekly hours ``{"mon": [["09:00", "17:00"]], …}``; a weekday left out is closed."""
    document = entry.mapping(value, path)
    if document is None:
        return None
    entry.unknown_keys(document, WEEKDAYS, path)
    week: dict[str, tuple[Span, ...]] = {}
    for weekday in WEEKDAYS:
        if weekday in document:
            week[weekday] = _read_spans(entry, document[weekday], f"{path}.{weekday}")
    return week


def read_special_days(entry: Entry, value: object, path: str) -> SpecialDays | None:
    """Hours of single days ``{"2026-10-01": [], "2026-10-08": [["10:00", "12:00"]]}``; no span is closed all day."""
    document = entry.mapping(value, path)
    if document is None:
        return None
    days: dict[str, tuple[Span, ...]] = {}
    for text, spans in document.items():
        place = f"{path}.{printable(str(text))}"
        day = entry.day(text, place)
        if day is not None:
            days[day.isoformat()] = _read_spans(entry, spans, place)
    return dict(sorted(days.items()))


def _read_spans(entry: Entry, value: object, path: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for index, row in enumerate(entry.rows(value, path) or ()):
        place = f"{path}[{index}]"
        if not isinstance(row, list | tuple) or len(row) != 2:
            entry.fault(place, "wrong_type", '应为 ["09:00", "17:00"]', 'must be ["09:00", "17:00"]')
            continue
        opens, closes = entry.clock(row[0], f"{place}[0]"), entry.clock(row[1], f"{place}[1]")
        if opens is None or closes is None:
            continue
        if opens >= closes:
            entry.fault(place, "impossible_time", "关门须晚于开门", "closing must come after opening")
            continue
        spans.append((opens, closes))
    return tuple(spans)


def write_fact(value: FactValue) -> Any:
    """A fact's value as JSON knows it; sets sorted, dates and times as text, decimals exact."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        days = [day for day in WEEKDAYS if day in value] or sorted(value)
        return {day: [[_clock(a), _clock(b)] for a, b in value[day]] for day in days}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value


def _clock(moment: time) -> str:
    return "24:00" if moment == time.max else moment.strftime("%H:%M")
