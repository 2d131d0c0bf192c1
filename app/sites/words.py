"""The items of a proposal in words: what each is called, and what a value of it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.sites.fields import FIELD
from app.sites.vocabulary import EMPLOYMENTS, EQUIPMENT, STAFF, WEEKDAYS, FactKind, Vocabulary
from app.units import plain, within_bounds
from app.wording import Wording, listed, same

Labels = Mapping[str, Callable[[str], Wording | None]]
"""What codes are called that no vocabulary holds: by key of the document (`tier`, `division`, `parent`, `waivers`)."""
NO_LABELS: Labels = {}
NOTHING = Wording("未填报", "not reported")
NONE = Wording("无", "none")
SAMPLE_DATA = Wording("示例数据，不代表任何真实站点", "Sample data; describes no real site")
"""What is said of samples wherever they show: pages, printed sheets, workbooks, terminals."""
SHORT_LIST = 3
"""Lists of no more rows than this are shown whole."""
_YES, _NO = Wording("是", "yes"), Wording("否", "no")
_CLOSED = Wording("不开放", "closed")
_CUMULATIVE = Wording("累计", "cumulative")
_CRS = {"wgs84": "WGS-84", "gcj02": "GCJ-02", "bd09": "BD-09"}


def item_label(item: str, vocabulary: Vocabulary) -> Wording:
    """What an item is called, or a figure of any period; the code itself where nothing knows it."""
    head, _, rest = item.partition(".")
    if head == "facts":
        return vocabulary.label(rest)
    if head == "reports":
        label = vocabulary.label(rest)
        return Wording(f"{label.zh}（确认）", f"{label.en} (confirmed)")
    if head == "metrics":
        metric, _, period = rest.partition(".")
        label = vocabulary.label(metric)
        if not period:
            return label
        when = _CUMULATIVE if period == "cumulative" else same(period)
        return Wording(f"{when.zh} {label.zh}", f"{label.en}, {when.en}")
    return FIELD[head].label if head in FIELD else same(item)


def value_text(item: str, value: Any, vocabulary: Vocabulary, labels: Labels = NO_LABELS) -> Wording:
    """What the value of an item in a site document says; None is not reported, an empty list is none.

    What cannot be read as what it should be is shown as it is: nothing that was typed breaks a page.
    """
    if value is None:
        return NOTHING
    head, _, rest = item.partition(".")
    if head == "facts":
        kind = vocabulary.facts.get(rest)
        return same(str(value)) if kind is None else _fact(kind, value)
    if head == "metrics":
        metric = vocabulary.metrics.get(rest.partition(".")[0])
        return _quantity(value, metric.unit if metric else None)
    if head == "reports" and isinstance(value, Mapping):
        return same(" ".join(str(value[key]) for key in ("on", "by") if value.get(key)))
    return _whole(head, value, vocabulary, labels)


def change_texts(
    item: str, before: Any, after: Any, vocabulary: Vocabulary, labels: Labels = NO_LABELS
) -> tuple[Wording, Wording]:
    """What an item was and what it becomes. Of long lists only the rows that go and those that come are named."""
    if not (isinstance(before, list) and isinstance(after, list)) or max(len(before), len(after)) <= SHORT_LIST:
        return value_text(item, before, vocabulary, labels), value_text(item, after, vocabulary, labels)
    gone, come = _without(before, after), _without(after, before)
    same_rows = len(before) - len(gone)
    if not same_rows or not after:
        return value_text(item, before, vocabulary, labels), value_text(item, after, vocabulary, labels)
    kept = Wording(f"{same_rows} 行不变", f"{same_rows} rows unchanged")
    return _with_rows(item, gone, kept, vocabulary, labels), _with_rows(item, come, kept, vocabulary, labels)


def _without(rows: list[Any], others: list[Any]) -> list[Any]:
    """The rows that are not among the others, each row of theirs taken once."""
    left, found = list(others), []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            found.append(row)
    return found


def _with_rows(item: str, rows: list[Any], kept: Wording, vocabulary: Vocabulary, labels: Labels) -> Wording:
    if not rows:
        return kept
    named = value_text(item, rows, vocabulary, labels)
    return Wording(f"{named.zh}（其余 {kept.zh}）", f"{named.en} (the other {kept.en})")


def _whole(key: str, value: Any, vocabulary: Vocabulary, labels: Labels) -> Wording:
    """The value of a whole key of the document."""
    if isinstance(value, str) and key in labels:
        return labels[key](value) or same(value)
    if key in FIELD and (kind := FIELD[key].value) is not None:
        return _fact(kind, value)
    match key, value:
        case "location", Mapping():
            return same(f"{value.get('lon')}, {value.get('lat')} ({_CRS.get(str(value.get('crs')), value.get('crs'))})")
        case _ if key == EQUIPMENT and isinstance(value, Mapping):
            found = [_counted(vocabulary.item_label(code), count) for code, count in value.items()]
            return listed(found) if found else NONE
        case _, list():
            return listed([_row(key, row, vocabulary, labels) for row in value]) if value else NONE
        case _:
            return same(str(value))


def _fact(kind: FactKind, value: Any) -> Wording:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, int | Decimal):
        return _quantity(value, kind.unit)
    if isinstance(value, list):
        return listed([kind.items.get(str(code), same(str(code))) for code in value]) if value else NONE
    if isinstance(value, Mapping):
        days = [_day(WEEKDAYS.get(day, same(day)), spans) for day, spans in value.items()]
        return listed(days) if days else NONE
    return kind.items.get(str(value), same(str(value)))


def _row(key: str, row: Any, vocabulary: Vocabulary, labels: Labels) -> Wording:
    if not isinstance(row, Mapping):
        return same(str(row))
    if key == STAFF:
        role, how = vocabulary.item_label(str(row.get("role"))), EMPLOYMENTS.get(str(row.get("employment")), same(""))
        name = f" {row['name']}" if row.get("name") else ""
        span = _from_to(row.get("from"), row.get("to"))
        return Wording(f"{role.zh}（{how.zh}）{name}{span}", f"{role.en} ({how.en.lower()}){name}{span}")
    if "field" in row:
        field, value = str(row["field"]), row.get("value")
        said = labels[field](str(value)) if value is not None and field in labels else None
        what, was = FIELD[field].label if field in FIELD else same(field), said or same(str(value or ""))
        span = _from_to(row.get("from"), row.get("to"))
        return Wording(f"{what.zh}：{was.zh}{span}", f"{what.en}: {was.en}{span}")
    if "topic" in row:
        topic = vocabulary.item_label(str(row["topic"]))
        return Wording(f"{topic.zh} {row.get('date')}", f"{topic.en} {row.get('date')}")
    if "clause" in row:
        code = str(row["clause"])
        title = (labels["waivers"](code) if "waivers" in labels else None) or same(code)
        why = Wording(f"（{row['reason']}）", f" ({row['reason']})") if row.get("reason") else same("")
        return Wording(f"{title.zh}，至 {row.get('until')}{why.zh}", f"{title.en}, until {row.get('until')}{why.en}")
    return same(" ".join(str(part) for part in row.values() if part is not None))


def _from_to(start: Any, end: Any) -> str:
    return f" {start or '…'}–{end or ''}" if start or end else ""


def _day(day: Wording, spans: Any) -> Wording:
    pairs = [span for span in spans if isinstance(span, list | tuple) and len(span) == 2]
    hours = ", ".join(f"{opens}–{closes}" if opens != closes else str(opens) for opens, closes in pairs)
    return Wording(f"{day.zh} {hours or _CLOSED.zh}", f"{day.en} {hours or _CLOSED.en}")


def _counted(label: Wording, count: Any) -> Wording:
    number = _number(count)
    return Wording(f"{label.zh} {number}", f"{label.en} {number}")


def _quantity(value: Any, unit: Wording | None) -> Wording:
    number = _number(value)
    return Wording(f"{number} {unit.zh}", f"{number} {unit.en}") if unit else same(number)


def _number(value: Any) -> str:
    """A number as it is read; what is no number, as it was typed."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return plain(number) if number.is_finite() and within_bounds(number) else str(value)
