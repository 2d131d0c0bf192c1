"""What seldom happens and still has one answer: two sent at once, two merges into one site, a record nobody reads."""

from __future__ import annotations

import asyncio
import contextvars
from dataclasses import replace
from uuid import uuid4

import pytest

from app.compliance.verdicts import Verdict
from app.errors import InvalidInput, Refused
from app.exchange.strict_json import dump_json, load_json
from app.journeys.desk.what_if import MovedSite, Outcome
from app.journeys.evidence import Upload
from app.journeys.faults.report import FaultSaid, report_fault
from app.journeys.house import House
from app.journeys.inspections.rectify import order_rectification
from app.journeys.inspections.visits import record_visit
from app.journeys.network.judged import network
from app.journeys.proposals.form import read_edit
from app.journeys.registry.acceptance import move_acceptance, read_acceptance
from app.journeys.registry.doubtful import doubts_of_change
from app.journeys.registry.life import change_life
from app.journeys.registry.merge import merge_sites
from app.journeys.registry.register import register
from app.store.engine import transaction
from app.store.evidence import read_evidence
from app.store.fault_reports import read_waiting_fault_reports
from app.store.rectifications import read_rectifications
from app.store.sites import read_stored_site, replace_site
from tests.journeys.proposing_people import ADMIN, CODE, REVIEWER, published
from tests.journeys.test_rectifying import it_stands, order
from tests.journeys.test_refused_at_sites import shade
from tests.journeys.writes.sites import seen
from tests.patience import PATIENCE_SECONDS

__all__ = ["it_stands"]


@pytest.mark.both_engines
async def test_a_report_of_a_fault_that_is_sent_twice_at_once_is_one_report(house: House) -> None:
    key, said = uuid4(), FaultSaid("closed", "门锁着")
    one, other = await asyncio.gather(*(report_fault(house, "192.0.2.9", CODE, said, key) for _ in range(2)))
    assert one == other
    assert await read_waiting_fault_reports([CODE]) == [one]


def kept_files(house: House) -> int:
    return sum(path.is_file() for path in house.settings.evidence_dir.rglob("*"))


async def test_a_visit_that_is_sent_twice_at_once_is_one_visit_and_keeps_the_photos_of_one(house: House) -> None:
    key, given = uuid4(), {"visited_on": str(house.today()), "inspectors": "张三", "looked-station.posted": "same"}
    sent = (
        record_visit(house, REVIEWER, CODE, given, key, photos={"station.posted": [Upload("a.jpg", shade(number))]})
        for number in range(2)
    )
    one, other = await asyncio.gather(*sent)
    assert one == other
    pieces = await read_evidence([CODE])
    assert len(pieces) == 1
    assert kept_files(house) == 1


async def test_a_visit_whose_sender_goes_away_before_it_is_recorded_leaves_no_photo_behind(house: House) -> None:
    given = {"visited_on": str(house.today()), "inspectors": "张三", "looked-station.posted": "same"}
    photos = {"station.posted": [Upload("a.jpg", shade(1))]}
    outside = contextvars.copy_context()
    async with transaction():
        sent = asyncio.create_task(record_visit(house, REVIEWER, CODE, given, None, photos=photos), context=outside)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not kept_files(house):  # noqa: ASYNC110 # files tell nobody that they came
                await asyncio.sleep(0.02)
            await asyncio.sleep(0.2)
        assert not sent.done(), "it waits for its turn to write"
        sent.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sent
    assert kept_files(house) == 0
    assert await read_evidence([CODE]) == []


async def test_a_merge_that_is_taken_back_takes_the_orders_that_came_by_it_and_no_others(house: House) -> None:
    into, first, second = CODE, "QX-SANHUI", "QX-LINBA"
    await register(house, ADMIN, [{"code": code, "status": "operating"} for code in (first, second)], reason="x")
    given = {code: await order_rectification(house, ADMIN, code, order(house)) for code in (into, first, second)}
    for code in (first, second):
        await merge_sites(house, ADMIN, code, await seen(code), into, "撤并")
    assert {one.site_code for one in await read_rectifications()} == {into}
    await change_life(house, ADMIN, second, await seen(second), "undo", {"reason": "并错了"})
    stand = {one.id: one.site_code for one in await read_rectifications()}
    assert stand == {given[into].id: into, given[first].id: into, given[second].id: second}
    with pytest.raises(InvalidInput) as told:
        await merge_sites(house, ADMIN, second, await seen(second), "", "撤并")
    assert [(fault.path, fault.code) for fault in told.value.faults] == [("into", "empty")]


