"""Yearly targets of a contract: what rows come to, the pace, what is needed by when; what nobody entered is unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.assessments.contract_years import contract_year
from app.assessments.ledger_rows import EnteredRow
from app.assessments.target_progress import YearlyProgress, a_month, progress_of
from tests.networks import seeds

PROGRAMME = seeds().programmes["gangbei-2025"]
assert PROGRAMME.contract is not None
TARGETS = {one.id: one for one in PROGRAMME.annual_targets}
MEASURED = {one.target: one for one in PROGRAMME.contract.measured}
YEAR = contract_year(None, 3, date(2026, 7, 1))


def found(target: str, *rows: EnteredRow, today: date = date(2026, 7, 1)) -> YearlyProgress:
    return progress_of(TARGETS[target], MEASURED[target], YEAR, rows, today)


def row(day: str, **values: Any) -> EnteredRow:
    return EnteredRow(date.fromisoformat(day), values)


NOTHING = EnteredRow(date(2026, 3, 5), {}, nothing=True)


def test_every_target_of_the_document_is_measured_and_stands_under_a_budget_line() -> None:
    assert list(MEASURED) == list(TARGETS)
    lines = {line.id for line in PROGRAMME.budget_lines}
    assert {one.budget_line for one in MEASURED.values()} == lines


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_without_rows_a_target_is_unknown_and_neither_zero_nor_behind(target: str) -> None:
    one = found(target)
    assert (one.done, one.pace, one.share) == (None, "unknown", None)


@pytest.mark.parametrize(
    ("people", "pace", "still"),
    [(249, "on_pace", 251), (248, "behind", 252), (499, "on_pace", 1), (500, "reached", None)],
)
def test_the_pace_of_a_sum_is_kept_by_equal_parts_of_the_year(people: int, pace: str, still: int | None) -> None:
    one = found("people_served", row("2026-02-03", people=people), today=date(2026, 7, 1))
    assert one.expected == 249, "182 of 365 days are over"
    assert (one.pace, one.still) == (pace, still)


def test_what_is_needed_says_until_when_and_how_much_a_month() -> None:
    one = found("people_served", row("2026-02-03", people=200), today=date(2026, 7, 1))
    assert (one.by, a_month(one, date(2026, 7, 1))) == (date(2026, 12, 31), 50)


def test_a_year_that_is_over_without_the_sum_is_missed() -> None:
    one = found("people_served", row("2026-02-03", people=499), today=date(2027, 1, 1))
    assert (one.pace, one.still) == ("missed", None)


def test_rows_of_other_years_and_of_days_to_come_do_not_count() -> None:
    rows = [row("2025-12-31", people=100), row("2026-07-02", people=100), row("2026-01-01", people=3)]
    assert found("people_served", *rows).done == 3


def test_a_month_without_a_row_is_a_gap_and_one_that_says_nothing_was_is_short() -> None:
    rows = [row(f"2026-{month:02}-08", channel="x", reached=1) for month in (1, 2, 4, 5)]
    gap = found("vacancy_bulletins", *rows, today=date(2026, 6, 10))
    assert (gap.pace, gap.done, gap.gaps, gap.short) == ("unknown", 4, ("2026-03",), ())
    assert (gap.still, gap.by) == (1, date(2026, 6, 30)), "June is running"
    short = found("vacancy_bulletins", *rows, NOTHING, today=date(2026, 6, 10))
    assert (short.pace, short.gaps, short.short) == ("missed", (), ("2026-03",))


def test_a_year_that_begins_in_the_middle_of_a_month_asks_for_the_whole_month_once() -> None:
    second = contract_year(date(2025, 3, 15), 3, date(2026, 4, 2))
    rows = [row("2026-03-02", channel="x", reached=1), row("2026-02-20", channel="x", reached=1)]
    one = progress_of(TARGETS["vacancy_bulletins"], MEASURED["vacancy_bulletins"], second, rows, date(2026, 4, 2))
    assert (one.done, one.gaps, one.wanted) == (1, (), 12), "February belongs to the first year"


def test_a_month_in_which_nobody_was_employed_lacks_no_entry() -> None:
    rows = [row(f"2026-{month:02}-08", people=3, entered=f"2026-{month:02}-10") for month in (1, 2)]
    assert found("new_workers_entered", *rows, NOTHING, today=date(2026, 4, 1)).done == 3


@pytest.mark.parametrize(("entered", "short"), [("2026-02-26", ()), ("2026-02-27", ("2026-02",))])
def test_working_days_over_the_spring_festival_are_counted_by_the_statutory_calendar(entered: str, short) -> None:
    # Employed on 11 February 2026: 12, 13, 14 (a make-up Saturday), 24, 25 February are the working days after it.
    one = found("new_workers_entered", row("2026-02-11", people=1, entered=entered), today=date(2026, 3, 1))
    before = found("new_workers_entered", row("2026-02-11", people=1, entered="2026-02-25"), today=date(2026, 3, 1))
    assert before.short == ()
    assert one.short == ("2026-02",) if entered != "2026-02-25" else short


@pytest.mark.parametrize(("trainees", "pace"), [(99, "missed"), (100, "on_pace")])
def test_every_class_needs_its_trainees(trainees: int, pace: str) -> None:
    rows = [row("2026-03-02", kind="skills", trainees=150), row("2026-03-09", kind="skills", trainees=trainees)]
    one = found("class_trainees", *rows)
    assert (one.pace, one.wanted) == (pace, 2)


def test_a_share_is_cut_and_never_rounded_into_reaching_its_mark() -> None:
    rows = [row("2026-03-02", park=True, posts=5999), row("2026-03-03", park=False, posts=4001)]
    assert found("vacancies_park_share", *rows).done == Decimal("59.9")
    assert found("vacancies_park_share", *rows).pace == "behind"


def test_a_share_with_a_part_left_open_is_unknown() -> None:
    assert found("fair_park_share", row("2026-03-02", title="x", employers=10)).pace == "unknown"


@pytest.mark.parametrize(
    ("answered", "today", "pace"),
    [
        ("2026-03-09", date(2026, 7, 1), "on_pace"),
        ("2026-03-10", date(2026, 7, 1), "missed"),
        (None, date(2026, 3, 9), "on_pace"),
        (None, date(2026, 3, 10), "missed"),
    ],
)
def test_a_request_is_late_from_the_eighth_day_on(answered: str | None, today: date, pace: str) -> None:
    values = {} if answered is None else {"answered": answered}
    assert found("requests_answered", row("2026-03-02", matter="x", **values), today=today).pace == pace


def test_the_years_of_a_contract_run_from_the_first_day_of_operation() -> None:
    started = date(2025, 9, 15)
    assert contract_year(started, 3, date(2026, 9, 14)).number == 1
    assert contract_year(started, 3, date(2026, 9, 15)).number == 2
    assert contract_year(started, 3, date(2040, 1, 1)).span.last == date(2028, 9, 14)
    leap = contract_year(date(2024, 2, 29), 3, date(2025, 3, 1))
    assert (leap.number, leap.span.first) == (2, date(2025, 2, 28))
