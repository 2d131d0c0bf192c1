"""What holds on a day: the site's own special days over the statutory calendar over the week."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from app.sites.opening import hours_on, opening_at
from app.sites.statutory_days import statutory_day

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


@pytest.mark.parametrize("day", ["2027-02-04", "2027-02-09", "2027-01-02", "2027-05-03", "2027-10-04"])
def test_the_days_around_what_the_law_sets_wait_for_the_notice(day: str) -> None:
    assert hours_on(date.fromisoformat(day), OFFICE).because == "unknown_year"


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


def test_in_a_year_without_a_notice_nobody_is_called_open_by_the_week_alone() -> None:
    beyond = opening_at(OFFICE, at(2031, 10, 8, 10))  # a Wednesday
    assert (beyond.state, beyond.until, beyond.because) == ("unknown", time(17), "unknown_year")
    # Out of its hours it is closed whatever the day turns out to be; when it opens next is by the week, which is said.
    evening = opening_at(OFFICE, at(2031, 10, 8, 18))
    assert (evening.state, evening.day, evening.because) == ("closed", date(2031, 10, 9), "unknown_year")
    # A Saturday may be worked for a day off elsewhere, with the hours of Monday.
    saturday = opening_at(OFFICE, at(2031, 10, 11, 10))
    assert (saturday.state, saturday.until, saturday.because) == ("unknown", None, "unknown_year")
    assert opening_at(OFFICE, at(2031, 10, 11, 18)).state == "closed"


def test_the_sites_own_days_hold_in_a_year_without_a_notice_too() -> None:
    special = {"2031-10-08": MORNING, "2031-10-09": (), "2031-10-01": MORNING}
    assert opening_at(OFFICE, at(2031, 10, 8, 10), special).state == "open"
    assert opening_at(OFFICE, at(2031, 10, 9, 10), special).state == "closed"
    assert opening_at(OFFICE, at(2031, 10, 1, 10), special).state == "open"


@pytest.mark.parametrize(
    "day",
    [
        *("2031-01-01", "2031-05-01", "2031-05-02", "2031-10-01", "2031-10-03"),
        *(
            "2027-02-05",
            "2027-02-06",
            "2027-02-08",
            "2027-04-05",
            "2027-06-09",
            "2027-09-15",
            "2028-01-25",
            "2030-02-05",
        ),
    ],
)
def test_what_the_law_sets_needs_no_notice(day: str) -> None:
    found = hours_on(date.fromisoformat(day), OFFICE)
    assert (found.spans, found.because) == ((), "holiday")


def test_the_next_opening_in_a_year_without_a_notice_says_so_in_the_year_before() -> None:
    last_evening = at(2026, 12, 31, 18)
    found = opening_at(OFFICE, last_evening)
    assert (found.day, found.because) == (date(2027, 1, 4), "unknown_year")
    assert opening_at(OFFICE, at(2026, 12, 31, 10)).because is None
    new_year = opening_at(OFFICE, at(2027, 1, 1, 10))
    assert (new_year.state, new_year.day, new_year.because) == ("closed", date(2027, 1, 4), "unknown_year")


def test_a_site_open_one_day_a_week_is_found_past_the_longest_holiday() -> None:
    found = opening_at({"tue": MORNING}, at(2026, 2, 11, 10))
    assert found.day == date(2026, 2, 24)


def test_a_site_with_no_hours_at_all_never_opens() -> None:
    assert opening_at({}, at(2026, 11, 23, 10)).at is None


LUNCH_BREAK = ((time(9), time(12)), (time(14), time(17)))
ALL_DAY = ((time.min, time.max),)


@pytest.mark.parametrize(
    ("week", "moment", "state", "told"),
    [
        ({"mon": LUNCH_BREAK}, (23, 8, 59), "closed", time(9)),
        ({"mon": LUNCH_BREAK}, (23, 9, 0), "open", time(12)),
        ({"mon": LUNCH_BREAK}, (23, 11, 59), "open", time(12)),
        ({"mon": LUNCH_BREAK}, (23, 12, 0), "closed", time(14)),
        ({"mon": LUNCH_BREAK}, (23, 16, 59), "open", time(17)),
        ({"mon": ((time(14), time(17)), (time(9), time(12)))}, (23, 10, 0), "open", time(12)),
        ({"mon": ((time(9), time(12)), (time(12), time(17)))}, (23, 10, 0), "open", time(17)),
        ({"mon": ((time(9), time(17)), (time(10), time(12)))}, (23, 10, 0), "open", time(17)),
        ({"mon": ALL_DAY}, (23, 10, 0), "open", None),
        ({"mon": ((time.min, time(17)),)}, (23, 10, 0), "open", time(17)),
        ({"mon": ((time(9), time.max),)}, (23, 10, 0), "open", time.max),
    ],
)
def test_a_span_holds_from_its_opening_up_to_its_closing(
    week: dict[str, Any], moment: tuple[int, int, int], state: str, told: time | None
) -> None:
    day, hour, minute = moment
    found = opening_at(week, datetime.combine(date(2026, 11, day), time(hour, minute)))
    assert (found.state, found.until if state == "open" else found.at) == (state, told)
    if state == "closed":
        assert found.day == date(2026, 11, day)


@pytest.mark.parametrize(("days_before", "found"), [(400, True), (401, False)])
def test_the_next_opening_is_looked_for_longer_than_a_year_ahead(days_before: int, found: bool) -> None:
    opens = date(2026, 12, 24)
    special = {opens.isoformat(): MORNING}
    told = opening_at({}, datetime.combine(opens, time(10)) - timedelta(days=days_before), special)
    assert (told.day, told.at, told.because) == ((opens, time(9), "special") if found else (None, None, None))


def test_the_morning_after_is_the_next_opening_and_says_why_it_is_another_day_than_others() -> None:
    found = opening_at(OFFICE, at(2026, 11, 23, 18))
    assert (found.day, found.at, found.because) == (date(2026, 11, 24), time(9), None)
    before_a_make_up_day = opening_at(OFFICE, at(2026, 10, 9, 18))
    assert (before_a_make_up_day.day, before_a_make_up_day.because) == (date(2026, 10, 10), "make_up")
    assert before_a_make_up_day.holiday.zh == "国庆节"


def test_a_special_day_on_a_holiday_names_it_and_on_any_other_day_none() -> None:
    special = {"2026-10-01": MORNING, "2026-10-10": MORNING, "2026-11-24": MORNING}
    assert hours_on(date(2026, 10, 1), OFFICE, special).holiday.zh == "国庆节"
    assert hours_on(date(2026, 10, 10), OFFICE, special).holiday is None
    assert hours_on(date(2026, 11, 24), OFFICE, special).holiday is None


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2026-10-01", "holiday", "国庆节"),
        ("2026-10-10", "make_up", "国庆节"),
        ("2026-09-20", "make_up", "国庆节"),
        ("2026-01-01", "holiday", "元旦"),
        ("2026-11-21", "ordinary", None),
        ("2026-11-23", "ordinary", None),
        ("2003-10-01", "unknown", None),
        ("2031-10-01", "holiday", "国庆节"),
        ("2031-10-08", "unknown", None),
    ],
)
def test_what_kind_of_day_a_date_is(day: str, kind: str, name: str | None) -> None:
    found = statutory_day(date.fromisoformat(day))
    assert (found.kind, found.name.zh if found.name else None) == (kind, name)


def test_a_site_that_is_rebuilt_for_months_says_the_day_on_which_it_opens_again() -> None:
    week = {day: ((time(9), time(17)),) for day in ("mon", "tue", "wed", "thu", "fri")}
    first = date(2026, 5, 6)
    shut = {(first + timedelta(days=ahead)).isoformat(): () for ahead in range(90)}
    opening = opening_at(week, at(2026, 5, 7, 10), shut)
    assert (opening.state, opening.day, opening.at) == ("closed", date(2026, 8, 4), time(9))
