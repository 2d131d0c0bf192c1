"""The circle drawn along roads where every road is reached with time to spare, and where none is reached."""

from pathlib import Path

import pytest
from shapely.geometry import Point, box

from app.coverage.by_road import RoadNetworks
from app.coverage.circle_shapes import shapes_by_road
from app.coverage.places import ServingSite
from app.exchange.roads import read_osm_roads
from app.units import LatLon
from tests.coverage.test_roads_as_they_are_drawn import CIRCLE, STEPS, street, way, written

COUNTY = box(106.9, 30.9, 107.2, 31.1)


@pytest.mark.parametrize(
    ("site", "reached"),
    [(LatLon(31.0005, 107.05), True), (LatLon(31.08, 107.15), False)],
    ids=["every road with time to spare", "no road"],
)
def test_a_road_is_reached_whole_or_not_at_all(tmp_path: Path, site: LatLon, reached: bool) -> None:
    drawn = way(1, list(range(1, STEPS + 1)), highway="unclassified")
    networks = RoadNetworks(read_osm_roads(written(tmp_path / "r.osm", *street(1, 31.0), drawn)), CIRCLE)
    shapes = shapes_by_road([ServingSite("A", "A", "service_station", site)], CIRCLE, networks, COUNTY)
    assert len(shapes) == 2
    for found in shapes:
        assert found.shape.is_valid
        assert found.shape.covers(Point(107.048, 31.0)) is reached
        assert found.shape.is_empty is not reached
