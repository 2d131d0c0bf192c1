"""How much time is left on a straight road: what remains of the limit after the way to the site along it."""

import numpy as np
import pytest
import shapely

from app.coverage.assumptions import seconds_per_metre
from app.coverage.by_road import RoadNetworks
from app.coverage.circle_shapes import shapes_by_road
from app.coverage.distance import metres_along
from app.coverage.places import ServingSite
from app.coverage.road_graph import BACKWARD, ENDS_ONLY, FORWARD, RoadGraph, road_graph
from app.coverage.road_network import RoadNetwork
from app.units import LatLon
from tests.standards.cases import seeds

CIRCLE = seeds().programmes["qu-2023"].service_circle
assert CIRCLE is not None
assert CIRCLE.roads is not None
RULES = CIRCLE.roads
SITE, AT = np.array([(31.0, 107.0)]), LatLon(lat=31.0, lon=107.0)
STEP_M, STEPS = 100.0, 81
PACE = seconds_per_metre(RULES.speeds_kmh["car"]["residential"])
AHEAD, BACK = sum(FORWARD.values()), sum(BACKWARD.values())


def road(ways: int, node_degrees: float = 0.005) -> RoadGraph:
    """From west to east, with the site at the middle node, and a node twice in the same spot."""
    lons = 107.0 + node_degrees * (np.arange(STEPS) - STEPS // 2)
    nodes = np.array([(31.0, lon) for lon in [*lons, lons[-1]]])
    start = np.arange(STEPS)
    pieces, kinds = np.full(STEPS, ways, dtype=np.uint8), np.zeros(STEPS, dtype=np.uint8)
    return road_graph(nodes, start, start + 1, kinds, pieces, ("residential",), source="", attribution="")


def stretches(ways: int, minutes: float, **more: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both ends of each stretch, the seconds left there, and how far they lie east of the site in metres."""
    rules = RULES.model_copy(update={"smallest_network_nodes": 1})
    ends, left = RoadNetwork(road(ways, **more), "car", rules).reserves(SITE, 60 * minutes, STEP_M)
    east = metres_along(np.broadcast_to(SITE[0], (2 * len(ends), 2)), ends.reshape(-1, 2)).reshape(-1, 2)
    return ends, left, east * np.sign(ends[:, :, 1] - 107.0)


@pytest.mark.parametrize(("node_degrees", "minutes"), [(0.005, 10.0), (0.0005, 5.0), (0.005, 100.0)])
def test_on_a_road_open_both_ways_time_is_left_on_either_side(node_degrees: float, minutes: float) -> None:
    ends, left, east = stretches(AHEAD | BACK, minutes, node_degrees=node_degrees)
    assert left == pytest.approx(60 * minutes - np.abs(east) * PACE, abs=0.05)
    whole = metres_along(SITE, np.array([(31.0, 107.0 + node_degrees * (STEPS // 2))]))[0]
    far = min(60 * minutes / PACE, whole)
    assert far - STEP_M <= east.max() <= far + 0.01
    assert -far - 0.01 <= east.min() <= -far + STEP_M
    lengths = np.abs(east[:, 1] - east[:, 0])
    assert lengths.min() > 0
    assert lengths.max() <= STEP_M + 0.01
    assert lengths.sum() == pytest.approx(east.max() - east.min(), abs=0.1), "each once"
    assert ends.shape == (len(left), 2, 2)


@pytest.mark.parametrize(("ways", "side"), [(AHEAD, -1), (BACK, 1)])
def test_on_a_one_way_road_only_those_before_the_site_reach_it(ways: int, side: int) -> None:
    _, left, east = stretches(ways, 10.0)
    assert (east * side >= -0.01).all()
    assert np.abs(east).max() > 10 * 60 / PACE - STEP_M
    assert left == pytest.approx(600 - np.abs(east) * PACE, abs=0.05)


def test_nobody_is_left_time_where_the_road_is_joined_at_its_ends_alone_or_no_site_is_near() -> None:
    both = road(AHEAD | BACK)
    for graph, sites in ((road(AHEAD | BACK | ENDS_ONLY), SITE), (both, SITE + 1.0), (both, SITE[:0]), (road(0), SITE)):
        ends, left = RoadNetwork(graph, "car", RULES).reserves(sites, 600, STEP_M)
        assert (ends.shape, left.shape) == ((0, 2, 2), (0, 2))


@pytest.mark.parametrize(
    ("area", "kilometres_along", "kilometres_wide"),
    [
        *(("urban", 0, 0.833), ("urban", 0.3, 0.777), ("urban", 0.8, 0.234), ("urban", 0.9, 0)),
        *(("rural", 0, 1), ("rural", 6, 1), ("rural", 9, 0.258), ("rural", 10.4, 0)),
    ],
)
def test_the_drawing_is_as_wide_as_the_walk_for_which_time_is_left(
    area: str, kilometres_along: float, kilometres_wide: float
) -> None:
    """Ten minutes at 5 km/h in town, half an hour at 20 km/h in the country, and a kilometre on foot at most."""
    assert CIRCLE is not None
    networks, county = RoadNetworks(road(AHEAD | BACK), CIRCLE), shapely.box(106, 30, 108, 32)
    sites = [ServingSite("S", "站", "service_station", AT), ServingSite("N", "无址", "service_station")]
    (shape,) = [one.shape for one in shapes_by_road(sites, CIRCLE, networks, county) if one.area == area]
    across = shapely.LineString([(107.0 + kilometres_along / 95.5, lat) for lat in (30.9, 31.1)])
    half = shapely.intersection(across, shape).length * 110.87 / 2
    assert half == pytest.approx(kilometres_wide, abs=0.02)
