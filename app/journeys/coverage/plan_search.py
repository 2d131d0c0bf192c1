"""One question to the planner answered: what the search needs, the search itself, the answer as a document."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, get_args
from uuid import UUID

from app.access.actor import Actor
from app.coverage.comparison import compare
from app.coverage.siting import Plan, SitingCase, SoFar, StageWatch, plan_for_everyone, plan_for_most, siting_case
from app.coverage.siting_record import plan_record
from app.exchange.strict_json import json_text
from app.journeys.changes import change_by
from app.journeys.coverage.candidates import PlanQuestion, offers, wanted
from app.journeys.coverage.circle import Reckoned, reckon
from app.journeys.coverage.own_thread import in_own_thread
from app.journeys.house import House
from app.store.changes import NewChange

State = Literal["waiting", "running", "done", "stopped", "failed", "interrupted"]
"""How a plan stands. `done` also where time ran out; `interrupted`: its process ended under it."""
STATES: tuple[State, ...] = get_args(State)

_LOOK_SECONDS = 0.5


async def planned_case(house: House, asked: PlanQuestion) -> tuple[Reckoned, SitingCase]:
    """Everything the search needs. Raises InvalidInput with every fault of the question, NotFound without a circle."""
    found = await reckon(house, asked.programme)
    candidates = wanted(await offers(house, found), asked)
    case = await in_own_thread(
        partial(siting_case, found.report, candidates, networks=found.networks, good_roads=asked.good_roads)
    )
    return found, case


def search(case: SitingCase, asked: PlanQuestion, watch: StageWatch | None = None) -> Plan:
    """Answer the question. Works as long as it takes: not for the event loop."""
    if asked.sites is None:
        return plan_for_everyone(case, seconds=asked.seconds, watch=watch, clock=time.monotonic)
    return plan_for_most(case, asked.sites, seconds=asked.seconds, watch=watch, clock=time.monotonic)


def document(found: Reckoned, case: SitingCase, asked: PlanQuestion, plan: Plan) -> dict[str, Any]:
    """A plan as JSON, with what it rests on and the choice made by hand beside it."""
    comparison = compare(case, asked.choice, plan) if asked.choice else None
    report = found.report
    basis = {"as_of": report.as_of.isoformat(), "method": report.method, "fingerprint": report.fingerprint}
    return {"programme": asked.programme, **basis, **plan_record(case, plan, comparison)}


def progress_of(so_far: SoFar, seconds: float) -> dict[str, Any]:
    """How a search stands, for those who wait: the best choice's value and bound, in the unit of the plan."""
    plan = so_far.plan()
    unit = "sites" if plan.aim == "everyone" else so_far.case.weighed_by
    second = None if plan.runner_up is None else plan.runner_up.value
    return {
        "stage": so_far.stage,
        "seconds": round(seconds, 1),
        "value": plan.best.value,
        "bound": plan.best.bound,
        "unit": unit,
        "runner_up": second,
    }


async def plan_at_once(
    house: House, asked: PlanQuestion, stopped: threading.Event, told: Callable[[dict[str, Any]], None]
) -> tuple[dict[str, Any], bool]:
    """The answer as a document, waited for here, and whether it was stopped before it was found.

    `told` hears about twice a second how the search stands. A solver that does not end soon after a stop is left to
    itself. Raises InvalidInput, NotFound.
    """
    found, case = await planned_case(house, asked)
    began, heard = time.monotonic(), list[SoFar]()

    def watch(so_far: SoFar) -> bool:
        heard[:] = [so_far]
        return not stopped.is_set()

    working = in_own_thread(partial(search, case, asked, watch))
    patience = house.settings.plan_patience_seconds
    while not working.done() and patience > 0:
        await asyncio.wait({working}, timeout=_LOOK_SECONDS)
        patience -= _LOOK_SECONDS if stopped.is_set() else 0
        if heard:
            told(progress_of(heard[0], time.monotonic() - began))
    plan = working.result() if working.done() else heard[0].plan()
    proven = plan.best.proven and (plan.runner_up is None or plan.runner_up.proven)
    return document(found, case, asked, plan), stopped.is_set() and not proven


def change(house: House, actor: Actor, key: UUID, action: str, after: dict[str, Any] | None) -> NewChange:
    """The record of something having been done with a plan."""
    return change_by(actor, house, action, "site_plan", key, after=None if after is None else json_text(after))
