"""The judges that are kept are those of today, also of two threads that ask over midnight."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from app.journeys.house import House
from app.journeys.kept import Kept
from app.journeys.network.judges import Judges, judge_of
from app.sites.divisions import Divisions
from tests.networks import seeds

PACK = seeds().programmes["qu-2023"]
EVENING = date(2026, 11, 30)
MORNING = EVENING + timedelta(days=1)


class OverMidnight:
    """A house in which the day turns, and somebody else asks for a judge of it, while the first judge is made."""

    def __init__(self) -> None:
        self.kept, self.day = Kept(), EVENING

    def today(self) -> date:
        return self.day

    @property
    def divisions(self) -> Divisions:
        if self.day == EVENING:
            self.day = MORNING
            assert judge_of(cast(House, self), PACK, MORNING).as_of == MORNING
        return seeds().divisions


def test_who_asks_over_midnight_leaves_no_judge_of_yesterday_behind() -> None:
    house = cast(House, OverMidnight())
    assert judge_of(house, PACK, EVENING).as_of == EVENING
    today = judge_of(house, PACK, MORNING)
    assert today.as_of == MORNING
    assert judge_of(house, PACK, MORNING) is today
    assert {day for day, _, _ in house.kept.of(Judges).known} == {MORNING}
    assert judge_of(house, PACK, EVENING).as_of == EVENING, "another day is asked for, and not kept"
    assert judge_of(house, PACK, MORNING) is today
    judge_of(house, PACK.model_copy(update={"slug": "other"}), MORNING)
    assert judge_of(house, PACK, MORNING) is today, "those of other packs stay"
