"""放假安排 over HTTP: a year that the program does not carry is entered once, and every deadline counts by it."""

import re
from collections.abc import Iterator
from datetime import date
from time import monotonic

import pytest
from litestar.testing import TestClient

from app.inspections.working_days import after_working_days
from app.journeys.holidays import HeldCalendar
from app.sites.holiday_form import YEARLY, field_of
from app.sites.statutory_days import hold_notices, statutory_day
from app.web.identity import CALENDAR_SECONDS
from tests.web.people import send, sign_in
from tests.web.writing import house_of

OFF = {
    "New Year's Day": ("2027-01-01", "2027-01-03"),
    "Spring Festival": ("2027-02-05", "2027-02-11"),
    "Tomb-sweeping Day": ("2027-04-03", "2027-04-05"),
    "Labour Day": ("2027-05-01", "2027-05-05"),
    "Dragon Boat Festival": ("2027-06-09", "2027-06-09"),
    "Mid-autumn Festival": ("2027-09-15", "2027-09-15"),
    "National Day": ("2027-10-01", "2027-10-07"),
}


@pytest.fixture(autouse=True)
def _calendar_as_it_comes() -> Iterator[None]:
    """The calendar is the process's own: no test leaves a year in it."""
    hold_notices([])
    yield
    hold_notices([])


def filled(**changed: str) -> dict[str, str]:
    """The form as a clerk fills it from the notice of 2027, made up here."""
    days = {
        field_of(name, part): day
        for name, both in OFF.items()
        for part, day in zip(("first", "last"), both, strict=True)
    }
    return (
        {
            "version": "0",
            "year": "2027",
            "document": "国办发明电〔2026〕7号",
            field_of("Spring Festival", "worked0"): "2027-02-14",
        }
        | days
        | changed
    )


@pytest.mark.both_engines
def test_a_year_that_was_entered_is_counted_by_everywhere_and_corrected_with_the_old_one_kept(
    client: TestClient,
) -> None:
    assert sign_in(client, "demo-county") == 303
    assert "2027 年放假安排尚未收录" in client.get("/holidays").text
    assert after_working_days(date(2027, 2, 4), 1).unknown_years == (2027,)
    assert send(client, "/holidays", **filled()).status_code == 303
    assert after_working_days(date(2027, 2, 4), 1).day == date(2027, 2, 12)
    assert after_working_days(date(2027, 2, 12), 1).day == date(2027, 2, 14), "a Sunday that is worked"
    assert after_working_days(date(2027, 2, 4), 1).unknown_years == ()
    page = client.get("/holidays").text
    assert "2027-02-05 – 2027-02-11" in page
    assert "国办发明电〔2026〕7号" in page
    assert send(client, "/holidays", **filled()).status_code == 409, "somebody entered it before"
    longer = filled(version="1", **{field_of("Labour Day", "last"): "2027-05-06"})
    assert send(client, "/holidays", **longer).status_code == 303
    assert statutory_day(date(2027, 5, 6)).kind == "holiday"
    log = client.get("/log?action=holidays.corrected").text
    assert "更正放假安排" in log


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({field_of("National Day", "first"): "", field_of("National Day", "last"): ""}, "2027-10-01 是法定国庆节假日"),
        ({field_of("Labour Day", "last"): "2027-04-30"}, "最后一天应在第一天之后"),
        ({field_of("Spring Festival", "worked0"): "2027-02-15"}, "2027-02-15 不是周六或周日"),
        ({field_of("Spring Festival", "worked0"): "2027-02-06"}, "既放假又上班"),
        ({"first-5": "2027-10-01", "last-5": "2027-10-02"}, "与另一个节日的放假日期重叠"),
        ({field_of("Mid-autumn Festival", "first"): ""}, "请填写日期"),
        ({field_of("Mid-autumn Festival", "last"): ""}, "请填写日期"),
        ({"document": ""}, "不能为空"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_everything_typed(client: TestClient, changed: dict, said: str) -> None:
    assert sign_in(client, "demo-county") == 303
    answer = send(client, "/holidays", **filled(**changed))
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'value="2027-06-09"' in answer.text
    assert statutory_day(date(2027, 2, 14)).kind == "unknown"


def test_years_that_the_program_carries_are_not_entered_and_only_the_county_enters(client: TestClient) -> None:
    assert sign_in(client, "demo-county") == 303
    assert send(client, "/holidays", **filled(year="2026")).status_code == 404
    shown = client.get("/holidays").text
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td class="one-line">2026-10-01', shown)
    assert rows == ["国庆节"]
    assert len(YEARLY) == 7
    assert sign_in(client, "demo-reviewer") == 303
    assert 'action="/holidays' not in client.get("/holidays").text
    assert send(client, "/holidays", **filled()).status_code == 403


def test_another_process_counts_by_an_entered_year_within_a_second_though_nothing_is_judged(
    client: TestClient,
) -> None:
    assert sign_in(client, "demo-county") == 303
    assert send(client, "/holidays", **filled()).status_code == 303
    # As a process that was serving all the while: it holds no entered year and knows no newer revision.
    hold_notices([])
    held = house_of(client).kept.of(HeldCalendar)
    held.revision, held.asked_at = 0, monotonic() - CALENDAR_SECONDS
    assert client.get("/api/v1/planned-inspections").status_code == 200
    assert after_working_days(date(2027, 2, 4), 1).day == date(2027, 2, 12)
