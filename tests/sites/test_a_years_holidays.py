"""A year's notice of holidays as it is typed, and what kind of day each date is then: on both sides of every limit."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest

from app.errors import InvalidInput
from app.sites.holiday_form import YEARLY, field_of, read_notice
from app.sites.statutory_days import (
    YearNotice,
    days_by_law,
    hold_notices,
    is_carried,
    is_worked,
    statutory_day,
    unknown_years,
)

SPRING, TOMBS, LABOUR, DRAGON, MOON, NATIONAL = YEARLY[1:]
OFF = {
    "New Year's Day": ("2027-01-01", "2027-01-03"),
    SPRING: ("2027-02-05", "2027-02-11"),
    TOMBS: ("2027-04-05", "2027-04-05"),
    LABOUR: ("2027-05-01", "2027-05-05"),
    DRAGON: ("2027-06-09", "2027-06-09"),
    MOON: ("2027-09-15", "2027-09-15"),
    NATIONAL: ("2027-10-01", "2027-10-07"),
}


@pytest.fixture(autouse=True)
def _calendar_as_it_comes() -> Iterator[None]:
    """The calendar is the process's own: no test leaves a year in it."""
    hold_notices([])
    yield
    hold_notices([])


def filled(changed: Mapping[tuple[str, str], str] | None = None) -> dict[str, str]:
    """The form as a clerk fills it from the notice of 2027, made up here; other days by holiday and part."""
    days = {(name, part): day for name, both in OFF.items() for part, day in zip(("first", "last"), both, strict=True)}
    typed = {**days, (SPRING, "worked0"): "2027-02-14", **(changed or {})}
    return {"document": "国办发明电〔2026〕7号", **{field_of(*place): day for place, day in typed.items()}}


def both(holiday: str, first: str, last: str) -> dict[tuple[str, str], str]:
    return {(holiday, "first"): first, (holiday, "last"): last}


def test_a_notice_is_read_with_every_day_off_and_every_day_worked_by_its_holiday() -> None:
    notice, document = read_notice(filled({(NATIONAL, "worked1"): "2027-10-09"}), 2027)
    assert (notice.year, document) == (2027, "国办发明电〔2026〕7号")
    assert len(notice.off) == 3 + 7 + 1 + 5 + 1 + 1 + 7
    assert (notice.off[date(2027, 2, 5)], notice.off[date(2027, 2, 11)], notice.off[date(2027, 5, 5)]) == (
        *(SPRING, SPRING, LABOUR),
    )
    assert notice.worked == {date(2027, 2, 14): SPRING, date(2027, 10, 9): NATIONAL}


@pytest.mark.parametrize(
    "changed",
    [
        both(LABOUR, "2027-05-01", "2027-05-14"),
        both("New Year's Day", "2026-12-31", "2027-01-01"),
        both("New Year's Day", "2026-12-19", "2027-01-01"),
        {(SPRING, "worked0"): "2027-02-13"},
        {("New Year's Day", "worked0"): "2026-12-05"},
        {(NATIONAL, "worked0"): "2027-12-26"},
        {(SPRING, "worked0"): ""},
        both(DRAGON, "2027-06-09", "2027-06-10"),
    ],
)
def test_what_a_notice_may_say_is_taken(changed: dict[tuple[str, str], str]) -> None:
    read_notice(filled(changed), 2027)


