"""All of somebody's work put into words, which no page does: for tests that look for something in it."""

from __future__ import annotations

from app.access.actor import Actor
from app.journeys.desk.my_work import MyWork, my_work
from app.journeys.desk.tasks import EarlyFigures, Task
from app.journeys.house import House

ALL = 1_000_000


async def every_task(house: House, actor: Actor) -> list[Task]:
    """Every task, in the order of the work."""
    return tasks_in(await my_work(house, actor))


def tasks_in(work: MyWork) -> list[Task]:
    """Every task on a board, in the order of the work."""
    return work.board.tasks(None, 0, ALL, by_site=False)


def early_in(work: MyWork) -> list[EarlyFigures]:
    """Every site that may report the running month."""
    return work.board.early_at(work.board.early())
