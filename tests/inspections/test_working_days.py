"""Deadlines in working days, by the State Council's notices; what no notice tells yet is said."""

from datetime import date

import pytest

from app.inspections.working_days import after_working_days, is_worked, working_days_past


@pytest.mark.parametrize(
    ("start", "count", "ends"),
    [
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday: Monday is the first
        (date(2026, 11, 29), 5, date(2026, 12, 4)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # National Day off to the 7th; Saturday the 10th is worked
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # Saturday the 14th is worked, Spring Festival off from the 15th
    ],
)
def test_holidays_and_worked_weekends_are_counted_as_the_notice_has_them(start: date, count: int, ends: date) -> None:
    deadline = after_working_days(start, count)
    assert (deadline.day, deadline.note) == (ends, None)


def test_a_deadline_in_a_year_without_its_notice_says_so() -> None:
    deadline = after_working_days(date(2026, 12, 30), 3)
    assert deadline.day == date(2027, 1, 5), "New Year's Day is off by law"
    assert deadline.unknown_years == (2027,)
    assert deadline.note is not None
    assert deadline.note.zh.startswith("2027 年放假安排尚未收录")


def test_what_lies_past_is_counted_in_working_days_too() -> None:
    assert working_days_past(date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert working_days_past(date(2026, 9, 30), date(2026, 9, 30)) == 0
    assert working_days_past(date(2026, 9, 30), date(2026, 9, 1)) == 0
    assert is_worked(date(2026, 10, 10))
    assert not is_worked(date(2026, 10, 1))


def test_a_deadline_of_no_days_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        after_working_days(date(2026, 11, 27), 0)
