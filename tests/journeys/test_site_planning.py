"""Plans on record: asked for, watched, stopped, interrupted; with searches long enough to be stopped."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from app.access.actor import Actor, Scope, program
from app.errors import InvalidInput, NotAllowed, NotFound
from app.journeys.coverage import plan_runner
from app.journeys.coverage.candidates import PlanQuestion, asked_from, offers
from app.journeys.coverage.circle import reckon
from app.journeys.coverage.site_plans import KeptPlan, ask_for_plan, read_plan, read_plans, stop_plan
from app.journeys.house import House, build_house
from app.journeys.opening import database_of
from app.journeys.registry.register import register
from app.standards.reader import read_seeds
from app.store.changes import read_changes
from app.wording import Wording
from tests.networks import settings_for
from tests.patience import PATIENCE_SECONDS
from tests.slow_county import seeds_of_a_slow_county

pytestmark = pytest.mark.long

ADMIN = Actor("a", "县管理员", "county_admin")
READER = Actor("r", "查阅员", "reader")
TOWN = Actor("t", "镇审核员", "reviewer", (Scope(division="511725103000"),))
QU = "qu-2023"
read_slow = cache(read_seeds)
"""The seeds of a folder; two thousand villages take a while, and nobody changes them."""

HURRIED = {"plan_beat_seconds": 0.1, "plan_patience_seconds": 0.5}
"""A search heard ten times a second and not waited for long: nothing here is about the seconds."""
HARD = PlanQuestion(programme=QU, aim="everyone")


@pytest.fixture(scope="module")
def slow_seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeds_of_a_slow_county(tmp_path_factory.mktemp("slow"))


@pytest.fixture
async def slow_house(database_url: str, tmp_path: Path, slow_seeds: Path) -> AsyncIterator[House]:
    settings = settings_for(database_url, tmp_path, seeds_dir=slow_seeds, **HURRIED)
    built = build_house(settings, seeds=read_slow(slow_seeds))
    async with database_of(built):
        yield built


async def until(house: House, key: UUID, *states: str, progress: bool = False) -> KeptPlan:
    """The plan once it stands so (and something was found)."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = await read_plan(house, ADMIN, key)
        if found.state in states and (not progress or found.result is not None):
            return found
        await asyncio.sleep(0.05)
    pytest.fail(f"the plan is still {found.state}")


@pytest.mark.both_engines
async def test_a_plan_is_answered_kept_and_found_again(house: House) -> None:
    asked = PlanQuestion(programme=QU, sites=1, source="villages", choice=("511725105001",))
    key = await ask_for_plan(house, ADMIN, asked)
    found = await until(house, key, "done")
    assert found.result is not None
    assert found.result["best"]["value"] == 1
    assert found.result["best"]["proven"] is True
    assert found.result["comparison"]["could_gain"] == 0
    assert (found.asked, found.asked_by) == (asked, "县管理员")
    assert found.ended_at is not None
    (listed,) = await read_plans(house, ADMIN, QU)
    assert (listed.key, listed.result, listed.state) == (key, None, "done")
    changes = await read_changes("site_plan", str(key))
    assert [(c.action, c.actor_name) for c in changes] == [
        ("site_plan.done", "县管理员"),
        ("site_plan.asked", "县管理员"),
    ]


