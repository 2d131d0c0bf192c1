"""A log of any length goes out in parts, each record once and in its order."""

from app.journeys.change_log import AskedLog, change_log, log_in_parts
from app.journeys.house import House
from tests.journeys.proposing_people import ADMIN


async def test_parts_hold_what_one_question_does(house: House) -> None:
    asked = AskedLog(action="site.seeded")
    every = (await change_log(ADMIN, asked, limit=100)).records
    assert len(every) > 8
    for most, sizes in ((7, [3, 3, 1]), (6, [3, 3])):
        parts = [part async for part in log_in_parts(ADMIN, asked, most, 3)]
        assert [len(part) for part in parts] == sizes
        assert [record.sequence for part in parts for record in part] == [one.sequence for one in every[:most]]
    parts = [part async for part in log_in_parts(ADMIN, asked, 1_000, 5)]
    assert sum(map(len, parts)) == len(every)
