"""Working on the plans that this process was asked for: each in a thread of its own, two at a time.

The event loop only writes down at each beat how a search stands, and learns there whether somebody wants it to stop,
here or in another process. The solver looks up now and then; one that does not soon after a stop is left to itself, and
its last word is the answer. Nothing found is ever lost by stopping. Beat and patience are settings.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from app.access.actor import Actor
from app.coverage.siting import Plan, SitingCase, SoFar
from app.errors import Refused, ZhanwangError
from app.exchange.strict_json import json_text
from app.journeys.coverage.candidates import PlanQuestion
from app.journeys.coverage.circle import Reckoned
from app.journeys.coverage.own_thread import in_own_thread
from app.journeys.coverage.plan_search import State, change, document, planned_case, progress_of, search
from app.journeys.house import House
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.site_plans import end_site_plan, note_progress
from app.wording import Wording

AT_ONCE = 2
"""Searches in one process; the machine has to serve pages besides."""
MOST_WAITING = 10

_FULL = Wording("排队的选址方案过多，请等待计算完成。", "Too many plans are waiting already; let them finish first.")
_BROKEN = Wording(
    "系统错误，计算未完成；请将时间和本页网址告知管理员。",
    "An internal error ended the search; tell whoever runs this the time and the address of this page.",
)
log = structlog.get_logger()


@dataclass(slots=True)
class Search:
    """One plan being worked on. `latest` is what the solver's thread said last; `written` what of it is on record."""

    key: UUID
    asked: PlanQuestion
    actor: Actor
    stopped: threading.Event = field(default_factory=threading.Event)
    stopped_at: float | None = None
    began: float = field(default_factory=time.monotonic)
    state: State = "waiting"
    found: Reckoned | None = None
    latest: SoFar | None = None
    written: object = None

    def watch(self, so_far: SoFar) -> bool:
        """Hear from the solver's thread; whether it may go on."""
        self.latest = so_far
        return not self.stopped.is_set()

    def stop(self) -> None:
        """Ask the solver to end."""
        if self.stopped_at is None:
            self.stopped_at = time.monotonic()
        self.stopped.set()

    @property
    def seconds_since_stop(self) -> float:
        """How long ago it was stopped; 0 where it was not."""
        return 0.0 if self.stopped_at is None else time.monotonic() - self.stopped_at

    @property
    def seconds(self) -> float:
        """How long it has been worked on."""
        return time.monotonic() - self.began


