"""Two kept service circles: which villages stand otherwise, with the minutes before and after, and by which rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from app.coverage.asked import AskedCircle
from app.errors import NotFound
from app.exchange.strict_json import json_text, load_json
from app.journeys.coverage.circle import reckon
from app.journeys.coverage.kept_circles import compare_kept, keep_result, kept_results
from app.journeys.coverage.village_points import Placing, place_villages
from app.journeys.house import House
from app.store.coverage import keep_coverage_result, read_coverage_result
from app.store.engine import transaction
from app.store.sites import read_stored_site
from app.units import LatLon
from tests.journeys.writes.table import BUREAU, OFFICE, QU

NEAR, FAR = "511725103201", "511725103200"


@pytest.fixture
async def placed(demo_house: House) -> House:
    """Two villages, one beside the station of its township and one far from all."""
    site = await read_stored_site("QX-TUXI")
    assert site is not None
    here, away = LatLon(lat=site.lat, lon=site.lon), LatLon(lat=31.15, lon=107.45)
    await place_villages(demo_house, OFFICE, [Placing(NEAR, here, "map"), Placing(FAR, away, "map")])
    return demo_house


async def test_villages_that_moved_are_told_with_their_minutes_and_what_stayed_is_not(placed: House) -> None:
    house = placed
    first = await reckon(house, QU)
    assert await keep_result(house, OFFICE, first)
    assert not await keep_result(house, OFFICE, first), "it is kept once"
    minutes = {place.code: place for place in first.report.places}
    near, far = (minutes[code].location for code in (NEAR, FAR))
    assert near is not None
    assert far is not None
    await place_villages(house, OFFICE, [Placing(NEAR, far, "map"), Placing(FAR, near, "map")])
    moment = house.now() + timedelta(minutes=1)
    object.__setattr__(house, "now", lambda: moment)
    assert await keep_result(house, OFFICE, await reckon(house, QU))
    newest, oldest = await kept_results(house, OFFICE, QU)
    assert newest.at > oldest.at
    for one, other in ((newest.id, oldest.id), (oldest.id, newest.id)):
        found = await compare_kept(house, OFFICE, QU, one, other)
        assert (found.before.id, found.after.id) == (oldest.id, newest.id)
        assert found.assumptions == ()
        told = {moved.code: moved for moved in found.moved}
        assert set(told) == {NEAR, FAR}
        assert (told[NEAR].before, told[NEAR].after) == (told[FAR].after, told[FAR].before)
        assert (told[NEAR].minutes_before, told[NEAR].minutes_after) == (
            told[FAR].minutes_after,
            told[FAR].minutes_before,
        )
        assert float(told[NEAR].minutes_before or 99) < 1
        assert told[NEAR].minutes_after is None or float(told[NEAR].minutes_after) > 15
    with pytest.raises(NotFound):
        await compare_kept(house, OFFICE, QU, newest.id, uuid4())


async def test_rules_that_differ_are_named_with_both_values(placed: House) -> None:
    await keep_result(placed, OFFICE, await reckon(placed, QU))
    await keep_result(
        placed, OFFICE, await reckon(placed, QU, AskedCircle(numbers=(("rural.limit_minutes", Decimal(20)),)))
    )
    one, other = await kept_results(placed, OFFICE, QU)
    found = await compare_kept(placed, OFFICE, QU, one.id, other.id)
    (limit,) = [both for name, *both in found.assumptions if name.endswith("rural.limit_minutes")]
    assert "20" in limit
    assert limit[0] != limit[1]


async def test_what_only_one_of_two_results_knows_is_told_without_the_other(placed: House) -> None:
    first = await reckon(placed, QU)
    await keep_result(placed, OFFICE, first)
    (whole,) = await kept_results(placed, OFFICE, QU)
    kept = await read_coverage_result(whole.id)
    assert kept is not None
    record = load_json(kept.record.encode())
    record["places"] = [place for place in record["places"] if place["code"] != NEAR]
    record["assumptions"] = {"only.here": None, "none": [1, 2]} | record["assumptions"]
    later = kept.reckoned_at + timedelta(minutes=1)
    less = replace(kept, id=uuid4(), fingerprint="f" * 64, reckoned_at=later, record=json_text(record))
    async with transaction():
        assert await keep_coverage_result(less)
    found = await compare_kept(placed, OFFICE, QU, whole.id, less.id)
    (gone,) = found.moved
    assert (gone.code, gone.name != "", gone.after, gone.minutes_after) == (NEAR, True, None, None)
    assert gone.before is not None
    assert gone.minutes_before is not None
    assert set(found.assumptions) == {("none", "", "1, 2"), ("only.here", "", "")}
    with pytest.raises(NotFound):
        await compare_kept(placed, BUREAU, "gangbei-2025", whole.id, less.id)
