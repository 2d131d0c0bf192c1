"""A visit to come as it is typed: the day, who goes, what for; moved and called off with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.errors import InvalidInput
from app.sites.entry import LONGEST_NAME, Entry
from app.wording import Wording

MOST_DAYS_AHEAD = 366
LONGEST_WHY = 500
PLAN_STATES: Mapping[str, Wording] = {
    "planned": Wording("已安排", "Planned"),
    "done": Wording("已检查", "Done"),
    "called_off": Wording("已取消", "Called off"),
}


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """What was said of a visit to come. `inspector` is the key of an account; `why` is empty where none is asked."""

    planned_on: date
    inspector: str
    purpose: str
    why: str


def read_plan(given: Mapping[str, Any], today: date, *, moving: bool = False) -> VisitPlan:
    """The plan that was typed; one that is `moving` says why. Raises InvalidInput with every fault.

    >>> read_plan({"planned_on": "2026-12-03", "inspector": "k"}, date(2026, 11, 29)).planned_on
    datetime.date(2026, 12, 3)
    """
    entry = Entry()
    day = entry.day(given.get("planned_on"), "planned_on")
    if day is not None and day < today:
        entry.fault("planned_on", "in_the_past", "检查日期不能早于今天", "the day of a visit cannot lie behind us")
    elif day is not None and day > today + timedelta(days=MOST_DAYS_AHEAD):
        entry.fault("planned_on", "too_far", "检查日期不能晚于一年以后", "plan no further than a year ahead")
    inspector = str(given.get("inspector", ""))
    if not inspector:
        entry.fault("inspector", "missing", "请选择检查人员", "choose who is to go")
    purpose = entry.text(given.get("purpose", ""), "purpose", longest=LONGEST_NAME, blank=True) or ""
    why = entry.text(given.get("why", ""), "why", longest=LONGEST_WHY) if moving else ""
    if entry.faults or day is None:
        raise InvalidInput(entry.faults)
    return VisitPlan(day, inspector, purpose, why or "")


def read_why(given: object) -> str:
    """Why a visit is called off. Raises InvalidInput where nothing is said."""
    entry = Entry()
    why = entry.text(given, "why", longest=LONGEST_WHY)
    if entry.faults:
        raise InvalidInput(entry.faults)
    return why or ""