@pytest.mark.parametrize(
    ("error", "said"),
    [(RuntimeError("out of order"), "系统错误，计算未完成"), (NotFound(Wording("路网已删除", "gone")), "路网已删除")],
)
async def test_a_search_that_breaks_says_so_on_record_and_leaves_room_for_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def broken(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(plan_runner, "search", broken)
        found = await until(house, await ask_for_plan(house, ADMIN, PlanQuestion(programme=QU, sites=1)), "failed")
    assert found.result is None
    assert found.failure is not None
    assert said in found.failure.zh
    assert [c.action for c in await read_changes("site_plan", str(found.key))] == [
        "site_plan.failed",
        "site_plan.asked",
    ]
    again = await ask_for_plan(house, ADMIN, PlanQuestion(programme=QU, sites=1, choice=("511725105001",)))
    assert (await until(house, again, "done")).failure is None


async def test_a_question_comes_back_as_it_was_asked() -> None:
    asked = PlanQuestion(programme=QU, sites=2, townships=("a",), choice=("x", "y"), good_roads=True)
    assert asked_from({k: list(v) if isinstance(v, tuple) else v for k, v in asked.as_dict().items()}) == asked


async def test_every_fault_of_a_question_is_named_and_nothing_is_put_on_record(house: House) -> None:
    asked = PlanQuestion(programme=QU, sites=0, source="listed", codes=("X1", "X2"), choice=("X3",), seconds=0)
    with pytest.raises(InvalidInput) as refused:
        await ask_for_plan(house, ADMIN, asked)
    assert [f.path for f in refused.value.faults] == ["sites", "seconds", "codes", "codes", "choice"]
    with pytest.raises(InvalidInput) as refused:
        await ask_for_plan(house, ADMIN, PlanQuestion(programme=QU, sites=1, choice=("511725105001", "511725107004")))
    assert [f.code for f in refused.value.faults] == ["too_many"]
    with pytest.raises(InvalidInput) as refused:
        await ask_for_plan(
            house, ADMIN, PlanQuestion(programme=QU, sites=1, source="upgrades", choice=("511725105001",))
        )
    assert [f.code for f in refused.value.faults] == ["not_a_candidate"]
    assert await read_plans(house, ADMIN, QU) == []


async def test_a_site_is_offered_as_an_upgrade_where_it_does_not_count_yet_and_is_not_closed(house: House) -> None:
    point = {"lon": 106.95, "lat": 30.85, "crs": "wgs84"}
    kind = {"programme": QU, "kind": "gig_market", "tier": "county", "name": "零工市场", "division": "511725103000"}
    for code, more in {
        "PLANNED": {"status": "planned", "location": point},
        "CLOSED": {"status": "closed", "location": point},
        "OPEN": {"status": "operating", "location": point},
        "NOWHERE": {"status": "planned"},
    }.items():
        await register(house, ADMIN, [{"code": code, **kind, **more}], reason="x")
    found = await offers(house, await reckon(house, QU))
    upgrades = {offer.candidate.upgrade_of: offer for offer in found if offer.candidate.upgrade_of is not None}
    assert upgrades.keys() & {"PLANNED", "CLOSED", "OPEN", "NOWHERE"} == {"PLANNED"}
    assert upgrades["PLANNED"].township == "511725103000"
    assert upgrades["PLANNED"].now is not None
    assert upgrades["PLANNED"].now.zh == "零工市场，规划"


async def test_planning_is_for_those_who_may_compute_the_whole_circle(house: House) -> None:
    key = await ask_for_plan(house, program("test"), PlanQuestion(programme=QU, sites=1))
    for who in (READER, TOWN):
        with pytest.raises(NotAllowed):
            await ask_for_plan(house, who, PlanQuestion(programme=QU, sites=1))
        with pytest.raises(NotAllowed):
            await read_plan(house, who, key)
        with pytest.raises(NotAllowed):
            await stop_plan(house, who, key)
    with pytest.raises(NotFound):
        await read_plan(house, ADMIN, UUID(int=1))


async def test_a_search_shows_how_it_stands_and_a_stop_keeps_the_best_so_far(slow_house: House) -> None:
    key = await ask_for_plan(slow_house, ADMIN, HARD)
    running = await until(slow_house, key, "running", progress=True)
    assert running.progress is not None
    assert running.progress["unit"] == "sites"
    assert running.progress["value"] >= running.progress["bound"] >= 1
    await stop_plan(slow_house, ADMIN, key)
    stopped = await until(slow_house, key, "stopped")
    assert stopped.result is not None
    best = stopped.result["best"]
    assert best["gap"] == best["value"] - best["bound"] > 0
    served = {code for step in best["steps"] for code in step["serves"]}
    assert len(served) + len(stopped.result["out_of_reach"]) == len(stopped.result["places"])
    again = await stop_plan(slow_house, ADMIN, key)
    assert (again.state, again.result) == ("stopped", stopped.result)
    actions = [change.action for change in await read_changes("site_plan", str(key))]
    assert actions == ["site_plan.stopped", "site_plan.stop_asked", "site_plan.asked"]


async def test_two_search_at_once_and_a_third_waits_and_can_be_stopped_while_it_waits(slow_house: House) -> None:
    first, second, third = [await ask_for_plan(slow_house, ADMIN, HARD) for _ in range(3)]
    for key in (first, second):
        await until(slow_house, key, "running")
    assert (await read_plan(slow_house, ADMIN, third)).state == "waiting"
    fourth = await ask_for_plan(slow_house, ADMIN, HARD)
    await stop_plan(slow_house, ADMIN, third)
    assert (await until(slow_house, third, "stopped")).result is None
    await stop_plan(slow_house, ADMIN, first)
    await until(slow_house, fourth, "running")


async def test_a_server_that_ends_keeps_the_best_of_what_it_was_working_on(
    database_url: str, tmp_path: Path, slow_seeds: Path
) -> None:
    settings = settings_for(database_url, tmp_path, seeds_dir=slow_seeds, **HURRIED)
    before = build_house(settings, seeds=read_slow(slow_seeds))
    async with database_of(before):
        key = await ask_for_plan(before, ADMIN, HARD)
        await until(before, key, "running", progress=True)
    after = build_house(settings, seeds=read_slow(slow_seeds))
    async with database_of(after):
        found = await read_plan(after, ADMIN, key)
        assert found.state == "interrupted"
        assert found.result is not None
        assert found.result["best"]["steps"]


@pytest.mark.both_engines
async def test_another_process_sees_how_it_stands_and_can_stop_it(
    slow_house: House, tmp_path: Path, slow_seeds: Path
) -> None:
    key = await ask_for_plan(slow_house, ADMIN, HARD)
    await until(slow_house, key, "running", progress=True)
    other = build_house(slow_house.settings, seeds=read_slow(slow_seeds))
    assert (await read_plan(other, ADMIN, key)).result is not None
    await stop_plan(other, ADMIN, key)
    await until(other, key, "stopped")


async def test_a_plan_nobody_works_on_any_more_is_called_interrupted(slow_house: House, slow_seeds: Path) -> None:
    key = await ask_for_plan(slow_house, ADMIN, HARD)
    await until(slow_house, key, "running", progress=True)
    later = build_house(slow_house.settings, lambda: slow_house.now() + timedelta(seconds=30), read_slow(slow_seeds))
    found = await read_plan(later, ADMIN, key)
    assert found.state == "interrupted"
    assert found.result is not None
    await stop_plan(later, ADMIN, key)
    assert (await read_plan(later, ADMIN, key)).state == "interrupted"
