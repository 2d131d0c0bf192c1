"""The pages for the service circle and next sites."""

from __future__ import annotations

from app.web.coverage.circle_page import circle_page
from app.web.coverage.inside_pages import compare_circles, keep_circle, placing_villages, villages_page
from app.web.coverage.plan_pages import asking_plan, plan_map, plan_page, plan_result, stopping_plan

coverage_pages = (
    circle_page,
    *(keep_circle, compare_circles, villages_page, placing_villages),
    *(plan_page, asking_plan, plan_result, stopping_plan, plan_map),
)
