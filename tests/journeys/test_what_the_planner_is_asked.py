"""What a plan may ask for, each side of each limit; and a planner that is full, closed, or no longer waited for."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from app.coverage.siting import SoFar
from app.errors import InvalidInput, Refused
from app.exchange.strict_json import dump_json, load_json
from app.journeys.coverage.candidates import PlanQuestion, offers
from app.journeys.coverage.circle import reckon
from app.journeys.coverage.own_thread import in_own_thread
from app.journeys.coverage.plan_runner import Search, runner
from app.journeys.coverage.plan_search import planned_case, search
from app.journeys.coverage.site_plans import ask_for_plan, read_plans
from app.journeys.house import House
from app.journeys.registry.register import register
from app.store.engine import transaction
from app.store.sites import read_stored_site, replace_site
from tests.journeys.test_site_planning import ADMIN, QU

VILLAGE, OTHER, NOWHERE = "511725105001", "511725107004", "511725999000"


async def wrong(house: House, **asked: Any) -> list[tuple[str, str]]:
    """What is said against a question, none of which is put on record."""
    with pytest.raises(InvalidInput) as refused:
        await ask_for_plan(house, ADMIN, PlanQuestion(programme=QU, **asked))
    assert await read_plans(house, ADMIN, QU) == []
    return [(fault.path, fault.code) for fault in refused.value.faults]


async def test_what_is_wrong_with_a_question_is_named_and_what_stands_at_a_limit_is_not(house: House) -> None:
    few, none = ("sites", "out_of_range"), ("townships", "unknown_code")
    missing = [("codes", "missing")]
    assert await wrong(house, townships=(NOWHERE,)) == [few, none], "no number at all"
    assert await wrong(house, sites=0, townships=(NOWHERE,)) == [few, none]
    assert await wrong(house, sites=501, townships=(NOWHERE,)) == [few, none]
    for number in (1, 500):
        assert await wrong(house, sites=number, townships=(NOWHERE,)) == [none]
    assert await wrong(house, aim="everyone", sites=1) == [("sites", "not_asked")]
    for seconds in (0, 3601):
        assert await wrong(house, sites=1, seconds=seconds) == [("seconds", "out_of_range")]
    for seconds in (1, 3600):
        assert await wrong(house, sites=1, seconds=seconds, townships=(NOWHERE,)) == [none]
    assert await wrong(house, sites=1, source="listed") == missing
    assert await wrong(house, sites=1, source="listed", codes=(NOWHERE, VILLAGE, NOWHERE)) == [
        ("codes", "unknown_code")
    ]
    twice = (VILLAGE, VILLAGE)
    assert await wrong(house, sites=1, choice=twice, townships=(NOWHERE,)) == [none, ("choice", "not_a_candidate")]
    assert await wrong(house, sites=1, choice=(VILLAGE, OTHER)) == [("choice", "too_many")]
    offered = await offers(house, await reckon(house, QU))
    townships = {offer.candidate.code: offer.township for offer in offered}
    there, elsewhere = townships[VILLAGE], townships[OTHER]
    assert there != elsewhere
    assert await wrong(house, sites=1, townships=(there, NOWHERE), choice=(OTHER,)) == [
        none,
        ("choice", "not_a_candidate"),
    ]


async def test_a_site_whose_record_says_no_status_is_offered_by_its_kind_alone(house: House) -> None:
    point = {"lon": 106.95, "lat": 30.85, "crs": "wgs84"}
    kind = {"programme": QU, "kind": "gig_market", "tier": "county", "name": "零工市场", "division": "511725103000"}
    site = {"code": "PLANNED", **kind, "status": "planned", "location": point}
    await register(house, ADMIN, [site], reason="x")

    async def said() -> Any:
        found = await offers(house, await reckon(house, QU))
        return next(offer.now for offer in found if offer.candidate.upgrade_of == "PLANNED")

    assert (await said()).zh == "零工市场，规划"
    async with transaction():  # as no save of the program leaves it
        row = await read_stored_site("PLANNED")
        assert row is not None
        document = dump_json({k: v for k, v in load_json(row.document.encode()).items() if k != "status"}).decode()
        await replace_site(replace(row, version=2, document=document), 1)
    assert (await said()).zh == "零工市场"


async def test_twelve_searches_are_taken_at_a_time_and_none_more(house: House) -> None:
    planner, asked = runner(house), PlanQuestion(programme=QU, sites=1, choice=(VILLAGE,))
    for _ in range(12):
        planner.require_room()
        planner.begin(uuid4(), asked, ADMIN)
    with pytest.raises(Refused, match="Too many plans"):
        planner.require_room()
    await planner.close()  # before anything of the machine's time went into them


async def test_a_planner_that_is_closing_takes_no_search_any_more(house: House) -> None:
    runner(house).require_room()
    await runner(house).close()
    with pytest.raises(Refused, match="Too many plans"):
        await ask_for_plan(house, ADMIN, PlanQuestion(programme=QU, sites=1))
    assert await read_plans(house, ADMIN, QU) == []


async def test_the_best_so_far_is_written_down_only_where_it_is_another_than_was_written(house: House) -> None:
    asked = PlanQuestion(programme=QU, sites=1, choice=(VILLAGE,))
    found, case = await planned_case(house, asked)
    heard: list[SoFar] = []
    search(case, asked, lambda so_far: heard.append(so_far) is None)
    planner, one = runner(house), Search(uuid4(), asked, ADMIN)
    assert await planner._news(one) == (None, None, None), "it waits"
    one.state = "running"
    for one.found, one.latest in ((None, None), (found, None), (None, heard[-1])):
        progress, *more = await planner._news(one)
        assert (load_json((progress or "").encode())["stage"], more) == ("preparing", [None, None])
    one.found = found
    progress, result, mark = await planner._news(one)
    assert None not in (progress, result, mark)
    one.written = mark
    assert (await planner._news(one))[1:] == (None, mark), "nothing is new"
    one.latest = replace(heard[-1], progress=replace(heard[-1].progress, bound=10**6))
    assert (await planner._news(one))[1] not in (None, result)


@pytest.mark.parametrize("fails", [False, True])
async def test_what_a_thread_says_when_nobody_waits_for_it_any_more_is_passed_over(fails: bool) -> None:
    loop, go_on, ended = asyncio.get_running_loop(), threading.Event(), asyncio.Event()
    broken: list[dict[str, Any]] = []
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, what: broken.append(what))

    def work() -> int:
        go_on.wait(60)
        if fails:
            raise ValueError("out of order")
        return 1

    left = in_own_thread(work)
    left.cancel()
    (thread,) = [one for one in threading.enumerate() if one.name == "plan" and one.is_alive()]
    go_on.set()
    await asyncio.to_thread(thread.join, 60)
    loop.call_soon(ended.set)  # behind what the thread said
    await ended.wait()
    loop.set_exception_handler(before)
    assert (broken, left.cancelled()) == ([], True)
    kept = in_own_thread(work)
    if fails:
        with pytest.raises(ValueError, match="out of order"):
            await kept
    else:
        assert await kept == 1
