"""Heavy work takes turns in few threads of its own, and small work never waits for it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from app.access.actor import Actor
from app.errors import Busy
from app.exchange.workbook.child import Child
from app.journeys import turns
from app.journeys.house import House
from app.journeys.turns import ASKED_CIRCLES, WORKBOOKS, Lane, Turns, in_child_of, in_turn

LANE = Lane("test", 2, 3)


class Held:
    """Work that goes on until it is let go, and counts how much of it goes on at once."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.begun = threading.Semaphore(0)
        self.at_once = self.most = self.done = 0
        self._lock = threading.Lock()

    def __call__(self, *_: object) -> None:
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.begun.release()
        self.let_go.wait()
        with self._lock:
            self.at_once -= 1
            self.done += 1


async def begun(held: Held, count: int) -> None:
    """Come back when so much more of it goes on."""
    for _ in range(count):
        await asyncio.to_thread(held.begun.acquire)


def person(number: int) -> Actor:
    return Actor(f"clerk-{number}", "甲", "site_editor")


async def test_few_work_some_wait_the_rest_are_told_when_to_come_back_and_small_work_goes_on(house: House) -> None:
    held = Held()
    tasks = [asyncio.create_task(in_turn(house, LANE, held)) for _ in range(LANE.at_once + LANE.waiting)]
    try:
        await begun(held, LANE.at_once)
        with pytest.raises(Busy) as told:
            await in_turn(house, LANE, held)
        assert told.value.retry_after_seconds > 0
        assert await asyncio.to_thread(int) == 0, "small work has threads of its own"
        assert await in_turn(house, ASKED_CIRCLES, int) == 0, "and so has every other lane"
    finally:
        held.let_go.set()
    await asyncio.gather(*tasks)
    assert (held.most, held.done) == (LANE.at_once, len(tasks))


AT_ONCE_AND_WAITING = {
    "strangers": (1, 16),
    "programs": (1, 64),
    "circles": (1, 64),
    "asked circles": (1, 8),
    "lists": (1, 64),
    "files": (1, 64),
    "open files": (1, 64),
    "maps": (1, 64),
    "today": (1, 10_000),
    "texts": (1, 10_000),
    "other days": (1, 8),
    "registering": (1, 64),
    "pictures": (1, 32),
    "workbooks": (2, 16),
}
"""How much of each sort of work a process does at once, and how many wait: of what every page stands on, all."""


@pytest.mark.parametrize(
    "lane", [one for one in vars(turns).values() if isinstance(one, Lane)], ids=lambda one: one.name
)
async def test_each_sort_of_work_is_done_at_once_and_waited_for_so_often_and_no_more(house: House, lane: Lane) -> None:
    at_once, waiting = AT_ONCE_AND_WAITING[lane.name]
    some, held = min(waiting, 100), Held()
    tasks = [asyncio.create_task(in_turn(house, lane, held)) for _ in range(at_once + some)]
    try:
        await begun(held, at_once)
        assert not any(task.done() for task in tasks), "all may wait"
        if some == waiting:
            with pytest.raises(Busy):
                await in_turn(house, lane, held)
        assert held.most == at_once
    finally:
        held.let_go.set()
    await asyncio.gather(*tasks)
    assert held.most == at_once


async def test_who_goes_away_while_waiting_leaves_room_and_no_work(house: House) -> None:
    held, waited = Held(), []
    working = [asyncio.create_task(in_turn(house, LANE, held)) for _ in range(LANE.at_once)]
    try:
        await begun(held, LANE.at_once)
        for _ in range(3):
            tasks = [asyncio.create_task(in_turn(house, LANE, waited.append, 1)) for _ in range(LANE.waiting)]
            await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        held.let_go.set()
    await asyncio.gather(*working)
    assert waited == []


async def test_who_goes_away_at_work_does_not_make_room_for_more_at_once(house: House) -> None:
    held = Held()
    gone = [asyncio.create_task(in_turn(house, LANE, held)) for _ in range(LANE.at_once)]
    try:
        await begun(held, LANE.at_once)
        for task in gone:
            task.cancel()
        await asyncio.gather(*gone, return_exceptions=True)
        others = [asyncio.create_task(in_turn(house, LANE, held)) for _ in range(LANE.at_once)]
        await asyncio.sleep(0)
    finally:
        held.let_go.set()
    await asyncio.gather(*others)
    assert held.most == LANE.at_once


async def test_two_workbooks_are_read_at_once_and_of_each_account_one(house: House) -> None:
    held = Held()
    tasks = [asyncio.create_task(in_child_of(house, person(number), held)) for number in range(6)]
    try:
        await begun(held, WORKBOOKS.at_once)
        with pytest.raises(Busy):
            await in_child_of(house, person(0), held)
        assert await asyncio.to_thread(int) == 0
    finally:
        held.let_go.set()
    await asyncio.gather(*tasks)
    assert (held.most, held.done) == (2, 6)
    assert not house.kept.of(Turns).uploading


async def test_the_child_of_who_goes_away_is_killed(house: House, tmp_path: Path) -> None:
    """The child says through a pipe with a name that it runs, and would then wait for ever."""
    os.mkfifo(tmp_path / "runs")
    ended: list[int] = []
    told = threading.Event()

    def work(child: Child) -> None:
        words = "import signal, sys; open(sys.argv[1], 'w').close(); signal.pause()"
        list(child.lines([sys.executable, "-c", words, str(tmp_path / "runs")], b""))
        ended.append(child.code)
        told.set()

    task = asyncio.create_task(in_child_of(house, person(1), work))
    await asyncio.to_thread((tmp_path / "runs").read_bytes)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.to_thread(told.wait)
    assert ended == [-signal.SIGKILL]
    assert await in_child_of(house, person(1), lambda _: "free again") == "free again"


def test_a_child_that_was_ended_before_it_began_never_begins() -> None:
    child = Child()
    child.end()
    assert list(child.lines(["/no/such/program"], b"")) == []
    assert child.code == -signal.SIGKILL
