"""What those who wait for a plan see: the best so far, the bound, and how far apart these are."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.journeys.coverage.candidates import PlanQuestion
from app.journeys.coverage.site_plans import KeptPlan
from app.web.coverage.plan_view import shown_progress
from app.web.language import Speech

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def running(**news: Any) -> KeptPlan:
    """A plan that is worked on, with such news."""
    asked = PlanQuestion(programme="qu-2023", sites=2)
    told = {"stage": "best", "seconds": 0.4, "runner_up": None, **news}
    return KeptPlan(UUID(int=1), "qu-2023", asked, "县人社局", NOW, "running", False, None, told, None, None)


@pytest.mark.parametrize(
    ("value", "bound", "unit", "zh", "en"),
    [
        (4586305, 4586932, "people", "627 人（0.1%）", "627 people (0.1%)"),
        (90, 100, "places", "10 个村（社区）（10.0%）", "10 villages (10.0%)"),
        (42, 40, "sites", "2 个站点（4.8%）", "2 sites (4.8%)"),
        (100, 100, "people", "无，已证明最优", "nothing, proven best"),
        (0, 0, "people", "无，已证明最优", "nothing, proven best"),
    ],
)
def test_how_far_the_best_so_far_may_fall_short_is_said_in_its_unit_and_in_percent(
    value: int, bound: int, unit: str, zh: str, en: str
) -> None:
    news = running(value=value, bound=bound, unit=unit)
    for language, said in (("zh", zh), ("en", en)):
        shown = shown_progress(news, Speech(language))
        assert shown is not None
        assert shown.gap == said
