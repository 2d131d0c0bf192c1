"""The types of value that a site can report, each with all there is to know of it: how it is read, written and typed.

A type has a shape: how its value stands in a document, and so how a cell, a form and a page hold it. Formats go by the
shape, so that a new type of a known shape needs a line in `value_type` and nothing in any format, unless a format is to
show more of it than its shape: days, whole numbers and telephones some of them tell by the type (`kind.type ==`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Literal, assert_never

from app.normal.printable import printable
from app.normal.telephones import normal_telephone
from app.normal.text import kept, one_line, says_none
from app.sites.as_written import day_as_written, number_as_written, spans_as_written
from app.sites.entry import LONGEST_TEXT, Entry, time_of
from app.sites.site import FactValue, Span, SpecialDays, WeeklyHours
from app.sites.typed import typed_day, typed_number, typed_special_days
from app.sites.vocabulary import WEEKDAYS, FactKind, FactType
from app.wording import Wording

Shape = Literal["number", "truth", "text", "code", "codes", "week", "days"]
"""How a value stands in a document: a number, true or false, a text, one code of the kind's items, a list of such
codes, spans by weekday, spans by day.
"""
Control = Literal["number", "integer", "boolean", "text", "date", "choice", "set", "hours", "special_days"]
"""The macros of the form's controls (`templates/proposals/form/controls.html`)."""
_DAY_EXAMPLE = "09:00-12:00, 13:30-17:30"
_NOON = time(12)
_WEEK_EXAMPLE = "周一至周五 9:00-12:00, 14:00-17:00；周六 休息"


@dataclass(frozen=True, slots=True)
class ValueType:
    """One type of value. `read` takes what a document says; None when refused (the fault is then in the entry).
    `reread` takes what `write_fact` wrote of a value that was read so, and asks nothing of it.

    `typed` is what somebody typed as one text, in the form in which a document has it (see `typed_value`); as it is
    where it cannot be read. `control` names the macro that draws it in a form, `width` is a column's in characters.
    """

    shape: Shape
    read: Callable[[Entry, FactKind, object, str], FactValue | None]
    control: Control
    reread: Callable[[Any], FactValue]
    typed: Callable[[str], Any] = str
    width: int = 12


def as_it_is(said: FactValue) -> FactValue:
    """The value itself, which documents hold as sites do."""
    return said


@cache
def value_type(name: FactType) -> ValueType:
    """The type of this name."""
    match name:
        case "number":
            return ValueType("number", _read_number, "number", number_as_written, typed_number)
        case "integer":
            return ValueType("number", _read_integer, "integer", as_it_is, typed_number)
        case "boolean":
            return ValueType("truth", _read_boolean, "boolean", as_it_is, width=14)
        case "text":
            return ValueType("text", _read_text, "text", as_it_is, width=20)
        case "telephone":
            return ValueType("text", _read_telephone, "text", as_it_is, width=20)
        case "date":
            return ValueType("text", _read_date, "date", day_as_written, typed_day)
        case "choice":
            return ValueType("code", _read_choice, "choice", as_it_is, width=18)
        case "set":
            return ValueType("codes", _read_set, "set", frozenset, width=14)
        case "hours":
            return ValueType("week", _read_hours, "hours", spans_as_written, width=24)
        case "special_days":
            return ValueType("days", _read_special_days, "special_days", spans_as_written, typed_special_days, width=20)
        case _:
            assert_never(name)


def shape_of(kind: FactKind) -> Shape:
    """How values of this kind stand in a document."""
    return value_type(kind.type).shape


def read_fact(entry: Entry, kind: FactKind, value: object, path: str) -> FactValue | None:
    """The value of a fact as its type asks; None when refused (the fault is then in `entry`)."""
    return value_type(kind.type).read(entry, kind, value, path)


