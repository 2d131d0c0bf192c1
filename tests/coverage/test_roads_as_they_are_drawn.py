"""Roads as people draw them: motorways, closed ways, barriers, patches that join nothing, files in any order."""

from pathlib import Path

import numpy as np
import pytest

from app.coverage.road_graph import BACKWARD, FORWARD
from app.coverage.road_network import RoadNetwork
from app.coverage.road_pieces import MOST_REMEMBERED
from app.exchange.roads import read_osm_roads
from app.standards.programme import TravelMode
from app.units import LatLon
from tests.standards.cases import seeds

CASES = Path(__file__).parents[1] / "cases"
CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None
assert CIRCLE.roads is not None
ROADS = CIRCLE.roads
SITE, VILLAGE = LatLon(31.0007, 106.999), LatLon(31.0007, 107.1)
STEPS = 60


def minutes(path: Path, place: LatLon = VILLAGE, site: LatLon = SITE, mode: TravelMode = "car") -> float:
    """Minutes by road, infinite where none leads there."""
    network = RoadNetwork(read_osm_roads(path), mode, ROADS)
    return float(network.times_to_first_site([place], [site]).seconds[0]) / 60


def node(number: int, lat: float, lon: float, **tags: str) -> str:
    inside = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<node id="{number}" lat="{lat:.6f}" lon="{lon:.6f}">{inside}</node>'


def way(number: int, nodes: list[int], **tags: str) -> str:
    inside = "".join(f'<nd ref="{one}"/>' for one in nodes)
    inside += "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())
    return f'<way id="{number}">{inside}</way>'


def street(first: int, lat: float, steps: int = STEPS, west: float = 106.99) -> list[str]:
    return [node(first + n, lat, west + 0.002 * n) for n in range(steps)]


def written(path: Path, *parts: str) -> Path:
    path.write_text(f'<osm version="0.6">{"".join(parts)}</osm>', "utf-8")
    return path


