"""Figures from ledger rows: exact at their limits, and unknown wherever something that could turn them is missing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from app.assessments.ledger_figures import FigureFound, as_figures, figures_of
from app.assessments.ledger_rows import EnteredRow
from app.units import Period
from tests.installed import seeds

HALF = Period("2026-H1")
AFTER = date(2026, 8, 3)
DURING = date(2026, 5, 20)
NOTHING = [EnteredRow(date(2026, month, 5), {}, nothing=True) for month in range(1, 7)]


def row(day: str, **values: Any) -> EnteredRow:
    return EnteredRow(date.fromisoformat(day), values)


def found(
    figure: str,
    ledger: str,
    rows: Sequence[EnteredRow],
    today: date = AFTER,
    half: Period = HALF,
    since: date | None = None,
) -> FigureFound:
    pack = seeds().programmes["gangbei-2025"]
    assert pack.scorecard is not None
    assert pack.ledgers is not None
    return figures_of(pack.scorecard, pack.ledgers, half, {ledger: rows}, {}, today, since)[figure]


def monthly(months: Sequence[int], **values: Any) -> list[EnteredRow]:
    return [row(f"2026-{month:02d}-10", **values) for month in months]


def test_a_ledger_without_rows_says_nothing_and_one_that_had_nothing_says_zero() -> None:
    empty = found("people_served", "people_served", [])
    assert (empty.value, empty.so_far) == (None, None)
    assert found("people_served", "people_served", NOTHING).value == 0
    assert [said.zh for said in empty.lacking] == ["2026-H1 未登记"], "not month by month"
    assert [said.zh for said in found("archive_completeness", "archives", []).lacking] == ["2026-H1 未登记"]


@pytest.mark.parametrize(("people", "value"), [(49, None), (50, 250)])
def test_a_missing_month_leaves_a_sum_unknown_until_it_has_reached_its_mark(people: int, value: int | None) -> None:
    one = found("people_served", "people_served", monthly((1, 2, 3, 4, 5), people=people))
    assert (one.value, one.so_far) == (value, people * 5)
    assert "2026-06" in one.lacking[0].zh


def test_a_month_that_is_not_over_is_open_whatever_stands_in_it() -> None:
    rows = monthly((1, 2, 3, 4, 5), people=10)
    assert found("people_served", "people_served", rows, DURING).value is None
    assert found("people_served", "people_served", rows, date(2026, 7, 1)).value is None, "June has nothing"
    assert found("people_served", "people_served", [*rows, *NOTHING[5:]], date(2026, 7, 1)).value == 50


def test_a_share_never_rests_on_half_of_the_rows() -> None:
    rows = monthly((1, 2, 3, 4, 5), posts=200, park=True)
    assert found("vacancies_park", "vacancies", rows).value is None
    whole = [*rows, row("2026-06-10", posts=100, park=False)]
    assert found("vacancies_park", "vacancies", whole).value == 1000
    assert found("vacancies_collected", "vacancies", whole).value == 1100


@pytest.mark.parametrize(("answered", "percent"), [("2026-06-20", 100), ("2026-06-21", 0)])
def test_a_request_is_in_time_on_its_seventh_day(answered: str, percent: int) -> None:
    rows = [row("2026-06-13", matter="x", answered=answered), *NOTHING[:5]]
    assert found("requests_answered_on_time", "requests", rows).value == percent


def test_a_request_that_waits_leaves_the_share_open_and_is_late_in_the_end() -> None:
    rows = [row("2026-06-28", matter="x"), *NOTHING[:5]]
    assert found("requests_answered_on_time", "requests", rows, date(2026, 7, 5)).value is None
    assert found("requests_answered_on_time", "requests", rows, date(2026, 7, 6)).value == 0


def test_no_request_at_all_is_no_full_share() -> None:
    assert found("requests_answered_on_time", "requests", NOTHING).value is None


# 2026-02-15 to 23 is the Spring Festival; Saturday the 28th and Saturday the 14th are worked instead.
@pytest.mark.parametrize(("entered", "percent"), [("2026-02-27", 100), ("2026-02-28", 0)])
def test_working_days_pass_over_the_spring_festival_and_count_a_make_up_day(entered: str, percent: int) -> None:
    rows = [row("2026-02-13", people=3, entered=entered), NOTHING[0], *NOTHING[2:]]
    assert found("new_employment_entered_on_time", "employment_entries", rows).value == percent


def test_a_rate_is_never_rounded_over_its_limit() -> None:
    one = row("2026-05-20", wrong=1_000_001, checked=100_000_000)
    assert found("data_error_rate", "data_checks", [one]).value > 1
    almost = row("2026-05-20", filed=9_999_999, due=10_000_000)
    assert found("archive_completeness", "archives", [almost]).value < 100


def test_each_quarter_counts_its_own_problems_and_an_empty_one_is_unknown() -> None:
    spring = [row("2026-03-31", matter="x")] * 5
    one = found("problems_solved_by_quarter", "problems", spring)
    assert (one.value, one.so_far) == ([5], [5, 0])
    assert found("problems_solved_by_quarter", "problems", [*spring, row("2026-04-01", matter="x")]).value == [5, 1]


def test_a_complaint_that_is_not_decided_keeps_the_count_open_and_an_upheld_one_breaks_it() -> None:
    open_one = [row("2026-03-05", about="attitude"), *NOTHING[:2], *NOTHING[3:]]
    assert found("attitude_complaints_upheld", "complaints", open_one).value is None
    other = [row("2026-03-05", about="other"), *NOTHING[:2], *NOTHING[3:]]
    assert found("attitude_complaints_upheld", "complaints", other).value == 0
    upheld = [row("2026-03-05", about="attitude", upheld=True)]
    assert found("attitude_complaints_upheld", "complaints", upheld).value == 1, "nothing to come mends that"


def test_working_days_that_no_row_speaks_of_are_unknown_not_missed() -> None:
    whole = [
        row(f"2026-{month:02d}-01", until=f"2026-{month:02d}-{last}", missed=False)
        for month, last in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30))
    ]
    assert found("opening_days_missed", "opening", whole).value == 0
    short = row("2026-06-01", until="2026-06-29", missed=False)
    assert found("opening_days_missed", "opening", [*whole[:5], short]).value is None
    off = row("2026-03-04", until="2026-03-05", missed=True)
    assert found("opening_days_missed", "opening", [*whole, off]).value == 2
    assert found("opening_days_missed", "opening", [off]).value == 2, "the line has failed already"


def test_before_operation_began_no_row_is_asked_for() -> None:
    began, rows = date(2026, 2, 10), monthly(range(2, 7), people=10)
    assert found("placements", "placements", rows).value is None, "January was not entered"
    assert found("placements", "placements", rows, since=began).value == 50
    days = [row("2026-02-10", until="2026-02-28", missed=False)]
    days += [row(f"2026-{m:02d}-01", until=f"2026-{m:02d}-{last}", missed=False) for m, last in ((3, 31), (4, 30))]
    days += [row("2026-05-01", until="2026-05-31", missed=False), row("2026-06-01", until="2026-06-30", missed=False)]
    assert found("opening_days_missed", "opening", days).value is None
    assert found("opening_days_missed", "opening", days, since=began).value == 0


@pytest.mark.parametrize(("last", "missed"), [("2024-02-28", None), ("2024-02-29", 0)])
def test_the_leap_day_is_a_working_day_like_every_other(last: str, missed: int | None) -> None:
    ends = ("2024-01-31", last, "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30")
    whole = [row(f"{end[:7]}-01", until=end, missed=False) for end in ends]
    assert found("opening_days_missed", "opening", whole, half=Period("2024-H1")).value == missed


def test_the_project_library_is_a_stock_that_older_rows_belong_to() -> None:
    rows = [row("2025-09-01", project="x")] * 10
    assert found("project_library", "projects", rows).value == 10
    assert found("follow_up_services", "follow_ups", [row("2025-09-01", service="x")] * 4).value is None


def test_what_is_unknown_stands_in_no_document() -> None:
    known = FigureFound("construction.staff", "met", "met")
    assert as_figures([known, FigureFound("placements", None, 3)]) == {"construction": {"staff": "met"}}
