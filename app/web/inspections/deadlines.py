"""The choice of a deadline: so many working days, each with the day it ends on, or another day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.inspections.working_days import CHOICES, USUAL_WORKING_DAYS, after_working_days
from app.web.language import Speech

OTHER = "other"
"""Stands for a day that is typed."""


@dataclass(frozen=True, slots=True)
class DeadlineChoice:
    """One number of working days. `note` says where its day is not sure, for want of the notice of holidays."""

    value: str
    label: str
    note: str
    chosen: bool


def deadline_choices(today: date, chosen: str, say: Speech) -> list[DeadlineChoice]:
    """What a form offers; `chosen` is a day or OTHER, the usual number where it is empty."""
    ends = {count: after_working_days(today, count) for count in CHOICES}
    chosen = chosen or ends[USUAL_WORKING_DAYS].day.isoformat()
    return [
        DeadlineChoice(
            end.day.isoformat(),
            say("rectify.working_days", n=count, day=end.day.isoformat()),
            say.of(end.note) if end.note else "",
            end.day.isoformat() == chosen,
        )
        for count, end in ends.items()
    ]


def deadline_in(form: Mapping[str, Any]) -> str:
    """The day that a form asks for: the one chosen, else the one typed."""
    chosen = str(form.get("due", ""))
    return str(form.get("due_on", "")) if chosen in ("", OTHER) else chosen