class PlanRunner:
    """The plans of one process.

    Kept in the house: searches at work live here and nowhere else, what they have found is in the database. A process
    that ends closes it first; one that is killed loses searches at work, but not the best each had written down.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._beat_seconds = house.settings.plan_beat_seconds
        self._patience_seconds = house.settings.plan_patience_seconds
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._searches: dict[UUID, Search] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def require_room(self) -> None:
        """Raises Refused when too many wait already."""
        if self._closing or len(self._searches) >= AT_ONCE + MOST_WAITING:
            raise Refused(_FULL)

    def begin(self, key: UUID, asked: PlanQuestion, actor: Actor) -> None:
        """Work on a plan that is on record, or queue it."""
        one = Search(key, asked, actor)
        self._searches[key] = one
        task = asyncio.create_task(self._carry_out(one))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self, key: UUID) -> None:
        """Stop a plan, if it is one of this process."""
        if one := self._searches.get(key):
            one.stop()

    async def close(self) -> None:
        """Stop every plan and wait until the best of each is on record."""
        self._closing = True
        for one in self._searches.values():
            one.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry_out(self, one: Search) -> None:
        try:
            if not await self._turn(one):
                await self._end(one, None)
                return
            try:
                one.began, one.state = time.monotonic(), "running"
                await self._answer(one)
            finally:
                self._turns.release()
        except ZhanwangError as error:
            await self._fail(one, error.message)
        except Exception as error:
            log.error("plan failed", plan=str(one.key), exc_info=error)
            await self._fail(one, _BROKEN)
        finally:
            self._searches.pop(one.key, None)

    async def _turn(self, one: Search) -> bool:
        """Wait for a turn; False when it was stopped meanwhile."""
        waiting = asyncio.ensure_future(self._turns.acquire())
        while not waiting.done():
            await asyncio.wait({waiting}, timeout=self._beat_seconds)
            if one.stopped.is_set() and waiting.cancel():
                with suppress(asyncio.CancelledError):
                    await waiting
                return False
            if not waiting.done():
                await self._beat(one)
        return True

    async def _answer(self, one: Search) -> None:
        await self._beat(one)
        case, plan = None, None
        preparing = asyncio.ensure_future(planned_case(self._house, one.asked))
        if await self._until_done(one, preparing):
            one.found, case = preparing.result()
            working = in_own_thread(partial(search, case, one.asked, one.watch))
            if await self._until_done(one, working):
                plan = working.result()
        await self._end(one, plan, case)

    async def _until_done(self, one: Search, work: asyncio.Future[Any]) -> bool:
        """Wait for a piece of work, and beat meanwhile; False when it is left to itself."""
        while not work.done() and one.seconds_since_stop <= self._patience_seconds:
            await asyncio.wait({work}, timeout=self._beat_seconds)
            if not work.done():
                await self._beat(one)
        return work.done() or not work.cancel()

    async def _beat(self, one: Search) -> None:
        """Say that it is worked on, and what is new; hear whether it shall stop. A busy store is no reason to end."""
        progress, result, said = await self._news(one)
        with suppress(ZhanwangError):
            async with transaction():
                wants_stop = await note_progress(one.key, self._house.now(), one.state, progress, result)
            one.written = said
            if wants_stop or wants_stop is None:
                one.stop()

    async def _news(self, one: Search) -> tuple[str | None, str | None, object]:
        """Progress and, where it has changed since it was written, the best plan so far; and a mark of what is said."""
        so_far, found = one.latest, one.found
        if one.state == "waiting":
            return None, None, None
        if so_far is None or found is None:
            return _json({"stage": "preparing", "seconds": round(one.seconds, 1)}), None, None
        progress = _json(await asyncio.to_thread(progress_of, so_far, one.seconds))
        mark = (so_far.stage, so_far.progress.chosen, so_far.progress.bound)
        if mark == one.written:
            return progress, None, mark
        plan = await asyncio.to_thread(so_far.plan)
        return progress, _json(document(found, so_far.case, one.asked, plan)), mark

    async def _end(self, one: Search, plan: Plan | None, case: SitingCase | None = None) -> None:
        """Write the answer down, or the best so far where the search did not come to one."""
        state: State = "done"
        if one.stopped.is_set():
            state = "interrupted" if self._closing else "stopped"
        progress, result, _ = await self._news(one)
        if plan is not None and case is not None and one.found is not None:
            if plan.best.proven and (plan.runner_up is None or plan.runner_up.proven):
                state = "done"  # it was finished before it heard of the stop
            result = _json(await asyncio.to_thread(document, one.found, case, one.asked, plan))
            unit = "sites" if plan.aim == "everyone" else case.weighed_by
            numbers = {"value": plan.best.value, "bound": plan.best.bound, "unit": unit, "runner_up": None}
            progress = _json({"stage": "ended", "seconds": round(one.seconds, 1), **numbers})
        await self._close_record(one, state, progress, result, None)

    async def _fail(self, one: Search, why: Wording) -> None:
        with suppress(ZhanwangError):  # the store itself may be what failed; silence then says the rest
            await self._close_record(one, "failed", None, None, _json(why.as_dict()))

    async def _close_record(
        self, one: Search, state: State, progress: str | None, result: str | None, failure: str | None
    ) -> None:
        async with transaction():
            if await end_site_plan(one.key, state, self._house.now(), progress, result, failure):
                ended = change(self._house, one.actor, one.key, f"site_plan.{state}", None)
                await append_changes([ended])


def runner(house: House) -> PlanRunner:
    """The one runner of this house; it is closed with the house's database."""

    def begun() -> PlanRunner:
        one = PlanRunner(house)
        house.kept.at_close(one.close)
        return one

    return house.kept.of(PlanRunner, begun)


def _json(value: Any) -> str:
    return json_text(value)
