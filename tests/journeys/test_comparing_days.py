"""Two days of the live record compared by their columns come to what two frozen results of them come to."""

from datetime import timedelta
from typing import Any

from app.journeys.audits.compare import compare
from app.journeys.audits.compare_days import compare_days
from app.journeys.audits.compare_totals import totals_of
from app.journeys.audits.freeze import freeze, frozen_site
from app.journeys.house import House
from app.journeys.network.judged import network
from app.journeys.registry.register import register
from app.journeys.turns import LISTS
from tests.calls import calls_in
from tests.journeys.proposing_people import ADMIN
from tests.journeys.test_since_when import STATION, at

QU = "qu-2023"
STORY: tuple[list[dict[str, Any]], ...] = (
    [STATION | {"code": "A", "name": "甲站"}, STATION | {"code": "B", "name": "乙站", "status": "building"}],
    [{"code": "A", "facts": {"area_m2": 80}}, STATION | {"code": "C", "name": "丙站"}],
    [
        {"code": "A", "tier": "township_demonstration"},
        {"code": "B", "status": "operating"},
        {"code": "C", "status": "closed"},
    ],
    [{"code": "C", "status": "operating"}, {"code": "A", "facts": {"area_m2": 5}}],
)
"""What is saved, day after day."""


async def test_every_two_days_of_a_story_compare_as_their_frozen_results_do(demo_house: House) -> None:
    start, first = demo_house.now(), demo_house.today()
    for later, documents in enumerate(STORY, start=1):
        at(demo_house, start, later)
        await register(demo_house, ADMIN, documents, reason="x", confirmed=True)
    days = [first + timedelta(days=later) for later in range(len(STORY) + 1)]
    told = set()
    frozen = {day: await freeze(demo_house, QU, day) for day in days}
    for before in days:
        for after in days[days.index(before) :]:
            found = await compare_days(demo_house, QU, after, before)
            sides = frozen[before], frozen[after]
            wanted = compare(sides[0], sides[1])
            assert (found.moved, found.turned) == (wanted.moved, wanted.turned)
            assert (found.moves, found.turns, found.is_same_pack) == (wanted.moves, wanted.turns, wanted.is_same_pack)
            assert totals_of(found.before, found.after) == totals_of(*sides)
            for live, side in zip((found.before, found.after), sides, strict=True):
                assert (live.as_of, live.has_samples) == (side.as_of, side.has_samples)
            told |= {one.move for one in found.moved} | {one.turn for one in found.turned}
    assert {"new", "built", "closed", "reopened", "met", "unknown"} <= told


async def test_only_sites_at_which_something_differs_are_looked_at(demo_house: House) -> None:
    start, first = demo_house.now(), demo_house.today()
    at(demo_house, start, 1)
    await register(demo_house, ADMIN, STORY[0], reason="x", confirmed=True)
    at(demo_house, start, 2)
    await register(demo_house, ADMIN, [{"code": "A", "facts": {"area_m2": 80}}], reason="x", confirmed=True)
    looked_at = 0
    async with calls_in(demo_house, LISTS, frozen_site) as heard:
        for day, came in ((first, 2), (first + timedelta(days=1), 0)):
            found = await compare_days(demo_house, QU, day, None)
            assert found.moves["new"] == came
            changed = {one.site.code for one in (*found.moved, *found.turned) if one.before is not None}
            assert ("A" in changed) == (came == 0)
            looked_at += 2 * len(changed | {one.site.code for one in found.turned})
    assert 0 < heard[frozen_site.__name__] == looked_at < (await network(demo_house)).count_of(QU)
