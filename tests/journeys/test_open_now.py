"""Whether a site can be gone to now: by its state first, then by its hours, in the county's time."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from app.journeys.network.open_now import opening_of
from app.sites.opening import Opening
from app.sites.site import FactValue, Site

MONDAY_AT_TEN_IN_CHINA = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WEEK: dict[str, FactValue] = {"opening_hours": {"mon": ((time(9), time(17)),)}}


def a_site(status: str | None, facts: dict[str, FactValue]) -> Site:
    return Site("A", "qu-2023", "gig_market", "county", status=status, facts=facts)


def test_an_operating_site_is_open_within_its_hours_of_the_county() -> None:
    assert opening_of(a_site("operating", WEEK), MONDAY_AT_TEN_IN_CHINA) == Opening("open", until=time(17))


def test_on_a_special_day_the_hours_of_the_week_do_not_hold() -> None:
    facts = {**WEEK, "special_days": {"2026-11-23": ()}}
    opening = opening_of(a_site("operating", facts), MONDAY_AT_TEN_IN_CHINA)
    assert opening is not None
    assert opening.state == "closed"


@pytest.mark.parametrize("status", ["planned", "building", "declared", "suspended", "closed", None])
def test_what_is_not_operating_is_closed_whatever_hours_it_reported(status: str | None) -> None:
    assert opening_of(a_site(status, WEEK), MONDAY_AT_TEN_IN_CHINA) == Opening("closed")


def test_hours_that_nobody_reported_are_unknown() -> None:
    assert opening_of(a_site("operating", {}), MONDAY_AT_TEN_IN_CHINA) is None
