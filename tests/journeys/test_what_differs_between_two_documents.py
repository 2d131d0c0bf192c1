"""What history calls a change: every item in which two documents of a site differ, wherever it stands, and no other."""

from typing import Any

import pytest

from app.journeys.desk.history import changed_items

BEFORE: dict[str, Any] = {
    "code": "A",
    "reports": {"area_m2": {"on": "2026-01-01"}},
    "facts": {"area_m2": 12, "parking": True},
    "metrics": [{"metric": "hours", "period": "2026-01", "value": 1}],
    "phone": "1",
    "staff": [],
}


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, []),
        ({"code": "B", "reports": {}}, []),
        ({"phone": "2"}, [("phone", "1", "2")]),
        ({"staff": None}, [("staff", [], None)]),
        ({"facts": {"area_m2": 12}}, [("facts.parking", True, None)]),
        ({"facts": {"area_m2": 0, "parking": True}}, [("facts.area_m2", 12, 0)]),
        (
            {"metrics": [{"metric": "hours", "period": "2026-02", "value": 1}]},
            [("metrics.hours.2026-01", 1, None), ("metrics.hours.2026-02", None, 1)],
        ),
        ({"address": "街", "phone": "2"}, [("phone", "1", "2"), ("address", None, "街")]),
    ],
)
def test_every_difference_is_told_once(changes: dict[str, Any], wanted: list[tuple[str, Any, Any]]) -> None:
    after = {key: value for key, value in (BEFORE | changes).items() if value is not None}
    found = list(changed_items(BEFORE, after))
    assert [(one.item, one.published, one.proposed) for one in found] == wanted
    assert all(one.base == one.published for one in found)
    back = [(one.item, one.proposed, one.published) for one in changed_items(after, BEFORE)]
    assert sorted(back, key=lambda told: told[0]) == sorted(wanted, key=lambda told: told[0])
