"""Counting how often functions of the program are called, without putting anything in their place."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from types import FrameType
from typing import Any

from litestar.testing import TestClient

from app.journeys.house import House
from app.journeys.turns import Lane, in_turn


@contextlib.contextmanager
def calls(client: TestClient[Any], *functions: Callable[..., Any], lane: Lane | None = None) -> Iterator[Counter[str]]:
    """How often each of `functions` is called inside the block, by name, in the thread that serves the client or in
    that of a lane.
    """
    heard, hear = _hearing(functions)
    house, portal = client.app.state["house"], client.blocking_portal

    def listen(told: Callable[..., Any] | None) -> None:
        if lane is None:
            portal.call(sys.setprofile, told)
        else:
            portal.call(in_turn, house, lane, sys.setprofile, told)

    listen(hear)
    try:
        yield heard
    finally:
        listen(None)


@contextlib.contextmanager
def calls_here(*functions: Callable[..., Any]) -> Iterator[Counter[str]]:
    """The same in the thread that asks."""
    heard, hear = _hearing(functions)
    sys.setprofile(hear)
    try:
        yield heard
    finally:
        sys.setprofile(None)


@contextlib.asynccontextmanager
async def calls_in(house: House, lane: Lane, *functions: Callable[..., Any]) -> AsyncIterator[Counter[str]]:
    """The same in the thread of a lane that has one."""
    heard, hear = _hearing(functions)
    await in_turn(house, lane, sys.setprofile, hear)
    try:
        yield heard
    finally:
        await in_turn(house, lane, sys.setprofile, None)


def _hearing(functions: tuple[Callable[..., Any], ...]) -> tuple[Counter[str], Callable[[FrameType, str, Any], None]]:
    names = {function.__code__: function.__name__ for function in functions}
    heard: Counter[str] = Counter()

    def hear(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code in names:
            heard[names[frame.f_code]] += 1

    return heard, hear
