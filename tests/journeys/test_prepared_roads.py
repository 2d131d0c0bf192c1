"""What is prepared of roads is kept for the next process, believed only for the same roads and rules, and lost without
harm.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from app.coverage.by_road import RoadNetworks
from app.coverage.road_graph import RoadGraph
from app.coverage.road_pieces import Arrays
from app.exchange.roads import read_osm_roads
from app.journeys.coverage.prepared_roads import kept_in
from app.journeys.coverage.roads import load_roads, networks_of
from app.journeys.house import House
from app.standards.programme import RoadTravel, TravelMode
from app.units import LatLon
from tests.coverage.test_roads_as_they_are_drawn import CIRCLE, ROADS, SITE, VILLAGE, one_road
from tests.journeys.proposing_people import ADMIN

COUNTY = "511725000000"


@pytest.fixture
def graph(tmp_path: Path) -> RoadGraph:
    return read_osm_roads(one_road(tmp_path / "roads.osm"))


class Asked:
    """Asks for what is prepared and counts how often it had to be made."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, 0

    def make(self) -> Arrays:
        self.made += 1
        return {"seconds": np.arange(3.0), "none": np.zeros(0, dtype=np.int64)}

    def of(self, graph: RoadGraph, rules: RoadTravel = ROADS, mode: TravelMode = "car") -> int:
        """How often it was made up to now, after asking as a new process would."""
        found = kept_in(self.folder, COUNTY, graph, rules)(mode, self.make)
        assert found["seconds"].tolist() == [0, 1, 2]
        assert found["none"].shape == (0,)
        return self.made


def test_what_is_prepared_is_made_once_for_the_same_roads_mode_and_rules(graph: RoadGraph, tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    assert [asked.of(graph), asked.of(graph)] == [1, 1]
    assert [asked.of(graph, mode="walk"), asked.of(graph, mode="walk"), asked.of(graph)] == [2, 2, 2]
    assert asked.of(replace(graph, source="another extract")) == 3
    assert asked.of(graph) == 4, "the newest roads stand in the file"
    slower = ROADS.model_copy(update={"walking_kmh": Decimal(3)})
    assert [asked.of(graph, slower), asked.of(graph, slower)] == [5, 5]


def test_a_damaged_or_lost_file_is_made_again(graph: RoadGraph, tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    asked.of(graph)
    (file,) = tmp_path.glob("*.arrays")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert [asked.of(graph), asked.of(graph)] == [2, 2]
    altered = bytearray(file.read_bytes())
    altered[-20] ^= 1
    file.write_bytes(altered)
    assert asked.of(graph) == 3
    file.unlink()
    assert [asked.of(graph), asked.of(graph)] == [4, 4]


def test_a_folder_that_cannot_be_written_only_costs_time(graph: RoadGraph, tmp_path: Path) -> None:
    asked = Asked(tmp_path / "nowhere")
    assert [asked.of(graph), asked.of(graph)] == [1, 2]


def test_minutes_from_what_was_kept_are_those_from_what_was_just_prepared(graph: RoadGraph, tmp_path: Path) -> None:
    found = []
    for _ in range(2):
        network = RoadNetworks(graph, CIRCLE, kept_in(tmp_path, COUNTY, graph, ROADS)).of("car")
        times = network.times_to_first_site([VILLAGE, LatLon(31.0, 108.9)], [SITE])
        found.append((times.seconds.tolist(), times.site.tolist(), times.off_road_m.tolist()))
    assert found[0] == found[1]
    assert np.isfinite(found[0][0][0])


async def test_the_roads_of_a_county_are_read_once_and_anew_where_others_were_loaded(
    house: House, tmp_path: Path
) -> None:
    programme = house.programme("qu-2023")
    circle = programme.service_circle
    assert circle is not None
    assert networks_of(house, programme, circle) is None, "none are loaded"
    await load_roads(house, ADMIN, programme.slug, one_road(tmp_path / "first.osm"))
    first = networks_of(house, programme, circle)
    assert first is not None
    assert networks_of(house, programme, circle) is first
    assert first.graph.source == "first.osm"
    await load_roads(house, ADMIN, programme.slug, one_road(tmp_path / "second.osm"))
    second = networks_of(house, programme, circle)
    assert second is not None
    assert second.graph.source == "second.osm"
    assert networks_of(house, programme, circle) is second
    assert networks_of(house, programme, circle.model_copy(update={"roads": None})) is None, "no speeds are given"
