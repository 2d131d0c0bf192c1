"""Silent reviews climb by the clock alone, each climb on record once, whatever else happens."""

import asyncio
import sys
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from app.journeys.house import House
from app.journeys.proposals.author import withdraw
from app.journeys.proposals.escalate import ESCALATED, escalate
from app.journeys.proposals.escalation_clock import escalating_by_the_clock
from app.store.changes import ChangeRecord, read_changes
from app.store.engine import bound_engine
from app.store.proposals import read_proposals
from tests.journeys.proposing_people import ANNA, submit, submitted
from tests.networks import ROOT

ANOTHER_PROCESS = """
import asyncio, sys
from datetime import datetime
from app.journeys.proposals.escalate import escalate
from app.journeys.house import build_house
from app.settings import Settings
from app.store.engine import opened

async def main():
    house = build_house(Settings(_env_file=None), lambda: datetime.fromisoformat(sys.argv[2]))
    async with opened(sys.argv[1]):
        print(await escalate(house))

asyncio.run(main())
"""
"""A process that escalates at a moment by its own clock, and says how many climbs it recorded."""


class Days:
    """A clock that stands still until it is told how many days have gone by."""

    def __init__(self, house: House) -> None:
        self.start, self.days = house.now(), 0.0
        object.__setattr__(house, "now", self)

    def __call__(self) -> datetime:
        return self.start + timedelta(days=self.days)


async def climbs() -> list[ChangeRecord]:
    return [change for change in await read_changes("proposal") if change.action == ESCALATED]


@pytest.mark.both_engines
async def test_a_silent_review_is_put_on_record_without_anybody_looking(house: House) -> None:
    clock = Days(house)
    await submitted(house, ANNA, {"phone": "1"})
    recorded, to_come, done = [], iter((6, 8, 9, 15, 16)), asyncio.Event()

    async def pause() -> None:
        recorded.append(len(await climbs()))
        clock.days = next(to_come, 0)
        if not clock.days:
            done.set()
            await asyncio.Event().wait()

    async with escalating_by_the_clock(house, pause):
        await done.wait()
    assert recorded == [0, 0, 1, 1, 2, 2]
    assert {(change.actor_key, change.actor_name) for change in await climbs()} == {("escalation", "escalation")}


async def test_a_round_that_fails_is_logged_and_the_next_one_tries_again(house: House) -> None:
    clock = Days(house)
    await submitted(house, ANNA, {"phone": "1"})
    clock.days = 8
    rounds, done = iter((clock,)), asyncio.Event()

    def broken() -> datetime:
        raise OSError("the clock fell off the wall")

    async def pause() -> None:
        object.__setattr__(house, "now", next(rounds, None) or broken)
        if await climbs():
            done.set()
            await asyncio.Event().wait()

    object.__setattr__(house, "now", broken)
    with capture_logs() as logs:
        async with escalating_by_the_clock(house, pause):
            await done.wait()
    assert [(line["event"], line["log_level"]) for line in logs] == [("escalation failed", "error")]
    assert len(await climbs()) == 1


async def test_leaving_ends_a_round_that_waits_for_its_turn_and_the_turn_is_not_lost(house: House) -> None:
    clock = Days(house)
    await submitted(house, ANNA, {"phone": "1"})
    clock.days = 8
    before, engine = asyncio.all_tasks(), bound_engine()
    assert engine is not None
    async with engine.turn:
        async with escalating_by_the_clock(house):
            await asyncio.sleep(0.2)
        assert asyncio.all_tasks() == before
    assert await climbs() == []
    assert await escalate(house) == 1


@pytest.mark.both_engines
async def test_processes_that_look_at_the_same_time_record_a_climb_once(house: House, database_url: str) -> None:
    clock = Days(house)
    await submitted(house, ANNA, {"phone": "1"})
    clock.days = 8
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", ANOTHER_PROCESS, database_url, clock().isoformat()),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(2)
    ]
    ended = [await process.communicate() for process in started]
    assert [error.decode() for _, error in ended] == ["", ""]
    here = await asyncio.gather(escalate(house), escalate(house))
    assert sum(int(out) for out, _ in ended) + sum(here) == 1
    assert len(await climbs()) == 1


async def test_what_was_handed_in_again_climbs_again(house: House) -> None:
    clock = Days(house)
    sent = await submitted(house, ANNA, {"phone": "1"})
    clock.days = 8
    assert await escalate(house) == 1
    await withdraw(house, ANNA, sent.stored.id, sent.stored.version)
    (draft,) = await read_proposals(states=["draft"])
    await submit(house, ANNA, draft.id, draft.version, "x")
    for days, records in ((9, 0), (15.5, 1), (16, 0)):
        clock.days = days
        assert await escalate(house) == records, days
