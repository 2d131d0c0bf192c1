"""What holds on a day: the site's own special days over the statutory calendar over the week."""

from datetime import date, datetime, time

import pytest

from app.sites.opening import hours_on, opening_at

NINE_TO_FIVE = ((time(9), time(17)),)
OFFICE = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), NINE_TO_FIVE)
MORNING = ((time(9), time(12)),)
MAKE_UP_2026 = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
"""State Council notice 国办发明电〔2025〕7号: the Saturdays and Sundays worked in 2026."""


def at(year: int, month: int, day: int, hour: int) -> datetime:
    """A local moment: the room knows no time zones."""
    return datetime.combine(date(year, month, day), time(hour))


@pytest.mark.parametrize("day", [f"2026-10-0{n}" for n in range(1, 8)] + ["2026-01-02", "2026-02-23", "2026-09-25"])
def test_no_site_with_weekly_hours_is_open_on_a_public_holiday(day: str) -> None:
    every_day = OFFICE | {"sat": NINE_TO_FIVE, "sun": NINE_TO_FIVE}
    found = hours_on(date.fromisoformat(day), every_day)
    assert (found.spans, found.because) == ((), "holiday")


def test_the_holiday_is_named_and_so_is_the_day_after_it() -> None:
    found = opening_at(OFFICE, at(2026, 10, 1, 10))
    assert (found.state, found.because, found.holiday.zh) == ("closed", "holiday", "国庆节")
    assert (found.day, found.at) == (date(2026, 10, 8), time(9))


@pytest.mark.parametrize("day", MAKE_UP_2026)
def test_on_a_make_up_day_the_hours_of_monday_hold(day: str) -> None:
    week = OFFICE | {"mon": MORNING}
    assert date.fromisoformat(day).weekday() >= 5
    found = hours_on(date.fromisoformat(day), week)
    assert (found.spans, found.because) == (MORNING, "make_up")
    assert hours_on(date.fromisoformat(day), week | {"sat": NINE_TO_FIVE, "sun": NINE_TO_FIVE}).spans == MORNING


def test_a_site_closed_on_mondays_keeps_the_hours_of_that_very_weekday_on_a_make_up_day() -> None:
    assert hours_on(date(2026, 10, 10), {"wed": MORNING, "fri": NINE_TO_FIVE}).spans == ()
    assert hours_on(date(2026, 10, 10), {"sat": MORNING}).spans == MORNING
    assert hours_on(date(2026, 9, 20), {"sat": MORNING}).spans == ()


@pytest.mark.parametrize("day", ["2026-10-11", "2026-10-17", "2026-01-10"])
def test_other_weekends_are_weekends(day: str) -> None:
    found = hours_on(date.fromisoformat(day), OFFICE)
    assert (found.spans, found.because) == ((), None)


def test_special_days_stand_over_holidays_and_make_up_days() -> None:
    special = {"2026-10-01": MORNING, "2026-10-10": (), "2026-11-24": ()}
    assert hours_on(date(2026, 10, 1), OFFICE, special).spans == MORNING
    assert hours_on(date(2026, 10, 2), OFFICE, special).spans == ()
    assert opening_at(OFFICE, at(2026, 10, 1, 10), special).state == "open"
    assert opening_at(OFFICE, at(2026, 10, 10, 10), special).state == "closed"
    assert opening_at(OFFICE, at(2026, 11, 24, 10), special).because == "special"


def test_a_year_without_a_notice_follows_the_week_and_says_so() -> None:
    beyond = opening_at(OFFICE, at(2031, 10, 1, 10))  # a Wednesday
    assert (beyond.state, beyond.because) == ("open", "unknown_year")
    assert opening_at(OFFICE, at(2031, 10, 4, 10)).because == "unknown_year"


def test_the_next_opening_in_a_year_without_a_notice_says_so_in_the_year_before() -> None:
    last_evening = at(2026, 12, 31, 18)
    found = opening_at(OFFICE, last_evening)
    assert (found.day.year, found.because) == (2027, "unknown_year")
    assert opening_at(OFFICE, at(2026, 12, 31, 10)).because is None


def test_a_site_open_one_day_a_week_is_found_past_the_longest_holiday() -> None:
    found = opening_at({"tue": MORNING}, at(2026, 2, 11, 10))
    assert found.day == date(2026, 2, 24)


def test_a_site_with_no_hours_at_all_never_opens() -> None:
    assert opening_at({}, at(2026, 11, 23, 10)).at is None