@pytest.mark.parametrize(
    ("changed", "holiday", "part", "code"),
    [
        (both(LABOUR, "2027-05-01", "2027-05-15"), LABOUR, "last", "order"),
        (both(LABOUR, "2027-05-02", "2027-05-01"), LABOUR, "last", "order"),
        (both("New Year's Day", "2026-12-30", "2026-12-31"), "New Year's Day", "last", "other_year"),
        (both(NATIONAL, "2027-12-31", "2028-01-01"), NATIONAL, "last", "other_year"),
        (both(MOON, "2027-10-07", "2027-10-08"), NATIONAL, "first", "twice"),
        (both(MOON, "2027-09-15", ""), MOON, "last", "missing"),
        (both(MOON, "", "2027-09-15"), MOON, "first", "missing"),
        (both(MOON, "x", "2027-09-15"), MOON, "first", "impossible_date"),
        (both(MOON, "", ""), MOON, "first", "by_law"),
        (both(MOON, "2027-09-16", "2027-09-16"), MOON, "first", "by_law"),
        ({(SPRING, "worked0"): "2027-02-12"}, SPRING, "worked0", "no_weekend"),
        ({(SPRING, "worked1"): "2027-02-12"}, SPRING, "worked1", "no_weekend"),
        ({(SPRING, "worked0"): "2026-11-29"}, SPRING, "worked0", "other_year"),
        ({(SPRING, "worked0"): "2028-01-01"}, SPRING, "worked0", "other_year"),
        ({(SPRING, "worked0"): "2027-02-07"}, SPRING, "worked0", "both"),
        ({(SPRING, "worked0"): "soon"}, SPRING, "worked0", "impossible_date"),
    ],
)
def test_what_a_notice_cannot_say_is_refused_at_its_place(
    changed: dict[tuple[str, str], str], holiday: str, part: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as told:
        read_notice(filled(changed), 2027)
    assert (field_of(holiday, part), code) in [(fault.path, fault.code) for fault in told.value.faults]


def test_every_fault_of_a_notice_is_told_at_once_and_no_other() -> None:
    wrong = {**both(LABOUR, "2027-05-02", "2027-05-05"), (SPRING, "worked0"): "2027-02-15", (TOMBS, "first"): ""}
    with pytest.raises(InvalidInput) as told:
        read_notice({**filled(wrong), "document": ""}, 2027)
    assert [(fault.path, fault.code) for fault in told.value.faults] == [
        ("document", "empty"),
        (field_of(SPRING, "worked0"), "no_weekend"),
        (field_of(TOMBS, "first"), "missing"),
        (field_of(TOMBS, "first"), "by_law"),
        (field_of(LABOUR, "first"), "by_law"),
    ]
    with pytest.raises(InvalidInput) as told:
        read_notice({}, 2027)
    assert {fault.code for fault in told.value.faults} == {"wrong_type", "by_law"}
    assert len(told.value.faults) == 1 + len(days_by_law(2027))


def test_one_festival_may_fall_into_another() -> None:
    """In 2031 the Mid-autumn Festival is National Day."""
    whole = {
        **both("New Year's Day", "2031-01-01", "2031-01-01"),
        **both(SPRING, "2031-01-22", "2031-01-28"),
        **both(TOMBS, "2031-04-05", "2031-04-05"),
        **both(LABOUR, "2031-05-01", "2031-05-05"),
        **both(DRAGON, "2031-06-24", "2031-06-24"),
        **both(MOON, "", ""),
        **both(NATIONAL, "2031-10-01", "2031-10-08"),
        (SPRING, "worked0"): "",
    }
    assert MOON not in read_notice(filled(whole), 2031)[0].off.values()


def kinds(*days: date) -> list[tuple[str, str | None]]:
    return [(found.kind, found.name and found.name.zh) for found in map(statutory_day, days)]


def test_days_are_judged_by_a_notice_that_was_entered_and_by_none_before() -> None:
    asked = (date(2027, 2, 5), date(2027, 2, 14), date(2027, 2, 15), date(2027, 2, 13))
    assert kinds(*asked) == [("holiday", "春节"), *[("unknown", None)] * 3]
    assert unknown_years(date(2026, 7, 1), date(2028, 1, 1)) == (2027, 2028)
    assert unknown_years(date(2026, 7, 1), date(2026, 12, 31)) == ()
    hold_notices([read_notice(filled(), 2027)[0]])
    assert kinds(*asked) == [("holiday", "春节"), ("make_up", "春节"), *[("ordinary", None)] * 2]
    assert [is_worked(day) for day in asked] == [False, True, True, False]
    assert unknown_years(date(2026, 7, 1), date(2028, 1, 1)) == (2028,)
    hold_notices([])
    assert kinds(asked[1]) == [("unknown", None)]
    assert [is_worked(date(2027, 3, day)) for day in (5, 6, 7, 8)] == [True, False, False, True]


def test_the_last_days_of_december_may_be_arranged_by_the_notice_of_the_year_after() -> None:
    new_year, before = date(2028, 1, 1), date(2027, 12, 31)
    december = YearNotice(2028, {before: YEARLY[0], new_year: YEARLY[0]}, {date(2027, 12, 26): YEARLY[0]})
    hold_notices([YearNotice(2027, {}, {}), december])
    assert kinds(before, date(2027, 12, 26), date(2027, 12, 30), new_year) == [
        *(("holiday", "元旦"), ("make_up", "元旦"), ("ordinary", None), ("holiday", "元旦"))
    ]


def test_what_the_program_carries_is_not_changed_by_what_is_entered() -> None:
    assert (is_carried(2026), is_carried(2027), is_carried(2003)) == (True, False, False)
    hold_notices([YearNotice(2026, {date(2026, 11, 23): LABOUR}, {})])
    assert kinds(date(2026, 11, 23), date(2026, 10, 1), date(2026, 10, 10), date(2026, 10, 11)) == [
        *(("ordinary", None), ("holiday", "国庆节"), ("make_up", "国庆节"), ("ordinary", None))
    ]
    assert kinds(date(2015, 9, 3)) == [("holiday", "抗战胜利纪念日")]


@pytest.mark.parametrize("year", [2024, 2025, 2027, 2040])
def test_the_law_sets_the_days_of_a_year_from_2025_on_and_those_of_the_moon_where_they_are_held(year: int) -> None:
    found = days_by_law(year)
    of_the_sun = {
        date(year, 1, 1),
        *(date(year, 5, day) for day in (1, 2)),
        *(date(year, 10, day) for day in (1, 2, 3)),
    }
    spring = {date(2027, 2, 5) + timedelta(days=n) for n in range(4)}
    of_the_moon = {date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15), *spring} if year == 2027 else set()
    assert found.keys() == (of_the_sun | of_the_moon if year > 2024 else set())
    assert all(day.year == year for day in found)
