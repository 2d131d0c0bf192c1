"""The items of a proposal in words: what each is called, and what a value of it says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.sites.vocabulary import (
    COLLECTIONS,
    EMPLOYMENTS,
    EQUIPMENT,
    HOST_CITY,
    STAFF,
    STATUSES,
    WEEKDAYS,
    FactKind,
    Vocabulary,
)
from app.units import plain
from app.wording import Wording, listed, same

KEYS: Mapping[str, Wording] = {
    "name": Wording("名称", "Name"),
    "status": Wording("运行状态", "Status"),
    "address": Wording("地址", "Address"),
    "phone": Wording("电话", "Telephone"),
    "location": Wording("位置", "Location"),
    "host_city": HOST_CITY,
    "division": Wording("所在地", "Division"),
    "parent": Wording("上级站点", "Parent site"),
    "tier": Wording("层级", "Tier"),
    "waivers": Wording("豁免", "Waivers"),
    "history": Wording("沿革", "Former values"),
    "accepted_on": Wording("验收日期", "Accepted on"),
    "sample": Wording("样例标记", "Sample mark"),
}
NOTHING = Wording("未填报", "not reported")
NONE = Wording("无", "none")
_YES, _NO = Wording("是", "yes"), Wording("否", "no")
_CLOSED = Wording("不开放", "closed")
_CUMULATIVE = Wording("累计", "cumulative")
_CRS = {"wgs84": "WGS-84", "gcj02": "GCJ-02", "bd09": "BD-09"}


def item_label(item: str, vocabulary: Vocabulary) -> Wording:
    """What an item is called; the code itself where nothing knows it."""
    head, _, rest = item.partition(".")
    if head == "facts":
        return vocabulary.label(rest)
    if head == "reports":
        label = vocabulary.label(rest)
        return Wording(f"{label.zh}（确认）", f"{label.en} (confirmed)")
    if head == "metrics":
        metric, _, period = rest.partition(".")
        label = vocabulary.label(metric)
        when = _CUMULATIVE if period == "cumulative" else same(period)
        return Wording(f"{when.zh} {label.zh}", f"{label.en}, {when.en}")
    if head in COLLECTIONS:
        return COLLECTIONS[head]
    return KEYS.get(head, same(item))


def value_text(item: str, value: Any, vocabulary: Vocabulary) -> Wording:
    """What the value of an item in a site document says; None is not reported, an empty list is none."""
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
    return _whole(head, value, vocabulary)


def _whole(key: str, value: Any, vocabulary: Vocabulary) -> Wording:
    """The value of a whole key of the document."""
    match key, value:
        case "status", str():
            return STATUSES.get(value, same(value))
        case "location", Mapping():
            return same(f"{value.get('lon')}, {value.get('lat')} ({_CRS.get(str(value.get('crs')), value.get('crs'))})")
        case _ if key == EQUIPMENT and isinstance(value, Mapping):
            found = [_counted(vocabulary.item_label(code), count) for code, count in value.items()]
            return listed(found) if found else NONE
        case _, list():
            return listed([_row(key, row, vocabulary) for row in value]) if value else NONE
        case _:
            return same(str(value))


def _fact(kind: FactKind, value: Any) -> Wording:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, int | Decimal):
        return _quantity(value, kind.unit)
    if isinstance(value, list):
        return listed([kind.items.get(code, same(str(code))) for code in value]) if value else NONE
    if isinstance(value, Mapping):
        days = [_day(WEEKDAYS.get(day, same(day)), spans) for day, spans in value.items()]
        return listed(days) if days else NONE
    return kind.items.get(value, same(str(value)))


def _row(key: str, row: Any, vocabulary: Vocabulary) -> Wording:
    if not isinstance(row, Mapping):
        return same(str(row))
    if key == STAFF:
        role, how = vocabulary.item_label(str(row.get("role"))), EMPLOYMENTS.get(str(row.get("employment")), same(""))
        name = f" {row['name']}" if row.get("name") else ""
        span = _from_to(row.get("from"), row.get("to"))
        return Wording(f"{role.zh}（{how.zh}）{name}{span}", f"{role.en} ({how.en.lower()}){name}{span}")
    if "topic" in row:
        topic = vocabulary.item_label(str(row["topic"]))
        return Wording(f"{topic.zh} {row.get('date')}", f"{topic.en} {row.get('date')}")
    return same(" ".join(str(part) for part in row.values() if part is not None))


def _from_to(start: Any, end: Any) -> str:
    return f" {start or '…'}–{end or ''}" if start or end else ""


def _day(day: Wording, spans: Any) -> Wording:
    hours = ", ".join(f"{opens}–{closes}" for opens, closes in spans)
    return Wording(f"{day.zh} {hours or _CLOSED.zh}", f"{day.en} {hours or _CLOSED.en}")


def _counted(label: Wording, count: Any) -> Wording:
    number = plain(Decimal(str(count)))
    return Wording(f"{label.zh} {number}", f"{label.en} {number}")


def _quantity(value: Any, unit: Wording | None) -> Wording:
    number = plain(Decimal(str(value)))
    return Wording(f"{number} {unit.zh}", f"{number} {unit.en}") if unit else same(number)