def typed_value(kind: FactKind, text: str) -> Any:
    """What somebody typed for a value of this kind, in the form in which a document has it: the one reading of form,
    CSV and workbook. None where it says that there is none; as it is where it cannot be read, for entry to refuse.
    """
    match shape_of(kind):
        case "number":
            return typed_number(text, kind.unit)
        case "text" if kind.none and says_none(text):
            return None
        case "text" if kind.type == "telephone":
            return normal_telephone(text)
        case "text" if kind.type == "text":
            return kept(text) if kind.lines else one_line(text)
        case _:
            return value_type(kind.type).typed(text)


def _read_number(entry: Entry, kind: FactKind, value: object, path: str) -> Decimal | None:
    return entry.number(value, path, highest=kind.highest, decimals=kind.decimals, unit=kind.unit)


def _read_integer(entry: Entry, kind: FactKind, value: object, path: str) -> int | None:
    return entry.integer(value, path, highest=kind.highest, unit=kind.unit)


def _read_text(entry: Entry, kind: FactKind, value: object, path: str) -> str | None:
    text = entry.text(value, path, longest=kind.longest or LONGEST_TEXT, blank=kind.blank, lines=kind.lines)
    return None if text is None or (kind.none and says_none(text)) else text


def _read_telephone(entry: Entry, kind: FactKind, value: object, path: str) -> str | None:
    text = entry.telephone(value, path, longest=kind.longest or LONGEST_TEXT)
    return text or (None if kind.none else text)


def _read_boolean(entry: Entry, _: FactKind, value: object, path: str) -> bool | None:
    return entry.boolean(value, path)


def _read_date(entry: Entry, _: FactKind, value: object, path: str) -> date | None:
    return entry.day(value, path)


def _read_choice(entry: Entry, kind: FactKind, value: object, path: str) -> str | None:
    return entry.one_of(value, path, kind.items, kind.label)


def _read_set(entry: Entry, kind: FactKind, value: object, path: str) -> frozenset[str] | None:
    rows = entry.rows(value, path)
    if rows is None:
        return None
    if {*map(type, rows)} <= {str} and kind.items.keys() >= (every := frozenset(rows)) and len(every) == len(rows):
        return every
    found: set[str] = set()
    for index, row in enumerate(rows):
        code = entry.one_of(row, f"{path}[{index}]", kind.items)
        if code is None:
            continue
        if code in found:
            entry.fault(f"{path}[{index}]", "duplicate", f"“{kind.items[code].zh}”重复", f"{code} is given twice")
        found.add(code)
    return frozenset(found)


def _read_hours(entry: Entry, _: FactKind, value: object, path: str) -> WeeklyHours | None:
    """Weekly hours ``{"mon": [["09:00", "17:00"]], …}``; a weekday left out is closed."""
    if isinstance(value, str):
        zh, en = f"应写作“{_WEEK_EXAMPLE}”", f"must be as {_WEEK_EXAMPLE}"
        entry.fault(path, "wrong_type", zh, en)
        return None
    document = entry.mapping(value, path)
    if document is None:
        return None
    entry.unknown_keys(document, WEEKDAYS, path)
    week: dict[str, tuple[Span, ...]] = {}
    wrong: dict[tuple[str, str, Wording], list[str]] = {}
    for weekday in WEEKDAYS:
        if weekday not in document:
            continue
        if (plain := _plain_spans(document[weekday])) is not None:
            week[weekday] = plain
            continue
        of_day = Entry(recorded=entry.recorded, registering=entry.registering)
        week[weekday] = _read_spans(of_day, document[weekday], "")
        for fault in of_day.faults:
            wrong.setdefault((fault.path, fault.code, fault.message), []).append(weekday)
    for (place, code, message), days in wrong.items():
        _note_days(entry, path, place, code, message, days)
    return week


def _note_days(entry: Entry, path: str, place: str, code: str, message: Wording, days: list[str]) -> None:
    """One fault for the days that have the same: at its place where it is one day, at the week where they are more."""
    zh, en = "、".join(WEEKDAYS[day].zh for day in days), ", ".join(WEEKDAYS[day].en for day in days)
    where = f"{path}.{days[0]}{place}" if len(days) == 1 else path
    entry.fault(where, code, f"{zh}：{message.zh}", f"{en}: {message.en}", tuple(days))


