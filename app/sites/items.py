"""A proposal taken apart: the single things it would change, so that each can be shown, accepted, refused or merged.

An item is named by its place: ``facts.area_m2``, ``reports.parking_nearby`` (a confirmation),
``metrics.livestream_hours.2026-09``, or a whole key of the site document (``staff``, ``equipment``, ``address``).
A value of None takes the thing away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.sites.fields import FIELD
from app.sites.vocabulary import WEEKDAYS

_BY_KEY = ("facts", "reports")
_END_OF_PART = re.compile(r"[.\[]")
_FIGURE = re.compile(r"metrics\[(\d+)\]")
RESERVED = frozenset(key for key, field in FIELD.items() if field.kept_by == "program")
"""Keys no proposal may touch: they are the site's identity, or kept by the program itself."""
COUNTY_ONLY = frozenset(key for key, field in FIELD.items() if field.kept_by == "county")
"""Keys that only the county decides."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One item: what it was where the proposal began, what it is published as now, and what is proposed."""

    item: str
    base: Any
    published: Any
    proposed: Any

    @property
    def conflicts(self) -> bool:
        """Whether somebody else changed the item meanwhile, to something other than what is proposed."""
        return self.published not in (self.base, self.proposed)

    @property
    def pointless(self) -> bool:
        """Whether it is published so already."""
        return bool(self.published == self.proposed)


def item_at(path: str, document: Mapping[str, Any] = MappingProxyType({})) -> str:
    """The item of a document that a path of it lies in: a row, a part of a set or a week, one figure. The `document`
    says which figure a row of `metrics` is.

    >>> item_at("staff[2].phone"), item_at("facts.opening_hours.mon"), item_at("metrics.sessions.2026-09")
    ('staff', 'facts.opening_hours', 'metrics.sessions.2026-09')
    >>> item_at("metrics[0].value", {"metrics": [{"metric": "sessions", "period": "2026-09"}]})
    'metrics.sessions.2026-09'
    """
    head, _, rest = path.partition(".")
    if head in _BY_KEY:
        return f"{head}.{_END_OF_PART.split(rest)[0]}"
    if head == "metrics":
        return path
    row = _FIGURE.match(path)
    if row is not None and int(row[1]) < len(document.get("metrics", ())):
        figure = document["metrics"][int(row[1])]
        return f"metrics.{figure.get('metric')}.{figure.get('period')}"
    return head.partition("[")[0]


def items(edit: Mapping[str, Any]) -> dict[str, Any]:
    """The items of an edit and their new values.

    >>> items({"facts": {"area_m2": 18}, "phone": None})
    {'facts.area_m2': 18, 'phone': None}
    """
    found: dict[str, Any] = {}
    for key, value in edit.items():
        if key in _BY_KEY and isinstance(value, Mapping):
            found |= {f"{key}.{code}": part for code, part in value.items()}
        elif key == "metrics" and isinstance(value, list):
            found |= {f"metrics.{row['metric']}.{row['period']}": row.get("value") for row in value}
        else:
            found[key] = value
    return found


def edit_of(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The edit that sets these items; the inverse of `items`.

    >>> edit_of({"facts.area_m2": 18, "metrics.livestream_hours.2026-09": 12})
    {'facts': {'area_m2': 18}, 'metrics': [{'metric': 'livestream_hours', 'period': '2026-09', 'value': 12}]}
    """
    edit: dict[str, Any] = {}
    for item, value in chosen.items():
        head, _, rest = item.partition(".")
        if head in _BY_KEY:
            edit.setdefault(head, {})[rest] = value
        elif head == "metrics":
            metric, _, period = rest.partition(".")
            edit.setdefault("metrics", []).append({"metric": metric, "period": period, "value": value})
        else:
            edit[item] = value
    return edit


def value_at(document: Mapping[str, Any], item: str) -> Any:
    """What a site document holds at an item; None where nothing is reported."""
    head, _, rest = item.partition(".")
    if head in _BY_KEY:
        return document.get(head, {}).get(rest)
    if head == "metrics":
        metric, _, period = rest.partition(".")
        rows = document.get("metrics", [])
        return next((r["value"] for r in rows if (r["metric"], r["period"]) == (metric, period)), None)
    return document.get(item)


def differences(
    base: Mapping[str, Any], published: Mapping[str, Any], edit: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Every item of an edit against the document it began from and the one published now."""
    return tuple(
        Difference(item, value_at(base, item), value_at(published, item), value) for item, value in items(edit).items()
    )


def restricted(edit: Mapping[str, Any], chosen: Collection[str]) -> dict[str, Any]:
    """The edit with only the chosen items."""
    return edit_of({item: value for item, value in items(edit).items() if item in chosen})


def inverse(before: Mapping[str, Any], edit: Mapping[str, Any]) -> dict[str, Any]:
    """The edit that brings the items of `edit` back to what they were in `before`."""
    return edit_of({item: value_at(before, item) for item in items(edit)})


def says_the_same(typed: Any, seen: Any) -> bool:
    """Whether two values of an item say the same. A weekday without hours is closed, written down or not.

    >>> says_the_same({"mon": [["09:00", "17:00"]], "sun": []}, {"mon": [["09:00", "17:00"]]})
    True
    """
    return bool(_without_blank_days(typed) == _without_blank_days(seen))


def _without_blank_days(value: Any) -> Any:
    if isinstance(value, Mapping) and value and value.keys() <= WEEKDAYS.keys():
        return {day: spans for day, spans in value.items() if spans} or None
    return value
