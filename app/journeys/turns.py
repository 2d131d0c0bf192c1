"""Turns at heavy work, so that it never takes the threads and the time of small work: the one home of both.

Whatever computes for longer than some milliseconds over what anybody may send or ask takes a turn in its lane. A
lane has threads of its own, few, and few who wait for them; whoever comes when it is full is told at once when to come
back. Small work (a file read, a folder looked through) stays in the threads of `asyncio.to_thread`, which nothing heavy
may use.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, ParamSpec, Protocol, TypeVar

from app.access.actor import Actor
from app.errors import Busy
from app.exchange.workbook.child import Child
from app.journeys.house import House
from app.wording import Wording

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Lane(NamedTuple):
    """Work of one sort: how much of it is done at once, and how many may wait, in each process."""

    name: str
    at_once: int
    waiting: int


STRANGERS = Lane("strangers", 1, 16)
"""Documents of people without an account."""
PROGRAMS = Lane("programs", 1, 64)
"""What programs with a token send."""
CIRCLES = Lane("circles", 1, 64)
"""Service circles by the rules of the pack, which pages show."""
ASKED_CIRCLES = Lane("asked circles", 1, 8)
"""Service circles by rules that somebody made up, and drawings of circles."""
LISTS = Lane("lists", 1, 64)
"""Lists and maps of many sites."""
FILES = Lane("files", 1, 64)
"""Workbooks and papers of many sites, which people save: of a province up to half a minute each."""
OPEN_FILES = Lane("open files", 1, 64)
"""The files of all sites that anybody may save: of a province half a minute each."""
MAPS = Lane("maps", 1, 64)
"""Sites drawn for a map."""
TODAY = Lane("today", 1, 10_000)
"""The network of today, judged and indexed: what every page stands on, so nobody is turned away."""
TEXTS = Lane("texts", 1, 10_000)
"""What is searched in of today's network: gathered beside its judging, which must not wait for all texts."""
OTHER_DAYS = Lane("other days", 1, 8)
"""The network of a day that somebody named."""
REGISTERING = Lane("registering", 1, 64)
"""Documents on their way into the registry."""
PICTURES = Lane("pictures", 1, 32)
"""Photos, drawn anew. A large one takes seconds."""
WORKBOOKS = Lane("workbooks", 2, 16)
"""Workbooks that were uploaded, read by children."""

RETRY_SECONDS = 10
_FULL = Wording(
    "正在处理的请求太多，这一个没有处理。请稍后再试。",
    "Too much is being worked on; this request was not. Please try again shortly.",
)
_ONE_AT_A_TIME = Wording(
    "您上传的另一个填报表还在读取，这一个没有读取。请稍后再试。",
    "Another workbook of yours is still being read; this one was not. Please try again shortly.",
)


def lane_of(house: House, day: date) -> Lane:
    """Where the network of a day is made."""
    return TODAY if day == house.today() else OTHER_DAYS


class AtWork(Protocol):
    """What whoever has a turn does with it: a function called in a thread of the lane."""

    async def __call__(self, work: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs) -> Result:
        """What the function returns or raises."""


@dataclass(slots=True)
class _Threads:
    executor: ThreadPoolExecutor
    turn: asyncio.Semaphore
    waiting: int = 0


@dataclass(slots=True)
class Turns:
    """Kept: the threads of each lane and who waits for them; whose workbook is being read. Lost with the process, as
    those are who wait.
    """

    lanes: dict[Lane, _Threads] = field(default_factory=dict)
    uploading: set[str] = field(default_factory=set)

    def of(self, lane: Lane) -> _Threads:
        """The threads of a lane."""
        found = self.lanes.get(lane)
        if found is None:
            threads = ThreadPoolExecutor(lane.at_once, thread_name_prefix=lane.name)
            found = self.lanes[lane] = _Threads(threads, asyncio.Semaphore(lane.at_once))
        return found


@asynccontextmanager
async def a_turn(house: House, lane: Lane) -> AsyncIterator[AtWork]:
    """Wait for a turn and have it. Nobody who has one may wait for another of the same lane. Raises Busy when full.

    Whoever goes away while the thread works leaves it to end by itself: the next one's work waits for it in the thread.
    """
    threads = house.kept.of(Turns).of(lane)
    if threads.turn.locked() and threads.waiting >= lane.waiting:
        raise Busy(_FULL, RETRY_SECONDS)

    async def at_work(work: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs) -> Result:
        return await asyncio.wrap_future(threads.executor.submit(work, *given, **named))

    threads.waiting += 1
    try:
        await threads.turn.acquire()
    finally:
        threads.waiting -= 1
    try:
        yield at_work
    finally:
        threads.turn.release()


async def in_turn(
    house: House, lane: Lane, work: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs
) -> Result:
    """What a function returns, called in its turn in a thread of the lane. Raises Busy when full."""
    async with a_turn(house, lane) as at_work:
        return await at_work(work, *given, **named)


def behind(
    house: House, lane: Lane, work: Callable[Given, Result], /, *given: Given.args, **named: Given.kwargs
) -> asyncio.Future[Result]:
    """Have a function called in a thread of a lane when it is done with what it does, whoever waits for a turn: small
    work that ends what was done in turns, with or without somebody who waits for it.
    """
    return asyncio.wrap_future(house.kept.of(Turns).of(lane).executor.submit(work, *given, **named))


async def in_child_of(house: House, actor: Actor, work: Callable[[Child], Result]) -> Result:
    """What a function returns that has a child read a workbook: two at once, of each account one.

    The child is killed when whoever waits for it is cancelled. Raises Busy, and what the function raises.
    """
    uploading = house.kept.of(Turns).uploading
    if actor.key in uploading:
        raise Busy(_ONE_AT_A_TIME, RETRY_SECONDS)
    uploading.add(actor.key)
    child = Child()
    try:
        return await in_turn(house, WORKBOOKS, work, child)
    except asyncio.CancelledError:
        child.end()
        raise
    finally:
        uploading.discard(actor.key)
