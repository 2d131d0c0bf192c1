"""A county of which the seeds know no outline, no point or no circle is served all the same: what would be drawn or
measured of it is none, and everything else goes on.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.access.actor import program
from app.coverage.asked import AskedCircle
from app.errors import NotFound
from app.journeys.coverage.circle import default_programme, network_verdicts, reckon, shapes_of
from app.journeys.coverage.circle_area import area_of
from app.journeys.coverage.roads import county_outline, ground_to_draw, load_roads, networks_of
from app.journeys.demo.sample_country import sample_points
from app.journeys.house import House
from app.sites.divisions import Divisions
from tests.coverage.test_roads_as_they_are_drawn import one_road
from tests.networks import house_of_copy

ACTOR, QU = program("cli:root"), "qu-2023"
NOBODY_S = '{"type": "FeatureCollection", "features": []}'


@pytest.fixture(scope="module")
async def shared(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The demonstration, to read."""
    async with house_of_copy(demo_sqlite, tmp_path_factory.mktemp("outlines")) as built:
        yield built


def without_outline(house: House, folder: Path) -> House:
    """The same house on seeds that know no outline."""
    (folder / "boundaries").mkdir()
    (folder / "boundaries" / "boundaries.geojson").write_text(NOBODY_S, "utf-8")
    settings = house.settings.model_copy(update={"seeds_dir": folder})
    return House(house.programmes, house.divisions, settings, house.now)


def without_circles(house: House) -> House:
    """The same house of programmes that have no circle."""
    none = {slug: pack.model_copy(update={"service_circle": None}) for slug, pack in house.programmes.items()}
    return House(none, house.divisions, house.settings, house.now)


async def test_of_a_county_without_an_outline_no_circle_is_drawn_and_no_area_measured(
    shared: House, tmp_path: Path
) -> None:
    found = await reckon(shared, QU, AskedCircle())
    assert len(await shapes_of(shared, found)) > 0
    measured = await area_of(shared, found)
    assert measured is not None
    assert len(measured.county) > 0
    assert measured.townships.keys() <= {d.code for d in shared.divisions.under("511725000000", "township")}
    bare = without_outline(shared, tmp_path)
    assert county_outline(bare, "511725000000") is None
    counted = await reckon(bare, QU, AskedCircle())
    assert await shapes_of(bare, counted) == ()
    assert await area_of(bare, counted) is None
    assert counted.report.located == found.report.located > 0


async def test_the_programme_that_is_asked_for_by_default_is_the_first_that_has_a_circle(shared: House) -> None:
    assert default_programme(shared) == QU
    assert next(iter(shared.programmes)) != QU, "one without a circle stands before it"
    with pytest.raises(NotFound):
        default_programme(without_circles(shared))
    with pytest.raises(NotFound):
        await reckon(without_circles(shared), QU, AskedCircle())


async def test_a_network_without_a_circle_has_no_verdict_on_it(shared: House) -> None:
    assert len(await network_verdicts(shared, QU)) == 1
    assert await network_verdicts(shared, next(slug for slug in shared.programmes if slug != QU)) == ()
    assert await network_verdicts(without_circles(shared), QU) == ()


async def test_ground_is_drawn_where_roads_were_loaded_and_read_once(shared: House, tmp_path: Path) -> None:
    settings = shared.settings.model_copy(update={"data_dir": tmp_path})
    house = House(shared.programmes, shared.divisions, settings, shared.now)
    programme = house.programme(QU)
    assert programme.service_circle is not None
    assert ground_to_draw(house, programme) is None
    assert networks_of(house, programme, programme.service_circle) is None
    await load_roads(house, ACTOR, QU, one_road(tmp_path / "roads.osm"))
    drawn = ground_to_draw(house, programme)
    assert drawn is not None
    assert ground_to_draw(house, programme) is drawn
    (tmp_path / "roads").joinpath("511725000000.ground").unlink()
    assert ground_to_draw(house, programme) is None


async def test_villages_are_made_up_around_their_township_and_inside_the_county(shared: House) -> None:
    programme = shared.programme(QU)
    outline = county_outline(shared, programme.jurisdiction)
    assert outline is not None
    unplaced = {d.code for d in shared.divisions.under(programme.jurisdiction, "village") if d.point is None}
    points = list(sample_points(shared, programme, outline))
    assert {one.division for one in points} == unplaced
    assert len(points) == len(unplaced) > 100


def of_whom_nobody_knows_a_point(house: House, *levels: str) -> House:
    """The same house, where of no division of these levels it is known where it lies."""
    known = (replace(d, point=None) if d.level in levels else d for d in house.divisions)
    return House(house.programmes, Divisions(known), house.settings, house.now)


async def test_townships_without_a_point_lie_some_way_from_the_county_s_and_nowhere_if_it_has_none(
    shared: House,
) -> None:
    programme = shared.programme(QU)

    def placed(house: House) -> list[str]:
        return [one.division for one in sample_points(house, programme, None)]

    whole = placed(shared)
    assert placed(of_whom_nobody_knows_a_point(shared, "township")) == whole
    assert placed(of_whom_nobody_knows_a_point(shared, "township", "county")) == []
    with_a_point = {d.code[:9] for d in shared.divisions.under(programme.jurisdiction, "township") if d.point}
    assert placed(of_whom_nobody_knows_a_point(shared, "county")) == [
        code for code in whole if code[:9] in with_a_point
    ]
    rest = Divisions(replace(d, point=None) for d in shared.divisions if d.level != "county")
    nowhere = House(shared.programmes, rest, shared.settings, shared.now)
    assert placed(nowhere) == []
