"""What is to be done this week under a contract, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.journeys.assessments.due_at_the_bureau import DueItem
from app.journeys.assessments.due_this_week import DAYS_AHEAD
from app.journeys.house import House
from app.web import formats
from app.web.language import Speech


def week_item(house: House, one: DueItem, say: Speech) -> dict[str, Any]:
    """A line of what is to be done, with its day where it has one; `later` where that lies after the week."""
    due = one.due
    late = due is not None and due < house.today()
    when = "" if due is None else say("work.week_late" if late else "work.week_until", day=formats.day(due))
    later = due is not None and due > house.today() + timedelta(days=DAYS_AHEAD)
    return {"said": say.of(one.said), "when": when, "late": late, "later": later, "href": one.page}
