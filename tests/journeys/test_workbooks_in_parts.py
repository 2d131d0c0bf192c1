"""A workbook of many findings is made part by part: few are in memory at once, and others' lists come in between."""

import asyncio
import gc
import io
from collections.abc import Callable, Iterator
from typing import TypeVar

import openpyxl
import pytest

from app.access.actor import program
from app.errors import Unavailable
from app.journeys.audits.findings import Finding, Scene, explained, explained_in_parts, finding_scene
from app.journeys.audits.findings_workbook import findings_workbook
from app.journeys.audits.pairs import ANSWERS, FindingQuery
from app.journeys.book_in_turns import book_in_turns
from app.journeys.house import House
from app.journeys.turns import LISTS, in_turn

Seen = TypeVar("Seen")
EVERY = FindingQuery(states=frozenset(ANSWERS))


async def scene_of(house: House) -> Scene:
    return await finding_scene(house, program("test"), "qu-2023", EVERY)


async def meanwhile(house: House, look: Callable[[], Seen]) -> list[Seen]:
    """What is seen each time that a list of somebody else has its turn while the workbook of all findings is made."""
    scene = await scene_of(house)
    making = asyncio.create_task(findings_workbook(house, scene, "zh"))
    seen = []
    while not making.done():
        seen.append(await in_turn(house, LISTS, look))
    assert await making
    return seen


@pytest.fixture
def findings_there() -> Iterator[Callable[[], int]]:
    """How many findings there are that were made from now on. What is made is young while nobody looks for garbage, so
    that it is told apart from all else that is in memory.
    """
    gc.collect(0)
    gc.disable()
    yield lambda: sum(type(one) is Finding for one in gc.get_objects(generation=0))
    gc.enable()


async def test_the_parts_are_the_whole_list_and_none_is_of_two_townships(demo_house: House) -> None:
    scene = await scene_of(demo_house)
    parts = [part async for part in explained_in_parts(demo_house, scene)]
    assert [one for part in parts for one in part] == list(await explained(demo_house, scene))
    assert {len({one.township for one in part}) for part in parts} == {1}


@pytest.mark.long
async def test_few_findings_are_there_at_once(demo_house: House, findings_there: Callable[[], int]) -> None:
    scene = await scene_of(demo_house)
    most = max([len(part) async for part in explained_in_parts(demo_house, scene)])
    assert 2 * most < scene.matched
    seen = await meanwhile(demo_house, findings_there)
    assert 0 < max(seen) <= 2 * most


async def test_lists_of_others_come_in_between(demo_house: House) -> None:
    scene = await scene_of(demo_house)
    parts = [part async for part in explained_in_parts(demo_house, scene)]
    assert len(await meanwhile(demo_house, object)) > len(parts)


async def test_a_workbook_without_findings_has_its_sheet(demo_house: House) -> None:
    scene = (await scene_of(demo_house)).asked(FindingQuery(clauses=frozenset({"none.such"})))
    for by_township in (False, True):
        (sheet,) = openpyxl.load_workbook(
            io.BytesIO(await findings_workbook(demo_house, scene, "zh", by_township=by_township))
        )
        assert (sheet.title, sheet["A3"].value) == ("问题清单", "共 0 条")


async def test_a_full_disk_is_said_in_words_whichever_part_meets_it(demo_house: House) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Unavailable):
        async with book_in_turns(demo_house, "", ""):
            await in_turn(demo_house, LISTS, full)
