"""When a planned visit is late."""

from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from app.journeys.inspections.planned_visits import VisitToCome
from app.store.planned_visits import StoredPlannedVisit

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("state", "today", "late"),
    [
        ("planned", date(2026, 11, 19), False),
        ("planned", DAY, False),
        ("planned", date(2026, 11, 21), True),
        ("done", date(2026, 11, 21), False),
        ("called_off", date(2026, 11, 21), False),
    ],
)
def test_a_visit_is_late_when_its_day_went_by_and_nobody_went_or_called_it_off(
    state: str, today: date, late: bool
) -> None:
    planned = StoredPlannedVisit(
        site_code="X",
        planned_on=DAY,
        inspector_key="a",
        inspector_name="甲",
        purpose="",
        planned_by_key="b",
        planned_by_name="乙",
        planned_at=datetime(2026, 11, 1, tzinfo=UTC),
        state=state,
    )
    assert VisitToCome(planned, cast(Any, None), "").is_late(today) is late