def one_road(
    path: Path, sign: int = 1, *, ways_first: bool = False, barrier: dict[str, str] | None = None, **tags: str
) -> Path:
    """A road of sixty bends past the site and the village, perhaps with a barrier half way."""
    numbers = [sign * (n + 1) for n in range(STEPS)]
    nodes = [
        node(number, 31.0, 106.99 + 0.002 * n, **(barrier or {}) if n == STEPS // 2 else {})
        for n, number in enumerate(numbers)
    ]
    drawn = way(sign, numbers, **{"highway": "unclassified", **tags})
    return written(path, *([drawn, *nodes] if ways_first else [*nodes, drawn]))


def test_nobody_joins_a_motorway_between_its_ramps() -> None:
    assert minutes(CASES / "r_motorway.osm") == float("inf")


def test_a_motorway_is_travelled_from_ramp_to_ramp(tmp_path: Path) -> None:
    """Two towns with streets of their own, joined by nothing but a motorway: its ramps let people on and off."""
    west, east = street(1, 31.0, west=106.8), street(101, 31.0, west=107.2)
    lanes = [
        way(1, list(range(1, STEPS + 1)), highway="residential"),
        way(2, list(range(101, 101 + STEPS)), highway="residential"),
        way(3, [STEPS, 501, 502, 101], highway="motorway", oneway="no"),
    ]
    path = written(tmp_path / "m.osm", *west, *east, node(501, 31.05, 107.0), node(502, 31.05, 107.1), *lanes)
    assert minutes(path, LatLon(31.0003, 106.85), LatLon(31.0003, 107.25)) < 120
    assert minutes(path, LatLon(31.0503, 107.05), LatLon(31.0003, 107.25)) == float("inf")


@pytest.mark.parametrize("tags", [{"highway": "motorway_link"}, {"highway": "trunk", "motorroad": "yes"}])
def test_ramps_and_roads_for_motor_traffic_are_not_joined_from_the_side_either(
    tmp_path: Path, tags: dict[str, str]
) -> None:
    assert minutes(one_road(tmp_path / "r.osm", **tags)) == float("inf")
    assert minutes(one_road(tmp_path / "r.osm", highway="trunk")) < 60


def test_ways_with_several_access_values_are_read_strictly(tmp_path: Path) -> None:
    assert minutes(CASES / "r_multivalue.osm") == float("inf")
    assert minutes(CASES / "r_multivalue.osm", mode="walk") < 240
    for value in ("yes;no", "private; destination", "forestry;yes"):
        assert minutes(one_road(tmp_path / "r.osm", motor_vehicle=value)) == float("inf")
    for value in ("yes;destination", "designated", "permissive;customers"):
        assert minutes(one_road(tmp_path / "r.osm", motor_vehicle=value)) < 60


STOPPED: list[tuple[dict[str, str], set[TravelMode]]] = [
    ({"barrier": "bollard"}, {"car"}),
    ({"barrier": "block"}, {"car"}),
    ({"barrier": "gate"}, set()),
    ({"barrier": "gate", "access": "private"}, {"car", "ebike", "walk"}),
    ({"barrier": "gate", "access": "private", "foot": "yes"}, {"car", "ebike"}),
    ({"barrier": "lift_gate", "motor_vehicle": "no"}, {"car"}),
    ({"barrier": "bollard", "motor_vehicle": "yes"}, set()),
    ({"barrier": "stile"}, {"car", "ebike"}),
    ({"highway": "crossing"}, set()),
]


@pytest.mark.parametrize(("barrier", "stopped"), STOPPED)
def test_a_barrier_on_a_road_stops_whom_it_stops(
    tmp_path: Path, barrier: dict[str, str], stopped: set[TravelMode]
) -> None:
    graph = read_osm_roads(one_road(tmp_path / "b.osm", barrier=barrier))
    modes: list[TravelMode] = ["walk", "ebike", "car"]
    both = {mode: FORWARD[mode] | BACKWARD[mode] for mode in modes}
    passed = {mode: sum(int(bits) & both[mode] == both[mode] for bits in graph.open_to) for mode in modes}
    assert passed == {mode: STEPS - 3 if mode in stopped else STEPS - 1 for mode in modes}


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("ways_first", [False, True])
def test_files_with_ways_first_or_negative_numbers_are_read(tmp_path: Path, sign: int, ways_first: bool) -> None:
    usual = minutes(one_road(tmp_path / "usual.osm"))
    assert minutes(one_road(tmp_path / "other.osm", sign, ways_first=ways_first)) == pytest.approx(usual)
    assert usual < 60


def test_a_way_that_leaves_the_file_keeps_what_the_file_holds(tmp_path: Path) -> None:
    numbers = [*range(1, STEPS + 1), 9001, 9002]
    path = written(tmp_path / "cut.osm", *street(1, 31.0), way(1, numbers, highway="unclassified"))
    assert read_osm_roads(path).pieces == STEPS - 1
    assert minutes(path) < 60


def patch_and_main(tmp_path: Path, main_lat: float) -> Path:
    main = [node(1 + n, main_lat + 0.001 * (n % 2), 106.9 + 0.001 * n) for n in range(300)]
    patch = [node(1001 + n, 31.0, 107.0 + 0.0002 * n) for n in range(STEPS)]
    lanes = [
        way(1, list(range(1, 301)), highway="unclassified"),
        way(2, list(range(1001, 1001 + STEPS)), highway="unclassified"),
    ]
    return written(tmp_path / "p.osm", *main, *patch, *lanes)


def test_a_small_detached_piece_is_passed_over_where_the_main_network_is_near(tmp_path: Path) -> None:
    place, site = LatLon(31.0003, 107.005), LatLon(31.004, 107.15)
    assert minutes(patch_and_main(tmp_path, 31.004), place, site) < 90
    assert minutes(patch_and_main(tmp_path, 31.1), place, LatLon(31.1, 107.15)) == float("inf")
    assert minutes(patch_and_main(tmp_path, 31.1), place, LatLon(31.0001, 107.01)) < 20


@pytest.mark.parametrize("one_way_first", [True, False])
def test_who_lives_at_a_junction_may_leave_it_by_any_of_its_roads(tmp_path: Path, one_way_first: bool) -> None:
    # the one-way street leads away from the junction and from the site; the village lies beyond the junction's corner
    nodes = [node(n + 1, 31.0, 106.99 + 0.002 * n) for n in range(STEPS)]
    leading_away = [node(1000 + n, 31.0 - 0.002 * n, 106.99 + 0.002 * STEPS) for n in range(STEPS)]
    street = way(1, [*range(1, STEPS + 1), 1000], highway="unclassified")
    away = way(2, [1000 + n for n in range(STEPS)], highway="unclassified", oneway="yes")
    back = way(3, [1000 + STEPS - 1, 1], highway="unclassified")
    ways = [away, street, back] if one_way_first else [street, away, back]
    path = written(tmp_path / "junction.osm", *nodes, *leading_away, *ways)
    corner = LatLon(31.001, 106.99 + 0.002 * STEPS + 0.001)
    assert minutes(path, corner) == pytest.approx(minutes(path, LatLon(31.001, 106.99 + 0.002 * STEPS - 0.0001)), abs=3)


def test_points_asked_about_again_meet_the_same_roads_and_moved_ones_meet_theirs(tmp_path: Path) -> None:
    pieces = RoadNetwork(read_osm_roads(one_road(tmp_path / "road.osm")), "car", ROADS).pieces
    points = [np.array([[31.0007, 107.0 + n / 100]]) for n in range(MOST_REMEMBERED + 2)]
    first = [pieces.snap(one).along.tolist() for one in points]
    assert [pieces.snap(one.copy()).along.tolist() for one in points] == first
    assert len({(*one,) for one in first}) > 1