def _read_special_days(entry: Entry, _: FactKind, value: object, path: str) -> SpecialDays | None:
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
        if row[0] == row[1] and isinstance(row[0], str):
            _not_hours(entry, place, row[0])
            continue
        opens, closes = entry.clock(row[0], f"{place}[0]"), entry.clock(row[1], f"{place}[1]")
        if opens is None or closes is None:
            continue
        if opens >= closes:
            _closes_first(entry, place, opens, closes)
            continue
        spans.append((opens, closes))
    if entry.registering:
        for (opens, closes), (next_opens, next_closes) in overlapping(spans):
            both = f"{_clock(opens)}-{_clock(closes)}", f"{_clock(next_opens)}-{_clock(next_closes)}"
            zh, en = "{} 与 {} 重叠，请合并或更正", "{} and {} overlap; join or correct them"
            entry.fault(path, "overlapping", zh.format(*both), en.format(*both))
    return tuple(spans)


def _plain_spans(value: object) -> tuple[Span, ...] | None:
    """The spans of a day as nearly every one is written, one after another; None where there is more to be said."""
    if not isinstance(value, list):
        return None
    spans: list[Span] = []
    for row in value:
        if not isinstance(row, list) or {*map(type, row)} != {str} or len(row) != 2:
            return None
        opens, closes = time_of(row[0]), time_of(row[1])
        if opens is None or closes is None or opens >= closes or (spans and opens < spans[-1][1]):
            return None
        spans.append((opens, closes))
    return tuple(spans)


def overlapping(spans: Iterable[Span]) -> list[tuple[Span, Span]]:
    """The neighbours among the spans of a day that overlap."""
    return [(one, other) for one, other in pairwise(sorted(spans)) if other[0] < one[1]]


def _not_hours(entry: Entry, path: str, said: str) -> None:
    """Refuse what is no span (`normal.hours` hands it on as the same text twice)."""
    shown = printable(said)
    zh = f"看不懂“{shown}”，应写作 {_DAY_EXAMPLE}，全天写“全天”，不开放写“休息”"
    entry.fault(path, "impossible_time", zh, f"“{shown}” is not understood; write {_DAY_EXAMPLE}, 全天 or 休息")


def _closes_first(entry: Entry, path: str, opens: time, closes: time) -> None:
    """Refuse a span that ends before it begins, with both ways out: past noon, and past midnight."""
    said = f"{_clock(opens)}-{_clock(closes)}"
    if opens < _NOON:  # what closes before is in the morning too
        later = closes.replace(hour=closes.hour + 12)
        zh, en = f"下午请用 24 小时制，如 {_clock(opens)}-{_clock(later)}", f"write {_clock(opens)}-{_clock(later)}"
    else:
        parts = f"{_clock(opens)}-24:00", f"00:00-{_clock(closes)}"
        zh = f"过零点的请分两天写：当天 {parts[0]}，次日 {parts[1]}"
        en = f"past midnight write {parts[0]} on the one day and {parts[1]} on the next"
    entry.fault(path, "impossible_time", f"“{said}”关门不晚于开门；{zh}", f"“{said}” closes before it opens; {en}")


def write_fact(value: FactValue) -> Any:
    """A fact's value as JSON knows it; sets sorted, dates and times as text, decimals exact."""
    # Types of ours before the abstract one, in a tuple and not a union: each fact of many sites comes through here.
    if isinstance(value, (int, str)):  # five times as fast as a union
        return value
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    if isinstance(value, Mapping):
        days = [day for day in WEEKDAYS if day in value] or sorted(value)
        return {day: [[_clock(a), _clock(b)] for a, b in value[day]] for day in days}
    assert_never(value)


@lru_cache(2048)
def _clock(moment: time) -> str:
    return "24:00" if moment == time.max else moment.strftime("%H:%M")
