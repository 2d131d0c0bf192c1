"""A second reading of ledgers and deadlines, sharing nothing with the program: notices of holidays copied by hand.

Those of 2024 and 2026 are the State Council's (国务院办公厅关于……部分节假日安排的通知); of 2027 and 2028 only what
全国年节及纪念日放假办法 sets.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

DAY = timedelta(days=1)
OFF = [
    ("2024-01-01", "2024-01-01"), ("2024-02-10", "2024-02-17"), ("2024-04-04", "2024-04-06"),
    ("2024-05-01", "2024-05-05"), ("2024-06-10", "2024-06-10"),
    ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"),
    ("2027-01-01", "2027-01-01"),
    ("2028-01-01", "2028-01-01"), ("2028-01-25", "2028-01-28"), ("2028-04-04", "2028-04-04"),
    ("2028-05-01", "2028-05-02"), ("2028-05-28", "2028-05-28"),
]  # fmt: skip
WORKED = {"2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11",
          "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09"}  # fmt: skip


def worked(day: date) -> bool:
    text = day.isoformat()
    if any(first <= text <= last for first, last in OFF):
        return False
    return text in WORKED or day.isoweekday() <= 5


def days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= worked(day)
    return day


def figure(ledger: str, rows: list[dict[str, Any]], year: int, half: int) -> tuple[str, Any]:
    """The figure of the half-year that rows of one ledger come to, None where they leave it open."""
    first, last = (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))
    told = [row for row in rows if not row.get("nothing")]
    if ledger == "opening":
        spoken = {day: row["missed"] for row in told for day in days(on(row["day"]), on(row["until"]))}
        asked = [day for day in days(first, last) if worked(day)]
        open_days = [day for day in asked if day not in spoken]
        return "opening_days_missed", None if open_days else sum(spoken[day] for day in asked)
    months = {row["day"][:7] for row in rows}
    whole = len(months) == 6
    if ledger == "requests":
        good = sum((on(row["answered"]) - on(row["day"])).days <= 7 for row in told)
        return "requests_answered_on_time", Decimal(100 * good) / len(told) if whole and told else None
    if ledger == "employment_entries":
        good = sum(row["people"] for row in told if on(row["entered"]) <= after(on(row["day"]), 5))
        every = sum(row["people"] for row in told)
        return "new_employment_entered_on_time", Decimal(100 * good) / every if whole and every else None
    raise AssertionError(f"read {ledger} here too")


def on(text: str) -> date:
    return date.fromisoformat(text)
