"""The demonstration as `serve --demo` makes it: villages placed, roads, every state once, all of it sample."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from shapely.geometry import Point

from app.access.actor import program
from app.coverage.report_wording import notes
from app.journeys.assessments.contracts import operated_sites
from app.journeys.assessments.schedule import payment_schedule
from app.journeys.coverage.circle import reckon
from app.journeys.coverage.roads import county_outline, roads_file
from app.journeys.coverage.village_points import Placing, place_villages, places_of
from app.journeys.demo.add import add_whole_demo
from app.journeys.demo.sample_country import SOURCE
from app.journeys.house import House, build_house
from app.journeys.network.judged import network
from app.journeys.network.keeping import keep_network
from app.journeys.opening import database_of
from app.journeys.registry.doubtful import doubted, doubts_across
from app.store.acceptance import read_steps
from app.store.evidence import read_evidence
from app.store.inspections import read_inspections
from app.store.proposals import read_proposals
from app.store.rectifications import read_rectifications
from app.store.sites import read_sites
from app.store.spending import read_spending
from app.store.village_points import read_village_points
from app.store.what_ifs import read_what_ifs
from app.units import LatLon
from tests.databases import ENGINES, PostgresServer, made_once, run_apart
from tests.installed import seeds, settings_for

SLUG = "qu-2023"
ELSEWHERE = "511725103201"


async def _make_whole(folder: Path) -> None:
    house = build_house(settings_for(f"sqlite:///{folder}/demo.sqlite", folder), seeds=seeds())
    async with database_of(house):
        await add_whole_demo(house)
        await network(house)
        await keep_network(house)


@pytest.fixture(params=ENGINES)
async def whole_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> AsyncIterator[House]:
    """A house with the whole demonstration: on SQLite a copy of one made once a run, on PostgreSQL made anew."""
    if request.param == "sqlite":
        made = made_once(tmp_path_factory, "whole-demonstration", lambda folder: run_apart(_make_whole(folder)))
        shutil.copytree(made, tmp_path / "whole")
        settings = settings_for(f"sqlite:///{tmp_path}/whole/demo.sqlite", tmp_path / "whole")
        house = build_house(settings, seeds=seeds())
        async with database_of(house):
            yield house
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("postgres_template"))
    house = build_house(settings_for(server.database_url(name), tmp_path), seeds=seeds())
    async with database_of(house):
        await add_whole_demo(house)
        yield house
    server.drop(name)


@pytest.mark.long
@pytest.mark.both_engines
async def test_all_that_goes_on_is_there_and_every_village_has_a_sample_point_inside_the_county(house: House) -> None:
    before = {d.code: d.point for d in house.divisions if d.level == "village"}
    await add_whole_demo(house)
    placed = await read_village_points()
    for programme in house.programmes.values():
        outline = county_outline(house, programme.jurisdiction)
        places = await places_of(house, programme.jurisdiction)
        assert all(place.location is not None for place in places)
        made_up = [p for p in placed.values() if p.division[:6] == programme.jurisdiction[:6]]
        assert all(outline.contains(Point(p.lon, p.lat)) for p in made_up)
    assert len({(p.lon, p.lat) for p in placed.values()}) == len(placed)
    assert {p.source for p in placed.values()} == {SOURCE}
    # Where a village lies in fact is known from the seeds alone, and stays as it is known there.
    assert placed.keys() == {code for code, point in before.items() if point is None}
    assert {row.code: row.status for row in await read_sites()}["DEMO-FWD-026"] == "closed"
    assert {one.site_code for one in await read_rectifications()} == {"DEMO-FWD-022", "QX-TUXI"}
    assert {one.site_code for one in await read_proposals()} == {"QX-TUXI", "DEMO-FWD-023", "DEMO-FWD-024"}
    assert [one.site_code for one in await read_inspections()] == ["QX-YOUQING"]
    assert [one.name for one in await read_what_ifs(SLUG, "station.area_basic")]
    assert await read_spending(SLUG)
    assert await read_steps(["DEMO-WC-02"])
    (operated,) = await operated_sites(house, program("test"))
    assert operated.signed.number == "示例-2025-001"
    assert roads_file(house, house.programmes[SLUG]).exists()


async def test_the_circle_is_reckoned_by_roads_that_say_they_are_made_up(whole_house: House) -> None:
    house = whole_house
    found = (await reckon(house, SLUG)).report
    counts = found.with_approximate.everyone.places
    assert counts["unlocated"] == counts["no_route"] == 0
    assert 0 < counts["not_covered"] < counts["covered"]
    assert all(entry.reach is not None for entry in found.entries)
    assert "示例" in found.roads.source
    assert "虚构" in found.roads.source
    assert "sample" in found.roads.source
    told = next(note for note in notes(found) if "路网" in note.zh and "节点" in note.zh)
    assert "示例路网（虚构" in told.zh
    assert "sample" not in told.zh
    assert "sample roads, made up" in told.en
    assert "示例" not in told.en
    assert "OpenStreetMap" not in found.roads.attribution


async def test_nobody_is_asked_about_a_sample_as_if_it_were_doubtful(whole_house: House) -> None:
    house = whole_house
    every = [doubted(house, None, member.site, member.site.code) for member in (await network(house)).every]
    assert [(doubt.path, doubt.why.en) for doubt in doubts_across(house, every, ())] == []


async def test_every_state_that_a_screen_can_show_is_there(whole_house: House) -> None:
    house = whole_house
    today = house.today()
    rows, whole = await read_sites(), await network(house)
    assert all(row.sample for row in rows)
    assert {row.status for row in rows} >= {"operating", "planned", "suspended", "closed"}
    assert any(m.site.accepted_on for m in whole.every)
    waivers = [waiver for m in whole.every for waiver in m.site.waivers]
    assert any(today < waiver.until <= today + timedelta(days=30) for waiver in waivers)
    requests = await read_proposals()
    assert {p.state for p in requests} == {"submitted", "sent_back"}
    versions = {row.code: row.version for row in rows}
    clashing = [p for p in requests if p.state == "submitted" and versions[p.site_code] > p.base_version]
    assert len(clashing) == 1
    orders = await read_rectifications()
    assert any(one.due_on < today for one in orders)
    assert any(one.due_on >= today for one in orders)
    (visit,) = await read_inspections()
    assert any(piece.about.startswith(f"inspection:{visit.id}:") for piece in await read_evidence([visit.site_code]))
    assert "少" in visit.rows, "an area that was measured again shows the difference"
    (tried,) = await read_what_ifs(SLUG, "station.area_basic")
    told = [visit.remarks, visit.inspectors, tried.name]
    for said in [*told, *(p.reason for p in requests), *(one.finding for one in orders)]:
        assert "示例" in said


async def test_starting_again_changes_nothing_that_people_did_meanwhile(whole_house: House) -> None:
    house = whole_house
    moved = Placing(ELSEWHERE, LatLon(lat=30.95, lon=107.02), "map")
    await place_villages(house, program("test"), [moved])
    stamp = roads_file(house, house.programmes[SLUG]).stat().st_mtime_ns
    before = (len(await read_proposals()), len(await read_rectifications()), (await network(house)).state)
    await add_whole_demo(house)
    after = (len(await read_proposals()), len(await read_rectifications()), (await network(house)).state)
    assert after == before
    assert (await read_village_points())[ELSEWHERE].source == "map"
    assert roads_file(house, house.programmes[SLUG]).stat().st_mtime_ns == stamp


async def test_two_half_years_of_the_service_centre_are_closed_and_one_is_running(whole_house: House) -> None:
    house = whole_house
    (operated,) = await operated_sites(house, program("test"))
    assert operated.site.sample
    found = await payment_schedule(house, operated)
    standings = [part.shares.standing for part in found.parts]
    assert standings == ["paid", "paid", "due", "scoring", "ahead", "ahead", "ahead", "retained"]
    assert found.total.amount == operated.amount
    assert operated.signed.operator is not None
    assert "示例" in operated.signed.operator
    assert found.parts[2].shares.lost
