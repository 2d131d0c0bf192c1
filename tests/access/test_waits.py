"""How long somebody waits who failed before, and how much work a stranger may ask for: the limit and both its sides."""

from datetime import UTC, datetime, timedelta

import pytest

from app.access import allowance as counting
from app.access.allowance import Allowance
from app.access.throttle import (
    BY_ACCOUNT,
    BY_ACCOUNT_AND_ADDRESS,
    BY_ADDRESS,
    BY_DEVICE,
    CLOCK_SKEW,
    TOKENS_BY_ADDRESS,
    Throttle,
    counted_address,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
THREE_FREE = Throttle(3, timedelta(minutes=15))
HOUR = timedelta(hours=1)


def seconds_ago(*seconds: float) -> list[datetime]:
    return [NOON - timedelta(seconds=one) for one in seconds]


@pytest.mark.parametrize(
    ("failures", "under_way", "wait"),
    [
        ([], 0, 0),
        (seconds_ago(0, 0), 0, 0),
        (seconds_ago(0, 0, 0), 0, 30),
        (seconds_ago(0, 0, 0, 0), 0, 60),
        (seconds_ago(*[0] * 7), 0, 480),
        (seconds_ago(*[0] * 8), 0, 900),
        (seconds_ago(*[0] * 500), 0, 900),
        (seconds_ago(90, 50, 20), 0, 10),
        (seconds_ago(90, 50, 29.5), 0, 1),
        (seconds_ago(90, 50, 30), 0, 0),
        (seconds_ago(90, 50, 300), 0, 0),
        (seconds_ago(0, 0), 1, 30),
        ([], 2, 0),
        ([], 3, 30),
        (seconds_ago(3599, 3599, 20), 0, 10),
        (seconds_ago(3600, 3599, 20), 0, 0),
    ],
)
def test_after_three_free_failures_each_waits_twice_as_long_as_the_last(
    failures: list[datetime], under_way: int, wait: int
) -> None:
    assert THREE_FREE.wait_seconds(failures, under_way, NOON) == wait


@pytest.mark.parametrize(
    ("ahead", "wait"),
    [(timedelta(), 30), (CLOCK_SKEW, 30), (CLOCK_SKEW + timedelta(seconds=1), 0)],
)
def test_a_failure_noted_by_a_clock_ahead_counts_as_of_now_and_one_far_ahead_not_at_all(
    ahead: timedelta, wait: int
) -> None:
    assert Throttle(1, HOUR).wait_seconds([NOON + ahead], 0, NOON) == wait


def test_who_tries_while_another_attempt_is_under_way_waits_from_now() -> None:
    assert THREE_FREE.wait_seconds(seconds_ago(25, 25, 25), 1, NOON) == 60


@pytest.mark.parametrize(
    ("throttle", "free", "longest_seconds"),
    [
        (BY_ACCOUNT_AND_ADDRESS, 5, 900),
        (BY_DEVICE, 5, 900),
        (BY_ADDRESS, 50, 120),
        (BY_ACCOUNT, 100, 120),
        (TOKENS_BY_ADDRESS, 20, 900),
    ],
)
def test_an_office_that_shares_an_address_and_a_script_get_their_free_failures(
    throttle: Throttle, free: int, longest_seconds: int
) -> None:
    assert throttle.wait_seconds([NOON] * (free - 1), 0, NOON) == 0
    assert throttle.wait_seconds([NOON] * free, 0, NOON) == 30
    assert throttle.wait_seconds([NOON] * (free + 60), 0, NOON) == longest_seconds


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        (None, None),
        ("", None),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::4", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
    ],
)
def test_attempts_are_counted_by_address_and_by_the_whole_network_of_a_household(
    address: str | None, counted: str | None
) -> None:
    assert counted_address(address) == counted


@pytest.mark.parametrize(
    ("spent", "after_seconds", "wait"),
    [
        ([], 0, 0),
        ([(0, 9)], 0, 0),
        ([(0, 10)], 0, 60),
        ([(0, 10)], 59.5, 1),
        ([(0, 10)], 60, 0),
        ([(0, 5), (20, 5)], 20, 40),
        ([(0, 5), (20, 5)], 60, 0),
        ([(0, 1), (20, 12)], 20, 60),
        ([(0, 1), (20, 12)], 60, 20),
        ([(0, 2), (20, 9)], 20, 40),
        ([(0, 5), (20, 10)], 20, 60),
        ([(0, 2), (10, 2), (20, 9)], 20, 50),
    ],
)
def test_a_stranger_waits_until_enough_of_what_they_asked_for_is_a_minute_old(
    spent: list[tuple[int, int]], after_seconds: float, wait: int
) -> None:
    allowance = Allowance(10)
    for second, units in spent:
        allowance.spend("192.0.2.1", units, NOON + timedelta(seconds=second))
    assert allowance.wait_seconds("192.0.2.1", NOON + timedelta(seconds=after_seconds)) == wait
    assert allowance.wait_seconds("192.0.2.2", NOON) == 0


def test_of_very_many_callers_only_those_are_remembered_who_asked_within_the_minute() -> None:
    allowance = Allowance(10)
    many = counting._MOST_CALLERS
    for number in range(many):
        allowance.spend(f"early {number}", 10, NOON)
    assert allowance.wait_seconds("early 0", NOON) == 60
    allowance.spend("late", 10, NOON + timedelta(seconds=61))
    assert len(allowance._spent) == 1, "nobody can fill the memory with addresses"
