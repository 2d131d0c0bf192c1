"""The lunar festivals kept for the years without a notice are those of the sun and the moon, every day of them.

New moons after J. Meeus, Astronomical Algorithms (2nd ed.), chapter 49; the sun's longitude after chapter 25. Both are
good to a quarter of an hour, and no festival of these years hangs on less.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import radians, sin

import pytest

from app.sites.statutory_days import statutory_day

BEIJING = timedelta(hours=8)
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
LAW = {"01-01": "元旦", "05-01": "劳动节", "05-02": "劳动节", "10-01": "国庆节", "10-02": "国庆节", "10-03": "国庆节"}


def new_moons(year: int) -> Iterator[date]:
    """The first days of the months of the moon that begin in a year."""
    for number in range(int((year - 2000) * 12.3685) - 1, int((year - 1999) * 12.3685) + 2):
        sun, moon, node = (
            radians(at + by * number)
            for at, by in ((2.5534, 29.1053567), (201.5643, 385.81693528), (160.7108, 390.67050284))
        )
        days = 5.09766 + 29.530588861 * number - 0.4072 * sin(moon) + 0.17241 * sin(sun) + 0.01608 * sin(2 * moon)
        days += 0.01039 * sin(2 * node) + 0.00739 * sin(moon - sun) - 0.00514 * sin(moon + sun) + 0.00208 * sin(2 * sun)
        day = (J2000 + timedelta(days=days) + BEIJING).date()
        if day.year == year:
            yield day


def longitude(midnight: date) -> float:
    """Degrees of the sun on its way, when a day begins in Beijing."""
    centuries = (datetime.combine(midnight, time(), UTC) - BEIJING - J2000) / timedelta(days=36525)
    anomaly = radians(357.52911 + 35999.05029 * centuries)
    return (280.46646 + 36000.76983 * centuries + 1.9146 * sin(anomaly) + 0.02 * sin(2 * anomaly) - 0.0057) % 360


def festivals(year: int) -> dict[date, str]:
    """What the sun and the moon make a holiday by law; the Spring Festival from its eve to the third day."""
    months = list(new_moons(year))
    first = next(day for day in months if date(year, 1, 21) <= day <= date(year, 2, 20))
    spring = {first + timedelta(days=after): "春节" for after in range(-1, 3)}
    fifth = (day + timedelta(days=4) for day in months)
    eighth = (day + timedelta(days=14) for day in months)
    april = (date(year, 4, day) for day in range(3, 7))
    return {
        next(day for day in april if longitude(day) <= 15 < longitude(day + timedelta(days=1))): "清明节",
        next(day for day in fifth if date(year, 5, 27) <= day <= date(year, 6, 25)): "端午节",
        next(day for day in eighth if date(year, 9, 8) <= day <= date(year, 10, 7)): "中秋节",
        **spring,
    }


@pytest.mark.parametrize("year", range(2027, 2032))
def test_every_day_of_the_years_ahead_is_what_the_law_and_the_sky_make_it(year: int) -> None:
    by_sky = festivals(year)
    for number in range(366 if year % 4 == 0 else 365):
        day = date(year, 1, 1) + timedelta(days=number)
        name = LAW.get(f"{day:%m-%d}") or by_sky.get(day)
        found = statutory_day(day)
        wanted = ("holiday", name) if name else ("unknown", None)
        assert (found.kind, found.name.zh if found.name else None) == wanted, day