@pytest.mark.parametrize("then", ["desk", "refuse", None])
async def test_undoing_a_declaration_takes_back_its_step_and_the_ones_after_it(house: House, then: str | None) -> None:
    await register(house, ADMIN, [{"code": CODE, "status": "building"}], reason="x")
    given = {"happened_on": str(house.today()), "done_by": "张三", "opinion": "同意"}
    await move_acceptance(house, ADMIN, CODE, (await seen(CODE), 0), "declare", given)
    if then is not None:
        await move_acceptance(house, ADMIN, CODE, (await seen(CODE), 1), then, given)
    before = [step.step for step in (await read_acceptance(house, ADMIN, CODE)).steps]
    await change_life(house, ADMIN, CODE, await seen(CODE), "undo", {"reason": "登错"})
    assert (await published())["status"] == "building"
    after = [step.step for step in (await read_acceptance(house, ADMIN, CODE)).steps]
    assert after == [*before, *["undone"] * len(before)]


async def test_the_acceptance_of_a_record_that_nobody_can_read_waits_for_the_record(house: House) -> None:
    async with transaction():
        row = await read_stored_site(CODE)
        assert row is not None
        spoiled = dump_json({**load_json(row.document.encode()), "tier": "hamlet"}).decode()
        assert await replace_site(replace(row, version=row.version + 1, document=spoiled), row.version)
    with pytest.raises(Refused, match="not valid"):
        await read_acceptance(house, ADMIN, CODE)


async def test_where_the_record_itself_would_be_refused_no_item_is_blamed_and_nothing_is_tried(house: House) -> None:
    site, record = (await network(house)).by_code[CODE].site, await published()
    read = read_edit(house, site, record | {"name": "x" * 10_000}, {"phone": "0818-7200009"})
    assert (read.site, read.by_item) == (site, {})
    assert {fault.path for fault in read.faults} == {"name"}
    assert read_edit(house, site, record, {"phone": "0818-7200009"}).site.phone == "0818-7200009"


async def test_a_site_that_is_said_to_stand_where_one_of_another_township_does_is_asked_about(house: House) -> None:
    lon, lat = 107.123456, 30.912345
    place = {"lon": lon, "lat": lat, "crs": "wgs84"}
    near = {"lon": lon, "lat": lat + 0.01, "crs": "wgs84"}
    there = [{"code": "QX-SANHUI", "location": place}, {"code": "QX-LINBA", "location": near}]
    await register(house, ADMIN, there, reason="x", confirmed=True)
    whole = await network(house)
    site, other = whole.by_code[CODE].site, whole.by_code["QX-SANHUI"].site
    told = doubts_of_change(house, whole, site, replace(site, location=other.location))
    assert "QX-SANHUI" in told["location"].why.zh
    assert "QX-LINBA" not in told["location"].why.zh
    beside = replace(other.location, source_lon=other.location.source_lon + 1) if other.location else None
    moved = doubts_of_change(house, whole, site, replace(site, location=beside))
    assert "QX-SANHUI" not in (moved["location"].why.zh if "location" in moved else "")


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("met", "not_met", "fails"),
        (None, "unknown", "unknown"),
        ("not_met", "unknown", "unknown"),
        ("unknown", "met", "passes"),
        ("not_met", "waived", "passes"),
        ("not_met", None, "freed"),
    ],
)
async def test_a_site_comes_out_as_its_verdict_by_the_turned_clause_says(
    before: Verdict | None, after: Verdict | None, outcome: Outcome
) -> None:
    assert MovedSite("X1", "service_point", "village", "511725103000", before, after).outcome == outcome
