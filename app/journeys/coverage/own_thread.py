"""Work in a thread that nobody has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")
_NAME = "plan"


def in_own_thread(work: Callable[[], Result]) -> asyncio.Future[Result]:
    """The result of work in a thread that does not keep the process alive, unlike those of `asyncio.to_thread`."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Result] = loop.create_future()

    def told(result: Result | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is None:
            answer.set_result(result)  # type: ignore[arg-type] # without an error there is a result
        else:
            answer.set_exception(error)

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop has ended: nobody waits any more
            loop.call_soon_threadsafe(told, result, error)

    threading.Thread(target=run, daemon=True, name=_NAME).start()
    return answer


def is_still_working() -> bool:
    """Whether such a thread works on. A process that ends by taking Python down under a solver is aborted (SIGABRT)."""
    return any(thread.name == _NAME for thread in threading.enumerate())
