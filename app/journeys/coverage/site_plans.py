"""Planning the next sites: asking, watching, stopping, looking back.

A question is put on record and handed to the process that took it (`plan_runner`); every process shows how it stands
from the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.may import Target, may
from app.errors import NotFound
from app.exchange.strict_json import json_text, load_json
from app.journeys.coverage.candidates import PlanQuestion, asked_from, offers, wanted
from app.journeys.coverage.circle import reckon
from app.journeys.coverage.plan_runner import runner
from app.journeys.coverage.plan_search import STATES, State, change
from app.journeys.house import House
from app.store.changes import append_changes
from app.store.engine import transaction
from app.store.site_plans import (
    OPEN_STATES,
    StoredSitePlan,
    ask_to_stop,
    end_site_plan,
    insert_site_plan,
    read_site_plan,
    read_site_plans,
)
from app.wording import Wording

SILENCE = timedelta(seconds=20)
"""Whoever works on a plan writes about once a second; after so long without a word it is taken for dead."""


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan as it stands. `progress` and `result` as `plan_runner` and `plan_record` write them; None before."""

    key: UUID
    programme: str
    asked: PlanQuestion
    asked_by: str
    asked_at: datetime
    state: State
    stop_asked: bool
    ended_at: datetime | None
    progress: Mapping[str, Any] | None
    result: Mapping[str, Any] | None
    failure: Wording | None

    @property
    def is_open(self) -> bool:
        """Whether somebody works on it, or is about to."""
        return self.state in OPEN_STATES


async def ask_for_plan(house: House, actor: Actor, asked: PlanQuestion) -> UUID:
    """Put a question on record and begin to work on it; its key. Raises InvalidInput, NotAllowed, NotFound, Refused."""
    programme = house.programme(asked.programme)
    may(actor, "run_coverage", Target(division=programme.jurisdiction)).require()
    wanted(await offers(house, await reckon(house, asked.programme)), asked)
    planner = runner(house)
    planner.require_room()
    now = house.now()
    plan = StoredSitePlan(
        programme=programme.slug,
        asked=json_text(asked.as_dict()),
        asked_by_key=actor.key,
        asked_by_name=actor.name,
        asked_at=now,
        state="waiting",
        stop_asked=False,
        heard_at=now,
    )
    async with transaction():
        await insert_site_plan(plan)
        await append_changes([change(house, actor, plan.id, "site_plan.asked", asked.as_dict())])
    planner.begin(plan.id, asked, actor)
    return plan.id


async def stop_plan(house: House, actor: Actor, key: UUID) -> KeptPlan:
    """Ask whoever works on a plan to stop and keep the best so far. A plan that has ended stays as it is."""
    found = await read_plan(house, actor, key)
    async with transaction():
        if await ask_to_stop(key):
            await append_changes([change(house, actor, key, "site_plan.stop_asked", None)])
    if found.state == "interrupted":  # nobody is there to hear it
        async with transaction():
            await end_site_plan(key, "interrupted", house.now(), None, None, None)
    runner(house).stop(key)
    return await read_plan(house, actor, key)


async def read_plan(house: House, actor: Actor, key: UUID) -> KeptPlan:
    """One plan as it stands. Raises NotFound, NotAllowed."""
    stored = await read_site_plan(key)
    if stored is None:
        raise NotFound(Wording("没有这个规划", "there is no such plan"))
    jurisdiction = house.programme(stored.programme).jurisdiction
    may(actor, "run_coverage", Target(division=jurisdiction)).require()
    return _kept(house, stored)


async def read_plans(house: House, actor: Actor, slug: str) -> list[KeptPlan]:
    """The plans of a programme, the newest first, without their results. Raises NotFound, NotAllowed."""
    may(actor, "run_coverage", Target(division=house.programme(slug).jurisdiction)).require()
    return [_kept(house, stored) for stored in await read_site_plans(slug)]


def _kept(house: House, stored: StoredSitePlan) -> KeptPlan:
    state = next(known for known in STATES if known == stored.state)
    if state in OPEN_STATES and house.now() - stored.heard_at > SILENCE:
        state = "interrupted"
    failure = _loaded(stored.failure)
    return KeptPlan(
        stored.id,
        stored.programme,
        asked_from(load_json(stored.asked.encode())),
        stored.asked_by_name,
        stored.asked_at,
        state,
        stored.stop_asked,
        stored.ended_at,
        _loaded(stored.progress),
        _loaded(stored.result),
        None if failure is None else Wording(failure["zh"], failure["en"]),
    )


def _loaded(text: str | None) -> Any:
    return None if text is None else load_json(text.encode())
