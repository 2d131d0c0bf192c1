"""Closing a period, tried with everything that may be open: it closes when nothing is, and then nothing moves any more.

Whoever scored or objected for the operator neither reviews nor answers, whatever they were made since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from app.access.actor import Actor, Scope
from app.errors import NotAllowed, Refused, Stale
from app.journeys.assessments.contracts import OperatedSite, operated_site
from app.journeys.assessments.half_years import half_year_of
from app.journeys.assessments.ledgers import enter_row
from app.journeys.assessments.objections import answer_objection, object_to, objections
from app.journeys.assessments.scoring import Points, Side, close_half_year, give_points
from app.journeys.house import House, build_house
from app.journeys.opening import database_of
from app.units import Period
from tests.assessments.test_second_contract import BUREAU, NOON, OPERATOR, pack_in
from tests.networks import settings_for

QUARTER = ("T-1", "2026-Q1")
OTHER = Actor("second", "人社局另一人", "county_admin", ())


@pytest.fixture
def house(tmp_path: Path) -> House:
    settings = settings_for(f"sqlite:///{tmp_path}/one.sqlite", tmp_path, seeds_dir=pack_in(tmp_path).parents[1])
    return build_house(settings, now=lambda: NOON)


async def operated(house: House) -> OperatedSite:
    return await operated_site(house, BUREAU, "read_assessment", "T-1")


async def version(house: House) -> int:
    return (await half_year_of(house, await operated(house), "2026-Q1")).version


async def points(house: House, actor: Actor, side: Side, **given: str) -> None:
    reasons = dict.fromkeys(given, "现场查看")
    await give_points(house, actor, *QUARTER, side, await version(house), Points(given, reasons))


async def refused(move: Awaitable[Any], *why: type[Exception]) -> None:
    with pytest.raises(why or (Refused,)):
        await move


def test_a_period_closes_exactly_when_no_line_is_open_and_no_objection_waits(house: House) -> None:
    async def every_way() -> None:
        async with database_of(house):
            for reviewed in product((False, True), repeat=2):
                given = {line: "20" for line, is_given in zip(("posts", "visits"), reviewed, strict=True) if is_given}
                await points(house, BUREAU, "review", **given)
                if not all(reviewed):
                    await refused(close_half_year(house, BUREAU, *QUARTER, await version(house)))
            await object_to(house, OPERATOR, *QUARTER, {"line": "posts", "why": "有遗漏"})
            await refused(close_half_year(house, BUREAU, *QUARTER, await version(house)))
            (waiting,) = await objections(await operated(house), Period("2026-Q1"))
            await answer_objection(house, BUREAU, waiting.id, 1, "dismissed", "没有遗漏")
            await refused(close_half_year(house, BUREAU, *QUARTER, 1), Stale)
            await close_half_year(house, BUREAU, *QUARTER, await version(house))
            before = await half_year_of(house, await operated(house), "2026-Q1")
            late = {"day": "2026-03-30", "posts": 40}
            for move in (
                enter_row(house, OPERATOR, "T-1", "posts", late),
                points(house, OPERATOR, "self", posts="30"),
                points(house, BUREAU, "review", posts="30"),
                close_half_year(house, BUREAU, *QUARTER, before.version),
                object_to(house, OPERATOR, *QUARTER, {"why": "再看"}),
            ):
                await refused(move)
            after = await half_year_of(house, await operated(house), "2026-Q1")
            assert after.score == before.score
            assert after.stored == before.stored

    asyncio.run(every_way())


def test_nobody_stands_on_both_sides_whatever_they_were_made_since(house: House) -> None:
    turned = Actor(OPERATOR.key, "原运营单位人员", "county_admin", ())
    turned_back = Actor(OTHER.key, "原人社局人员", "operator", (Scope(site="T-1"),))

    async def both() -> None:
        async with database_of(house):
            await points(house, OPERATOR, "self", posts="30")
            await refused(points(house, turned, "review", posts="30"), NotAllowed)
            await points(house, OTHER, "review", posts="20", visits="20")
            await refused(points(house, turned_back, "self", posts="30"))
            await refused(points(house, BUREAU, "self", posts="30"), NotAllowed)
            await refused(points(house, OPERATOR, "review", posts="30"), NotAllowed)
            await object_to(house, OPERATOR, *QUARTER, {"line": "posts", "why": "有遗漏"})
            (waiting,) = await objections(await operated(house), Period("2026-Q1"))
            await refused(answer_objection(house, turned, waiting.id, 1, "upheld", "成立"), NotAllowed)
            await refused(close_half_year(house, turned, *QUARTER, await version(house)), NotAllowed)

    asyncio.run(both())
